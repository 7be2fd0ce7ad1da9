"""What the archive knows of URLs, requests, listings and runs, followed into the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from extractors.redaction import shown
from extractors.urls import host_of
from storage import hosts, polls, sightings
from storage.archive import from_text
from storage.urls import changed_since
from storage.work import column_of, insert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.archive import Archive
    from storage.hosts import Host
    from storage.polls import Poll
    from storage.work import Database


def follow(work: Database, archive: Archive) -> None:
    """Brings what the archive knows of URLs, requests, listings, rights, runs and hosts into the database."""
    _follow_urls(work, archive)
    _follow_fetches(work, archive)
    _follow_sightings(work, archive)
    _follow_runs(work, archive)
    _follow_hosts(work, archive)
    _follow_polls(work, archive)
    _follow_rights(work, archive)


def _insert_shown(work: Database, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Without names, passwords and tokens: the archive alone keeps what has to be asked."""
    insert(work, table, [tuple(shown(value) if isinstance(value, str) else value for value in row) for row in rows])


def _follow_urls(work: Database, archive: Archive) -> None:
    (tick,) = column_of(work, "SELECT coalesce(max(value), 0) FROM private.marks WHERE name = 'urls'")
    rows = list(changed_since(archive, tick))
    if not rows:
        return
    gone = [shown(row["url"]) for row in rows]
    work.execute("DELETE FROM urls WHERE url IN (SELECT unnest($1::VARCHAR[]))", [gone])
    _insert_shown(
        work,
        "urls",
        [
            (row["url"], row["outlet"], row["state"], row["reason"], row["discovered_by"],
             from_text(row["discovered_at"]), row["article_id"])
            for row in rows
        ],
    )  # fmt: skip
    work.execute("DELETE FROM private.marks WHERE name = 'urls'")
    insert(work, "private.marks", [("urls", rows[-1]["tick"])])


def _follow_fetches(work: Database, archive: Archive) -> None:
    (last,) = column_of(work, "SELECT coalesce(max(fetch_id), 0) FROM fetches")
    columns = (
        "fetch_id, run_id, url, outlet, purpose, requested_at, outcome, status, bytes, seconds, final_url, evidence"
    )
    rows = archive.execute(f"SELECT {columns} FROM fetches WHERE fetch_id > ? ORDER BY fetch_id", (last,))  # noqa: S608 - a constant
    _insert_shown(work, "fetches", [(*row[:5], from_text(row["requested_at"]), *row[6:]) for row in rows.fetchall()])


def _follow_sightings(work: Database, archive: Archive) -> None:
    """What listings named since the last time; listings are few: all of them."""
    (last,) = column_of(work, "SELECT coalesce(max(value), 0) FROM private.marks WHERE name = 'sightings'")
    rows = list(sightings.since(archive, last))
    if rows:
        columns = [(row["url"], row["outlet"], row["listing"], row["kind"], from_text(row["seen_at"])) for row in rows]
        _insert_shown(work, "sightings", columns)
        work.execute("DELETE FROM private.marks WHERE name = 'sightings'")
        insert(work, "private.marks", [("sightings", rows[-1]["sighting_id"])])
    known = archive.execute("SELECT url, outlet, kind, found, succeeded_at FROM listings ORDER BY outlet, url")
    work.execute("DELETE FROM listings")
    _insert_shown(work, "listings", [(*row[:3], bool(row["found"]), from_text(row["succeeded_at"])) for row in known])


def _follow_runs(work: Database, archive: Archive) -> None:
    """Runs are few: all of those that the database does not know as ended."""
    ended = column_of(work, "SELECT run_id FROM runs WHERE finished_at IS NOT NULL")
    rows = archive.execute(
        "SELECT * FROM runs WHERE run_id NOT IN (SELECT value FROM json_each(?)) ORDER BY run_id", (json.dumps(ended),)
    )
    work.execute("DELETE FROM runs WHERE finished_at IS NULL")
    insert(work, "runs", [_run(row) for row in rows.fetchall()])


def _run(row: Any) -> tuple[object, ...]:  # noqa: ANN401 - a row of SQLite
    counts = json.loads(row["counts"])
    return (
        row["run_id"], row["flow_run_id"], row["group"], from_text(row["started_at"]), from_text(row["finished_at"]),
        row["outcome"] or "running",
        *(counts.get(name) for name in ("discovered", "fetched", "new_articles", "new_versions", "copies")),
        row["line_down"],
    )  # fmt: skip


def _follow_hosts(work: Database, archive: Archive) -> None:
    """Hosts are few, and each run changes those that it asked."""
    work.execute("DELETE FROM private.hosts")
    insert(work, "private.hosts", [_host_row(name, host) for name, host in hosts.all_known(archive)])


def _follow_polls(work: Database, archive: Archive) -> None:
    """Listings are few, and each run changes those that it asked."""
    work.execute("DELETE FROM polls")
    _insert_shown(work, "polls", [_poll_row(url, outlet, poll) for url, outlet, poll in polls.all_known(archive)])


def _poll_row(url: str, outlet: str, poll: Poll) -> tuple[object, ...]:
    return (
        url, outlet, poll.asked_at, poll.interval, poll.due_at, poll.not_before, poll.seen_share, poll.last_new_at,
        poll.failures, poll.failing_since, poll.outcome, poll.false_304_at,
    )  # fmt: skip


def _follow_rights(work: Database, archive: Archive) -> None:
    (last,) = column_of(work, "SELECT coalesce(max(rights_id), 0) FROM rights")
    columns = "rights_id, outlet, url, signal, source, value, verdict, seen_at"
    rows = archive.execute(f"SELECT {columns} FROM rights WHERE rights_id > ? ORDER BY rights_id", (last,))  # noqa: S608 - a constant
    _insert_shown(
        work,
        "rights",
        [(row[0], row[1], host_of(row["url"]), *row[2:7], from_text(row["seen_at"])) for row in rows.fetchall()],
    )


def _host_row(name: str, host: Host) -> tuple[object, ...]:
    asked_at = datetime.fromtimestamp(host.asked_at, UTC) if host.asked_at is not None else None
    return (
        name, host.pause, asked_at, host.answer_seconds, host.slowdown, host.failures,
        host.closed_until, host.closed_because,
    )  # fmt: skip
