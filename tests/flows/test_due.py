from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.outcomes import MEANING, Reason, State
from flows.due import FIRST_WAIT, LONGEST_WAIT, PATIENCE, AskAgain, GiveUp, Settled, after_failure

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WAITING = [reason for reason in Reason if MEANING[reason][0] is State.WAITING]
FINAL = [reason for reason in Reason if MEANING[reason][0] in {State.SKIPPED, State.FAILED}]


@pytest.mark.parametrize("reason", FINAL)
def test_a_final_reason_is_final_at_once(reason):
    assert after_failure(reason, 0, None, NOON) == Settled()


@pytest.mark.parametrize("reason", WAITING)
def test_what_may_pass_is_asked_again_in_five_minutes(reason):
    assert after_failure(reason, 0, None, NOON) == AskAgain(NOON + 5 * MINUTE)


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [(1, 10 * MINUTE), (2, 20 * MINUTE), (5, 160 * MINUTE), (8, 1280 * MINUTE), (9, DAY), (10_000, DAY)],
)
def test_each_failure_doubles_the_wait_up_to_a_day(attempts, wait):
    assert after_failure(Reason.TIMED_OUT, attempts, NOON - HOUR, NOON) == AskAgain(NOON + wait)


def test_an_outlet_that_asked_for_more_time_gets_it():
    later = NOON + 3 * HOUR
    assert after_failure(Reason.RATE_LIMITED, 0, None, NOON, later) == AskAgain(later)


def test_an_outlet_that_asked_for_less_time_is_not_asked_sooner():
    assert after_failure(Reason.RATE_LIMITED, 3, None, NOON, NOON + MINUTE) == AskAgain(NOON + 40 * MINUTE)
    assert after_failure(Reason.RATE_LIMITED, 0, None, NOON, NOON - DAY) == AskAgain(NOON + 5 * MINUTE)


@pytest.mark.parametrize(
    ("failing_for", "expected"),
    [(7 * DAY - MINUTE, AskAgain(NOON + DAY)), (7 * DAY, GiveUp()), (90 * DAY, GiveUp())],
    ids=["nearly a week", "a week", "a quarter"],
)
def test_after_a_week_it_is_given_up(failing_for, expected):
    assert after_failure(Reason.SERVER_ERROR, 12, NOON - failing_for, NOON) == expected


@given(
    st.sampled_from(WAITING),
    st.integers(0, 10**6),
    st.none() | st.timedeltas(timedelta(), 2 * PATIENCE),
    st.none() | st.timedeltas(-DAY, DAY),
)
def test_nothing_is_asked_again_before_five_minutes_or_left_for_more_than_a_day(reason, attempts, failing_for, wish):
    failing_since = None if failing_for is None else NOON - failing_for
    not_before = None if wish is None else NOON + wish
    match after_failure(reason, attempts, failing_since, NOON, not_before):
        case AskAgain(at):
            assert FIRST_WAIT <= at - NOON <= LONGEST_WAIT
            assert not_before is None or at >= not_before
        case GiveUp():
            assert failing_for >= PATIENCE
        case other:
            pytest.fail(f"{other} for a reason to wait")
