"""Which lines of a page are its article: what the witness says who agrees most with the others.

Observations. Each extractor fails on other pages, and what two unlike ones agree on is seldom wrong. So five are heard,
each as the set of the page's own lines that it takes; the one with the highest mean overlap with the rest is believed
(the medoid), and that overlap says how far to trust the text. Where trafilatura agrees with the two cheap witnesses the
dear ones are not heard: 58 % of 315 labelled pages, at a cost of .0003 and .0001 in mean F1 on the two sets.

What was tried and dropped: a vote on each line (it keeps what only the loose ones take); trafilatura's fast mode as the
second opinion. A model fitted on lines (boosted trees) was better or worse by the set and the witnesses that it was
given: F1 .971 to .978 on one and .949 to .964 on the other, the plain medoid .967 to .972 and .956 to .960. The medoid
needs no labelled pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from extractors.pages.body import body_lines
from extractors.pages.densest import densest_lines
from extractors.pages.main_content import main_content_lines
from extractors.pages.readable import readable_lines
from extractors.pages.selection import Found, Selection, find_lines, with_leftovers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from extractors.pages.lines import Line
    from extractors.pages.tree import Element

#: Where trafilatura agrees this far with each of the cheap witnesses, the dear ones would change nothing.
AGREED = 0.9

#: What a witness must agree more than trafilatura to be believed instead: readability takes author boxes along; the
#: cheap ones take captions and labels, and are believed only where all the others fail.
RESERVES = {"trafilatura": 0.0, "precise": 0.0, "readability": 0.03, "main content": 0.1, "densest": 0.1}

#: Larger pages (a novel is 500,000 letters, a live blog with all its comments 10,000 lines) would keep the extractors
#: busy longer than one page may: they are read by their densest stretch alone, and believed as far as one witness is.
MOST_LETTERS = 1_000_000
MOST_LINES = 20_000
ALONE = 0.5


class Chosen(NamedTuple):
    """The lines of the article, and how far the witnesses agree on them, 0 to 1."""

    selection: Selection
    agreement: float


def choose_lines(lines: Sequence[Line], tree: Element, markup: str) -> Chosen:
    """Hear the witnesses on the *lines* of *tree*, which was made of *markup*."""
    if len(lines) > MOST_LINES or sum(len(line.text) for line in lines) > MOST_LETTERS:
        return Chosen(Selection(list(lines), sorted(densest_lines(lines))), ALONE)
    weights = [0.0 if line.is_teaser else len(line.key) * (1 - line.linked) for line in lines]
    found = {
        "trafilatura": find_lines(lines, body_lines(tree)),
        "main content": find_lines(lines, main_content_lines(markup)),
    }
    said: dict[str, AbstractSet[int]] = {name: one.kept.keys() for name, one in found.items()}
    said["densest"] = densest_lines(lines)
    if min(_agreements("trafilatura", said, weights)) < AGREED:
        found["precise"] = find_lines(lines, body_lines(tree, precise=True))
        found["readability"] = find_lines(lines, readable_lines(tree))
        said |= {name: found[name].kept.keys() for name in ("precise", "readability")}
    return _most_agreed(lines, found, said, weights)


def _most_agreed(
    lines: Sequence[Line], found: Mapping[str, Found], said: Mapping[str, AbstractSet[int]], weights: Sequence[float]
) -> Chosen:
    agreement = {name: _mean(_agreements(name, said, weights)) for name in RESERVES if name in said}
    best = max(agreement, key=lambda name: agreement[name] - RESERVES[name])
    is_line_by_line = best not in found
    selection = Selection(list(lines), sorted(said[best])) if is_line_by_line else with_leftovers(lines, found[best])
    return Chosen(selection, agreement[best])


def _agreements(name: str, said: Mapping[str, AbstractSet[int]], weights: Sequence[float]) -> list[float]:
    return [_overlap(said[name], said[other], weights) for other in said if other != name]


def _overlap(a: AbstractSet[int], b: AbstractSet[int], weights: Sequence[float]) -> float:
    """Dice's coefficient over the letters of the lines that stand in no link; 0 where nobody saw any.

    Links are left out because a list of headlines has more letters than a short article.
    """
    total = _weight(a, weights) + _weight(b, weights)
    return 2 * _weight(a & b, weights) / total if total else 0.0


def _weight(numbers: Iterable[int], weights: Sequence[float]) -> float:
    return sum(weights[number] for number in numbers)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
