"""Asks one listing of an outlet (a feed, a sitemap, its home page) and enters the URLs that it names."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extractors.children import MOST_READ, to_read
from extractors.home_links import read_links
from extractors.listed import Listed, UnreadableFeed, read_listing, sorted_by_age
from extractors.model import FeedEntry
from extractors.outcomes import Reason
from extractors.urls import UnusableUrl, canonical, without_user
from flows.desk import utc_now
from flows.discovery import polling
from storage import listings, sightings, urls
from storage.archive import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from extractors.home_links import HomeLinks
    from flows.desk import Desk
    from flows.web.answers import Answer
    from flows.web.fetch import Purpose
    from storage.listings import Listing
    from storage.polls import Poll

PURPOSES: dict[str, Purpose] = {"feed": "feed", "sitemap": "sitemap", "child": "sitemap", "home": "home"}

#: Outcomes that say that no listing stands there; after others it may come back.
GONE = {Reason.NOT_FOUND, Reason.GONE, Reason.UNDECODABLE}

#: An index may lead to indexes, though the protocol forbids it; deeper ones have not been seen.
MOST_DEPTH = 2

#: URLs that are entered in one transaction: a tenth of a second in which no other outlet is served.
ENTERED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Got:
    """The answer of a listing, and what it lists."""

    answer: Answer | None = None  # None: robots.txt does not allow it, or it is not due
    listed: Listed | None = None  # None: nothing that can be read, or nothing new (304)
    complaint: str | None = None
    refusal: Reason | None = None  # why it was not asked

    @property
    def has_answered(self) -> bool:
        """It came, or did not change."""
        return self.complaint is None

    @property
    def is_gone(self) -> bool:
        """No listing stands there."""
        return self.answer is not None and self.answer.outcome in GONE


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of reading a listing."""

    got: Got
    new: int = 0  # URLs, those of its children included
    listed: int = 0  # the same, known ones included


async def read(desk: Desk, listing: Listing, got: Got | None = None) -> Entered:
    """Asks *listing*, unless what it answered in this run is given, and enters what it and what is under it name.

    A run of a schedule leaves alone what is not due.
    """
    if got is None and (poll := polling.left_alone(desk, listing)):
        return Entered(Got(complaint=_failing(listing, poll)))
    entered = await _read_one(desk, listing, got)
    new, listed, seen, left = entered.new, entered.listed, {listing.url}, MOST_READ
    queue = [(child, 1) for child in _children(entered, seen)]
    while queue and left:
        child, depth = queue.pop(0)
        left -= 1
        below = await _read_child(desk, listing.outlet, child)
        new, listed = new + below.new, listed + below.listed
        if depth < MOST_DEPTH:
            queue += [(one, depth + 1) for one in _children(below, seen)]
    entered = replace(entered, new=new, listed=listed)
    _keep_rhythm(desk, listing, entered)
    return entered


def _children(entered: Entered, seen: set[str]) -> list[str]:
    """The sitemaps under an index that were not seen yet; from now on they are."""
    listed = entered.got.listed
    children = [child.url for child in to_read(listed.children, utc_now()) if child.url not in seen] if listed else []
    seen.update(children)
    return children


async def _read_one(desk: Desk, listing: Listing, got: Got | None = None) -> Entered:
    """Its validators are kept last, so that a kill loses nothing."""
    conditions = {} if got else polling.conditions(desk, listing)
    got = got or await ask(desk, listing.outlet, listing.url, listing.kind, conditions)
    is_checked = polling.is_to_be_checked(desk, listing, got.answer)
    if is_checked:
        polling.said_304(desk, listing)
        got, conditions = await ask(desk, listing.outlet, listing.url, listing.kind), {}
    if got.answer is None or not got.has_answered:
        return Entered(got)
    new = await _enter(desk, listing, got.listed) if got.listed else 0
    # An index may stay as it is while what is under it changes: it is always asked in full.
    validators = {} if got.listed and got.listed.kind == "index" else got.answer.headers
    was_full = got.listed is not None and not conditions
    with transaction(desk.archive):
        if listing.kind == "child" and listing.succeeded_at is None:
            listings.remember(desk.archive, listing, found=True)
        listings.answered(desk.archive, listing.url, validators, was_full=was_full, now=utc_now())
    if new and was_full and (is_checked or polling.says_the_same(listing, got.answer.headers)):
        polling.lied(desk, listing)
    return Entered(got, new, len(got.listed.entries) if got.listed else 0)


