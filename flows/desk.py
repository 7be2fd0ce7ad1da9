"""What a run holds open while it asks outlets: the archive, the client, and what hosts say for all of their pages."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from random import SystemRandom
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractors.outcomes import MEANING, Reason, State
from extractors.rights import page_rights
from extractors.tdmrep import read_tdmrep, tdmrep_rights
from extractors.urls import host_of, is_http
from flows.web.addresses import Reach
from flows.web.answers import answer_of, fetch_of
from flows.web.fetch import NO_HEADERS, Fetcher
from flows.web.gate import Gate
from flows.web.robots import Rules, Verdict, read_robots
from storage import aliases, fetches, hosts, rights
from storage.archive import open_archive, transaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from extractors.rights import Right
    from extractors.tdmrep import Rule
    from flows.settings import Settings
    from flows.web.answers import Answer
    from flows.web.fetch import Purpose
    from storage.archive import Archive
    from storage.hosts import Host

ARCHIVE_FILE = "pages.sqlite"

HOUR = timedelta(hours=1)

#: RFC 9309 section 2.4: a cached robots.txt is not used for longer.
RULES_KEPT = timedelta(hours=24)

#: Bytes after inflation. RFC 9309 section 2.5 asks for 500 KiB of robots.txt at least.
LIMITS: dict[Purpose, int] = {
    "robots": 512 * 1024,
    "tdmrep": 512 * 1024,
    "feed": 15_000_000,
    "sitemap": 15_000_000,
    "home": 10_000_000,
    "page": 10_000_000,
}


def utc_now() -> datetime:
    """The clock of a run."""
    return datetime.now(UTC)


def _any_jitter() -> float:
    """From -1 to 1."""
    return SystemRandom().uniform(-1, 1)


@dataclass(slots=True)
class Desk:
    """One run's hands: it asks, and everything that comes back is in the archive before anything is made of it."""

    run_id: int
    archive: Archive
    fetcher: Fetcher
    gate: Gate
    rules: dict[str, asyncio.Task[Rules]] = field(default_factory=dict)
    reservations: dict[str, asyncio.Task[tuple[Rule, ...]]] = field(default_factory=dict)
    cadence: timedelta = HOUR  # from one run of the group's schedule to the next
    due_only: bool = False  # this is such a run: it asks only the listings that are due
    jitter: Callable[[], float] = _any_jitter
    noted: list[tuple[str, str, tuple[Right, ...]]] = field(default_factory=list)  # outlet, URL, and what was said
    setbacks: list[Callable[[], None]] = field(default_factory=list)  # failures that may be our own line's

    async def ask(self, outlet: str, url: str, purpose: Purpose, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
        """What *url* answers; not kept yet: ``keep`` it together with what follows from it."""
        # RFC 9309 section 2.3.1.2: redirects of robots.txt itself are followed without asking.
        may_ask = None if purpose == "robots" else partial(self._may_follow, outlet, url, purpose)
        return await self.fetcher.fetch(url, purpose=purpose, headers=headers, limit=LIMITS[purpose], may_ask=may_ask)

    def keep(self, outlet: str, purpose: Purpose, answer: Answer) -> int | None:
        """Puts *answer* into the archive, inside of a transaction of the caller's; the id of the fetch.

        None for a URL that was not asked at all, because it cannot be or its host is closed.
        """
        if not answer.was_asked:
            return None
        if purpose not in {"page", "robots", "tdmrep"}:  # of pages when they are cleaned
            self.noted.append((outlet, answer.url, page_rights(answer.headers, {}, answer.requested_at)))
        self.keep_notes()
        return fetches.record(self.archive, self.run_id, fetch_of(answer, outlet, purpose))

    def keep_notes(self) -> None:
        """What was noted of rights goes into the ledger, inside of a transaction of the caller's."""
        now = utc_now()
        for outlet, url, found in self.noted:
            rights.record(self.archive, outlet, url, found, now)
        self.noted.clear()

    async def _may_follow(self, outlet: str, asked: str, purpose: Purpose, target: str) -> Verdict:
        """A redirect to a page that is here already ends there."""
        if purpose == "page" and aliases.is_here(self.archive, target, asked):
            return Verdict(allowed=False, reason=Reason.DUPLICATE_URL, rule="known already", crawl_delay=None)
        return await self.may_ask(outlet, target)

    async def may_ask(self, outlet: str, url: str) -> Verdict:
        """What robots.txt says of *url*; it is asked once in a run, by whoever needs it first."""
        verdict = (await self._rules_for(outlet, url)).verdict(url)
        self.noted.append((outlet, url, (verdict.right,)))
        if verdict.crawl_delay is not None:
            self.gate.set_crawl_delay(host_of(url), verdict.crawl_delay)
        return verdict

    async def sitemaps(self, outlet: str, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of *url*'s host names, as printed."""
        return (await self._rules_for(outlet, url)).sitemaps

    async def signals(self, outlet: str, url: str) -> tuple[Right, ...]:
        """What the host of *url* says about the use of its pages: in robots.txt of all, in tdmrep.json of *url*."""
        return (*(await self._rules_for(outlet, url)).signals, *await self._reserved(outlet, url))

    async def note_reservation(self, outlet: str, page: str, url: str) -> None:
        """Notes of *page* what tdmrep.json of the host of *url*, where it stands, says of it.

        The protocol wants it asked before the first page of a host; so it is, once a day.
        """
        self.noted.append((outlet, page, await self._reserved(outlet, url)))

    async def _rules_for(self, outlet: str, url: str) -> Rules:
        origin = _origin(url)
        if origin not in self.rules:
            self.rules[origin] = asyncio.create_task(self._read_robots(outlet, f"{origin}/robots.txt"))
        return await self.rules[origin]

    async def _read_robots(self, outlet: str, url: str) -> Rules:
        answer = self._known_today(url)
        if answer is None or MEANING[answer.outcome][0] is State.WAITING:  # what did not come is asked for again
            answer = await self._ask_and_keep(outlet, url, "robots")
        rules = read_robots(answer)
        self.noted.append((outlet, url, rules.rights))
        return rules

    async def _reserved(self, outlet: str, url: str) -> tuple[Right, ...]:
        origin = _origin(url)
        if origin not in self.reservations:
            there = f"{origin}/.well-known/tdmrep.json"
            self.reservations[origin] = asyncio.create_task(self._read_tdmrep(outlet, there))
        return tdmrep_rights(await self.reservations[origin], url)

    async def _read_tdmrep(self, outlet: str, url: str) -> tuple[Rule, ...]:
        """Whatever came holds for a day: a host that fails there is left alone as one that has none."""
        answer = self._known_today(url)
        if answer is None:
            if not (await self.may_ask(outlet, url)).allowed:
                return ()
            answer = await self._ask_and_keep(outlet, url, "tdmrep")
        return read_tdmrep(answer.content) if answer.outcome is Reason.OK else ()

    def _known_today(self, url: str) -> Answer | None:
        """The last answer, while it may be used."""
        known = fetches.latest(self.archive, url)
        return answer_of(known) if known and utc_now() - known.requested_at <= RULES_KEPT else None

    async def _ask_and_keep(self, outlet: str, url: str, purpose: Purpose) -> Answer:
        answer = await self.ask(outlet, url, purpose)
        with transaction(self.archive):
            self.keep(outlet, purpose, answer)
        return answer

    def was_never_reached(self, url: str) -> bool:
        """Whether this run has asked the host of *url* and never had a connection to it."""
        return is_http(url) and not self.gate.connected.get(host_of(url), True)

    def closed_until(self, url: str) -> datetime | None:
        """Until when the host of *url* asked to be left alone, if it ever did."""
        return hosts.closed_until(self.archive, host_of(url))


def _origin(url: str) -> str:
    return f"{urlsplit(url).scheme}://{host_of(url)}"


@dataclass(frozen=True, slots=True)
class SharedHosts:
    """The hosts of the archive, for the gate of one run."""

    archive: Archive
    run_id: int

    def known(self, host: str) -> Host:
        """How it answers."""
        return hosts.known(self.archive, host)

    def take(self, host: str, pause: float) -> float:
        """Takes it for a request: 0.0, or the seconds to wait before trying again."""
        return hosts.take(self.archive, host, self.run_id, pause, utc_now())

    def release(self, host: str, after: Host) -> None:
        """Lets others ask it."""
        hosts.release(self.archive, host, after)


@asynccontextmanager
async def open_desk(
    settings: Settings, run_id: int, *, cadence: timedelta = HOUR, due_only: bool = False
) -> AsyncIterator[Desk]:
    """A desk for one run."""
    with open_archive(settings.data_folder / ARCHIVE_FILE) as archive:
        gate = Gate(
            pause=settings.politeness.seconds_between_requests,
            requests_at_once=settings.politeness.requests_at_once,
            hosts=SharedHosts(archive, run_id),
            clock=utc_now,
        )
        async with Fetcher(
            contact=settings.contact,
            version=version("wirewatch"),
            reach=Reach(settings.network.networks, settings.ports),
            gate=gate,
            clock=utc_now,
        ) as fetcher:
            yield Desk(run_id, archive, fetcher, gate, cadence=cadence, due_only=due_only)
