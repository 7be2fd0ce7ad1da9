"""Everything that is known of one URL: what happened on the network, and what was made of it."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from extractors.urls import identity_of
from storage.query import read

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Row

    from storage.archive import Archive

#: URLs of one host among which the nearest to an unknown one is looked for; the newest.
MOST_NEIGHBOURS = 20_000

#: Of the requests for a URL, the last so many.
MOST_FETCHES = 100

Record = dict[str, Any]


def find(archive: Archive, url: str) -> Row | None:
    """The row of *url* in ``urls``, else that of the page of which it is another spelling, name or redirect."""
    for query in _WAYS:
        row: Row | None = archive.execute(query, {"url": url, "identity": identity_of(url)}).fetchone()
        if row is not None:
            return row
    return None


def spellings(archive: Archive, row: Row) -> list[Row]:
    """All URLs of the page that *row* stands for, itself among them, the oldest first."""
    known = {"url": row["url"], "page": row["alias_of"] or row["url"], "article": row["article_id"]}
    query = "SELECT * FROM urls WHERE url IN (:url, :page) OR alias_of = :page OR article_id = :article ORDER BY rowid"
    return archive.execute(query, known).fetchall()


def happened(archive: Archive, urls: list[str]) -> Record:
    """Which listings named these URLs, and what they answered."""
    packed = json.dumps(urls)
    seen = archive.execute(
        "SELECT url, listing, kind, seen_at FROM sightings WHERE url IN (SELECT value FROM json_each(?))"
        " ORDER BY sighting_id",
        (packed,),
    )
    asked = archive.execute(
        "SELECT fetch_id, run_id, url, purpose, requested_at AS fetched_at, outcome, status, bytes, seconds, final_url,"
        " evidence FROM fetches WHERE url IN (SELECT value FROM json_each(?)) ORDER BY fetch_id DESC LIMIT ?",
        (packed, MOST_FETCHES),
    )
    return {"sightings": [dict(row) for row in seen], "fetches": [dict(row) for row in asked][::-1]}


def made_of(path: Path, article_id: int) -> Record:
    """The article, its versions, what was removed, its claims, and its place among copies; from the published file."""
    tables = {name: _records(path, sql, article_id) for name, sql in _TABLES.items()}
    return {name: (rows[0] if rows else None) if name in _SINGLE else rows for name, rows in tables.items()}


def nearest(archive: Archive, url: str) -> str | None:
    """Of the URLs of the same host, the one that is spelled most alike; None where nothing is known of the host."""
    host = "/".join(url.split("/", 3)[:3]) + "/"
    rows = archive.execute(
        "SELECT url FROM urls WHERE url >= ? AND url < ? ORDER BY rowid DESC LIMIT ?",
        (host, host[:-1] + "0", MOST_NEIGHBOURS),  # "0" comes behind "/"
    )
    known = [row["url"] for row in rows]
    return next(iter(get_close_matches(url, known, n=1, cutoff=0)), None)


def _records(path: Path, sql: str, article_id: int) -> list[Record]:
    rows = read(path, sql, article_id)
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.values]


#: How a URL is found, the surest first.
_WAYS = (
    "SELECT * FROM urls WHERE url = :url",
    "SELECT * FROM urls WHERE identity = :identity ORDER BY alias_of IS NOT NULL, rowid LIMIT 1",
    "SELECT * FROM urls WHERE canonical_identity = :identity ORDER BY rowid LIMIT 1",
    "SELECT urls.* FROM fetches JOIN urls USING (url) WHERE final_url = :url ORDER BY fetch_id DESC LIMIT 1",
)

_SINGLE = {"article", "story"}

_TABLES = {
    "article": """
        SELECT article_id, outlet, url, title, authors, published_at, first_seen_at, fetched_at, language, dateline,
               wire_agency, cited_source, words, confidence, version, story_id, copy_of
        FROM articles WHERE article_id = $1
    """,
    "versions": """
        SELECT version, fetched_at, title, change, note FROM versions WHERE article_id = $1 ORDER BY version
    """,
    "removed_text": """
        SELECT position, reason, text, evidence FROM removed_text WHERE article_id = $1 ORDER BY position, reason, text
    """,
    "claims": """
        SELECT field, source, value, raw, verdict, note FROM claims WHERE article_id = $1
        ORDER BY field, verdict, source
    """,
    "copy_of": """
        SELECT source.outlet, source.url, source.title, kind, coverage, shared_words, lag, direction, evidence
        FROM copies JOIN articles AS source ON source.article_id = source_id WHERE copy_id = $1
        ORDER BY coverage DESC, source.url
    """,
    "copied_by": """
        SELECT copy.outlet, copy.url, copy.title, kind, coverage, shared_words, lag, direction, evidence
        FROM copies JOIN articles AS copy ON copy.article_id = copy_id WHERE source_id = $1
        ORDER BY coverage DESC, copy.url
    """,
    "story": """
        SELECT stories.story_id, stories.title, stories.articles, outlets, newsrooms, stories.wire_agency, started_at,
               last_at
        FROM stories JOIN articles USING (story_id) WHERE article_id = $1
    """,
}
