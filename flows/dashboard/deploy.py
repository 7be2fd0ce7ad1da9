"""Brings a Prefect server in line with what is planned: work pool, deployments, automations; twice is like once."""

from __future__ import annotations

import shlex
import sys
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    DeploymentScheduleUpdate,
    DeploymentUpdate,
    WorkPoolCreate,
)
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound, PrefectHTTPStatusError
from prefect.utilities.callables import parameter_schema
from prefect.workers.process import ProcessWorker

from flows.dashboard.automations import bring_automations_in_line
from flows.dashboard.deployments import GRACE_SECONDS, HEARTBEAT_SECONDS, POOL, SLUG, TAG, Planned
from flows.dashboard.prefect_api import ServerError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from prefect import Flow
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.responses import DeploymentResponse

NEVER_OVERLAP = ConcurrencyOptions(
    collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW, grace_period_seconds=GRACE_SECONDS
)


async def bring_in_line(plan: tuple[Planned, ...], config: Path) -> list[str]:
    """Makes, changes and removes deployments of the settings in *config*; a line about each.

    A schedule that a person paused stays paused. Raises ServerError.
    """
    async with server() as client:
        await _make_pool(client)
        lines = [await _bring(client, one, config) for one in plan]
        lines += await _remove_others(client, {(_flow(one).name, one.name) for one in plan}, config)
        lines += [f"automation {name}: set up" for name in await bring_automations_in_line(client)]
    return lines


@asynccontextmanager
async def server() -> AsyncIterator[PrefectClient]:
    """The server that is configured, and answers. Raises ServerError."""
    async with get_client() as client:
        if trouble := await client.api_healthcheck():
            raise ServerError(f"{client.api_url} answers no question ({trouble}): is its server up?")
        try:
            yield client
        except PrefectHTTPStatusError as error:
            raise ServerError(f"{client.api_url} refuses: {' '.join(str(error).split())}") from error


async def _make_pool(client: PrefectClient) -> None:
    template = ProcessWorker.get_default_base_job_template()
    pool = WorkPoolCreate(name=POOL, type=ProcessWorker.type, base_job_template=template)
    try:
        await client.create_work_pool(pool)
    except ObjectAlreadyExists:
        return


async def _bring(client: PrefectClient, one: Planned, config: Path) -> str:
    flow = _flow(one)
    wanted = _wanted(one, flow, config)
    try:
        known = await client.read_deployment_by_name(f"{flow.name}/{one.name}")
    except ObjectNotFound:
        flow_id = await client.create_flow_from_name(flow.name)
        await client.create_deployment(
            flow_id,
            one.name,
            work_pool_name=POOL,
            concurrency_limit=1,
            schedules=_schedules(one, is_active=True),
            **wanted,
        )
        return f"{one.name}: made, {_when(one)}"
    _refuse_another_house(known, config)
    was_active = all(schedule.active for schedule in known.schedules)
    paused = ", paused (as it was)" if known.paused or not was_active else ""
    changes = {key: value for key, value in wanted.items() if getattr(known, key) != value}
    if _said(known) != _planned_times(one):
        again = _schedules(one, is_active=was_active)
        changes["schedules"] = [DeploymentScheduleUpdate(**schedule.model_dump()) for schedule in again]
    if known.work_pool_name != POOL:
        changes["work_pool_name"] = POOL
    if known.global_concurrency_limit is None or known.global_concurrency_limit.limit != 1:
        changes["concurrency_limit"] = 1
    if not changes:
        return f"{one.name}: as it was, {_when(one)}{paused}"
    await client.update_deployment(known.id, DeploymentUpdate(**changes))
    return f"{one.name}: changed, {_when(one)}{paused}"


def _flow(one: Planned) -> Flow[..., Any]:
    module, _, name = one.entrypoint.rpartition(".")
    try:
        flow: Flow[..., Any] = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ServerError(f"deployment {one.name}: {one.entrypoint} cannot be loaded: {error}") from error
    return flow


def _wanted(one: Planned, flow: Flow[..., Any], config: Path) -> dict[str, Any]:
    return {
        "description": one.description,
        "entrypoint": one.entrypoint,
        "parameters": dict(one.parameters),
        "parameter_openapi_schema": _form(one, flow),
        "tags": [TAG],
        "job_variables": _job(config),
        "enforce_parameter_schema": True,
        "concurrency_options": NEVER_OVERLAP,
    }


def _form(one: Planned, flow: Flow[..., Any]) -> dict[str, Any]:
    """The parameters as the dashboard's form asks for them: a list to choose from where the settings have one."""
    schema = parameter_schema(flow).model_dump_for_openapi()
    for name, choices in one.choices.items():
        schema["properties"][name]["enum"] = list(choices)
    return schema


def _job(config: Path) -> dict[str, Any]:
    """How a worker starts a run: in the folder of the settings, whose modules (-P) do not come before ours."""
    environment = {"WIREWATCH_CONFIG": str(config), "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS)}
    command = shlex.join([sys.executable, "-P", "-m", "prefect.engine"])
    return {"command": command, "working_dir": str(config.parent), "env": environment}


def _schedules(one: Planned, *, is_active: bool) -> list[DeploymentScheduleCreate]:
    if one.schedule is None:
        return []
    cron = CronSchedule(cron=one.schedule.cron, timezone=one.schedule.timezone)
    return [DeploymentScheduleCreate(schedule=cron, active=is_active, slug=SLUG)]


def _planned_times(one: Planned) -> list[tuple[str, str | None]]:
    return [(one.schedule.cron, one.schedule.timezone)] if one.schedule else []


def _said(known: DeploymentResponse) -> list[tuple[str, str | None]]:
    """The crons of a deployment and their time zones; a schedule of another kind is told by its words."""
    schedules = [one.schedule for one in known.schedules]
    return [(one.cron, one.timezone) if isinstance(one, CronSchedule) else (str(one), None) for one in schedules]


def _when(one: Planned) -> str:
    return f"{one.schedule.cron} {one.schedule.timezone}" if one.schedule else "started by hand"


async def _remove_others(client: PrefectClient, planned: set[tuple[str, str]], config: Path) -> list[str]:
    """Removes what is ours and no longer planned, such as a group that is gone; its runs stay in the history."""
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    lines = []
    for known in await client.read_deployments(deployment_filter=ours):
        flow = await client.read_flow(known.flow_id)
        if (flow.name, known.name) in planned or _of_another_house(known, config):
            continue
        await client.delete_deployment(known.id)
        lines.append(f"{known.name}: removed, for the settings have it no more")
    return lines


def _refuse_another_house(known: DeploymentResponse, config: Path) -> None:
    if other := _of_another_house(known, config):
        raise ServerError(
            f"{known.name}: the deployment of this name on the server belongs to {other}: rename the group, or use a"
            " server of its own for these settings"
        )


def _of_another_house(known: DeploymentResponse, config: Path) -> Path | None:
    """The settings file of another wirewatch that shares the server, unless it is gone (the folder was moved)."""
    named = (known.job_variables.get("env") or {}).get("WIREWATCH_CONFIG")
    other = Path(named) if named else config
    return other if other != config and other.exists() else None
