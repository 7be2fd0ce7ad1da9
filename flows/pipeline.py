"""One run: collect, clean and load, compare, publish. Plain functions; a scheduler may wrap each step.

Whatever a run was killed in, the next one completes: pages that came without a verdict are cleaned, articles that were
loaded without being compared are compared, and nothing is asked twice for it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from flows.clean import Cleaner
from flows.collect import Collected, collect_outlet
from flows.compare import compare
from flows.desk import ARCHIVE_FILE, open_desk, utc_now
from flows.load import Work, load, page_of
from storage import fetches, ledger, runs, urls
from storage.archive import open_archive, transaction
from storage.articles import Loaded
from storage.lock import run_lock
from storage.publishing import publish
from storage.work import open_work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator
    from pathlib import Path

    from flows.settings import Outlet, Settings

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

#: Pages that are cleaned and loaded in one step: a transaction of a second, and a task that is worth its row.
PAGES_A_BATCH = 250


class Wrap(Protocol):
    """What a scheduler makes of a step: the same function, watched under a name."""

    def __call__(self, name: str, step: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        """*step*, to be called as before."""


class Progress(Protocol):
    """Someone who watches a run."""

    def stage(self, name: str, total: int) -> None:
        """A stage of so many pieces begins."""

    def advance(self) -> None:
        """One of them is done."""


class Unwatched:
    """Nobody watches."""

    def stage(self, name: str, total: int) -> None:
        """Says nothing."""

    def advance(self) -> None:
        """Says nothing."""


def bare(name: str, step: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:  # noqa: ARG001 - a Wrap takes names
    """The step itself, for a run without a scheduler."""
    return step


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did."""

    run_id: int
    group: str
    collected: tuple[Collected, ...]
    new_articles: int
    new_versions: int
    copies: int

    @property
    def silent(self) -> tuple[Collected, ...]:
        """The outlets that did not answer."""
        return tuple(outlet for outlet in self.collected if not outlet.answered)

    @property
    def has_failed(self) -> bool:
        """Whether no outlet answered at all."""
        return bool(self.collected) and len(self.silent) == len(self.collected)

    @property
    def sentence(self) -> str:
        """``51 new articles, 7 copies, 2 outlets silent``."""
        return f"{self.new_articles} new articles, {self.copies} copies, {len(self.silent)} outlets silent"

    @property
    def counts(self) -> dict[str, int]:
        """As the archive keeps them."""
        return {
            "discovered": sum(outlet.discovered for outlet in self.collected),
            "fetched": sum(outlet.fetched for outlet in self.collected),
            "new_articles": self.new_articles,
            "new_versions": self.new_versions,
            "copies": self.copies,
        }


@dataclass(slots=True)
class Run:
    """A run that is under way."""

    run_id: int
    group: str
    settings: Settings
    flow_run_id: str | None = None
    wrap: Wrap = bare
    progress: Progress = field(default_factory=Unwatched)

    @property
    def folder(self) -> Path:
        """Of the data."""
        return self.settings.data_folder

    @property
    def agencies(self) -> tuple[str, ...]:
        """The outlets that are agencies, by the words of their names."""
        return tuple(outlet.name.replace("-", " ") for outlet in self.settings.outlets if outlet.agency)


async def run_group(
    settings: Settings,
    group: str,
    outlets: tuple[Outlet, ...],
    *,
    flow_run_id: str | None = None,
    wrap: Wrap = bare,
    progress: Progress | None = None,
) -> Report:
    """Runs *outlets* of *group* once. Raises LockedError when a run of the group is under way."""
    folder = settings.data_folder
    folder.mkdir(parents=True, exist_ok=True)
    with run_lock(folder, group), _entered(settings, group, flow_run_id) as run_id:
        run = Run(run_id, group, settings, flow_run_id, wrap, progress or Unwatched())
        collected = await _collect(run, outlets)
        loaded = await clean_and_load(run, [outlet.name for outlet in outlets])
        copies = await wrap("compare", in_thread(compare))(folder, _agencies(folder))
        report = Report(run_id, group, collected, loaded.new, loaded.changed, copies)
        await wrap("publish", in_thread(finish))(settings, report)
    log.info("%s: %s", group, report.sentence)
    return report


