"""``wirewatch doctor``: is the data folder well, and how long does the disk last."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from flows.cli.failures import COULD_NOT, told
from flows.cli.run import AsJson, Config
from flows.cli.screen import say, show_table
from flows.desk import ARCHIVE_FILE, utc_now
from flows.settings import load_settings
from storage.archive import open_archive
from storage.doctor import Examination, examine
from storage.publishing import NothingPublishedError


def doctor(config: Config = None, *, as_json: AsJson = False) -> None:
    """Show sizes and growth, and whether archive and database agree.

    Each finding that is not ok says what to do. Exits 1 when something is wrong. It changes nothing, and may be called
    while runs go on.
    """
    with told():
        settings = load_settings(config)
        folder = settings.data_folder
        if not (folder / ARCHIVE_FILE).exists():
            raise NothingPublishedError(f"{folder}: there is no data yet: type wirewatch run first")
        with open_archive(folder / ARCHIVE_FILE) as archive:
            now = utc_now()
            pause = min(group.longest_pause(now) for group in settings.all_groups)
            found = examine(folder, archive, settings.retention.pages_days, pause, now)
    if as_json:
        say(json.dumps(asdict(found) | {"well": found.is_well}, ensure_ascii=False))
    else:
        _show(found)
    if not found.is_well:
        raise typer.Exit(COULD_NOT)


def _show(found: Examination) -> None:
    sizes, growth = found.sizes, found.growth
    show_table(
        ("what", "now", "a day"),
        [
            ("archive", _bytes(sizes.archive), _bytes(growth.archive)),
            ("database", _bytes(sizes.database), ""),
            ("published", _bytes(sizes.published), ""),
            ("database and published", _bytes(sizes.database + sizes.published), _bytes(growth.database)),
            ("free on the disk", _bytes(sizes.free), ""),
            ("articles", "", f"{growth.articles:,.0f}"),
        ],
    )
    rows = [(one.verdict, one.check, one.found, one.advice) for one in found.findings]
    show_table(("", "looked at", "found", "what to do"), rows)


def _bytes(number: int) -> str:
    return f"{number / 1_000_000:,.1f} MB"
