"""Prefect's server, which SQLite does not hold up: ``python -m flows.dashboard.server``, with what ``start`` takes.

A cursor of SQLite that an error left in a cycle is taken down by the garbage collector, and waits in that for its
connection; which waits a minute for the lock of another; which waits for the event loop. When the collector runs in the
thread of the event loop, as it does by itself, the server answers nothing for that minute, and again: runs that live
are then taken for dead. So it runs in a thread of its own, where it holds up no one.
"""

from __future__ import annotations

import gc
import runpy
import sys
import threading
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds between two collections, and how many of them are of young objects only until one is of all: that takes a
#: third of a second.
EVERY, YOUNG = 1.0, 30


def main() -> None:
    """Runs it to its end."""
    sys.argv[1:1] = ["server", "start"]
    with collected_apart(EVERY):
        runpy.run_module("prefect", run_name="__main__", alter_sys=True)


@contextmanager
def collected_apart(every: float) -> Iterator[None]:
    """Garbage is collected in a thread of its own, each *every* seconds, and in no other."""
    over = threading.Event()

    def collect() -> None:
        for number in count(1):
            if over.wait(every):
                return
            gc.collect(1 if number % YOUNG else 2)

    gc.disable()
    thread = threading.Thread(target=collect, name="garbage", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        gc.enable()


if __name__ == "__main__":
    main()
