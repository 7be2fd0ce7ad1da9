"""Makes the database anew from the archive, batch by batch as it came about, beside the running system.

What was loaded is cleaned again and loaded into a folder of its own, with the functions of a run, and compared where it
had been compared. An archive beside the new database keeps the verdicts on the way; the real one is only read. At the
end, under the lock, what runs have loaded meanwhile is added, the archive takes over the verdicts that are others now,
and the new file takes the place of the old one, which stays until then.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.model import Cleaned
from flows.clean import Cleaner, agency_names, cleaner_version
from flows.compare import compare
from flows.desk import ARCHIVE_FILE
from flows.load import Work, load, page_of
from storage import fetches, health, ledger, loads, runs
from storage.archive import open_archive, transaction
from storage.compaction import compact_if_outgrown
from storage.lock import rebuild_lock, writer_lock
from storage.publishing import publish
from storage.work import open_work, put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractors.model import Page, Text
    from flows.pipeline import Progress
    from flows.settings import Settings
    from storage.archive import Archive
    from storage.loads import Load, Step


class RebuildError(Exception):
    """The database cannot be made anew without a loss; the message says why and what to do."""


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild did."""

    cleaned: int = 0  # pages
    carried_over: int = 0  # clean records of which the pages are gone
    verdicts: int = 0  # URLs that are something else now


def rebuild(settings: Settings, progress: Progress) -> Rebuilt:
    """Makes the database of these settings anew and publishes it. Raises RebuildError, LockedError."""
    folder = settings.data_folder
    making = folder / "rebuild"
    with rebuild_lock(folder), open_archive(folder / ARCHIVE_FILE) as archive:
        _refuse_losses(archive, folder)
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        try:
            with open_archive(making / ARCHIVE_FILE) as replay, Cleaner(agency_names(settings)) as cleaner:
                course = _Course(archive, replay, making, cleaner, progress)
                course.run()
                with writer_lock(folder):
                    course.catch_up()
                    _switch(course, folder)
        finally:
            shutil.rmtree(making)
    return course.rebuilt


def _refuse_losses(archive: Archive, folder: Path) -> None:
    if not runs.are_there(archive):
        raise RebuildError(f"{folder}: there is nothing to rebuild yet: type wirewatch run first")
    if lost := loads.count_lost(archive):
        raise RebuildError(
            f"{folder}: {lost} articles would be lost: neither the bytes of their pages nor clean records of them are"
            " in the archive, from before such records were kept"
        )


@dataclass(slots=True)
class _Course:
    """The way from an empty database to the present one."""

    archive: Archive
    replay: Archive
    making: Path
    cleaner: Cleaner
    progress: Progress
    rebuilt: Rebuilt = field(default_factory=Rebuilt)
    done: int = 0  # the load up to which it has come

    def run(self) -> None:
        """Most of it, while runs go on."""
        self.progress.stage("rebuilding", loads.count(self.archive))
        loads.begin(self.archive, self.replay)
        self.catch_up()
        with open_work(self.making) as work:
            ledger.follow(work, self.archive)

    def catch_up(self) -> None:
        """All steps that the archive has by now."""
        while (step := loads.next_step(self.archive, self.done)) is not None:
            self._take(step)
            self.done = step.loads[-1].load_id

    def _take(self, step: Step) -> None:
        with transaction(self.replay):
            loads.enter(self.replay, step)
        batch = list(self._clean(step))
        load(self.replay, self.making, step.loads[0].run_id, batch)
        if step.then_compared:
            compare(self.making, runs.agencies(self.archive))

    def _clean(self, step: Step) -> Iterator[Work]:
        cleaned = self.cleaner.clean(self._page(load) for load in step.loads if load.has_bytes)
        for one in step.loads:
            self.progress.advance()
            if one.has_bytes:
                self.rebuilt.cleaned += 1
                yield Work(one.stored, next(cleaned), cleaner_version())
            else:
                self.rebuilt.carried_over += 1
                yield Work(one.stored, one.cleaned or Cleaned(one.reason), one.cleaner_version)

    def _page(self, one: Load) -> Page | Text:
        return page_of(one.stored, fetches.read(self.archive, one.stored.fetch_id))


def _switch(course: _Course, folder: Path) -> None:
    """The new database in the place of the old one, and its verdicts in the archive: both, or neither."""
    loads.attach(course.archive, course.making / ARCHIVE_FILE)
    with transaction(course.archive):
        course.rebuilt.verdicts = loads.adopt(course.archive)
        put_in_place(course.making, folder)
    with open_work(folder) as work:
        ledger.follow(work, course.archive)
        health.show(work, course.archive, runs.last_finished_at(course.archive))
    compact_if_outgrown(folder)
    publish(folder)
