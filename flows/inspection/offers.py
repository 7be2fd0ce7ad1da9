"""What was found of an outlet, as values: its listings and their rhythm, its rules and rights, a stanza to paste."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from extractors.children import to_read
from extractors.outcomes import Reason
from extractors.pages.dates import read_moment
from extractors.urls import host_of, site_of

if TYPE_CHECKING:
    from datetime import datetime

    from extractors.model import FeedEntry
    from extractors.rights import Right
    from extractors.whereabouts import Place
    from flows.discovery.listing import Got

#: How many of the sitemaps of an index are shown.
SHOWN_CHILDREN = 10

#: What the ledger shows of a signal too.
SHOWN_OF_RIGHTS = ("signal", "source", "value", "verdict")

#: Below this span, the dates of a feed tell no rhythm.
SHORTEST_SPAN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rules:
    """What robots.txt says."""

    allows_home: bool
    rule: str | None
    crawl_delay: float | None
    sitemaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed or sitemap, and what stood there."""

    url: str
    kind: str  # 'feed', 'sitemap', 'index'
    found_by: str  # 'link', 'robots.txt', 'sounds like one', 'usual path', 'section'
    outcome: str
    items: int = 0
    newest_at: str | None = None
    a_day: float | None = None  # how many items, by their dates
    children: tuple[str, ...] = ()  # of an index: those that would be read first
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """All that was found out."""

    url: str
    home: str  # the address that answered
    requests: int  # that the search took, robots.txt and home page included
    robots: Rules
    rights: tuple[Right, ...]
    feeds: tuple[Offer, ...]
    sitemaps: tuple[Offer, ...]
    home_links: int  # articles that the home page links
    sample: dict[str, Any] | None  # as ``wirewatch extract`` prints it
    stanza: str

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        rights = [{name: getattr(right, name) for name in SHOWN_OF_RIGHTS} for right in self.rights]
        return asdict(self) | {"rights": rights}


def offer_of(place: Place, got: Got, now: datetime) -> Offer:
    """What stood at *place*."""
    if got.listed is None:
        outcome = got.answer.outcome if got.answer else Reason.ROBOTS
        return Offer(place.url, place.kind, place.why, outcome, note=got.complaint)
    listed = got.listed
    dates = sorted(date for entry in listed.entries if (date := published_at(entry)))
    return Offer(
        url=place.url,
        kind=listed.kind,
        found_by=place.why,
        outcome=Reason.OK,
        items=len(listed.entries) or len(listed.children),
        newest_at=dates[-1].isoformat() if dates else None,
        a_day=_a_day(dates),
        children=tuple(child.url for child in to_read(listed.children, now)[:SHOWN_CHILDREN]),
        note=listed.note,
    )


def published_at(entry: FeedEntry) -> datetime | None:
    """When, as far as its listing says."""
    words = entry.published or entry.updated
    moment = read_moment(words) if words else None
    return moment.at if moment else None


def _a_day(dates: list[datetime]) -> float | None:
    span = dates[-1] - dates[0] if dates else timedelta()
    return round((len(dates) - 1) / (span / timedelta(days=1)), 1) if span >= SHORTEST_SPAN else None


def name_of(url: str) -> str:
    """A name for the outlet in the settings: the word before the public suffix, as far as there is one."""
    site = site_of(url) or host_of(url)
    return re.sub(r"[^a-z0-9-]+", "-", site.lower()).strip("-")[:63] or "outlet"


def stanza(name: str, url: str, feeds: tuple[Offer, ...], sitemaps: tuple[Offer, ...], language: str | None) -> str:
    """What to paste into wirewatch.toml."""
    lines = ["[[outlet]]", f"name = {json.dumps(name)}", f"home = {json.dumps(url)}"]
    for key, offers in (("feeds", feeds), ("sitemaps", sitemaps)):
        alive = [json.dumps(offer.url) for offer in offers if offer.outcome == Reason.OK]
        if alive:
            lines.append(
                f"{key} = [{', '.join(alive)}]"
                if len(alive) == 1
                else "\n    ".join([f"{key} = [", *(f"{one}," for one in alive)]) + "\n]"
            )
    return "\n".join([*lines, *([f"language = {json.dumps(language)}"] if language else [])])
