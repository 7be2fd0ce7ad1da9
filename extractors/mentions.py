"""Where a text mentions the words that someone watches for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.similarity import fold
from extractors.words import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def mentions(words: Iterable[str], lines: Sequence[str]) -> dict[str, int]:
    """The first of *lines* (0 is the headline) in which each of *words* stands, for those that stand in one.

    Case, width, punctuation and the spaces between do not matter. A word stands only where it is whole, but in scripts
    that put no spaces between words, where nothing says so.
    """
    folded = [f" {fold(line)} " for line in lines]
    sought = {word: _sought(word) for word in words}
    found = {word: next((at for at, line in enumerate(folded) if form in line), None) for word, form in sought.items()}
    return {word: at for word, at in found.items() if at is not None}


def _sought(word: str) -> str:
    folded = fold(word)
    before = "" if is_unspaced(folded[:1]) else " "
    after = "" if is_unspaced(folded[-1:]) else " "
    return f"{before}{folded}{after}"
