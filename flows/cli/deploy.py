"""``wirewatch deploy`` and ``wirewatch sweep``: what stands on the Prefect server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.failures import told
from flows.cli.run import Config
from flows.cli.screen import complain, say
from flows.dashboard.deployments import Planned, planned
from flows.dashboard.prefect_api import ServerError, has_server
from flows.dashboard.prefect_yaml import with_deployments
from flows.settings import Settings, load_settings, settings_file
from storage.disk import FORBIDDEN


def deploy(config: Config = None) -> None:
    """Bring the Prefect server in line with the settings.

    And prefect.yaml beside them. Each group has a deployment; one whose schedule a person paused stays paused, one
    whose group is gone is removed. Called again it changes nothing. The server is that of `wirewatch up`, else the one
    that PREFECT_API_URL or a profile of Prefect names.
    """
    with told():
        settings = load_settings(config)
        plan = planned(settings)
        _write_yaml(settings.folder / "prefect.yaml", plan)
        _need_server(settings)
        from flows.dashboard.deploy import bring_in_line  # noqa: PLC0415 - Prefect is imported once its environment is settled

        for line in asyncio.run(bring_in_line(plan, settings_file(config).resolve())):
            say(line)


def sweep(
    config: Config = None,
    because: Annotated[str, typer.Option(help="What the states of the ended runs say.")] = (
        "its worker is gone; the next run completes it"
    ),
    *,
    only_lost: Annotated[bool, typer.Option(help="Leave runs alone that a process of this machine carries.")] = False,
) -> None:
    """End the runs that a dead worker left under way on the server.

    To be called before a worker starts; `wirewatch up` does it by itself. Of scheduled runs that were missed meanwhile,
    the newest of each deployment stands for all.
    """
    with told():
        _need_server(load_settings(config))
        from flows.dashboard.sweep import sweep as sweep_server  # noqa: PLC0415 - see above

        for line in asyncio.run(sweep_server(because, only_lost=only_lost)):
            say(line)


def _need_server(settings: Settings) -> None:
    if not has_server(settings.data_folder):
        raise ServerError("no Prefect server is named: start `wirewatch up`, or set PREFECT_API_URL")


def _write_yaml(path: Path, plan: tuple[Planned, ...]) -> None:
    """Only when it says something else; a folder that may not be written to does without."""
    before = path.read_text("utf-8") if path.exists() else None
    after = with_deployments(before, plan, str(path))
    if after == before:
        return
    try:
        path.write_text(after, "utf-8")
    except OSError as error:
        if error.errno not in FORBIDDEN:
            raise
        complain(f"{path}: not written ({error.strerror}); the server is brought in line all the same")
