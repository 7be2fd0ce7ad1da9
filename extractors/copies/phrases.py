"""Whether two articles that have a single print in common share more than a phrase: seen at its place, and only there.

Theory of operation. The larger a corpus and the fewer words its authors use, the more articles share 24 letters by
chance: one print, once. A passage has several prints as a rule, and where it kept one, that one stands in the passage:
in a long run of equal words, or in a paragraph that is alike. To look there costs a sixth of a comparison.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from extractors.copies.prints import DENSE_WINDOW, WINDOW
from extractors.copies.prose import tokens_of
from extractors.copies.thresholds import MIN_PASSAGE, PARAGRAPH_SIMILARITY
from extractors.similarity import fold, paragraph_similarities

if TYPE_CHECKING:
    from extractors.copies.prose import Prose
    from extractors.model import ArticleText


def is_phrase(text: Prose, other: ArticleText, lone_print: int) -> bool:
    """Whether what *text* and *other* share around their only common print is no passage; False where none is seen."""
    place = text.print_places.get(lone_print)
    if place is None:
        return False
    folded = [fold(paragraph) for paragraph in other.paragraphs]
    lengths = [len(paragraph) - paragraph.count(" ") for paragraph in folded]
    letters = "".join(folded).replace(" ", "")
    there = _only_place(letters, text.letters, place)
    if there is None or _words_around(text, letters, place, there) >= MIN_PASSAGE:
        return False
    own = text.paragraphs[bisect_right(text.starts, int(np.searchsorted(text.word_ends, place, side="right"))) - 1]
    its = " ".join(tokens_of(folded[bisect_right(list(accumulate(lengths)), there)]))
    return not paragraph_similarities([own], [its], PARAGRAPH_SIMILARITY).any()


def _only_place(letters: str, own: str, place: int) -> int | None:
    """Where in *letters* the window stands that *own* has at *place*; None where either has it twice."""
    for width in (WINDOW, DENSE_WINDOW):
        window = own[place : place + width]
        if window in letters:
            return letters.index(window) if letters.count(window) == own.count(window) == 1 else None
    return None


def _words_around(text: Prose, letters: str, place: int, there: int) -> float:
    """The words of *text* around *place* that are spelled in *letters* around *there* too."""
    before = _same(text.letters[:place][::-1], letters[:there][::-1])
    after = _same(text.letters[place:], letters[there:])
    end = int(np.searchsorted(text.word_ends, place + after, side="right"))
    first = int(np.searchsorted(text.word_ends, place - before, side="left")) + 1 if place > before else 0
    return float(text.weights[first:end].sum())


def _same(letters: str, others: str) -> int:
    """With how many letters both begin."""
    differing = (n for n, (one, other) in enumerate(zip(letters, others, strict=False)) if one != other)
    return next(differing, min(len(letters), len(others)))
