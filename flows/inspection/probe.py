"""What an outlet offers, found out in a minute and kept nowhere: listings, rules, rhythm, and one article cleaned."""

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.model import Page
from extractors.outcomes import Reason
from extractors.urls import UnusableUrl, canonical
from flows.clean import Cleaner
from flows.desk import ARCHIVE_FILE, open_desk, utc_now
from flows.discovery.listing import ask
from flows.discovery.look import look
from flows.files.extract import record
from flows.inspection.offers import Probe, Right, Rules, name_of, offer_of, published_at, stanza
from storage import runs
from storage.archive import open_archive

if TYPE_CHECKING:
    from extractors.listed import Listed
    from extractors.model import FeedEntry
    from extractors.whereabouts import Place
    from flows.desk import Desk
    from flows.discovery.listing import Got
    from flows.discovery.look import Found
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


class UnreachableOutletError(Exception):
    """The home page did not come; the message says what came instead."""


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
    told = [offer_of(place, got, utc_now()) for place, got in offers.items()]
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
    dates = {entry: date for entry in usable if (date := published_at(entry))}
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
