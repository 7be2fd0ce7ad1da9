"""One run: collect, clean and load, compare, publish. Plain functions; a scheduler may wrap each step.

Whatever a run was killed in, the next one completes: pages that came without a verdict are cleaned, articles that were
loaded without being compared are compared, and nothing is asked twice for it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from flows.clean import Cleaner, agency_names, cleaner_version
from flows.collect import Collected, collect_outlet, settle_setbacks
from flows.compare import compare
from flows.desk import ARCHIVE_FILE, open_desk, utc_now
from flows.load import Work, load, page_of
from flows.page_rights import keep_rights
from flows.telling import counted, sentences
from storage import fetches, health, hosts, incidents, ledger, loads, mentions, rights, runs, urls
from storage.archive import open_archive, transaction
from storage.articles import NOTHING_LOADED, Loaded
from storage.compaction import compact_if_outgrown
from storage.incidents import News
from storage.lock import IMPORT, import_lock, run_lock, writer_lock
from storage.publishing import publish
from storage.work import WORK_FILE, WorkError, open_work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator
    from pathlib import Path

    from flows.desk import Desk
    from flows.settings import Outlet, Settings
    from storage.archive import Archive

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Steps in which outlets are collected and pages are cleaned, at most: each costs a scheduler's server 40 ms and 19 KB
#: for ever. With compare and publish a run has 50.
MOST_SHARES = 40
MOST_BATCHES = 8

#: Pages that are cleaned and loaded in one step, at least: a transaction of a second, a task that is worth its row.
PAGES_A_BATCH = 250

#: The same at most, whatever waits (an import of years): what is cleaned stays in memory until it is loaded.
MOST_PAGES_A_BATCH = 5_000


class Watch(Protocol):
    """Who runs the steps of a run, and tells of what it found: a scheduler, with its dashboard and events."""

    def step(self, name: str, step: Callable[[], Awaitable[T]]) -> Awaitable[T]:
        """What *step* gives, run under *name*."""

    def tell(self, news: News) -> None:
        """Tells whoever should know. Each piece comes once, or again after a run that was killed while it told."""


class Progress(Protocol):
    """Someone who watches a run."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage of so many pieces begins, where that is known."""

    def advance(self) -> None:
        """One of them is done."""


class Unwatched:
    """Nobody watches."""

    def stage(self, name: str, total: int | None) -> None:
        """Says nothing."""

    def advance(self) -> None:
        """Says nothing."""


class Bare:
    """No scheduler: a step is itself, and what is told is a line of the log."""

    def step(self, name: str, step: Callable[[], Awaitable[T]]) -> Awaitable[T]:  # noqa: ARG002 - no one sees the name
        """What *step* gives."""
        return step()

    def tell(self, news: News) -> None:
        """Says it in the log."""
        say_in_the_log(news)


