"""Asks the rhythm of a listing for its time, keeps how it did, and catches servers whose 304 is a lie."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from extractors.outcomes import Reason
from flows.desk import utc_now
from flows.discovery.rhythm import after_answer, after_failure, is_due, wish_of
from storage import polls
from storage.archive import transaction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from flows.desk import Desk
    from flows.web.answers import Answer
    from storage.listings import Listing
    from storage.polls import Poll

#: The first, second and fourth 304 of a listing are checked at once by a full request; then one a day is enough.
CHECKED_304 = {1, 2, 4}


def left_alone(desk: Desk, listing: Listing) -> Poll | None:
    """Its state, if this run is of a schedule and *listing* is not due."""
    if not desk.due_only or listing.kind == "child":
        return None
    poll = polls.known(desk.archive, listing.url)
    return None if is_due(poll, utc_now(), desk.cadence) else poll


def conditions(desk: Desk, listing: Listing) -> dict[str, str]:
    """The validators to ask *listing* with; none for one that has lied, and none once a day."""
    return {} if polls.known(desk.archive, listing.url).false_304_at else listing.conditions(utc_now())


def is_to_be_checked(desk: Desk, listing: Listing, answer: Answer | None) -> bool:
    """Whether *answer* is a 304 that is not trusted yet."""
    if answer is None or answer.outcome is not Reason.NOT_MODIFIED:
        return False
    return polls.known(desk.archive, listing.url).unmodified + 1 in CHECKED_304


def answered(desk: Desk, listing: Listing, answer: Answer, hint: timedelta | None, *, listed: int, new: int) -> None:
    """Keeps that *listing* answered: so many items, so many of them new."""
    now = utc_now()
    poll = polls.known(desk.archive, listing.url)
    poll = after_answer(
        poll,
        listed=listed,
        new=new,
        wish=wish_of(answer.headers, hint, now),
        now=now,
        cadence=desk.cadence,
        jitter=desk.jitter(),
    )
    unmodified = poll.unmodified + (answer.outcome is Reason.NOT_MODIFIED)
    _keep(desk, listing, replace(poll, outcome=answer.outcome, unmodified=unmodified))


def said_304(desk: Desk, listing: Listing) -> None:
    """Counts a 304 that is being checked."""
    poll = polls.known(desk.archive, listing.url)
    _keep(desk, listing, replace(poll, unmodified=poll.unmodified + 1))


def lied(desk: Desk, listing: Listing) -> None:
    """Marks *listing*: it said 304 although there was news."""
    _keep(desk, listing, replace(polls.known(desk.archive, listing.url), false_304_at=utc_now()))


def says_the_same(listing: Listing, headers: Mapping[str, str]) -> bool:
    """Whether a full answer has the validators of the one before it; with news in it, they are worth nothing."""
    before = {"etag": listing.etag, "last-modified": listing.last_modified}
    given = {name: value for name, value in before.items() if value}
    return bool(given) and all(headers.get(name) == value for name, value in given.items())


def failed(desk: Desk, listing: Listing, reason: Reason) -> None:
    """Keeps that *listing* failed: now, or at the end of the run where it may turn out that our own line is down."""
    if desk.was_never_reached(listing.url):
        desk.setbacks.append(partial(_count_failure, desk, listing, reason))
        return
    with transaction(desk.archive):
        _count_failure(desk, listing, reason)


def _count_failure(desk: Desk, listing: Listing, reason: Reason) -> None:
    poll = after_failure(
        polls.known(desk.archive, listing.url),
        reason,
        not_before=desk.closed_until(listing.url),
        now=utc_now(),
        cadence=desk.cadence,
        jitter=desk.jitter(),
    )
    polls.keep(desk.archive, listing.url, listing.outlet, replace(poll, outcome=reason))


def _keep(desk: Desk, listing: Listing, poll: Poll) -> None:
    with transaction(desk.archive):
        polls.keep(desk.archive, listing.url, listing.outlet, poll)
