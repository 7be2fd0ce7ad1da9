"""Runs and the outlets that they asked, in the archive."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.archive import to_text, transaction
from storage.lock import IMPORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet as the settings name it."""

    name: str
    home: str | None = None
    group: str | None = None
    language: str | None = None
    agency: bool = False


def start(archive: Archive, group: str, now: datetime, flow_run_id: str | None) -> int:
    """Enters a run and returns its id. A run of the group that never finished was interrupted: its lock is ours."""
    with transaction(archive):
        archive.execute(
            "UPDATE runs SET outcome = 'interrupted', finished_at = ? WHERE \"group\" = ? AND finished_at IS NULL",
            (to_text(now), group),
        )
        cursor = archive.execute(
            'INSERT INTO runs (flow_run_id, "group", started_at) VALUES (?, ?, ?)', (flow_run_id, group, to_text(now))
        )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def finish(archive: Archive, run_id: int, outcome: str, counts: Mapping[str, int], now: datetime) -> None:
    """Enters how a run ended: completed, failed, interrupted."""
    with transaction(archive):
        archive.execute(
            "UPDATE runs SET finished_at = ?, outcome = ?, counts = ? WHERE run_id = ?",
            (to_text(now), outcome, json.dumps(dict(counts)), run_id),
        )


def line_was_down(archive: Archive, run_id: int, finding: str) -> None:
    """Enters that this run could hardly connect to anything. To be called inside of a transaction."""
    archive.execute("UPDATE runs SET line_down = ? WHERE run_id = ?", (finding, run_id))


def fails_alone(archive: Archive, run_id: int) -> bool:
    """Whether since the group of this run last found our line down, others have had answers, and it has had none."""
    answered, own = archive.execute(
        """
        WITH own AS (SELECT runs.* FROM runs JOIN runs AS this USING ("group") WHERE this.run_id = ?1)
        SELECT count(*), count(*) FILTER (WHERE run_id IN (SELECT run_id FROM own)) FROM runs
        WHERE outcome = 'completed' AND line_down IS NULL AND "group" <> ?2
          AND run_id > (SELECT max(run_id) FROM own WHERE line_down IS NOT NULL)
        """,
        (run_id, IMPORT),
    ).fetchone()
    return bool(answered) and not own


def are_there(archive: Archive) -> bool:
    """Whether any has started."""
    return archive.execute("SELECT 1 FROM runs LIMIT 1").fetchone() is not None


def last_finished_at(archive: Archive) -> datetime:
    """When the last run ended, or, while the first is under way, when it started; raises ValueError where none did."""
    (moment,) = archive.execute("SELECT coalesce(max(finished_at), max(started_at)) FROM runs").fetchone()
    if moment is None:
        raise ValueError("no run has started yet")
    return datetime.fromisoformat(moment)


def name_outlets(archive: Archive, outlets: Iterable[OutletRow]) -> None:
    """Remembers the outlets of the settings; an imported one keeps what is known of it."""
    with transaction(archive):
        archive.executemany(
            'INSERT INTO outlets (name, home, "group", language, agency) VALUES (?, ?, ?, ?, ?)'
            " ON CONFLICT (name) DO UPDATE SET home = coalesce(excluded.home, home),"
            ' "group" = coalesce(excluded."group", "group"), language = coalesce(excluded.language, language),'
            " agency = max(excluded.agency, agency)",
            [(row.name, row.home, row.group, row.language, row.agency) for row in outlets],
        )


def watch(archive: Archive, outlets: Sequence[OutletRow], now: datetime) -> None:
    """The same of all outlets of the settings: one that they name no more is not watched any more.

    What was wrong with it ends, and is nobody's news: it did not get well.
    """
    name_outlets(archive, outlets)
    names = json.dumps([row.name for row in outlets])
    with transaction(archive):
        archive.execute(
            'UPDATE outlets SET "group" = NULL'
            ' WHERE "group" IS NOT NULL AND name NOT IN (SELECT value FROM json_each(?))',
            (names,),
        )
        archive.execute(
            "UPDATE incidents SET closed_at = :now, told_at = coalesce(told_at, :now), end_told_at = :now"
            " WHERE closed_at IS NULL AND outlet NOT IN (SELECT value FROM json_each(:names))",
            {"now": to_text(now), "names": names},
        )


def agencies(archive: Archive) -> frozenset[str]:
    """The names of the outlets that are wire agencies."""
    return frozenset(row["name"] for row in archive.execute("SELECT name FROM outlets WHERE agency"))
