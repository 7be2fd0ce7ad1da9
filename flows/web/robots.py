"""May this URL be crawled? robots.txt by RFC 9309, and the line that decided.

Anything but a server that fails is an answer: 4xx means that there are no rules. 5xx, no connection and no complete
answer mean that nothing at this host may be asked now (section 2.3.1.4).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from protego import Protego

from extractors.outcomes import Reason
from extractors.rights import AGENT, Right, robots_rights
from flows.web.pace import MAX_PAUSE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.web.answers import Answer

#: Section 2.5: parsers must read at least this much.
MAX_ROBOTS_BYTES = 500 * 1024

#: Outcomes without rules: the outlet has none, or leads nowhere (more than five redirects count as none, 2.3.1.2).
NO_RULES = {Reason.EMPTY, Reason.TOO_MANY_REDIRECTS, Reason.REDIRECT_LOOP, Reason.NOT_HTTP, Reason.BOT_WALL}

#: Why robots.txt was not even asked; each of the host's URLs would be told the same.
UNASKED = {Reason.RATE_LIMITED, Reason.REFUSED_ADDRESS}

#: With more lines than this (real files have tens) none is named: every refused URL would cost milliseconds.
MAX_NAMED_LINES = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it be asked, and who says so."""

    allowed: bool
    reason: Reason  # OK, ROBOTS, ROBOTS_UNREACHABLE, RATE_LIMITED, REFUSED_ADDRESS
    rule: str | None  # the line that decided, as far as one can be named; None where none forbids it
    crawl_delay: float | None  # seconds from one request to the next, not capped
    permit: str | None = None  # what allows it: an Allow line, or why there is none

    @property
    def right(self) -> Right:
        """The same, for the ledger."""
        said = self.permit if self.allowed else self.rule
        word = "allowed" if self.allowed else f"refused: {self.reason}"
        return Right("robots", "robots.txt", said or "no line can be named", word)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt says: a text, or a reason why nothing may be asked."""

    text: str
    refusal: Reason | None  # set: everything is refused
    evidence: str | None
    sitemaps: tuple[str, ...]  # as printed
    _parsed: Protego

    def verdict(self, url: str, agent: str = AGENT) -> Verdict:
        """May *agent* ask *url*, an http(s) URL of this host? robots.txt itself always may (section 2.2.2)."""
        if self.refusal:
            return Verdict(allowed=False, reason=self.refusal, rule=self.evidence, crawl_delay=None)
        delay = _crawl_delay(self._parsed, agent)
        if delay is not None and delay > MAX_PAUSE:
            rule = f"Crawl-delay: {delay:g} (the longest that is kept is {MAX_PAUSE:g})"
            return Verdict(allowed=False, reason=Reason.ROBOTS, rule=rule, crawl_delay=None)
        if self._parsed.can_fetch(url, agent):
            permit = _deciding_line(self.text, url, agent, "allow") if self.text else None
            permit = permit or self.evidence or "no line forbids it"
            return Verdict(allowed=True, reason=Reason.OK, rule=None, crawl_delay=delay, permit=permit)
        return Verdict(
            allowed=False,
            reason=Reason.ROBOTS,
            rule=_deciding_line(self.text, url, agent, "disallow"),
            crawl_delay=delay,
        )

    @property
    def signals(self) -> tuple[Right, ...]:
        """What it says about the use of pages."""
        return robots_rights(_fields(self.text))

    @property
    def rights(self) -> tuple[Right, ...]:
        """The same for the ledger, with how it came, and how fast pages may be asked."""
        delay = _crawl_delay(self._parsed, AGENT)
        kept = delay is not None and delay <= MAX_PAUSE
        delays = (
            (Right("crawl-delay", "robots.txt", f"Crawl-delay: {delay:g}", "kept" if kept else "host skipped"),)
            if delay
            else ()
        )
        came = Right("robots.txt", "robots.txt", self.evidence or "200 OK", self.refusal or "read")
        return (came, *delays, *self.signals)


def read_robots(answer: Answer) -> Rules:
    """The rules in *answer*, which came for ``/robots.txt``. Any bytes are rules, at worst none."""
    text = answer.content[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace") if answer.outcome is Reason.OK else ""
    # NUL ends a string in some parsers and is part of it in others; it means nothing here.
    parsed = Protego.parse(text.replace("\0", ""))
    return Rules(text, _refusal(answer), answer.evidence, tuple(parsed.sitemaps), parsed)


def _refusal(answer: Answer) -> Reason | None:
    if answer.status is None and answer.outcome in UNASKED and not answer.hops:
        return answer.outcome
    status = answer.status or 0
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR or answer.outcome is Reason.OK:
        return None
    is_failing = status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.outcome not in NO_RULES
    return Reason.ROBOTS_UNREACHABLE if is_failing else None


def _crawl_delay(parsed: Protego, agent: str) -> float | None:
    delay = parsed.crawl_delay(agent)
    return delay if delay is not None and math.isfinite(delay) and delay > 0 else None


def _deciding_line(text: str, url: str, agent: str, field: str) -> str | None:
    """The longest line that matches *url* on its own. Protego answers yes or no only, so each line is asked alone."""
    lines = _lines_of(text, agent.lower(), field)
    if len(lines) > MAX_NAMED_LINES:
        return None
    return max((line for line, alone in lines if not alone.can_fetch(url, agent)), key=len, default=None)


@lru_cache(maxsize=128)
def _lines_of(text: str, agent: str, wanted: str) -> tuple[tuple[str, Protego], ...]:
    """The lines of the groups that name *agent*, else of those for everyone, each parsed as one that refuses alone."""
    by_agent: dict[str, list[str]] = {}
    names: list[str] = []
    is_group_open = False  # user-agent lines in a row name one group
    for field, value, line in _fields(text):
        if field == "user-agent":
            names = [*names, value.lower()] if is_group_open else [value.lower()]
            by_agent |= {name: by_agent.get(name, []) for name in names}
        elif field == wanted and value:
            for name in names:
                by_agent[name].append(line)
        is_group_open = field == "user-agent" or (is_group_open and field == "sitemap")
    lines = dict.fromkeys(by_agent.get(agent, by_agent.get("*", [])))
    return tuple((line, _alone(line)) for line in list(lines)[: MAX_NAMED_LINES + 1])


def _alone(line: str) -> Protego:
    return Protego.parse(f"User-agent: *\nDisallow: {line.partition(':')[2].strip()}")


def _fields(text: str) -> Iterator[tuple[str, str, str]]:
    for line in text.splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield field.strip().lower(), value.strip(), f"{field.strip()}: {value.strip()}"
