"""What a page says of its dates is chosen by the written rule, and what cannot be is named."""

from datetime import UTC, datetime

import pytest

from extractors.model import FeedEntry
from extractors.pages.claims import Said, weigh_dates
from extractors.pages.statements import Statements

NOW = datetime(2022, 3, 6, 12, tzinfo=UTC)
URL = "https://kabar.example/pier"


def weighed(  # noqa: PLR0913 - as many as there are sources
    published=None, modified=None, *, meta=None, times=(), url=URL, feed=None, above=(), text=(), seen_at=NOW
):
    article = {
        key: value for key, value in (("datePublished", published), ("dateModified", modified)) if value is not None
    }
    entry = FeedEntry(url, published=feed) if feed else None
    statements = Statements(article=article, meta={"article:published_time": (meta,)} if meta else {}, times=times)
    return weigh_dates(Said(statements, url, entry, above, text, seen_at))


def claims(dates, field="published_at"):
    return [(claim.source, claim.value, claim.verdict, claim.note) for claim in dates.claims if claim.field == field]


def test_every_source_is_a_claim_in_the_order_of_trust():
    dates = weighed(
        "2022-03-04T08:15:00+07:00",
        meta="2022-03-04T01:15:00Z",
        times=(("", "4 March 2022"),),
        feed="Fri, 04 Mar 2022 01:15:00 GMT",
        above=("Jumat, 4 Maret 2022 - 08:15 WIB",),
        url="https://kabar.example/2022/03/04/pier",
        text=("Rapat digelar Jumat (4/3/2022).",),
    )
    assert dates.published_at == datetime(2022, 3, 4, 1, 15, tzinfo=UTC)
    assert claims(dates) == [
        ("json-ld", "2022-03-04T08:15:00+07:00", "chosen", None),
        ("meta", "2022-03-04T01:15:00Z", "agrees", None),
        ("time", "2022-03-04", "agrees", "the day only"),
        ("feed", "2022-03-04T01:15:00Z", "agrees", None),
        ("html", "2022-03-04T08:15:00+07:00", "agrees", None),
        ("url", "2022-03-04", "agrees", "the day only"),
        ("text", "2022-03-04", "agrees", None),
    ]


def test_a_time_without_a_zone_says_so():
    assert claims(weighed("2022-03-04T08:15:00")) == [
        ("json-ld", "2022-03-04T08:15:00Z", "chosen", "no time zone: read as UTC")
    ]


def test_a_publication_in_the_future_is_not_chosen():
    dates = weighed("2032-03-04T08:15:00Z", meta="2022-03-04T08:15:00Z")
    assert dates.published_at == datetime(2022, 3, 4, 8, 15, tzinfo=UTC)
    assert claims(dates)[0] == (
        *("json-ld", "2032-03-04T08:15:00Z", "impossible"),
        "in the future when the page was fetched",
    )
    assert weighed("2032-03-04T08:15:00Z").published_at is None


def test_where_nobody_knows_when_the_page_was_fetched_nothing_is_future():
    assert weighed("2032-03-04T08:15:00Z", seen_at=None).published_at is not None


def test_a_weekday_that_the_day_was_not_is_impossible_wherever_it_stands():
    dates = weighed("2022-03-04T08:15:00Z", feed="Thu, 04 Mar 2022 08:15:00 GMT", above=("Kamis, 4 Maret 2022",))
    assert [(source, verdict, note) for source, _, verdict, note in claims(dates)[1:]] == [
        ("feed", "impossible", "4 March 2022 was a Friday"),
        ("html", "impossible", "4 March 2022 was a Friday (Jumat)"),
    ]


def test_where_nothing_else_is_said_the_day_is_taken_with_its_wrong_weekday():
    dates = weighed(feed="Thu, 04 Mar 2022 08:15:00 GMT")
    assert dates.published_at == datetime(2022, 3, 4, 8, 15, tzinfo=UTC)
    assert claims(dates)[0][2:] == ("chosen", "4 March 2022 was a Friday")


def test_day_and_month_swapped_is_impossible():
    dates = weighed("2022-03-04T08:15:00Z", meta="2022-04-03T08:15:00Z", seen_at=None)
    assert claims(dates)[1] == ("meta", "2022-04-03T08:15:00Z", "impossible", "day and month swapped")


@pytest.mark.parametrize(
    ("modified", "verdict"),
    [
        ("2022-03-04T07:00:00Z", "impossible"),
        ("2022-03-04T15:20:00+07:00", "chosen"),
        ("2022-03-04", "chosen"),
        ("2022-03-01", "impossible"),
        ("2022-03-05T09:00:00Z", "chosen"),
    ],
)
def test_a_change_before_the_publication_is_impossible(modified, verdict):
    dates = weighed("2022-03-04T08:15:00Z", modified)
    assert [claim.verdict for claim in dates.claims if claim.field == "modified_at"] == [verdict]


def test_a_date_that_no_calendar_has_is_impossible():
    assert claims(weighed("2022-02-31T08:15:00Z"))[0][:3] == ("json-ld", None, "impossible")
