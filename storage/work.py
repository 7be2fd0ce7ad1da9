"""Opens ``work.duckdb`` for writing: one process at a time, for as long as one load takes.

The file is written in DuckDB's storage version 1.5, so that clients of the 1.5 and the 2.x line can read what is
published, and no extension is ever looked for.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from extractors.ids import hash63
from storage.disk import disk_errors
from storage.lock import writer_lock
from storage.statements import migrations, statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    #: A database that is open for writing. Only type checkers get this name: a type of DuckDB that is still known
    #: somewhere when Python ends makes DuckDB complain on standard error.
    Database = duckdb.DuckDBPyConnection

WORK_FILE = "work.duckdb"

#: What a load and a comparison may take beside the cleaners; more goes to the disk, slowly.
MEMORY_LIMIT = "2GB"
THREADS = 2

READ_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": MEMORY_LIMIT,
    "threads": str(THREADS),
}
CONFIG = READ_CONFIG | {"storage_compatibility_version": "v1.5.0"}

#: The rows of private.articles with these ids. A semi-join by id reads the texts of all articles before it drops them;
#: by row, DuckDB skips the blocks in which none of them stands.
THESE_ARTICLES = "rowid IN (SELECT rowid FROM private.articles WHERE article_id IN (SELECT unnest($1::BIGINT[])))"

#: What DuckDB says of a file that somebody else has open for writing; it has no code for it.
OPEN_ELSEWHERE = "Conflicting lock"

#: More in one list parameter costs memory and gains no speed.
ROWS_AT_ONCE = 5_000


class WorkError(Exception):
    """The database cannot be used; the message says why and what to do."""


@contextmanager
def open_work(folder: Path) -> Iterator[Database]:
    """The database of *folder* for writing, in one transaction: all of the block or nothing of it.

    Raises WorkError, and OSError when the disk is full.
    """
    with writer_lock(folder), disk_errors(folder / WORK_FILE):
        work = _connect(folder / WORK_FILE)
        try:
            work.execute("SET TimeZone = 'UTC'")
            work.execute("BEGIN")
            _prepare(work, folder / WORK_FILE)
            yield work
            work.execute("COMMIT")
            _checkpoint(work)
        finally:
            work.close()


def _checkpoint(work: Database) -> None:
    """Everything into the one file, so that it can be copied."""
    work.execute("CHECKPOINT")


def _connect(path: Path) -> Database:
    try:
        with disk_errors(path):
            return duckdb.connect(str(path), config=CONFIG)
    except duckdb.Error as error:
        said = " ".join(str(error).split())
        advice = "close it there" if OPEN_ELSEWHERE in said else "wirewatch rebuild makes it anew from the archive"
        raise WorkError(f"{path}: cannot be used: {said}: {advice}") from error


def put_in_place(made: Path, folder: Path) -> None:
    """The database that was made in *made* takes the place of that of *folder*. To be called under the lock.

    A log that a writer left who was killed goes first: beside another file it would make every opening fail.
    """
    (folder / f"{WORK_FILE}.wal").unlink(missing_ok=True)
    (made / WORK_FILE).replace(folder / WORK_FILE)


def _prepare(work: Database, path: Path) -> None:
    """Brings the tables to this version, and the views to what views.sql says."""
    version = _version(work, path)
    if _is_up_to_date(work, version):
        return
    for name in column_of(work, "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal"):
        work.execute(f"DROP VIEW {name}")
    for number, step in enumerate(migrations("work")[version:], version + 1):
        work.execute(step)
        if number > 1:  # the first enters itself
            work.execute("INSERT INTO schema_version VALUES ($1)", [number])
    work.execute(statements("views.sql"))
    work.execute("INSERT INTO private.layout (views) SELECT NULL WHERE NOT EXISTS (FROM private.layout)")
    work.execute("UPDATE private.layout SET views = $1", [_views()])


def _views() -> int:
    return hash63(statements("views.sql"))


def _is_up_to_date(work: Database, version: int) -> bool:
    return version == newest_version() and column_of(work, "SELECT views FROM private.layout") == [_views()]


def is_up_to_date(path: Path) -> bool:
    """Whether the file at *path*, which nobody has open for writing, has this version's tables and views.

    Raises WorkError for a file of a newer version, or of something else.
    """
    with duckdb.connect(str(path), read_only=True, config=READ_CONFIG) as connection:
        return _is_up_to_date(connection, _version(connection, path))


def newest_version() -> int:
    """The version of the layout that this program writes."""
    return len(migrations("work"))


def _version(work: Database, path: Path) -> int:
    """The version of the layout, 0 for a new file."""
    tables = column_of(work, "SELECT table_name FROM duckdb_tables()")
    if not tables:
        return 0
    if "schema_version" not in tables:
        raise WorkError(f"{path}: cannot be used: it is a database of something else; move it away")
    (version,) = column_of(work, "SELECT max(version) FROM schema_version")
    if version > newest_version():
        raise WorkError(f"{path}: written by a newer wirewatch (layout {version}); update wirewatch")
    return int(version)


def row_counts(path: Path) -> dict[str, int]:
    """How many rows each table of the file at *path* has, which nobody has open for writing."""
    with duckdb.connect(str(path), read_only=True, config=READ_CONFIG) as connection:
        tables = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for (table,) in tables)  # noqa: S608 - our own tables
        return dict(connection.execute(counts).fetchall())


def insert(work: Database, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Appends *rows*, in the order of the table's columns: one typed list parameter a column, far quicker than rows."""
    if not rows:
        return
    described = work.execute("SELECT column_type FROM (DESCRIBE SELECT * FROM query_table($1))", [table]).fetchall()
    lists = ", ".join(f"unnest(${number}::{kind}[])" for number, (kind,) in enumerate(described, 1))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        columns = [list(column) for column in zip(*rows[start : start + ROWS_AT_ONCE], strict=True)]
        work.execute(f"INSERT INTO {table} SELECT {lists}", columns)


def column_of(work: Database, query: str, *parameters: object) -> list[Any]:
    """The first column of what *query* finds."""
    return [row[0] for row in work.execute(query, list(parameters)).fetchall()]
