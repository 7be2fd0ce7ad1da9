"""``wirewatch report``: what happened, as one HTML page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.failures import told
from flows.cli.run import Config
from flows.cli.screen import say
from flows.desk import utc_now
from flows.reports.page import html_page
from flows.settings import Settings, load_settings
from storage.overview import read_overview
from storage.publishing import published

Output = Annotated[Path, typer.Option("--output", "-o", help="The file to write; - for standard output.")]
Days = Annotated[int, typer.Option(min=1, max=366, help="How many days back.")]


def report(config: Config = None, output: Output = Path("report.html"), days: Days = 1) -> None:
    """Write what is new, who copies whom and what is amiss to a page.

    One HTML file that loads nothing from elsewhere.
    """
    with told():
        settings = load_settings(config)
        if str(output) == "-":
            say(_page(settings, days))
            return
        write_page(settings, output, days)
    say(f"{output}: written; open it in a browser")


def write_page(settings: Settings, output: Path, days: int) -> None:
    """The page of the last *days* days, as the file *output*."""
    output.write_text(_page(settings, days), encoding="utf-8")


def _page(settings: Settings, days: int) -> str:
    now = utc_now()
    return html_page(read_overview(published(settings.data_folder), now - timedelta(days=days)), now)
