"""What was too old when it was first named, taken in later."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from flows.maintenance.backfill import fill_back
from flows.pipeline import run_group
from flows.settings import SettingsError, load_settings
from storage.publishing import published
from storage.query import read

pytest_plugins = "tests.flows.cli.outlet"

#: By story, the day on which it was published; the newest of the sitemap is of today.
DAYS = {"ferry": date(2026, 3, 2), "market": date(2026, 4, 7), "library": datetime.now(UTC).date()}


def sitemap_of(site, days):
    entries = "".join(f"<url><loc>{site.url(f'/{name}')}</loc><lastmod>{day}</lastmod></url>" for name, day in days)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


@pytest.fixture
def settings(site, page, settings_file):
    for name in DAYS:
        site.say(f"/{name}", page(name))
    site.say("/sitemap.xml", sitemap_of(site, DAYS.items()), content_type="application/xml")
    return load_settings(settings_file(("quay", site.url("/"), f'sitemaps = ["{site.url("/sitemap.xml")}"]')))


def states(settings):
    rows = read(published(settings.data_folder), "SELECT url, reason FROM urls").values
    return {url.rpartition("/")[2]: reason for url, reason in rows}


def back(settings, name, since, until, sitemap=""):
    return asyncio.run(
        fill_back(settings, name, since, until, sitemap=sitemap)
    )  # fmt: skip


def test_what_was_published_in_the_period_is_taken_in_and_nothing_else(settings):
    asyncio.run(run_group(settings, "all", settings.outlets))
    assert states(settings) == {"library": "ok", "market": "too old", "ferry": "too old"}
    report = back(settings, "quay", date(2026, 3, 1), date(2026, 3, 31))
    assert report.new_articles == 1
    assert states(settings) == {"library": "ok", "market": "too old", "ferry": "ok"}


def test_a_sitemap_of_a_past_month_is_read_first(settings, site):
    site.say("/2026-04.xml", sitemap_of(site, [("market", DAYS["market"])]), content_type="application/xml")
    site.say("/sitemap.xml", sitemap_of(site, [("library", DAYS["library"])]), content_type="application/xml")
    asyncio.run(run_group(settings, "all", settings.outlets))
    back(settings, "quay", date(2026, 4, 1), date(2026, 4, 30), site.url("/2026-04.xml"))
    assert states(settings) == {"library": "ok", "market": "ok"}
    site.asked()
    asyncio.run(run_group(settings, "all", settings.outlets))
    assert "/2026-04.xml" not in site.asked()


def test_an_outlet_that_the_settings_do_not_name_is_refused(settings):
    with pytest.raises(SettingsError, match=r'outlet "key": wirewatch\.toml has none of this name'):
        back(settings, "key", date(2026, 4, 1), date(2026, 4, 30))
