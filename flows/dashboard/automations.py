"""The automations of the server: what it does by itself when something has happened, or has not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from flows.dashboard.deployments import TAG

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

#: Without a sign of life for so long (six of them are missing), a run is taken for dead. A server that was away for a
#: minute has missed two or three: a run that lives must not be ended for it.
SIGNS_OF_LIFE = timedelta(seconds=180)

#: A run that was claimed starts in 10 s, in a minute on a busy machine; after so long it never will.
STARTS = timedelta(seconds=240)

#: A run says that it has started, then each half minute that it lives. One that dies at once has said nothing but the
#: first. (One that dies while it is being cancelled is Cancelled by Prefect, after five minutes.)
UNDER_WAY = {"prefect.flow-run.Running", "prefect.flow-run.heartbeat"}

CLAIMED = {"prefect.flow-run.Pending"}

RUNS_OF_OURS = {"prefect.resource.role": "tag", "prefect.resource.id": f"prefect.tag.{TAG}"}


def _crashed_without_an_event(name: str, description: str, after: set[str], within: timedelta) -> AutomationCore:
    """Ends each of our runs that says nothing for *within* after it said one of *after*."""
    return AutomationCore(
        name=name,
        description=description,
        trigger=EventTrigger(
            posture=Posture.Proactive,
            match={"prefect.resource.id": "prefect.flow-run.*"},
            match_related=RUNS_OF_OURS,  # type: ignore[arg-type]
            after=after,
            expect={"prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            within=within,
        ),
        actions=[ChangeFlowRunState(name=None, state=StateType.CRASHED, message=description, force=False)],
    )


AUTOMATIONS: tuple[AutomationCore, ...] = (
    _crashed_without_an_event(
        "wirewatch: a run without a sign of life",
        f"It gave no sign of life for {SIGNS_OF_LIFE.seconds} seconds: its process is gone. The next run completes it.",
        UNDER_WAY,
        SIGNS_OF_LIFE,
    ),
    _crashed_without_an_event(
        "wirewatch: a run that never started",
        f"It was claimed by a worker and did not start for {STARTS.seconds} seconds. The next run completes it.",
        CLAIMED,
        STARTS,
    ),
)


async def bring_automations_in_line(client: PrefectClient) -> list[str]:
    """Makes each of them once, by its name; one that a person switched off stays so. The names of those it touched."""
    touched = []
    for wanted in AUTOMATIONS:
        known = await client.read_automations_by_name(wanted.name)
        if not known:
            await client.create_automation(wanted)
        elif _said(known[0]) != _said(wanted):
            await client.update_automation(known[0].id, wanted.model_copy(update={"enabled": known[0].enabled}))
        else:
            continue
        touched.append(wanted.name)
    return touched


def _said(automation: AutomationCore) -> dict[str, Any]:
    """What it says, without what the server adds."""
    named = {"description", "trigger", "actions"}
    return automation.model_dump(include=named, exclude={"trigger": {"id"}})
