"""Of paragraphs that stand twice on a page, which standing is the text's.

Extractors drop a second standing, or the first, as it happens; the order of the text hangs on which one is left.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from extractors.pages.repeats import MOST_LETTERS, SAME, TWICE_BYTES
from extractors.similarity import paragraph_similarities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.pages.lines import Line

#: This share of a text is most of it.
MOST_OF_IT = 0.6

#: What has fewer letters than this share of what stands below it is no text but a copy with words left out.
WHOLE = 0.98


def first_printed(lines: Sequence[Line], chosen: Sequence[int]) -> list[int]:
    """*chosen*, or where most of it is printed further up as well, the same or nearly, in one block, those lines.

    Of what is *chosen* hidden the printed lines stand anywhere.
    """
    told = [number for number in chosen if lines[number].hidden or _is_told(lines[number])]
    above = _printed_above(lines, told, set(chosen))
    is_whole = sum(len(lines[n].key) for n in above.values()) >= WHOLE * sum(len(lines[n].key) for n in above)
    if len(above) < max(2, MOST_OF_IT * len(told)) or not is_whole:
        return list(chosen)
    again = {lines[n].key: n for n in range(max(above.values()), min(above.values()), -1)}
    return sorted({above.get(number, again.get(lines[number].key, number)) for number in chosen})


def _printed_above(lines: Sequence[Line], told: Sequence[int], chosen: set[int]) -> dict[int, int]:
    """For each of the paragraphs *told* that is not *chosen* alone the line above it that says the same."""
    rest = [n for n, line in enumerate(lines) if n not in chosen and _is_told(line)] if told else []
    keys, others = [lines[n].key for n in told], [lines[n].key for n in rest]
    if len(rest) < MOST_OF_IT * len(told) or sum(map(len, keys)) * sum(map(len, others)) > MOST_LETTERS**2:
        return {}
    alike = paragraph_similarities(keys, others, SAME)
    best = ((number, rest[int(row.argmax())]) for number, row in zip(told, alike, strict=True) if row.any())
    above = {number: first for number, first in best if first < number or lines[number].hidden}
    homes = Counter(lines[first].parent for first in above.values())
    return {number: first for number, first in above.items() if lines[first].parent == homes.most_common(1)[0][0]}


def _is_told(line: Line) -> bool:
    return len(line.key.encode()) >= TWICE_BYTES and not (line.hidden or line.zone or line.is_caption or line.linked)


def settled(lines: Sequence[Line], text: Sequence[int]) -> list[int]:
    """The numbers of the *text*, each paragraph in the standing that makes it run on."""
    return _without_leading_double(lines, _in_first_standing(lines, text)) if text else []


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
