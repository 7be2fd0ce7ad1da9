"""Two articles compared: how much prose they share, measured, without a verdict on who had it first.

Theory of operation. Passages are found wherever they stand, through runs of words that both texts have; paragraphs
that hold such a run are then aligned word by word, so that small edits cost only the words they touch. Words inside
quotation marks, on either side, do not count: two outlets that quote one speaker have not copied each other.
Numbers must agree: the same form filled in with other numbers is not a copy.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from operator import eq
from typing import TYPE_CHECKING

import numpy as np

from extractors.copies.phrases import is_phrase
from extractors.copies.prose import Prose, is_dense, prose
from extractors.copies.thresholds import (
    BRIEF_COVERAGE,
    MIN_BRIEF_WORDS,
    MIN_NUMBERS,
    MIN_PASSAGE,
    MIN_PASSAGE_RUN,
    MIN_PASSAGE_WORDS,
    MIN_RUN,
    MIN_SHARED_WORDS,
    NUMBERS_AGREE,
    PARAGRAPH_SIMILARITY,
    SERIAL_NUMBERS_AGREE,
    VERBATIM,
)
from extractors.model import Match, Pair
from extractors.similarity import paragraph_similarities, word_blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from extractors.copies.prose import Bools, Ints
    from extractors.model import ArticleText

    #: How alike paragraphs are, by their positions in a and b.
    Alike = dict[tuple[int, int], float]

#: Articles kept folded while candidates are compared: some 100 MB.
PREPARED = 2048

#: Below this many letters paragraphs agree by chance ("By Reuters", "Read more").
MIN_PARAGRAPH_LETTERS = 20

#: Longer paragraphs are whole texts without breaks: aligning two of them letter by letter takes a second and more.
MAX_PARAGRAPH_LETTERS = 20_000

#: Of texts with so few pairs of paragraphs all are aligned, in .1 ms: in a paragraph of twenty long words with one
#: letter in twenty changed, five words in a row are the same only most of the time.
FEW_PARAGRAPHS = 64

#: Words on either side of a shared run whose numbers belong to it: what a form fills in stands between its words.
_AROUND = 2

#: In paragraphs that match, so many words between shared ones may be the same, spelled or typed differently.
MAX_MISSPELLED = 2

_DIGITS = re.compile(r"\d+")


def compare(a: ArticleText, b: ArticleText) -> Pair | None:
    """What *a* and *b* share; None when it is too little, only quotations, or a form with other numbers. Symmetric."""
    return compare_prose(prose(a), prose(b))


class Verifier:
    """Compares articles that come again and again: those seen lately stay folded."""

    def __init__(self) -> None:
        self._prose = lru_cache(maxsize=PREPARED)(prose)

    def __call__(self, a: ArticleText, b: ArticleText) -> Pair | None:
        """As `compare`."""
        return compare_prose(self._prose(a), self._prose(b))

    def share_a_phrase(self, a: ArticleText, b: ArticleText, lone_print: int) -> bool:
        """Whether the only print that they have in common shows that they share no more than a phrase."""
        return is_phrase(self._prose(a), b, lone_print)


def compare_all(candidates: Iterable[tuple[ArticleText, ArticleText]]) -> tuple[Pair, ...]:
    """The pairs among *candidates*, sorted. Cheapest when those of one article come together."""
    verifier = Verifier()
    found = {(pair.a_id, pair.b_id): pair for a, b in candidates if (pair := verifier(a, b))}
    return tuple(found[ids] for ids in sorted(found))


def compare_prose(a: Prose, b: Prose) -> Pair | None:
    """`compare`, for articles that are compared more than once."""
    if a.article_id == b.article_id:
        raise ValueError(f"article {a.article_id} was to be compared with itself")
    if a.article_id > b.article_id:
        a, b = b, a
    in_b, in_a = _found(a, b), _found(b, a)
    if len(a.paragraphs) * len(b.paragraphs) <= FEW_PARAGRAPHS:
        rows, columns = _alignable(a), _alignable(b)
    elif (in_b >= 0).any():
        rows, columns = _touched(a, in_b), _touched(b, in_a)
    else:
        return None
    of_a, of_b = _most_alike(a, b, rows, columns)
    alike = of_a | of_b
    _carry_on(a, b, in_b, {row for row, _ in alike})
    _carry_on(b, a, in_a, {column for _, column in alike})
    _drop_phrases(a, in_b)
    _drop_phrases(b, in_a)
    _align(a, b, of_a, of_b, in_b, in_a)
    if a.weights[in_b >= 0].sum() < MIN_BRIEF_WORDS:  # no rule below asks for less
        return None
    a_shared, b_shared = _is_shared(a, b, in_b), _is_shared(b, a, in_a)
    a_words, b_words = float(a.weights[a_shared].sum()), float(b.weights[b_shared].sum())
    a_coverage, b_coverage = a_words / max(a.prose_words, 1.0), b_words / max(b.prose_words, 1.0)
    longest = _longest_run(a, in_b, a_shared)
    is_enough = _is_enough(min(a_words, b_words), longest, min(a_coverage, b_coverage))
    if not is_enough and not _is_passage(a, in_b, a_shared):
        return None
    is_verbatim = min(a_coverage, b_coverage) >= VERBATIM
    if _is_form(a, b, a_shared, b_shared, is_verbatim=is_verbatim):
        return None
    return Pair(
        a_id=a.article_id,
        b_id=b.article_id,
        a_coverage=min(a_coverage, 1.0),
        b_coverage=min(b_coverage, 1.0),
        shared_words=int(min(a_words, b_words)),
        longest_run=int(longest),
        matches=tuple(
            Match(*place, round(similarity, 4))
            for place, similarity in sorted((alike | _passages(a, b, in_b, a_shared, alike)).items())
        ),
    )


def _is_enough(shared: float, longest: float, coverage: float) -> bool:
    if coverage >= BRIEF_COVERAGE and shared >= MIN_BRIEF_WORDS:
        return True
    return shared >= MIN_SHARED_WORDS and longest >= MIN_RUN


def _is_passage(text: Prose, found: Ints, shared: Bools) -> bool:
    """Whether prose and the quotation in it were taken over together, in one run."""
    return any(
        text.weights[run].sum() >= MIN_PASSAGE_RUN and text.weights[run][shared[run]].sum() >= MIN_PASSAGE_WORDS
        for run in _runs(found, np.nonzero(found >= 0)[0])
    )


def _found(text: Prose, other: Prose) -> Ints:
    """For each word of *text*, where it stands in *other* as part of a gram that both have; -1 where nowhere."""
    found = np.full(len(text.words), -1, dtype=np.int64)
    if not len(text.grams) or not len(other.grams):
        return found
    ordered = other.grams[other.gram_order]
    places = np.minimum(np.searchsorted(ordered, text.grams), len(ordered) - 1)
    (here,) = np.nonzero(ordered[places] == text.grams)
    there, lengths = other.gram_order[places[here]], text.gram_lengths[here]
    for offset in range(int(lengths.max(initial=0)) - 1, -1, -1):  # backwards: the gram that starts at a word decides
        reaches = lengths > offset
        found[here[reaches] + offset] = there[reaches] + offset
    return found


def _carry_on(text: Prose, other: Prose, found: Ints, alike: Collection[int]) -> None:
    """Carry the runs in *found* on through misspelled words, but in the paragraphs *alike*, which are aligned.

    A text without breaks that was cut is not alike as a paragraph, and nothing else would find over those words.
    """
    is_open = found >= 0
    for position in alike:
        is_open[text.starts[position] : text.starts[position + 1]] = False
    (here,) = np.nonzero(is_open)
    for run in _runs(found, here) if len(here) else ():
        shift = int(found[run[0]]) - int(run[0])
        for edge, step in ((int(run[-1]), 1), (int(run[0]), -1)):
            reach = _reach(text, other, found, edge, edge + shift, step)
            first, last = sorted((edge, edge + reach * step))
            found[first : last + 1] = np.arange(first, last + 1) + shift


def _reach(text: Prose, other: Prose, found: Ints, here: int, there: int, step: int) -> int:
    """How many words on from *here* and *there* are the same, the last one to the letter or before the next run."""
    reach = distance = 0
    while distance - reach <= MAX_MISSPELLED:
        distance += 1
        here, there = here + step, there + step
        if not (0 <= here < len(text.words) and 0 <= there < len(other.words)):
            break
        if found[here] >= 0:
            return distance - 1 if found[here] == there else reach
        if text.words[here] == other.words[there]:
            reach = distance
        elif not _is_alike(text.words[here], other.words[there]):
            break
    return reach


def _drop_phrases(text: Prose, found: Ints) -> None:
    """Forget, in *found*, the runs that are too short to be a passage."""
    (here,) = np.nonzero(found >= 0)
    for run in _runs(found, here) if len(here) else ():
        if text.weights[run].sum() < MIN_PASSAGE:
            found[run] = -1


def _most_alike(a: Prose, b: Prose, rows: list[int], columns: list[int]) -> tuple[Alike, Alike]:
    """Which of the paragraphs *columns* of b each of *rows* of a is most like, and the other way round."""
    alike = paragraph_similarities(
        [a.paragraphs[row] for row in rows], [b.paragraphs[column] for column in columns], PARAGRAPH_SIMILARITY
    )
    if not alike.any():
        return {}, {}
    of_a, of_b = enumerate(alike.argmax(axis=1).tolist()), enumerate(alike.argmax(axis=0).tolist())
    return (
        {(rows[row], columns[column]): float(alike[row, column]) for row, column in of_a if alike[row, column]},
        {(rows[row], columns[column]): float(alike[row, column]) for column, row in of_b if alike[row, column]},
    )


def _align(a: Prose, b: Prose, of_a: Alike, of_b: Alike, in_b: Ints, in_a: Ints) -> None:
    """Write into *in_b* and *in_a* what the alignment of paragraphs that are alike finds."""
    for row, column in sorted(of_a | of_b):
        for a_word, b_word, length in _blocks(a, b, row, column):
            if (row, column) in of_a:
                in_b[a_word : a_word + length] = np.arange(b_word, b_word + length)
            if (row, column) in of_b:
                in_a[b_word : b_word + length] = np.arange(a_word, a_word + length)


def _passages(a: Prose, b: Prose, in_b: Ints, shared: Bools, alike: Alike) -> Alike:
    """The paragraphs that are not alike and hold what is shared, so that no pair is without its evidence.

    One text may be cut into other paragraphs than the other. Similarity is the share of letters that the runs have.
    """
    (here,) = np.nonzero(shared)
    if alike:
        is_new = [
            place not in alike for place in zip(_paragraphs_of(a, here), _paragraphs_of(b, in_b[here]), strict=True)
        ]
        here = here[is_new]
    runs = _runs(in_b, here) if len(here) else []
    longest = max(runs, key=lambda run: float(a.weights[run].sum()), default=None)
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for run in runs:
        if a.weights[run].sum() >= MIN_RUN or (run is longest and not alike):
            for word, *place in zip(run.tolist(), _paragraphs_of(a, run), _paragraphs_of(b, in_b[run]), strict=True):
                found[place[0], place[1]].append(word)
    most = max((a.weights[words].sum() for words in found.values()), default=0.0)
    return {
        (row, column): min(2 * _letters(a, words) / (_letters_of(a, row) + _letters_of(b, column)), 1.0)
        for (row, column), words in found.items()
        if a.weights[words].sum() >= min(MIN_PASSAGE, most)
    }


def _paragraphs_of(text: Prose, words: Ints) -> list[int]:
    positions: list[int] = (np.searchsorted(text.starts, words, side="right") - 1).tolist()
    return positions


def _letters(text: Prose, words: Iterable[int]) -> int:
    return sum(len(text.words[word]) for word in words)


def _letters_of(text: Prose, position: int) -> int:
    return _letters(text, range(text.starts[position], text.starts[position + 1]))


def _touched(text: Prose, found: Ints) -> list[int]:
    """The paragraphs of *text* of which some words were found."""
    return [
        position
        for position in _alignable(text)
        if (found[text.starts[position] : text.starts[position + 1]] >= 0).any()
    ]


def _alignable(text: Prose) -> list[int]:
    return [
        position
        for position, paragraph in enumerate(text.paragraphs)
        if MIN_PARAGRAPH_LETTERS <= len(paragraph) <= MAX_PARAGRAPH_LETTERS
    ]


def _blocks(a: Prose, b: Prose, row: int, column: int) -> list[tuple[int, int, int]]:
    """Runs of equal words in two matched paragraphs, by position in the texts. Another spelling does not end a run."""
    a_first, b_first = a.starts[row], b.starts[column]
    a_words, b_words = a.words[a_first : a.starts[row + 1]], b.words[b_first : b.starts[column + 1]]
    if a_words == b_words:
        return [(a_first, b_first, len(a_words))]
    blocks: list[tuple[int, int, int]] = []
    for a_start, b_start, length in word_blocks(a_words, b_words):
        if blocks:
            a_last, b_last, before = blocks[-1]
            a_gap, b_gap = a_words[a_last + before : a_start], b_words[b_last + before : b_start]
            if _is_misspelling(a_gap, b_gap):
                blocks[-1] = (a_last, b_last, a_start + length - a_last)
                continue
        blocks.append((a_start, b_start, length))
    return [(a_first + a_start, b_first + b_start, length) for a_start, b_start, length in blocks]


def _is_misspelling(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether words at one place are the same, spelled or typed differently: most letters are. Never numbers."""
    if len(words) != len(others) or len(words) > MAX_MISSPELLED:
        return False
    return all(_is_alike(word, other) for word, other in zip(words, others, strict=True))


