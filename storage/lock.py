"""Locks between processes, freed by the kernel when their holder dies."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from threading import local
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class LockedError(Exception):
    """Someone else holds the lock, and waiting for it was not wanted."""


class _Held(local):
    """The folders whose database this thread has the right to write."""

    def __init__(self) -> None:
        self.folders: set[Path] = set()


_held = _Held()


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """The right to write the database in *folder*, waited for; a thread that has it may take it again inside.

    DuckDB takes one writer, and processes that open and close one file in turn without this lock were seen to lose
    acknowledged commits: it is taken before the file is opened and kept until after it is closed.
    """
    folder = folder.resolve()
    if folder in _held.folders:
        yield
        return
    with (folder / "wirewatch.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _held.folders.add(folder)
        try:
            yield
        finally:
            _held.folders.discard(folder)


@contextmanager
def run_lock(folder: Path, group: str) -> Iterator[None]:
    """The right to run *group* in *folder*. Raises LockedError when a run of it is under way."""
    with _at_once(folder / f"run-{group}.lock", f'a run of group "{group}" is under way: wait for its end'):
        yield


@contextmanager
def _at_once(path: Path, otherwise: str) -> Iterator[None]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(otherwise) from error
        yield
