"""What came back for one URL, whatever happened, and what that means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from extractors.outcomes import Reason
from extractors.redaction import shown
from storage.fetches import Fetch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: An 88 hour Retry-After has been seen (Media Cloud's rss-fetcher, tasks.py); no outlet is given up for that long.
LONGEST_RETRY_AFTER = timedelta(days=1)

REDIRECTS = {301, 302, 303, 307, 308}

#: Set by the walls themselves: Cloudflare's challenge, AWS WAF's challenge (status 202) and captcha (405), Vercel's
#: check, what Sucuri has stopped, Kasada's puzzle.
WALL_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-vercel-mitigated", "x-sucuri-block", "x-kpsdk-ct")

#: Set by houses that stop robots on all of their answers: with a 4xx that says nothing else, it was they who answered.
#: DataDome, Imperva, PerimeterX.
GUARD_HEADERS = ("x-datadome", "x-dd-b", "x-iinfo", "x-px-block", "x-px-authorization")

#: The same by what they call themselves.
GUARD_SERVERS = re.compile(
    r"akamaighost|awselb|ddos-guard|datadome|imperva|incapsula|sucuri|qrator|stormwall", re.IGNORECASE
)

#: Statuses with which guards refuse, beside 401 and 403; others use them for nonsense in a request.
REFUSALS = {400, 405, 406, 412, 418, 420, 444, 456, 463, 493}

#: Statuses that do not mean what their hundred means.
OUTCOMES = {
    304: Reason.NOT_MODIFIED,
    401: Reason.BOT_WALL,
    402: Reason.PAYWALL,
    403: Reason.BOT_WALL,
    407: Reason.BOT_WALL,
    408: Reason.TIMED_OUT,
    410: Reason.GONE,
    425: Reason.TIMED_OUT,
    429: Reason.RATE_LIMITED,
    451: Reason.GONE,  # a court took it down: asking again is no use
}

#: Where houses of many sites ask for consent: consent.yahoo.com, consent.google.com, guce.techcrunch.com, /consent.
CONSENT = re.compile(
    r"^(?:consent|guce|cmp|privacy-?(?:gate|wall))\.|/(?:cookie-?)?consent(?:/|$)|/privacy-?gate(?:/|$)"
)

HOMES = {"", "/", "/index.html", "/index.php", "/home"}

#: Evidence is one line that a person reads in a table.
MAX_EVIDENCE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one URL, whatever happened."""

    url: str  # as asked
    final_url: str  # the last one asked, after redirects
    requested_at: datetime
    seconds: float  # spent on the network, without the waiting before
    outcome: Reason
    status: int | None  # None: no answer at all, or not asked
    headers: Mapping[str, str]  # names in lower case
    content: bytes  # inflated; only of 2xx answers
    evidence: str | None  # one line for a person
    hops: tuple[str, ...] = ()  # the URLs that redirected, in order

    @property
    def was_asked(self) -> bool:
        """Whether a request was tried: not for what is no URL, and not where the host is closed."""
        return self.status is not None or self.seconds > 0


#: What an answer is kept by, under the same names in the archive.
KEPT = ("url", "requested_at", "seconds", "outcome", "status", "headers", "content", "evidence")


def fetch_of(answer: Answer, outlet: str, purpose: str) -> Fetch:
    """*answer* as the archive keeps it."""
    kept = {name: getattr(answer, name) for name in KEPT}
    return Fetch(outlet=outlet, purpose=purpose, final_url=answer.final_url, **kept)


def answer_of(fetch: Fetch) -> Answer:
    """What came back, as it was when it came, but for the redirects on the way."""
    return Answer(final_url=fetch.final_url or fetch.url, **{name: getattr(fetch, name) for name in KEPT})


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name in lower case; those that came twice are one list (RFC 9110 section 5.3)."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def outcome_of(status: int, headers: Mapping[str, str], now: datetime) -> tuple[Reason, str | None]:
    """What a status and its headers say, and the evidence where it is not OK. The body may still say otherwise."""
    if any(name in headers for name in WALL_HEADERS):
        return Reason.BOT_WALL, evidence_of(status, headers)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Reason.OK, None
    if status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after(headers, now):
        return Reason.RATE_LIMITED, evidence_of(status, headers)
    if status in REFUSALS and _is_guarded(headers):
        return Reason.BOT_WALL, evidence_of(status, headers)
    by_hundred = Reason.SERVER_ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Reason.NOT_FOUND
    return OUTCOMES.get(status, by_hundred), evidence_of(status, headers)


def _is_guarded(headers: Mapping[str, str]) -> bool:
    return any(name in headers for name in GUARD_HEADERS) or bool(GUARD_SERVERS.search(headers.get("server", "")))


def detour(asked: str, final_url: str) -> tuple[Reason, str] | None:
    """What a redirect of a page led to, where that is no page: a consent dialogue, or the home page in its place."""
    before, after = urlsplit(asked), urlsplit(final_url)
    if CONSENT.search(f"{after.hostname or ''}{after.path}") and not CONSENT.search(
        f"{before.hostname or ''}{before.path}"
    ):
        return Reason.CONSENT_WALL, one_line(f"redirects to {final_url}")
    if after.path in HOMES and not after.query and before.path not in HOMES:
        return Reason.NOT_FOUND, one_line(f"redirects to the home page {final_url}")
    return None


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the outlet wants to be asked again: seconds or an HTTP date, at most a day away (RFC 9110, 10.2.3)."""
    told = headers.get("retry-after", "").strip()
    try:
        when = now + timedelta(seconds=int(told)) if told.isdecimal() else parsedate_to_datetime(told)
    except OverflowError:
        return now + LONGEST_RETRY_AFTER
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(when, now), now + LONGEST_RETRY_AFTER)


def redirect_target(answer: Answer) -> str | None:
    """Where a redirect leads, as an absolute URL without fragment."""
    location = answer.headers.get("location", "").strip()
    if answer.status not in REDIRECTS or not location:
        return None
    try:
        return urldefrag(urljoin(answer.url, _utf8(location))).url
    except ValueError:
        return location  # no URL, which the next check says


def _utf8(header: str) -> str:
    """A header's words: on the wire they are UTF-8 more often than the Latin-1 that headers are read as."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return header


def evidence_of(status: int, headers: Mapping[str, str]) -> str:
    """Who answered, and what it said about the reason: ``403 Forbidden, server: cloudflare``."""
    try:
        said = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        said = str(status)
    names = (*WALL_HEADERS, *GUARD_HEADERS, "server", "retry-after")
    return one_line(", ".join([said, *(f"{name}: {headers[name]}" for name in names if headers.get(name))]))


def one_line(words: str) -> str:
    """*words* as evidence: printable, on one line, not too long, and without what would let a reader in."""
    line = shown(" ".join("".join(c if c.isprintable() else " " for c in words).split()))
    return line if len(line) <= MAX_EVIDENCE_CHARACTERS else line[: MAX_EVIDENCE_CHARACTERS - 3] + "..."
