import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from flows.pipeline import run_group
from flows.rechecks import last_change, next_recheck
from flows.settings import load_settings
from storage.archive import from_text, open_archive
from storage.query import read

pytest_plugins = "tests.flows.cli.outlet"

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (0 * HOUR, 15 * MINUTE),
        (3 * HOUR - MINUTE, 15 * MINUTE),
        (3 * HOUR, HOUR),
        (DAY - MINUTE, HOUR),
        (DAY, 3 * HOUR),
        (7 * DAY - MINUTE, 3 * HOUR),
        (7 * DAY, None),
        (400 * DAY, None),
        (-2 * DAY, 15 * MINUTE),  # a publication that is announced for tomorrow
    ],
)
def test_the_longer_nothing_changed_the_longer_the_wait(age, wait):
    assert next_recheck(NOON - age, NOON) == (NOON + wait if wait else None)


def test_an_article_whose_ladder_has_ended_is_left_alone():
    assert next_recheck(None, NOON) is None


@pytest.mark.parametrize(
    ("changes", "returns", "goes_on"), [(0, 0, True), (23, 1, True), (24, 0, False), (1, 2, False)]
)
def test_endless_changes_end_the_ladder(changes, returns, goes_on):
    assert last_change(NOON, changes, returns) == (NOON if goes_on else None)


def test_an_article_that_is_never_edited_is_asked_so_often():
    now, asked = NOON, 0
    while now := next_recheck(NOON, now):
        asked += 1
    assert asked == 12 + 21 + 48


@pytest.fixture
def desk(settings_file, site):
    """Runs of one outlet, whose feed names one article."""
    file = settings_file(("quay", site.url("/"), f'feeds = ["{site.url("/feed")}"]'))
    site.feed("/ferry")
    return Desk(load_settings(file))


class Desk:
    def __init__(self, settings):
        self.settings = settings

    def run(self):
        return asyncio.run(run_group(self.settings, "all", self.settings.in_group("all")))

    def archive(self, sql):
        with open_archive(self.settings.data_folder / "pages.sqlite") as archive:
            return [tuple(row) for row in archive.execute(sql).fetchall()]

    def waited(self):
        """The minutes from the last look at the article to the next."""
        sql = "SELECT max(requested_at), due_at FROM urls JOIN fetches USING (url) WHERE purpose = 'page'"
        ((looked_at, due_at),) = self.archive(sql)
        return due_at and round((from_text(due_at) - from_text(looked_at)) / MINUTE)

    def wait(self):
        """Until the article is due."""
        self.archive("UPDATE urls SET due_at = '2000-01-01T00:00:00.000000+00:00'")

    def versions(self):
        return list(read(self.settings.data_folder / "news.duckdb", "SELECT version FROM versions ORDER BY 1").values)


def test_a_new_article_is_asked_again_after_a_quarter_of_an_hour_and_not_before(desk, site, page):
    site.say("/ferry", page("ferry"))
    desk.run()
    assert desk.waited() == 15
    site.asked()
    desk.run()
    assert "/ferry" not in site.asked()


def test_an_article_that_was_edited_is_a_new_version_and_is_asked_again(desk, site, page):
    site.say("/ferry", page("ferry"))
    desk.run()
    site.say("/ferry", page("ferry", title="Ferry to Ilmora sails late"))
    desk.wait()
    desk.run()
    assert desk.versions() == [(1,), (2,)]
    assert desk.waited() == 15


def test_an_article_that_did_not_change_is_asked_again_and_makes_no_version(desk, site, page):
    site.say("/ferry", page("ferry"), etag='"1"')
    desk.run()
    desk.wait()
    desk.run()
    assert desk.archive("SELECT reason FROM urls") == [("not modified",)]
    assert desk.versions() == [(1,)]
    assert desk.waited() == 15


def test_a_wall_at_a_recheck_does_not_end_the_rechecks(desk, site, page):
    site.say("/ferry", page("ferry"))
    desk.run()
    site.say("/ferry", "<html><title>Just a moment...</title><body>Checking your browser")
    desk.wait()
    desk.run()
    assert desk.archive("SELECT state FROM urls") == [("loaded",)]
    assert desk.waited() == 15


def test_an_old_article_is_not_asked_again(desk, site, page):
    old = '<meta property="article:published_time" content="2019-05-04T08:00:00Z"></head>'
    site.say("/ferry", page("ferry").replace("</head>", old))
    desk.run()
    assert desk.waited() is None


def test_new_pages_come_before_rechecks(desk, site, page):
    site.say("/ferry", page("ferry"))
    desk.run()
    site.feed("/ferry", "/market")
    site.say("/market", page("market"))
    desk.wait()
    site.asked()
    desk.run()
    assert [path for path in site.asked() if path not in {"/feed", "/robots.txt"}] == ["/market", "/ferry"]
