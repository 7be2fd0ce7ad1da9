"""Prose on a page: which lines are, and which of it trafilatura lost."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from extractors.pages.dateline import read_dateline
from extractors.pages.runs import SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.pages.lines import Line

#: A line with fewer letters and digits is no prose: subheads, bylines, dates, labels.
PROSE_CHARACTERS = 60

#: So many may be a sentence that a text ends with.
SENTENCE_CHARACTERS = 20

#: Prose has links in it, but does not consist of them.
PROSE_LINKED = 0.4

#: Paragraphs; list items over a text are its key points, said again below.
PARAGRAPH_TAGS = frozenset({"p", "div", "section", "article", "td", "tr", "blockquote", "main", "body"})

#: A standfirst is shorter; outlets and labelled sets disagree on whether it belongs to the text, and trafilatura
#: drops it.
LEDE_CHARACTERS = 200

#: A summary in the metadata and the standfirst on the page begin with the same letters, so many or all that there are.
SUMMARY_CHARACTERS = 50

#: A shorter line is a label, whatever the metadata says.
STANDFIRST_CHARACTERS = 40

#: Where standfirsts stand; one that is marked up as a heading is a second headline.
STANDFIRST_TAGS = frozenset({"p", "div", "section", "header"})

#: With less prose than this (about 50 words) trafilatura may have missed the article, if a block of the page has more.
LOST_CHARACTERS = 300

#: So many paragraphs of prose in one block are an article and no notice.
LOST_PARAGRAPHS = 3

#: A zone of the page that holds this share of the text is no side matter, whatever it is called.
ZONE_SHARE = 0.3

#: Where the headline is not printed, widget lines are looked for so many lines before the text.
BEFORE_THE_TEXT = 12


#: Trafilatura may lose what comes behind a box in the text; further down other things begin.
BEHIND_THE_LAST = 4


def is_prose(line: Line) -> bool:
    """Whether a line is a sentence or more of running text, and no teaser of another article."""
    if line.is_teaser or len(line.key) < PROSE_CHARACTERS or line.linked > PROSE_LINKED:
        return False
    return bool(SENTENCE_END.search(line.text))


def with_lost_prose(lines: Sequence[Line], chosen: list[int], title_key: str, headline: int | None) -> list[int]:
    """*chosen* and the prose that trafilatura lost: between its paragraphs, over them, or nearly all of it."""
    if sum(len(lines[number].key) for number in chosen if is_prose(lines[number])) < LOST_CHARACTERS:
        chosen = _densest(lines, chosen)
    if not chosen:
        return chosen
    zones = side_zones(lines, chosen)
    known = {lines[number].key for number in chosen} | {title_key, ""}
    found = []
    for number in (*_over(lines, chosen, headline), *_between(lines, chosen), *_behind(lines, chosen)):
        line = lines[number]
        if line.key in known or line.hidden or line.is_caption or line.zone in zones:
            continue
        found.append(number)
        known.add(line.key)
    return sorted({*chosen, *found})


def _over(lines: Sequence[Line], chosen: Sequence[int], headline: int | None) -> Iterator[int]:
    """The prose over the text that opens it."""
    is_over_it = headline is not None and headline < chosen[0]
    start = headline + 1 if headline is not None and is_over_it else max(0, chosen[0] - BEFORE_THE_TEXT)
    first = next((lines[number] for number in chosen if is_prose(lines[number])), lines[chosen[0]])
    for number in range(start, chosen[0]):
        line = lines[number]
        if is_prose(line) and (_is_lede(line) or line.block == first.block):
            yield number


def _between(lines: Sequence[Line], chosen: Sequence[int]) -> Iterator[int]:
    """The prose amid the text, and whatever stands bare in the block of the paragraph above or below it."""
    around = {home for number in chosen for home in _homes(lines[number])}
    for before, after in pairwise(chosen):
        blocks = {lines[before].block, lines[after].block}
        for number in range(before + 1, after):
            line = lines[number]
            is_text = bool(_homes(line) & around)
            if line.block in blocks or (is_prose(line) and is_text):
                yield number


def _behind(lines: Sequence[Line], chosen: Sequence[int]) -> Iterator[int]:
    """The prose close behind the text that stands beside its last paragraph; boxes of links come between."""
    prose = [lines[number] for number in chosen if is_prose(lines[number])] or [lines[chosen[0]]]
    told = (n for n in range(chosen[-1] + 1, len(lines)) if lines[n].key and lines[n].linked <= PROSE_LINKED)
    for number in islice(told, BEHIND_THE_LAST):
        line = lines[number]
        is_next = number == chosen[-1] + 1
        if (is_prose(line) or (is_next and _is_short_sentence(line))) and _stands_beside(line, prose[-1]):
            yield number


def _is_short_sentence(line: Line) -> bool:
    """Whether a line is too short to be prose by itself, but may be the end of some."""
    return len(line.key) >= SENTENCE_CHARACTERS and bool(SENTENCE_END.search(line.text)) and not line.linked


def with_standfirst(
    lines: Sequence[Line], chosen: list[int], headline: int | None, summaries: Sequence[str]
) -> list[int]:
    """*chosen* and the standfirst over it: the line that the page's own summary of the article begins with."""
    if not chosen or any(lines[number].key in summaries for number in chosen):
        return chosen
    is_over_it = headline is not None and headline < chosen[0]
    start = headline + 1 if headline is not None and is_over_it else max(0, chosen[0] - BEFORE_THE_TEXT)
    found = (number for number in range(start, chosen[0]) if is_standfirst(lines[number], summaries))
    return [*(number for number in [next(found, None)] if number is not None), *chosen]


