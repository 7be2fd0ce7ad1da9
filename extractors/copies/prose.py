"""An article as a sequence of folded words that know whether they are its own: prepared once, compared many times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from extractors.copies.prints import placed_prints
from extractors.copies.quotes import quoted_stretches
from extractors.copies.recurring import recurring_words
from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from extractors.model import ArticleText

    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

#: Words in a row that are looked up in the other text; short enough that one letter in twenty may be wrong.
GRAM = 5

#: The same in characters of scripts without spaces.
DENSE_GRAM = 12

#: Han and Kana count half a word a character, the letters of South-East Asia a quarter (a mark belongs to its letter).
HAN_WEIGHT = 0.5
THAI_WEIGHT = 0.25

_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_THAI = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_THAI_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3"
_DENSE = re.compile(f"[{_HAN}{_THAI}]")
_TOKEN = re.compile(f"[{_HAN}]|[{_THAI}][{_THAI_MARK}]*|[^\\s{_HAN}{_THAI}]+")


@dataclass(frozen=True, eq=False)
class Prose:
    """What `compare` needs of one article. Arrays have one cell a word, over all paragraphs."""

    article: ArticleText
    paragraphs: tuple[str, ...]  # folded, quotations included
    starts: tuple[int, ...]  # the first word of each paragraph, and the number of words
    words: tuple[str, ...]
    weights: Floats  # how much of a word each is
    grams: Ints  # a hash of each word and those that follow it; the last ones of a text have none
    gram_lengths: Ints
    gram_order: Ints  # positions of grams, sorted by hash

    @property
    def article_id(self) -> int:
        """Of the article."""
        return self.article.article_id

    @cached_property
    def quoted(self) -> Bools:
        """Which words are quoted, or a caption, or what the outlet says again and again.

        Asked for last: most articles that are compared share a phrase by chance, and no verdict needs to know it.
        """
        masked = _quoted(self.article.paragraphs, self.starts)
        if self.article.recurring:
            masked |= recurring_words(self.words, self.starts, self.article.recurring)
        return masked

    @cached_property
    def letters(self) -> str:
        """All words in a row."""
        return "".join(self.words)

    @cached_property
    def word_ends(self) -> Ints:
        """Where each word ends in these."""
        return np.cumsum(np.fromiter(map(len, self.words), dtype=np.int64, count=len(self.words)))

    @cached_property
    def print_places(self) -> dict[int, int]:
        """Where each sampled print begins in these."""
        return dict(zip(*placed_prints(self.letters), strict=True))

    @cached_property
    def prose_words(self) -> float:
        """The weight of all that is not quoted."""
        return float(self.weights[~self.quoted].sum())


def prose(article: ArticleText) -> Prose:
    """*article*, folded and split."""
    tokens = [tokens_of(fold(paragraph)) for paragraph in article.paragraphs]
    words = tuple(chain.from_iterable(tokens))
    weights = _weights(words)
    grams, lengths = _grams(words, weights)
    return Prose(
        article=article,
        paragraphs=tuple(map(" ".join, tokens)),
        starts=(0, *accumulate(map(len, tokens))),
        words=words,
        weights=weights,
        grams=grams,
        gram_lengths=lengths,
        gram_order=np.argsort(grams, kind="stable"),
    )


def is_dense(word: str) -> bool:
    """Whether *word* is one character of a script without spaces."""
    return _DENSE.match(word) is not None


def _quoted(paragraphs: Sequence[str], starts: Sequence[int]) -> Bools:
    """Which words stand in quotations, given where paragraphs start. A mark is no letter: each ends a word."""
    masked = np.zeros(starts[-1], dtype=np.bool_)
    for paragraph, stretches, (first, last) in zip(
        paragraphs, quoted_stretches(paragraphs), pairwise(starts), strict=True
    ):
        if stretches:
            is_whole = stretches == [(0, len(paragraph))]
            masked[first:last] = is_whole or np.array(_quoted_words(paragraph, stretches), dtype=np.bool_)
    return masked


def _quoted_words(paragraph: str, stretches: list[tuple[int, int]]) -> list[bool]:
    return [is_quoted for part, is_quoted in _parts(paragraph, stretches) for _ in tokens_of(fold(part))]


def _parts(paragraph: str, quoted: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """*paragraph* cut at its quotations: (text, whether it is quoted)."""
    parts, end = [], 0
    for first, last in quoted:
        parts += [(paragraph[end:first], False), (paragraph[first:last], True)]
        end = last
    return [*parts, (paragraph[end:], False)]


def tokens_of(folded: str) -> list[str]:
    """The words of a folded text; in scripts without spaces each character with its marks."""
    return _TOKEN.findall(folded) if _has_dense(folded) else folded.split()


def _has_dense(letters: str) -> bool:
    return not letters.isascii() and _DENSE.search(letters) is not None


def _weights(words: tuple[str, ...]) -> Floats:
    weights = np.ones(len(words))
    if _has_dense("".join(words)):
        for position, word in enumerate(words):
            if is_dense(word):
                weights[position] = THAI_WEIGHT if re.match(f"[{_THAI}]", word) else HAN_WEIGHT
    return weights


def _grams(words: tuple[str, ...], weights: Floats) -> tuple[Ints, Ints]:
    """Hashes of the words from each position on, and how many. To be compared in one process: words hash at random."""
    hashes = np.fromiter(map(hash, words), dtype=np.int64, count=len(words)).view(np.uint64)
    spelled = _windows(hashes, GRAM)
    lengths = np.full(len(spelled), GRAM, dtype=np.int64)
    dense = weights[: len(spelled)] < 1
    if dense.any():
        long = _windows(hashes, DENSE_GRAM)
        dense = dense[: len(long)]
        spelled, lengths = spelled[: len(long)], lengths[: len(long)]
        spelled[dense], lengths[dense] = long[dense], DENSE_GRAM
    return spelled.view(np.int64), lengths


def _windows(hashes: npt.NDArray[np.uint64], width: int) -> npt.NDArray[np.uint64]:
    rows = max(len(hashes) - width + 1, 0)
    windows = np.zeros(rows, dtype=np.uint64)
    for offset in range(width):
        windows = windows * np.uint64(0x9E3779B97F4A7C15) + hashes[offset : offset + rows]
        windows ^= windows >> np.uint64(29)
    return windows
