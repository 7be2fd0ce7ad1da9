"""The run as a Prefect flow: its steps are tasks, and what it did stands on the dashboard."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from prefect import flow, runtime, tags, task
from prefect.artifacts import acreate_image_artifact, acreate_markdown_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.logging.handlers import APILogHandler
from prefect.states import Cancelled, Completed, Failed
from prefect.task_engine import TaskRunTimeoutError

from flows.dashboard.deployments import TAG
from flows.dashboard.events import emit_batch, emit_news
from flows.desk import utc_now
from flows.maintenance.backfill import fill_back
from flows.maintenance.rebuild import RebuildError, Rebuilt
from flows.maintenance.rebuild import rebuild as make_anew
from flows.pipeline import Report, Unwatched, run_group, say_in_the_log
from flows.reports.digest import digest_page, sentence
from flows.reports.picture import as_data_uri, picture
from flows.reports.report import run_page, stories, table_of
from flows.settings import Outlet, Settings, SettingsError, load_settings
from flows.telling import of_the_system
from storage.archive import ArchiveError
from storage.lock import LockedError
from storage.overview import overview_of_run, read_overview
from storage.publishing import NothingPublishedError, PublishingError, published
from storage.work import WorkError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from prefect.client.schemas.objects import State

    from storage.incidents import News

T = TypeVar("T")

#: A step that takes longer hangs, and is given up. The first visit to an outlet with a thousand pages, five seconds
#: between them, takes an hour and a half; the 40,000 that wait after an import are cleaned in an hour.
STEP_SECONDS = 6 * 3600

#: A process whose threads hang does not even end when its run is given up: then it is ended from outside of Python,
#: with the places where it hangs in its output. Its worker tells the server, and the next run completes it.
PROCESS_SECONDS = STEP_SECONDS + 600


def run_name() -> str:
    """``asia 2026-11-24 09:30``: the group, and the time in UTC for which the run was scheduled."""
    group = runtime.flow_run.parameters.get("group", "all")
    return f"{group} {runtime.flow_run.scheduled_start_time:%Y-%m-%d %H:%M}"


@flow(name="wirewatch", flow_run_name=run_name)
async def monitor(group: str = "all", outlet: str = "", config: str = "") -> State[Report]:
    """Fetches, cleans, compares and loads the outlets of a group once.

    Args:
        group: The group of outlets, as wirewatch.toml names it.
        outlet: Only this outlet of the group; empty for all of them.
        config: The settings file; empty for WIREWATCH_CONFIG of the worker, else wirewatch.toml in its folder.

    """
    try:
        with _in_the_log_of_the_run(), _ended_if_it_hangs():
            settings = load_settings(Path(config) if config else None)
            report = await _run(settings, group, outlet)
    except LockedError as error:
        return Cancelled(message=str(error), data=error)
    except (SettingsError, ArchiveError, WorkError) as error:
        return Failed(message=str(error), data=error)
    except OSError as error:
        return Failed(message=of_the_system(error), data=error)
    await _show(report, settings)
    emit_batch(report)
    ended = Failed if report.has_failed else Completed
    return ended(message=report.sentence, data=report)


@flow(name="wirewatch digest", flow_run_name="digest {days}d")
async def digest(days: int = 1, config: str = "") -> State[str]:
    """Says on one page what is new, what is wrong, what is well again, and where watched words stand.

    Args:
        days: How many days back.
        config: The settings file; empty for WIREWATCH_CONFIG of the worker, else wirewatch.toml in its folder.

    """
    try:
        news = published(load_settings(Path(config) if config else None).data_folder)
    except (SettingsError, NothingPublishedError, PublishingError, WorkError) as error:
        return Failed(message=str(error), data=str(error))
    overview = read_overview(news, utc_now() - timedelta(days=days))
    page = digest_page(overview)
    await acreate_markdown_artifact(page, key="digest", description=f"The last {days} days")
    return Completed(message=sentence(overview), data=page)


@flow(name="wirewatch backfill", flow_run_name="{outlet} {since} to {until}")
async def backfill(outlet: str, since: date, until: date, sitemap: str = "", config: str = "") -> State[Report]:
    """Takes in what an outlet published in a period that lies back.

    Args:
        outlet: The outlet, as wirewatch.toml names it.
        since: The first day. A page takes as long as the pause between two requests: a month of a large outlet, hours.
        until: The last day.
        sitemap: A sitemap to read first (its newest month is taken in whole); empty for all that is known already.
        config: The settings file; empty for WIREWATCH_CONFIG of the worker, else wirewatch.toml in its folder.

    """
    try:
        with _in_the_log_of_the_run(), _ended_if_it_hangs():
            settings = load_settings(Path(config) if config else None)
            this_run = {"flow_run_id": runtime.flow_run.id, "watch": OnTheDashboard()}
            report = await fill_back(settings, outlet, since, until, sitemap=sitemap, **this_run)
    except LockedError as error:
        return Cancelled(message=str(error), data=error)
    except (SettingsError, ArchiveError, WorkError) as error:
        return Failed(message=str(error), data=error)
    except OSError as error:
        return Failed(message=of_the_system(error), data=error)
    ended = Failed if report.has_failed else Completed
    return ended(message=report.sentence, data=report)


@flow(name="wirewatch rebuild", flow_run_name="rebuild")
async def rebuild(config: str = "") -> State[Rebuilt]:
    """Makes all of news.duckdb anew from the archive, while runs go on; it is switched at the end.

    Args:
        config: The settings file; empty for WIREWATCH_CONFIG of the worker, else wirewatch.toml in its folder.

    """
    try:
        settings = load_settings(Path(config) if config else None)
        with _ended_if_it_hangs():
            done = await OnTheDashboard().step("rebuild", lambda: asyncio.to_thread(make_anew, settings, Unwatched()))
    except (SettingsError, ArchiveError, WorkError, LockedError, RebuildError, PublishingError) as error:
        return Failed(message=str(error), data=error)
    except OSError as error:
        return Failed(message=of_the_system(error), data=error)
    sentence = f"{done.cleaned:,} pages cleaned; {done.verdicts:,} URLs are something else now"
    return Completed(message=sentence, data=done)


async def _show(report: Report, settings: Settings) -> None:
    """The run on the dashboard, under keys that each group has for itself."""
    names = [outlet.outlet for outlet in report.collected]
    overview = overview_of_run(published(settings.data_folder), report.run_id, names)
    group = report.group
    drawing = as_data_uri(picture(overview, utc_now().date()))
    await acreate_table_artifact(table_of(overview), key=f"outlets-{group}", description=f"Outlets of {group}")
    await acreate_markdown_artifact(run_page(report, overview), key=f"run-{group}", description=f"Run of {group}")
    await acreate_markdown_artifact(
        stories(overview.stories), key=f"stories-{group}", description=f"Stories of {group}, by independent newsrooms"
    )
    await acreate_image_artifact(drawing, key=f"days-{group}", description=f"New articles a day in {group}")


async def run_watched(config: Path | None, group: str, outlets: tuple[Outlet, ...], *, all_of_group: bool) -> Report:
    """The same from the command line, which prints the lines of the log itself. Raises what ``monitor`` ended with."""
    logging.getLogger("flows").propagate = False
    outlet = "" if all_of_group else outlets[0].name
    with tags(TAG):  # the automations look after runs that bear it
        state: Any = await monitor(group, outlet, str(config or ""), return_state=True)
    report = await state.aresult(raise_on_failure=False)
    if isinstance(report, BaseException):
        raise report
    assert isinstance(report, Report)
    return report


async def _run(settings: Settings, group: str, outlet: str) -> Report:
    outlets = tuple(one for one in settings.in_group(group) if outlet in {"", one.name})
    if not outlets:
        named = f' with the name "{outlet}"' if outlet else ""
        raise SettingsError([f'group "{group}" has no outlet{named}: look at the names in wirewatch.toml'])
    watch, due_only = OnTheDashboard(), _is_of_a_schedule()
    return await run_group(settings, group, outlets, flow_run_id=runtime.flow_run.id, watch=watch, due_only=due_only)


def _is_of_a_schedule() -> bool:
    """Whether a schedule has made this run, not a person."""
    context = FlowRunContext.get()
    return bool(context and context.flow_run and context.flow_run.auto_scheduled)


class OnTheDashboard:
    """A Watch of the pipeline: steps are task runs, and what is told is an event, and a line in the log of the run."""

    async def step(self, name: str, step: Callable[[], Awaitable[T]]) -> T:
        """*step* as a task run under *name*. Raises TimeoutError when it hangs."""

        @task(name=name.partition(" ")[0], task_run_name=name, cache_policy=NO_CACHE, timeout_seconds=STEP_SECONDS)
        async def run_step() -> T:
            return await step()

        try:
            return await run_step()
        except TaskRunTimeoutError as error:
            given_up = f"it hung, and was given up after {timedelta(seconds=STEP_SECONDS)}"
            raise TimeoutError(f"{name}: {given_up}; the next run goes on from there") from error

    def tell(self, news: News) -> None:
        """Emits it."""
        say_in_the_log(news)
        emit_news(news)


@contextmanager
def _ended_if_it_hangs() -> Iterator[None]:
    faulthandler.dump_traceback_later(PROCESS_SECONDS, exit=True)
    has_hung = False
    try:
        yield
    except TimeoutError:  # of a step: the clock goes on, for a thread of it may hang
        has_hung = True
        raise
    finally:
        if not has_hung:
            faulthandler.cancel_dump_traceback_later()


@contextmanager
def _in_the_log_of_the_run() -> Iterator[None]:
    """What the pipeline says (a line for each outlet) goes into the log of the flow run, under its task."""
    pipeline, handler = logging.getLogger("flows"), APILogHandler()
    pipeline.setLevel(logging.INFO)
    pipeline.addHandler(handler)
    try:
        yield
    finally:
        pipeline.removeHandler(handler)
