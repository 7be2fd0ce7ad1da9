from datetime import UTC, datetime, timedelta

import pytest

from extractors.model import FeedEntry
from extractors.outcomes import Reason
from storage import fetches, runs, urls
from storage.archive import transaction
from storage.fetches import Fetch
from storage.urls import Verdict

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAGE = b"<p>The ferry to Ilmora sails again.</p>" * 200


@pytest.fixture
def keep(archive):
    """Records an answer, of a run that began when it was asked for; its id."""

    def kept(url="http://quay.news/a", content=PAGE, at=NOON, taken_in_at=None, **fields):
        run_id = runs.start(archive, "all", taken_in_at or at, None)
        with transaction(archive):
            purpose, outcome = fields.pop("purpose", "page"), fields.pop("outcome", Reason.OK)
            fetch = Fetch(url, "quay", purpose, at, outcome, content=content, **fields)
            return fetches.record(archive, run_id, fetch)

    return kept


def bodies(archive):
    return archive.execute("SELECT count(*) FROM bodies").fetchone()[0]


def test_what_was_recorded_is_read_as_it_came(archive, run_id):
    fetch = Fetch(
        url="http://quay.news/a?b=1",
        outlet="quay",
        purpose="page",
        requested_at=NOON,
        outcome=Reason.OK,
        seconds=1.25,
        status=200,
        final_url="http://quay.news/a",
        headers={"etag": '"ñ"', "content-type": "text/html"},
        content=bytes(range(256)),
        evidence="as it should be",
    )
    with transaction(archive):
        fetch_id = fetches.record(archive, run_id, fetch)
    assert fetches.read(archive, fetch_id) == fetch


def test_an_answer_that_did_not_come_is_recorded_too(archive, keep):
    fetch_id = keep(content=b"", outcome=Reason.CONNECTION_FAILED, evidence="no route")
    found = fetches.read(archive, fetch_id)
    assert (found.outcome, found.status, found.content, found.evidence) == (
        Reason.CONNECTION_FAILED,
        None,
        b"",
        "no route",
    )


def test_a_body_that_comes_twice_is_stored_once(archive, keep):
    ids = [keep(), keep(url="http://quay.news/b"), keep(at=NOON + DAY)]
    assert bodies(archive) == 1
    assert [fetches.read(archive, fetch_id).content for fetch_id in ids] == [PAGE] * 3


def test_bodies_are_packed(archive, keep):
    keep()
    size, packed = archive.execute("SELECT size, length(zstd) FROM bodies").fetchone()
    assert (size, packed < len(PAGE) / 9) == (len(PAGE), True)


def test_the_latest_answer_of_a_url_is_the_one_that_came_last(archive, keep):
    keep(content=b"old")
    keep(content=b"new")
    keep(url="http://quay.news/b", content=b"another")
    assert fetches.latest(archive, "http://quay.news/a").content == b"new"
    assert fetches.latest(archive, "http://quay.news/never-asked") is None


def test_the_archive_knows_which_bytes_came_from_which_url(archive, keep):
    keep()
    assert fetches.holds(archive, "http://quay.news/a", PAGE)
    assert not fetches.holds(archive, "http://quay.news/a", PAGE + b" ")
    assert not fetches.holds(archive, "http://quay.news/b", PAGE)


def drop(archive, before):
    with transaction(archive):
        return fetches.drop_old_bodies(archive, before)


def test_retention_drops_the_bytes_and_keeps_the_record(archive, keep):
    fetch_id = keep(status=200)
    assert drop(archive, NOON + DAY) == 1
    found = fetches.read(archive, fetch_id)
    assert (found.content, found.status, found.requested_at) == (b"", 200, NOON)
    assert archive.execute("SELECT bytes FROM fetches").fetchone()["bytes"] == len(PAGE)
    assert bodies(archive) == 0


def test_retention_keeps_what_came_since(archive, keep):
    keep(at=NOON)
    assert drop(archive, NOON) == 0
    assert bodies(archive) == 1


def test_retention_keeps_bytes_that_came_again_lately_for_the_later_answer(archive, keep):
    old = keep(at=NOON - 40 * DAY)
    again = keep(url="http://quay.news/b", at=NOON)
    assert drop(archive, NOON - DAY) == 1
    assert [fetches.read(archive, one).content for one in (old, again)] == [b"", PAGE]


def test_retention_keeps_an_old_capture_as_long_as_what_came_when_it_was_imported(archive, keep):
    keep(at=NOON - 700 * DAY, taken_in_at=NOON)
    assert drop(archive, NOON - 90 * DAY) == 0
    assert drop(archive, NOON + DAY) == 1


def test_retention_keeps_imported_texts_which_are_no_pages(archive, keep):
    keep(purpose="text")
    assert drop(archive, NOON + DAY) == 0
    assert bodies(archive) == 1


def test_retention_looks_only_at_answers_that_have_bytes_and_are_old(archive):
    query = "SELECT fetch_id FROM fetches WHERE body_id IS NOT NULL AND requested_at < '2031'"
    plan = [row["detail"] for row in archive.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plan == ["SEARCH fetches USING INDEX fetches_with_body (requested_at<?)"]


def test_the_bytes_of_one_answer_are_dropped_and_another_that_had_the_same_keeps_them(archive, keep):
    first, second = keep(), keep(url="http://quay.news/b")
    fetches.drop_body(archive, first)
    assert [fetches.read(archive, one).content for one in (first, second)] == [b"", PAGE]
    fetches.drop_body(archive, second)
    fetches.drop_body(archive, second)
    assert bodies(archive) == 0


def test_retention_keeps_a_page_until_it_is_cleaned(archive, keep):
    url = "http://quay.news/a"
    urls.discover(archive, "quay", "http://quay.news/feed", [(FeedEntry(url), Reason.NEW)], NOON)
    fetch_id = keep(url)
    urls.got_page(archive, url, fetch_id)
    assert drop(archive, NOON + DAY) == 0
    urls.settle(archive, [Verdict(url, fetch_id, Reason.TOO_SHORT)])
    assert drop(archive, NOON + DAY) == 1


def test_bytes_that_come_again_after_they_were_dropped_are_stored_again(archive, keep):
    keep()
    drop(archive, NOON + DAY)
    again = keep(at=NOON + 2 * DAY)
    assert fetches.read(archive, again).content == PAGE