def is_standfirst(line: Line, summaries: Sequence[str]) -> bool:
    """Whether one of the page's *summaries* begins like *line*."""
    if line.hidden or line.zone or line.is_caption or line.linked > PROSE_LINKED or line.tag not in STANDFIRST_TAGS:
        return False
    beginning = line.key[:SUMMARY_CHARACTERS]
    return len(line.key) >= STANDFIRST_CHARACTERS and any(said.startswith(beginning) for said in summaries)


def _densest(lines: Sequence[Line], chosen: list[int]) -> list[int]:
    """The block of the page with most prose, where trafilatura has next to none of it; else *chosen*."""
    held: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        if is_prose(line) and not (line.hidden or line.zone or line.is_caption):
            held.setdefault(line.parent, []).append(number)
    best = max(held.values(), key=lambda numbers: sum(len(lines[n].key) for n in numbers), default=[])
    weight = sum(len(lines[number].key) for number in best)
    return chosen if len(best) < LOST_PARAGRAPHS or weight < LOST_CHARACTERS or set(best) <= set(chosen) else best


def _is_lede(line: Line) -> bool:
    """Whether a paragraph over the text opens it: it has a dateline, or more to say than a standfirst."""
    if (found := read_dateline(line.text)) and found.place:
        return True
    return line.tag in PARAGRAPH_TAGS and len(line.text) >= LEDE_CHARACTERS


def _stands_beside(line: Line, other: Line) -> bool:
    """Whether two lines are bare text of one block, or blocks of one kind in one."""
    if line.block in {other.block, other.parent}:
        return True
    return line.parent == other.parent > 0 and line.tag == other.tag


def _homes(line: Line) -> set[int]:
    return {line.block, line.parent} - {0}


def side_zones(lines: Sequence[Line], chosen: Sequence[int]) -> set[int]:
    """The zones that hold next to nothing of the text."""
    total = sum(len(lines[number].key) for number in chosen) or 1
    held: dict[int, int] = {}
    for number in chosen:
        held[lines[number].zone] = held.get(lines[number].zone, 0) + len(lines[number].key)
    return {line.zone for line in lines if line.zone and held.get(line.zone, 0) < ZONE_SHARE * total}
