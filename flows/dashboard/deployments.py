"""What shall stand on the Prefect server: a deployment for each group of the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.settings import Group, Settings

#: The work pool from which a worker on this machine takes runs.
POOL = "wirewatch"

#: Deployments that bear it are ours: `wirewatch deploy` changes and removes them. Their runs bear it too.
TAG = "wirewatch"

#: The one schedule of a deployment; a schedule keeps its name, so that one that a person paused is known again.
SLUG = "cron"

#: Seconds that a claimed run may take to start before its place is given to another. A start takes 10 s, and a minute
#: on a machine that is busy.
GRACE_SECONDS = 120

#: When the digest comes, in the time zone of the first group: before a newsroom's first conference.
DIGEST_CRON = "0 7 * * *"

#: Seconds between two signs of life of a run: the shortest that Prefect allows. It stands in each deployment, for the
#: automation that ends runs without a sign of life must not meet one that gives it every three minutes, as is usual.
HEARTBEAT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a deployment runs by itself."""

    cron: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A deployment as it shall stand on the server and in prefect.yaml."""

    name: str
    entrypoint: str  # module and function: it is found from whatever folder
    description: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what the form offers, by parameter
    schedule: Schedule | None = None


REBUILD = Planned(
    name="rebuild",
    entrypoint="flows.monitor.rebuild",
    description="Makes all of news.duckdb anew from the archive, while runs go on.",
)


def planned(settings: Settings) -> tuple[Planned, ...]:
    """Everything that shall stand there; nothing else that is ours shall."""
    groups = tuple(_of_group(group, settings) for group in settings.all_groups)
    return (*groups, _digest(settings.all_groups[0].timezone), _backfill(settings), REBUILD)


def _of_group(group: Group, settings: Settings) -> Planned:
    return Planned(
        name=group.name,
        entrypoint="flows.monitor.monitor",
        description=f'Fetches, cleans, compares and loads the outlets of the group "{group.name}".',
        parameters={"group": group.name},
        choices={"group": (group.name,), "outlet": ("", *(outlet.name for outlet in settings.in_group(group.name)))},
        schedule=Schedule(group.cron, group.timezone),
    )


def _digest(timezone: str) -> Planned:
    return Planned(
        name="digest",
        entrypoint="flows.monitor.digest",
        description="Says on one page what was new in a day, what is wrong, and where watched words stand.",
        parameters={"days": 1},
        schedule=Schedule(DIGEST_CRON, timezone),
    )


def _backfill(settings: Settings) -> Planned:
    names = tuple(outlet.name for outlet in settings.outlets)
    return Planned(
        name="backfill",
        entrypoint="flows.monitor.backfill",
        description="Takes in what an outlet published in a period that lies back.",
        choices={"outlet": names} if names else {},
    )
