from datetime import UTC, datetime, timedelta

import pytest

from extractors.model import FeedEntry
from extractors.outcomes import Reason
from storage import fetches, ledger, runs, urls
from storage.archive import transaction
from storage.articles import load_articles
from storage.fetches import Fetch
from storage.listings import Listing, remember
from storage.query import read
from storage.urls import Verdict
from storage.work import WORK_FILE, open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "http://quay.news/feed"


class House:
    """An archive, and the database that follows it."""

    def __init__(self, archive, folder):
        self.archive, self.folder = archive, folder
        folder.mkdir()
        self.run_id = self.start_run()

    def start_run(self, now=NOON):
        return runs.start(self.archive, "all", now, None)

    def follow(self, now=NOON):
        with open_work(self.folder) as work:
            ledger.follow(work, self.archive, now)

    def rows(self, sql):
        return list(read(self.folder / WORK_FILE, sql).values)

    def ask(self, url=FEED, outlet="quay", *, purpose="feed", outcome=Reason.OK, at=NOON, **fields):
        with transaction(self.archive):
            fetch = Fetch(url, outlet, purpose, at, outcome, **fields)
            return fetches.record(self.archive, self.run_id, fetch)

    def list(self, *listings):
        for url in listings:
            remember(self.archive, Listing(url, "quay", "feed"), found=True)

    def name(self, *names, group="all"):
        rows = [runs.OutletRow(name, f"http://{name}.news/", group) for name in names]
        runs.name_outlets(self.archive, rows)

    def health(self, now=NOON):
        self.follow(now)
        return {outlet: (state, note) for outlet, state, note in self.rows("SELECT outlet, state, note FROM outlets")}


@pytest.fixture
def house(archive, tmp_path):
    return House(archive, tmp_path / "data")


def test_every_url_is_followed_with_its_state(house):
    for name, reason in (("a", Reason.NEW), ("b", Reason.NOT_HTTP), ("c", Reason.NEW)):
        urls.discover(house.archive, "quay", FEED, [(FeedEntry(f"http://quay.news/{name}"), reason)], NOON)
    urls.got_none(house.archive, "http://quay.news/c", Reason.GONE, due_at=None, now=NOON)
    house.follow()
    assert house.rows("FROM urls ORDER BY url") == [
        ("http://quay.news/a", "quay", "waiting", "new", FEED, NOON, None),
        ("http://quay.news/b", "quay", "skipped", "not http", FEED, NOON, None),
        ("http://quay.news/c", "quay", "failed", "gone", FEED, NOON, None),
    ]


def test_a_url_that_changed_is_followed_and_still_one_row(house):
    urls.discover(house.archive, "quay", FEED, [(FeedEntry("http://quay.news/a"), Reason.NEW)], NOON)
    house.follow()
    urls.got_page(house.archive, "http://quay.news/a", house.ask("http://quay.news/a", purpose="page", content=b"<p>"))
    urls.settle(house.archive, [Verdict("http://quay.news/a", 1, Reason.OK, 7, "http://quay.news/a")])
    house.follow()
    assert house.rows("SELECT url, state, reason, article_id FROM urls") == [("http://quay.news/a", "loaded", "ok", 7)]
    house.follow()
    assert house.rows("SELECT count(*) FROM urls") == [(1,)]


def test_every_request_is_followed_once(house):
    house.ask(outcome=Reason.OK, status=200, content=b"<rss>", seconds=0.25, final_url=FEED, evidence="fine")
    house.follow()
    house.ask(outcome=Reason.TIMED_OUT, at=NOON + HOUR)
    house.follow()
    house.follow()
    assert house.rows("FROM fetches ORDER BY fetch_id") == [
        (1, house.run_id, FEED, "quay", "feed", NOON, "ok", 200, 5, 0.25, FEED, "fine"),
        (2, house.run_id, FEED, "quay", "feed", NOON + HOUR, "timed out", None, 0, 0.0, None, None),
    ]


def test_a_run_is_running_until_it_has_ended(house):
    house.follow()
    assert house.rows('SELECT "group", outcome, finished_at, fetched FROM runs') == [("all", "running", None, None)]
    counts = {"discovered": 9, "fetched": 8, "new_articles": 7, "new_versions": 1, "copies": 2}
    runs.finish(house.archive, house.run_id, "completed", counts, NOON + HOUR)
    house.start_run(NOON + DAY)
    house.follow()
    assert house.rows(
        "SELECT outcome, finished_at, discovered, fetched, new_articles, new_versions, copies FROM runs"
    ) == [
        ("completed", NOON + HOUR, 9, 8, 7, 1, 2),
        ("running", None, None, None, None, None, None),
    ]


def test_following_again_changes_nothing(house):
    house.name("quay")
    house.ask()
    house.follow()
    before = [house.rows(f"FROM {table}") for table in ("urls", "fetches", "runs", "outlets")]
    house.follow()
    assert [house.rows(f"FROM {table}") for table in ("urls", "fetches", "runs", "outlets")] == before


