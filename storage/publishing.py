"""Publishes the working database as ``news.duckdb``, so that readers are never locked out and never hold us up.

Each publication is a full copy in a folder of its own, ``pub/<generation>/news.duckdb``; ``news.duckdb`` is a link
that is flipped to it. A file is never replaced in place: a write-ahead log that someone's session left beside it would
make every later opening fail. A session keeps the generation that it opened.
"""

from __future__ import annotations

import os
import shutil
import time
from itertools import pairwise
from typing import TYPE_CHECKING

from storage.lock import writer_lock
from storage.work import WORK_FILE

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED_FILE = "news.duckdb"

#: A reader may have resolved the link and not opened the file yet; it has this long to do so.
GRACE_SECONDS = 120.0


class NothingPublishedError(Exception):
    """There is no file to query; the message says what to do."""


def publish(folder: Path) -> Path:
    """Copies the database of *folder* into a new generation and flips the link to it; the new file."""
    with writer_lock(folder):
        generation = _next_generation(folder / "pub")
        target = generation / PUBLISHED_FILE
        shutil.copyfile(folder / WORK_FILE, target)
        target.chmod(0o644)
        _sync(target)
        _sync(generation)
        _flip(folder / PUBLISHED_FILE, target)
        _sync(folder)
        _drop_old(folder / "pub", current=generation)
    return target


def published(folder: Path) -> Path:
    """The file that people query. Raises NothingPublishedError."""
    link = folder / PUBLISHED_FILE
    if not link.exists():
        raise NothingPublishedError(f"{link}: nothing was published yet: type wirewatch run first")
    return link


def _next_generation(pub: Path) -> Path:
    pub.mkdir(exist_ok=True)
    newest = max((int(old.name) for old in pub.iterdir() if old.name.isdigit()), default=0)
    generation = pub / f"{newest + 1:06}"
    generation.mkdir()
    return generation


def _flip(link: Path, target: Path) -> None:
    new = link.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.symlink_to(target.relative_to(link.parent))
    new.replace(link)


def _drop_old(pub: Path, current: Path) -> None:
    """Removes what was replaced long enough ago: the newest before this one stopped being current only now."""
    generations = sorted(path for path in pub.iterdir() if path.name.isdigit() and path.name <= current.name)
    for old, successor in pairwise(generations):
        if time.time() - successor.stat().st_mtime > GRACE_SECONDS:
            shutil.rmtree(old)


def _sync(path: Path) -> None:
    """On the disk, not only on its way there; of a folder: its names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
