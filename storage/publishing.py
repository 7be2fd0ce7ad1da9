"""Publishes the working database as ``news.duckdb``, so that readers are never locked out and never hold us up.

Each generation is a copy of the whole in a folder of its own, ``pub/<generation>/news.duckdb``; ``news.duckdb`` is a
link that is flipped to it. A file is never replaced in place: a write-ahead log that someone's session left beside it
would make every later opening fail. A session keeps the generation that it opened.

A generation that nobody reads any more is brought up to date and becomes the next one, which costs what was loaded
since, not what is on file; where there is none, the file is copied whole. What is new is opened and counted before the
link is flipped. A generation beside which someone's session left a log, or which somebody has open, is never used
again; what else somebody may have written into it differs from the original, and is written over.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import duckdb

from storage.blocks import bring_up_to_date
from storage.disk import FORBIDDEN
from storage.lock import writer_lock
from storage.work import OPEN_ELSEWHERE, WORK_FILE, is_up_to_date, open_work, row_counts

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED_FILE = "news.duckdb"

#: A reader may have resolved the link and not opened the file yet; it has this long to do so. In 1,140 openings beside
#: a publisher that took 0 s for it, 14 failed; none of 774 with 2 s.
REUSE_SECONDS = 60.0

#: When a generation that is of no more use goes. Who has it open reads on; who copies it by hand gets to its end.
REMOVE_SECONDS = 600.0


class NothingPublishedError(Exception):
    """There is no file to query; the message says what to do."""


class PublishingError(Exception):
    """What is published cannot be read, or what was to be is no copy of the database; the generation before stays."""


def publish(folder: Path) -> Path:
    """Makes a new generation of the database of *folder* and flips the link to it; the new file."""
    with writer_lock(folder):
        _without_log(folder)
        pub, link = folder / "pub", folder / PUBLISHED_FILE
        current = link.resolve().parent
        pub.mkdir(exist_ok=True)
        _drop_unfinished(pub)
        generation = _make_generation(folder, pub, current)
        if current.parent == pub.resolve():
            os.utime(current)  # from now on it is not the current one
        _flip(link, generation / PUBLISHED_FILE)
        _sync(folder)
        _drop_old(pub, current=generation)
    return generation / PUBLISHED_FILE


def published(folder: Path) -> Path:
    """The file that people query; a new generation where someone keeps all others out, or an older version made it.

    A client that opens a file for writing, as ``duckdb news.duckdb`` does, has it for itself, and keeps it. Raises
    NothingPublishedError, PublishingError for a file that is damaged, WorkError for one of a newer version.
    """
    link = folder / PUBLISHED_FILE
    if not link.exists():
        raise NothingPublishedError(f"{link}: nothing was published yet: type wirewatch run first")
    if _is_taken(link):
        with suppress(PermissionError):  # who may only read waits for the next run
            publish(folder)
    elif _is_of_an_older_version(link) and (folder / WORK_FILE).exists():
        _publish_anew(folder, link)
    return link


def _is_of_an_older_version(path: Path) -> bool:
    try:
        return not is_up_to_date(path)
    except duckdb.Error as error:
        said = " ".join(str(error).split())
        if OPEN_ELSEWHERE in said:  # since we looked
            return False
        raise PublishingError(f"{path}: it cannot be read: {said}: type wirewatch rebuild") from error


def _publish_anew(folder: Path, link: Path) -> None:
    try:
        with open_work(folder):
            pass  # brings it forward
        publish(folder)
    except OSError as error:
        if error.errno not in FORBIDDEN:
            raise
        advice = "type wirewatch run as whoever owns the folder"
        raise NothingPublishedError(f"{link}: an older wirewatch made it: {advice}") from error


def _is_taken(path: Path) -> bool:
    """Whether a client has it open for writing."""
    with path.open("rb") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # DuckDB's own lock
        except OSError:
            return True
    return False


def _without_log(folder: Path) -> None:
    """A writer that was killed may have left a log beside the database, which holds its last transaction."""
    if (folder / f"{WORK_FILE}.wal").exists():
        with open_work(folder):
            pass


def _drop_unfinished(pub: Path) -> None:
    for path in pub.iterdir():
        if not path.name.isdigit():  # or what a file manager left
            remove(path)


def remove(path: Path) -> None:
    """Takes away a file, a folder with all in it, or nothing."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _make_generation(folder: Path, pub: Path, current: Path) -> Path:
    """The next generation, whole and on the disk; it has its name only then."""
    number = max((int(path.name) for path in _generations(pub)), default=0) + 1
    making, original = pub / f"{number:06}.new", folder / WORK_FILE
    try:
        if not (_reuse(pub, current, making, original) and not _differences(making, original)):
            _copy(making, original)
            _verify(making, original)
        (making / PUBLISHED_FILE).chmod(0o644)
        _sync(making / PUBLISHED_FILE)
        _sync(making)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return making.rename(pub / f"{number:06}")


def _verify(making: Path, original: Path) -> None:
    if different := _differences(making, original):
        raise PublishingError(f"{making}: is no copy of {original} (rows of {different[0]}): check the disk")


def _differences(making: Path, original: Path) -> list[str]:
    """The tables of which the new file has other rows than it should."""
    found, expected = row_counts(making / PUBLISHED_FILE), row_counts(original)
    return sorted(table for table in found.keys() | expected.keys() if found.get(table) != expected.get(table))


def _reuse(pub: Path, current: Path, making: Path, original: Path) -> bool:
    """Makes a generation of the newest that can be brought up to date; whether there was one."""
    spares = [path for path in _generations(pub) if _is_clean(path) and _idle_seconds(path, current) > REUSE_SECONDS]
    return any(_bring_up_to_date(spare, making, original) for spare in reversed(spares))


def _bring_up_to_date(spare: Path, making: Path, original: Path) -> bool:
    with (spare / PUBLISHED_FILE).open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # DuckDB's own lock: not while anyone has it open
        except OSError:
            return False
        spare.rename(making)
        bring_up_to_date(making / PUBLISHED_FILE, original, turn=int(spare.name))
    return True


def _copy(making: Path, original: Path) -> None:
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    shutil.copyfile(original, making / PUBLISHED_FILE)


def _generations(pub: Path) -> list[Path]:
    return sorted(path for path in pub.iterdir() if path.name.isdigit())


def _is_clean(generation: Path) -> bool:
    """Whether nobody's session left anything in it, such as a write-ahead log."""
    return [path.name for path in generation.iterdir()] == [PUBLISHED_FILE]


def _idle_seconds(generation: Path, current: Path) -> float:
    """Since when it has not been the current one: its folder bears the time at which it was replaced."""
    return -1.0 if generation.name == current.name else time.time() - generation.stat().st_mtime


def _flip(link: Path, target: Path) -> None:
    new = link.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.symlink_to(target.relative_to(link.parent))
    new.replace(link)


def _drop_old(pub: Path, current: Path) -> None:
    """Removes what was replaced long ago, but for the newest of it, which is to become the next generation."""
    spares = [path for path in _generations(pub) if path != current and _is_clean(path)]
    for path in _generations(pub):
        if path not in spares[-1:] and _idle_seconds(path, current) > REMOVE_SECONDS:
            shutil.rmtree(path)


def _sync(path: Path) -> None:
    """On the disk, not only on its way there; of a folder: its names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
