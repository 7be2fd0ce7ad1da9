"""A disk on which nothing more can be written, in the words of the system, whichever library met it."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Of SQLite: no room for a page, a write cut short, no room for the index of the log.
SQLITE_CODES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}

#: DuckDB has no codes for it. A database that one failure has closed says so with the first of them in its message.
DUCKDB_WORDS = {
    "No space left on device": errno.ENOSPC,
    "Could not write all bytes": errno.ENOSPC,
    "File too large": errno.EFBIG,
    "Disk quota exceeded": errno.EDQUOT,
}


#: This user may not write there.
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Raises OSError, with *path*, for what a library raises when nothing more can be written."""
    try:
        yield
    except (sqlite3.Error, duckdb.Error) as error:
        if (number := _number(error)) is None:
            raise
        raise OSError(number, os.strerror(number), str(path)) from error


def _number(error: Exception) -> int | None:
    if isinstance(error, sqlite3.Error):
        return errno.ENOSPC if getattr(error, "sqlite_errorcode", None) in SQLITE_CODES else None
    return next((number for words, number in DUCKDB_WORDS.items() if words in str(error)), None)
