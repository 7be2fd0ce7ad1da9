"""The rows of a Prefect server's own SQLite database that tell of what was taken down.

`wirewatch up` keeps that database in the data folder. Artifacts, log lines and events name headlines; the server may go
on meanwhile, which finds fewer of them.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from storage.archive import BUSY_SECONDS, ArchiveError, transaction
from storage.disk import disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable

#: Where it is in the data folder.
PREFECT_FILE = Path("prefect", "prefect.db")

#: Tables with words of outlets, and the columns that have them (Prefect 3).
TABLES = {"artifact": "data", "artifact_collection": "data", "log": "message", "events": "payload"}


def take_out(folder: Path, tells: Callable[[str], bool]) -> None:
    """Deletes the rows whose words tell of it, without a trace in the file. Raises ArchiveError."""
    path = folder / PREFECT_FILE
    if not path.exists():
        return
    try:
        with disk_errors(path), closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete = ON")
            with transaction(database):
                for table, column in TABLES.items():
                    _delete(database, table, column, tells)
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: cannot be written: {error}: end wirewatch up, and run this again") from error


def _delete(database: sqlite3.Connection, table: str, column: str, tells: Callable[[str], bool]) -> None:
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is None:
        return
    rows = database.execute(f"SELECT rowid, {column} FROM {table}").fetchall()  # noqa: S608 - a constant
    told = [(rowid,) for rowid, value in rows if value and tells(_plain(str(value)))]
    database.executemany(f"DELETE FROM {table} WHERE rowid = ?", told)  # noqa: S608 - the same


def _plain(value: str) -> str:
    """*value* without the escapes of JSON and of Markdown."""
    with suppress(ValueError):  # a line of a log is no JSON
        value = json.dumps(json.loads(value), ensure_ascii=False)
    return value.replace("\\n", "\n").replace("\\", "")
