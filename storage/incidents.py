"""What was found wrong with outlets, and where the watched words stood: in the archive, with whether it was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.health import Cause
from storage.archive import from_text, to_text, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from extractors.health import Change
    from storage.archive import Archive


#: The outlet (none) and the cause under which it is known that our own line is down.
LINE_DOWN = (None, Cause.LINE_DOWN)


@dataclass(frozen=True, slots=True)
class Incident:
    """Something wrong with an outlet, from its first finding to the first run that did not find it."""

    incident_id: int
    outlet: str | None  # None: our own line
    cause: Cause
    evidence: str
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that is nobody's copy and mentions a watched word."""

    word: str
    article_id: int
    outlet: str
    title: str
    url: str
    position: int  # of the first paragraph that does; 0: the headline


@dataclass(frozen=True, slots=True)
class News:
    """What nobody was told yet."""

    opened: tuple[Incident, ...] = ()
    closed: tuple[Incident, ...] = ()
    mentions: tuple[Mention, ...] = ()


def open_incidents(archive: Archive) -> frozenset[tuple[str | None, Cause]]:
    """The outlets and causes of those that are open."""
    rows = archive.execute("SELECT outlet, cause FROM incidents WHERE closed_at IS NULL")
    return frozenset((row["outlet"], Cause(row["cause"])) for row in rows)


def enter_change(archive: Archive, change: Change, now: datetime) -> None:
    """Opens and closes incidents, within a transaction of the caller."""
    archive.executemany(
        "INSERT INTO incidents (outlet, cause, evidence, opened_at) VALUES (?, ?, ?, ?)",
        [(found.outlet, found.cause, found.evidence, to_text(now)) for found in change.opened],
    )
    archive.executemany(
        "UPDATE incidents SET closed_at = ? WHERE outlet IS ? AND cause = ? AND closed_at IS NULL",
        [(to_text(now), outlet, cause) for outlet, cause in change.closed],
    )


def enter_mentions(archive: Archive, found: Iterable[Mention], now: datetime) -> None:
    """Enters those that are new: an article is told once for a word."""
    archive.executemany(
        "INSERT OR IGNORE INTO mentions (word, article_id, outlet, title, url, position, matched_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(one.word, one.article_id, one.outlet, one.title, one.url, one.position, to_text(now)) for one in found],
    )


def untold(archive: Archive) -> News:
    """What was entered and not told yet; a run that was killed before it told leaves it to the next."""
    opened = archive.execute("SELECT * FROM incidents WHERE told_at IS NULL ORDER BY incident_id")
    closed = archive.execute(
        "SELECT * FROM incidents WHERE closed_at IS NOT NULL AND end_told_at IS NULL ORDER BY incident_id"
    )
    mentions = archive.execute("SELECT * FROM mentions WHERE told_at IS NULL ORDER BY matched_at, word, url")
    return News(
        tuple(_incident(row) for row in opened),
        tuple(_incident(row) for row in closed),
        tuple(_mention(row) for row in mentions),
    )


def mark_told(archive: Archive, news: News, now: datetime) -> None:
    """Nobody is told *news* again."""
    at = to_text(now)
    with transaction(archive):
        for column, incidents in (("told_at", news.opened), ("end_told_at", news.closed)):
            archive.executemany(
                f"UPDATE incidents SET {column} = ? WHERE incident_id = ?",  # noqa: S608 - our own columns
                [(at, incident.incident_id) for incident in incidents],
            )
        archive.executemany(
            "UPDATE mentions SET told_at = ? WHERE word = ? AND article_id = ?",
            [(at, mention.word, mention.article_id) for mention in news.mentions],
        )


def _incident(row: sqlite3.Row) -> Incident:
    opened_at = from_text(row["opened_at"])
    assert opened_at is not None
    return Incident(
        row["incident_id"], row["outlet"], Cause(row["cause"]), row["evidence"], opened_at, from_text(row["closed_at"])
    )


def _mention(row: sqlite3.Row) -> Mention:
    return Mention(row["word"], row["article_id"], row["outlet"], row["title"], row["url"], row["position"])
