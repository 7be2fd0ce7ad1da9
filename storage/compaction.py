"""Writes a database anew that has outgrown what is in it.

Small loads leave room behind: 160 loads of 500 articles make a file of 176 MB, and the same rows, written at once, one
of 109 MB. The new file holds no byte of what was deleted from the old one.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from storage.lock import writer_lock
from storage.work import WORK_FILE, column_of, open_work, put_in_place

if TYPE_CHECKING:
    from pathlib import Path

    from storage.work import Database

#: A smaller file is not worth it.
SMALLEST_BYTES = 100_000_000

#: What a load leaves behind, before a file was compacted for the first time; that was measured on the loads above.
ROOM_A_LOAD = 420_000

#: How much larger than its ideal a file may be; to write it anew costs 4 s of CPU for 100 MB.
OUTGROWN = 1.5


def compact_if_outgrown(folder: Path) -> bool:
    """Compacts the database of *folder* when it is half as large again as it would be, written at once; whether so.

    The ideal is what an article took after the last time; before the first time it is estimated from how many loads
    made the file, so that one that a single import made is left alone.
    """
    with writer_lock(folder):
        size = (folder / WORK_FILE).stat().st_size
        if size < SMALLEST_BYTES or size < OUTGROWN * _ideal_bytes(folder, size):
            return False
        compact(folder)
        return True


def _ideal_bytes(folder: Path, size: int) -> float:
    with open_work(folder) as work:
        query = "SELECT compacted_bytes / greatest(compacted_articles, 1) FROM private.layout"
        (bytes_an_article,), (articles,) = column_of(work, query), _articles(work)
        (loads,) = column_of(work, "SELECT count(*) FROM private.batches")
    return float(size - ROOM_A_LOAD * loads if bytes_an_article is None else bytes_an_article * articles)


def _articles(work: Database) -> list[int]:
    return column_of(work, "SELECT count(*) FROM private.articles")


def compact(folder: Path) -> None:
    """Writes the database of *folder* anew and puts it in the place of the old one, which stays until then."""
    making = folder / "compacting"
    with writer_lock(folder):
        with open_work(folder):
            pass  # brought forward, and without a log
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        try:
            with open_work(making) as work:
                _fill(work, folder / WORK_FILE)
            _note_size(making)
            put_in_place(making, folder)
        finally:
            shutil.rmtree(making)


def _fill(work: Database, old: Path) -> None:
    """All rows of *old*, table by table in their order; *work* is of the same layout, and has been made just now."""
    work.execute(f"ATTACH '{str(old).replace(chr(39), chr(39) * 2)}' AS old (READ_ONLY)")
    query = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'old'"
    for table in column_of(work, query):
        work.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables
        work.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")  # noqa: S608 - the same


def _note_size(folder: Path) -> None:
    size = (folder / WORK_FILE).stat().st_size
    with open_work(folder) as work:
        (articles,) = _articles(work)
        work.execute("UPDATE private.layout SET compacted_bytes = $1, compacted_articles = $2", [size, articles])
