"""The run as a Prefect flow: its steps are tasks, and what it did stands on the dashboard."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from prefect import flow, runtime, task
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed

from flows.pipeline import Report, run_group
from flows.report import markdown_of, table_of
from flows.settings import Outlet, load_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from prefect.client.schemas.objects import State

T = TypeVar("T")


def run_name() -> str:
    """``asia 2026-11-24 09:30``: the group, and the time for which the run was scheduled."""
    group = runtime.flow_run.parameters.get("group", "all")
    return f"{group} {runtime.flow_run.scheduled_start_time:%Y-%m-%d %H:%M}"


@flow(name="wirewatch", flow_run_name=run_name)
async def monitor(group: str = "all", outlet: str | None = None, config: str | None = None) -> State[Report]:
    """Fetches, cleans, compares and loads the outlets of a group once.

    Args:
        group: The group of outlets, as wirewatch.toml names it.
        outlet: Only this outlet of the group.
        config: The settings file; else WIREWATCH_CONFIG, else ./wirewatch.toml.

    """
    logging.getLogger("flows").setLevel(logging.INFO)
    settings = load_settings(Path(config) if config else None)
    outlets = tuple(one for one in settings.in_group(group) if outlet in {None, one.name})
    if not outlets:
        return Failed(message=f'no outlet to run in group "{group}": look at its name in wirewatch.toml')
    report = await run_group(settings, group, outlets, flow_run_id=runtime.flow_run.id, watch=as_task)
    await acreate_table_artifact(table_of(report), key=f"outlets-{group}", description=f"Outlets of {group}")
    await acreate_markdown_artifact(markdown_of(report), key=f"run-{group}", description=f"Run of {group}")
    ended = Failed if report.has_failed else Completed
    return ended(message=report.sentence, data=report)


async def as_task(name: str, step: Callable[[], Awaitable[T]]) -> T:
    """*step* as a task run under *name*: a Watch of the pipeline."""

    @task(name=name.split(maxsplit=1)[0], task_run_name=name.replace("{", "").replace("}", ""), cache_policy=NO_CACHE)
    async def run_step() -> T:
        return await step()

    return await run_step()


async def run_watched(config: Path | None, group: str, outlets: tuple[Outlet, ...], *, all_of_group: bool) -> Report:
    """The same from the command line."""
    outlet = None if all_of_group else outlets[0].name
    state: Any = await monitor(group, outlet, str(config) if config else None, return_state=True)
    report = await state.aresult(raise_on_failure=False)
    if isinstance(report, BaseException):
        raise report
    assert isinstance(report, Report)
    return report