def test_an_outlet_that_answers_is_ok_and_one_that_was_not_asked_is_new(house):
    house.name("quay", "pier")
    house.ask()
    assert house.health() == {"quay": ("ok", None), "pier": ("new", "not asked yet")}
    assert house.rows("SELECT last_success_at FROM outlets WHERE outlet = 'quay'") == [(NOON,)]


@pytest.mark.parametrize("outcome", [Reason.NOT_FOUND, Reason.SERVER_ERROR, Reason.TIMED_OUT, Reason.BOT_WALL])
def test_an_outlet_whose_feed_did_not_come_is_failing_and_says_which(house, outcome):
    house.name("quay")
    house.list(FEED)
    house.ask(at=NOON - HOUR)
    house.ask(outcome=outcome, evidence="as the server put it")
    assert house.health() == {"quay": ("failing", f"{FEED}: as the server put it")}


def test_an_outlet_whose_host_does_not_answer_is_failing(house):
    house.name("quay")
    house.ask("http://quay.news/robots.txt", purpose="robots", outcome=Reason.CONNECTION_FAILED)
    assert house.health() == {"quay": ("failing", "http://quay.news/robots.txt: connection failed")}


def test_an_outlet_without_robots_txt_or_with_a_dead_page_is_ok(house):
    house.name("quay")
    house.ask("http://quay.news/robots.txt", purpose="robots", outcome=Reason.NOT_FOUND)
    house.ask()
    house.ask("http://quay.news/a", purpose="page", outcome=Reason.SERVER_ERROR)
    assert house.health() == {"quay": ("ok", None)}


def test_an_outlet_whose_feed_came_again_is_ok_again(house):
    house.name("quay")
    house.ask(outcome=Reason.TIMED_OUT)
    house.ask(outcome=Reason.NOT_MODIFIED, at=NOON + HOUR)
    assert house.health(NOON + HOUR) == {"quay": ("ok", None)}


def test_an_outlet_is_not_failing_for_a_feed_that_the_settings_named_once(house):
    house.name("quay")
    house.list("http://quay.news/wrong-feed", FEED)
    house.ask("http://quay.news/wrong-feed", outcome=Reason.NOT_FOUND)
    house.run_id = house.start_run(NOON + HOUR)
    house.ask(at=NOON + HOUR)
    assert house.health(NOON + HOUR) == {"quay": ("ok", None)}


def test_an_outlet_is_not_failing_for_paths_at_which_a_feed_was_looked_for_in_vain(house):
    house.name("quay")
    house.list(FEED)
    house.ask("http://quay.news/", purpose="home")
    house.ask("http://quay.news/rss", outcome=Reason.NOT_FOUND)
    house.ask()
    assert house.health() == {"quay": ("ok", None)}


def test_an_outlet_at_which_no_feed_was_found_is_failing(house):
    house.name("quay")
    house.ask("http://quay.news/", purpose="home")
    house.ask("http://quay.news/rss", outcome=Reason.NOT_FOUND)
    assert house.health() == {"quay": ("failing", "http://quay.news/rss: not found")}


def test_an_outlet_whose_home_page_is_a_wall_is_failing(house):
    house.name("quay")
    house.ask("http://quay.news/", purpose="home", outcome=Reason.BOT_WALL, evidence="403 Forbidden")
    assert house.health() == {"quay": ("failing", "http://quay.news/: 403 Forbidden")}


def test_an_outlet_that_an_import_brought_is_imported(house):
    house.name("quay", group=None)
    assert house.health() == {"quay": ("imported", None)}


def publish_daily(house, incoming, days, *, a_day=3, until=1):
    """Articles of quay, *a_day* on each day from so many days ago *until* then."""
    with open_work(house.folder) as work:
        items = [
            incoming("quay", f"{day}-{number}", [f"Day {day}."], minutes=-60 * 24 * day - 30)
            for day in range(until, days + 1)
            for number in range(a_day)
        ]
        load_articles(work, items)


def test_an_outlet_that_was_loud_and_says_nothing_for_a_day_is_silent(house, incoming):
    house.name("quay")
    publish_daily(house, incoming, 10)
    house.ask()
    assert house.health() == {"quay": ("silent", "no new article in a day, usually 3")}
    assert house.rows("SELECT articles_24h, usual_24h FROM outlets") == [(0, 3.0)]


@pytest.mark.parametrize(
    ("days", "a_day", "until", "usual"),
    [(10, 3, 0, 3.0), (5, 3, 1, None), (10, 1, 1, 1.0)],
    ids=["said something", "known for less than a week", "says little"],
)
def test_an_outlet_is_not_silent_that(house, incoming, days, a_day, until, usual):
    house.name("quay")
    publish_daily(house, incoming, days, a_day=a_day, until=until)
    house.ask()
    assert house.health() == {"quay": ("ok", None)}
    assert house.rows("SELECT usual_24h FROM outlets") == [(usual,)]


def test_days_without_an_article_count_for_what_is_usual(house, incoming):
    house.name("quay")
    publish_daily(house, incoming, 20, until=18, a_day=40)
    house.ask()
    assert house.health() == {"quay": ("ok", None)}
    assert house.rows("SELECT usual_24h FROM outlets") == [(0.0,)]
