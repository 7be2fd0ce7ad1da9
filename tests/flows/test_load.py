import random
from datetime import UTC, datetime, timedelta

import pytest

from extractors.ids import hash63
from extractors.model import Article, Cleaned, FeedEntry, Page, Text
from extractors.outcomes import Reason
from flows.load import TEXT, Work, content_of, load, page_of
from storage import fetches, runs, urls
from storage.archive import open_archive, transaction
from storage.articles import Loaded, load_articles
from storage.fetches import Fetch
from storage.urls import StoredPage
from storage.work import open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
FERRY = "http://quay.news/ferry"
TEXT_OF_IT = ("The ferry sails again.", "It had been laid up since May.")


class House:
    """An archive and a database: URLs are discovered, fetched, and loaded as what they are said to be."""

    def __init__(self, archive, folder):
        self.archive, self.folder = archive, folder
        self.run_id = runs.start(archive, "all", NOON, None)

    def fetch(self, *found, outlet="quay", minutes=0):
        """What was cleaned of some URLs: (url, canonical URL or reason why there is no article, paragraphs)."""
        return [self._fetch(outlet, NOON + timedelta(minutes=minutes), *one) for one in found]

    def _fetch(self, outlet, now, url, canonical, paragraphs=TEXT_OF_IT):
        urls.discover(self.archive, outlet, "http://quay.news/feed", [(FeedEntry(url), Reason.NEW)], now)
        with transaction(self.archive):
            fetch = Fetch(url, outlet, "page", now, Reason.OK, content=repr(paragraphs).encode())
            fetch_id = fetches.record(self.archive, self.run_id, fetch)
            urls.got_page(self.archive, url, fetch_id)
        (stored,) = [one for one in urls.without_verdict(self.archive, [outlet], 999) if one.url == url]
        if isinstance(canonical, Reason):
            return Work(stored, Cleaned(canonical, evidence="so it says"), "1.0")
        return Work(stored, Cleaned(Reason.OK, Article(canonical, "Ferry", tuple(paragraphs))), "1.0")

    def load(self, work):
        return load(self.archive, self.folder, self.run_id, work)

    def urls(self):
        rows = self.archive.execute("SELECT url, state, reason, article_id FROM urls").fetchall()
        return {row["url"]: (row["state"], row["reason"], row["article_id"]) for row in rows}

    def rows(self, sql):
        with open_work(self.folder) as work:
            return work.execute(sql).fetchall()


@pytest.fixture
def house(tmp_path):
    with open_archive(tmp_path / "pages.sqlite") as archive:
        yield House(archive, tmp_path)


LOADED = ("loaded", "ok", hash63(FERRY))
ALIAS = ("skipped", "duplicate url", hash63(FERRY))


def test_an_article_is_loaded_and_its_url_says_so(house):
    assert house.load(house.fetch((FERRY, FERRY))) == Loaded(new=1, changed=0)
    assert house.urls() == {FERRY: LOADED}
    assert house.rows("SELECT article_id, outlet, url, first_seen_at, fetched_at FROM articles") == [
        (hash63(FERRY), "quay", FERRY, NOON, NOON)
    ]


def test_a_page_without_an_article_gives_its_reason(house):
    assert house.load(house.fetch((FERRY, Reason.PAYWALL))) == Loaded(0, 0)
    assert house.urls() == {FERRY: ("failed", "paywall", None)}
    assert house.rows("FROM articles") == []


def test_nothing_to_load_is_loaded(house):
    assert house.load([]) == Loaded(0, 0)


@pytest.mark.parametrize("order", [0, 1, 2])
def test_of_the_urls_of_an_article_the_canonical_one_is_its_home_whatever_the_order(house, order):
    batch = house.fetch((f"{FERRY}?print", FERRY), (FERRY, FERRY), ("http://amp.quay.news/ferry", FERRY))
    assert house.load(random.Random(order).sample(batch, 3)) == Loaded(new=1, changed=0)
    assert house.urls() == {FERRY: LOADED, f"{FERRY}?print": ALIAS, "http://amp.quay.news/ferry": ALIAS}


def test_without_the_canonical_url_the_longest_known_is_the_home(house):
    late = house.fetch((f"{FERRY}?a", FERRY), minutes=5)
    early = house.fetch((f"{FERRY}?b", FERRY), minutes=0)
    house.load([*late, *early])
    assert house.urls() == {f"{FERRY}?a": ALIAS, f"{FERRY}?b": LOADED}


