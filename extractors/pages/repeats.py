"""Which paragraphs of one text stand in it a second time.

A block of at least two paragraphs that comes again is a page built twice (measured on injected blocks in 16 language
groups: Indel >= .80 on letters and digits holds under 15 % of noise, where hashes of the text find nothing at 1 %). A
single paragraph that is merely similar may be a refrain or a form of words, so alone only one counts that is the same
but for misprints or the order of its words.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from extractors.similarity import paragraph_similarities, word_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Paragraphs with other numbers are forms filled in: the weather of each town, the table of each day.
NUMBERS = re.compile(r"\d+")

#: Two paragraphs this alike are the same one, spelling and noise aside.
SAME = 0.80

#: A lone paragraph must be this alike to be a repeat.
SAME_ALONE = 0.95

#: The least size of a block, in bytes of letters and digits as UTF-8: a Han character weighs three, like its meaning.
BLOCK_BYTES = 160

#: Blocks of smaller lines are lists, tables, menus: their entries come again with reason.
LINE_BYTES = 60

#: A smaller line with a number of so many digits, and more, does not come again by chance: an index at the close.
FIGURES = re.compile(r"\d{5}")
FIGURES_BYTES = 40

#: So many unlike lines that stand again where their first standing ends are a text printed twice, however small they
#: are: other things stand between two standings of a refrain.
LINES_AT_ONCE = 4

#: The least size of a lone paragraph; refrains and chapter marks are shorter.
ALONE_BYTES = 110

#: The same right under the first standing, where no refrain stands.
ADJACENT_BYTES = 60

#: The same where it stands twice and no more: of 59,403 paragraphs of news a score is
#: of this size, all headlines, captions and slips.
TWICE_BYTES = 75

#: The same where letters are wrong all over it, or its words in another order: nobody misspells a refrain.
MISPRINTED_BYTES = 50

#: From the first wrong place to the last, a misprint spans this share; a form filled in otherwise changes in one place.
SCATTERED_SHARE = 0.5

#: A lone paragraph that stands more often than this is a refrain, a question put to everybody, a form of words.
ALONE_STANDINGS = 3

#: Letters in a row that a misprint changes; another word changes more of them.
MISPRINT_LETTERS = 3

#: The same in scripts in which two letters are a word.
MISPRINT_LETTERS_WIDE = 1

#: Bytes of a letter in these scripts.
WIDE_BYTES = 3

#: Of what a repeated block spans at least this share is said again; less is a form filled in twice.
DENSE_SHARE = 0.75

#: All with all, this many paragraphs are 16 MB and a tenth of a second; no article has more.
MOST_PARAGRAPHS = 2000

#: Comparing costs the square of this: half a second.
MOST_LETTERS = 200_000

#: More pairs are a list of equal entries.
MOST_PAIRS = 20_000

#: One paragraph may be missing on either side without breaking a block: an advertisement, a caption.
STEPS = ((1, 1), (1, 2), (2, 1), (2, 2))


class Repeat(NamedTuple):
    """The paragraph at *later* says again what the one at *earlier* said."""

    earlier: int
    later: int
    similarity: float


def find_repeats(keys: Sequence[str]) -> list[Repeat]:
    """The repeats in a text; *keys* are the letters and digits of its paragraphs, folded, without spaces.

    What is repeated is itself no repeat: of three equal blocks the second and the third refer to the first.
    """
    pairs = _same_pairs(keys)
    repeats: dict[int, Repeat] = {}
    blocks = [block for chain in _blocks(pairs) for block in _dense(chain, keys)]
    for block in blocks:
        if not _is_repeat(block, keys, pairs):
            continue
        for earlier, later in block:
            repeats.setdefault(later, Repeat(earlier, later, pairs[earlier, later]))
        if len(block) > 1:
            _grow(block, keys, repeats)
    return [repeats[later]._replace(earlier=_first(repeats, later)) for later in sorted(repeats)]


def _grow(block: Sequence[tuple[int, int]], keys: Sequence[str], repeats: dict[int, Repeat]) -> None:
    """Add the lines between and beside those of *block* that say the same less exactly: subheads with misprints."""
    taken = {*repeats, *(place for pair in block for place in pair)}
    for step in (1, -1):
        for earlier, later in block[::step]:
            i, j = earlier + step, later + step
            while 0 <= i < j < len(keys) and taken.isdisjoint({i, j}) and _is_same_beside(keys[i], keys[j]):
                taken |= {i, j}
                repeats[j] = Repeat(i, j, float(paragraph_similarities([keys[i]], [keys[j]], 0.0)[0, 0]))
                i, j = i + step, j + step


def _is_same_beside(earlier: str, later: str) -> bool:
    return NUMBERS.findall(earlier) == NUMBERS.findall(later) and _is_misprint(earlier, later, SCATTERED_SHARE)


def _first(repeats: dict[int, Repeat], later: int) -> int:
    """The paragraph that is no repeat itself."""
    while later in repeats:
        later = repeats[later].earlier
    return later


def _same_pairs(keys: Sequence[str]) -> dict[tuple[int, int], float]:
    """(earlier, later) paragraphs that say the same, with their similarity."""
    if len(keys) > MOST_PARAGRAPHS or sum(map(len, keys)) > MOST_LETTERS:
        return _equal_pairs(keys)
    matrix = np.triu(paragraph_similarities(keys, keys, SAME), k=1)
    pairs = np.argwhere(matrix > 0)
    if len(pairs) > MOST_PAIRS:
        return _equal_pairs(keys)
    numbers = [NUMBERS.findall(key) for key in keys]
    return {
        (int(i), int(j)): float(matrix[i, j])
        for i, j in pairs
        if keys[i] and (numbers[i] == numbers[j] or _is_spoilt(keys[i], keys[j], numbers[i], numbers[j]))
    }


def _is_spoilt(earlier: str, later: str, numbers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether of two long paragraphs one lacks numbers of the other, or has all its letters in another order.

    Short ones are results with sides changed, and forms with a field left empty.
    """
    if min(len(earlier.encode()), len(later.encode())) < ALONE_BYTES:
        return False
    fewer, more = sorted((numbers, others), key=len)
    left = iter(more)
    is_lacking = len(fewer) < len(more) and all(number in left for number in fewer)
    return (is_lacking and _is_scattered(_wrong_places(earlier, later), later)) or sorted(earlier) == sorted(later)


