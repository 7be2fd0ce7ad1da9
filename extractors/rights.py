"""What an outlet says about the use of its pages, read from headers, meta elements and robots.txt; each with its words.

Recorded are signals, not opinions on the law: X-Robots-Tag and meta robots, the TDM Reservation Protocol (W3C CG report
of 2024-05-10), RSL's ``License:`` and ``Link: rel=license``, Content-Signal. Two of them change what is done: a page
that may not be archived, or not after a date, loses its raw bytes once it is cleaned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

#: What is told to other robots by name is not told to us.
AGENT = "wirewatch"

#: The meta elements that are read here.
RIGHTS_META = ("robots", AGENT, "tdm-reservation", "tdm-policy")

#: Directives of robots that are about keeping and showing; others (max-snippet, nofollow) are about search results.
DIRECTIVES = ("noarchive", "nocache", "noindex", "none", "noai", "noimageai", "unavailable_after")

NOT_KEPT = {"noarchive", "nocache"}

#: Rights are one line that a person reads in a table.
MAX_VALUE_CHARACTERS = 300

LICENSE_LINK = re.compile(r"<([^<>\s]{1,2000})>((?:\s*;[^,<>]{0,300})*)")
IS_LICENSE = re.compile(r";\s*rel\s*=\s*\"?(?:[^\";]*\s)?license\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Right:
    """One signal."""

    signal: str  # 'robots', 'noarchive', 'tdm-reservation', 'license', ...
    source: str  # 'robots.txt', 'x-robots-tag', 'meta', 'header', 'link', 'tdmrep.json'
    value: str  # the words or line that said it
    verdict: str  # what follows
    keep_until: datetime | None = None  # when the raw page is to go


def page_rights(headers: Mapping[str, str], meta: Mapping[str, Iterable[str]], now: datetime) -> tuple[Right, ...]:
    """The signals of one page; names of headers and meta elements are in lower case."""
    return tuple({(one.signal, one.source): one for one in _page_rights(headers, meta, now)}.values())


def _page_rights(headers: Mapping[str, str], meta: Mapping[str, Iterable[str]], now: datetime) -> Iterator[Right]:
    yield from _directives(headers.get("x-robots-tag", ""), "x-robots-tag", now)
    for robots in RIGHTS_META[:2]:
        for said in meta.get(robots, ()):
            yield from _directives(said, "meta", now)
    for name in RIGHTS_META[2:]:
        if name in headers:
            yield tdm_right(name, headers[name], "header")
        for said in meta.get(name, ()):
            yield tdm_right(name, said, "meta")
    yield from _license_links(headers.get("link", ""))


def _directives(said: str, source: str, now: datetime) -> Iterator[Right]:
    """``noarchive, unavailable_after: 25 Jun 2031 15:00:00 GMT``; ``otherbot: noindex`` is not for us."""
    agent, value = AGENT, one_line(said)
    for part in re.split(r",(?!\s*\d)", said):  # not the comma of "Wed, 25 Jun"
        name, colon, rest = part.strip().partition(":")
        name = name.strip().lower()
        if colon and name not in {*DIRECTIVES, "max-snippet", "max-image-preview", "max-video-preview"}:
            agent, name, rest = name, *_cut(rest)
        if agent != AGENT:
            continue
        if name in NOT_KEPT:
            yield Right(name, source, value, "raw page dropped once it is cleaned", now)
        elif name == "unavailable_after":
            until = _moment(rest)
            verdict = f"raw page dropped after {until:%Y-%m-%d}" if until else "recorded: its date cannot be read"
            yield Right(name, source, value, verdict, until)
        elif name in DIRECTIVES:
            yield Right(name, source, value, "recorded")


def _cut(rest: str) -> tuple[str, str]:
    name, _, rest = rest.strip().partition(":")
    return name.strip().lower(), rest


def _moment(words: str) -> datetime | None:
    """RFC 822, 850 or ISO 8601, as search engines read it."""
    words = words.strip()
    moment = _read(words, datetime.fromisoformat) or _read(words, parsedate_to_datetime)
    return moment.replace(tzinfo=UTC) if moment and not moment.tzinfo else moment


def _read(words: str, read: Callable[[str], datetime]) -> datetime | None:
    try:
        return read(words)
    except (ValueError, OverflowError):
        return None


def tdm_right(name: str, said: str, source: str) -> Right:
    """A word of the TDM Reservation Protocol: *name* is ``tdm-reservation`` or ``tdm-policy``."""
    if name == "tdm-policy":
        return Right(name, source, one_line(said), "recorded")
    verdicts = {"1": "text and data mining reserved", "0": "text and data mining not reserved"}
    return Right(name, source, one_line(f"{name}: {said}"), verdicts.get(said.strip(), "recorded: neither 0 nor 1"))


def _license_links(link: str) -> Iterator[Right]:
    for found in LICENSE_LINK.finditer(link):
        if IS_LICENSE.search(found[2]):
            yield Right("license", "link", one_line(found[0]), "recorded")


def robots_rights(fields: Iterable[tuple[str, str, str]]) -> tuple[Right, ...]:
    """The signals in the lines of a robots.txt, each a field in lower case, its value, and the line."""
    named = ("license", "content-signal")
    return tuple(
        Right(field, "robots.txt", one_line(line), "recorded") for field, value, line in fields if field in named
    )


def one_line(words: str) -> str:
    """*words* printable and on one line, not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return line if len(line) <= MAX_VALUE_CHARACTERS else line[: MAX_VALUE_CHARACTERS - 3] + "..."