def test_an_alias_that_comes_later_changes_nothing_of_the_article(house):
    house.load(house.fetch((FERRY, FERRY)))
    before = house.rows("FROM articles")
    assert house.load(house.fetch((f"{FERRY}?print", FERRY, ["The ferry sails again."]), minutes=9)) == Loaded(0, 0)
    assert house.rows("FROM articles") == before
    assert house.urls() == {FERRY: LOADED, f"{FERRY}?print": ALIAS}


def test_an_article_stays_at_the_url_at_which_it_was_loaded_first(house):
    house.load(house.fetch((f"{FERRY}?print", FERRY)))
    house.load(house.fetch((FERRY, FERRY), minutes=9))
    assert house.urls() == {f"{FERRY}?print": LOADED, FERRY: ALIAS}
    assert house.rows("SELECT version FROM articles") == [(1,)]


def test_a_page_that_reads_otherwise_later_is_a_new_version(house):
    house.load(house.fetch((FERRY, FERRY)))
    assert house.load(house.fetch((FERRY, FERRY, ["The ferry is late."]), minutes=9)) == Loaded(new=0, changed=1)
    assert house.rows("SELECT version, text FROM articles") == [(2, "The ferry is late.")]
    assert house.urls() == {FERRY: LOADED}


def test_a_run_that_was_killed_between_database_and_archive_is_completed_without_a_trace(house):
    batch = house.fetch((FERRY, FERRY), ("http://quay.news/b", Reason.TOO_SHORT))
    uncut = house.fetch(("http://quay.news/c", "http://quay.news/c", ["C."]))
    with open_work(house.folder) as work:
        load_articles(work, [incoming_of(one) for one in batch[:1]])
    before = house.rows("FROM articles")
    assert urls.count_without_verdict(house.archive, ["quay"]) == 3
    assert house.load(batch) == Loaded(0, 0)
    assert house.rows("FROM articles") == before
    assert house.urls()[FERRY] == LOADED
    assert house.load(uncut) == Loaded(1, 0)
    assert urls.count_without_verdict(house.archive, ["quay"]) == 0


def test_pages_that_two_runs_cleaned_at_once_are_loaded_by_the_first(house):
    batch = house.fetch((FERRY, FERRY), ("http://quay.news/b", "http://quay.news/b", ["B."]))
    assert house.load(batch[:1]) == Loaded(new=1, changed=0)
    assert house.load(batch) == Loaded(new=1, changed=0)
    assert house.load(batch) == Loaded(0, 0)
    assert {state for state, *_ in house.urls().values()} == {"loaded"}
    assert house.rows("SELECT count(*) FROM private.batches") == [(2,)]


def incoming_of(work):
    from flows.load import _incoming  # noqa: PLC0415 - a look inside: what a killed run had written

    return _incoming(work)


def test_a_page_that_names_another_canonical_url_later_is_still_one_article(house):
    house.load(house.fetch((FERRY, FERRY)))
    house.load(house.fetch((FERRY, "http://quay.news/2031/05/ferry", ["The ferry is late."]), minutes=9))
    assert house.rows("SELECT count(*), max(version) FROM articles") == [(1, 2)]


def test_an_imported_text_comes_back_from_the_archive_as_it_went_in():
    text = Text(FERRY, "Ferry “sails”", ("One.", "Two\nlines."), "2031-05-04", ("A. Quill",))
    fetch = Fetch(FERRY, "quay", TEXT, NOON, Reason.OK, content=content_of(text))
    stored = StoredPage(FERRY, "quay", 1, NOON, NOON, FeedEntry(FERRY))
    assert page_of(stored, fetch) == text
    assert content_of(page_of(stored, fetch)) == fetch.content


def test_a_stored_answer_comes_back_as_a_page_with_what_the_feed_said():
    entry = FeedEntry(FERRY, title="Ferry", published="yesterday")
    fetch = Fetch(
        FERRY, "quay", "page", NOON, Reason.OK, status=200, final_url=f"{FERRY}/", headers={"a": "b"}, content=b"x"
    )
    assert page_of(StoredPage(FERRY, "quay", 1, NOON, NOON, entry), fetch) == Page(
        f"{FERRY}/", b"x", 200, {"a": "b"}, entry, NOON
    )
