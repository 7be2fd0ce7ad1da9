"""The rights ledger, and the raw pages that may not be kept."""

from datetime import UTC, datetime, timedelta

import pytest

from extractors.outcomes import Reason
from extractors.rights import Right
from storage import fetches, ledger, rights, runs
from storage.fetches import Fetch
from storage.work import open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://quay.news/a"

ALLOWED = Right("robots", "robots.txt", "Allow: /", "allowed")
REFUSED = Right("robots", "robots.txt", "Disallow: /a", "refused: robots")


def rows(archive):
    return [tuple(row) for row in archive.execute("SELECT value, verdict, seen_at FROM rights ORDER BY rights_id")]


def test_a_verdict_is_entered_once_and_again_when_it_reads_otherwise(archive):
    for hour, right in enumerate([ALLOWED, ALLOWED, REFUSED, REFUSED, ALLOWED]):
        rights.record(archive, "quay", URL, [right], NOON + hour * HOUR)
    assert [(value, seen_at[11:13]) for value, _, seen_at in rows(archive)] == [
        ("Allow: /", "12"),
        ("Disallow: /a", "14"),
        ("Allow: /", "16"),
    ]


def test_the_ledger_follows_the_archive(archive, tmp_path):
    rights.record(archive, "quay", URL, [ALLOWED], NOON)
    with open_work(tmp_path) as work:
        ledger.follow(work, archive)
    rights.record(archive, "quay", URL, [REFUSED], NOON)
    with open_work(tmp_path) as work:
        ledger.follow(work, archive)
        assert work.execute("SELECT host, url, value, verdict FROM rights ORDER BY rights_id").fetchall() == [
            ("quay.news", URL, "Allow: /", "allowed"),
            ("quay.news", URL, "Disallow: /a", "refused: robots"),
        ]


def until(when):
    return [Right("noarchive", "meta", "noarchive", "dropped", when)]


@pytest.mark.parametrize(("keep_until", "is_dropped"), [(NOON, True), (NOON + HOUR, False)])
def test_a_raw_page_goes_when_its_time_has_come(archive, keep_until, is_dropped):
    run_id = runs.start(archive, "all", NOON, None)
    page = Fetch(URL, "quay", "page", NOON, Reason.OK, content=b"<p>A")
    other = Fetch(URL + "b", "quay", "page", NOON, Reason.OK, content=b"<p>B")
    ids = [fetches.record(archive, run_id, one) for one in (page, other)]
    rights.record(archive, "quay", URL, until(keep_until), NOON)
    assert rights.drop_what_is_not_kept(archive, NOON) == is_dropped
    assert fetches.read(archive, ids[0]).content == (b"" if is_dropped else b"<p>A")
    assert fetches.read(archive, ids[1]).content == b"<p>B"