def _equal_pairs(keys: Sequence[str]) -> dict[tuple[int, int], float]:
    """Each paragraph with its last standing in the same letters: for texts too long to compare all with all."""
    last: dict[str, int] = {}
    pairs = {}
    for number, key in enumerate(keys):
        if key in last:
            pairs[last[key], number] = 1.0
        if key:
            last[key] = number
    return pairs


def _blocks(pairs: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Chains of pairs that go on side by side, the larger ones first."""
    chain_of: dict[tuple[int, int], list[tuple[int, int]]] = {}
    chains: list[list[tuple[int, int]]] = []
    for i, j in sorted(pairs):
        before = next((chain_of[i - a, j - b] for a, b in STEPS if (i - a, j - b) in chain_of), None)
        chain = before if before is not None and before[0][1] > i else None
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append((i, j))
        chain_of[i, j] = chain
    return iter(sorted(chains, key=lambda chain: (-len(chain), chain)))


def _dense(chain: list[tuple[int, int]], keys: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """The chain, or its unbroken parts where most of what it spans is not said again: questions with other answers."""
    said = sum(len(keys[later]) for later in {later for _, later in chain})
    spanned = sum(len(key) for key in keys[chain[0][1] : chain[-1][1] + 1])
    if said >= DENSE_SHARE * spanned:
        yield chain
        return
    part = chain[:1]
    for before, pair in pairwise(chain):
        if pair != (before[0] + 1, before[1] + 1):
            yield part
            part = []
        part.append(pair)
    yield part


def _is_repeat(block: Sequence[tuple[int, int]], keys: Sequence[str], pairs: dict[tuple[int, int], float]) -> bool:
    weight = sum(len(keys[later].encode()) for later in {later for _, later in block})
    if len({keys[later] for _, later in block}) > 1:  # one question that is put again and again is no block
        told = {later for _, later in block if _is_told(keys[later])}
        is_list = sum(len(keys[later].encode()) for later in told) < weight / 2
        return weight >= BLOCK_BYTES and (not is_list or _is_at_once(block, keys))
    return _is_lone_repeat(block[0], keys, pairs)


def _is_at_once(block: Sequence[tuple[int, int]], keys: Sequence[str]) -> bool:
    """Whether the second standing of a block begins where the first ends."""
    is_unbroken = block[-1][0] - block[0][0] == block[-1][1] - block[0][1] == len(block) - 1
    return (
        is_unbroken
        and block[-1][0] + 1 == block[0][1]
        and len({keys[later] for _, later in block}) == len(block) >= LINES_AT_ONCE
    )


def _is_told(key: str) -> bool:
    """Whether a line is more than an entry of a list."""
    size = len(key.encode())
    return size >= LINE_BYTES or (size >= FIGURES_BYTES and bool(FIGURES.search(key)))


def _is_lone_repeat(pair: tuple[int, int], keys: Sequence[str], pairs: dict[tuple[int, int], float]) -> bool:
    earlier, later = keys[pair[0]], keys[pair[1]]
    size, standings = len(later.encode()), keys.count(later)
    if size < MISPRINTED_BYTES or standings > ALONE_STANDINGS:
        return False
    if size < ALONE_BYTES and _is_form(pair, pairs):
        return False
    if earlier == later:
        least = TWICE_BYTES if standings == 2 else ALONE_BYTES  # noqa: PLR2004 - the first and this one
        return size >= (ADJACENT_BYTES if pair[1] - pair[0] == 1 else least)
    if size < ALONE_BYTES:
        return _is_misprint(earlier, later, SCATTERED_SHARE)
    return pairs[pair] >= SAME_ALONE or _is_misprint(earlier, later, 0.0)


def _is_form(pair: tuple[int, int], pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether so many paragraphs are alike that each fills in the same form."""
    alike = {pair[0], *(later for earlier, later in pairs if earlier == pair[0])}
    alike |= {earlier for earlier, later in pairs if later == pair[1]}
    return len(alike | {pair[1]}) > ALONE_STANDINGS


def _is_misprint(earlier: str, later: str, spread: float) -> bool:
    """Whether two keys are one text in another order of its words, or with a letter wrong here and there.

    *spread* is the least share of it from the first wrong place to the last.
    """
    if sorted(earlier) == sorted(later):
        return True
    is_wide = len(later.encode()) >= WIDE_BYTES * len(later) / 2
    most = MISPRINT_LETTERS_WIDE if is_wide else MISPRINT_LETTERS
    wrong = _wrong_places(earlier, later)
    return _is_scattered(wrong, later, spread) and all(place.letters <= most for place in wrong)


class _WrongPlace(NamedTuple):
    """Where two keys differ: the stretch of the later one, and the letters of the longer side."""

    start: int
    end: int
    letters: int


def _wrong_places(earlier: str, later: str) -> list[_WrongPlace]:
    blocks = word_blocks(earlier, later)
    ends = [(0, 0), *((a + size, b + size) for a, b, size in blocks)]
    starts = [*((a, b) for a, b, _ in blocks), (len(earlier), len(later))]
    return [
        _WrongPlace(end_b, b, max(a - end_a, b - end_b))
        for (end_a, end_b), (a, b) in zip(ends, starts, strict=True)
        if (end_a, end_b) != (a, b)
    ]


def _is_scattered(wrong: Sequence[_WrongPlace], later: str, spread: float = SCATTERED_SHARE) -> bool:
    return wrong[-1].end - wrong[0].start >= spread * len(later)
