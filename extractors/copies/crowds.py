"""Candidates to verified pairs, without holding everything against everything in a crowd.

Of a text that very many articles carry, a few speak for all: an article that is in their story, or was held against
some of its members in vain, is not held against the next one that only the same crowded prints name. So that the
result does not depend on any order, candidates are taken as their ids and shared prints say.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from extractors.copies.pairs import Verifier
from extractors.copies.stories import is_same_text
from extractors.copies.thresholds import ENOUGH_SPEAKERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extractors.model import ArticleText, Candidate, Pair


def verify(
    candidates: Iterable[Candidate], texts: Mapping[int, ArticleText], story_of: Mapping[int, int]
) -> dict[tuple[int, int], Pair | None]:
    """What each pair shares that had to be compared, by (a_id, b_id). *story_of*: the stories of those on file."""
    compare, stories = Verifier(), _Stories(story_of)
    verified: dict[tuple[int, int], Pair | None] = {}
    met: dict[int, set[int]] = defaultdict(set)
    for candidate in sorted(candidates, key=_turn):
        one, other = candidate.article_id, candidate.other_id
        ids = (one, other) if one < other else (other, one)
        if ids in verified or (candidate.crowded and _is_settled(stories, one, other, met[one])):
            continue
        lone, (a, b) = candidate.lone_print, (texts[one], texts[other])
        is_vain = lone is not None and compare.share_a_phrase(a, b, lone)
        pair = verified[ids] = None if is_vain else compare(a, b)
        met[one].add(other)
        met[other].add(one)
        if pair and is_same_text(pair):
            stories.join(one, other)
    return verified


def _turn(candidate: Candidate) -> tuple[bool, int, int, int]:
    """Those outside of crowds first, those of one article together: it stays folded; then in crowds the closest."""
    closeness = candidate.shared_prints if candidate.crowded else 0
    return candidate.crowded, -closeness, candidate.article_id, candidate.other_id


def _is_settled(stories: _Stories, one: int, other: int, met: Iterable[int]) -> bool:
    """Whether *one* is in the story of *other* already, or was held against enough of it."""
    story = stories.of(other)
    return stories.of(one) == story or sum(stories.of(member) == story for member in met) >= ENOUGH_SPEAKERS


class _Stories:
    """Which articles are one text, as far as is known."""

    def __init__(self, story_of: Mapping[int, int]) -> None:
        # Below zero, since a story bears the id of a member, which may stand for itself again.
        self._parents = {article_id: -1 - story_id for article_id, story_id in story_of.items()}

    def of(self, article_id: int) -> int:
        """Something that all articles of a story have in common, until more are joined."""
        parents = self._parents
        while (parent := parents.get(article_id, article_id)) != article_id:
            parents[article_id] = parents.get(parent, parent)
            article_id = parent
        return article_id

    def join(self, one: int, other: int) -> None:
        """They are one text."""
        self._parents[self.of(one)] = self.of(other)
