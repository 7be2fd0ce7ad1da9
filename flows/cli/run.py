"""``wirewatch run``: one run now."""

from __future__ import annotations

import asyncio
import json
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.failures import COULD_NOT, GOES_ON, UsageError, told
from flows.cli.screen import Bars, complain, lines_of_the_log, say
from flows.dashboard.prefect_api import has_server
from flows.pipeline import Progress, Report, run_group
from flows.settings import Outlet, Settings, load_settings
from storage.lock import LockedError

Config = Annotated[Path | None, typer.Option(help="The settings; else WIREWATCH_CONFIG, else ./wirewatch.toml.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def run(
    config: Config = None,
    group: Annotated[str | None, typer.Option(help="Only this group of outlets.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only this outlet.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Fetch, clean, compare and load once, now.

    While `wirewatch up` runs, or with a Prefect API configured, it appears on the dashboard; without, it runs bare. It
    asks every feed and sitemap; a schedule asks those that are due. What an earlier run was stopped in is completed.

    Exits 1 when no outlet answered, or when a run of a group is under way already.
    """
    reports, refused = [], []
    with told(GOES_ON):
        settings = load_settings(config)
        chosen = choose(settings, group, outlet)
        with nullcontext() if as_json else lines_of_the_log(), Bars() as bars:
            for name, outlets in chosen.items():
                try:
                    reports.append(_run(settings, config, name, outlets, bars))
                except LockedError as error:
                    refused.append(str(error))
    for line in refused:
        complain(line)
    if as_json:
        say(json.dumps([_plain(report) for report in reports], default=str))  # times, as status prints them
    if refused or all(report.has_failed for report in reports):
        raise typer.Exit(COULD_NOT)


def choose(settings: Settings, group: str | None, outlet: str | None) -> dict[str, tuple[Outlet, ...]]:
    """The outlets to run, by group. Raises UsageError for a name that the settings do not have."""
    groups = [known.name for known in settings.all_groups]
    if group is not None and group not in groups:
        raise UsageError(f"--group {group}: there is no such group; write one of {', '.join(groups)}")
    names = [known.name for known in settings.outlets]
    if outlet is not None and outlet not in names:
        raise UsageError(f"--outlet {outlet}: there is no such outlet; write one of {', '.join(names) or 'none yet'}")
    chosen = {
        name: tuple(one for one in settings.in_group(name) if outlet in {None, one.name})
        for name in groups
        if group in {None, name}
    }
    chosen = {name: outlets for name, outlets in chosen.items() if outlets}
    if not chosen:
        raise UsageError("there is no outlet to run: add an [[outlet]] with name and home to the settings")
    return chosen


def _run(
    settings: Settings, config: Path | None, group: str, outlets: tuple[Outlet, ...], progress: Progress
) -> Report:
    if not has_server(settings.data_folder):
        return asyncio.run(run_group(settings, group, outlets, progress=progress))
    return asyncio.run(_watched(config, group, outlets, all_of_group=outlets == settings.in_group(group)))


async def _watched(config: Path | None, group: str, outlets: tuple[Outlet, ...], *, all_of_group: bool) -> Report:
    """A run on the dashboard. Raises ServerError when its server, as one that is still coming up, does not answer."""
    from flows.dashboard.deploy import server  # noqa: PLC0415 - Prefect costs a second, which a bare run saves
    from flows.monitor import run_watched  # noqa: PLC0415 - the same

    async with server():
        return await run_watched(config, group, outlets, all_of_group=all_of_group)


def _plain(report: Report) -> dict[str, object]:
    return asdict(report) | report.counts | {"sentence": report.sentence, "failed": report.has_failed}
