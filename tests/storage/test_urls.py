from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import FeedEntry
from extractors.outcomes import MEANING, Reason, State
from storage import fetches, runs, urls
from storage.archive import open_archive, transaction
from storage.fetches import Fetch
from storage.urls import Verdict

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED, OTHER_FEED = "http://quay.news/feed", "http://quay.news/feed-of-all"
URL = "http://quay.news/ferry"


class Desk:
    """What a run does to URLs of one outlet."""

    def __init__(self, archive):
        self.archive = archive
        self.run_id = runs.start(archive, "all", NOON, None)

    def discover(self, url=URL, *, by=FEED, reason=Reason.NEW, now=NOON, **entry):
        return urls.discover(self.archive, "quay", by, [(FeedEntry(url, **entry), reason)], now)

    def due(self, now=NOON):
        return [page.url for page in urls.due(self.archive, "quay", now)]

    def fetch(self, url=URL):
        with transaction(self.archive):
            fetch = Fetch(url, "quay", "page", NOON, Reason.OK, status=200, content=url.encode())
            fetch_id = fetches.record(self.archive, self.run_id, fetch)
            urls.got_page(self.archive, url, fetch_id)
        return fetch_id

    def settle(self, fetch_id, reason=Reason.OK, *, url=URL, article_id=None, canonical=None):
        if reason is Reason.OK:
            article_id = article_id or 7
        urls.settle(self.archive, [Verdict(url, fetch_id, reason, article_id, canonical or url)])

    def load(self, url=URL, **article):
        self.discover(url)
        self.settle(self.fetch(url), url=url, **article)

    def row(self, url=URL):
        return self.archive.execute("SELECT * FROM urls WHERE url = ?", (url,)).fetchone()

    def state(self, url=URL):
        row = self.row(url)
        return row["state"], row["reason"]


@pytest.fixture
def desk(archive):
    return Desk(archive)


def test_a_discovered_url_waits_and_is_due_at_once(desk):
    assert desk.discover(title="Ferry sails again") == 1
    assert desk.state() == ("waiting", "new")
    (page,) = urls.due(desk.archive, "quay", NOON)
    assert (page.url, page.entry.title, page.is_known, page.attempts) == (URL, "Ferry sails again", False, 0)


def test_a_url_is_new_once_whatever_names_it(desk):
    assert [desk.discover(by=by) for by in (FEED, OTHER_FEED, FEED)] == [1, 0, 0]
    assert desk.row()["discovered_by"] == FEED


def test_a_url_that_cannot_be_asked_is_entered_as_skipped(desk):
    assert desk.discover("ftp://quay.news/a", reason=Reason.NOT_HTTP) == 1
    assert desk.state("ftp://quay.news/a") == ("skipped", "not http")
    assert desk.due(NOON + 999 * HOUR) == []


def test_the_longest_known_is_asked_first(desk):
    desk.discover("http://quay.news/b", now=NOON)
    desk.discover("http://quay.news/c", now=NOON - HOUR)
    desk.discover("http://quay.news/a", now=NOON)
    assert desk.due() == [f"http://quay.news/{name}" for name in "cba"]


def test_the_urls_of_another_outlet_are_not_asked(desk):
    desk.discover()
    assert urls.due(desk.archive, "pier", NOON) == ()


def test_a_page_that_came_awaits_its_verdict_and_is_not_asked_again(desk):
    desk.discover(title="Ferry")
    fetch_id = desk.fetch()
    assert desk.due(NOON + 999 * HOUR) == []
    (page,) = urls.without_verdict(desk.archive, ["quay"], 10)
    assert (page.url, page.fetch_id, page.entry.title) == (URL, fetch_id, "Ferry")
    assert urls.count_without_verdict(desk.archive, ["quay"]) == 1
    assert urls.count_without_verdict(desk.archive, ["pier"]) == 0


def test_an_article_is_loaded_and_not_asked_again(desk):
    desk.load()
    assert desk.state() == ("loaded", "ok")
    assert desk.row()["article_id"] == 7
    assert desk.due(NOON + 999 * HOUR) == []
    assert urls.without_verdict(desk.archive, ["quay"], 10) == ()


def test_a_page_without_an_article_has_failed(desk):
    desk.discover()
    desk.settle(desk.fetch(), Reason.PAYWALL)
    assert desk.state() == ("failed", "paywall")
    assert desk.due(NOON + 999 * HOUR) == []


