"""Opens ``pages.sqlite``, which remembers what happened on the network.

Several processes use it at once; each change is one short transaction that is on the disk before it returns.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storage.lock import writer_lock
from storage.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The version of archive.sql that wrote the file.
SCHEMA_VERSION = 1

#: Seconds that a process waits for another's transaction; each takes milliseconds.
BUSY_SECONDS = 60

Archive = sqlite3.Connection


class ArchiveError(Exception):
    """The archive cannot be used; the message says why and what to do."""


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive at *path*, made when it is not there. Raises ArchiveError."""
    try:
        archive = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: cannot be opened: {error}") from error
    try:
        archive.row_factory = sqlite3.Row
        _prepare(archive, path)
        yield archive
    finally:
        archive.close()


def _prepare(archive: Archive, path: Path) -> None:
    try:
        archive.execute("PRAGMA synchronous = FULL")  # an answer that we acknowledged outlives a power cut
        (version,) = archive.execute("PRAGMA user_version").fetchone()
        if version == 0:
            _make(archive, path)
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: this is no archive of wirewatch: {error}") from error
    if version > SCHEMA_VERSION:
        raise ArchiveError(f"{path}: written by a newer wirewatch (schema {version}); update wirewatch")


def _make(archive: Archive, path: Path) -> None:
    """Tables into a new file, by one process at a time: SQLite does not wait while another turns it to WAL."""
    with writer_lock(path.parent):
        archive.execute("PRAGMA journal_mode = WAL")
        archive.executescript(statements("archive.sql"))
        archive.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


@contextmanager
def transaction(archive: Archive) -> Iterator[None]:
    """All of the block or nothing of it; the lock for writing is taken at its start."""
    archive.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        archive.execute("ROLLBACK")
        raise
    archive.execute("COMMIT")


def to_text(moment: datetime) -> str:
    """An aware time as the archive keeps it: ISO 8601 in UTC, microseconds always, so that text sorts as time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str | None) -> datetime | None:
    """The aware time that *text* is."""
    return datetime.fromisoformat(text) if text else None
