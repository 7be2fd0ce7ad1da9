"""How each outlet is, as of now: its row of ``outlets``, and the incidents that its last four weeks call for."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from extractors import health
from extractors.health import Cause, Day, Record, Silence
from storage import incidents
from storage.archive import from_text, transaction
from storage.lock import IMPORT
from storage.statements import statements
from storage.work import insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from extractors.health import Finding
    from storage.archive import Archive
    from storage.work import Database

#: The states of an outlet in which it was asked and something is wrong, by the cause of its first incident.
STATES = {Cause.SILENT: "silent"}
CHANGED = "changed"

_TODAY = """
SELECT outlet, count(*) FROM private.articles WHERE first_seen_at BETWEEN $now - INTERVAL 24 HOURS AND $now
GROUP BY outlet
"""


def judge(work: Database, archive: Archive, now: datetime, *, line_is_down: bool) -> None:
    """Brings the incidents of the archive, and ``outlets`` and ``incidents``, to what is known *now*.

    Whether *line_is_down* a run says that has asked enough hosts; until one answers, a line that was down is down.
    """
    found = _write_outlets(work, archive, now)
    with transaction(archive):
        is_open = incidents.open_incidents(archive)
        line_is_down = line_is_down or (incidents.LINE_DOWN in is_open and not _was_connected_since(work))
        change = health.change(is_open, found, line_is_down=line_is_down)
        incidents.enter_change(archive, change, now)
    _follow_incidents(work, archive)


def _was_connected_since(work: Database) -> bool:
    """Whether a run after the last one that found our line down has had a connection to any host."""
    ((connected,),) = work.execute(
        "SELECT count(*) FROM fetches JOIN runs USING (run_id)"
        " WHERE fetches.outcome NOT IN ('connection failed', 'refused address', 'not http') AND \"group\" <> $1"
        " AND run_id > coalesce((SELECT max(run_id) FROM runs WHERE line_down IS NOT NULL), 0)",
        [IMPORT],
    ).fetchall()
    return bool(connected)


def show(work: Database, archive: Archive, now: datetime) -> None:
    """Brings ``outlets`` and ``incidents`` to what was known at *now*, in a database that was made anew."""
    _write_outlets(work, archive, now)
    _follow_incidents(work, archive)


def _write_outlets(work: Database, archive: Archive, now: datetime) -> list[Finding]:
    """The row of each outlet; what is wrong with those that are watched."""
    named = archive.execute('SELECT name, home, "group", agency FROM outlets ORDER BY name').fetchall()
    records = _records(work, now, {row["name"]: row["home"] for row in named})
    watched = {row["name"] for row in named if row["group"] is not None}
    found = [finding for outlet in sorted(watched) for finding in health.findings(records[outlet])]
    success = dict(
        work.execute(
            "SELECT outlet, max(fetched_at) FROM fetches WHERE outcome IN ('ok', 'not modified') GROUP BY outlet"
        ).fetchall()
    )
    today = dict(work.execute(_TODAY, {"now": now}).fetchall())
    work.execute("DELETE FROM outlets")
    is_open = incidents.open_incidents(archive)
    shown = [one for one in found if one.opens or (one.outlet, one.cause) in is_open]
    rows = [_outlet(row, records[row["name"]], success, today, shown) for row in named]
    insert(work, "outlets", rows)
    return found


def _records(work: Database, now: datetime, homes: Mapping[str, str | None]) -> dict[str, Record]:
    named = {"outlets": list(homes), "homes": list(homes.values())}
    failing = dict(work.execute(statements("failing.sql"), named).fetchall())
    failures = dict(work.execute(statements("failures.sql")).fetchall())
    work.execute(statements("answered.sql"))
    rows = work.execute(statements("health.sql"), {"now": now}).fetchall()
    days = {outlet: [Day(*row[2:]) for row in of_outlet] for outlet, of_outlet in groupby(rows, itemgetter(0))}
    rows = work.execute(statements("silences.sql"), {"now": now, "fewest_days": health.FEWEST_DAYS}).fetchall()
    silences = {outlet: Silence(*row) for outlet, *row in rows}
    return {
        outlet: Record(outlet, days.get(outlet, ()), silences.get(outlet), failures.get(outlet, 0), failing.get(outlet))
        for outlet in homes
    }


def _outlet(
    row: sqlite3.Row,
    record: Record,
    success: Mapping[str, datetime],
    today: Mapping[str, int],
    found: Sequence[Finding],
) -> tuple[Any, ...]:
    own = [finding for finding in found if finding.outlet == record.outlet]
    last_success_at = success.get(record.outlet)
    state, note = _state(row["group"], record, last_success_at, own)
    return (
        record.outlet, row["home"], row["group"], bool(row["agency"]), state, last_success_at,
        today.get(record.outlet, 0), health.usual(record.days), note,
    )  # fmt: skip


def _state(
    group: str | None, record: Record, last_success_at: datetime | None, own: Sequence[Finding]
) -> tuple[str, str | None]:
    """The state of an outlet, and what is wrong."""
    if group is None:
        return "imported", None
    if record.failure:
        return "failing", record.failure
    if last_success_at is None:
        return "new", "not asked yet"
    if own:
        return STATES.get(own[0].cause, CHANGED), "; ".join(finding.evidence for finding in own)
    return "ok", None


def _follow_incidents(work: Database, archive: Archive) -> None:
    """Incidents and mentions are few: all of them anew."""
    work.execute("DELETE FROM incidents")
    rows = archive.execute("SELECT * FROM incidents ORDER BY incident_id").fetchall()
    times = ("opened_at", "closed_at", "told_at", "end_told_at")
    insert(work, "incidents", [(*row[:4], *(from_text(row[name]) for name in times)) for row in rows])
    work.execute("DELETE FROM mentions")
    rows = archive.execute("SELECT word, article_id, position, matched_at FROM mentions ORDER BY rowid").fetchall()
    insert(work, "mentions", [(*row[:3], from_text(row["matched_at"])) for row in rows])
