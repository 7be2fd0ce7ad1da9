"""How a host is asked after it has answered: tables of cases on a fake clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.outcomes import Reason
from flows.web.answers import Answer
from flows.web.pace import MAX_PAUSE, MAX_SLOWDOWN, after_answer, pause_of
from storage.hosts import ASKED_TO_WAIT, FAILING, Host

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def answer(outcome=Reason.OK, status=200, seconds=0.1, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("http://a.test/", "http://a.test/", NOON, seconds, outcome, status, named, b"", None)


OK = answer()
BUSY = answer(Reason.RATE_LIMITED, 429)
DOWN = answer(Reason.SERVER_ERROR, 503)
BROKEN = answer(Reason.SERVER_ERROR, 500)
DEAD = answer(Reason.CONNECTION_FAILED, None)


def after(*answers, host=None, now=NOON):
    host = host or Host()
    for one in answers:
        host = after_answer(host, one, now)
    return host


PAUSES = {
    "of the settings": (Host(), 5.0, None, 5.0),
    "a Crawl-delay is longer": (Host(), 5.0, 30.0, 30.0),
    "a Crawl-delay is shorter": (Host(), 5.0, 1.0, 5.0),
    "a Crawl-delay without a pause": (Host(), 0.0, 2.0, 2.0),
    "slowed": (Host(slowdown=2.0), 5.0, None, 10.0),
    "slowed far": (Host(slowdown=32.0), 5.0, None, MAX_PAUSE),
    "a host that takes four seconds": (Host(answer_seconds=4.0), 5.0, None, 8.0),
    "a host that takes a minute": (Host(answer_seconds=60.0), 5.0, None, 30.0),
    "a quick host": (Host(answer_seconds=0.05), 5.0, None, 5.0),
    "a host of our own": (Host(answer_seconds=4.0, slowdown=8.0), 0.0, None, 0.0),
    "more than two minutes by the settings": (Host(slowdown=2.0), 600.0, None, 600.0),
}


@pytest.mark.parametrize(("host", "base", "crawl_delay", "pause"), PAUSES.values(), ids=PAUSES)
def test_the_pause_of_a_host(host, base, crawl_delay, pause):
    assert pause_of(host, base, crawl_delay) == pause


def test_the_usual_answer_time_follows_slowly():
    assert after(OK).answer_seconds == 0.1
    assert after(OK, answer(seconds=4.1)).answer_seconds == pytest.approx(1.1)


@pytest.mark.parametrize("told", [BUSY, DOWN, answer(Reason.RATE_LIMITED, 503, retry_after="5")])
def test_429_and_503_double_the_pause(told):
    assert after(told).slowdown == 2.0
    assert after(told, told).slowdown == 4.0
    assert after(*[told] * 20).slowdown == MAX_SLOWDOWN


def test_good_answers_bring_the_pause_back():
    slowed = after(BUSY)
    assert 1.0 < after(*[OK] * 6, host=slowed).slowdown < 1.1
    assert after(*[OK] * 7, host=slowed).slowdown == 1.0


@pytest.mark.parametrize(("times", "closed"), [(1, 30), (2, 60), (3, 120), (12, 61_440), (40, 86_400)])
def test_429_without_a_time_closes_the_host_for_30_seconds_doubling_up_to_a_day(times, closed):
    host = after(*[BUSY] * times)
    assert (host.closed_until, host.closed_because) == (NOON + closed * SECOND, ASKED_TO_WAIT)


def test_a_good_answer_lets_the_closing_begin_anew():
    assert after(BUSY, BUSY, OK, BUSY).closed_until == NOON + 30 * SECOND
    assert after(BUSY, OK).closed_until is None


WISHES = {
    "seconds": ("600", 600),
    "a date": ("Sun, 04 May 2031 12:10:00 GMT", 600),
    "88 hours": ("316800", 86_400),
    "words": ("soon", 30),
}


@pytest.mark.parametrize(("told", "closed"), WISHES.values(), ids=WISHES)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_closes_the_host_until_then(told, closed, status):
    host = after(answer(Reason.RATE_LIMITED, status, retry_after=told))
    assert host.closed_until == NOON + closed * SECOND


BREAKER = {
    "two without an answer": ([DEAD] * 2, None),
    "three": ([DEAD] * 3, 5),
    "four": ([DEAD] * 4, 10),
    "many": ([DEAD] * 30, 360),
    "timeouts too": ([answer(Reason.TIMED_OUT, None)] * 3, 5),
    "five server errors": ([BROKEN] * 5, None),
    "six": ([BROKEN] * 6, 5),
    "mixed": ([BROKEN, BROKEN, DEAD, DEAD], 5),
    "an answer between": ([DEAD, DEAD, OK, DEAD, DEAD], None),
    "pages that are not there": ([answer(Reason.NOT_FOUND, 404)] * 30, None),
    "half pages": ([answer(Reason.TRUNCATED, 200)] * 30, None),
    "a body without end, twice": ([answer(Reason.TIMED_OUT, 200)] * 2, None),
}


@pytest.mark.parametrize(("answers", "minutes"), BREAKER.values(), ids=BREAKER)
def test_a_host_that_fails_again_and_again_is_left_alone(answers, minutes):
    host = after(*answers)
    assert host.closed_until == (NOON + minutes * MINUTE if minutes else None)
    assert host.closed_because == (FAILING if minutes else None)


def test_after_the_break_one_request_decides():
    broken = replace(after(*[DEAD] * 3), closed_until=None, closed_because=None)
    assert after(DEAD, host=broken).closed_until == NOON + 10 * MINUTE
    assert after(OK, host=broken).failures == 0


ANY = st.sampled_from([OK, BUSY, DOWN, BROKEN, DEAD, answer(Reason.NOT_FOUND, 404)])


@given(st.lists(ANY, max_size=60))
def test_whatever_a_host_answers_it_is_asked_again_within_a_day_and_never_faster_than_the_settings_say(answers):
    host = after(*answers)
    assert 5.0 <= pause_of(host, 5.0, None) <= MAX_PAUSE
    assert host.closed_until is None or NOON < host.closed_until <= NOON + timedelta(days=1)