def test_an_entry_that_reads_otherwise_makes_a_loaded_article_due_again(desk):
    desk.load()
    assert desk.discover(title="Corrected", now=NOON + HOUR) == 0
    (page,) = urls.due(desk.archive, "quay", NOON + HOUR)
    assert (page.is_known, page.entry.title) == (True, "Corrected")
    assert desk.state() == ("loaded", "ok")


def test_an_entry_that_reads_the_same_asks_for_nothing(desk):
    desk.discover(title="Ferry", authors=("A. Quill",))
    desk.settle(desk.fetch())
    desk.discover(title="Ferry", authors=("A. Quill",), now=NOON + HOUR)
    assert desk.due(NOON + HOUR) == []


def test_another_feed_that_words_the_entry_otherwise_asks_for_nothing(desk):
    desk.load()
    desk.discover(by=OTHER_FEED, title="The same ferry, as this feed puts it", now=NOON + HOUR)
    assert desk.due(NOON + HOUR) == []


def test_a_changed_entry_does_not_bring_a_dead_page_back(desk):
    desk.discover()
    urls.got_none(desk.archive, URL, Reason.GONE, due_at=None, now=NOON)
    desk.discover(title="Corrected", now=NOON + HOUR)
    assert desk.due(NOON + HOUR) == []


def test_what_changes_while_a_page_awaits_its_verdict_is_asked_for_after_it(desk):
    desk.discover()
    fetch_id = desk.fetch()
    desk.discover(title="Corrected", now=NOON + HOUR)
    assert desk.due(NOON + HOUR) == []
    desk.settle(fetch_id)
    assert desk.due(NOON + HOUR) == [URL]


def test_a_page_that_did_not_come_is_due_when_it_was_said(desk):
    desk.discover()
    for attempt in (1, 2):
        urls.got_none(desk.archive, URL, Reason.TIMED_OUT, due_at=NOON + attempt * HOUR, now=NOON)
    assert desk.state() == ("waiting", "timed out")
    assert desk.due(NOON + HOUR) == []
    (page,) = urls.due(desk.archive, "quay", NOON + 2 * HOUR)
    assert (page.attempts, datetime.fromisoformat(page.failing_since)) == (2, NOON)


def test_a_page_that_came_ends_its_row_of_failures(desk):
    desk.discover()
    urls.got_none(desk.archive, URL, Reason.TIMED_OUT, due_at=NOON, now=NOON)
    desk.fetch()
    assert (desk.row()["attempts"], desk.row()["failing_since"]) == (0, None)


@pytest.mark.parametrize("reason", [Reason.NOT_FOUND, Reason.ROBOTS, Reason.TOO_LARGE, Reason.REFUSED_ADDRESS])
def test_a_final_reason_settles_a_url(desk, reason):
    desk.discover()
    urls.got_none(desk.archive, URL, reason, due_at=None, now=NOON)
    assert desk.state() == (MEANING[reason][0], reason)
    assert desk.due(NOON + 999 * HOUR) == []


def test_given_up_it_has_failed_and_says_how_it_did_last(desk):
    desk.discover()
    urls.give_up(desk.archive, URL, Reason.TIMED_OUT)
    assert desk.state() == ("failed", "timed out")
    assert desk.due(NOON + 999 * HOUR) == []


def test_an_article_that_is_loaded_stays_so_whatever_a_recheck_meets(desk):
    desk.load()
    urls.got_none(desk.archive, URL, Reason.SERVER_ERROR, due_at=NOON + HOUR, now=NOON)
    assert desk.state() == ("loaded", "ok")
    urls.got_none(desk.archive, URL, Reason.NOT_FOUND, due_at=None, now=NOON)
    assert desk.state() == ("loaded", "ok")
    desk.settle(desk.fetch(), Reason.BOT_WALL)
    assert desk.state() == ("loaded", "ok")
    urls.give_up(desk.archive, URL, Reason.TIMED_OUT)
    assert desk.state() == ("loaded", "ok")
    assert desk.row()["article_id"] == 7


def test_a_recheck_says_whether_anything_changed(desk):
    desk.load()
    desk.discover(title="Corrected")
    urls.unchanged(desk.archive, URL, None)
    assert desk.state() == ("loaded", "not modified")
    assert desk.due(NOON + 999 * HOUR) == []
    desk.settle(desk.fetch())
    assert desk.state() == ("loaded", "ok")


