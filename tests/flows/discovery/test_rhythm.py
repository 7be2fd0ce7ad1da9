"""When a listing is asked again: tables of cases on a fake clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.outcomes import MEANING, Reason, State
from flows.discovery.rhythm import LONGEST, LONGEST_FAILING, after_answer, after_failure, is_due, wish_of
from storage.polls import Poll

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def answered(poll, *, seen, now=NOON, cadence=HOUR, wish=None, jitter=0.0):
    new = round(100 * (1 - seen))
    return after_answer(poll, listed=100, new=new, wish=wish, now=now, cadence=cadence, jitter=jitter)


def asked_when_due(poll, shares, cadence=HOUR):
    """The poll after it was asked each time that it was due; of each time, the share that was known."""
    now = NOON
    for seen in shares:
        poll = answered(poll, seen=seen, now=now, cadence=cadence)
        now = poll.due_at
    return poll


QUIET = Poll(due_at=NOON, interval=HOUR, last_new_at=NOON - 30 * DAY)

ADAPTED = {
    "one quiet poll is no rhythm": ([1.0], HOUR),
    "two are": ([1.0, 1.0], 1.5 * HOUR),
    "four": ([0.8] * 4, 2.25 * HOUR),
    "many": ([1.0] * 40, DAY),
    "half and half": ([0.5] * 10, HOUR),
    "exactly two thirds known": ([0.67] * 2, 1.5 * HOUR),
    "mostly new": ([0.32, 0.32], 0.8 * HOUR),
    "mostly new for long": ([0.0] * 40, 15 * MINUTE),
}


@pytest.mark.parametrize(("shares", "interval"), ADAPTED.values(), ids=ADAPTED)
def test_the_interval_follows_how_much_was_known(shares, interval):
    quiet = all(share == 1.0 for share in shares)
    poll = asked_when_due(QUIET, shares)
    if quiet or shares[0] < 0.5:
        assert abs(poll.interval - interval) < MINUTE
    else:  # there was news each time: it is never left alone for longer
        assert poll.interval == HOUR


def test_an_outlet_that_publishes_is_asked_at_each_run_however_little_is_new():
    poll = asked_when_due(Poll(), [0.0] + [0.95] * 50, cadence=MINUTE)
    assert poll.interval == MINUTE


def test_an_outlet_that_rests_is_asked_after_a_quarter_of_its_rest():
    poll = replace(QUIET, on_time=1, interval=4 * HOUR, last_new_at=NOON - 16 * HOUR)
    assert answered(poll, seen=1.0).interval == 4 * HOUR
    assert answered(replace(poll, last_new_at=NOON - 20 * HOUR), seen=1.0).interval == 5 * HOUR


def test_the_first_interval_is_that_of_the_schedule_an_hour_at_most():
    for cadence, interval in [(MINUTE, MINUTE), (30 * MINUTE, 30 * MINUTE), (6 * HOUR, HOUR)]:
        assert answered(Poll(), seen=0.0, cadence=cadence).interval == interval


def test_a_poll_that_came_early_says_nothing_of_the_rhythm():
    poll = Poll(due_at=NOON + 50 * MINUTE, interval=HOUR, last_new_at=NOON - DAY)
    for _ in range(5):
        poll = replace(answered(poll, seen=1.0), due_at=NOON + 50 * MINUTE)
    assert (poll.interval, poll.on_time) == (HOUR, 0)


def test_three_runs_of_a_schedule_a_minute_apart_all_ask():
    poll, now = Poll(), NOON
    for _ in range(3):
        assert is_due(poll, now, MINUTE)
        poll = answered(poll, seen=0.9, now=now + timedelta(seconds=20), cadence=MINUTE, jitter=1.0)
        now += MINUTE


DUE = {
    "never asked": (Poll(), True),
    "due": (Poll(due_at=NOON), True),
    "due before the next run is": (Poll(due_at=NOON + 29 * MINUTE), True),
    "the next run is nearer": (Poll(due_at=NOON + 31 * MINUTE), False),
    "the outlet wants it later": (Poll(due_at=NOON, not_before=NOON + MINUTE), False),
    "the outlet's wish is over": (Poll(due_at=NOON, not_before=NOON), True),
}


@pytest.mark.parametrize(("poll", "due"), DUE.values(), ids=DUE)
def test_a_run_asks_what_is_due_nearest_to_it(poll, due):
    assert is_due(poll, NOON, HOUR) is due


FAILURES = {
    "gone once": ([Reason.GONE], HOUR),
    "gone three times": ([Reason.GONE] * 3, 3 * HOUR),
    "not found three times": ([Reason.NOT_FOUND] * 3, 1.5 * HOUR),
    "no connection four times": ([Reason.CONNECTION_FAILED] * 4, HOUR),
    "no connection forty times": ([Reason.CONNECTION_FAILED] * 40, 10 * HOUR),
    "gone for years": ([Reason.GONE] * 5000, 30 * DAY),
    "no feed any more": ([Reason.UNDECODABLE] * 2, 2 * HOUR),
    "forbidden": ([Reason.ROBOTS] * 2, 2 * HOUR),
}


@pytest.mark.parametrize(("reasons", "wait"), FAILURES.values(), ids=FAILURES)
def test_what_fails_is_asked_less_and_less_and_never_given_up(reasons, wait):
    poll = Poll(interval=HOUR)
    for reason in reasons:
        poll = after_failure(poll, reason, not_before=None, now=NOON, cadence=HOUR, jitter=0.0)
    assert poll.due_at - NOON == wait
    assert poll.failing_since == NOON


def test_what_comes_back_is_asked_as_before():
    poll = replace(QUIET, failures=20.0, failing_since=NOON - DAY, interval=2 * HOUR)
    poll = answered(poll, seen=0.5)
    assert (poll.failures, poll.failing_since, poll.due_at) == (0, None, NOON + 2 * HOUR)


@pytest.mark.parametrize("jitter", [-1.0, 1.0])
def test_jitter_is_a_tenth(jitter):
    assert answered(Poll(), seen=0.0, jitter=jitter).due_at - NOON == HOUR + jitter * 6 * MINUTE


WISHES = {
    "nothing said": ({}, None, None),
    "max-age": ({"cache-control": "public, max-age=1800"}, None, 30 * MINUTE),
    "max-age, partly over": ({"cache-control": "max-age=1800", "age": "600"}, None, 20 * MINUTE),
    "max-age, all over": ({"cache-control": "max-age=60", "age": "600"}, None, None),
    "not for shared caches": ({"cache-control": "s-maxage=1800"}, None, None),
    "no-cache": ({"cache-control": "no-cache, max-age=1800"}, None, None),
    "max-age wins over Expires": (
        {"cache-control": "max-age=60", "expires": "Sun, 04 May 2031 13:00:00 GMT"},
        None,
        MINUTE,
    ),
    "Expires": ({"expires": "Sun, 04 May 2031 13:00:00 GMT"}, None, HOUR),
    "Expires is over": ({"expires": "Sun, 04 May 2031 11:00:00 GMT"}, None, None),
    "Expires 0": ({"expires": "0"}, None, None),
    "a hint in the feed": ({}, 2 * HOUR, 2 * HOUR),
    "the longer of both": ({"cache-control": "max-age=1800"}, HOUR, HOUR),
    "a year": ({"cache-control": "max-age=31536000"}, None, DAY),
    "a month": ({}, 30 * DAY, DAY),
}


@pytest.mark.parametrize(("headers", "hint", "wish"), WISHES.values(), ids=WISHES)
def test_the_outlet_says_how_long_its_answer_stays_fresh(headers, hint, wish):
    assert wish_of(headers, hint, NOON) == wish


def test_a_wish_is_a_floor_kept_to_a_tenth():
    poll = answered(Poll(), seen=0.0, wish=10 * HOUR)
    assert poll.not_before == NOON + 9 * HOUR


REASONS = st.sampled_from([reason for reason in Reason if MEANING[reason][0] is not State.LOADED])


@given(st.lists(st.one_of(st.floats(0, 1), REASONS)), st.floats(-1, 1), st.timedeltas(MINUTE, DAY))
def test_whatever_comes_a_listing_is_asked_again(course, jitter, cadence):
    poll, now = Poll(), NOON
    for came in course:
        if isinstance(came, float):
            poll = answered(poll, seen=came, now=now, cadence=cadence, jitter=jitter)
            assert timedelta() < poll.due_at - now <= 1.1 * LONGEST
        else:
            poll = after_failure(poll, came, not_before=None, now=now, cadence=cadence, jitter=jitter)
            assert timedelta() < poll.due_at - now <= 1.1 * LONGEST_FAILING
        now = poll.due_at
