"""An extractor's words found again among the lines of the page.

The extractor says what belongs to the article, the page says how it reads: where its paragraphs end, what stands
hidden, what stands twice. So a line is kept if its letters stand in the extractor's text. Of equal lines, visible ones
and those next to other kept lines are taken first. What it found in no line (a body in JSON-LD) is kept as it gave it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extractors.pages.lines import Line
from extractors.pages.runs import squeezed
from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: A shorter line is found only as a whole line of the extractor's text: its letters stand in any prose by chance.
PART_CHARACTERS = 12

#: From here on letters in this order stand in the text on purpose, wherever a line of the extractor's begins or ends.
CERTAIN_CHARACTERS = 40

#: A line that has more letters than the extractor kept of it is taken whole if it lost no more than this share of them.
WHOLE_SHARE = 0.8


#: What stands so often on a page is taken in the order of the page.
MANY_STANDINGS = 50

#: More than this share of something was found: the rest are words that the markup hides from one side.
MOSTLY = 0.5


class Selection(NamedTuple):
    """The lines of the page, with those that the extractor alone knew, and which of them are kept."""

    lines: list[Line]
    kept: list[int]


class _Span(NamedTuple):
    start: int
    end: int


class Found(NamedTuple):
    """The number of each line that stands in an extractor's text, with its place there, and that text."""

    kept: dict[int, int]
    text: _BodyText


def find_lines(lines: Sequence[Line], body: Sequence[str]) -> Found:
    """Find *body*, the lines that an extractor gave, among the *lines* of the page."""
    text = _BodyText(body)
    return Found(_kept_lines(lines, text), text)


def with_leftovers(lines: Sequence[Line], found: Found) -> Selection:
    """The lines that were found, and what stands in no line, behind the line that the extractor has before it."""
    kept, text = found
    before: dict[int, list[Line]] = defaultdict(list)
    whole: set[int] = set()
    is_on_the_page = text.found_share(_Span(0, len(text.letters))) > MOSTLY
    by_place = sorted((place, number) for number, place in kept.items())
    for line, key, span in zip(text.lines, text.keys, text.spans, strict=True):
        is_fragment = is_on_the_page and len(key) < PART_CHARACTERS
        if not key or is_fragment or text.found_share(span) > MOSTLY:
            continue
        longer = _longer_line(lines, key)
        if longer is not None and longer not in kept and len(key) >= WHOLE_SHARE * len(lines[longer].key):
            whole.add(longer)
            continue
        if longer is not None and longer in kept:
            continue
        if glued := _glued_lines(lines, key):
            whole |= {number for number in glued if number not in kept}
            continue
        at = bisect_left(by_place, (span.start, 0))
        after = longer if longer is not None else by_place[at - 1][1] if at else -1
        before[after + 1].append(Line(line))
    return _woven(lines, set(kept) | whole, before)


class _BodyText:
    """The letters of an extractor's text in a row, and which of them were found in the page."""

    def __init__(self, body: Sequence[str]) -> None:
        self.lines = [squeezed(line.removeprefix("- ")) for line in body]
        self.keys = [fold(line).replace(" ", "") for line in self.lines]
        self.letters = "".join(self.keys)
        self.spans: list[_Span] = []
        for key in self.keys:
            start = self.spans[-1].end if self.spans else 0
            self.spans.append(_Span(start, start + len(key)))
        self.edges = {edge for span in self.spans for edge in span}
        self.whole: dict[str, list[_Span]] = defaultdict(list)
        for key, span in zip(self.keys, self.spans, strict=True):
            self.whole[key].append(span)
        self._found = bytearray(len(self.letters))

    def found_share(self, span: _Span) -> float:
        """How much of *span* was found in the page already."""
        return self._found.count(1, span.start, span.end) / max(1, span.end - span.start)

    def mark(self, span: _Span) -> None:
        """Take note that *span* stands in the page."""
        self._found[span.start : span.end] = b"\1" * (span.end - span.start)

    def places(self, key: str) -> list[_Span]:
        """Where *key* stands: as lines; and as a part of lines, if it is long enough to stand there on purpose."""
        whole = self.whole.get(key, [])
        if len(key) < PART_CHARACTERS or (whole and len(key) < CERTAIN_CHARACTERS):
            return whole
        return [*whole, *(place for place in self._parts(key) if place not in whole)]

    def _parts(self, key: str) -> Iterator[_Span]:
        start = self.letters.find(key)
        while start >= 0:
            span = _Span(start, start + len(key))
            if len(key) >= CERTAIN_CHARACTERS or span.start in self.edges or span.end in self.edges:
                yield span
            start = self.letters.find(key, span.end)


