"""What all runs on this machine know of a host: who asks it now, when it was asked last, and how it answers.

One row a host. A run takes the host before it asks and releases it with the answer, so that two runs never ask one host
at once and both count the pause from the moment in which the last request left, whoever sent it. A run that was killed
holds nothing: its row in ``runs`` is ended when its group runs again, and what it held ends by itself soon after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.archive import from_text, to_text, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from storage.archive import Archive

#: A request ends after 60 s whatever the host does; connecting may take its turn before. Then it is anyone's again.
HELD_SECONDS = 90.0

#: How soon to look again whether another run is done with the host.
LOOK_AGAIN_SECONDS = 0.1

#: A last request that lies in the future by more than this: the system clock was set back, and it says nothing.
CLOCK_SET_BACK_SECONDS = 60.0

#: Why a host is closed: it said so itself, or it has failed too often in a row.
ASKED_TO_WAIT = "asked to wait"
FAILING = "failing"


#: So many failures in a row close a host (flows/web/pace.py weighs them).
MAX_FAILURES = 6


@dataclass(frozen=True, slots=True)
class Host:
    """How a host answers, and what follows from it. A new one is asked at the pause of the settings."""

    asked_at: float | None = None  # seconds since 1970: when the last request left
    pause: float = 0.0  # that was kept after it
    answer_seconds: float | None = None  # moving average
    slowdown: float = 1.0  # the pause of the settings times this
    refusals: int = 0  # 429 in a row
    failures: int = 0  # in a row, weighed
    closed_until: datetime | None = None
    closed_because: str | None = None  # ASKED_TO_WAIT, FAILING


def known(archive: Archive, host: str) -> Host:
    """What is known of *host*."""
    row = archive.execute("SELECT * FROM hosts WHERE host = ?", (host,)).fetchone()
    return _host(row) if row else Host()


def take(archive: Archive, host: str, run_id: int, pause: float, now: datetime) -> float:
    """Takes *host* for a request of this run: 0.0, or the seconds to wait before trying again."""
    with transaction(archive):
        row = archive.execute(
            "SELECT hosts.*, held_until > ? AND held_by <> ? AND EXISTS"
            " (SELECT 1 FROM runs WHERE run_id = held_by AND finished_at IS NULL) AS is_held FROM hosts WHERE host = ?",
            (now.timestamp(), run_id, host),
        ).fetchone()
        if row and row["is_held"]:
            return LOOK_AGAIN_SECONDS
        if row and (wait := seconds_until_free(_host(row), pause, now)) > 0:
            return wait
        archive.execute(
            "INSERT INTO hosts (host, held_by, held_until) VALUES (?, ?, ?)"
            " ON CONFLICT (host) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until",
            (host, run_id, now.timestamp() + HELD_SECONDS),
        )
    return 0.0


def seconds_until_free(host: Host, pause: float, now: datetime) -> float:
    """How long the pause still lasts and the host stays closed; at most 0 when it may be asked now."""
    closed = (host.closed_until - now).total_seconds() if host.closed_until else 0.0
    gone = now.timestamp() - host.asked_at if host.asked_at is not None else pause
    rest = max(pause, host.pause) - gone if gone > -CLOCK_SET_BACK_SECONDS else 0.0
    return max(closed, rest)


def release(archive: Archive, host: str, after: Host) -> None:
    """Lets others ask *host*, and keeps what is known of it now."""
    with transaction(archive):
        archive.execute(
            "INSERT OR REPLACE INTO hosts (host, asked_at, pause, answer_seconds, slowdown, refusals, failures,"
            " closed_until, closed_because) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                host,
                after.asked_at,
                after.pause,
                after.answer_seconds,
                after.slowdown,
                after.refusals,
                after.failures,
                to_text(after.closed_until) if after.closed_until else None,
                after.closed_because,
            ),
        )


def closed_until(archive: Archive, host: str) -> datetime | None:
    """Until when *host* asked to be left alone, if it ever did."""
    state = known(archive, host)
    return state.closed_until if state.closed_because == ASKED_TO_WAIT else None


def try_failing_ones(archive: Archive) -> None:
    """Lets each host that failed too often be asked once more; if it fails again, it is closed for longer."""
    with transaction(archive):
        archive.execute(
            "UPDATE hosts SET closed_until = NULL, closed_because = NULL WHERE closed_because = ?", (FAILING,)
        )


def forgive(archive: Archive, names: Iterable[str]) -> None:
    """Forgets the failures of these hosts: they were not theirs. To be called inside of a transaction."""
    archive.executemany(
        "UPDATE hosts SET failures = 0, closed_until = CASE closed_because WHEN ? THEN NULL ELSE closed_until END,"
        " closed_because = CASE closed_because WHEN ? THEN NULL ELSE closed_because END WHERE host = ?",
        [(FAILING, FAILING, name) for name in names],
    )


def all_known(archive: Archive) -> Iterator[tuple[str, Host]]:
    """Every host that was ever asked."""
    rows = archive.execute("SELECT * FROM hosts WHERE asked_at IS NOT NULL ORDER BY host")
    return ((row["host"], _host(row)) for row in rows)


def _host(row: Mapping[str, object]) -> Host:
    asked_at, answer_seconds = row["asked_at"], row["answer_seconds"]
    return Host(
        asked_at=float(str(asked_at)) if asked_at is not None else None,
        pause=float(str(row["pause"])),
        answer_seconds=float(str(answer_seconds)) if answer_seconds is not None else None,
        slowdown=float(str(row["slowdown"])),
        refusals=int(str(row["refusals"])),
        failures=int(str(row["failures"])),
        closed_until=from_text(str(row["closed_until"])) if row["closed_until"] else None,
        closed_because=str(row["closed_because"]) if row["closed_because"] else None,
    )
