"""Verified pairs to directed edges and stories: a function of the set of articles and pairs, whatever their order.

Theory of operation. Two graphs. *Same text*: both texts stand mostly in each other; connected articles are a story,
and inside it edges form a star: each member has one edge, to whom it took the text from, so that a text on four
hundred sites has four hundred edges. *Contained in*, or sharing a passage: one edge for each pair that was verified,
never merged, for a round-up holds passages of many stories and would chain them into one heap.

Everything is decided by a pair and the two stories at its ends. So `resolve` may be called on some stories and the
whole stories of every article that has a pair with them, with all pairs among these: for the first, the result is
what it would be on everything. (For the others it is not, and is to be thrown away.)
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.copies.evidence import Direction, appeared, direct, explain, lag_seconds
from extractors.copies.stories import Members, describe, gather, is_same_text
from extractors.copies.thresholds import (
    CONTAINED,
    CONTAINER,
    COPY_COVERAGE,
    DIGEST_LENGTH,
    MUCH_COVERAGE,
    MUCH_SHARED,
    REPEATED_COVERAGE,
    UNBROKEN_COVERAGE,
    UNBROKEN_RUN,
    VERSION_COVERAGE,
)
from extractors.model import ArticleFacts, Copy, Pair, Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Links:
    """Who carries whose text."""

    copies: tuple[Copy, ...]
    stories: tuple[Story, ...]


def resolve(articles: Sequence[ArticleFacts], pairs: Sequence[Pair]) -> Links:
    """Edges, sorted by copy and source, and stories, sorted by id. Each article is in exactly one story."""
    facts = {article.article_id: article for article in articles}
    ordered = sorted(pairs, key=lambda pair: (pair.a_id, pair.b_id))
    for pair in ordered:
        if pair.a_id not in facts or pair.b_id not in facts:
            raise ValueError(f"a pair of articles {pair.a_id} and {pair.b_id} was given without the facts of both")
    stories = gather(facts, ordered)
    story_of = {article.article_id: members for members in stories for article in members.articles}
    inside: dict[int, list[Pair]] = defaultdict(list)
    across: list[Pair] = []
    for pair in ordered:
        story_id = story_of[pair.a_id].story_id
        if story_id == story_of[pair.b_id].story_id:
            inside[story_id].append(pair)
        else:
            across.append(pair)
    edges = {members.story_id: tuple(_story_edges(members, inside[members.story_id])) for members in stories}
    copies = [edge for some in edges.values() for edge in some]
    copies += [edge for pair in across if (edge := _edge_across(facts[pair.a_id], facts[pair.b_id], pair))]
    return Links(
        copies=tuple(sorted(copies, key=lambda edge: (edge.copy_id, edge.source_id))),
        stories=tuple(describe(members, edges[members.story_id]) for members in stories),
    )


def without_source(articles: Sequence[ArticleFacts], pairs: Sequence[Pair]) -> tuple[tuple[int, int], ...]:
    """The pairs (lower id first) of a member of a story and its origin that must be compared for the star to be whole.

    In a crowd not everything is compared, and an article may have met only members that came out after it.
    """
    verified = {(pair.a_id, pair.b_id) for pair in pairs}
    missing = []
    for members in gather({article.article_id: article for article in articles}, pairs):
        for place, article in enumerate(members.articles[1:], 1):
            if article.outlet != members.origin.outlet and not any(
                _ids(article, source) in verified and source.outlet != article.outlet
                for source in members.articles[:place]
            ):
                missing.append(_ids(article, members.origin))
    return tuple(missing)


def _story_edges(members: Members, pairs: Sequence[Pair]) -> Iterator[Copy]:
    """A star around the origin, and within each outlet versions."""
    verified = {(pair.a_id, pair.b_id): pair for pair in pairs}
    for place, article in enumerate(members.articles):
        before = [
            (source, pair)
            for source in members.articles[:place]
            if (pair := verified.get(_ids(article, source))) and source.outlet != article.outlet
        ]
        if before and article.outlet != members.origin.outlet:
            source, pair = _best_source(article, before, members.origin)
            yield _copy(pair, explain(article, source), "copy" if _is_copy(pair) else "partial")
        older = [
            (other, pair)
            for other in members.articles
            if other.outlet == article.outlet
            and appeared(other) < appeared(article)
            and (pair := verified.get(_ids(article, other)))
            and is_same_text(pair)
        ]
        if older:
            first, pair = min(older, key=lambda known: appeared(known[0]))
            yield _copy(pair, explain(article, first), "version")


def _best_source(
    article: ArticleFacts, before: Sequence[tuple[ArticleFacts, Pair]], origin: ArticleFacts
) -> tuple[ArticleFacts, Pair]:
    """The origin where that pair was verified, else the member that holds most of *article*; the earliest of equals."""
    return max(before, key=lambda known: (known[0] is origin, _coverage(known[1], article)))


def _edge_across(a: ArticleFacts, b: ArticleFacts, pair: Pair) -> Copy | None:
    """A trimmed copy, a digest that holds a text, an article that has a passage of another; in one outlet a version."""
    if a.outlet == b.outlet:
        older, newer = sorted((a, b), key=appeared)
        return _copy(pair, explain(newer, older), "version") if _is_version(pair) else None
    direction = direct(a, b)
    if _is_digest(pair, direction):
        return _copy(pair, direction, "digest")
    return _copy(pair, direction, "copy" if _is_copy(pair) else "partial")


def _is_copy(pair: Pair) -> bool:
    high = max(pair.a_coverage, pair.b_coverage)
    shorter = pair.shared_words / high if high else 0.0  # words of prose in all
    if pair.shared_words >= MUCH_SHARED and high >= MUCH_COVERAGE:
        return True
    return high >= COPY_COVERAGE or (high >= UNBROKEN_COVERAGE and pair.longest_run >= UNBROKEN_RUN * shorter)


def _is_version(pair: Pair) -> bool:
    """Whether one article was written over the other, or repeats it; else they share what the outlet says often."""
    low, high = sorted((pair.a_coverage, pair.b_coverage))
    return low >= VERSION_COVERAGE or high >= REPEATED_COVERAGE


def _is_digest(pair: Pair, direction: Direction) -> bool:
    """Whether the copy is a round-up that holds the source, not a longer text from which a short one was cut."""
    agency = direction.source.wire_agency
    from_one_agency = agency is not None and agency == direction.copy.wire_agency
    copy_share, source_share = _coverage(pair, direction.copy), _coverage(pair, direction.source)
    is_longer = source_share >= DIGEST_LENGTH * copy_share  # the same words are a smaller share of a longer text
    return _is_contained(pair) and is_longer and not from_one_agency


def _is_contained(pair: Pair) -> bool:
    low, high = sorted((pair.a_coverage, pair.b_coverage))
    return high >= CONTAINED and low < CONTAINER


def _copy(pair: Pair, direction: Direction, kind: str) -> Copy:
    copy, source = direction.copy, direction.source
    a_is_copy = pair.a_id == copy.article_id
    coverage = _coverage(pair, copy)
    matches = (
        (match.a_position, match.b_position) if a_is_copy else (match.b_position, match.a_position)
        for match in pair.matches
    )
    return Copy(
        copy_id=copy.article_id,
        source_id=source.article_id,
        kind=kind,
        coverage=coverage,
        source_coverage=_coverage(pair, source),
        shared_words=pair.shared_words,
        longest_run=pair.longest_run,
        lag_seconds=lag_seconds(copy, source),
        direction=direction.by,
        evidence=f"{direction.sentence}; {coverage:.0%} of it is in the source, {pair.longest_run} words in a row",
        matches=tuple(sorted((*places, match.similarity) for places, match in zip(matches, pair.matches, strict=True))),
    )


def _coverage(pair: Pair, article: ArticleFacts) -> float:
    return pair.a_coverage if pair.a_id == article.article_id else pair.b_coverage


def _ids(one: ArticleFacts, other: ArticleFacts) -> tuple[int, int]:
    a_id, b_id = sorted((one.article_id, other.article_id))
    return a_id, b_id
