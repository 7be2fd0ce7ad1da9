"""What happened since a moment, from a database filled by a run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from extractors.model import FeedEntry
from extractors.outcomes import Reason
from storage import mentions, urls
from storage.articles import load_articles
from storage.health import judge
from storage.overview import Hit, Left, Step, overview_of_run, read_overview
from storage.urls import Verdict
from storage.work import WORK_FILE, open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
FEED = "http://quay.news/feed"


@pytest.fixture
def run(house, incoming, prose):
    """A run that found three URLs: an article, a page behind a paywall, and one that robots.txt forbids."""
    house.name("quay", "pier")
    article = incoming("quay", "a", ["The price of rice rose.", *prose(1)], title="At the market")
    found = [(FeedEntry(f"http://quay.news/{name}"), reason) for name, reason in (("a", Reason.NEW), ("b", Reason.NEW))]
    urls.discover(house.archive, "quay", FEED, [*found, (FeedEntry("mailto:b@quay.news"), Reason.NOT_HTTP)], NOON)
    for name, verdict in (("a", (Reason.OK, article.article_id, article.article.url)), ("b", (Reason.PAYWALL,))):
        url = f"http://quay.news/{name}"
        fetch_id = house.ask(url, purpose="page", content=b"<p>")
        urls.got_page(house.archive, url, fetch_id)
        urls.settle(house.archive, [Verdict(url, fetch_id, *verdict)])
    with open_work(house.folder) as work:
        load_articles(work, [article])
    house.follow()
    with open_work(house.folder) as work:
        mentions.match(work, house.archive, house.run_id, ["Rice", "tin"], NOON)
        judge(work, house.archive, NOON, line_is_down=False)
    return house


def test_how_far_the_urls_of_a_run_came_and_what_is_no_article(run):
    overview = overview_of_run(run.folder / WORK_FILE, run.run_id, ["quay", "pier"])
    assert overview.since == NOON
    assert overview.funnel == (
        Step("discovered", 3), Step("allowed", 2), Step("fetched", 2), Step("extracted", 1), Step("loaded", 1),
        Step("copies", 0),
    )  # fmt: skip
    assert overview.left == (Left("quay", "failed", "paywall", 1), Left("quay", "skipped", "not http", 1))
    assert [(one.outlet, one.state, one.new) for one in overview.outlets] == [("pier", "new", 0), ("quay", "ok", 1)]
    assert [(one.outlet, one.day, one.articles) for one in overview.days] == [("quay", NOON.date(), 1)]


def test_a_watched_word_in_a_new_text_is_a_hit_once(run):
    assert read_overview(run.folder / WORK_FILE, NOON).hits == (
        Hit("Rice", "quay", "At the market", "http://quay.news/a"),
    )
    with open_work(run.folder) as work:
        mentions.match(work, run.archive, run.run_id, ["Rice"], NOON + timedelta(hours=1))
        judge(work, run.archive, NOON, line_is_down=False)
    assert run.rows("SELECT word, position, matched_at FROM mentions") == [("Rice", 1, NOON)]


def test_what_an_outlet_says_again_at_another_address_is_no_mention_unless_the_word_is_new_in_it(
    house, incoming, prose
):
    house.name("quay")
    first = incoming("quay", "first", ["The price of rice rose.", *prose(2)])
    again = incoming("quay", "again", ["The price of rice rose.", "And that of tin fell.", *prose(2)], minutes=5)
    with open_work(house.folder) as work:
        load_articles(work, [first, again])
        copy = (
            again.article_id,
            first.article_id,
            "version",
            0.9,
            0.9,
            90,
            90,
            timedelta(minutes=5),
            "first seen",
            "{}",
        )
        work.execute("INSERT INTO copies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", copy)
        for _ in range(2):  # the second as after a kill
            mentions.match(work, house.archive, house.run_id, ["Rice", "tin"], NOON)
        judge(work, house.archive, NOON, line_is_down=False)
    assert house.rows("SELECT word, url FROM mentions JOIN articles USING (article_id) ORDER BY word") == [
        ("Rice", first.article.url),
        ("tin", again.article.url),
    ]


def test_only_the_outlets_that_are_asked_for_are_told_of(run):
    overview = read_overview(run.folder / WORK_FILE, NOON, ["pier"])
    assert [one.outlet for one in overview.outlets] == ["pier"]
    assert (overview.left, overview.hits, overview.days) == ((), (), ())
