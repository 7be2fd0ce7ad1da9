"""Ends the runs on the server that nobody carries any more; a worker that died leaves them Running for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count, groupby
from typing import TYPE_CHECKING

from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Cancelled, Crashed

from flows.dashboard.deploy import server
from flows.dashboard.deployments import POOL
from flows.dashboard.processes import carriers, end

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun, State

UNDER_WAY = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]

#: The most that the server gives in one answer.
PAGE = 200

#: A run that was claimed so recently may not have its process yet.
STARTING = timedelta(seconds=60)


async def sweep(reason: str, *, only_lost: bool) -> list[str]:
    """Ends all runs of our pool that are under way, with *reason*, and lets missed ones be one; a line about each.

    With *only_lost* a run that a process of this machine carries goes on: for a worker that lives. Raises ServerError.
    """
    now = datetime.now(UTC)
    async with server() as client:
        under_way = await _runs(client, UNDER_WAY)
        late = [run for run in await _runs(client, [StateType.SCHEDULED]) if _is_missed(run, now)]
        ended = [line for run in under_way if (line := await _end(client, run, reason, now, only_lost=only_lost))]
        return ended + await _let_be_one(client, late)


async def _runs(client: PrefectClient, states: list[StateType]) -> list[FlowRun]:
    """All of our pool in one of *states*."""
    found: list[FlowRun] = []
    for number in count():
        page = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states))),
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
            limit=PAGE,
            offset=PAGE * number,
        )
        found += page
        if len(page) < PAGE:
            break
    return found


def _is_missed(run: FlowRun, now: datetime) -> bool:
    """Whether *run* was due by a schedule and did not start. What a person ordered is his."""
    return bool(run.auto_scheduled and run.expected_start_time and run.expected_start_time < now)


async def _end(client: PrefectClient, run: FlowRun, reason: str, now: datetime, *, only_lost: bool) -> str | None:
    processes = carriers().get(str(run.id), [])
    is_starting = run.state is not None and now - run.state.timestamp < STARTING
    if only_lost and (processes or is_starting):
        return None
    end(processes)
    ended = Cancelled if run.state_type is StateType.CANCELLING else Crashed
    state: State[None] = ended(message=reason)
    await client.set_flow_run_state(run.id, state, force=True)
    return f"{run.name}: {state.name}, {reason}"


async def _let_be_one(client: PrefectClient, late: list[FlowRun]) -> list[str]:
    """Of the runs of a deployment that were missed, the newest stands for all: each would do the same."""

    def deployment(run: FlowRun) -> str:
        return str(run.deployment_id)

    lines = []
    for _, runs in groupby(sorted(late, key=deployment), key=deployment):
        *older, newest = sorted(runs, key=lambda run: run.expected_start_time or datetime.min.replace(tzinfo=UTC))
        reason = f"missed while no worker ran: the run of {newest.expected_start_time:%Y-%m-%d %H:%M} UTC does its work"
        for run in older:
            await client.set_flow_run_state(run.id, Cancelled(message=reason), force=True)
            lines.append(f"{run.name}: Cancelled, {reason}")
    return lines
