"""Cleans pages in worker processes, with a limit on the CPU of each page that really kills."""

from __future__ import annotations

import os
import resource
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessPool

from extractors.model import Cleaned, Page, Text
from extractors.outcomes import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from pebble import ProcessFuture

#: Seconds of CPU that one page may take: a page of 10 MB of paragraphs takes about so long.
CPU_SECONDS = 20

#: The same on the clock, for a page that waits instead of computing; other processes may hold the CPU.
WALL_SECONDS = 120

#: Pages that are handed out before the first comes back: enough to keep the workers busy, few enough to remember.
IN_FLIGHT = 64

#: A worker is replaced after so many pages, whatever its parsers have kept in memory.
PAGES_A_WORKER = 2_000


class Cleaner:
    """Holds the worker processes of a run; they start with the first page. A context manager."""

    def __init__(self, agencies: tuple[str, ...] = (), workers: int | None = None) -> None:
        self._agencies = agencies  # names of agencies beside those that everyone knows
        # A server of clean processes is forked once it has imported the extractors; workers are forked from it, which
        # costs no imports, and never from this process, whose threads they would inherit in the middle of things.
        context = get_context("forkserver")
        context.set_forkserver_preload(["extractors.pages.article"])
        self._pool = ProcessPool(max_workers=workers or os.cpu_count() or 1, max_tasks=PAGES_A_WORKER, context=context)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def clean(self, pages: Iterable[Page | Text]) -> Iterator[Cleaned]:
        """What each page is, in their order. A page that kills its worker costs that worker and no other page."""
        waiting: list[ProcessFuture[Cleaned]] = []
        for page in pages:
            waiting.append(self._pool.schedule(clean_one, args=[page, self._agencies], timeout=WALL_SECONDS))
            if len(waiting) == IN_FLIGHT:
                yield _result(waiting.pop(0))
        while waiting:
            yield _result(waiting.pop(0))


def _result(future: ProcessFuture[Cleaned]) -> Cleaned:
    try:
        cleaned = future.result()
    except FutureTimeoutError:
        return Cleaned(Reason.CLEANER_STOPPED, evidence=f"not done after {WALL_SECONDS} s")
    except ProcessExpired as error:
        return Cleaned(Reason.CLEANER_STOPPED, evidence=f"its process ended with code {error.exitcode}")
    assert isinstance(cleaned, Cleaned)
    return cleaned


def clean_one(page: Page | Text, agencies: tuple[str, ...] = ()) -> Cleaned:
    """In a worker: cleans one page, unless it takes more CPU than it may, which ends the worker."""
    from extractors.pages.article import clean_page, clean_text  # noqa: PLC0415 - only workers pay for the parsers

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS, hard))
    try:
        return clean_page(page, agencies) if isinstance(page, Page) else clean_text(page, agencies)
    except (RecursionError, MemoryError) as error:
        return Cleaned(Reason.CLEANER_STOPPED, evidence=type(error).__name__)
