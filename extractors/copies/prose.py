"""An article as a sequence of folded words that know whether they are its own: prepared once, compared many times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from extractors.copies.quotes import quoted_stretches
from extractors.copies.recurring import recurring_words
from extractors.similarity import fold

if TYPE_CHECKING:
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


@dataclass(frozen=True, slots=True, eq=False)
class Prose:
    """What `compare` needs of one article. Arrays have one cell a word, over all paragraphs."""

    article_id: int
    title: str
    paragraphs: tuple[str, ...]  # folded, quotations included
    starts: tuple[int, ...]  # the first word of each paragraph, and the number of words
    words: tuple[str, ...]
    weights: Floats  # how much of a word each is
    quoted: Bools  # or a caption, or what its outlet says again and again
    grams: Ints  # a hash of each word and those that follow it; the last ones of a text have none
    gram_lengths: Ints
    gram_order: Ints  # positions of grams, sorted by hash
    prose_words: float  # weight of all that is not quoted


def prose(article: ArticleText) -> Prose:
    """*article*, folded and split, with its quotations marked."""
    words: list[str] = []
    quoted: list[bool] = []
    folded: list[str] = []
    starts = [0]
    stretches = quoted_stretches(article.paragraphs)
    for paragraph, inside in zip(article.paragraphs, stretches, strict=True):
        first = len(words)
        for part, is_quoted in _parts(paragraph, inside):
            tokens = _tokens(fold(part))
            words += tokens
            quoted += [is_quoted] * len(tokens)
        folded.append(" ".join(words[first:]))
        starts.append(len(words))
    masked = np.array(quoted, dtype=np.bool_)
    if article.recurring:
        masked |= recurring_words(words, starts, article.recurring)
    return _indexed(article, tuple(folded), tuple(starts), tuple(words), masked)


def is_dense(word: str) -> bool:
    """Whether *word* is one character of a script without spaces."""
    return _DENSE.match(word) is not None


def _indexed(
    article: ArticleText, paragraphs: tuple[str, ...], starts: tuple[int, ...], words: tuple[str, ...], quoted: Bools
) -> Prose:
    weights = _weights(words)
    grams, lengths = _grams(words, weights)
    return Prose(
        article_id=article.article_id,
        title=article.title,
        paragraphs=paragraphs,
        starts=starts,
        words=words,
        weights=weights,
        quoted=quoted,
        grams=grams,
        gram_lengths=lengths,
        gram_order=np.argsort(grams, kind="stable"),
        prose_words=float(weights[~quoted].sum()),
    )


def _parts(paragraph: str, quoted: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """*paragraph* cut at its quotations: (text, whether it is quoted)."""
    parts, end = [], 0
    for first, last in quoted:
        parts += [(paragraph[end:first], False), (paragraph[first:last], True)]
        end = last
    return [*parts, (paragraph[end:], False)]


def _tokens(folded: str) -> list[str]:
    return _TOKEN.findall(folded) if _DENSE.search(folded) else folded.split()


def _weights(words: tuple[str, ...]) -> Floats:
    weights = np.ones(len(words))
    if _DENSE.search("".join(words)):
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
