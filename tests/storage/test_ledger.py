from datetime import UTC, datetime, timedelta

from extractors.model import FeedEntry
from extractors.outcomes import Reason
from storage import runs, urls
from storage.urls import Verdict

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "http://quay.news/feed"


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
