"""``wirewatch extract``: saved pages to clean records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.failures import UsageError, told
from flows.cli.screen import Bars
from flows.files.extract import UnreadableInputError, saved_pages
from flows.files.extract import extract as extract_pages


def extract(
    files: Annotated[
        list[Path], typer.Argument(help="HTML files, folders of them, or JSON-lines of id, file or html, url.")
    ],
    url: Annotated[
        str | None, typer.Option(help="Where the page came from: it settles relative links and the date.")
    ] = None,
) -> None:
    """Clean saved pages: one JSON object a line, no database.

    A page without an article is a line too: its outcome says why. Exits 2 for a file or line that cannot be read.
    """
    with told(), Bars() as bars:
        try:
            pages = list(saved_pages(files, url))
        except UnreadableInputError as error:
            raise UsageError(str(error)) from error
        bars.stage("extracting", len(pages))
        for found in extract_pages(pages):
            typer.echo(json.dumps(found, ensure_ascii=False))
            bars.advance()
