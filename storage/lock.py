"""Locks between processes, freed by the kernel when their holder dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from threading import local
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The name under which imports stand among the runs.
IMPORT = "import"

#: Held by `wirewatch up`; it says which process that is, and the address of its Prefect API.
UP_LOCK = "up.lock"


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
def import_lock(folder: Path) -> Iterator[None]:
    """The right to import into *folder*, waited for: whoever names a file means that it is to be taken in."""
    with _path_of_run(folder, IMPORT).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _path_of_run(folder: Path, group: str) -> Path:
    return folder / f"run-{group}.lock"


@contextmanager
def run_lock(folder: Path, group: str) -> Iterator[None]:
    """The right to run *group* in *folder*. Raises LockedError when a run of it is under way."""
    with _at_once(_path_of_run(folder, group), f'a run of group "{group}" is under way: wait for its end'):
        yield


@contextmanager
def rebuild_lock(folder: Path) -> Iterator[None]:
    """The right to make the database of *folder* anew. Raises LockedError when somebody does."""
    with _at_once(folder / "rebuild.lock", f"{folder}: a rebuild is under way: wait for its end"):
        yield


@contextmanager
def _at_once(path: Path, otherwise: str) -> Iterator[None]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(otherwise) from error
        yield


@contextmanager
def up_lock(folder: Path, api: str) -> Iterator[None]:
    """The right to keep a server and a worker up for *folder*. Raises LockedError, with who has it and where."""
    path = folder / UP_LOCK
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            dashboard = path.read_text("utf-8").removesuffix("/api")
            raise LockedError(f"wirewatch is up already: process {dashboard}") from error
        file.truncate(0)
        file.write(f"{os.getpid()}, {api}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def api_that_is_up(folder: Path) -> str | None:
    """The address that the holder of the ``up_lock`` of *folder* has given, if there is one."""
    try:
        with (folder / UP_LOCK).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return (folder / UP_LOCK).read_text("utf-8").partition(", ")[2] or None
    except OSError:  # no such folder, or not ours to look into: nobody is up for it
        return None
    return None  # its holder was killed
