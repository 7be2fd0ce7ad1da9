"""One URL asked over HTTP, politely and safely: an Answer for everything that a server may do.

``fetch`` raises for programming errors only. Each hop of a redirect is a request of its own: its URL is checked, it
waits for its host's turn, and the address that it leads to is judged when the connection is made.

httpx's client is kept from what a crawler must do itself: it gets no cookies, no proxy of the environment, and does not
see where a redirect leads, since it fails on a malformed target even when it is told not to follow.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Self

import httpcore
import httpx

from extractors.outcomes import Reason
from extractors.urls import UnusableUrl, host_of, is_http
from flows.web.addresses import RefusedAddress
from flows.web.answers import Answer, detour, headers_of, one_line, outcome_of, redirect_target
from flows.web.bodies import ACCEPT_ENCODING, Body, Broken, TooLarge, Unknown
from flows.web.gate import HostClosed
from flows.web.transport import GuardedTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from datetime import datetime
    from types import TracebackType

    from flows.web.addresses import Reach
    from flows.web.gate import Gate
    from flows.web.robots import Verdict

__all__ = ["Answer", "Fetcher", "Purpose"]

Purpose = Literal["robots", "tdmrep", "feed", "sitemap", "home", "page"]

#: RFC 9309 section 2.3.1.2 wants at least five for robots.txt; more is a maze.
MAX_REDIRECTS = 5

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0  # between two pieces of an answer
TOTAL_SECONDS = 60.0  # of one request with its redirects, however steadily it trickles

PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
XML = "application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1"
ACCEPT: dict[Purpose, str] = {
    "robots": "text/plain,*/*;q=0.1",
    "tdmrep": "application/json,*/*;q=0.1",
    "feed": f"application/atom+xml,application/rss+xml,{XML}",
    "sitemap": XML,
    "home": PAGE,
    "page": PAGE,
}

NO_HEADERS: Mapping[str, str] = MappingProxyType({})

#: How httpcore calls the moment in which a request goes out, over HTTP/1.1.
REQUEST_LEAVES = "http11.send_request_headers.started"

#: Where the target of a redirect is kept in a response.
LOCATION = "wirewatch.location"

#: Everything that a server, the network or an address can do to a request.
FAILURES = (
    OSError,  # TimeoutError of asyncio.timeout, TLS errors in the middle of an answer
    RefusedAddress,
    TooLarge,
    Broken,
    Unknown,
    httpx.InvalidURL,
    UnicodeError,  # httpx and a name that IDNA does not allow
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
)


class Fetcher:
    """Holds the connections of one run. An async context manager."""

    def __init__(
        self,
        *,
        contact: str,
        version: str,
        reach: Reach,
        gate: Gate,
        clock: Callable[[], datetime],
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._gate = gate
        self._clock = clock
        self._total_seconds = total_seconds
        self._identity = _identity(contact, version)
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(reach),
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=None),  # the gate counts connections
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            event_hooks={"response": [_hide_location]},
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(
        self,
        url: str,
        *,
        purpose: Purpose,
        headers: Mapping[str, str] = NO_HEADERS,
        limit: int,
        may_ask: Callable[[str], Awaitable[Verdict]] | None = None,
    ) -> Answer:
        """Ask *url*, following redirects to where *may_ask* allows. *headers* are validators.

        *limit* is in bytes after inflation.

        Of robots.txt the first *limit* bytes are enough (RFC 9309 section 2.5); anything else beyond it is too large.
        """
        hops: list[Answer] = []
        left = self._total_seconds
        answer = await self._ask(url, purpose, headers, limit, left)
        while target := redirect_target(answer):
            hops.append(answer)
            if target in {hop.url for hop in hops}:
                answer = replace(answer, outcome=Reason.REDIRECT_LOOP, evidence=one_line(f"back to {target}"))
                break
            if len(hops) > MAX_REDIRECTS:
                evidence = one_line(f"more than {MAX_REDIRECTS}, the next to {target}")
                answer = replace(answer, outcome=Reason.TOO_MANY_REDIRECTS, evidence=evidence)
                break
            if may_ask and is_http(target) and not (verdict := await may_ask(target)).allowed:
                evidence = one_line(f"redirects to {target}: {verdict.rule or verdict.reason}")
                answer = replace(answer, outcome=verdict.reason, evidence=evidence)
                break
            left -= answer.seconds
            answer = await self._ask(target, purpose, headers, limit, left)
        if purpose == "page" and answer.outcome is Reason.OK and hops and (found := detour(url, answer.url)):
            answer = replace(answer, outcome=found[0], evidence=found[1], content=b"")
        return _whole(hops, answer)

    async def _ask(self, url: str, purpose: Purpose, headers: Mapping[str, str], limit: int, seconds: float) -> Answer:
        """One hop, when its host's turn has come; *seconds* are what is left for it."""
        try:
            host = host_of(url)
            async with self._gate.turn(host) as turn:
                turn.answer = answer = await self._request(url, purpose, headers, limit, seconds)
        except UnusableUrl as error:
            return self._unasked(url, Reason.NOT_HTTP, str(error))
        except HostClosed as error:
            return self._unasked(url, error.reason, str(error))
        return answer

    async def _request(
        self, url: str, purpose: Purpose, headers: Mapping[str, str], limit: int, seconds: float
    ) -> Answer:
        """One exchange with a server. What is known when it fails stays in the answer."""
        answer = self._unasked(url, Reason.CONNECTION_FAILED, None)
        clock = asyncio.get_running_loop().time
        started = clock()
        sent = {**self._identity, "accept": ACCEPT[purpose], **headers}
        try:
            async with asyncio.timeout(seconds), self._exchange(url, sent) as response:
                answer = self._judged(answer, response, headers)
                if answer.outcome is Reason.OK:
                    answer = _filled(answer, await _read(response, answer.headers, purpose, limit))
        except FAILURES as error:
            outcome, evidence = _failure(error, answer.status, self._total_seconds)
            answer = replace(answer, outcome=outcome, evidence=one_line(evidence))
        return replace(answer, seconds=clock() - started)

    @asynccontextmanager
    async def _exchange(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        # Latin-1 both ways: validators go back byte for byte.
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        extensions = {"trace": partial(self._watch, host_of(url))}
        request = self._client.build_request("GET", url, headers=raw, extensions=extensions)
        response = await self._client.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    async def _watch(self, host: str, event: str, _: object) -> None:
        """Called by httpcore at each step of a request."""
        if event == REQUEST_LEAVES:
            self._gate.has_left(host)

    def _judged(self, answer: Answer, response: httpx.Response, sent: Mapping[str, str]) -> Answer:
        """*answer* with what status and headers say."""
        headers = headers_of([*response.headers.raw, *response.extensions.get(LOCATION, ())])
        outcome, evidence = outcome_of(response.status_code, headers, self._clock())
        if outcome is Reason.NOT_MODIFIED and not sent:
            outcome, evidence = Reason.EMPTY, "304 although nothing was asked that could be unmodified"
        return replace(answer, status=response.status_code, headers=headers, outcome=outcome, evidence=evidence)

    def _unasked(self, url: str, outcome: Reason, evidence: str | None) -> Answer:
        evidence = one_line(evidence) if evidence else None
        return Answer(url, url, self._clock(), 0.0, outcome, None, NO_HEADERS, b"", evidence)


async def _hide_location(response: httpx.Response) -> None:
    """Takes the target of a redirect out of the client's sight and keeps it for ours."""
    raw = [(name, value) for name, value in response.headers.raw if name.lower() == b"location"]
    if raw:
        response.extensions[LOCATION] = raw
        del response.headers["location"]


def _identity(contact: str, version: str) -> dict[str, str]:
    """Who asks. RFC 9110 section 10.1.2: robots should send From."""
    identity = {"user-agent": f"wirewatch/{version} (+{contact})", "accept-encoding": ACCEPT_ENCODING}
    is_mail = "@" in contact and "/" not in contact
    return identity | ({"from": contact.removeprefix("mailto:")} if is_mail else {})


async def _read(response: httpx.Response, headers: Mapping[str, str], purpose: Purpose, limit: int) -> bytes:
    announced = headers.get("content-length", "")
    if purpose != "robots" and announced.isdecimal() and int(announced) > limit:
        raise TooLarge(f"content-length announces {int(announced):,} bytes, the limit is {limit:,}")
    body = Body(headers.get("content-encoding", ""), limit)
    try:
        async for chunk in response.aiter_raw():
            body.feed(chunk)
    except TooLarge:
        if purpose != "robots":
            raise
        return bytes(body.content)
    return body.finish()


def _filled(answer: Answer, content: bytes) -> Answer:
    if content:
        return replace(answer, content=content)
    return replace(answer, outcome=Reason.EMPTY, evidence=f"{answer.status} without a byte")


def _failure(error: BaseException, status: int | None, total_seconds: float) -> tuple[Reason, str]:  # noqa: C901, PLR0911 - a table
    """The reason for an exception, and its evidence. One return for each kind of failure."""
    match error:
        case RefusedAddress():
            return Reason.REFUSED_ADDRESS, str(error)
        case TooLarge():
            return Reason.TOO_LARGE, str(error)
        case Unknown():
            return Reason.UNDECODABLE, str(error)
        case Broken():
            return Reason.TRUNCATED, str(error)
        case httpx.InvalidURL() if "IPv4" in str(error):  # 0177.0.0.2: httpx does not take it, others read 127.0.0.2
            return Reason.REFUSED_ADDRESS, str(error)
        case httpx.InvalidURL() | UnicodeError():
            return Reason.NOT_HTTP, str(error)
        case httpcore.ConnectTimeout():
            return Reason.CONNECTION_FAILED, f"no connection within {CONNECT_SECONDS:g} s"
        case httpcore.TimeoutException():
            return Reason.TIMED_OUT, f"nothing came for {READ_SECONDS:g} s"
        case TimeoutError():
            return Reason.TIMED_OUT, f"no complete answer within {total_seconds:g} s"
        case _ if status is None:
            return Reason.CONNECTION_FAILED, str(error) or type(error).__name__
        case _:
            return Reason.TRUNCATED, str(error) or f"connection lost: {type(error).__name__}"


def _whole(hops: list[Answer], last: Answer) -> Answer:
    """One answer for the chain: asked first, answered last."""
    if not hops:
        return last
    return replace(
        last,
        url=hops[0].url,
        final_url=last.url,
        requested_at=hops[0].requested_at,
        seconds=sum(hop.seconds for hop in hops if hop is not last) + last.seconds,
        hops=tuple(hop.url for hop in hops),
    )
