"""The .sql files of this folder: whole statements by name, and the steps that bring an older file forward.

A step is ``migrations/archive/NNN_name.sql`` or ``migrations/work/NNN_name.sql``, numbered without a gap. One that is
in use is never edited: a new column, table or index is a new file with the next number, and the opening of the archive
or the database runs those that a file has not seen, in one transaction. In DuckDB add columns without a default: with
one, the whole table is written again.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def statements(name: str) -> str:
    """What stands in the file of that name, such as ``views.sql``."""
    return files("storage").joinpath(name).read_text(encoding="utf-8")


@cache
def migrations(of: str) -> tuple[str, ...]:
    """The steps of *of* (``archive``, ``work``) in their order; the number of steps is the newest version."""
    folder = files("storage").joinpath("migrations", of)
    names = sorted(step.name for step in folder.iterdir() if step.name.endswith(".sql"))
    numbers = [int(name.partition("_")[0]) for name in names]
    assert numbers == list(range(1, len(names) + 1)), f"{folder}: numbered with a gap or twice: {numbers}"
    return tuple(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
