"""``wirewatch up``: the Prefect server, the deployments and a worker, until Ctrl-C."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing
from typing import Annotated

import typer

from flows.cli.failures import UsageError, told
from flows.cli.run import Config
from flows.cli.screen import say
from flows.dashboard.deployments import POOL
from flows.dashboard.prefect_api import ServerError
from flows.dashboard.prefect_settings import environment_of, trouble_with_database
from flows.dashboard.supervisor import Commands, Stopped, Supervisor
from flows.settings import load_settings, settings_file
from storage.lock import up_lock

#: The worker's name: one that is fixed lets a worker that starts again be known for the same.
WORKER = "wirewatch"

#: Runs at once, of as many groups: each holds 150 MB and up, and waits most of its time for outlets.
RUNS_AT_ONCE = 8

#: This command and Prefect's as processes; -P: no folder's own modules come before the installed ones.
US = (sys.executable, "-P", "-c", "from flows.cli.main import app; app()")
PREFECT = (sys.executable, "-P", "-m", "prefect")
SERVER = (sys.executable, "-P", "-m", "flows.dashboard.server")


def up(
    port: Annotated[int, typer.Option(help="Of the dashboard, on this machine.", min=1, max=65535)] = 4200,
    config: Config = None,
) -> None:
    """Keep Prefect's server, deployments and a worker up until Ctrl-C.

    Whatever dies of them is started again. Prefect's database is SQLite in the data folder, or the PostgreSQL that
    PREFECT_SERVER_DATABASE_CONNECTION_URL names.
    """
    with told():
        settings = load_settings(config)
        if trouble := trouble_with_database(os.environ):
            raise UsageError(trouble)
        home = settings.data_folder.resolve() / "prefect"
        home.mkdir(parents=True, exist_ok=True)
        address = f"http://127.0.0.1:{port}"
        environment = environment_of(os.environ, home, f"{address}/api", settings_file(config).resolve())
        with up_lock(settings.data_folder, f"{address}/api"):
            _keep_up(Supervisor(_commands(port), environment, home, port, say), port, address)


def _keep_up(supervisor: Supervisor, port: int, address: str) -> None:
    try:
        with supervisor:
            _refuse_taken(port)
            say(f"dashboard: {address} (it comes up in half a minute; Ctrl-C ends everything)")
            supervisor.keep_up()
    except Stopped:
        say("everything has ended")


def _commands(port: int) -> Commands:
    sweep = (*US, "sweep")
    return Commands(
        server=(*SERVER, "--host", "127.0.0.1", "--port", str(port)),
        deploy=(*US, "deploy"),
        worker=(*PREFECT, "worker", "start", "--pool", POOL, "--type", "process", "--name", WORKER, "--limit",
                str(RUNS_AT_ONCE)),
        sweep_all=sweep,
        sweep_lost=(*sweep, "--only-lost", "--because", "its process was gone; the next run completes it"),
        sweep_last=(*sweep, "--because", "wirewatch up was ended; the next run completes it"),
    )  # fmt: skip


def _refuse_taken(port: int) -> None:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise ServerError(f"port {port} is not for this user: choose one above 1023 with --port") from error
        except OSError as error:
            raise ServerError(f"port {port} of this machine is taken: choose another with --port") from error
