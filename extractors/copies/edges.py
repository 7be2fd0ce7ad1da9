"""Verified pairs to directed edges and stories: a function of the set of articles and pairs, whatever their order.

Theory of operation. Two graphs. *Same text*: both texts stand mostly in each other; connected articles are a story.
*Contained in*, or sharing a passage: directed edges, never merged, for a round-up holds passages of many stories
and would chain them into one heap. Edges form stars: an article has one edge to the origin of a story rather than
one to each of thirty copies.

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
from extractors.model import ArticleFacts, Copy, Pair, Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: An article is a copy of another when so much of it is found there (on labelled pairs P .94, R .94), else it has a
#: passage of it.
COPY_COVERAGE = 0.6

#: So much of an article, and less than half of the other, is shared: the one is contained in the other.
CONTAINED = 0.6
CONTAINER = 0.5

#: Shared prose that makes a partial edge. A pair with less is mostly captions and the common phrases of one event.
MIN_PARTIAL_WORDS = 30
MIN_PARTIAL_RUN = 20

#: A text so many times as long as the one it holds is a round-up or a live blog, unless the short one was cut from it.
DIGEST_LENGTH = 2.0


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
    copies += [_edge_across(pair, facts) for pair in _first_pairs(across, facts, story_of)]
    return Links(
        copies=tuple(sorted(copies, key=lambda edge: (edge.copy_id, edge.source_id))),
        stories=tuple(describe(members, edges[members.story_id]) for members in stories),
    )


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
            kind = "copy" if _coverage(pair, article) >= COPY_COVERAGE else "partial"
            if kind == "copy" or _is_passage(pair):
                yield _copy(pair, explain(article, source), kind)
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


def _first_pairs(
    pairs: Sequence[Pair], facts: Mapping[int, ArticleFacts], story_of: Mapping[int, Members]
) -> Iterator[Pair]:
    """Pairs between stories, in which each article is the first of its story that shares with the other."""
    place = {
        article_id: members.articles.index(facts[article_id])
        for article_id, members in story_of.items()
        if len(members.articles) > 1
    }
    first: dict[tuple[int, int], int] = {}
    wanted = [
        pair
        for pair in pairs
        if facts[pair.a_id].outlet != facts[pair.b_id].outlet and (_is_contained(pair) or _is_passage(pair))
    ]
    for pair in wanted:
        for one, other in ((pair.a_id, pair.b_id), (pair.b_id, pair.a_id)):
            key = (one, story_of[other].story_id)
            first[key] = min(first.get(key, len(facts)), place.get(other, 0))
    for pair in wanted:
        a_story, b_story = story_of[pair.a_id].story_id, story_of[pair.b_id].story_id
        is_first_b = place.get(pair.b_id, 0) == first[pair.a_id, b_story]
        is_first_a = place.get(pair.a_id, 0) == first[pair.b_id, a_story]
        if is_first_a and is_first_b:
            yield pair


def _edge_across(pair: Pair, facts: Mapping[int, ArticleFacts]) -> Copy:
    """A trimmed copy, a digest that holds a text, or an article that has a passage of another."""
    direction = direct(facts[pair.a_id], facts[pair.b_id])
    if _coverage(pair, direction.copy) >= COPY_COVERAGE:
        return _copy(pair, direction, "copy")  # trimmed so far that the source is another story, and still its text
    return _copy(pair, direction, "digest" if _is_digest(pair, direction) else "partial")


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


def _is_passage(pair: Pair) -> bool:
    return pair.shared_words >= MIN_PARTIAL_WORDS and pair.longest_run >= MIN_PARTIAL_RUN


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
