from datetime import UTC, datetime, timedelta

from storage.hosts import close_until, closed_until, reserve

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_requests_to_a_host_start_one_pause_apart(archive):
    assert [reserve(archive, "quay.news", 5.0, NOON) for _ in range(3)] == [0.0, 5.0, 10.0]


def test_the_wait_shrinks_while_time_passes(archive):
    reserve(archive, "quay.news", 5.0, NOON)
    assert reserve(archive, "quay.news", 5.0, NOON + timedelta(seconds=3)) == 2.0
    assert reserve(archive, "quay.news", 5.0, NOON + HOUR) == 0.0


def test_hosts_do_not_wait_for_each_other(archive):
    reserve(archive, "quay.news", 5.0, NOON)
    assert reserve(archive, "pier.news", 5.0, NOON) == 0.0


def test_runs_in_several_processes_share_the_clock_of_a_host(at_once):
    script = f"""
import sys
from datetime import datetime
from pathlib import Path
from storage.archive import open_archive
from storage.hosts import reserve
with open_archive(Path(sys.argv[1]) / "pages.sqlite") as archive:
    for _ in range(10):
        print(reserve(archive, "quay.news", 2.0, datetime.fromisoformat("{NOON.isoformat()}")))
"""
    starts = sorted(float(line) for printed in at_once(script) for line in printed.splitlines())
    assert starts == [2.0 * number for number in range(20)]


def test_a_host_that_was_never_closed_is_open(archive):
    assert closed_until(archive, "quay.news") is None
    reserve(archive, "quay.news", 5.0, NOON)
    assert closed_until(archive, "quay.news") is None


def test_a_host_stays_closed_until_the_latest_time_that_it_named(archive):
    for when in (NOON, NOON + 2 * HOUR, NOON + HOUR):
        close_until(archive, "quay.news", when)
    assert closed_until(archive, "quay.news") == NOON + 2 * HOUR


def test_closing_a_host_keeps_its_clock(archive):
    reserve(archive, "quay.news", 5.0, NOON)
    close_until(archive, "quay.news", NOON + HOUR)
    assert reserve(archive, "quay.news", 5.0, NOON) == 5.0
    assert closed_until(archive, "quay.news") == NOON + HOUR
