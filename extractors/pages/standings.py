"""Of paragraphs that stand twice on a page, which standing is the text's.

Extractors drop a second standing, or the first, as it happens; the order of the text hangs on which one is left.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from extractors.pages.repeats import TWICE_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.pages.lines import Line


def settled(lines: Sequence[Line], text: Sequence[int]) -> list[int]:
    """The numbers of the *text*, each paragraph in the standing that makes it run on."""
    return _in_first_standing(lines, _without_leading_double(lines, text)) if text else []


def _without_leading_double(lines: Sequence[Line], text: Sequence[int]) -> list[int]:
    """The *text* without its first lines, if these stand in a box of their own and again, with more, below it."""
    homes = _homes(lines, text)
    end = next((place for place, home in enumerate(homes) if home != homes[0]), len(text))
    if end in {1, len(text)} or homes[0] in homes[end:]:
        return list(text)
    above, home = {lines[number].key for number in text[:end]}, homes[end]
    again: dict[str, int] = {}
    for number in range(text[end], len(lines)):
        line = lines[number]
        if line.key in above and not line.hidden and home in {line.block, line.parent, line.outer}:
            again.setdefault(line.key, number)
    is_double = above == again.keys() and any(lines[number].key not in above for number in text[end:])
    return sorted({*text[end:], *again.values()}) if is_double else list(text)


def _homes(lines: Sequence[Line], text: Sequence[int]) -> list[int]:
    """For each line the innermost block around it that holds more of the text."""
    around = [(line.block, line.parent, line.outer) for line in (lines[number] for number in text)]
    held = [Counter(level) for level in zip(*around, strict=True)]
    return [next((b for b, h in zip(blocks, held, strict=True) if h[b] > 1), blocks[-1]) for blocks in around]


def _in_first_standing(lines: Sequence[Line], text: Sequence[int]) -> list[int]:
    """The *text*, but of a paragraph that stands beside another of it and again further down the first standing."""
    first: dict[str, int] = {}
    for number in range(text[-1]):
        if not lines[number].hidden:
            first.setdefault(lines[number].key, number)
    kept = set(text)
    return sorted({_earlier(lines, number, first.get(lines[number].key, number), kept) for number in text})


def _earlier(lines: Sequence[Line], number: int, first: int, kept: set[int]) -> int:
    line, other = lines[number], lines[first]
    is_lost = first not in kept and len(line.key.encode()) >= TWICE_BYTES
    is_beside = line.tag == other.tag and not {line.block, line.parent}.isdisjoint({other.block, other.parent} - {0})
    return first if is_lost and is_beside else number
