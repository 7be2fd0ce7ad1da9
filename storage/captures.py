"""The raw pages in the archive, to be handed on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage import fetches
from storage.archive import from_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.archive import Archive
    from storage.fetches import Fetch


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer in the archive, with what is known of its URL."""

    fetch: Fetch
    outlet: str  # that the URL stands under
    entry: str  # JSON
    discovered_at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """How many raw pages came in a month, and what tells whether more have come since.

    That retention drops pages is no reason to write a file again that has them.
    """

    month: str  # 2031-05
    pages: int
    fingerprint: str


#: Answers with bytes; one that came again unchanged counts once.
_KEPT = """
    SELECT fetch_id, url, requested_at,
           body_id IS NOT lag(body_id) OVER (PARTITION BY url ORDER BY fetch_id) AS is_new
    FROM fetches WHERE purpose IN ('page', 'text') AND outcome = 'ok' AND body_id IS NOT NULL
"""


def months(archive: Archive) -> tuple[Month, ...]:
    """The months in which pages came."""
    rows = archive.execute(
        f"SELECT substr(requested_at, 1, 7), count(*), max(fetch_id) FROM ({_KEPT})"  # noqa: S608 - a constant
        " WHERE is_new AND url IN (SELECT url FROM urls) GROUP BY 1 ORDER BY 1"
    )
    return tuple(Month(month, pages, str(newest)) for month, pages, newest in rows.fetchall())


def kept_pages(archive: Archive, month: str | None = None) -> Iterator[KeptPage]:
    """The raw pages of *month* (or all), in the order in which they came."""
    ids = archive.execute(
        f"SELECT fetch_id FROM ({_KEPT})"  # noqa: S608 - a constant
        " WHERE is_new AND url IN (SELECT url FROM urls) AND requested_at LIKE ? ORDER BY requested_at, fetch_id",
        (f"{month or ''}%",),
    ).fetchall()
    for (fetch_id,) in ids:
        fetch = fetches.read(archive, fetch_id)
        known = archive.execute("SELECT outlet, entry, discovered_at FROM urls WHERE url = ?", (fetch.url,)).fetchone()
        yield KeptPage(fetch, known["outlet"], known["entry"], datetime.fromisoformat(known["discovered_at"]))


def last_came_at(archive: Archive, url: str) -> datetime | None:
    """When the newest bytes of *url* came."""
    query = "SELECT max(requested_at) FROM fetches WHERE url = ? AND outcome = 'ok'"
    return from_text(archive.execute(query, (url,)).fetchone()[0])
