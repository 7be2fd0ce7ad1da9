"""Looks at a data folder: how large it is and how it grows, and whether archive and database agree.

It reads only, and may do so while runs go on: the published file says how far it has followed the archive, and is held
against that much of it.
"""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

from storage.archive import from_text, to_text
from storage.publishing import NothingPublishedError, PublishingError, published
from storage.query import connect
from storage.work import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.archive import Archive
    from storage.work import Database

#: Growth is taken from so many days: a week has its quiet and its busy days in it.
GROWTH_DAYS = 7

#: With less than this until the disk is full there is no time to order another; with less than that, to think about it.
DAYS_TOO_FEW = 7
DAYS_FEW = 30

#: What is compacted or published whole needs room for a copy of the database.
COPIES_NEEDED = 2

#: A schedule that is well has a run in this time, or in the pause that it makes by itself (a weekend) and this; a page
#: that waits longer for its verdict belongs to nobody's run.
IDLE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    verdict: str  # 'ok', 'warning', 'wrong'
    found: str
    advice: str | None = None  # what to do


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on the disk."""

    archive: int
    database: int
    published: int  # all generations
    free: int


@dataclass(frozen=True, slots=True)
class Growth:
    """What a day adds, by the last week."""

    archive: int  # bytes
    database: int  # bytes, with what is published of it
    articles: float
    days_until_full: int | None  # None: not within ten years


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a data folder."""

    sizes: Sizes
    growth: Growth
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong; a warning is not."""
        return all(finding.verdict != "wrong" for finding in self.findings)


def examine(folder: Path, archive: Archive, pages_days: int, pause: timedelta, now: datetime) -> Examination:
    """Looks at *folder*, whose raw pages are kept for *pages_days* (0: for ever); its runs *pause* so long at most."""
    sizes = _sizes(folder)
    growth = _growth(archive, sizes, pages_days, now)
    findings = [
        _disk(sizes, growth),
        *_of_archive(archive, IDLE if pause <= IDLE else pause + IDLE, now),
        *_leftovers(folder),
    ]
    try:
        with connect(str(published(folder).resolve())) as news:
            findings += [*_database(news), *_agreement(news, archive)]
    except NothingPublishedError as error:
        findings.append(Finding("published file", "warning", str(error), "type wirewatch run"))
    except PublishingError as error:
        findings.append(Finding("published file", "wrong", str(error), "type wirewatch rebuild"))
    except duckdb.Error as error:
        said = " ".join(str(error).split())
        findings.append(Finding("published file", "wrong", f"it cannot be read: {said}", "type wirewatch rebuild"))
    return Examination(sizes, growth, tuple(findings))


def _sizes(folder: Path) -> Sizes:
    def size(*patterns: str) -> int:
        return sum(path.stat().st_size for pattern in patterns for path in folder.glob(pattern) if path.is_file())

    return Sizes(size("pages.sqlite*"), size("work.duckdb*"), size("pub/*/*"), shutil.disk_usage(folder).free)


def _growth(archive: Archive, sizes: Sizes, pages_days: int, now: datetime) -> Growth:
    first = from_text(archive.execute("SELECT min(requested_at) FROM fetches").fetchone()[0]) or now
    age = max((now - first) / timedelta(days=1), 1.0)
    days = min(age, float(GROWTH_DAYS))
    since = to_text(now - timedelta(days=days))
    (added,) = archive.execute(
        "SELECT coalesce(sum(length(zstd)), 0) FROM bodies WHERE body_id >"
        " coalesce((SELECT max(body_id) FROM fetches WHERE requested_at < ?), 0)",
        (since,),
    ).fetchone()
    loaded, new = archive.execute(
        "SELECT count(*), count(*) FILTER (WHERE discovered_at >= ?) FROM urls WHERE state = 'loaded'", (since,)
    ).fetchone()
    database = (sizes.database + sizes.published) * new / max(loaded, 1) / days
    pages_a_day = added / days
    left = None if pages_days == 0 else max(pages_days - age, 0.0)
    return Growth(round(pages_a_day), round(database), new / days, days_until(sizes.free, pages_a_day, left, database))


def days_until(free: float, pages_a_day: float, pages_grow_days: float | None, database_a_day: float) -> int | None:
    """In how many days *free* bytes are used up; pages go on growing for so long only (None: for ever)."""
    first = pages_a_day + database_a_day
    if pages_grow_days is None or (first > 0 and free / first <= pages_grow_days):
        days = free / first if first > 0 else None
    else:
        rest = free - pages_a_day * pages_grow_days
        days = rest / database_a_day if database_a_day > 0 else None
    return None if days is None or days > 10 * 365 else int(days)


def _disk(sizes: Sizes, growth: Growth) -> Finding:
    if sizes.free < COPIES_NEEDED * sizes.database:
        return Finding("disk", "wrong", "less is free than two copies of the database take", "make room, or move data")
    if growth.days_until_full is None:
        return Finding("disk", "ok", "it lasts for years at this growth")
    found = f"it is full in {growth.days_until_full} days at this growth"
    if growth.days_until_full >= DAYS_FEW:
        return Finding("disk", "ok", found)
    verdict = "wrong" if growth.days_until_full < DAYS_TOO_FEW else "warning"
    return Finding("disk", verdict, found, "make room, or keep raw pages for less long (retention.pages_days)")


def _of_archive(archive: Archive, idle: timedelta, now: datetime) -> Iterator[Finding]:
    damage = _damage(archive)
    yield _none_of("archive file", [damage] if damage else [], "is damaged", "put back a copy of pages.sqlite")
    missing = _column(
        archive,
        "SELECT url FROM fetches WHERE body_id IS NOT NULL AND body_id NOT IN (SELECT body_id FROM bodies)",
    )
    yield _none_of("bytes of answers", missing, "are missing", "put back a copy of pages.sqlite")
    orphans = _column(archive, "SELECT body_id FROM bodies EXCEPT SELECT body_id FROM fetches")
    yield _none_of(
        "bytes without a request", orphans, "take room for nothing", "they go at the end of the next run", wrong=False
    )
    stuck = _column(
        archive,
        "SELECT urls.url FROM urls JOIN fetches ON page_id = fetch_id WHERE requested_at < ?",
        to_text(now - idle),
    )
    yield _none_of(
        "pages without a verdict",
        stuck,
        "wait for longer than from one run to the next",
        "run their outlet's group",
        wrong=False,
    )
    (last,) = archive.execute("SELECT max(finished_at) FROM runs WHERE outcome = 'completed'").fetchone()
    last_at = from_text(last)
    if last_at is None or now - last_at > idle:
        found = f"none completed since {last_at:%Y-%m-%d %H:%M} UTC" if last_at else "none has completed"
        yield Finding("last run", "warning", found, "type wirewatch run, or look at the schedule")
    else:
        yield Finding("last run", "ok", f"completed {last_at:%Y-%m-%d %H:%M} UTC")


def _damage(archive: Archive) -> str | None:
    try:
        (said,) = archive.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if said == "ok" else str(said)


def _leftovers(folder: Path) -> Iterator[Finding]:
    logs = [str(path.relative_to(folder)) for path in folder.glob("pub/*/*.wal")]
    yield _none_of(
        "logs of others", logs, "show that someone wrote into a published file", "open it with -readonly", wrong=False
    )


def _database(news: Database) -> Iterator[Finding]:
    for table, column in _columns_of_articles(news):
        lost = column_of(
            news,
            f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 - our own names
            f" AND {column} NOT IN (SELECT article_id FROM private.articles)",
        )
        if lost:
            yield _none_of(f"{table}.{column}", lost, "are of no article", "type wirewatch rebuild")
    unplaced = column_of(news, "SELECT url FROM articles WHERE story_id IS NULL")
    yield _none_of("articles without a story", unplaced, "were not compared", "the next run does", wrong=False)
    yield Finding("rows of articles", "ok", "each table that names an article was looked at")


def _columns_of_articles(news: Database) -> list[tuple[str, str]]:
    return news.execute(
        """
        SELECT schema_name || '.' || table_name, column_name
        FROM duckdb_columns() JOIN duckdb_tables() USING (schema_name, table_name)
        WHERE column_name IN ('article_id', 'copy_id', 'source_id', 'first_article_id')
          AND table_name NOT IN ('articles', 'urls') ORDER BY ALL
        """
    ).fetchall()


def _agreement(news: Database, archive: Archive) -> Iterator[Finding]:
    (tick,) = column_of(news, "SELECT coalesce(max(value), 0) FROM private.marks WHERE name = 'urls'")
    known = dict(archive.execute("SELECT url, state FROM urls WHERE tick <= ?", (tick,)).fetchall())
    since = {row["url"] for row in archive.execute("SELECT url FROM urls WHERE tick > ?", (tick,))}
    rows = dict(news.execute("SELECT url, state FROM urls").fetchall())
    different = [url for url, state in known.items() if rows.get(url) != state]
    different += [url for url in rows if url not in known and url not in since]
    yield _none_of("URLs", different, "stand otherwise in the archive", "type wirewatch rebuild")
    without = column_of(
        news,
        "SELECT url FROM urls WHERE state = 'loaded' AND article_id NOT IN (SELECT article_id FROM private.articles)",
    )
    yield _none_of("loaded URLs", without, "have no article", "type wirewatch rebuild")
    homeless = column_of(
        news,
        "SELECT url FROM private.articles WHERE article_id NOT IN (SELECT article_id FROM urls WHERE state = 'loaded')",
    )
    yield _none_of(
        "articles", [url for url in homeless if url not in since], "have no loaded URL", "type wirewatch rebuild"
    )


def _column(archive: Archive, query: str, *parameters: object) -> list[str]:
    return [str(row[0]) for row in archive.execute(query, parameters).fetchall()]


def _none_of(check: str, found: list[str], trouble: str, advice: str, *, wrong: bool = True) -> Finding:
    """All is well when *found* is empty."""
    if not found:
        return Finding(check, "ok", "nothing amiss")
    return Finding(check, "wrong" if wrong else "warning", f"{len(found)} {trouble}, such as {found[0]}", advice)
