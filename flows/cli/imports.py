"""``wirewatch import``: what was collected elsewhere."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.failures import COULD_NOT, GOES_ON, UsageError, told
from flows.cli.run import Config
from flows.cli.screen import Bars, complain, lines_of_the_log
from flows.files.extract import UnreadableInputError
from flows.files.imports import import_records
from flows.settings import load_settings


def import_(
    path: Annotated[
        Path, typer.Argument(help="WARC, JSON-lines of articles, or a folder of HTML or WARC.", exists=True)
    ],
    config: Config = None,
    outlet: Annotated[str | None, typer.Option(help="The outlet of what does not name its own.")] = None,
) -> None:
    """Import articles or pages that were collected elsewhere.

    What is there already stays as it is; several states of one URL become versions. Exits 1 when something could not be
    used; the rest is imported.
    """
    bad = []

    def note(line: str) -> None:
        bad.append(line)
        complain(line)

    with told(GOES_ON), lines_of_the_log(), Bars() as bars:
        try:
            asyncio.run(import_records(load_settings(config), path, outlet, note, bars))
        except UnreadableInputError as error:
            raise UsageError(str(error)) from error
    if bad:
        raise typer.Exit(COULD_NOT)
