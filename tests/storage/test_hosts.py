"""Several runs and one host: who asks it, and what all of them know of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from storage import hosts, ledger, runs
from storage.hosts import ASKED_TO_WAIT, FAILING, HELD_SECONDS, LOOK_AGAIN_SECONDS, MAX_FAILURES, Host
from storage.work import open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def two_runs(archive):
    return runs.start(archive, "asia", NOON, None), runs.start(archive, "europe", NOON, None)


def asked(at, **known):
    return Host(asked_at=at.timestamp(), pause=5.0, **known)


def test_a_host_that_one_run_asks_is_not_asked_by_another(archive, two_runs):
    one, other = two_runs
    assert hosts.take(archive, "quay.news", one, 5.0, NOON) == 0
    assert hosts.take(archive, "quay.news", other, 5.0, NOON + 59 * SECOND) == LOOK_AGAIN_SECONDS
    assert hosts.take(archive, "pier.news", other, 5.0, NOON) == 0


def test_the_pause_counts_for_both_from_when_the_request_left(archive, two_runs):
    one, other = two_runs
    hosts.take(archive, "quay.news", one, 5.0, NOON)
    hosts.release(archive, "quay.news", asked(NOON + 3 * SECOND))
    for run_id in (one, other):
        assert hosts.take(archive, "quay.news", run_id, 5.0, NOON + 4 * SECOND) == 4.0
    assert hosts.take(archive, "quay.news", other, 5.0, NOON + 8 * SECOND) == 0


def test_the_longer_pause_holds_whoever_knows_of_it(archive, two_runs):
    one, other = two_runs
    hosts.release(archive, "quay.news", replace(asked(NOON), pause=30.0))
    assert hosts.take(archive, "quay.news", one, 5.0, NOON) == 30.0
    assert hosts.take(archive, "quay.news", other, 60.0, NOON) == 60.0


def test_what_a_killed_run_holds_is_free_once_its_group_runs_again(archive, two_runs):
    killed, other = two_runs
    hosts.take(archive, "quay.news", killed, 5.0, NOON)
    runs.start(archive, "asia", NOON + SECOND, None)
    assert hosts.take(archive, "quay.news", other, 5.0, NOON + SECOND) == 0


def test_nothing_is_held_for_longer_than_a_request_may_take(archive, two_runs):
    one, other = two_runs
    hosts.take(archive, "quay.news", one, 5.0, NOON)
    assert hosts.take(archive, "quay.news", other, 5.0, NOON + (HELD_SECONDS + 1) * SECOND) == 0


def test_a_closed_host_is_not_taken(archive, two_runs):
    hosts.release(archive, "quay.news", asked(NOON, closed_until=NOON + HOUR, closed_because=ASKED_TO_WAIT))
    assert hosts.take(archive, "quay.news", two_runs[0], 5.0, NOON) == 3600
    assert hosts.take(archive, "quay.news", two_runs[0], 5.0, NOON + HOUR) == 0


def test_a_clock_that_was_set_back_does_not_stop_a_host(archive, two_runs):
    hosts.release(archive, "quay.news", asked(NOON))
    assert hosts.take(archive, "quay.news", two_runs[0], 5.0, NOON - 3 * HOUR) == 0


def test_what_is_known_of_a_host_is_kept(archive):
    known = asked(NOON, answer_seconds=0.25, slowdown=2.0, refusals=1, failures=3, closed_until=NOON)
    assert hosts.known(archive, "quay.news") == Host()
    hosts.release(archive, "quay.news", known)
    assert hosts.known(archive, "quay.news") == known
    assert list(hosts.all_known(archive)) == [("quay.news", known)]


def test_a_host_that_fails_is_tried_again_and_one_that_asked_to_wait_is_not(archive):
    hosts.release(archive, "down.news", asked(NOON, failures=6, closed_until=NOON + HOUR, closed_because=FAILING))
    hosts.release(archive, "busy.news", asked(NOON, closed_until=NOON + HOUR, closed_because=ASKED_TO_WAIT))
    hosts.try_failing_ones(archive)
    assert hosts.known(archive, "down.news") == asked(NOON, failures=6)
    assert hosts.closed_until(archive, "busy.news") == NOON + HOUR
    assert hosts.closed_until(archive, "down.news") is None


def test_failures_are_forgiven_and_wishes_are_not_forgotten(archive):
    hosts.release(archive, "down.news", asked(NOON, failures=6, closed_until=NOON + HOUR, closed_because=FAILING))
    hosts.release(archive, "busy.news", asked(NOON, failures=2, closed_until=NOON + HOUR, closed_because=ASKED_TO_WAIT))
    hosts.forgive(archive, ["down.news", "busy.news"])
    assert hosts.known(archive, "down.news") == asked(NOON)
    assert hosts.known(archive, "busy.news").failures == 0
    assert hosts.closed_until(archive, "busy.news") == NOON + HOUR


STATES = {
    "open": (Host(asked_at=1.0), "open"),
    "slowed": (Host(asked_at=1.0, slowdown=2.0), "slowed"),
    "closed": (Host(asked_at=1.0, closed_until=NOON + 1000 * 365 * 24 * HOUR), "closed"),
    "open again": (Host(asked_at=1.0, closed_until=NOON - 100 * 365 * 24 * HOUR), "open"),
    "on trial": (Host(asked_at=1.0, failures=MAX_FAILURES), "on trial"),
}


def test_the_state_of_a_host_is_one_word_in_sql(archive, tmp_path):
    for name, (host, _) in STATES.items():
        hosts.release(archive, name, host)
    with open_work(tmp_path) as work:
        ledger.follow(work, archive)
        assert dict(work.execute("SELECT host, state FROM hosts").fetchall()) == {
            name: state for name, (_, state) in STATES.items()
        }


def test_two_processes_never_have_a_host_at_once(at_once):
    script = f"""
import os, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from storage import runs
from storage.archive import open_archive
from storage.hosts import Host, release, take
noon = datetime.fromisoformat("{NOON.isoformat()}")
with open_archive(Path(sys.argv[1]) / "pages.sqlite") as archive:
    run_id = runs.start(archive, str(os.getpid()), noon, None)
    for _ in range(10):
        while take(archive, "quay.news", run_id, 0.0, noon):
            time.sleep(0.002)
        before = time.monotonic()
        time.sleep(0.005)
        print(before, time.monotonic())
        release(archive, "quay.news", Host())
"""
    spans = sorted(tuple(map(float, line.split())) for printed in at_once(script) for line in printed.splitlines())
    assert len(spans) == 20
    assert all(ended <= begun for (_, ended), (begun, _) in pairwise(spans))
