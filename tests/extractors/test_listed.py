"""What a listing names, and what of it is too old."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.feed_bytes import UnreadableFeed
from extractors.listed import MOST_UNDATED, Listed, read_listing, sorted_by_age
from extractors.model import FeedEntry
from extractors.outcomes import Reason

NOW = datetime(2026, 11, 25, tzinfo=UTC)
BASE = "https://news.test/x"

KINDS = {
    "RSS": ("<rss version='2.0'><channel/></rss>", "feed"),
    "Atom": ("<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>", "feed"),
    "JSON": ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
    "a sitemap": ("<urlset/>", "sitemap"),
    "an index": ("<?xml version='1.0'?><!-- <rss> --><sitemapindex/>", "index"),
}


@pytest.mark.parametrize(("text", "kind"), KINDS.values(), ids=KINDS)
def test_a_listing_is_what_its_first_element_says(text, kind):
    assert read_listing(text.encode(), BASE, None).kind == kind


def test_what_was_not_read_of_a_feed_is_said():
    items = "<item><title>x</title></item>" + "<item><link>/a</link></item>" * 2100
    listed = read_listing(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), BASE, None)
    assert listed.note == "the first 2,000 of 2,101 items were read, 1 items have no link"


def days_ago(days, path="a"):
    return FeedEntry(f"https://news.test/{path}{days}", updated=(NOW - timedelta(days=days)).isoformat())


def ages(*entries, kind="sitemap", is_first=True):
    rows = sorted_by_age(Listed(kind, entries), NOW, is_first=is_first)
    return [(entry.url.rpartition("/")[2], reason.value) for entry, reason in rows]


def test_a_sitemap_is_collected_a_month_back_the_newest_first():
    assert ages(days_ago(31), days_ago(29), days_ago(0)) == [("a0", "new"), ("a29", "new"), ("a31", "too old")]


def test_of_a_sitemap_that_has_ended_its_last_month_is_collected():
    assert ages(days_ago(400), days_ago(380), days_ago(431)) == [("a380", "new"), ("a400", "new"), ("a431", "too old")]


def test_a_date_ahead_of_time_makes_nothing_old():
    assert ages(days_ago(-900), days_ago(3)) == [("a-900", "new"), ("a3", "new")]


def test_a_day_in_the_address_is_surer_than_when_it_was_modified():
    old = FeedEntry("https://news.test/2019/03/02/x", updated=NOW.isoformat())
    assert ages(old, days_ago(1)) == [("a1", "new"), ("x", "too old")]


def test_what_a_feed_shows_is_current():
    assert ages(days_ago(900), days_ago(1), kind="feed") == [("a900", "new"), ("a1", "new")]


def test_a_long_list_without_dates_is_an_archive_until_something_is_added():
    entries = [FeedEntry(f"https://news.test/a{n}") for n in range(MOST_UNDATED + 1)]
    assert {reason for _, reason in ages(*entries)} == {"too old"}
    assert {reason for _, reason in ages(*entries, is_first=False)} == {"new"}
    assert {reason for _, reason in ages(*entries[1:])} == {"new"}


def test_dates_of_the_day_on_which_a_long_list_was_made_are_none():
    entries = [days_ago(0, f"x{n}-") for n in range(MOST_UNDATED + 1)]
    assert {reason for _, reason in ages(*entries)} == {"too old"}


PIECES = st.sampled_from(
    b'<rss>|<urlset>|<url><loc>|<lastmod>|<item><link>|{"items":[|<!DOCTYPE x [|2026-11-|]'.split(b"|")
)


@given(st.one_of(st.binary(), st.lists(st.one_of(PIECES, st.binary(max_size=5))).map(b"".join)), st.booleans())
def test_any_bytes_are_a_listing_or_unreadable(content, is_first):
    with suppress(UnreadableFeed):
        listed = read_listing(content, BASE, None)
        rows = sorted_by_age(listed, NOW, is_first=is_first)
        assert len(rows) == len(listed.entries)
        assert {reason for _, reason in rows} <= {Reason.NEW, Reason.TOO_OLD}
