"""Asks the feeds and sitemaps of an outlet, and enters the URLs that they name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from extractors import feeds
from extractors.outcomes import Reason
from extractors.urls import MAX_URL_CHARACTERS, UnusableUrl, canonical
from flows.desk import utc_now
from storage import listings, urls
from storage.archive import transaction
from storage.listings import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extractors.model import FeedEntry
    from flows.desk import Desk
    from flows.settings import Outlet
    from flows.web.answers import Answer
    from flows.web.fetch import Purpose

#: Where feeds stand on sites that do not link them, the commonest first.
USUAL_FEED_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")

#: Sitemaps that an index may lead to: news sitemaps are few, archives of years are not what is asked for.
MOST_CHILD_SITEMAPS = 20

PURPOSES: dict[str, Purpose] = {"feed": "feed", "sitemap": "sitemap", "child": "sitemap", "home": "home"}


@dataclass(frozen=True, slots=True)
class Discovered:
    """What came of asking the listings of an outlet."""

    new: int = 0  # URLs
    answered: bool = False  # at least one listing did
    complaint: str | None = None  # the first thing that went wrong


async def discover(desk: Desk, outlet: Outlet) -> Discovered:
    """Asks all feeds and sitemaps of *outlet* for URLs. Never raises for what an outlet does."""
    found, complaint = await _listings(desk, outlet)
    read = [await _read_listing(desk, outlet.name, listing) for listing in found]
    complaints = [result.complaint for result in read if result.complaint]
    return Discovered(
        new=sum(result.new for result in read),
        answered=any(result.answered for result in read),
        complaint=complaints[0] if complaints else complaint,
    )


async def _listings(desk: Desk, outlet: Outlet) -> tuple[tuple[Listing, ...], str | None]:
    """Those that the settings name, else those that were found before, else those that can be found now."""
    stated = [(url, "feed") for url in outlet.feeds] + [(url, "sitemap") for url in outlet.sitemaps]
    if stated:
        named = tuple(listings.named(desk.archive, url, outlet.name, kind) for url, kind in stated)
        _remember(desk, named, found=False)
        return named, None
    known = listings.remembered(desk.archive, outlet.name)
    return (known, None) if known else await _find_feeds(desk, outlet)


async def _find_feeds(desk: Desk, outlet: Outlet) -> tuple[tuple[Listing, ...], str | None]:
    """The feeds that the home page links, else the first of the usual paths at which one stands."""
    home, complaint = await _ask_listing(desk, outlet.name, outlet.home, "home", {})
    if home is None:
        return (), complaint
    found = [Listing(url, outlet.name, "feed") for url in feeds.feed_links(home.content, home.final_url)]
    for path in USUAL_FEED_PATHS if not found else ():
        url = urljoin(home.final_url, path)
        answer, _ = await _ask_listing(desk, outlet.name, url, "feed", {})
        if answer and _is_feed(answer):
            found = [Listing(url, outlet.name, "feed")]
            break
    _remember(desk, found, found=True)
    return tuple(found), None if found else f"no feed was found at {outlet.home}: name one with feeds = [...]"


def _is_feed(answer: Answer) -> bool:
    try:
        feeds.read_feed(answer.content, answer.final_url, answer.headers.get("content-type"))
    except feeds.UnreadableFeed:
        return False
    return True


def _remember(desk: Desk, named: Iterable[Listing], *, found: bool) -> None:
    with transaction(desk.archive):
        for listing in named:
            listings.remember(desk.archive, listing, found=found)


async def _read_listing(desk: Desk, outlet: str, listing: Listing) -> Discovered:
    """Asks a feed or sitemap and enters what it names; its validators are kept last, so that a kill loses nothing."""
    answer, complaint = await _ask_listing(desk, outlet, listing.url, listing.kind, listing.conditions(utc_now()))
    if answer is None:
        return Discovered(complaint=complaint)
    new = 0
    if answer.outcome is Reason.OK:
        try:
            entries, children = _entries(answer, listing.kind)
        except ValueError as error:  # UnreadableFeed
            return Discovered(complaint=f"{listing.url}: {error}")
        new = urls.discover(desk.archive, outlet, listing.url, _usable(entries), utc_now())
        new += await _read_children(desk, outlet, children)
    was_full = answer.outcome is Reason.OK and not listing.conditions(answer.requested_at)
    with transaction(desk.archive):
        listings.answered(desk.archive, listing.url, answer.headers, was_full=was_full, now=utc_now())
    return Discovered(new=new, answered=True)


async def _read_children(desk: Desk, outlet: str, children: Iterable[str]) -> int:
    new = 0
    for url in list(children)[:MOST_CHILD_SITEMAPS]:
        new += (await _read_listing(desk, outlet, Listing(url, outlet, "child"))).new
    return new


async def _ask_listing(
    desk: Desk, outlet: str, url: str, kind: str, conditions: Mapping[str, str]
) -> tuple[Answer | None, str | None]:
    """The answer of a listing or home page, if it is one that can be read; else what went wrong."""
    purpose = PURPOSES[kind]
    verdict = await desk.may_ask(outlet, url)
    if not verdict.allowed:
        return None, f"{url}: {verdict.reason} ({verdict.rule or 'no rule named'})"
    answer = await desk.ask(outlet, url, purpose, conditions)
    with transaction(desk.archive):
        desk.keep(outlet, purpose, answer)
    if answer.outcome not in {Reason.OK, Reason.NOT_MODIFIED}:
        return None, f"{url}: {answer.outcome} ({answer.evidence or 'no evidence'})"
    return answer, None


def _entries(answer: Answer, kind: str) -> tuple[tuple[FeedEntry, ...], tuple[str, ...]]:
    """What a listing names: articles, and sitemaps under it (not under a child: an index of indexes has no end)."""
    if kind == "feed":
        feed = feeds.read_feed(answer.content, answer.final_url, answer.headers.get("content-type"))
        return feed.entries, ()
    sitemap = feeds.read_sitemap(answer.content)
    return sitemap.entries, sitemap.children if kind == "sitemap" else ()


def _usable(entries: Iterable[FeedEntry]) -> list[tuple[FeedEntry, Reason]]:
    """Each entry under the one spelling of its URL; what no one can ask is entered too, with the reason.

    Of entries for one URL the first counts: two that differ would look like news at every run.
    """
    usable: dict[str, tuple[FeedEntry, Reason]] = {}
    for entry in entries:
        try:
            spelled, reason = replace(entry, url=canonical(entry.url)), Reason.NEW
        except UnusableUrl:
            spelled, reason = replace(entry, url=entry.url[:MAX_URL_CHARACTERS]), Reason.NOT_HTTP
        usable.setdefault(spelled.url, (spelled, reason))
    return list(usable.values())
