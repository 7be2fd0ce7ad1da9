"""When a listing (feed, sitemap, home page) is asked again: by how much was new, by its own wish, by how it failed.

Observations. Outlets publish a hundred items a day or one a week; asking all of them every hour is too seldom for the
one and a nuisance to the other. How much of a listing was known already tells which it is, whatever the calendar says
(Media Cloud's rss-fetcher). And a person who schedules a group each half hour wants its news within half an hour.

Method. The first interval is that of the group's schedule, an hour at most. When a listing was asked on time twice and
two thirds of it were known, the interval grows by half; when less than one third was, it shrinks. It never grows beyond
a quarter of the time for which nothing was new, so an outlet that publishes is asked at each run of its schedule, and
one that rests is not. Wishes of the outlet (how long its answer stays fresh, ``ttl``, ``sy:``) are kept as they are.
What fails is asked less and less, up to a month, and never given up.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from extractors.outcomes import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.polls import Poll

BASE = timedelta(minutes=60)
SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)

#: rss-fetcher's bounds: what share of the items was known.
MOSTLY_SEEN = 0.67
MOSTLY_NEW = 0.33

#: One poll may be an accident, and one that came early or late says nothing of the interval.
JUDGED_AFTER = 2

#: news-crawl's steps are half and a fifth.
SLOWER = 1.5
FASTER = 0.8

#: Of the time without news that a listing may be left alone.
IDLE_SHARE = 0.25

#: So that listings which were first asked together do not stay together.
JITTER = 0.1

#: A run begins some seconds earlier than the one before: a wish is kept to a tenth.
WISH_KEPT = 0.9

LONGEST_FAILING = timedelta(days=30)

#: rss-fetcher's weights: active feeds do answer 404 and come back; networks hiccup all the time. All else is hard.
SOFT = dict.fromkeys((Reason.NOT_FOUND, Reason.RATE_LIMITED, Reason.SERVER_ERROR), 0.5)
PASSING = dict.fromkeys((Reason.CONNECTION_FAILED, Reason.TIMED_OUT, Reason.TRUNCATED, Reason.ROBOTS_UNREACHABLE), 0.25)
WEIGHTS: Mapping[Reason, float] = SOFT | PASSING

MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def is_due(poll: Poll, now: datetime, cadence: timedelta) -> bool:
    """Whether a run of a schedule asks it, which comes each *cadence*: at the run that is nearest to its time."""
    if poll.due_at is None:
        return True
    return poll.due_at - cadence / 2 <= now and (poll.not_before is None or poll.not_before <= now)


def after_answer(  # noqa: PLR0913 - what came, and when
    poll: Poll, *, listed: int, new: int, wish: timedelta | None, now: datetime, cadence: timedelta, jitter: float
) -> Poll:
    """What follows when it answered: *listed* items (0 for a 304), *new* of them; *jitter* is -1 to 1."""
    seen = 1 - min(new / listed, 1) if listed else 1.0
    base = min(BASE, cadence)
    on_time = poll.on_time + _is_on_time(poll, now, cadence)
    interval = poll.interval or base
    last_new_at = now if new or poll.last_new_at is None else poll.last_new_at
    if on_time >= JUDGED_AFTER and not MOSTLY_NEW <= seen < MOSTLY_SEEN:
        interval, on_time = _adapted(interval, seen, base, now - last_new_at), 0
    return replace(
        poll,
        asked_at=now,
        interval=interval,
        due_at=now + interval * (1 + JITTER * jitter),
        not_before=now + wish * WISH_KEPT if wish else None,
        on_time=on_time,
        seen_share=seen,
        last_new_at=last_new_at,
        failures=0.0,
        failing_since=None,
    )


def _is_on_time(poll: Poll, now: datetime, cadence: timedelta) -> bool:
    if poll.due_at is None or poll.interval is None:
        return False
    return abs(now - poll.due_at) <= max(poll.interval / 3, cadence / 2)


def _adapted(interval: timedelta, seen: float, base: timedelta, idle: timedelta) -> timedelta:
    if seen >= MOSTLY_SEEN:
        return min(interval * SLOWER, max(base, idle * IDLE_SHARE), LONGEST)
    return max(interval * FASTER, min(SHORTEST, base))


def after_failure(
    poll: Poll, reason: Reason, *, not_before: datetime | None, now: datetime, cadence: timedelta, jitter: float
) -> Poll:
    """What follows when it failed for *reason*; *not_before* is when its host is open again."""
    interval = poll.interval or min(BASE, cadence)
    failures = poll.failures + WEIGHTS.get(reason, 1.0)
    wait = min(interval * max(1.0, failures), LONGEST_FAILING)
    return replace(
        poll,
        asked_at=now,
        interval=interval,
        due_at=now + wait * (1 + JITTER * jitter),
        not_before=not_before,
        failures=failures,
        failing_since=poll.failing_since or now,
    )


def wish_of(headers: Mapping[str, str], hint: timedelta | None, now: datetime) -> timedelta | None:
    """How long the outlet wants not to be asked, by its headers and the *hint* in its feed; a day at most."""
    wishes = [wish for wish in (_fresh_for(headers, now), hint) if wish and wish > timedelta()]
    return min(max(wishes), LONGEST) if wishes else None


def _fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """max-age, else Expires (section 5.3), less the time that it lay in a cache."""
    control = headers.get("cache-control", "")
    if re.search(r"no-(?:cache|store)", control, re.IGNORECASE):
        return None
    age = headers.get("age", "").strip()
    if found := MAX_AGE.search(control):
        return timedelta(seconds=int(found[1]) - (int(age) if re.fullmatch(r"\d{1,9}", age) else 0))
    try:
        expires = parsedate_to_datetime(headers.get("expires", ""))
    except (ValueError, OverflowError):
        return None
    return (expires if expires.tzinfo else expires.replace(tzinfo=UTC)) - now