@contextmanager
def _entered(settings: Settings, group: str, flow_run_id: str | None) -> Iterator[int]:
    """The row of a run in the archive; it says how the run ended, however it did."""
    rows = [runs.OutletRow(o.name, o.home, o.group, o.language, o.agency) for o in settings.outlets]
    with open_archive(settings.data_folder / ARCHIVE_FILE) as archive:
        runs.name_outlets(archive, rows)
        run_id = runs.start(archive, group, utc_now(), flow_run_id)
        try:
            yield run_id
        except BaseException as error:
            is_our_fault = isinstance(error, Exception)
            runs.finish(archive, run_id, "failed" if is_our_fault else "interrupted", {}, utc_now())
            raise


async def _collect(run: Run, outlets: tuple[Outlet, ...]) -> tuple[Collected, ...]:
    run.progress.stage("collecting", len(outlets))
    async with open_desk(run.settings, run.run_id) as desk:

        async def collect(outlet: Outlet) -> Collected:
            collected = await run.wrap(f"collect {outlet.name}", collect_outlet)(desk, outlet)
            run.progress.advance()
            return collected

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(collect(outlet)) for outlet in outlets]
    return tuple(task.result() for task in tasks)


async def clean_and_load(run: Run, outlets: list[str]) -> Loaded:
    """Cleans and loads all pages of *outlets* that have no verdict, batch by batch."""
    total = Loaded(new=0, changed=0)
    with open_archive(run.folder / ARCHIVE_FILE) as archive:
        waiting = urls.count_without_verdict(archive, outlets)
    if not waiting:
        return total
    run.progress.stage("cleaning", waiting)
    with Cleaner(run.agencies) as cleaner:
        for first in range(1, waiting + 1, PAGES_A_BATCH):
            name = f"clean {first} to {min(first + PAGES_A_BATCH - 1, waiting)}"
            loaded = await run.wrap(name, in_thread(_clean_batch))(run, cleaner, outlets)
            total = Loaded(total.new + loaded.new, total.changed + loaded.changed)
    return total


def _clean_batch(run: Run, cleaner: Cleaner, outlets: Iterable[str]) -> Loaded:
    with open_archive(run.folder / ARCHIVE_FILE) as archive:
        stored = urls.without_verdict(archive, outlets, PAGES_A_BATCH)
        answers = [fetches.read(archive, page.fetch_id) for page in stored]
        pages = [page_of(page, answer) for page, answer in zip(stored, answers, strict=True)]
        batch = []
        for page, answer, cleaned in zip(stored, answers, cleaner.clean(pages), strict=True):
            batch.append(Work(page, answer, cleaned))
            run.progress.advance()
        return load(archive, run.folder, batch)


def _agencies(folder: Path) -> frozenset[str]:
    with open_archive(folder / ARCHIVE_FILE) as archive:
        return runs.agencies(archive)


def finish(settings: Settings, report: Report) -> None:
    """Ends the run in the archive, follows the archive into the database, and publishes it."""
    folder, now = settings.data_folder, utc_now()
    with open_archive(folder / ARCHIVE_FILE) as archive:
        runs.finish(archive, report.run_id, "failed" if report.has_failed else "completed", report.counts, now)
        if settings.retention.pages_days:
            with transaction(archive):
                fetches.drop_old_bodies(archive, now - timedelta(days=settings.retention.pages_days))
        with open_work(folder) as work:
            ledger.follow(work, archive, now)
    publish(folder)


def in_thread(function: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """*function*, awaited in a thread, so that the event loop (and with it a scheduler's heartbeat) goes on."""

    async def awaited(*args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(function, *args, **kwargs)

    return awaited
