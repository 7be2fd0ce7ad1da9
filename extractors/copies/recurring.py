"""Which words of a text its outlet says again and again: background, boilerplate, what stands under every story.

Read from the prints, not from the paragraphs: a whole article may be one paragraph, with the news in its first
sentence. Between two recurring prints, and on from them to the end of the paragraph or to a print that is new, all
recurs.
"""

from __future__ import annotations

from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from extractors.copies.prints import placed_prints
from extractors.copies.thresholds import RECURS_ITSELF

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

#: One recurring print alone is a name, or a phrase of the trade.
_MIN_PRINTS = 2


def recurring_words(words: Sequence[str], starts: Sequence[int], recurring: frozenset[int]) -> npt.NDArray[np.bool_]:
    """The *words* that recur, given where paragraphs start; none of a text that is itself what recurs."""
    ends = np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)))
    masked = np.zeros(len(words), dtype=np.bool_)
    prints, places = placed_prints("".join(words))
    is_recurring = [number in recurring for number in prints]
    borders = [0, *accumulate(len("".join(words[a:b])) for a, b in pairwise(starts))]
    for first, last in _stretches(is_recurring):
        before = places[first - 1] + 1 if first else 0
        after = places[last + 1] if last + 1 < len(places) else borders[-1]
        start = max(before, *(border for border in borders if border <= places[first]))
        end = min(after, min((border for border in borders if border > places[last]), default=after))
        masked[np.searchsorted(ends, start, side="right") : np.searchsorted(ends, end, side="right")] = True
    return masked if masked.mean() < RECURS_ITSELF else np.zeros_like(masked)


def _stretches(is_recurring: Sequence[bool]) -> list[tuple[int, int]]:
    """The (first, last) of each row of recurring prints that is long enough."""
    found = []
    position = 0
    for recurs, group in groupby(is_recurring):
        length = len(list(group))
        if recurs and length >= _MIN_PRINTS:
            found.append((position, position + length - 1))
        position += length
    return found
