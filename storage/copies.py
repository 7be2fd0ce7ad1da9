"""The index of prints, the pairs that share prose, and the copies and stories that follow from them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from extractors.copies import thresholds
from extractors.copies.prints import SAMPLING, prints
from extractors.model import ArticleFacts, ArticleText, Candidate, Match, Pair
from extractors.pages.identity import ANOTHER_HOUSE
from extractors.urls import identity_of
from storage.statements import statements
from storage.work import THESE_ARTICLES, column_of, insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from extractors.model import Copy, Story
    from storage.work import Database


#: What was seen so far apart was not seen by one run: a step of it is given up after as long.
LONGEST_RUN = timedelta(hours=6)


def is_waiting(work: Database) -> bool:
    """Whether any article was loaded and not compared yet."""
    return bool(column_of(work, "SELECT 1 FROM private.pending LIMIT 1"))


def pending(work: Database) -> tuple[ArticleText, ...]:
    """The articles that were loaded and not compared yet."""
    rows = work.execute(
        f"SELECT article_id, title, text FROM private.articles WHERE {THESE_ARTICLES} ORDER BY article_id",  # noqa: S608 - a constant
        [column_of(work, "SELECT article_id FROM private.pending")],
    )
    return tuple(ArticleText(article_id, title, tuple(text.split("\n"))) for article_id, title, text in rows.fetchall())


def texts(work: Database, ids: Iterable[int]) -> tuple[ArticleText, ...]:
    """These articles, as they are compared; by id. What recurs in them is known after `find_postings` of the new."""
    rows = work.execute(
        "SELECT article_id, title, text, recurring FROM private.articles LEFT JOIN ("  # noqa: S608 - a constant
        " SELECT article_id, list(print) AS recurring FROM private.prints SEMI JOIN private.recurring USING (print)"
        " WHERE article_id IN (SELECT unnest($1::BIGINT[])) GROUP BY article_id) USING (article_id)"
        f" WHERE articles.{THESE_ARTICLES} ORDER BY article_id",
        [sorted(ids)],
    )
    return tuple(
        ArticleText(article_id, title, tuple(text.split("\n")), frozenset(recurring or ()))
        for article_id, title, text, recurring in rows.fetchall()
    )


def index_prints(work: Database, articles: Iterable[ArticleText]) -> None:
    """Enters the prints of *articles*."""
    articles = tuple(articles)
    ids = [article.article_id for article in articles]
    query = "SELECT article_id, outlet FROM private.articles WHERE article_id IN (SELECT unnest($1::BIGINT[]))"
    outlets = dict(work.execute(query, [ids]).fetchall())
    rows = [
        (article.article_id, outlets[article.article_id], number)
        for article in articles
        for number in prints(article.paragraphs)
    ]
    work.execute("DELETE FROM private.prints WHERE article_id IN (SELECT unnest($1::BIGINT[]))", [ids])
    insert(work, "private.prints", rows)


def find_postings(work: Database, ids: Sequence[int]) -> None:
    """Looks up who else has the prints of these articles, and which of these recur, and keeps that."""
    work.execute(statements("postings.sql"), {"ids": list(ids)})
    parameters = {
        "least_articles": thresholds.RECURRING_ARTICLES, "repeats": thresholds.RECURRING_REPEATS,
        "share": thresholds.RECURRING_SHARE, "few_outlets": thresholds.RECURRING_OUTLETS,
        "days": thresholds.RECURRING_DAYS, "recurs_itself": thresholds.RECURS_ITSELF,
        "crowd": thresholds.CROWD, "sampling": SAMPLING,
    }  # fmt: skip
    work.execute(statements("print_counts.sql"), parameters)
    work.execute("DELETE FROM private.recurring WHERE print IN (SELECT print FROM print_counts WHERE NOT recurs)")
    work.execute("INSERT INTO private.recurring SELECT print FROM print_counts WHERE recurs_now")


def candidates(work: Database, ids: Sequence[int]) -> tuple[Candidate, ...]:
    """What these articles are to be compared with, after `find_postings` of them."""
    parameters = {
        "ids": list(ids), "rarity_floor": thresholds.RARITY_FLOOR, "shared_floor": thresholds.SHARED_FLOOR,
        "most": thresholds.MOST_CANDIDATES, "recurs_itself": thresholds.RECURS_ITSELF, "crowd": thresholds.CROWD,
        "speakers": thresholds.SPEAKERS,
    }  # fmt: skip
    return tuple(Candidate(*row) for row in work.execute(statements("candidates.sql"), parameters).fetchall())


def outdated(work: Database) -> tuple[Candidate, ...]:
    """The pairs on file of those that have prints of which the last `find_postings` showed that they recur."""
    rows = work.execute(
        "WITH holders AS (SELECT DISTINCT article_id FROM postings JOIN print_counts USING (print) WHERE recurs_now)"
        " SELECT a_id, b_id, 0, FALSE FROM private.pairs"
        " WHERE a_id IN (SELECT article_id FROM holders) OR b_id IN (SELECT article_id FROM holders)"
    )
    return tuple(Candidate(*row) for row in rows.fetchall())


def stories_of(work: Database, ids: Iterable[int]) -> dict[int, int]:
    """The stories of those of these articles that have one."""
    rows = work.execute(
        "SELECT article_id, story_id FROM private.placements WHERE article_id IN (SELECT unnest($1::BIGINT[]))",
        [sorted(ids)],
    )
    return dict(rows.fetchall())


def forget_pairs(work: Database, ids: Sequence[int]) -> frozenset[int]:
    """Takes away the pairs that these articles had; with whom they had them, themselves included."""
    rows = work.execute(
        "DELETE FROM private.pairs WHERE a_id IN (SELECT unnest($1::BIGINT[]))"
        " OR b_id IN (SELECT unnest($1::BIGINT[])) RETURNING a_id, b_id",
        [list(ids)],
    )
    return frozenset(article_id for pair in rows.fetchall() for article_id in pair)


def replace_pairs(work: Database, verified: Mapping[tuple[int, int], Pair | None]) -> None:
    """Writes what was found of each of these pairs of ids."""
    a_ids, b_ids = zip(*verified, strict=True) if verified else ((), ())
    work.execute(
        "DELETE FROM private.pairs WHERE (a_id, b_id) IN (SELECT (unnest($1::BIGINT[]), unnest($2::BIGINT[])))",
        [list(a_ids), list(b_ids)],
    )
    rows = [
        (pair.a_id, pair.b_id, pair.a_coverage, pair.b_coverage, pair.shared_words, pair.longest_run,
         [{"a_position": m.a_position, "b_position": m.b_position, "similarity": m.similarity} for m in pair.matches])
        for pair in map(verified.get, sorted(verified)) if pair
    ]  # fmt: skip
    insert(work, "private.pairs", rows)


def within_reach(work: Database, ids: frozenset[int]) -> frozenset[int]:
    """*ids*, the articles that share prose with them, and the whole stories of all these."""
    return _with_stories(work, _with_partners(work, ids))


def _with_partners(work: Database, ids: frozenset[int]) -> frozenset[int]:
    found = column_of(
        work,
        "WITH these AS (SELECT unnest($1::BIGINT[]) AS id)"
        " SELECT b_id FROM private.pairs WHERE a_id IN (SELECT id FROM these)"
        " UNION SELECT a_id FROM private.pairs WHERE b_id IN (SELECT id FROM these)",
        list(ids),
    )
    return ids | frozenset(found)


def _with_stories(work: Database, ids: frozenset[int]) -> frozenset[int]:
    found = column_of(
        work,
        "SELECT article_id FROM private.placements WHERE story_id IN"
        " (SELECT story_id FROM private.placements WHERE article_id IN (SELECT unnest($1::BIGINT[])))",
        list(ids),
    )
    return ids | frozenset(found)


def facts(work: Database, ids: frozenset[int], agencies: frozenset[str]) -> tuple[ArticleFacts, ...]:
    """What decides direction and kind, for these articles; by id."""
    elsewhere, new = _canonical_elsewhere(work, ids), _seen_by(work)
    rows = work.execute(
        "SELECT article_id, outlet, title, wire_agency, cited_source, published_at, first_seen_at, seen_by, url"
        " FROM private.articles LEFT JOIN private.placements USING (article_id)"
        " WHERE article_id IN (SELECT unnest($1::BIGINT[])) ORDER BY article_id",
        [list(ids)],
    )
    return tuple(
        ArticleFacts(
            article_id, outlet, outlet if outlet in agencies else None, title, wire_agency, cited_source,
            published_at, first_seen_at, new.get(article_id, seen_by), identity_of(url), elsewhere.get(article_id),
        )
        for article_id, outlet, title, wire_agency, cited_source, published_at, first_seen_at, seen_by, url
        in rows.fetchall()
    )  # fmt: skip


def _canonical_elsewhere(work: Database, ids: frozenset[int]) -> dict[int, str]:
    """The page of another house that these name as the canonical one: the link, else og:url."""
    rows = work.execute(
        "SELECT article_id, min_by(value, (source <> 'html', value)) FROM claims WHERE field = 'canonical_url'"
        " AND note = $2 AND article_id IN (SELECT unnest($1::BIGINT[])) GROUP BY article_id",
        [list(ids), ANOTHER_HOUSE],
    )
    return {article_id: identity_of(value) for article_id, value in rows.fetchall()}


def _seen_by(work: Database) -> dict[int, datetime]:
    """By when those were seen that are compared for the first time: after those of all earlier comparisons.

    One moment for all of a run. Captures that an import brings were made on many days: they stay in their order.
    """
    rows = work.execute(
        """
        WITH waiting AS (
            SELECT article_id, first_seen_at FROM private.articles
            WHERE article_id IN (FROM private.pending) AND article_id NOT IN (SELECT article_id FROM private.placements)
        ), gaps AS (
            SELECT *, first_seen_at - lag(first_seen_at) OVER (ORDER BY first_seen_at) > $1::INTERVAL AS is_gap
            FROM waiting
        ), visits AS (
            SELECT *, count(*) FILTER (is_gap) OVER (ORDER BY first_seen_at) AS visit FROM gaps
        )
        SELECT article_id, greatest(
            max(first_seen_at) OVER (PARTITION BY visit),
            (SELECT max(seen_by) FROM private.placements) + to_microseconds(visit + 1)
        ) FROM visits
        """,
        [LONGEST_RUN],
    )
    return dict(rows.fetchall())


def pairs_among(work: Database, ids: frozenset[int]) -> tuple[Pair, ...]:
    """The pairs whose both articles are among *ids*."""
    rows = work.execute(
        "WITH these AS (SELECT unnest($1::BIGINT[]) AS id)"
        " SELECT * FROM private.pairs WHERE a_id IN (SELECT id FROM these) AND b_id IN (SELECT id FROM these)"
        " ORDER BY a_id, b_id",
        [list(ids)],
    )
    return tuple(_pair(row) for row in rows.fetchall())


def _pair(row: tuple[Any, ...]) -> Pair:
    a_id, b_id, a_coverage, b_coverage, shared_words, longest_run, matches = row
    found = tuple(Match(**match) for match in matches)
    return Pair(a_id, b_id, a_coverage, b_coverage, shared_words, longest_run, found)


def replace_links(
    work: Database, ids: frozenset[int], copies: Sequence[Copy], stories: Sequence[Story], facts: Sequence[ArticleFacts]
) -> int:
    """Writes the edges and stories of *ids* anew, which follow from *facts*; how many edges are new.

    *copies* and *stories* may speak of other articles too, which only helped to decide: these keep what they have.
    """
    core = [copy for copy in copies if copy.copy_id in ids or copy.source_id in ids]
    before = _edges_of(work, ids)
    _forget_edges(work, ids)
    insert(work, "copies", [_copy(copy) for copy in core])
    insert(work, "shared_paragraphs", [line for copy in core for line in _shared(copy)])
    seen_by = {article.article_id: article.seen_by for article in facts}
    _replace_stories(work, ids, [story for story in stories if not ids.isdisjoint(story.article_ids)], core, seen_by)
    return len({(copy.copy_id, copy.source_id) for copy in core} - before)


def _edges_of(work: Database, ids: frozenset[int]) -> set[tuple[int, int]]:
    rows = work.execute(
        "SELECT copy_id, source_id FROM copies WHERE copy_id IN (SELECT unnest($1::BIGINT[]))"
        " OR source_id IN (SELECT unnest($1::BIGINT[]))",
        [list(ids)],
    )
    return set(rows.fetchall())


def _forget_edges(work: Database, ids: frozenset[int]) -> None:
    for table in ("copies", "shared_paragraphs"):
        work.execute(
            f"DELETE FROM {table} WHERE copy_id IN (SELECT unnest($1::BIGINT[]))"  # noqa: S608 - our own tables
            " OR source_id IN (SELECT unnest($1::BIGINT[]))",
            [list(ids)],
        )


def _copy(copy: Copy) -> tuple[object, ...]:
    lag = timedelta(seconds=copy.lag_seconds) if copy.lag_seconds is not None else None
    return (
        copy.copy_id, copy.source_id, copy.kind, copy.coverage, copy.source_coverage, copy.shared_words,
        copy.longest_run, lag, copy.direction, copy.evidence,
    )  # fmt: skip


def _shared(copy: Copy) -> Iterable[tuple[object, ...]]:
    for copy_position, source_position, similarity in copy.matches:
        yield copy.copy_id, copy_position + 1, copy.source_id, source_position + 1, similarity


def _replace_stories(
    work: Database,
    ids: frozenset[int],
    stories: Sequence[Story],
    copies: Sequence[Copy],
    seen_by: Mapping[int, datetime],
) -> None:
    members = [article_id for story in stories for article_id in story.article_ids]
    work.execute(
        "DELETE FROM stories WHERE story_id IN"
        " (SELECT story_id FROM private.placements WHERE article_id IN (SELECT unnest($1::BIGINT[])))",
        [sorted(ids.union(members))],
    )
    work.execute("DELETE FROM private.placements WHERE article_id IN (SELECT unnest($1::BIGINT[]))", [members])
    story_of = {article_id: story.story_id for story in stories for article_id in story.article_ids}
    copy_of = _whose_text(copies, story_of)
    insert(work, "stories", [_story(story) for story in stories])
    insert(
        work,
        "private.placements",
        [(member, story_id, copy_of.get(member), seen_by[member]) for member, story_id in story_of.items()],
    )


def _whose_text(copies: Sequence[Copy], story_of: Mapping[int, int]) -> dict[int, int]:
    """The source of each copy: the one inside its story, else the one that holds most of it."""

    def rank(copy: Copy) -> tuple[bool, float, int]:
        source_story = story_of.get(copy.source_id)
        return source_story == story_of.get(copy.copy_id), copy.coverage, -copy.source_id

    return {copy.copy_id: copy.source_id for copy in sorted(copies, key=rank) if copy.kind == "copy"}


def _story(story: Story) -> tuple[object, ...]:
    return (
        story.story_id, story.title, len(story.article_ids), story.outlets, story.newsrooms, story.first_article_id,
        story.wire_agency, story.started_at, story.last_at,
    )  # fmt: skip


def compared(work: Database) -> None:
    """Nothing waits to be compared any more."""
    work.execute("DELETE FROM private.pending")
