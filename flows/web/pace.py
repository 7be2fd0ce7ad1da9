"""How fast a host is asked, decided by how it answered.

Each answer moves four things of a host, and all runs of the machine see them:

* its usual answer time (a moving average): the pause is never shorter than twice that, so that a host which struggles
  has as long to itself as it works for us;
* its slowdown: 429 and 503 double the pause of the settings, answers without them bring it back step by step;
* whether it is closed because it asked to wait: until its Retry-After, else 30 s, doubling with each further 429;
* whether it is closed because it fails (a circuit breaker): after three requests in a row without an answer, or six
  answers of 5xx, for 5 minutes, doubling. Then one request is let through, and decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from extractors.outcomes import Reason
from flows.web.answers import retry_after
from storage.hosts import ASKED_TO_WAIT, FAILING, MAX_FAILURES, Host

if TYPE_CHECKING:
    from datetime import datetime

    from flows.web.answers import Answer

#: The longest Crawl-delay that is kept (news-crawl and fundus draw the line here too), and the longest pause of ours.
MAX_PAUSE = 120.0

#: Weight of the newest answer in the moving average (Media Cloud's story-indexer, sched.py).
NEWEST_WEIGHT = 0.25

#: A host works for us at most one part of the time in so many.
SHARE_OF_TIME = 2.0

#: Answers that take longer than this are no measure of a host's strength: they ran into a limit.
LONGEST_RESPITE = 30.0

#: With 5 s in the settings this is already more than the longest pause.
MAX_SLOWDOWN = 32.0

#: Six good answers in a row halve the slowdown.
RECOVERY = 0.9

#: story-indexer's throttle: 30 s, doubling on 429.
FIRST_CLOSING = timedelta(seconds=30)
LONGEST_CLOSING = timedelta(days=1)

#: No answer weighs 2 and an answer of 5xx 1, since a site may well have one broken page; six open the breaker.
NO_ANSWER_WEIGHT = 2
SERVER_ERROR_WEIGHT = 1

#: An outage of minutes should be noticed as over soon, one of days should not be asked about all the time.
FIRST_BREAK = timedelta(minutes=5)
LONGEST_BREAK = timedelta(hours=6)

NO_ANSWER = {Reason.CONNECTION_FAILED, Reason.TIMED_OUT}


def pause_of(host: Host, base: float, crawl_delay: float | None) -> float:
    """Seconds from the start of one request to the start of the next, if it is asked at *base* by the settings.

    A base of 0 means that the host is ours and needs no rest; a Crawl-delay holds all the same.
    """
    respite = min(SHARE_OF_TIME * (host.answer_seconds or 0.0), LONGEST_RESPITE) if base else 0.0
    return max(base, min(max(base * host.slowdown, respite, crawl_delay or 0.0), MAX_PAUSE))


def after_answer(host: Host, answer: Answer, now: datetime) -> Host:
    """What is known of *host* after *answer*."""
    host = replace(host, answer_seconds=_average(host.answer_seconds, answer.seconds))
    if answer.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        host = replace(host, slowdown=min(2 * host.slowdown, MAX_SLOWDOWN))
    if answer.outcome is Reason.RATE_LIMITED:
        return _closed_by_itself(host, answer, now)
    if answer.outcome in NO_ANSWER and answer.status is None:
        return _failed(host, NO_ANSWER_WEIGHT, now)
    if answer.outcome in NO_ANSWER or (answer.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _failed(host, SERVER_ERROR_WEIGHT, now)
    slowdown = max(1.0, host.slowdown * RECOVERY)
    return replace(host, slowdown=slowdown, refusals=0, failures=0, closed_until=None, closed_because=None)


def _average(known: float | None, seconds: float) -> float:
    return seconds if known is None else known + NEWEST_WEIGHT * (seconds - known)


def _closed_by_itself(host: Host, answer: Answer, now: datetime) -> Host:
    told = retry_after(answer.headers, now)
    unasked = min(FIRST_CLOSING * 2 ** min(host.refusals, 16), LONGEST_CLOSING)
    until = told or now + unasked
    return replace(host, refusals=host.refusals + 1, failures=0, closed_until=until, closed_because=ASKED_TO_WAIT)


def _failed(host: Host, weight: int, now: datetime) -> Host:
    failures = host.failures + weight
    host = replace(host, failures=failures)
    if failures < MAX_FAILURES:
        return host
    doublings = min((failures - MAX_FAILURES) // NO_ANSWER_WEIGHT, 16)
    until = now + min(FIRST_BREAK * 2**doublings, LONGEST_BREAK)
    return replace(host, closed_until=until, closed_because=FAILING)
