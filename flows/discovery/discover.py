"""Asks the listings of an outlet for URLs: those that the settings name, else those that were found and remembered.

They are looked for once, and anew when one that had worked is gone, at most once a day. Where neither feed nor sitemap
is found, the home page itself is the listing, and once a week something better is looked for.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from extractors.redaction import shown
from flows.desk import utc_now
from flows.discovery.listing import Entered, Got, read
from flows.discovery.look import look
from storage import listings
from storage.archive import transaction
from storage.listings import Listing, Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from flows.desk import Desk
    from flows.discovery.look import Found
    from flows.settings import Outlet

log = logging.getLogger(__name__)

#: Feeds answer 404 for an hour and come back; whoever looks at each of these asks for a dozen pages each time.
LOOK_AGAIN = timedelta(days=1)

#: An outlet without feed and sitemap seldom gets one.
LOOK_FOR_BETTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Discovered:
    """What came of asking the listings of an outlet."""

    new: int = 0  # URLs
    answered: bool = False  # at least one listing did
    complaint: str | None = None  # the first thing that went wrong


async def discover(desk: Desk, outlet: Outlet) -> Discovered:
    """Asks all listings of *outlet* for URLs. Never raises for what an outlet does."""
    stated = [(url, "feed") for url in outlet.feeds] + [(url, "sitemap") for url in outlet.sitemaps]
    if stated:
        named = [listings.named(desk.archive, url, outlet.name, kind) for url, kind in stated]
        _remember(desk, named, found=False)
        return _sum([await read(desk, listing) for listing in named])
    known = listings.remembered(desk.archive, outlet.name)
    done = [await read(desk, listing) for listing in known]
    gone = [listing for listing, entered in zip(known, done, strict=True) if entered.got.is_gone]
    if not is_time_to_look(known, gone, listings.last_look(desk.archive, outlet.name), utc_now()):
        return _sum(done)
    already = {listing.url: entered.got for listing, entered in zip(known, done, strict=True)}
    found = await look(desk, outlet.name, outlet.home, already)
    return _sum([*done, *await _take_over(desk, outlet, found, known, gone)], _complaint(outlet, found))


def is_time_to_look(known: Sequence[Listing], gone: Sequence[Listing], last: Look | None, now: datetime) -> bool:
    """Whether the listings of an outlet are to be looked for in this run.

    The first death is looked into at once: the first look was no answer to it.
    """
    if not known or last is None:
        return True
    if gone:
        return last.times == 1 or now - last.looked_at >= LOOK_AGAIN
    return known[0].kind == "home" and now - last.looked_at >= LOOK_FOR_BETTER


async def _take_over(
    desk: Desk, outlet: Outlet, found: Found, known: Sequence[Listing], gone: Sequence[Listing]
) -> list[Entered]:
    """Reads what was found and remembers what has worked; it takes the place of what is gone."""
    if not found.home.has_answered:
        return []
    before = {listing.url for listing in known}
    fresh = [Listing(place.url, outlet.name, place.kind) for place in found.places if place.url not in before]
    _remember(desk, fresh, found=True)
    done = [await read(desk, listing, found.answers.get(listing.url)) for listing in fresh]
    none = [listing.url for listing, entered in zip(fresh, done, strict=True) if entered.got.is_gone]
    works = [listing for listing in fresh if listing.url not in none]
    replaced = [old.url for old in gone if old.kind in {new.kind for new in works}]
    replaced += [old.url for old in known if old.kind == "home" and works]
    with transaction(desk.archive):
        listings.forget(desk.archive, [*none, *replaced])
        listings.looked(desk.archive, outlet.name, counted_at(found, gone, utc_now()))
    for url in replaced:
        found_now = ", ".join(shown(new.url) for new in works)
        log.info("%s: %s is no more; found %s", outlet.name, shown(url), found_now)
    return done if works or before - set(replaced) else [*done, await _read_home(desk, outlet, found.home)]


def counted_at(found: Found, gone: Sequence[Listing], now: datetime) -> datetime:
    """When the look counts as made: one that was cut short says little, so that a better one is due in a day."""
    return now - (LOOK_FOR_BETTER - LOOK_AGAIN) if found.is_cut_short and not gone else now


async def _read_home(desk: Desk, outlet: Outlet, home: Got) -> Entered:
    """The last resort: the articles that the home page links, now and in the runs to come."""
    listing = Listing(outlet.home, outlet.name, "home")
    _remember(desk, [listing], found=True)
    return await read(desk, listing, home)


def _remember(desk: Desk, named: Iterable[Listing], *, found: bool) -> None:
    with transaction(desk.archive):
        for listing in named:
            listings.remember(desk.archive, listing, found=found)


def _complaint(outlet: Outlet, found: Found) -> str | None:
    if not found.home.has_answered:
        return found.home.complaint
    if found.places:
        return None
    return f"no feed or sitemap was found at {outlet.home}, its links are followed: name one with feeds = [...]"


def _sum(done: Sequence[Entered], complaint: str | None = None) -> Discovered:
    complaints = [entered.got.complaint for entered in done if entered.got.complaint]
    return Discovered(
        new=sum(entered.new for entered in done),
        answered=any(entered.got.has_answered for entered in done),
        complaint=complaints[0] if complaints else complaint,
    )
