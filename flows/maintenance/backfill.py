"""Takes in what an outlet published earlier: URLs of a period that were too old when its sitemaps named them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.listed import date_of
from flows.desk import ARCHIVE_FILE, utc_now
from flows.pipeline import run_group
from flows.settings import SettingsError
from storage import urls
from storage.archive import open_archive

if TYPE_CHECKING:
    from datetime import date

    from extractors.model import FeedEntry
    from flows.pipeline import Report, Watch
    from flows.settings import Outlet, Settings


async def fill_back(  # noqa: PLR0913 - what the form asks for, and two of the run
    settings: Settings,
    name: str,
    since: date,
    until: date,
    *,
    sitemap: str,
    flow_run_id: str | None = None,
    watch: Watch | None = None,
) -> Report:
    """Asks the pages of outlet *name* that were published from *since* to *until*, both included, and runs it.

    A *sitemap*, such as one of a past month, is read first; else what the outlet's own listings have ever named counts.
    Raises SettingsError, and LockedError when a run of its group is under way.
    """
    outlet = _outlet(settings, name, sitemap)

    async def run() -> Report:
        return await run_group(settings, outlet.group, (outlet,), flow_run_id=flow_run_id, watch=watch)

    if sitemap:
        await run()

    def is_of_the_period(entry: FeedEntry) -> bool:
        at = date_of(entry)
        return at is not None and since <= at.date() <= until

    settings.data_folder.mkdir(parents=True, exist_ok=True)
    with open_archive(settings.data_folder / ARCHIVE_FILE) as archive:
        urls.ask_old_ones(archive, name, is_of_the_period, utc_now())
    return await run()


def _outlet(settings: Settings, name: str, sitemap: str) -> Outlet:
    found = [outlet for outlet in settings.outlets if outlet.name == name]
    if not found:
        raise SettingsError([f'outlet "{name}": wirewatch.toml has none of this name'])
    return found[0].model_copy(update={"feeds": [], "sitemaps": [sitemap]}) if sitemap else found[0]
