"""Runs one SELECT of a user over the published file, in a process of its own with limits that hold.

DuckDB's own interrupt does not stop a heavy scalar call, and its memory limit does not count every string: so the
statement runs in a child (``python -m storage.query``) whose memory, CPU and written bytes the kernel limits, and
which its parent kills when time is up. The child reads a request as JSON from its standard input and writes the names
of the columns as a line of JSON, then each row as another.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO
from uuid import UUID

import duckdb
from duckdb import StatementType

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

#: What the child may address; DuckDB itself is told a smaller limit, so that it can say so in words.
ADDRESS_SPACE_BYTES = 2 * 1024**3
DUCKDB_MEMORY = "1GB"
THREADS = 2

#: What an answer may take on the disk, which is everyone's.
WRITTEN_BYTES = 2 * 1024**3

#: So much later it ends by itself, when its parent was killed and does not stop it.
PARENT_SECONDS = 1.0

#: Rows that travel at once.
ROWS_AT_ONCE = 1_000

#: Exit codes of the child, and of ``wirewatch query``.
STOPPED = 1
REFUSED = 2


@dataclass(frozen=True, slots=True)
class Request:
    """What to run, where, for how long, and into which Parquet file if not to standard output."""

    path: str
    sql: str
    seconds: float
    parquet: str | None = None

    def to_json(self) -> str:
        """As the child reads it."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Rows:
    """What a SELECT found."""

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]


class RefusedError(Exception):
    """A statement that is not run; the message says why."""


def main() -> int:
    """The child: one request in, rows out, an exit code."""
    request = Request(**json.load(sys.stdin))
    _limit(request)
    try:
        _answer(request, sys.stdout)
    except (duckdb.OutOfMemoryException, MemoryError):
        return _complain(f"stopped: it needs more than {DUCKDB_MEMORY} of memory", STOPPED)
    except duckdb.IOException as error:
        return _complain(f"stopped: {error}", STOPPED)
    except (RefusedError, duckdb.Error) as error:
        return _complain(f"refused: {error}", REFUSED)
    except OverflowError:
        return _complain("stopped: a time is outside of the years 1 to 9999, or infinite: cast it to VARCHAR", STOPPED)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is buffered cannot be written either
        return _complain(f"stopped: its rows cannot be written: {error.strerror}", STOPPED)
    return 0


def _limit(request: Request) -> None:
    cpu_seconds = int(request.seconds * THREADS) + 1
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN_BYTES, WRITTEN_BYTES))
    signal.setitimer(signal.ITIMER_REAL, request.seconds + PARENT_SECONDS)  # it dies of the signal


def _answer(request: Request, out: TextIO) -> None:
    connection = connect(request.path, writable=request.parquet)
    statement = the_select(connection, request.sql)
    if request.parquet is not None:
        connection.sql(statement).write_parquet(request.parquet, compression="zstd")
        return
    cursor = connection.execute(statement)
    out.write(_json([column[0] for column in cursor.description or ()]) + "\n")
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        out.writelines(_json(row) + "\n" for row in rows)
    out.flush()


def connect(path: str, *, writable: str | None = None, writable_folder: str | None = None) -> DuckDBPyConnection:
    """The file at *path* for reading: no other file or folder, no extension, no setting can be reached from it."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "memory_limit": DUCKDB_MEMORY,
        "threads": str(THREADS),
        "max_temp_directory_size": "0KiB",
    }
    connection = duckdb.connect(path, read_only=True, config=config)
    # This can be said neither before the file is open nor after the door is closed.
    for option, allowed in {"allowed_paths": writable, "allowed_directories": writable_folder}.items():
        if allowed is not None:
            quoted = allowed.replace("'", "''")
            connection.execute(f"SET {option} = ['{quoted}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET lock_configuration = true")
    return connection


def read(path: Path, sql: str, *parameters: object) -> Rows:
    """What a statement of our own finds in the published file at *path*; *parameters* are its $1, $2, ..."""
    connection = connect(str(path))
    try:
        cursor = connection.execute(sql, list(parameters))
        return Rows(tuple(column[0] for column in cursor.description or ()), tuple(cursor.fetchall()))
    finally:
        connection.close()


def the_select(connection: DuckDBPyConnection, sql: str) -> str:
    """The one statement that *sql* is, if it only reads. Raises RefusedError."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise RefusedError(f"{len(statements)} statements: write one SELECT")
    (statement,) = statements
    try:
        kind = statement.type
    except ValueError as error:  # younger than DuckDB's own list for Python, such as UPDATE EXTENSIONS
        raise RefusedError("this statement is not allowed: write a SELECT") from error
    if kind not in {StatementType.SELECT, StatementType.EXPLAIN}:
        raise RefusedError(f"{kind.name} is not allowed: write a SELECT")
    return statement.query


def _json(values: Any) -> str:  # noqa: ANN401 - what DuckDB gives
    try:
        return json.dumps(values, ensure_ascii=False, default=_plain)
    except TypeError:  # a map whose keys JSON does not know
        return json.dumps(_with_plain_keys(values), ensure_ascii=False, default=_plain)


def _with_plain_keys(value: Any) -> Any:  # noqa: ANN401 - the same
    match value:
        case dict():
            return {key if isinstance(key, str) else str(_plain(key)): _with_plain_keys(value[key]) for key in value}
        case list() | tuple():
            return [_with_plain_keys(one) for one in value]
        case _:
            return value


def _plain(value: Any) -> Any:  # noqa: ANN401 - what DuckDB gives
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta() | UUID():
            return str(value)
        case Decimal():
            return float(value)
        case bytes():
            return value.hex()
        case _:
            return str(value)


def _complain(message: str, code: int) -> int:
    sys.stdout.flush()
    sys.stderr.write(" ".join(message.split()) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
