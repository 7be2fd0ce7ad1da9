"""Which listing named which URL, and what neither feed nor sitemap named."""

from datetime import UTC, datetime, timedelta

import pytest

from extractors.model import FeedEntry
from extractors.outcomes import Reason
from storage import ledger, sightings, urls
from storage.archive import transaction
from storage.listings import Listing
from storage.work import open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LISTINGS = {kind: Listing(f"http://quay.news/{kind}", "quay", kind) for kind in ("feed", "sitemap", "child", "home")}


@pytest.fixture
def see(archive):
    """Reads a listing that names these paths."""

    def seen(kind, *names, hours=0, reason=Reason.NEW):
        listing, now = LISTINGS[kind], NOON + hours * HOUR
        entries = [(FeedEntry(f"http://quay.news/{name}"), reason) for name in names]
        urls.discover(archive, listing.outlet, listing.url, entries, now)
        with transaction(archive):
            sightings.record(archive, listing, [entry.url for entry, _ in entries], now)

    return seen


@pytest.fixture
def ask(archive, tmp_path):
    """What the database says after it has followed the archive."""

    def asked(sql):
        with open_work(tmp_path) as work:
            ledger.follow(work, archive)
            return work.execute(sql).fetchall()

    return asked


ESTIMATE = 'SELECT since, feed_only, sitemap_only, "both", estimated_missed FROM coverage_estimate'


def test_each_listing_that_names_a_url_is_kept_once_with_the_first_time(see, ask):
    see("feed", "a")
    see("child", "a", hours=1)
    see("feed", "a", "b", hours=2)
    rows = ask("SELECT url[-1:], kind, date_diff('hour', TIMESTAMPTZ '2031-05-04 12:00:00+00', seen_at) FROM sightings")
    assert rows == [("a", "feed", 0), ("a", "sitemap", 1), ("b", "feed", 2)]
    see("home", "b", hours=3)
    assert ask("SELECT count(*) FROM sightings") == [(4,)]


def test_what_both_missed_is_estimated_from_how_far_they_agree(see, ask):
    see("feed", *"abcdef")
    see("sitemap", *"defgh")
    assert ask(ESTIMATE) == [(None, 3, 2, 3, 1.5)]


def test_from_the_second_reading_on_only_what_is_new_counts(see, ask):
    see("feed", *"ab")
    see("sitemap", *"bcdefgh")
    see("feed", *"xy", hours=1)
    see("sitemap", *"yz", hours=1)
    assert ask(ESTIMATE) == [(NOON, 1, 1, 1, 0.5)]


def test_what_is_too_old_is_not_missed(see, ask):
    see("feed", "a")
    see("sitemap", "b", "c", reason=Reason.TOO_OLD)
    see("sitemap", "a")
    assert ask(ESTIMATE) == [(None, 0, 0, 1, 0.0)]


def test_spellings_of_one_article_are_one_page(see, ask, archive):
    see("feed", "a")
    see("sitemap", "a/")
    archive.execute("UPDATE urls SET state = 'loaded', reason = 'ok', article_id = 7 WHERE url LIKE '%a'")
    assert ask(ESTIMATE) == [(None, 0, 0, 1, 0.0)]


def test_an_outlet_without_a_sitemap_has_no_estimate(see, ask):
    see("feed", "a")
    see("home", "b")
    assert ask(ESTIMATE) == []
