"""What an outlet prints under articles that have nothing to do with each other: its own words, and no article's.

Theory of operation. Footers, author boxes and promotions that no rule knows are known by standing in several articles
of one outlet. Four things also do, and are text:

- *the same article twice*, under two addresses or in two versions: a near copy is no second witness;
- *a background passage* under story after story: it speaks of what its articles speak of, a footer does not, so the
  words of a line must be strange to the articles that it stands in (measured on real articles in many languages: of the
  long words of a paragraph a third stand again in its own article, of another's a twentieth);
- *the form of a column, a forecast, a table*: the articles are near copies of each other but for their numbers;
- *a quotation* that everybody repeats.

What is longer, or stands amid the text, needs more witnesses. Prose is kept in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.model import Removal
from extractors.similarity import fold
from extractors.words import count_words, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

#: At the head or the tail of an article three unrelated witnesses are enough: two may share a form of words.
EDGE_WITNESSES = 3

#: Amid the text, where subheads and stock phrases stand.
AMID_WITNESSES = 5

#: A longer paragraph at an edge may be prose that is carried on; amid the text it is.
EDGE_WORDS = 60
AMID_WORDS = 40
LONG_WITNESSES = 6

#: Of two articles that share this part of the smaller one's shingles, one is the other.
NEAR_COPY = 0.6
SHINGLE_WORDS = 4

#: A line of whose words on average more stand again in the rest of its articles is about them.
RELATED = 0.2

#: Shorter words stand in any text.
LONG_WORD = 6

#: More articles decide nothing that these do not.
MOST_WITNESSES = 60

Shingle = tuple[str, ...]

QUOTES = frozenset("\"“„«‘'")


@dataclass(frozen=True)
class OutletText:
    """An article of an outlet, and which of its lines stand in other articles of it too."""

    article_id: int
    paragraphs: tuple[str, ...]
    line_ids: tuple[int, ...]  # of each paragraph: a hash of its words
    recurring: frozenset[int]  # of these, those that stand in another article

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The paragraphs that stand in no other article."""
        pairs = zip(self.paragraphs, self.line_ids, strict=True)
        return tuple(text for text, line_id in pairs if line_id not in self.recurring)

    @cached_property
    def shingles(self) -> frozenset[Shingle]:
        """Each run of four words of these."""
        return _shingles(self.own)

    @cached_property
    def all_shingles(self) -> frozenset[Shingle]:
        """The same of all its paragraphs."""
        return _shingles(self.paragraphs)

    @cached_property
    def terms(self) -> frozenset[str]:
        """What these speak of, in single words and in pairs."""
        words = [word for text in self.own for word in words_of(fold(text))]
        return frozenset([*words, *_pairs(words)])

    @cached_property
    def edges(self) -> frozenset[int]:
        """The recurring lines before the first and behind the last that is the article's own."""
        own = [place for place, line_id in enumerate(self.line_ids) if line_id not in self.recurring]
        return frozenset((*self.line_ids[: own[0]], *self.line_ids[own[-1] + 1 :])) if own else frozenset()


def boilerplate_lines(texts: Iterable[OutletText], candidates: Collection[int]) -> dict[int, int]:
    """Which of the *candidates*, lines of one outlet, are its boilerplate, and how many witnesses were enough.

    *texts* are articles of that outlet in which they stand; the result does not depend on their order.
    """
    standings: dict[int, list[OutletText]] = {line_id: [] for line_id in candidates}
    for text in sorted(texts, key=lambda text: text.article_id):
        for line_id in standings.keys() & set(text.line_ids):
            standings[line_id].append(text)
    found = {line_id: _enough(line_id, _unlike(line_id, witnesses)) for line_id, witnesses in standings.items()}
    return {line_id: enough for line_id, enough in found.items() if enough}


def without_boilerplate(
    paragraphs: Sequence[str], removed: Sequence[Removal], evidence_of: Callable[[str], str | None]
) -> tuple[tuple[str, ...], tuple[Removal, ...]] | None:
    """*paragraphs* and what was *removed* once those with evidence are removed too; None where that changes nothing.

    An article never becomes empty by it.
    """
    said = [evidence_of(text) for text in paragraphs]
    kept = tuple(text for text, evidence in zip(paragraphs, said, strict=True) if evidence is None)
    if not kept or len(kept) == len(paragraphs):
        return None
    before = [sum(evidence is None for evidence in said[:place]) for place in range(len(paragraphs) + 1)]
    moved = [Removal(before[removal.position], removal.text, removal.reason, removal.evidence) for removal in removed]
    moved += [
        Removal(before[place], text, "boilerplate", evidence)
        for place, (text, evidence) in enumerate(zip(paragraphs, said, strict=True))
        if evidence is not None
    ]
    return kept, tuple(sorted(moved, key=lambda removal: removal.position))


def _unlike(line_id: int, texts: Iterable[OutletText]) -> list[OutletText]:
    """One of each set of near copies; what has no line of its own is a copy of something."""
    found: list[OutletText] = []
    for text in texts:
        if text.shingles and not any(_is_near_copy(text, other, line_id) for other in found):
            found.append(text)
    return found


def _is_near_copy(a: OutletText, b: OutletText, line_id: int) -> bool:
    """By what is their own, or by all but the line: a story that is printed again and again recurs as a whole."""
    line = _shingles([a.paragraphs[a.line_ids.index(line_id)]])
    return _contain(a.shingles, b.shingles) or _contain(a.all_shingles - line, b.all_shingles - line)


def _contain(a: frozenset[Shingle], b: frozenset[Shingle]) -> bool:
    return bool(a and b) and len(a & b) >= NEAR_COPY * min(len(a), len(b))


def _shingles(paragraphs: Iterable[str]) -> frozenset[Shingle]:
    words = [word for text in paragraphs for word in words_of(fold(text))]
    return frozenset(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


def _enough(line_id: int, witnesses: Sequence[OutletText]) -> int | None:
    """How many witnesses were enough, if there are so many."""
    if len(witnesses) < EDGE_WITNESSES:
        return None
    line = witnesses[0].paragraphs[witnesses[0].line_ids.index(line_id)]
    if line[:1] in QUOTES or _related(line, witnesses) > RELATED:
        return None
    words = count_words(line)
    at_edges = sum(line_id in text.edges for text in witnesses)
    needed = EDGE_WITNESSES if words <= EDGE_WORDS else LONG_WITNESSES
    if at_edges >= needed:
        return needed
    return AMID_WITNESSES if words <= AMID_WORDS and len(witnesses) >= AMID_WITNESSES else None


def _related(line: str, witnesses: Sequence[OutletText]) -> float:
    """The share of what *line* speaks of that its articles speak of too, on average."""
    words = words_of(fold(line))
    long = {word for word in words if len(word) >= LONG_WORD}
    terms = long if len(long) > 1 else set(_pairs(words))
    if not terms:
        return 0.0
    return sum(len(terms & text.terms) for text in witnesses) / (len(terms) * len(witnesses))


def _pairs(words: Sequence[str]) -> Iterable[str]:
    return (f"{a} {b}" for a, b in pairwise(words))
