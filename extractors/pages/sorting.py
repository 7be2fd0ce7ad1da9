"""The lines of a page sorted: what is the text, and what is taken out of it for which reason.

Works on three sources of loss at once: what trafilatura kept and should not have, what it dropped without saying so,
and what it dropped although it belongs to the text.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from extractors.model import Removal
from extractors.pages.captions import is_picture_caption
from extractors.pages.heads import is_byline, is_date_line, is_name, is_update_line
from extractors.pages.labels import is_label
from extractors.pages.lines import HEADINGS
from extractors.pages.link_lists import CUT_OFF, leading_away
from extractors.pages.promotions import is_promotion
from extractors.pages.prose import (
    BEFORE_THE_TEXT,
    is_prose,
    is_standfirst,
    side_zones,
    with_lost_prose,
    with_standfirst,
)
from extractors.pages.repeats import MOST_LETTERS, SAME, Repeat, find_repeats
from extractors.pages.residue import (
    is_author_box,
    is_copyright,
    is_placeholder,
    is_staff_line,
    is_tag_list,
    leads_elsewhere,
    opens_comments,
    reads_like_a_headline,
)
from extractors.pages.runs import SENTENCE_END
from extractors.pages.standings import first_printed, settled
from extractors.similarity import paragraph_similarities

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractors.pages.lines import Line

#: Date, byline, place of work; more lines are a text.
LINES_OF_A_HEAD = 3

#: Shorter lines are not looked for a second time outside of a repeated block: labels stand in many places.
REPEAT_CHARACTERS = 25

#: A line that is one link, but for a mark or the picture beside it.
WHOLLY_LINKED = 0.95

#: Widgets also stand right behind the text.
BEHIND_THE_TEXT = 6


class Sorted(NamedTuple):
    """The text and what was taken out of it."""

    kept: list[Line]
    removed: list[Removal]


def sort_words(lines: Sequence[Line], title_key: str) -> Sorted:
    """Sort the *lines* of a text that came without a page: all are its text until a rule says otherwise."""
    reasons = {n: reason for n, line in enumerate(lines) if (reason := _reason(line, title_key, is_link_known=False))}
    text = [number for number in range(len(lines)) if number not in reasons]
    repeats = _all_repeats(lines, text, set(reasons))
    text = [number for number in text if number not in repeats]
    return _in_order(lines, text, reasons | dict.fromkeys(repeats, ("repeat", "")), repeats)


def sort_lines(
    lines: Sequence[Line],
    chosen: Iterable[int],
    title_key: str,
    headline: int | None,
    summaries: Sequence[str] = (),
) -> Sorted:
    """Sort the *lines* of a page, of which the extractors have *chosen* some.

    Line *headline* prints the title; *summaries* are the folded ones that the page gives of itself.
    """
    chosen = set(chosen)
    teasers = {number for number in chosen if lines[number].is_teaser and number != headline}
    chosen = with_lost_prose(lines, first_printed(lines, sorted(chosen - teasers)), title_key, headline)
    zones = side_zones(lines, chosen)
    links = (number for number in leading_away(lines, chosen) if number != headline)
    reasons = dict.fromkeys(links, ("link", "is a link to another page, or stands in a list of such"))
    for number in chosen:
        if number != headline and (reason := _reason(lines[number], title_key, is_link_known=True)):
            reasons[number] = reason
    side = (number for number in chosen if lines[number].zone in zones and number != headline)
    reasons = dict.fromkeys(side, ("boilerplate", "stands in a part of the page that is not the article's")) | reasons
    reasons |= dict.fromkeys(teasers, ("link", "stands in a list of other articles"))
    reasons |= _around_the_text(lines, [number for number in chosen if number not in reasons], headline)
    text = [number for number in chosen if number not in reasons and number != headline]
    text = with_standfirst(lines, text[_head_lines(lines, text) :], headline, summaries)
    if text and is_standfirst(lines[text[0]], summaries):
        text[1:] = text[1 + _head_lines(lines, text[1:]) :]
    text = settled(lines, text)
    repeats = _all_repeats(lines, text, {*reasons, *({headline} if headline is not None else ())})
    text = [number for number in text if number not in repeats]
    reasons |= dict.fromkeys(repeats, ("repeat", ""))
    heads = _heads_of_nothing(lines, text)
    text = text[: len(text) - len(heads)]
    reasons |= dict.fromkeys(heads, ("residue", "is a heading with nothing of the text below it"))
    known = {*text, *reasons, headline}
    for number in _region(lines, text, repeats, headline):
        line = lines[number]
        is_side = line.zone in zones or number in known
        if not is_side and (reason := _dropped_reason(line, title_key)):
            reasons[number] = reason
    return _in_order(lines, text, reasons, repeats)


def _around_the_text(lines: Sequence[Line], chosen: Sequence[int], headline: int | None) -> dict[int, tuple[str, str]]:
    """What trafilatura took from above the headline or from below the last paragraph of prose, by the line's number."""
    prose = [number for number in chosen if is_prose(lines[number])]
    if not prose:
        return {}
    reasons = {}
    if headline is not None and headline < prose[0]:
        over = (number for number in chosen if number < headline)
        reasons = dict.fromkeys(over, ("boilerplate", "stands over the headline"))
    comments = _comments(lines, prose)
    below = (number for number in chosen if number >= comments)
    return reasons | dict.fromkeys(below, ("comments", "stands under the heading of the comments"))


