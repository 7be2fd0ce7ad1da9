"""What an outlet offers, found out in a minute and kept nowhere: listings, rules, rhythm, and one article cleaned."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.model import Page
from extractors.outcomes import Reason
from extractors.rights import page_rights
from extractors.urls import UnusableUrl, canonical
from flows.clean import Cleaner
from flows.desk import ARCHIVE_FILE, open_desk, utc_now
from flows.discovery.listing import ask
from flows.discovery.look import look
from flows.files.extract import record
from flows.inspection.offers import Probe, Rules, name_of, offer_of, published_at, stanza
from storage import runs
from storage.archive import open_archive

if TYPE_CHECKING:
    from extractors.listed import Listed
    from extractors.model import Cleaned, FeedEntry
    from extractors.rights import Right
    from extractors.whereabouts import Place
    from flows.desk import Desk
    from flows.discovery.listing import Got
    from flows.discovery.look import Found
    from flows.settings import Settings
    from flows.web.answers import Answer


class UnreachableOutletError(Exception):
    """The home page did not come; the message says what came instead."""


async def probe(settings: Settings, url: str) -> Probe:
    """Looks at the outlet at *url* as a run would, politely. Raises UnreachableOutletError."""
    with tempfile.TemporaryDirectory(prefix="wirewatch-") as folder:
        settings = settings.model_copy(update={"folder": Path(folder), "data": "."})
        with open_archive(Path(folder) / ARCHIVE_FILE) as archive:
            run_id = runs.start(archive, "probe", utc_now(), None)
        with Cleaner(workers=1) as cleaner:
            async with open_desk(settings, run_id) as desk:
                return await _probe(desk, cleaner, url)


async def _probe(desk: Desk, cleaner: Cleaner, url: str) -> Probe:
    name = name_of(url)
    found = await look(desk, name, url, {})
    if found.home.answer is None or not found.home.has_answered:
        raise UnreachableOutletError(f"nothing can be said of {found.home.complaint}")
    offers = {
        place: found.answers.get(place.url) or await ask(desk, name, place.url, place.kind) for place in found.places
    }
    told = [offer_of(place, got, utc_now()) for place, got in offers.items()]
    sample = await _sample(desk, cleaner, name, offers, found)
    feeds = tuple(offer for offer in told if offer.kind == "feed")
    sitemaps = tuple(offer for offer in told if offer.kind != "feed")
    return Probe(
        url=url,
        home=found.home.answer.final_url,
        requests=found.requests + sum(place.url not in found.answers for place in offers),
        robots=await _rules(desk, name, found.home.answer.final_url),
        rights=await _rights(desk, cleaner, name, found.home.answer),
        feeds=feeds,
        sitemaps=sitemaps,
        home_links=len(found.links.articles),
        sample=sample,
        stanza=stanza(name, url, feeds, sitemaps, (sample or {}).get("language")),
    )


async def _rules(desk: Desk, name: str, home: str) -> Rules:
    verdict = await desk.may_ask(name, home)
    return Rules(verdict.allowed, verdict.rule, verdict.crawl_delay, await desk.sitemaps(name, home))


async def _rights(desk: Desk, cleaner: Cleaner, name: str, home: Answer) -> tuple[Right, ...]:
    """As the ledger would have them: of the home page, and of what its host says for all of its pages."""
    said = (await _cleaned(cleaner, Page(home.final_url, home.content, home.status or 200, home.headers))).meta
    return (*page_rights(home.headers, said, home.requested_at), *await desk.signals(name, home.final_url))


async def _sample(
    desk: Desk, cleaner: Cleaner, name: str, offers: dict[Place, Got], found: Found
) -> dict[str, Any] | None:
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
    return record("sample", await _cleaned(cleaner, page))


def _newest(listed: Listed) -> FeedEntry | None:
    usable = [replace(entry, url=url) for entry in listed.entries if (url := _spelled(entry.url))]
    dates = {entry: date for entry in usable if (date := published_at(entry))}
    return max(dates, key=dates.__getitem__) if dates else next(iter(usable), None)


def _spelled(url: str) -> str | None:
    try:
        return canonical(url)
    except UnusableUrl:
        return None


async def _cleaned(cleaner: Cleaner, page: Page) -> Cleaned:
    (cleaned,) = await asyncio.to_thread(lambda: tuple(cleaner.clean([page])))
    return cleaned