def _kept_lines(lines: Sequence[Line], text: _BodyText) -> dict[int, int]:
    """The number of each line that stands in the body, with the place where it stands there."""
    standings: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.key:
            standings[line.key].append(number)
    places = {key: found for key in standings if (found := text.places(key))}
    longest_first = sorted(places, key=lambda key: (-len(key), standings[key]))
    kept: dict[int, int] = {}
    for key in (key for key in longest_first if len(standings[key]) == 1):
        _keep(standings[key], places[key], text, kept)
    anchors = sorted((place, number) for number, place in kept.items() if not lines[number].hidden)
    for key in (key for key in longest_first if len(standings[key]) > 1):
        _choose(standings[key], places[key], lines, anchors, text, kept)
    _fill_gaps(lines, text, kept)
    return kept


def _fill_gaps(lines: Sequence[Line], text: _BodyText, kept: dict[int, int]) -> None:
    """Keep the short lines between two kept ones where the extractor has just their letters between these.

    An extractor that makes one line of a table gives subheads no edge to be found by.
    """
    for before, after in pairwise(sorted(kept)):
        gap = _Span(kept[before] + len(lines[before].key), kept[after])
        if after - before == 1 or gap.start >= gap.end or text.found_share(gap) > 0:
            continue
        found, end = {}, gap.start
        for number in range(before + 1, after):
            key = lines[number].key
            if key and text.letters.startswith(key, end, gap.end):
                found[number] = end
                end += len(key)
        if end == gap.end:
            kept |= found
            text.mark(gap)


def _keep(standings: Iterable[int], places: Sequence[_Span], text: _BodyText, kept: dict[int, int]) -> None:
    """Give the first place that is still free to the one standing."""
    free = (place for place in places if text.found_share(place) <= MOSTLY)
    for number, place in zip(standings, free, strict=False):
        kept[number] = place.start
        text.mark(place)


def _choose(
    standings: Iterable[int],
    places: Sequence[_Span],
    lines: Sequence[Line],
    anchors: Sequence[tuple[int, int]],
    text: _BodyText,
    kept: dict[int, int],
) -> None:
    """Give each place that is still free to the standing that goes best between the lines around it."""
    left = sorted(standings, reverse=True)
    for place in (place for place in sorted(places) if text.found_share(place) <= MOSTLY):
        if not left:
            return
        if len(left) > MANY_STANDINGS:
            _keep([left.pop()], [place], text, kept)
            continue
        at = bisect_left(anchors, (place.start, -1))
        before = anchors[at - 1][1] if at else None
        after = anchors[at][1] if at < len(anchors) else None
        best = min(left, key=lambda n: _misfit(lines[n], n, before, after))
        left.remove(best)
        _keep([best], [place], text, kept)


def _misfit(line: Line, number: int, before: int | None, after: int | None) -> tuple[bool, bool, bool, int, int]:
    """Visible lines come first, then those between the certain ones, then those close behind the one before."""
    is_between = (before is None or before < number) and (after is None or number < after)
    anchor = before if before is not None else after
    return (line.hidden, not is_between, bool(line.zone), abs(number - anchor) if anchor is not None else 0, number)


def _glued_lines(lines: Sequence[Line], key: str) -> list[int]:
    """The lines in a row of which the extractor made one, without a space between them."""
    for start in range(len(lines)):
        letters, number = "", start
        while number < len(lines) and key.startswith(letters + lines[number].key) and letters != key:
            letters += lines[number].key
            number += 1
        if letters == key:
            return list(range(start, number))
    return []


def _longer_line(lines: Sequence[Line], key: str) -> int | None:
    """The line that holds all of *key* and more."""
    if len(key) < PART_CHARACTERS:
        return None
    return next((number for number, line in enumerate(lines) if key in line.key), None)


def _woven(lines: Sequence[Line], kept: set[int], before: dict[int, list[Line]]) -> Selection:
    """Lines of the page and lines that only the extractor knew in one order."""
    woven: list[Line] = []
    numbers: list[int] = []
    for number in range(len(lines) + 1):
        for extra in before.get(number, ()):
            numbers.append(len(woven))
            woven.append(extra)
        if number < len(lines):
            if number in kept:
                numbers.append(len(woven))
            woven.append(lines[number])
    return Selection(woven, numbers)
