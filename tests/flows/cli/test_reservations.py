"""What a host reserves for all of its pages: tdmrep.json is asked once a day, before the first page, and never more."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from storage.archive import open_archive, to_text

pytest_plugins = "tests.flows.cli.outlet"

TDMREP = "/.well-known/tdmrep.json"
RESERVED = "text and data mining reserved"
SHOP = '[{"location": "/shop/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]'


@pytest.fixture
def run(wirewatch, settings_file, site):
    """Runs the pipeline once over an outlet that names its feed; the paths that it was asked."""
    file = settings_file(("quay", site.url("/"), f'feeds = ["{site.url("/feed")}"]'))

    def once():
        assert wirewatch("run", "--config", file).exit_code == 0
        paths = [path for path, _ in site.requests]
        site.requests.clear()
        return paths

    once.file = file
    once.archive = file.parent / "data" / "pages.sqlite"
    return once


def reservations(run):
    """Of each page, what the file of its host says of it."""
    with open_archive(run.archive) as archive:
        rows = archive.execute("SELECT url, verdict FROM rights WHERE source = 'tdmrep.json' ORDER BY rights_id")
        return [("/" + url.split("/", 3)[3], verdict) for url, verdict in rows]


def test_it_is_asked_once_before_the_first_page_and_holds_for_a_day(run, site, page):
    site.say(TDMREP, SHOP, content_type="application/json")
    site.feed("/ferry", "/shop/market")
    site.say("/ferry", page("ferry"))
    site.say("/shop/market", page("market"))
    assert run() == ["/robots.txt", "/feed", TDMREP, "/ferry", "/shop/market"]
    assert reservations(run) == [("/ferry", RESERVED), ("/shop/market", "text and data mining not reserved")]
    site.feed("/ferry", "/shop/market", "/strike")
    assert run() == ["/feed", "/strike"]
    assert reservations(run)[2:] == [("/strike", RESERVED)]
    with open_archive(run.archive) as archive:
        yesterday = to_text(datetime.now(UTC) - timedelta(hours=25))
        archive.execute("UPDATE fetches SET requested_at = ? WHERE url LIKE '%tdmrep.json'", (yesterday,))
    site.feed("/depot")
    assert run() == ["/feed", TDMREP, "/depot"]


@pytest.mark.parametrize("status", [404, 403, 500, 200], ids=["none", "refused", "failing", "a page in its place"])
def test_a_host_without_it_is_asked_once_a_day_too_and_nothing_follows(run, site, page, status):
    site.say(TDMREP, "<html>Not here</html>", status=status)
    site.feed("/ferry")
    site.say("/ferry", page("ferry"))
    assert run().count(TDMREP) == 1
    site.feed("/market")
    site.say("/market", page("market"))
    assert run().count(TDMREP) == 0
    assert reservations(run) == []


def test_it_is_not_asked_where_robots_txt_forbids_it_or_no_page_is_due(run, site, page):
    site.feed()
    assert run() == ["/robots.txt", "/feed"]
    site.say("/robots.txt", "User-agent: *\nDisallow: /.well-known/")
    site.feed("/ferry")
    site.say("/ferry", page("ferry"))
    with open_archive(run.archive) as archive:
        archive.execute("DELETE FROM fetches WHERE purpose = 'robots'")
    assert run() == ["/robots.txt", "/feed", "/ferry"]


def test_of_a_page_that_moved_the_host_to_which_it_moved_decides(run, site, another_site, page):
    site.feed("/ferry")
    site.say("/ferry", "", status=301, location=another_site.url("/news/ferry"))
    another_site.say("/news/ferry", page("ferry"))
    another_site.say(TDMREP, '[{"location": "/news/", "tdm-reservation": 1}]')
    run()
    assert [path for path, _ in another_site.requests] == ["/robots.txt", "/news/ferry", TDMREP]
    assert reservations(run) == [("/ferry", RESERVED)]


#: What the page itself says: in a meta element, and in its header.
WITHHELD = {
    "nothing": ("", {}, True),
    "free by its header": ("", {"tdm_reservation": "0"}, False),
    "free by its meta element": ('<meta name="tdm-reservation" content="0">', {"tdm_reservation": "1"}, False),
    "nonsense": ("", {"tdm_reservation": "?"}, True),
}


@pytest.mark.parametrize("said", WITHHELD.values(), ids=WITHHELD)
def test_the_text_of_a_reserving_host_is_withheld_unless_the_page_says_otherwise(run, site, page, wirewatch, said):
    meta, headers, is_withheld = said
    site.say(TDMREP, '[{"location": "/", "tdm-reservation": 1}]')
    site.feed("/ferry")
    site.say("/ferry", page("ferry").replace("<title>", f"{meta}<title>"), **headers)
    run()
    out = run.file.parent / "out.jsonl"
    assert wirewatch("export", str(out), "--config", run.file).exit_code == 0
    assert json.loads(out.read_text())["withheld"] is is_withheld
