"""Opens ``pages.sqlite``, which remembers what happened on the network.

Several processes use it at once; each change is one short transaction that is on the disk before it returns.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storage.disk import disk_errors
from storage.lock import writer_lock
from storage.statements import migrations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds that a process waits for another's transaction; each takes milliseconds.
BUSY_SECONDS = 60

Archive = sqlite3.Connection
Row = sqlite3.Row


class ArchiveError(Exception):
    """The archive cannot be used; the message says why and what to do."""


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive at *path*, made when it is not there. Raises ArchiveError, and OSError when the disk is full."""
    try:
        archive = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: cannot be opened: {error}") from error
    with disk_errors(path), closing(archive):
        archive.row_factory = sqlite3.Row
        _prepare(archive, path)
        yield archive


def _prepare(archive: Archive, path: Path) -> None:
    try:
        with disk_errors(path):
            archive.execute("PRAGMA synchronous = FULL")  # an answer that we acknowledged outlives a power cut
            version = _version(archive)
            if version == 0:
                _turn_to_wal(archive, path)
            if version < newest_version():
                with transaction(archive):
                    _bring_forward(archive)
    except sqlite3.OperationalError as error:
        advice = f"SQLite writes its log into {path.parent}, which must be allowed"
        raise ArchiveError(f"{path}: cannot be opened: {error}: {advice}") from error
    except sqlite3.DatabaseError as error:
        raise ArchiveError(f"{path}: this is no archive of wirewatch: {error}") from error
    if version > newest_version():
        raise ArchiveError(f"{path}: written by a newer wirewatch (schema {version}); update wirewatch")


def newest_version() -> int:
    """The version of the layout that this program writes."""
    return len(migrations("archive"))


def _version(archive: Archive) -> int:
    """The version of the layout, 0 for a new file. Raises DatabaseError for a file of another program."""
    tables = {row["name"] for row in archive.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "fetches" not in tables:
        raise sqlite3.DatabaseError("it has tables of something else")
    in_table = "SELECT max(version) FROM schema_version"
    (version,) = archive.execute(in_table if "schema_version" in tables else "PRAGMA user_version").fetchone()
    return int(version)


def _turn_to_wal(archive: Archive, path: Path) -> None:
    """By one process at a time: SQLite does not wait while another does so."""
    with writer_lock(path.parent):
        archive.execute("PRAGMA journal_mode = WAL")


def _bring_forward(archive: Archive) -> None:
    """The steps that the file has not seen; another process may just have run them."""
    version = _version(archive)
    for step in migrations("archive")[version:]:
        for statement in _each(step):
            archive.execute(statement)
    if version < newest_version():
        archive.execute("INSERT INTO schema_version VALUES (?)", (newest_version(),))
        archive.execute(f"PRAGMA user_version = {newest_version()}")


def _each(script: str) -> Iterator[str]:
    """The statements of *script*, each of which begins on a line of its own; ``executescript`` would commit first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(archive: Archive) -> Iterator[None]:
    """All of the block or nothing of it; the lock for writing is taken at its start."""
    archive.execute("BEGIN IMMEDIATE")
    try:
        yield
        archive.execute("COMMIT")
    except BaseException:
        if archive.in_transaction:  # a full disk has rolled it back already
            archive.execute("ROLLBACK")
        raise


def to_text(moment: datetime) -> str:
    """An aware time as the archive keeps it: ISO 8601 in UTC, microseconds always, so that text sorts as time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str | None) -> datetime | None:
    """The aware time that *text* is."""
    return datetime.fromisoformat(text) if text else None
