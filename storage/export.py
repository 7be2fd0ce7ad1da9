"""What goes out of the published file: articles by month, copies, stories; and the newest stories for a feed.

The text of an article whose outlet reserves text and data mining is left out (``text`` is NULL, ``withheld`` true)
unless it is asked for: see ``private.reserved`` in views.sql.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from storage.query import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from storage.work import Database

#: Rows that are held in memory at once: articles of a few kilobytes.
ROWS_AT_ONCE = 1_000

#: What can go out, as SELECTs; $month is '2031-05' or NULL for all, $reserved whether reserved texts go too.
RELATIONS = {
    "articles": """
SELECT article_id, outlet, url, title, authors, published_at, first_seen_at, fetched_at, language, dateline,
       wire_agency, cited_source, CASE WHEN NOT withheld THEN text END AS text, words, confidence, version, story_id,
       copy_of, withheld
FROM (
    SELECT *, NOT $reserved::BOOLEAN AND article_id IN (SELECT article_id FROM private.reserved) AS withheld,
           strftime(coalesce(published_at, first_seen_at), '%Y-%m') AS month
    FROM articles
) WHERE month = coalesce($month::VARCHAR, month) ORDER BY coalesce(published_at, first_seen_at), article_id
""",
    "copies": """
SELECT copies.* FROM copies WHERE $month::VARCHAR IS NULL AND $reserved::BOOLEAN IS NOT NULL
ORDER BY copy_id, source_id
""",
    "stories": """
SELECT stories.* FROM stories WHERE $month::VARCHAR IS NULL AND $reserved::BOOLEAN IS NOT NULL
ORDER BY started_at, story_id
""",
}

#: Of each month, how many articles there are, and a number that changes with any of what goes out.
MONTHS = """
SELECT strftime(coalesce(published_at, first_seen_at), '%Y-%m') AS month, count(*),
       sum(hash(articles, article_id IN (SELECT article_id FROM private.reserved)))
FROM articles GROUP BY month ORDER BY month
"""

WHOLES = """
SELECT 'copies', count(*), coalesce(sum(hash(copies)), 0) FROM copies UNION ALL
SELECT 'stories', count(*), coalesce(sum(hash(stories)), 0) FROM stories ORDER BY 1
"""

NEWEST_STORIES = """
SELECT articles.article_id, articles.url, articles.title, outlet, authors,
       coalesce(published_at, first_seen_at) AS published_at, stories.outlets,
       CASE WHEN article_id NOT IN (SELECT article_id FROM private.reserved) OR $reserved::BOOLEAN
            THEN split_part(text, chr(10), 1) END AS summary
FROM stories JOIN articles ON article_id = first_article_id
ORDER BY started_at DESC, stories.story_id LIMIT $most::BIGINT
"""


@dataclass(frozen=True, slots=True)
class Part:
    """What goes into one file."""

    relation: str
    month: str | None
    rows: int
    fingerprint: str

    @property
    def name(self) -> str:
        """``articles-2031-05``, ``copies``."""
        return f"{self.relation}-{self.month}" if self.month else self.relation


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story, for a feed: the article that had it first."""

    article_id: int
    url: str
    title: str
    outlet: str
    authors: list[str]
    published_at: datetime
    outlets: int
    summary: str | None


def opened(path: Path, folder: Path) -> Database:
    """The published file at *path*; files may be written in *folder* and nowhere else."""
    return connect(str(path), writable_folder=str(folder.resolve()))


def parts(connection: Database) -> tuple[Part, ...]:
    """All that goes out, a part for each month of articles, and one each for copies and stories."""
    months = connection.execute(MONTHS).fetchall()
    wholes = connection.execute(WHOLES).fetchall()
    return (
        *(Part("articles", month, rows, str(fingerprint)) for month, rows, fingerprint in months),
        *(Part(relation, None, rows, str(fingerprint)) for relation, rows, fingerprint in wholes),
    )


def write_parquet(connection: Database, target: Path, relation: str, month: str | None, *, reserved: bool) -> None:
    """Writes a relation to a Parquet file."""
    found = connection.sql(RELATIONS[relation], params={"month": month, "reserved": reserved})
    found.write_parquet(str(target), compression="zstd")


def rows_of(
    connection: Database, relation: str, month: str | None, *, reserved: bool
) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """The names of the columns of a relation, and its rows."""
    cursor = connection.execute(RELATIONS[relation], {"month": month, "reserved": reserved})
    batches = iter(lambda: cursor.fetchmany(ROWS_AT_ONCE), [])
    return tuple(column[0] for column in cursor.description or ()), chain.from_iterable(batches)


def newest_stories(connection: Database, most: int, *, reserved: bool) -> tuple[NewStory, ...]:
    """The stories that began last, the newest first."""
    rows = connection.execute(NEWEST_STORIES, {"most": most, "reserved": reserved}).fetchall()
    return tuple(NewStory(*row) for row in rows)


def reserved_urls(connection: Database) -> frozenset[str]:
    """The URLs whose articles reserve text and data mining."""
    query = "SELECT url FROM urls WHERE article_id IN (SELECT article_id FROM private.reserved)"
    return frozenset(url for (url,) in connection.execute(query).fetchall())
