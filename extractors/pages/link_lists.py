"""Lines of a text that lead the reader away: a line that is all link, and lists of headlines with their dates.

Extractors take lists of links for text where they have more letters than the article, or stand in its container.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.pages.lines import HEADINGS
from extractors.pages.prose import LOST_CHARACTERS, is_prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.pages.lines import Line

#: A line of the text that is all link sends the reader away: a related article, a shop, a dossier.
ALL_LINK = 0.9

#: In a list a headline shares its line with a date.
MOSTLY_LINK = 0.5

#: One or two linked words are a name or a subhead; a link to an article has its headline.
LINK_WORDS = 3

#: So many linked headlines with hardly anything between them are a list; three stand in a text now and then.
LISTED = 4

#: So many links right under a line, in one list, are what it is the heading of.
LINKS_UNDER_A_HEADING = 2

#: A date, a section and a number of comments stand between two headlines of a list.
LINES_BETWEEN = 3

#: How the beginning of another article ends in a list.
CUT_OFF = ("...", "…")


def leading_away(lines: Sequence[Line], chosen: Sequence[int]) -> list[int]:
    """Which of the *chosen* numbers do, unless the page consists of them: a round-up."""
    if not chosen:
        return []
    links = [number for number in chosen if _is_link(lines[number], ALL_LINK)]
    visible = [number for number in range(chosen[0], chosen[-1] + 1) if lines[number].key and not lines[number].hidden]
    listed = {number for span in _lists(lines, visible) for number in span}
    found = {*links, *(number for number in chosen if number in listed)}
    found |= {number for number in chosen if _heads_links(lines, number)}
    left = sum(len(lines[number].key) for number in chosen if number not in found and is_prose(lines[number]))
    return sorted(found) if left >= LOST_CHARACTERS or left >= _weight(lines, found) else []


def _weight(lines: Sequence[Line], numbers: set[int]) -> int:
    return sum(len(lines[number].key) for number in numbers)


def _is_link(line: Line, share: float) -> bool:
    return line.linked >= share and len(line.text.split()) >= LINK_WORDS


def _heads_links(lines: Sequence[Line], number: int) -> bool:
    """Whether a line is the heading of a list of links."""
    line, below = lines[number], lines[number + 1 : number + 1 + LINKS_UNDER_A_HEADING]
    is_over_links = len(below) == LINKS_UNDER_A_HEADING and all(_is_link(link, ALL_LINK) for link in below)
    return (
        is_over_links and line.tag in HEADINGS and {(link.outer, link.tag) for link in below} == {(line.parent, "li")}
    )


def _lists(lines: Sequence[Line], numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The stretches of *numbers* that are lists, each with what stands below its last headline."""
    places = [place for place, number in enumerate(numbers) if _is_link(lines[number], MOSTLY_LINK)]
    run = places[:1]
    for before, place in pairwise(places):
        between = numbers[before + 1 : place]
        if len(between) > LINES_BETWEEN or any(_is_told(lines[number]) for number in between):
            yield from _as_list(lines, numbers, run)
            run = []
        run.append(place)
    yield from _as_list(lines, numbers, run)


def _is_told(line: Line) -> bool:
    """Whether a line is prose and no beginning of another article that is cut off."""
    return is_prose(line) and not line.text.endswith(CUT_OFF)


def _as_list(lines: Sequence[Line], numbers: Sequence[int], run: Sequence[int]) -> Iterator[Sequence[int]]:
    if len(run) < LISTED:
        return
    end = run[-1] + 1
    below = min(run[1] - run[0], len(numbers) - run[-1])
    while end < run[-1] + below and not _is_told(lines[numbers[end]]):
        end += 1
    yield numbers[run[0] : end]
