from datetime import UTC, datetime, timedelta

import pytest

from extractors.model import FeedEntry
from extractors.outcomes import Reason
from storage import runs, urls
from storage.listings import Listing, answered, named, remember, remembered

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "http://quay.news/feed"
TAGS = {"etag": 'W/"ferry"', "last-modified": "Sun, 04 May 2031 10:00:00 GMT"}


@pytest.fixture
def listing(archive):
    """A feed that was asked in full at noon."""
    remember(archive, Listing(FEED, "quay", "feed"), found=True)
    answered(archive, FEED, TAGS, was_full=True, now=NOON)
    return lambda: named(archive, FEED, "quay", "feed")


def test_a_listing_that_was_never_asked_is_asked_in_full(archive):
    assert named(archive, FEED, "quay", "feed") == Listing(FEED, "quay", "feed")
    assert named(archive, FEED, "quay", "feed").conditions(NOON) == {}


def test_validators_go_back_byte_for_byte(listing):
    assert listing().conditions(NOON + HOUR) == {
        "If-None-Match": 'W/"ferry"',
        "If-Modified-Since": "Sun, 04 May 2031 10:00:00 GMT",
    }


def test_once_a_day_a_listing_is_asked_in_full(archive, listing):
    assert listing().conditions(NOON + 24 * HOUR) == {}
    answered(archive, FEED, TAGS, was_full=True, now=NOON + 24 * HOUR)
    assert listing().conditions(NOON + 25 * HOUR) != {}


def test_answers_that_nothing_changed_do_not_put_the_full_one_off(archive, listing):
    for hours in range(1, 24):
        answered(archive, FEED, {}, was_full=False, now=NOON + hours * HOUR)
    assert listing().conditions(NOON + 24 * HOUR) == {}


def test_an_answer_without_validators_leaves_those_of_before(archive, listing):
    answered(archive, FEED, {}, was_full=False, now=NOON + HOUR)
    assert listing().etag == 'W/"ferry"'
    answered(archive, FEED, {"etag": '"new"'}, was_full=True, now=NOON + HOUR)
    assert (listing().etag, listing().last_modified) == ('"new"', "Sun, 04 May 2031 10:00:00 GMT")


def test_feeds_that_were_found_are_remembered_in_the_order_of_their_finding(archive):
    for path in ("world", "business", "arts"):
        remember(archive, Listing(f"http://quay.news/{path}", "quay", "feed"), found=True)
    remember(archive, Listing("http://quay.news/world", "quay", "feed"), found=True)
    remember(archive, Listing("http://quay.news/stated", "quay", "feed"), found=False)
    remember(archive, Listing("http://pier.news/feed", "pier", "feed"), found=True)
    assert [found.url.rsplit("/", 1)[1] for found in remembered(archive, "quay")] == ["world", "business", "arts"]


def test_a_listing_that_the_settings_named_once_and_then_was_found_is_remembered(archive):
    for found in (False, True, False):
        remember(archive, Listing(FEED, "quay", "feed"), found=found)
    assert [found.url for found in remembered(archive, "quay")] == [FEED]


def states(archive):
    rows = archive.execute("SELECT url, outlet FROM urls ORDER BY url").fetchall()
    return {row["url"].rsplit("/", 1)[1]: row["outlet"] for row in rows}


@pytest.mark.usefixtures("listing")
@pytest.mark.parametrize(("still_watched", "owner"), [([], "harbour"), (["quay"], "quay")])
def test_an_outlet_under_a_new_name_goes_on_where_the_old_one_was(archive, still_watched, owner):
    def watch(*names):
        runs.watch(archive, [runs.OutletRow(name, "http://quay.news/", "all") for name in names], NOON)

    watch("quay")
    urls.discover(archive, "quay", FEED, [(FeedEntry("http://quay.news/a"), Reason.NEW)], NOON)
    watch("harbour", *still_watched)
    known = named(archive, FEED, "harbour", "feed")
    remember(archive, known, found=True)
    assert (known.outlet, known.etag) == ("harbour", 'W/"ferry"')
    assert states(archive) == {"a": owner}
    assert [found.url for found in remembered(archive, owner)] == [FEED]
