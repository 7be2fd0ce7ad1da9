"""When a host may be asked again: one clock for all runs on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.archive import from_text, to_text, transaction

if TYPE_CHECKING:
    from datetime import datetime

    from storage.archive import Archive


def reserve(archive: Archive, host: str, pause: float, now: datetime) -> float:
    """Takes the next free moment of *host* and returns the seconds until then.

    The pause is measured from the start of one request to the start of the next, whoever sends them.
    """
    with transaction(archive):
        row = archive.execute("SELECT next_at FROM hosts WHERE host = ?", (host,)).fetchone()
        start = max(now.timestamp(), row["next_at"] if row else 0.0)
        archive.execute(
            "INSERT INTO hosts (host, next_at) VALUES (?, ?)"
            " ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at",
            (host, start + pause),
        )
    return float(start - now.timestamp())


def close_until(archive: Archive, host: str, when: datetime) -> None:
    """Nothing is asked of *host* before that time, robots.txt included."""
    with transaction(archive):
        archive.execute(
            "INSERT INTO hosts (host, closed_until) VALUES (?, ?)"
            " ON CONFLICT (host) DO UPDATE SET closed_until = max(coalesce(closed_until, ''), excluded.closed_until)",
            (host, to_text(when)),
        )


def closed_until(archive: Archive, host: str) -> datetime | None:
    """Until when *host* asked to be left alone, if it ever did."""
    row = archive.execute("SELECT closed_until FROM hosts WHERE host = ?", (host,)).fetchone()
    return from_text(row["closed_until"]) if row else None