def test_an_alias_that_is_known_by_its_canonical_url_is_not_asked_at_all(desk):
    desk.load("http://quay.news/ferry?view=amp", canonical=URL)
    assert desk.discover(URL) == 1
    assert desk.state() == ("skipped", "duplicate url")
    assert desk.row()["article_id"] == 7
    assert desk.due(NOON + HOUR) == []


def test_an_alias_that_was_fetched_is_a_duplicate_of_the_article(desk):
    desk.load()
    desk.discover("http://quay.news/print/ferry")
    fetch_id = desk.fetch("http://quay.news/print/ferry")
    desk.settle(fetch_id, Reason.DUPLICATE_URL, url="http://quay.news/print/ferry", article_id=7, canonical=URL)
    assert desk.state("http://quay.news/print/ferry") == ("skipped", "duplicate url")
    assert desk.row("http://quay.news/print/ferry")["article_id"] == 7
    assert urls.homes(desk.archive, [7, 8]) == {7: URL}


def test_a_verdict_on_a_page_that_has_been_replaced_meanwhile_is_not_taken(desk):
    desk.discover()
    first, second = desk.fetch(), desk.fetch()
    desk.settle(first, Reason.PAYWALL)
    assert desk.state() == ("waiting", "new")
    desk.settle(second)
    assert desk.state() == ("loaded", "ok")


def test_pages_get_their_verdicts_in_the_order_in_which_they_came(desk):
    for name in "abc":
        desk.discover(f"http://quay.news/{name}")
    for name in "cab":
        desk.fetch(f"http://quay.news/{name}")
    found = urls.without_verdict(desk.archive, ["quay"], 2)
    assert [page.url[-1] for page in found] == ["c", "a"]


def enter_imported(desk, url=URL, outlet="quay"):
    with transaction(desk.archive):
        fetch = Fetch(url, outlet, "page", NOON, Reason.OK, content=b"<p>Imported")
        fetch_id = fetches.record(desk.archive, desk.run_id, fetch)
        urls.enter_imported(desk.archive, outlet, FeedEntry(url), fetch_id, NOON)
    return fetch_id


def test_an_imported_page_awaits_its_verdict_and_is_never_asked(desk):
    fetch_id = enter_imported(desk)
    assert desk.due(NOON + 999 * HOUR) == []
    desk.settle(fetch_id)
    assert (desk.state(), desk.row()["discovered_by"]) == (("loaded", "ok"), "import")
    assert not urls.is_loaded_from_the_web(desk.archive, URL)


def test_an_imported_page_serves_a_url_that_still_waited(desk):
    desk.discover()
    fetch_id = enter_imported(desk)
    assert desk.due(NOON + 999 * HOUR) == []
    desk.settle(fetch_id)
    assert (desk.state(), desk.row()["discovered_by"]) == (("loaded", "ok"), FEED)


def test_what_we_fetched_ourselves_is_known_as_such(desk):
    desk.load()
    assert urls.is_loaded_from_the_web(desk.archive, URL)
    assert not urls.is_loaded_from_the_web(desk.archive, "http://quay.news/never-seen")


def test_changes_can_be_followed_from_any_point(desk):
    for name in "abc":
        desk.discover(f"http://quay.news/{name}")
    *_, mark = [row["tick"] for row in urls.changed_since(desk.archive, 0)]
    assert list(urls.changed_since(desk.archive, mark)) == []
    urls.got_none(desk.archive, "http://quay.news/a", Reason.GONE, due_at=None, now=NOON)
    desk.discover("http://quay.news/d")
    assert [row["url"][-1] for row in urls.changed_since(desk.archive, mark)] == ["a", "d"]


WAITING = [reason for reason in Reason if MEANING[reason][0] is State.WAITING and reason is not Reason.NEW]
FINAL = [reason for reason in Reason if MEANING[reason][0] in {State.FAILED, State.SKIPPED}]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["http://quay.news/a", "http://quay.news/b"]),
        st.one_of(
            st.tuples(st.just("discover"), st.text("xyz", max_size=2)),
            st.tuples(st.just("page"), st.sampled_from([Reason.OK, Reason.DUPLICATE_URL, *FINAL])),
            st.tuples(st.just("wait"), st.sampled_from(WAITING)),
            st.tuples(st.just("end"), st.sampled_from(FINAL)),
            st.tuples(st.just("give up"), st.sampled_from(WAITING)),
            st.tuples(st.just("import"), st.just(Reason.OK)),
        ),
    ),
    max_size=12,
)


