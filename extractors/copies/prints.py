"""A text as a small set of numbers, so that articles that share a passage can be found by an equality join.

Theory of operation. Every window of 24 letters (12 in dense scripts) is hashed and one hash in 32 is kept: which
ones is decided by the hash alone (FracMinHash), so two articles that share a passage keep the same prints of it,
wherever it stands in them. Spaces, punctuation, case and width do not count. This finds trimmed and partial copies,
which MinHash bands, SimHash and hashes of whole paragraphs lose.

The candidate rule is SQL and lives in storage/, its constants in thresholds.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

#: One window in so many (a power of two) is kept: about 55 prints for an article of 2,000 letters.
SAMPLING = 32

#: The same in a short text, of so many letters (half as many where they are dense): a brief of 400 letters with one in
#: twenty changed would keep no print of its source every tenth time. Prints of a long text are among those of a short.
SHORT_SAMPLING = 8
SHORT_LETTERS = 1200

#: Letters in a window where words are spelled: below 20, unrelated news shares windows by chance.
WINDOW = 24

#: The same where a character is a syllable or a word; 24 of those lose much to small edits.
DENSE_WINDOW = 12

#: A text too short for the sample keeps its smallest hashes too: enough for a brief to find its copy (though not to be
#: found *inside* a longer text, which keeps others).
MIN_PRINTS = 8

#: First and last code points of scripts in which 12 characters say as much as 24 Latin letters.
_DENSE = np.array(
    [
        (0x0E00, 0x0EFF),  # Thai, Lao
        (0x1000, 0x109F),  # Myanmar
        (0x1780, 0x17FF),  # Khmer
        (0x3040, 0x30FF),  # Kana
        (0x3400, 0x9FFF),  # Han
        (0xAC00, 0xD7A3),  # Hangul
        (0xF900, 0xFAFF),  # Han, compatibility
        (0x20000, 0x3FFFF),  # Han, the rare ones
    ],
    dtype=np.uint32,
)

# Odd multipliers of SplitMix64 (Steele, Lea and Flood 2014): every bit of a window reaches every bit of its hash.
_BASE = 0x9E3779B97F4A7C15
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_WRAP = (1 << 64) - 1


def prints(paragraphs: Iterable[str]) -> tuple[int, ...]:
    """The prints of a text: sorted, unique, 63 bits, the same on every machine. None for a text without letters."""
    letters = fold("\n".join(paragraphs)).replace(" ", "")
    if not letters:
        return ()
    hashes, _, sampling = _window_hashes(letters)
    kept = np.unique(hashes[hashes % sampling == 0])
    if len(kept) < MIN_PRINTS:
        kept = np.union1d(kept, np.unique(hashes)[:MIN_PRINTS])
    return tuple(kept.tolist())


def placed_prints(letters: str) -> tuple[list[int], list[int]]:
    """The sampled prints of folded *letters* (without spaces), in order, and at which letter each begins."""
    hashes, places, sampling = _window_hashes(letters)
    (kept,) = np.nonzero(hashes % sampling == 0)
    kept = kept[np.argsort(places[kept], kind="stable")]
    return hashes[kept].tolist(), places[kept].tolist()


def _window_hashes(letters: str) -> tuple[Hashes, npt.NDArray[np.int64], np.uint64]:
    """A hash of every window, where it begins, and one in how many is kept.

    Polynomials of 2, 4, 8 and 16 letters are joined up: six passes instead of 24.
    """
    codes = np.frombuffer(letters.ljust(WINDOW, "\0").encode("utf-32-le", "surrogatepass"), dtype="<u4")
    one = codes.astype(np.uint64)
    two = _joined(one, one, 1)
    four = _joined(two, two, 2)
    eight = _joined(four, four, 4)
    wide = _joined(_joined(eight, eight, 8), eight, 16)
    dense = _is_dense(codes)
    if not dense.any():
        return _mixed(wide), np.arange(len(wide)), _sampling(len(letters))
    narrow = _joined(eight, four, 8)
    (spelled,), (packed,) = np.nonzero(~dense[: len(wide)]), np.nonzero(dense[: len(narrow)])
    hashes = np.concatenate([_mixed(wide[spelled]), _mixed(narrow[packed])])
    return hashes, np.concatenate([spelled, packed]), _sampling(len(letters) + len(packed))


def _sampling(letters: int) -> np.uint64:
    return np.uint64(SAMPLING if letters >= SHORT_LETTERS else SHORT_SAMPLING)


def _joined(left: Hashes, right: Hashes, width: int) -> Hashes:
    """Hashes of a window of *left*, *width* letters wide, together with the window of *right* that follows it."""
    following = right[width:]
    return left[: len(following)] * np.uint64(pow(_BASE, width, _WRAP + 1)) + following


def _is_dense(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    dense = np.zeros(len(codes), dtype=np.bool_)
    if codes.max() >= _DENSE[0, 0]:
        for first, last in _DENSE:
            dense |= (codes >= first) & (codes <= last)
    return dense


def _mixed(hashes: Hashes) -> Hashes:
    """SplitMix64's finaliser, cut to 63 bits to fit a signed column."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX[0]
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX[1]
    return (hashes ^ (hashes >> np.uint64(31))) >> np.uint64(1)
