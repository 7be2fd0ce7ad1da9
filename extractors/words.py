"""Words counted alike in every script."""

from __future__ import annotations

import re

#: Scripts that put no spaces between words count by the letter, as the field's benchmarks do.
_UNSPACED = "\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’.-][^\W{_UNSPACED}]+)*")


def count_words(text: str) -> int:
    """How many words *text* has: runs of letters and digits; in Thai, Burmese, Han and Kana each letter."""
    return sum(1 for _ in _WORD.finditer(text))


def is_unspaced(letter: str) -> bool:
    """Whether *letter* belongs to a script that puts no spaces between words."""
    return bool(_UNSPACED_LETTER.match(letter))


def words_of(text: str) -> list[str]:
    """The words of *text*, as ``count_words`` counts them."""
    return _WORD.findall(text)
