"""Locks between processes, freed by the kernel when their holder dies."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class LockedError(Exception):
    """Someone else holds the lock, and waiting for it was not wanted."""


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """The right to write the database in *folder*, waited for.

    DuckDB takes one writer, and processes that open and close one file in turn without this lock were seen to lose
    acknowledged commits: it is taken before the file is opened and kept until after it is closed.
    """
    with (folder / "wirewatch.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def run_lock(folder: Path, group: str) -> Iterator[None]:
    """The right to run *group* in *folder*. Raises LockedError when a run of it is under way."""
    with (folder / f"run-{group}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(f'a run of group "{group}" is under way: wait for its end') from error
        yield
