"""Looks for the feeds and sitemaps of an outlet, in at most twelve requests.

Where to look next is decided by ``extractors.whereabouts``; here it is done. What answered is given on, so that
nothing is asked twice in the run that finds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from extractors.home_links import HomeLinks
from extractors.listed import Listed
from extractors.outcomes import Reason
from extractors.urls import host_of, is_http
from extractors.whereabouts import Evidence, Place, Tried, next_place, stated_places
from flows.discovery.listing import Got, ask, links_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.desk import Desk
    from flows.web.answers import Answer

#: Requests for one look, robots.txt and the home page included; at the usual pause that is a minute, once.
MOST_REQUESTS = 12

#: Of the sitemaps under an index so many count: a long index must not leave the feeds unsought.
MOST_OWED = 3

#: A host that does not answer, or asks for time, is not asked for guesses.
STOPS = {Reason.CONNECTION_FAILED, Reason.TIMED_OUT, Reason.RATE_LIMITED, Reason.REFUSED_ADDRESS}

#: Some sites answer 500 where nothing stands; six in a row would close the host (flows/web/pace.py).
MOST_SERVER_ERRORS = 2


@dataclass(slots=True)
class Spent:
    """The requests of one look, counted as the outlet counts them: redirects and each robots.txt too."""

    requests: int = 0
    hosts: set[str] = field(default_factory=set)  # with their schemes: each has a robots.txt

    def add(self, answer: Answer | None, *asked: str) -> None:
        """One address was asked, and answered so."""
        hops = (*asked, *(answer.hops if answer else ()), *((answer.final_url,) if answer else ()))
        hosts = {f"{urlsplit(url).scheme}://{host_of(url)}" for url in hops if is_http(url)}
        self.requests += len(hosts - self.hosts) + (1 + len(answer.hops) if answer else 0)
        self.hosts |= hosts


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found."""

    home: Got
    links: HomeLinks = field(default_factory=HomeLinks)
    places: tuple[Place, ...] = ()  # listings, those that were only named too
    answers: dict[str, Got] = field(default_factory=dict)  # of what was asked, by address
    requests: int = 0
    is_cut_short: bool = False  # its host did not answer, or asked for time


async def look(desk: Desk, outlet: str, home_url: str, already: Mapping[str, Got]) -> Found:
    """The feeds and sitemaps of the outlet at *home_url*; those that were asked *already* are not asked again.

    Never raises for what an outlet does.
    """
    spent = Spent()
    home = already.get(home_url)
    if home is None or home.answer is None or not home.answer.content:  # a 304 has no links
        home = await ask(desk, outlet, home_url, "home")
        spent.add(home.answer, home_url)
    if home.answer is None or not home.has_answered:
        return Found(home, requests=spent.requests)
    links, home_at = await links_of(home.answer), home.answer.final_url
    # Some name them as paths, though the protocol wants whole addresses.
    named = [urljoin(home_at, url) for url in await desk.sitemaps(outlet, home_at)]
    evidence = Evidence(home_at, links, tuple(url for url in named if is_http(url)))
    answers: dict[str, Got] = {}
    while spent.requests + _owed(evidence) < MOST_REQUESTS and (place := next_place(evidence)):
        got = already.get(place.url) or await _ask_place(desk, outlet, place)
        if place.url not in already:
            spent.add(got.answer, place.url)
        answers[place.url] = got
        evidence = replace(evidence, tried=(*evidence.tried, await _tried(place, got)))
        if _is_enough(list(answers.values())):
            break
    is_cut_short = _is_enough(list(answers.values()))
    return Found(home, links, _listings(evidence, answers), answers, spent.requests, is_cut_short)


def _is_enough(answers: list[Got]) -> bool:
    """Whether the host should not be asked for more that may not be there."""
    outcomes = [got.answer.outcome for got in answers if got.answer]
    return bool(STOPS & set(outcomes)) or outcomes.count(Reason.SERVER_ERROR) >= MOST_SERVER_ERRORS


def _owed(evidence: Evidence) -> int:
    """Requests that will be made for listings that are named and were not asked yet, by an index too."""
    done = {tried.place.url for tried in evidence.tried}
    place = next_place(evidence)
    below = sum(min(len(tried.listed.children), MOST_OWED) for tried in evidence.tried if tried.listed)
    return below + sum(stated.url not in done and stated != place for stated in stated_places(evidence))


async def _ask_place(desk: Desk, outlet: str, place: Place) -> Got:
    return await ask(desk, outlet, place.url, "home" if place.kind == "section" else place.kind)


async def _tried(place: Place, got: Got) -> Tried:
    """A page that stands where a feed was expected may name feeds."""
    if got.answer is None or (got.listed and place.kind != "section"):
        return Tried(place, got.listed)
    if got.answer.outcome is Reason.NOT_MODIFIED:
        return Tried(place, Listed(place.kind, ()))
    return Tried(place, None, await links_of(got.answer))


def _listings(evidence: Evidence, answers: Mapping[str, Got]) -> tuple[Place, ...]:
    """What is named, unless it was asked and is none, and what stood where it was looked for."""
    named = [place for place in stated_places(evidence) if place.url not in answers or not answers[place.url].is_gone]
    others = [tried.place for tried in evidence.tried if tried.listed]
    return tuple({place.url: place for place in (*named, *others)}.values())
