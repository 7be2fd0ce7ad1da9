"""What an outlet offers, found out in a minute and kept nowhere: listings, rules, rhythm, and one article cleaned."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.children import to_read
from extractors.model import Page
from extractors.outcomes import Reason
from extractors.pages.dates import read_moment
from extractors.urls import UnusableUrl, canonical, host_of, site_of
from flows.clean import Cleaner
from flows.desk import ARCHIVE_FILE, open_desk, utc_now
from flows.extract import record
from flows.listing import ask
from flows.look import look
from storage import runs
from storage.archive import open_archive

if TYPE_CHECKING:
    from datetime import datetime

    from extractors.listed import Listed
    from extractors.model import FeedEntry
    from extractors.whereabouts import Place
    from flows.desk import Desk
    from flows.listing import Got
    from flows.look import Found
    from flows.settings import Settings
    from flows.web.answers import Answer

#: Headers and fields in which a page reserves rights, and those of robots.txt.
HEADERS = ("x-robots-tag", "tdm-reservation", "tdm-policy", "link")
META = re.compile(
    rb"<meta\s[^>]*name=[\"']?(?P<name>robots|tdm-reservation|tdm-policy)[\"']?\s[^>]*content=[\"']?(?P<said>[^\"'>]*)",
    re.IGNORECASE,
)
ROBOTS_LINE = re.compile(
    r"^\s*(?P<name>license|content-signal)\s*:\s*(?P<said>\S.*?)\s*$", re.IGNORECASE | re.MULTILINE
)

#: How many of the sitemaps of an index are shown.
SHOWN_CHILDREN = 10

#: Below this span, the dates of a feed tell no rhythm.
SHORTEST_SPAN = timedelta(hours=1)


class UnreachableOutletError(Exception):
    """The home page did not come; the message says what came instead."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What robots.txt says."""

    allows_home: bool
    rule: str | None
    crawl_delay: float | None
    sitemaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Right:
    """A signal about what may be done with the texts."""

    source: str  # 'header', 'meta', 'robots.txt'
    name: str
    value: str


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


async def probe(settings: Settings, url: str) -> Probe:
    """Looks at the outlet at *url* as a run would, politely. Raises UnreachableOutletError."""
    with tempfile.TemporaryDirectory(prefix="wirewatch-") as folder:
        settings = settings.model_copy(update={"folder": Path(folder), "data": "."})
        with open_archive(Path(folder) / ARCHIVE_FILE) as archive:
            run_id = runs.start(archive, "probe", utc_now(), None)
        async with open_desk(settings, run_id) as desk:
            return await _probe(desk, url)


async def _probe(desk: Desk, url: str) -> Probe:
    name = name_of(url)
    found = await look(desk, name, url, {})
    if found.home.answer is None or not found.home.has_answered:
        raise UnreachableOutletError(f"nothing can be said of {found.home.complaint}")
    offers = {
        place: found.answers.get(place.url) or await ask(desk, name, place.url, place.kind) for place in found.places
    }
    told = [_offer(place, got) for place, got in offers.items()]
    sample = await _sample(desk, name, offers, found)
    feeds = tuple(offer for offer in told if offer.kind == "feed")
    sitemaps = tuple(offer for offer in told if offer.kind != "feed")
    return Probe(
        url=url,
        home=found.home.answer.final_url,
        requests=found.requests + sum(place.url not in found.answers for place in offers),
        robots=await _rules(desk, name, found.home.answer.final_url),
        rights=await _rights(desk, name, found.home.answer),
        feeds=feeds,
        sitemaps=sitemaps,
        home_links=len(found.links.articles),
        sample=sample,
        stanza=stanza(name, url, feeds, sitemaps, (sample or {}).get("language")),
    )


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


def _offer(place: Place, got: Got) -> Offer:
    if got.listed is None:
        outcome = got.answer.outcome if got.answer else Reason.ROBOTS
        return Offer(place.url, place.kind, place.why, outcome, note=got.complaint)
    listed = got.listed
    dates = sorted(date for entry in listed.entries if (date := _published(entry)))
    return Offer(
        url=place.url,
        kind=listed.kind,
        found_by=place.why,
        outcome=Reason.OK,
        items=len(listed.entries) or len(listed.children),
        newest_at=dates[-1].isoformat() if dates else None,
        a_day=_a_day(dates),
        children=tuple(child.url for child in to_read(listed.children, utc_now())[:SHOWN_CHILDREN]),
        note=listed.note,
    )


def _published(entry: FeedEntry) -> datetime | None:
    words = entry.published or entry.updated
    moment = read_moment(words) if words else None
    return moment.at if moment else None


def _a_day(dates: list[datetime]) -> float | None:
    span = dates[-1] - dates[0] if dates else timedelta()
    return round((len(dates) - 1) / (span / timedelta(days=1)), 1) if span >= SHORTEST_SPAN else None


async def _rules(desk: Desk, name: str, home: str) -> Rules:
    verdict = await desk.may_ask(name, home)
    return Rules(verdict.allowed, verdict.rule, verdict.crawl_delay, await desk.sitemaps(name, home))


async def _rights(desk: Desk, name: str, home: Answer) -> tuple[Right, ...]:
    headers = [Right("header", header, home.headers[header]) for header in HEADERS if header in home.headers]
    metas = [
        Right("meta", found["name"].decode().lower(), found["said"].decode("utf-8", "replace"))
        for found in META.finditer(home.content)
    ]
    text = await desk.robots_text(name, home.final_url)
    lines = [Right("robots.txt", found["name"].lower(), found["said"]) for found in ROBOTS_LINE.finditer(text)]
    links = [right for right in headers if right.name != "link" or "license" in right.value]
    return (*links, *metas, *lines)


async def _sample(desk: Desk, name: str, offers: dict[Place, Got], found: Found) -> dict[str, Any] | None:
    """The newest article that a feed, else a sitemap, else the home page names, cleaned."""
    listings = sorted((got.listed for got in offers.values() if got.listed), key=lambda one: one.kind != "feed")
    entry = next((entry for listed in listings if (entry := _newest(listed))), None)
    url = entry.url if entry else next(iter(found.links.articles), None)
    if url is None or not (await desk.may_ask(name, url)).allowed:
        return None
    answer = await desk.ask(name, url, "page")
    if answer.outcome is not Reason.OK:
        return {"url": url, "outcome": answer.outcome.value, "evidence": answer.evidence}
    page = Page(answer.final_url, answer.content, answer.status or 200, answer.headers, entry)
    return await asyncio.to_thread(_cleaned, page)


def _newest(listed: Listed) -> FeedEntry | None:
    usable = [replace(entry, url=url) for entry in listed.entries if (url := _spelled(entry.url))]
    dates = {entry: date for entry in usable if (date := _published(entry))}
    return max(dates, key=dates.__getitem__) if dates else next(iter(usable), None)


def _spelled(url: str) -> str | None:
    try:
        return canonical(url)
    except UnusableUrl:
        return None


def _cleaned(page: Page) -> dict[str, Any]:
    with Cleaner(workers=1) as cleaner:
        (cleaned,) = cleaner.clean([page])
    return record("sample", cleaned)


def plain(found: Probe) -> dict[str, Any]:
    """As JSON takes it."""
    return asdict(found)


__all__ = ["Probe", "UnreachableOutletError", "plain", "probe"]
