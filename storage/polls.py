"""When each listing is asked again, how it did so far, and whether its 304 can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage.archive import from_text, to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class Poll:
    """The state of one listing. A new one is due at once."""

    asked_at: datetime | None = None
    interval: timedelta | None = None  # as it has adapted
    due_at: datetime | None = None  # by the interval, or by how it failed
    not_before: datetime | None = None  # the outlet's own wish
    on_time: int = 0  # successes when it was due, since the interval last changed
    seen_share: float | None = None  # of what it listed last, what was known
    last_new_at: datetime | None = None
    failures: float = 0.0  # in a row, weighed
    failing_since: datetime | None = None
    outcome: str | None = None  # of the last time
    unmodified: int = 0  # 304 so far
    false_304_at: datetime | None = None  # when it was caught saying 304 although there was news


def known(archive: Archive, url: str) -> Poll:
    """How the listing at *url* did so far."""
    row = archive.execute("SELECT * FROM polls WHERE url = ?", (url,)).fetchone()
    return _poll(row) if row else Poll()


def keep(archive: Archive, url: str, outlet: str, poll: Poll) -> None:
    """Keeps how it did now. To be called inside of a transaction."""
    archive.execute(
        "INSERT OR REPLACE INTO polls (url, outlet, asked_at, interval, due_at, not_before, on_time, seen_share,"
        " last_new_at, failures, failing_since, outcome, unmodified, false_304_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            url,
            outlet,
            _text(poll.asked_at),
            poll.interval.total_seconds() if poll.interval is not None else None,
            _text(poll.due_at),
            _text(poll.not_before),
            poll.on_time,
            poll.seen_share,
            _text(poll.last_new_at),
            poll.failures,
            _text(poll.failing_since),
            poll.outcome,
            poll.unmodified,
            _text(poll.false_304_at),
        ),
    )


def all_known(archive: Archive) -> Iterator[tuple[str, str, Poll]]:
    """Every listing that was ever asked: its address, its outlet, and how it did."""
    rows = archive.execute("SELECT * FROM polls ORDER BY url")
    return ((row["url"], row["outlet"], _poll(row)) for row in rows)


def _text(moment: datetime | None) -> str | None:
    return to_text(moment) if moment else None


def _poll(row: Mapping[str, object]) -> Poll:
    def time(name: str) -> datetime | None:
        return from_text(str(row[name])) if row[name] else None

    return Poll(
        asked_at=time("asked_at"),
        interval=timedelta(seconds=float(str(row["interval"]))) if row["interval"] is not None else None,
        due_at=time("due_at"),
        not_before=time("not_before"),
        on_time=int(str(row["on_time"])),
        seen_share=float(str(row["seen_share"])) if row["seen_share"] is not None else None,
        last_new_at=time("last_new_at"),
        failures=float(str(row["failures"])),
        failing_since=time("failing_since"),
        outcome=str(row["outcome"]) if row["outcome"] else None,
        unmodified=int(str(row["unmodified"])),
        false_304_at=time("false_304_at"),
    )