def _is_alike(word: str, other: str) -> bool:
    if _DIGITS.search(word) or _DIGITS.search(other):
        return False
    if len(word) == len(other) and 2 * sum(map(eq, word, other)) >= len(word):
        return True
    letters, others = set(word), set(other)
    return 2 * len(letters & others) >= len(letters | others) or (is_dense(word) and is_dense(other))


def _is_shared(text: Prose, other: Prose, found: Ints) -> Bools:
    """The words of *text* that were found and are quoted on neither side."""
    shared = (found >= 0) & ~text.quoted
    shared[shared] = ~other.quoted[found[shared]]
    return shared


def _longest_run(text: Prose, found: Ints, shared: Bools) -> float:
    """The most shared words in a row, in the same order in both texts."""
    return max((float(text.weights[run].sum()) for run in _runs(found, np.nonzero(shared)[0])), default=0.0)


def _runs(found: Ints, here: Ints) -> list[Ints]:
    """The words *here*, cut into runs that the other text has in the same order."""
    shift = found[here] - here
    order = np.lexsort((here, shift))
    here, shift = here[order], shift[order]
    breaks = np.nonzero((np.diff(shift) != 0) | (np.diff(here) != 1))[0] + 1
    return np.split(here, breaks)


def _is_form(a: Prose, b: Prose, a_shared: Bools, b_shared: Bools, *, is_verbatim: bool) -> bool:
    """Whether it is the same form filled in with other numbers: a forecast, closing prices, a horoscope."""
    a_numbers, b_numbers = _numbers(a, a_shared), _numbers(b, b_shared)
    least = min(a_numbers.total(), b_numbers.total())
    agree = (a_numbers & b_numbers).total() / least if least else float(is_verbatim)
    if least >= MIN_NUMBERS and agree < NUMBERS_AGREE:
        return True
    return _is_serial(a.article.title, b.article.title) and agree < SERIAL_NUMBERS_AGREE


def _numbers(text: Prose, shared: Bools) -> Counter[str]:
    """The numbers in and around what *text* shares."""
    near = shared.copy()
    for distance in range(1, _AROUND + 1):
        near[distance:] |= shared[:-distance]
        near[:-distance] |= shared[distance:]
    return Counter(text.words[place] for place in np.nonzero(near)[0].tolist() if text.words[place][0].isdigit())


def _is_serial(title: str, other: str) -> bool:
    """Whether two titles differ in their numbers, and in nothing else."""
    return title != other and _DIGITS.sub("0", title) == _DIGITS.sub("0", other)
