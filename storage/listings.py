"""Feeds and sitemaps in the archive: which an outlet has, when they were looked for, and the validators to ask with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage.archive import from_text, to_text
from storage.fetches import conditions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from storage.archive import Archive

#: A server that answers 304 although there is news costs at most this: then it is asked without validators.
FULL_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed or sitemap of an outlet."""

    url: str
    outlet: str
    kind: str  # 'feed', 'sitemap', 'child' (a sitemap that an index names), 'home' (the links of the home page)
    etag: str | None = None
    last_modified: str | None = None
    full_at: datetime | None = None
    succeeded_at: datetime | None = None

    def conditions(self, now: datetime) -> dict[str, str]:
        """The request headers that make the answer a 304 when nothing changed; none once a day."""
        if self.full_at is None or now - self.full_at >= FULL_EVERY:
            return {}
        return conditions(self.etag, self.last_modified)


def remembered(archive: Archive, outlet: str) -> tuple[Listing, ...]:
    """The listings that were found on the outlet's own pages, in the order in which they were found."""
    query = "SELECT * FROM listings WHERE outlet = ? AND found AND kind <> 'child' ORDER BY rowid"
    rows = archive.execute(query, (outlet,))
    return tuple(_listing(row) for row in rows.fetchall())


def named(archive: Archive, url: str, outlet: str, kind: str) -> Listing:
    """The listing at *url*, with the validators of its last answer: *outlet*'s, whosesoever it was before."""
    row = archive.execute("SELECT * FROM listings WHERE url = ?", (url,)).fetchone()
    return replace(_listing(row), outlet=outlet) if row else Listing(url, outlet, kind)


def remember(archive: Archive, listing: Listing, *, found: bool) -> None:
    """Keeps that *outlet* has this listing, which one that is not watched any more leaves to it."""
    archive.execute(
        "INSERT INTO listings (url, outlet, kind, found) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET found = true WHERE excluded.found AND NOT found AND kind = excluded.kind",
        (listing.url, listing.outlet, listing.kind, found),
    )
    left = archive.execute(
        "SELECT outlet FROM listings WHERE url = ? AND outlet <> ?"
        ' AND NOT EXISTS (SELECT 1 FROM outlets WHERE name = outlet AND "group" IS NOT NULL)',
        (listing.url, listing.outlet),
    ).fetchone()
    if left:
        _take_over(archive, listing, left["outlet"])


def _take_over(archive: Archive, listing: Listing, before: str) -> None:
    """From an outlet that the settings have renamed or taken out: with its URLs that nobody would ask any more."""
    archive.execute("UPDATE listings SET outlet = ? WHERE url = ?", (listing.outlet, listing.url))
    archive.execute(
        "UPDATE urls SET outlet = ?, reason = reason"  # a change that the database is told of
        " WHERE outlet = ? AND discovered_by = ? AND state = 'waiting'",
        (listing.outlet, before, listing.url),
    )


def answered(archive: Archive, url: str, headers: Mapping[str, str], *, was_full: bool, now: datetime) -> None:
    """Keeps the validators of an answer, byte for byte as they came; a 304 without any leaves them as they were."""
    archive.execute(
        "UPDATE listings SET etag = coalesce(?, etag), last_modified = coalesce(?, last_modified),"
        " full_at = CASE WHEN ? THEN ? ELSE full_at END, succeeded_at = ? WHERE url = ?",
        (headers.get("etag"), headers.get("last-modified"), was_full, to_text(now), to_text(now), url),
    )


def forget(archive: Archive, urls: Iterable[str]) -> None:
    """These are no listings of anyone; what was fetched from them stays in the fetches."""
    archive.executemany("DELETE FROM listings WHERE url = ?", [(url,) for url in urls])


@dataclass(frozen=True, slots=True)
class Look:
    """When the listings of an outlet were last looked for."""

    looked_at: datetime
    times: int


def last_look(archive: Archive, outlet: str) -> Look | None:
    """None for an outlet that was never looked at."""
    row = archive.execute("SELECT * FROM looks WHERE outlet = ?", (outlet,)).fetchone()
    return Look(datetime.fromisoformat(row["looked_at"]), row["times"]) if row else None


def looked(archive: Archive, outlet: str, now: datetime) -> None:
    """Keeps that the listings of *outlet* were looked for."""
    archive.execute(
        "INSERT INTO looks (outlet, looked_at, times) VALUES (?, ?, 1)"
        " ON CONFLICT (outlet) DO UPDATE SET looked_at = excluded.looked_at, times = times + 1",
        (outlet, to_text(now)),
    )


def _listing(row: Mapping[str, str | None]) -> Listing:
    return Listing(
        url=str(row["url"]),
        outlet=str(row["outlet"]),
        kind=str(row["kind"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        full_at=from_text(row["full_at"]),
        succeeded_at=from_text(row["succeeded_at"]),
    )
