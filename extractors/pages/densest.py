"""The stretch of a page with most prose in it, whatever its markup says.

Prose counts for a stretch, links and short lines against it; the stretch that counts most is taken (a maximum subarray
over the lines in the order of the page: Pasternack and Roth, Extracting article text from the web with maximum
subsequence segmentation, WWW 2009). Lists of links with dates, galleries and menus never win, in any markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.pages.prose import is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.pages.lines import Line

#: One paragraph counts no more than this many letters: a wall of text elsewhere is no article.
MOST_LETTERS = 400

#: What a line without prose costs: three labels are outweighed by one short sentence.
SHORT_LINE = -20.0

#: What a line costs that is mostly a link: a few headlines of others in a row end an article.
LINK_LINE = -60.0

#: A line is a link from this share on.
MOSTLY_LINKED = 0.5

#: In what is marked as navigation, comments and the like, prose counts less and its lines cost more.
PROSE_IN_A_ZONE = 0.3
LINE_IN_A_ZONE = 2.0

#: A line of more letters that stands again says nothing new.
REPEAT_LETTERS = 40


def densest_lines(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines of text in that stretch."""
    best = 0.0
    stretch = range(0)
    total, start = 0.0, 0
    for number, worth in _worths(lines):
        if total <= 0:
            total, start = 0.0, number
        total += worth
        if total > best:
            best, stretch = total, range(start, number + 1)
    return {number for number in stretch if _may_be_text(lines[number])}


def _may_be_text(line: Line) -> bool:
    return (
        bool(line.key)
        and not line.hidden
        and not line.is_caption
        and not line.is_teaser
        and line.linked <= MOSTLY_LINKED
    )


def _worths(lines: Sequence[Line]) -> Iterator[tuple[int, float]]:
    """What each visible line counts."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if not line.key or line.hidden:
            continue
        worth = _worth(line, is_repeat=len(line.key) > REPEAT_LETTERS and line.key in seen)
        seen.add(line.key)
        in_a_zone = PROSE_IN_A_ZONE if worth > 0 else LINE_IN_A_ZONE
        yield number, worth * in_a_zone if line.zone else worth


def _worth(line: Line, *, is_repeat: bool) -> float:
    if is_prose(line) and not line.is_caption and not is_repeat:
        return min(len(line.key), MOST_LETTERS) * (1 - line.linked)
    return LINK_LINE if line.linked > MOSTLY_LINKED and not is_repeat else SHORT_LINE