def _keep_rhythm(desk: Desk, listing: Listing, entered: Entered) -> None:
    """What came decides when it is asked again."""
    got = entered.got
    if got.answer is None or not got.has_answered:
        polling.failed(desk, listing, got.answer.outcome if got.answer else got.refusal or Reason.ROBOTS)
    else:
        hint = got.listed.hint if got.listed else None
        polling.answered(desk, listing, got.answer, hint, listed=entered.listed, new=entered.new)


def _failing(listing: Listing, poll: Poll) -> str | None:
    """What is wrong with a listing that is not asked in this run."""
    if poll.failing_since is None:
        return None
    again = f"asked again {poll.due_at:%Y-%m-%d %H:%M} UTC"
    return f"{listing.url}: {poll.outcome} since {poll.failing_since:%Y-%m-%d}, {again}"


async def ask(desk: Desk, outlet: str, url: str, kind: str, conditions: Mapping[str, str] | None = None) -> Got:
    """What *url* answers as a listing; it is kept with what was not read of it, or why it is none."""
    purpose = PURPOSES[kind]
    verdict = await desk.may_ask(outlet, url)
    if not verdict.allowed:
        complaint = f"{url}: {verdict.reason} ({verdict.rule or 'no rule named'})"
        return Got(complaint=complaint, refusal=verdict.reason)
    answer = await desk.ask(outlet, url, purpose, conditions or {})
    listed: Listed | None = None
    if answer.outcome is Reason.OK and kind != "home":
        try:
            listed = await asyncio.to_thread(_read, answer)
        except UnreadableFeed as error:
            answer = replace(answer, outcome=Reason.UNDECODABLE, evidence=str(error))
        else:
            answer = replace(answer, evidence=listed.note)
    elif answer.outcome is Reason.OK:
        links = await links_of(answer)
        listed = Listed("home", tuple(FeedEntry(url) for url in links.articles))
    with transaction(desk.archive):
        desk.keep(outlet, purpose, answer)
    if answer.outcome not in {Reason.OK, Reason.NOT_MODIFIED}:
        return Got(answer, complaint=f"{url}: {answer.outcome} ({answer.evidence or 'no evidence'})")
    return Got(answer, listed)


async def links_of(answer: Answer) -> HomeLinks:
    """The links of a page, those of its headers among them."""
    return await asyncio.to_thread(read_links, answer.content, answer.final_url, answer.headers.get("link", ""))


def _read(answer: Answer) -> Listed:
    return read_listing(answer.content, answer.final_url, answer.headers.get("content-type"))


async def _read_child(desk: Desk, outlet: str, url: str) -> Entered:
    return await _read_one(desk, replace(listings.named(desk.archive, url, outlet, "child"), kind="child"))


async def _enter(desk: Desk, listing: Listing, listed: Listed) -> int:
    """Enters what it lists, and that it does; how many URLs were new."""
    now, is_first = utc_now(), listing.succeeded_at is None
    usable = await asyncio.to_thread(_usable, listed, now, is_first=is_first)
    new = 0
    for some in _batches(usable, ENTERED_AT_ONCE):
        new += urls.discover(desk.archive, listing.outlet, listing.url, some, now)
        with transaction(desk.archive):
            sightings.record(desk.archive, listing, [entry.url for entry, _ in some], now)
        await asyncio.sleep(0)
    return new


def _usable(listed: Listed, now: datetime, *, is_first: bool) -> list[tuple[FeedEntry, Reason]]:
    """Each entry under the one spelling of its URL; what no one can ask is entered too, with the reason.

    Of entries for one URL the first counts: two that differ would look like news at every run.
    """
    usable: dict[str, tuple[FeedEntry, Reason]] = {}
    for entry, age in sorted_by_age(listed, now, is_first=is_first):
        try:
            spelled, reason = replace(entry, url=canonical(entry.url)), age
        except UnusableUrl:
            spelled, reason = replace(entry, url=without_user(entry.url)), Reason.NOT_HTTP
        usable.setdefault(spelled.url, (spelled, reason))
    return list(usable.values())


def _batches(rows: list[tuple[FeedEntry, Reason]], size: int) -> Iterable[list[tuple[FeedEntry, Reason]]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