def _comments(lines: Sequence[Line], prose: Sequence[int]) -> int:
    """The line over what readers wrote: behind most of the prose, for a button over the text may say the same."""
    middle = prose[len(prose) // 2]
    headings = (n for n in range(middle + 1, len(lines)) if not lines[n].linked and opens_comments(lines[n].text))
    return next((number for number in headings if not _stands_amid(lines, prose, number)), len(lines))


def _stands_amid(lines: Sequence[Line], prose: Sequence[int], number: int) -> bool:
    """Whether the text goes on around a label: comments have a place of their own, or a heading."""
    place = bisect_left(prose, number)
    if place == len(prose) or lines[number].tag in HEADINGS:
        return False
    before, after = lines[prose[place - 1]], lines[prose[place]]
    return not {before.block, before.parent}.isdisjoint({after.block, after.parent} - {0})


def _head_lines(lines: Sequence[Line], text: Sequence[int]) -> int:
    """How many lines come before the first that is neither date nor byline: they stand in fields, like the headline."""
    heads = 0
    for number, below in pairwise(text[: LINES_OF_A_HEAD + 1]):
        line = lines[number].text
        is_name_over_date = is_name(line) and is_date_line(lines[below].text)
        if not (is_date_line(line) or is_byline(line) or is_name_over_date):
            break
        heads += 1
    return heads


def _heads_of_nothing(lines: Sequence[Line], text: Sequence[int]) -> Sequence[int]:
    """The headings that a text ends with: what they head was not the text's (related articles, contacts, a form)."""
    last = next((place for place in range(len(text), 0, -1) if not _is_heading(lines[text[place - 1]])), 0)
    return text[last:] if any(is_prose(lines[number]) for number in text[:last]) else []


def _is_heading(line: Line) -> bool:
    return line.tag in HEADINGS and not SENTENCE_END.search(line.text)


def _reason(line: Line, title_key: str, *, is_link_known: bool) -> tuple[str, str] | None:
    """Why a line does not belong to the text."""
    linked = line.linked if is_link_known else None
    if title_key and line.key == title_key:
        return "headline", "the words of the title"
    if evidence := _link(line, linked):
        return "link", evidence
    if is_promotion(line.text):
        return "promotion", "asks to follow, join, subscribe or install"
    if evidence := _residue(line, linked or 0.0):
        return "residue", evidence
    if is_picture_caption(line.text, is_under_picture=line.is_under_picture):
        return "caption", "says who made a picture"
    return ("caption", "stands in a figcaption") if line.is_caption else None


def _link(line: Line, linked: float | None) -> str | None:
    """What makes a line a way to another article."""
    if leads_elsewhere(line.text, linked):
        return "leads to another article"
    is_link = (linked or 0.0) >= WHOLLY_LINKED and line.tag not in HEADINGS
    return "is the link to another article" if is_link and reads_like_a_headline(line.text) else None


def _residue(line: Line, linked: float) -> str | None:
    """What makes a line a piece of the page's furniture."""
    if is_label(line.text):
        return "the label of a widget"
    if is_copyright(line.text):
        return "says whose rights are reserved"
    if is_placeholder(line.text):
        return "stands in place of something that could not be shown"
    if is_author_box(line.text) or is_staff_line(line.text):
        return "says who the author is"
    if is_update_line(line.text):
        return "says when the page was changed"
    return "lists subjects, each a link" if is_tag_list(line.text, linked) else None


def _dropped_reason(line: Line, title_key: str) -> tuple[str, str] | None:
    """The same for a line that is no part of the text: captions beside a text are not taken out of it."""
    reason = _reason(line, title_key, is_link_known=True)
    return None if reason is None or reason[0] == "caption" else reason


def _all_repeats(lines: Sequence[Line], text: Sequence[int], excluded: set[int]) -> dict[int, Repeat]:
    """The repeats, and what repeats once these are gone: cleaning a clean text must change nothing."""
    found: dict[int, Repeat] = {}
    while more := _repeats(lines, [number for number in text if number not in found], {*excluded, *found}):
        found |= more
    return found


def _repeats(lines: Sequence[Line], text: Sequence[int], excluded: set[int]) -> dict[int, Repeat]:
    """Second standings of the text anywhere on the page, by the number of the line that stands again."""
    # What was chosen is the text, and what stands elsewhere repeats it, even if it stands above.
    # Of two bodies the visible one is the text.
    visible_first = sorted(text, key=lambda number: (lines[number].hidden, number))
    order = [*visible_first, *_standing_again(lines, text, excluded)]
    found = _teasers(lines, text)
    for repeat in find_repeats([lines[number].key for number in order]):
        if repeat.earlier < len(text):
            later = order[repeat.later]
            found[later] = Repeat(order[repeat.earlier], later, repeat.similarity)
    return found


def _teasers(lines: Sequence[Line], text: Sequence[int]) -> dict[int, Repeat]:
    """The lines that break off where a paragraph of the text goes on: it is announced by its own beginning."""
    cut_off = [n for n in text if lines[n].text.endswith(CUT_OFF) and len(lines[n].key) >= REPEAT_CHARACTERS]
    whole = ((n, _announced(lines, text, lines[n].key)) for n in cut_off)
    return {number: Repeat(paragraph, number, 1.0) for number, paragraph in whole if paragraph is not None}


def _announced(lines: Sequence[Line], text: Sequence[int], beginning: str) -> int | None:
    longer = (number for number in text if len(lines[number].key) > len(beginning))
    return next((number for number in longer if lines[number].key.startswith(beginning)), None)


def _standing_again(lines: Sequence[Line], text: Sequence[int], excluded: set[int]) -> list[int]:
    """Lines outside of the text that say what a line of the text says."""
    kept = set(text)
    keys = {lines[number].key for number in text}
    rest = [n for n, line in enumerate(lines) if n not in kept and n not in excluded and line.key]
    same = [n for n in rest if lines[n].key in keys]
    if not same:  # a page that is built twice holds at least one paragraph in the same letters
        return []
    long_keys = [key for key in keys if len(key) >= REPEAT_CHARACTERS]
    rest = [n for n in rest if lines[n].key not in keys and len(lines[n].key) >= REPEAT_CHARACTERS]
    if sum(map(len, long_keys)) * sum(len(lines[n].key) for n in rest) > MOST_LETTERS**2:
        return same
    alike = np.argwhere(paragraph_similarities([lines[n].key for n in rest], long_keys, SAME))
    return sorted({*same, *(rest[row] for row, _ in alike)})


def _region(lines: Sequence[Line], text: Sequence[int], repeats: Iterable[int], headline: int | None) -> range:
    """From the headline to just behind the last line of the text or of its repetition."""
    if not text:
        return range(0)
    last = max([*text, *repeats])
    first = min([text[0], *(number for number in repeats if not lines[number].hidden)])
    start = headline if headline is not None and headline < first else first - BEFORE_THE_TEXT
    return range(max(0, start), min(len(lines), last + 1 + BEHIND_THE_TEXT))


def _in_order(
    lines: Sequence[Line], text: Sequence[int], reasons: dict[int, tuple[str, str]], repeats: dict[int, Repeat]
) -> Sorted:
    position_of = {number: position for position, number in enumerate(text)}
    removed = []
    for number in sorted(reasons):
        reason, evidence = reasons[number]
        if number in repeats:
            evidence = _repeat_evidence(repeats[number], position_of)
        removed.append(Removal(bisect_left(text, number), lines[number].text, reason, evidence))
    return Sorted([lines[number] for number in text], removed)


def _repeat_evidence(repeat: Repeat, position_of: dict[int, int]) -> str:
    position = position_of.get(repeat.earlier)
    where = f"paragraph {position}" if position is not None else "an earlier line"
    return f"repeats {where} (similarity {repeat.similarity:.2f})"
