"""``wirewatch export``: articles, copies, stories and raw pages for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.failures import GOES_ON, UsageError, told
from flows.cli.run import Config
from flows.cli.screen import Bars, lines_of_the_log, say
from flows.files.exports import Exported, Format, export_all, format_of
from flows.settings import load_settings


def export(
    path: Annotated[
        Path,
        typer.Argument(
            help="A folder, which gets a file for each month; or one file: .parquet, .jsonl, .csv, .warc.gz, .xml."
        ),
    ],
    config: Config = None,
    format_: Annotated[
        Format | None, typer.Option("--format", help="What is written; without it by the ending, else Parquet.")
    ] = None,
    *,
    with_reserved: Annotated[
        bool, typer.Option("--with-reserved", help="Also texts whose outlet reserves text and data mining.")
    ] = False,
) -> None:
    """Write articles, copies, stories or raw pages to files.

    Articles, copies and stories as Parquet, JSON-lines or CSV; raw pages as WARC; a feed of new stories as RSS. Into a
    folder again, it writes only the months that changed.
    """
    with told(GOES_ON):
        try:
            chosen = format_of(path, format_)
        except ValueError as error:
            raise UsageError(str(error)) from error
        with lines_of_the_log(), Bars() as bars:
            done = list(export_all(load_settings(config), path, chosen, bars, reserved=with_reserved))
    for one in done:
        if one.is_new:
            say(f"{one.file}: {one.rows:,}")
    say(_sentence(done))


def _sentence(done: list[Exported]) -> str:
    written = sum(one.is_new for one in done)
    return f"{written} written, {len(done) - written} as they were"
