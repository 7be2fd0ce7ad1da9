"""The settings under which ``wirewatch up`` runs Prefect, in one place; docs/operate.md lists them for services."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flows.dashboard.deployments import HEARTBEAT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Most of what a run says: three events for each step, and five sixths of the bytes that a run costs. What they say
#: stands in the run's own history, which is kept.
PASSING = (
    "prefect.task-run.Pending",
    "prefect.task-run.Running",
    "prefect.task-run.Completed",
    "prefect.artifact.created",
    "prefect.artifact-collection.updated",
    "prefect.flow-run.heartbeat",
)

#: Seconds.
A_DAY = 24 * 3600

#: What Prefect would do otherwise stands beside each. Whoever sets one of them in the environment has it his way.
TUNED = {
    # Nothing is told to anyone.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # States and events are written in batches: a quarter of the CPU of one by one.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "2",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "200",
    # Who holds a place is remembered over a restart of the server; in memory, that would kill the runs.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # Runs, their logs and artifacts go after 30 days, else they stay for ever; events after seven, and those that pass
    # after one.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES": json.dumps(dict.fromkeys(PASSING, A_DAY)),
    # SQLite has one writer at a time: on a busy machine the others wait longer than ten seconds for their turn.
    "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # The log of a run says what was found; that a task is Completed stands beside its name. Half as many lines.
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",
    # A run gives signs of life, and bears a server that is away for four minutes (its seventh attempt ends them).
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
    "PREFECT_CLIENT_MAX_RETRIES": "7",
    # A run is claimed when it is due. Ten seconds before, the run before it may still be under way, and would cost it.
    "PREFECT_WORKER_PREFETCH_SECONDS": "1",
    "PREFECT_WORKER_QUERY_SECONDS": "5",
}

#: Prefect's own names for its database, the old one too.
DATABASE_KEYS = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")

#: The two databases of Prefect, as its URLs name them.
DATABASES = ("sqlite+aiosqlite://", "postgresql+asyncpg://")

#: Where a machine behind a firewall says how the web is reached. That proxy cannot reach this machine's own addresses.
PROXIES = {"http_proxy", "https_proxy", "all_proxy"}

#: Of a person's own Prefect: another server, another profile, Prefect's cloud. Here they would lead astray.
FOREIGN = ("PREFECT_API_URL", "PREFECT_API_KEY", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH", "PREFECT_HOME")


def environment_of(outer: Mapping[str, str], home: Path, api: str, config: Path) -> dict[str, str]:
    """The environment of the server, the worker and the runs; *home* is Prefect's folder, apart from a person's own."""
    kept = {name: value for name, value in outer.items() if name.upper() not in FOREIGN}
    ours = {"PREFECT_HOME": str(home), "PREFECT_API_URL": api, "WIREWATCH_CONFIG": str(config)}
    return TUNED | kept | _credentials(kept) | past_proxies(kept) | ours


def past_proxies(outer: Mapping[str, str]) -> dict[str, str]:
    """What lets a server on this machine be asked directly where the environment names a proxy for the web."""
    if not any(name.lower() in PROXIES and value for name, value in outer.items()):
        return {}
    known = outer.get("no_proxy") or outer.get("NO_PROXY") or ""
    exempt = known if known.strip() == "*" else ",".join(filter(None, (known, "127.0.0.1", "localhost")))
    return {"no_proxy": exempt, "NO_PROXY": exempt}  # httpx and websockets read the one or the other


def _credentials(outer: Mapping[str, str]) -> dict[str, str]:
    """Whoever asks the server for a password gives it to the worker too."""
    name = "PREFECT_SERVER_API_AUTH_STRING"
    return {"PREFECT_API_AUTH_STRING": outer[name]} if name in outer else {}


def trouble_with_database(outer: Mapping[str, str]) -> str | None:
    """What is wrong with the database that the environment names for Prefect, if it names one."""
    for key in DATABASE_KEYS:
        if key in outer and not outer[key].startswith(DATABASES):
            return f"{key}: write postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE (or leave it out, for SQLite)"
    return None
