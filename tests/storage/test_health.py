"""The health of outlets, as the database shows it."""

from datetime import UTC, datetime, timedelta

import pytest

from extractors.outcomes import Reason
from storage import incidents, runs
from storage.archive import transaction
from storage.articles import load_articles
from storage.work import open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "http://quay.news/feed"


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


def test_an_outlet_that_reserves_nothing_is_ok(house):
    house.name("quay")
    house.ask("http://quay.news/", purpose="home")
    house.ask("http://quay.news/.well-known/tdmrep.json", purpose="tdmrep", outcome=Reason.NOT_FOUND)
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


def test_what_is_wrong_is_said_without_the_token_of_the_feed(house):
    house.name("quay")
    house.list(f"{FEED}?token=sesame")
    house.ask(f"{FEED}?token=sesame", outcome=Reason.NOT_FOUND)
    ((_, note),) = house.health().values()
    assert note.startswith(f"{FEED}?token=redacted-")
    assert note.endswith(": not found")


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


def test_an_outlet_that_was_loud_and_says_nothing_for_two_days_is_silent(house, incoming):
    house.name("quay")
    publish_daily(house, incoming, 10, until=2)
    house.ask()
    assert house.health() == {"quay": ("silent", "no new article in 2 days, usually 3 a day")}
    assert house.rows("SELECT articles_24h, usual_24h FROM outlets") == [(0, 3.0)]


@pytest.mark.parametrize(
    ("days", "a_day", "until", "usual"),
    [(10, 3, 0, 3.0), (6, 3, 2, None), (10, 1, 2, 1.0)],
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


def test_a_silence_of_months_is_one_incident_that_ends_with_an_article(house, incoming):
    house.name("quay")
    publish_daily(house, incoming, 20)
    for day in (0, 1, 2, 14, 28, 59):
        completed(house, "quay", at=NOON + day * DAY)
    assert incidents_of(house) == [("quay", "silent", NOON + DAY, None)]
    with open_work(house.folder) as work:
        load_articles(work, [incoming("quay", "again", ["It writes again."], minutes=60 * 24 * 60)])
    completed(house, "quay", at=NOON + 60 * DAY)
    assert incidents_of(house) == [("quay", "silent", NOON + DAY, NOON + 60 * DAY)]


def completed(house, *outlets, at=NOON):
    """A run that asks *outlets* in vain for news, to its end."""
    house.run_id = house.start_run(at)
    for outlet in outlets:
        house.ask(f"http://{outlet}.news/feed", outlet, outcome=Reason.NOT_MODIFIED, at=at)
    runs.finish(house.archive, house.run_id, "completed", {}, at)
    return house.health(at)


def test_an_outlet_that_only_other_groups_have_run_without_is_not_silent(house, incoming):
    house.name("quay", "pier")
    publish_daily(house, incoming, 10, until=2)
    completed(house, "quay", at=NOON - 2 * DAY)
    assert completed(house, "pier")["quay"] == ("ok", None)
    assert completed(house, "quay")["quay"] == ("silent", "no new article in 2 days, usually 3 a day")
    assert house.rows("SELECT articles_24h, usual_24h FROM outlets WHERE outlet = 'quay'") == [(0, 3.0)]


def test_an_outlet_that_the_settings_have_no_more_is_watched_no_more_and_nobody_is_told_that_it_is_well(house):
    house.name("quay", "pier")
    fail(house, 3)
    incidents.mark_told(house.archive, incidents.untold(house.archive), NOON)
    at = NOON + 3 * HOUR
    runs.watch(house.archive, [runs.OutletRow("pier", "http://pier.news/", "all")], at)
    assert house.health(at)["quay"] == ("imported", None)
    assert incidents_of(house) == [("quay", "silent", NOON + 2 * HOUR, at)]
    assert incidents.untold(house.archive) == incidents.News()


def fail(house, times, start=NOON):
    for number in range(times):
        at = start + number * HOUR
        house.run_id = house.start_run(at)
        house.ask(outcome=Reason.TIMED_OUT, at=at)
        house.follow(at)


def incidents_of(house):
    return house.rows("SELECT outlet, cause, opened_at, closed_at FROM incidents ORDER BY incident_id")


def test_an_outlet_that_goes_silent_and_returns_is_one_incident_with_its_end(house):
    house.name("quay")
    house.list(FEED)
    fail(house, 2)
    assert incidents_of(house) == []
    fail(house, 3, NOON + 2 * HOUR)
    assert incidents_of(house) == [("quay", "silent", NOON + 2 * HOUR, None)]
    house.run_id = house.start_run(NOON + 5 * HOUR)
    house.ask(at=NOON + 5 * HOUR)
    house.follow(NOON + 5 * HOUR)
    assert incidents_of(house) == [("quay", "silent", NOON + 2 * HOUR, NOON + 5 * HOUR)]


def test_what_was_told_is_not_told_again(house):
    house.name("quay")
    fail(house, 3)
    news = incidents.untold(house.archive)
    assert [(one.outlet, one.cause) for one in news.opened] == [("quay", "silent")]
    incidents.mark_told(house.archive, news, NOON)
    fail(house, 2, NOON + 3 * HOUR)
    assert incidents.untold(house.archive) == incidents.News()


def test_while_our_line_is_down_no_outlet_is_silent(house):
    house.name("quay")
    house.ask(outcome=Reason.CONNECTION_FAILED)
    house.follow(line_is_down=True)
    assert incidents_of(house) == [(None, "line down", NOON, None)]
    house.run_id = house.start_run(NOON + HOUR)
    house.ask(at=NOON + HOUR)
    house.follow(NOON + HOUR)
    assert incidents_of(house) == [(None, "line down", NOON, NOON + HOUR)]


def test_our_line_is_well_again_once_something_could_be_connected_to(house):
    house.ask(outcome=Reason.CONNECTION_FAILED)
    with transaction(house.archive):
        runs.line_was_down(house.archive, house.run_id, "no connection")
    house.follow(line_is_down=True)
    for hours, group, outcome, closed_at in (
        (1, "all", None, None),  # nothing was due
        (2, "all", Reason.CONNECTION_FAILED, None),
        (3, "all", Reason.REFUSED_ADDRESS, None),  # nothing was asked
        (4, "import", Reason.OK, None),  # others had fetched it, long ago
        (5, "all", Reason.NOT_FOUND, NOON + 5 * HOUR),
    ):
        at = NOON + hours * HOUR
        house.run_id = runs.start(house.archive, group, at, None)
        if outcome:
            house.ask(purpose="page", outcome=outcome, at=at)
        house.follow(at)
        assert incidents_of(house) == [(None, "line down", NOON, closed_at)]


def test_an_outlet_shows_what_is_wrong_with_it_while_its_incident_is_open(house, incoming):
    house.name("quay")
    with open_work(house.folder) as work:
        counts = dict.fromkeys(range(3, 20), 20) | {0: 2, 1: 2, 2: 20}
        items = [
            incoming("quay", f"{day}-{number}", [f"Day {day}."], minutes=-60 * 24 * day - 30)
            for day, count in counts.items()
            for number in range(count)
        ]
        load_articles(work, items)
    few = ("changed", "20, 2, 2 articles a day, usually 20")
    assert completed(house, "quay")["quay"] == few
    at = NOON + DAY  # nothing came since: that is no silence yet, and not well either
    assert completed(house, "quay", at=at)["quay"] == ("changed", "2, 2, 0 articles a day, usually 20")
    assert incidents_of(house) == [("quay", "fewer", NOON, None)]
