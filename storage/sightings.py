"""Which listing named which URL, and when: from it the share that no listing names can be estimated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.archive import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from sqlite3 import Row

    from storage.archive import Archive
    from storage.listings import Listing


def record(archive: Archive, listing: Listing, addresses: Iterable[str], now: datetime) -> None:
    """Keeps that *listing* names these. To be called inside of a transaction of the caller's."""
    kind = "sitemap" if listing.kind == "child" else listing.kind
    archive.executemany(
        "INSERT INTO sightings (url, outlet, listing, kind, seen_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(url, listing.outlet, listing.url, kind, to_text(now)) for url in addresses],
    )


def since(archive: Archive, sighting_id: int) -> Iterator[Row]:
    """Those that were kept after that one."""
    return iter(archive.execute("SELECT * FROM sightings WHERE sighting_id > ? ORDER BY sighting_id", (sighting_id,)))
