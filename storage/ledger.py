"""What the archive knows of URLs, requests, listings, runs and outlets, followed into the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from storage import sightings
from storage.archive import from_text
from storage.urls import changed_since
from storage.work import column_of, insert

if TYPE_CHECKING:
    from datetime import datetime

    from storage.archive import Archive
    from storage.work import Database

#: Articles a day below which an outlet's silence of a day says nothing.
USUALLY_LOUD = 2.0


def follow(work: Database, archive: Archive, now: datetime) -> None:
    """Brings urls, fetches, sightings, listings, runs and outlets of the database to where the archive is."""
    _follow_urls(work, archive)
    _follow_fetches(work, archive)
    _follow_sightings(work, archive)
    _follow_runs(work, archive)
    _judge_outlets(work, archive, now)


def _follow_urls(work: Database, archive: Archive) -> None:
    (tick,) = column_of(work, "SELECT coalesce(max(value), 0) FROM private.marks WHERE name = 'urls'")
    rows = list(changed_since(archive, tick))
    if not rows:
        return
    work.execute("DELETE FROM urls WHERE url IN (SELECT unnest($1::VARCHAR[]))", [[row["url"] for row in rows]])
    insert(
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
    insert(work, "fetches", [(*row[:5], from_text(row["requested_at"]), *row[6:]) for row in rows.fetchall()])


def _follow_sightings(work: Database, archive: Archive) -> None:
    """What listings named since the last time; listings are few: all of them."""
    (last,) = column_of(work, "SELECT coalesce(max(value), 0) FROM private.marks WHERE name = 'sightings'")
    rows = list(sightings.since(archive, last))
    if rows:
        columns = [(row["url"], row["outlet"], row["listing"], row["kind"], from_text(row["seen_at"])) for row in rows]
        insert(work, "sightings", columns)
        work.execute("DELETE FROM private.marks WHERE name = 'sightings'")
        insert(work, "private.marks", [("sightings", rows[-1]["sighting_id"])])
    known = archive.execute("SELECT url, outlet, kind, found, succeeded_at FROM listings ORDER BY outlet, url")
    work.execute("DELETE FROM listings")
    insert(work, "listings", [(*row[:3], bool(row["found"]), from_text(row["succeeded_at"])) for row in known])


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
    )  # fmt: skip


def _judge_outlets(work: Database, archive: Archive, now: datetime) -> None:
    named = archive.execute('SELECT name, home, "group", agency FROM outlets ORDER BY name').fetchall()
    failing = dict(archive.execute(_FAILING).fetchall())
    rates = {row[0]: row[1:] for row in work.execute(_RATES, {"now": now}).fetchall()}
    work.execute("DELETE FROM outlets")
    rows = []
    for name, home, group, agency in named:
        last_success_at, last_day, usual = rates.get(name, (None, 0, None))
        state, note = _health(group, last_success_at, failing.get(name), last_day, usual)
        rows.append((name, home, group, bool(agency), state, last_success_at, last_day, usual, note))
    insert(work, "outlets", rows)


def _health(
    group: str | None, last_success_at: datetime | None, failure: str | None, last_day: int, usual: float | None
) -> tuple[str, str | None]:
    """The state of an outlet, and what is wrong."""
    if group is None:
        return "imported", None
    if failure:
        return "failing", failure
    if last_success_at is None:
        return "new", "not asked yet"
    if usual is not None and usual >= USUALLY_LOUD and last_day == 0:
        return "silent", f"no new article in a day, usually {usual:g}"
    return "ok", None


#: Outlets of which a feed or sitemap did not come when it was last asked, or whose host did not answer at all. Only the
#: last run counts: the settings may name other feeds now. Paths at which no feed was found count where none was found.
_FAILING = """
WITH asked AS (
    SELECT *, max(run_id) OVER (PARTITION BY outlet) AS last_run_id FROM fetches WHERE purpose NOT IN ('page', 'text')
), last AS (
    SELECT outlet, url, purpose, outcome, evidence, max(fetch_id) FROM asked WHERE run_id = last_run_id
    GROUP BY outlet, url
), own AS (   -- pages redirect to other hosts, which may refuse as they like
    SELECT outlet, url FROM listings UNION SELECT name, home FROM outlets
)
SELECT outlet, min(url || ': ' || coalesce(evidence, outcome)) FROM last
WHERE outcome NOT IN ('ok', 'not modified')
  AND CASE purpose WHEN 'robots'
      THEN outcome IN ('server error', 'timed out', 'connection failed', 'truncated', 'refused address')
           AND EXISTS (SELECT 1 FROM own WHERE own.outlet = last.outlet
                       AND instr(own.url, substr(last.url, 1, length(last.url) - length('robots.txt'))) = 1)
      ELSE url IN (SELECT url FROM listings) OR outlet NOT IN (SELECT outlet FROM listings) END
GROUP BY outlet
"""

_RATES = """
WITH successes AS (
    SELECT outlet, max(fetched_at) AS last_success_at FROM fetches
    WHERE outcome IN ('ok', 'not modified') GROUP BY outlet
), days AS (
    SELECT outlet, date_diff('hour', first_seen_at, $now::TIMESTAMPTZ) // 24 AS days_ago, count(*) AS articles
    FROM private.articles GROUP BY ALL
), usual AS (   -- days without an article count as 0, from the outlet's first day on
    SELECT outlet, least(max(days_ago), 28) AS known_days,
           list_sort(list_concat(array_agg(articles) FILTER (days_ago BETWEEN 1 AND 28), [])) AS loud_days
    FROM days GROUP BY outlet
)
SELECT outlet, last_success_at,
       coalesce((SELECT articles FROM days WHERE days.outlet = successes.outlet AND days_ago = 0), 0)::INTEGER,
       CASE WHEN known_days >= 7
            THEN list_aggregate(list_resize(list_reverse_sort(loud_days), known_days, 0), 'median') END
FROM successes LEFT JOIN usual USING (outlet)
"""
