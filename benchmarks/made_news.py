"""News in an invented language, as much as is wanted, and what others make of it: wire copies, partial copies.

Words follow each other three times by habit and once by chance, both with frequencies as Zipf found them: so that, as
in real news, unrelated articles share a phrase now and then. An article has some 2,000 characters in eight paragraphs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Paragraphs = tuple[str, ...]

PARAGRAPHS = 8
WORDS = 52

#: As many words as a newspaper uses in a month, and as many that often come after each of them.
VOCABULARY = 20_000
FOLLOWERS = 20

#: Outlets are so many: enough that a story can be on hundreds of sites of which some carry it twice.
OUTLETS = 60

#: Paragraphs made at once, some 40 MB.
_AT_ONCE = 40_000


def articles(rng: np.random.Generator, count: int) -> list[Paragraphs]:
    """The paragraphs of *count* articles that have nothing to do with each other."""
    made: list[str] = []
    while (missing := count * PARAGRAPHS - len(made)) > 0:
        made += _paragraphs(rng, min(missing, _AT_ONCE))
    return [tuple(made[start : start + PARAGRAPHS]) for start in range(0, len(made), PARAGRAPHS)]


def wire_copy(source: Paragraphs, own: Paragraphs, rng: np.random.Generator) -> Paragraphs:
    """*source* under a first paragraph of its own, without its end, in other quotation marks."""
    kept = source[1 : PARAGRAPHS - int(rng.integers(0, 3))]
    return (own[0], *(_quoted_otherwise(paragraph) for paragraph in kept))


def partial_copy(source: Paragraphs, own: Paragraphs, rng: np.random.Generator) -> Paragraphs:
    """*own*, with three paragraphs of *source* in its middle."""
    first = int(rng.integers(0, PARAGRAPHS - 3))
    return (*own[:3], *source[first : first + 3], *own[3:6])


def title_of(paragraphs: Paragraphs) -> str:
    """A headline: how its text goes on after the first words."""
    return " ".join(paragraphs[-1].split()[1:8]).strip('".').capitalize()


def _quoted_otherwise(paragraph: str) -> str:
    opened, *rest = paragraph.split('"')
    return opened + "".join(mark + part for mark, part in zip("“”" * len(rest), rest, strict=False))


def _paragraphs(rng: np.random.Generator, count: int) -> list[str]:
    words, frequency, followers = _language()
    walks = np.empty((count, WORDS), dtype=np.int64)
    walks[:, 0] = _by_chance(rng, frequency, count)
    for place in range(1, WORDS):
        habitual = followers[walks[:, place - 1], rng.integers(0, FOLLOWERS, count)]
        walks[:, place] = np.where(rng.random(count) < 0.75, habitual, _by_chance(rng, frequency, count))
    breaks, quotes = rng.integers(15, 35, count).tolist(), (rng.random(count) < 0.2).tolist()
    return [
        _printed([words[word] for word in walk], end, is_quoted=is_quoted)
        for walk, end, is_quoted in zip(walks.tolist(), breaks, quotes, strict=True)
    ]


def _printed(words: list[str], end: int, *, is_quoted: bool) -> str:
    """Two sentences, the second a quotation or not."""
    first, second = " ".join(words[:end]).capitalize(), " ".join(words[end:]).capitalize()
    return f'{first}. "{second}."' if is_quoted else f"{first}. {second}."


def _by_chance(rng: np.random.Generator, frequency: npt.NDArray[np.float64], count: int) -> Ints:
    return np.searchsorted(frequency, rng.random(count)).clip(max=VOCABULARY - 1)


@lru_cache(maxsize=1)
def _language() -> tuple[list[str], npt.NDArray[np.float64], Ints]:
    """Its words, the most frequent first; how frequent they are, summed up; what often follows each."""
    rng = np.random.default_rng(0)
    sounds = [consonant + vowel for consonant in "bdfghklmnprstvz" for vowel in "aeiou"]
    lengths = 1 + rng.binomial(4, np.linspace(0.2, 0.6, VOCABULARY))  # frequent words are short
    words = ["".join(rng.choice(sounds, length)) for length in lengths]
    weights = 1 / np.arange(1, VOCABULARY + 1) ** 0.9
    frequency = np.cumsum(weights / weights.sum())
    followers = _by_chance(rng, frequency, VOCABULARY * FOLLOWERS).reshape(VOCABULARY, FOLLOWERS)
    return words, frequency, followers
