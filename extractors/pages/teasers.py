"""Lists of other articles on a page: headlines that are links, each with its date or the lines that it begins with.

Their prose reads like an article's and there is often more of it, so nothing in the words tells them apart: the form
does. A list is a row of records, and a record begins with a link in words, to an address of its own, at the same place
in the tree as the links of the other records (Liu, Grossman and Zhai, Mining data records in web pages, KDD 2003).
Round-ups and lists in articles have that form too. They stay, because their records stand amid the paragraphs of the
text, as its siblings, or because the page has no other text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.pages.prose import LOST_CHARACTERS, is_prose
from extractors.pages.runs import SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractors.pages.lines import Line, Place

#: The tags of lists, around whose items nothing else stands.
LISTS = frozenset({"ul", "ol", "dl", "tbody", "table"})

#: So many records are a list; three boxes stand in a text now and then.
LISTED = 4

#: A headline has more words than a name or a tag.
HEADLINE_WORDS = 3

#: Between a headline and what stands beside it.
BETWEEN = " |-–—·•:()[]'\"”’"

#: At least this share of the records of a list have a teaser; lists of links alone are another matter.
TOLD_SHARE = 0.5

#: A date, a section, a teaser, a number of comments.
LINES_BETWEEN = 4

#: A record with more letters (about 65 words) tells something itself.
RECORD_CHARACTERS = 400

#: Below a headline stands at least half a sentence; "3 comments." is less.
TEASER_CHARACTERS = 25

#: How it ends: as a sentence, and where there is a link to read on, with that.
TEASER_END = re.compile(r"[.!?…]['\"”’»)\]]*$")
TEASER_AND_LINK = re.compile(r"[.!?…]['\"”’»)\]]*(?:\s\W*\w+(?:\s\w+){0,2}\W*)?$")

#: Two paragraphs with so many letters (about 30 words) are a short article; one paragraph may be the site's imprint.
SHORT_TEXT_CHARACTERS = 200

#: What stands over a list: "Latest news".
HEADING_CHARACTERS = 50


def with_teasers_marked(lines: Sequence[Line]) -> list[Line]:
    """*lines*, those in lists of other articles marked, unless nothing else on the page is a text."""
    visible = [number for number, line in enumerate(lines) if line.key and not line.hidden]
    lists = list(_lists(lines, visible))
    listed = {number for numbers in lists for number in numbers}
    texts = _texts(lines, [number for number in visible if number not in listed]) if lists else {}
    teasers: set[int] = set()
    for numbers in lists:
        if texts and not _is_amid([lines[number] for number in numbers], texts):
            teasers.update(numbers)
    return [replace(line, is_teaser=True) if number in teasers else line for number, line in enumerate(lines)]


def _lists(lines: Sequence[Line], visible: Sequence[int]) -> Iterator[Sequence[int]]:
    """The numbers of the lines of each list that could be one of teasers."""
    heads: dict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(visible):
        if _is_headline(lines[number]):
            heads[lines[number].shape].append(place)
    for places in heads.values():
        run = places[:1]
        for before, place in pairwise(places):
            if not _is_record([lines[number] for number in visible[before:place]]):
                yield from _as_list(lines, visible, run)
                run = []
            run.append(place)
        yield from _as_list(lines, visible, run)


def _is_headline(line: Line) -> bool:
    """Whether a line begins with a link that can be another article's headline: no sentence goes on from it."""
    opening = line.opening
    if len(opening.split()) < HEADLINE_WORDS or opening.endswith((".", ",", ";")):
        return False
    rest = line.text.partition(opening)[2].lstrip(BETWEEN)
    return not rest or not (rest[0].islower() or rest[0] in ".,;")


def _is_record(lines: Sequence[Line]) -> bool:
    """Whether a headline and what stands below it can be one entry of a list."""
    return len(lines) <= LINES_BETWEEN + 1 and sum(len(line.key) for line in lines) <= RECORD_CHARACTERS


def _as_list(lines: Sequence[Line], visible: Sequence[int], run: Sequence[int]) -> Iterator[Sequence[int]]:
    """The lines of a run of headlines, given by their places in *visible*, with the heading over it."""
    if len({lines[visible[place]].address for place in run}) < LISTED:
        return
    shapes = {lines[number].shape for number in visible[run[0] : run[-1]]}
    longest = max(place - before for before, place in pairwise(run))
    end = run[-1] + 1
    while end < min(len(visible), run[-1] + longest) and lines[visible[end]].shape in shapes:
        end += 1
    told = sum(any(_is_told(lines[n]) for n in visible[first:last]) for first, last in pairwise([*run, end]))
    if told >= TOLD_SHARE * len(run):
        start = run[0] - (run[0] > 0 and _is_heading(lines[visible[run[0] - 1]]))
        yield visible[start:end]


def _is_told(line: Line) -> bool:
    """Whether a line has words beside its link that end like a sentence, or are cut off."""
    end = TEASER_AND_LINK if line.linked else TEASER_END
    return len(line.text) - len(line.opening) >= TEASER_CHARACTERS and bool(end.search(line.text))


def _is_heading(line: Line) -> bool:
    return not line.linked and len(line.text) <= HEADING_CHARACTERS and not SENTENCE_END.search(line.text)


def _texts(lines: Sequence[Line], numbers: Sequence[int]) -> dict[tuple[int, bool], list[Line]]:
    """The paragraphs of each block with enough of them for an article, by block and whether they are bare in it."""
    held = Counter(block for n in numbers for block in (lines[n].block, lines[n].parent))
    told: dict[int, list[Line]] = defaultdict(list)
    for line in (lines[number] for number in numbers):
        if is_prose(line):
            told[line.block if held[line.block] > 1 else line.parent].append(line)
    texts: dict[tuple[int, bool], list[Line]] = defaultdict(list)
    for block, prose in told.items():
        if _is_text(prose):
            for line in prose:
                texts[block, line.block == block].append(line)
    return texts


def _is_text(prose: Sequence[Line]) -> bool:
    """Whether the paragraphs in one block are enough for an article."""
    letters = sum(len(line.key) for line in prose)
    return letters >= (SHORT_TEXT_CHARACTERS if len(prose) > 1 else LOST_CHARACTERS)


def _is_amid(records: Sequence[Line], texts: Mapping[tuple[int, bool], Sequence[Line]]) -> bool:
    """Whether the records of a list stand among the paragraphs of a text, or at the same place in parts of it."""
    heads = [line for line in records if _is_headline(line)]
    around = _around(heads[0])
    for line in heads[1:]:
        known = {place.block for place in _around(line)}
        around = [place for place in around if place.block in known]
    # A <ul> is no place of its own: it stands in the one around.
    block = next((place.block for place in around if place.tag not in LISTS), 0)
    if (block, all(line.block == block for line in heads)) in texts:
        return True
    shapes = {line.shape for line in records if is_prose(line)}
    return any(
        line.shape in shapes and any(place.block == block for place in _around(line))
        for prose in texts.values()
        for line in prose
    )


def _around(line: Line) -> list[Place]:
    """The blocks around a line, from its own to the outermost."""
    found = []
    place = line.place
    while place is not None:
        found.append(place)
        place = place.around
    return found
