"""Whether a page or feed holds words of given texts, however it spells, escapes or wraps them.

Held against each other are runs of six words: shorter ones recur by chance ("on Monday in the"), and a summary or a
teaser that is cut out of a text holds at least one of its runs. A text that is shorter counts as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from html import unescape
from typing import TYPE_CHECKING

from extractors.pages.decoding import decode
from extractors.similarity import fold
from extractors.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Words in a row that do not agree by chance.
RUN_WORDS = 6

#: A shorter text ("Weather", "Live updates") stands on every other page.
SHORTEST_WORDS = 3


def runs_of(texts: Iterable[str]) -> dict[int, frozenset[str]]:
    """The runs of words of *texts*, by their length."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for text in texts:
        words = words_of(fold(text))
        length = min(RUN_WORDS, len(words))
        if length >= SHORTEST_WORDS:
            found[length].update(_runs(words, length))
    return {length: frozenset(runs) for length, runs in found.items()}


def has_run(content: bytes, wanted: Mapping[int, frozenset[str]]) -> bool:
    """Whether one of the runs in *wanted* stands in *content*, which is HTML, XML or JSON."""
    markup = decode(content, None)
    return markup is not None and text_has_run(markup, wanted)


def text_has_run(text: str, wanted: Mapping[int, frozenset[str]]) -> bool:
    """The same of what is text already."""
    words = words_of(fold(unescape(unescape(text))))  # a feed escapes the markup of its summaries once more
    return any(not runs.isdisjoint(_runs(words, length)) for length, runs in wanted.items())


def standing_in(texts: Iterable[str], lines: Iterable[str]) -> frozenset[str]:
    """Those of *texts* that stand in *lines*, however these are cut: each of their runs does."""
    runs = {text: runs_of([text]) for text in texts}
    wanted = runs_of(runs)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for line in lines:
        words = words_of(fold(line))
        for length, of_length in wanted.items():
            found[length] |= of_length.intersection(_runs(words, length))
    return frozenset(
        text for text, own in runs.items() if own and all(found[length] >= its for length, its in own.items())
    )


def _runs(words: list[str], length: int) -> Iterator[str]:
    return (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