def say_in_the_log(news: News) -> None:
    """A line for each piece."""
    for sentence in sentences(news):
        log.warning("%s", sentence)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did."""

    run_id: int
    group: str
    collected: tuple[Collected, ...]
    new_articles: int
    new_versions: int
    copies: int
    news: News = field(default_factory=News)
    line_down: str | None = None  # our own line was: how that showed

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
        articles = counted(self.new_articles, "new article", "new articles")
        copies = counted(self.copies, "copy", "copies")
        silent = self.line_down or f"{counted(len(self.silent), 'outlet', 'outlets')} silent"
        return f"{articles}, {copies}, {silent}"

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
    watch: Watch = field(default_factory=Bare)
    progress: Progress = field(default_factory=Unwatched)
    due_only: bool = False  # a run of a schedule; one by hand asks every listing, and tries what has failed

    @property
    def folder(self) -> Path:
        """Of the data."""
        return self.settings.data_folder


async def run_group(  # noqa: PLR0913 - what to run, and who looks on
    settings: Settings,
    group: str,
    outlets: tuple[Outlet, ...],
    *,
    flow_run_id: str | None = None,
    watch: Watch | None = None,
    progress: Progress | None = None,
    due_only: bool = False,
) -> Report:
    """Runs *outlets* of *group* once. Raises LockedError when a run of the group is under way.

    *due_only* is what a schedule does: feeds that are not due are not asked.
    """
    with entered(settings, group, flow_run_id) as run_id:
        run = Run(run_id, group, settings, watch or Bare(), progress or Unwatched(), due_only)
        collected, finding = await _collect(run, outlets)
        return await complete(run, collected, line_down=finding)


@contextmanager
def entered(settings: Settings, group: str, flow_run_id: str | None = None) -> Iterator[int]:
    """The row of a run in the archive; it says how the run ended. Imports wait, others raise LockedError.

    Raises WorkError where the database is gone.
    """
    folder = settings.data_folder
    folder.mkdir(parents=True, exist_ok=True)
    rows = [runs.OutletRow(o.name, o.home, o.group, o.language, o.agency) for o in settings.outlets]
    lock = import_lock(folder) if group == IMPORT else run_lock(folder, group)
    with lock, open_archive(folder / ARCHIVE_FILE) as archive:
        refuse_an_empty_database(folder, archive)
        runs.watch(archive, rows, utc_now())
        run_id = runs.start(archive, group, utc_now(), flow_run_id)
        try:
            yield run_id
        except BaseException as error:
            is_our_fault = isinstance(error, Exception)
            runs.finish(archive, run_id, "failed" if is_our_fault else "interrupted", {}, utc_now())
            raise


def refuse_an_empty_database(folder: Path, archive: Archive) -> None:
    """Raises WorkError where that of an archive that has been loaded is gone.

    A new one would be published in place of all that readers see. It is looked for twice: another run may just have
    made the first.
    """
    if not (folder / WORK_FILE).exists() and loads.count(archive) and not (folder / WORK_FILE).exists():
        raise WorkError(f"{folder / WORK_FILE}: is gone: wirewatch rebuild makes it anew from the archive")


async def complete(
    run: Run, collected: tuple[Collected, ...], before: Loaded = NOTHING_LOADED, line_down: str | None = None
) -> Report:
    """All that follows when pages have come: clean and load, compare, publish. *before* is loaded already."""
    loaded = before + await clean_and_load(run, [one.outlet for one in collected])
    copies = await run.watch.step("compare", lambda: asyncio.to_thread(_compare, run))
    report = Report(run.run_id, run.group, collected, loaded.new, loaded.changed, copies, line_down=line_down)
    news = await run.watch.step("publish", lambda: asyncio.to_thread(_finish, run.settings, report))
    log.info("%s: %s", run.group, report.sentence)
    _tell(run, news)
    return replace(report, news=news)


def _tell(run: Run, news: News) -> None:
    """A run that is killed in between tells it again: better twice than never."""
    run.watch.tell(news)
    with open_archive(run.folder / ARCHIVE_FILE) as archive:
        incidents.mark_told(archive, news, utc_now())


async def _collect(run: Run, outlets: tuple[Outlet, ...]) -> tuple[tuple[Collected, ...], str | None]:
    """What came of asking them, and that our own line is down if it is."""
    run.progress.stage("collecting", len(outlets))
    cadence = run.settings.cadence(run.group, utc_now())
    async with open_desk(run.settings, run.run_id, cadence=cadence, due_only=run.due_only) as desk:
        if not run.due_only:
            hosts.try_failing_ones(desk.archive)
        collected = await _together(_collect_share(run, desk, share) for share in _shares(outlets))
        finding = settle_setbacks(desk)
    return tuple(one for share in collected for one in share), finding


def _shares(outlets: tuple[Outlet, ...]) -> list[tuple[Outlet, ...]]:
    """An outlet each, or more where there are more outlets than a scheduler should be shown."""
    size = -(-len(outlets) // MOST_SHARES)
    return [outlets[start : start + size] for start in range(0, len(outlets), size)]


async def _collect_share(run: Run, desk: Desk, share: tuple[Outlet, ...]) -> list[Collected]:
    async def collect(outlet: Outlet) -> Collected:
        collected = await collect_outlet(desk, outlet)
        run.progress.advance()
        return collected

    name = f"collect {', '.join(outlet.name for outlet in share)}"
    return await run.watch.step(name, lambda: _together(map(collect, share)))


async def _together(steps: Iterable[Awaitable[T]]) -> list[T]:
    """What each of *steps* gives. When one fails the others end first: none goes on over an archive that is closed."""

    async def result_of(step: Awaitable[T]) -> T:
        return await step

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(result_of(step)) for step in steps]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    return [task.result() for task in tasks]


async def clean_and_load(run: Run, outlets: list[str]) -> Loaded:
    """Cleans and loads all pages of *outlets* that have no verdict, batch by batch."""
    total = NOTHING_LOADED
    with open_archive(run.folder / ARCHIVE_FILE) as archive:
        waiting = urls.count_without_verdict(archive, outlets)
    if not waiting:
        return total
    run.progress.stage("cleaning", waiting)
    size = min(max(PAGES_A_BATCH, -(-waiting // MOST_BATCHES)), MOST_PAGES_A_BATCH)
    with Cleaner(agency_names(run.settings)) as cleaner:
        for first in range(1, waiting + 1, size):
            name = f"clean {first} to {min(first + size - 1, waiting)}"
            loaded = await run.watch.step(name, lambda: asyncio.to_thread(_clean_batch, run, cleaner, outlets, size))
            total += loaded
    return total


def _clean_batch(run: Run, cleaner: Cleaner, outlets: Iterable[str], size: int) -> Loaded:
    with open_archive(run.folder / ARCHIVE_FILE) as archive:
        stored = urls.without_verdict(archive, outlets, size)
        pages = (page_of(page, fetches.read(archive, page.fetch_id)) for page in stored)
        batch = []
        for page, cleaned in zip(stored, cleaner.clean(pages), strict=True):
            batch.append(Work(page, cleaned, cleaner_version()))
            run.progress.advance()
        keep_rights(archive, batch)
        return load(archive, run.folder, run.run_id, batch)


def _compare(run: Run) -> int:
    """Compares what was loaded, and keeps that it was; how many copies are new."""
    with open_archive(run.folder / ARCHIVE_FILE) as archive, writer_lock(run.folder):
        found = compare(run.folder, runs.agencies(archive))
        loads.record_comparison(archive, run.run_id)
    return found


def _finish(settings: Settings, report: Report) -> News:
    """Ends the run in the archive, follows it into the database, and publishes that; what nobody was told yet."""
    folder, now = settings.data_folder, utc_now()
    with open_archive(folder / ARCHIVE_FILE) as archive:
        runs.finish(archive, report.run_id, "failed" if report.has_failed else "completed", report.counts, now)
        if settings.retention.pages_days:
            with transaction(archive):
                fetches.drop_old_bodies(archive, now - timedelta(days=settings.retention.pages_days))
        with transaction(archive):
            rights.drop_what_is_not_kept(archive, now)
        with open_work(folder) as work:
            ledger.follow(work, archive)
            mentions.match(work, archive, report.run_id, settings.watch, now)
            health.judge(work, archive, now, line_is_down=report.line_down is not None)
        news = incidents.untold(archive)
    compact_if_outgrown(folder)
    publish(folder)
    return news
