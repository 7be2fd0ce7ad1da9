"""Cleans pages in worker processes, with a limit on the CPU of each page that really kills."""

from __future__ import annotations

import os
import sys
from collections import deque
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import ExitStack, contextmanager
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import as_file, files
from multiprocessing import get_context
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessPool

from extractors.model import Cleaned
from extractors.outcomes import Reason
from flows.worker import WALL_SECONDS, clean_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from pebble import ProcessFuture

    from extractors.model import Page, Text
    from flows.settings import Settings

#: Pages that are handed out before the first comes back: enough to keep the workers busy, few enough to remember.
IN_FLIGHT = 64

#: A worker is replaced after so many pages, whatever its parsers have kept in memory.
PAGES_A_WORKER = 2_000


@cache
def cleaner_version() -> str:
    """Another one whenever any line of the extractors has changed, or the library that finds the body of a page."""
    digest = blake2b(version("trafilatura").encode(), digest_size=4)
    package = files("extractors")
    with as_file(package) as folder:
        for source in sorted(folder.rglob("*.py")):
            digest.update(source.read_bytes())
    return f"{version('wirewatch')}+{digest.hexdigest()}"


def agency_names(settings: Settings) -> tuple[str, ...]:
    """The outlets that are agencies, by the words of their names as a credit prints them."""
    return tuple(outlet.name.replace("-", " ").title() for outlet in settings.outlets if outlet.agency)


class Cleaner:
    """Holds the worker processes of a run; they start with the first page. A context manager."""

    def __init__(self, agencies: tuple[str, ...] = (), workers: int | None = None) -> None:
        self._agencies = agencies  # names of agencies beside those that everyone knows
        # Workers are forked from a process that has imported and warmed up the extractors, which costs them nothing,
        # and never from this one, whose threads they would inherit in the middle of things.
        context = get_context("forkserver")
        context.set_forkserver_preload(["flows.warm", "flows.worker"])
        self._main = ExitStack()
        self._waiting: deque[ProcessFuture[Cleaned]] = deque()
        self._pool = ProcessPool(max_workers=workers or os.cpu_count() or 1, max_tasks=PAGES_A_WORKER, context=context)

    def __enter__(self) -> Self:
        self._main.enter_context(_hidden_main())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        for future in tuple(self._waiting):  # of a thread that still waits: it would do so for ever
            future.cancel()  # type: ignore[no-untyped-call]
        self._main.close()

    def clean(self, pages: Iterable[Page | Text]) -> Iterator[Cleaned]:
        """What each page is, in their order. A page that kills its worker costs that worker and no other page."""
        waiting = self._waiting = deque()
        for page in pages:
            waiting.append(self._pool.schedule(clean_one, args=[page, self._agencies], timeout=WALL_SECONDS))
            if len(waiting) == IN_FLIGHT:
                yield _result(waiting[0])
                waiting.popleft()
        while waiting:
            yield _result(waiting[0])
            waiting.popleft()


def _result(future: ProcessFuture[Cleaned]) -> Cleaned:
    try:
        cleaned = future.result()
    except FutureTimeoutError:
        return Cleaned(Reason.CLEANER_STOPPED, evidence=f"not done after {WALL_SECONDS} s")
    except ProcessExpired as error:
        return Cleaned(Reason.CLEANER_STOPPED, evidence=f"its process ended with code {error.exitcode}")
    assert isinstance(cleaned, Cleaned)
    return cleaned


@contextmanager
def _hidden_main() -> Iterator[None]:
    """Workers import the program that started them unless it has no file; all of it costs them half a second each."""
    main = sys.modules["__main__"]
    file, spec = getattr(main, "__file__", None), main.__spec__
    main.__file__, main.__spec__ = None, None
    try:
        yield
    finally:
        main.__file__, main.__spec__ = file, spec
