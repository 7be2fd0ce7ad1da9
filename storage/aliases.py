"""URLs that are one page: which of them is asked, and what becomes of the others.

A trigger of the archive does the rest: an alias gets the article of its page, and is asked itself when none comes of it
(migrations/archive/004_sightings.sql).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.outcomes import Reason, State
from extractors.urls import identity_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that is loaded or will be asked."""

    url: str  # the one that is asked
    article_id: int | None


def same_page(archive: Archive, identity: str) -> KnownPage | None:
    """The page of that identity, by its URL or by the canonical URL that it names; or what it is an alias of."""
    row = archive.execute(_SAME_PAGE, {"identity": identity}).fetchone()
    return KnownPage(row["url"], row["article_id"]) if row else None


def led_to(archive: Archive, url: str, address: str) -> str:
    """The URL to which a page belongs that *url* redirects to at *address*: the one of it that is known, else *url*.

    In the first case *url* is an alias from now on. To be called where the fetch is recorded.
    """
    other = archive.execute(
        "SELECT url, article_id FROM urls WHERE identity = ? AND url <> ? AND alias_of IS NULL"
        " AND state IN ('loaded', 'waiting') ORDER BY state, rowid LIMIT 1",
        (identity_of(address), url),
    ).fetchone()
    if other is None:
        return url
    archive.execute(
        "UPDATE urls SET state = ?, reason = ?, article_id = ?, alias_of = ?, due_at = NULL, attempts = 0,"
        " failing_since = NULL WHERE url = ?",
        (State.SKIPPED, Reason.DUPLICATE_URL, other["article_id"], other["url"], url),
    )
    return str(other["url"])


def is_here(archive: Archive, address: str, asked: str) -> bool:
    """Whether the page at *address* came already, under another URL than the one that was *asked*."""
    query = (
        "SELECT 1 FROM urls WHERE identity = :identity AND url <> :asked AND alias_of IS NULL"
        " AND (state = 'loaded' OR page_id IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM urls WHERE url = :asked AND state = 'loaded')"
    )
    return archive.execute(query, {"identity": identity_of(address), "asked": asked}).fetchone() is not None


def spellings(archive: Archive, identities: Iterable[str]) -> dict[str, str]:
    """By what all its spellings have in common: the canonical URL of each of these pages that is loaded."""
    rows = archive.execute(
        "SELECT canonical_identity, canonical_url FROM urls WHERE state = 'loaded'"
        " AND canonical_identity IN (SELECT value FROM json_each(?)) ORDER BY rowid DESC",
        (json.dumps(list(identities)),),
    )
    return dict(rows.fetchall())


_SAME_PAGE = """
SELECT coalesce(alias_of, url) AS url, article_id FROM urls
WHERE (identity = :identity OR canonical_identity = :identity)
  AND (state IN ('loaded', 'waiting') OR reason = 'duplicate url')
ORDER BY article_id IS NULL, rowid LIMIT 1
"""