def take(desk, url, step, what):
    """One thing that can happen to a URL; those that need it known happen to known ones only."""
    if step == "discover":
        desk.discover(url, title=what)
    elif step == "import":
        desk.settle(enter_imported(desk, url), what, url=url)
    elif desk.row(url) is None:
        return
    elif step == "page":
        desk.settle(desk.fetch(url), what, url=url)
    elif step == "wait":
        urls.got_none(desk.archive, url, what, due_at=NOON + HOUR, now=NOON)
    elif step == "end":
        urls.got_none(desk.archive, url, what, due_at=None, now=NOON)
    else:
        urls.give_up(desk.archive, url, what)


@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_whatever_happens_every_url_is_in_exactly_one_state_that_fits_its_reason(tmp_path_factory, steps):
    with open_archive(tmp_path_factory.mktemp("steps") / "pages.sqlite") as archive:
        archive.execute("PRAGMA synchronous = OFF")
        desk, loaded = Desk(archive), set()
        for url, (step, what) in steps:
            take(desk, url, step, what)
            for row in archive.execute("SELECT * FROM urls").fetchall():
                fitting = {MEANING[Reason(row["reason"])][0]} | ({State.FAILED} if row["reason"] in WAITING else set())
                assert row["state"] in fitting
                assert row["state"] == State.LOADED or row["url"] not in loaded
                assert row["state"] != State.LOADED or row["article_id"] is not None
                assert row["state"] in {State.LOADED, State.WAITING} or row["due_at"] is None
                assert row["page_id"] is None
                loaded |= {row["url"]} if row["state"] == State.LOADED else set()
        ticks = [row["tick"] for row in urls.changed_since(archive, 0)]
        assert len(set(ticks)) == len(ticks) == archive.execute("SELECT count(*) FROM urls").fetchone()[0]


ALIASES = ["https://www.quay.news/a", "http://quay.news/a/", "http://quay.news/a/amp", "http://amp.quay.news/a?amp=1"]


def entered(archive, *addresses):
    """States, reasons and articles of these after they were discovered, in their order."""
    urls.discover(archive, "quay", FEED, [(FeedEntry(url), Reason.NEW) for url in addresses], NOON)
    return stand(archive, *addresses)


def stand(archive, *addresses):
    query = "SELECT state, reason, article_id FROM urls WHERE url = ?"
    return [tuple(archive.execute(query, (url,)).fetchone()) for url in addresses]


@pytest.mark.parametrize("alias", ALIASES)
def test_another_spelling_of_a_page_is_an_alias_and_not_asked(archive, alias):
    first, second = entered(archive, "http://quay.news/a", alias)
    assert first == ("waiting", "new", None)
    assert second == ("skipped", "duplicate url", None)
    archive.execute("UPDATE urls SET state = 'loaded', reason = 'ok', article_id = 7 WHERE alias_of IS NULL")
    assert stand(archive, alias) == [("skipped", "duplicate url", 7)]
    assert entered(archive, "http://quay.news/a//") == [("skipped", "duplicate url", 7)]


def test_an_alias_is_asked_when_nothing_comes_of_its_page(archive):
    entered(archive, "http://quay.news/a", *ALIASES[:1])
    urls.got_none(archive, "http://quay.news/a", Reason.NOT_FOUND, due_at=None, now=NOON)
    assert stand(archive, *ALIASES[:1]) == [("waiting", "new", None)]
    assert [due.url for due in urls.due(archive, "quay", datetime.now(UTC))] == ALIASES[:1]


def test_pages_that_differ_are_no_aliases(archive):
    rows = entered(
        archive, "http://quay.news/a", "http://quay.news/a?page=2", "http://quay.news/A", "http://pier.news/a"
    )
    assert {state for state, *_ in rows} == {"waiting"}


def test_an_alias_whose_entry_reads_otherwise_makes_its_page_due(archive):
    entered(archive, "http://quay.news/a", *ALIASES[:1])
    archive.execute("UPDATE urls SET state = 'loaded', due_at = NULL WHERE alias_of IS NULL")
    urls.discover(archive, "quay", FEED, [(FeedEntry(ALIASES[0], title="Corrected"), Reason.NEW)], NOON)
    assert [due.url for due in urls.due(archive, "quay", NOON)] == ["http://quay.news/a"]
