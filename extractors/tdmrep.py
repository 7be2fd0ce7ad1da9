"""What a host reserves in ``/.well-known/tdmrep.json``, and for which of its paths.

The TDM Reservation Protocol (W3C CG report of 2024-05-10): a list of rules, of which the first whose ``location``
matches a path holds for it. Locations are matched as robots.txt matches paths: from the start, ``*`` for any
characters, ``$`` for the end. Headers and meta elements of a page go before this file: see views.sql.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from extractors.rights import Right, one_line, tdm_right

if TYPE_CHECKING:
    from collections.abc import Iterator

#: With more rules than this (real files have a few) the rest does not count: each is tried on each page.
MAX_RULES = 1000

ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, its words as they stand there."""

    location: str
    reservation: str
    policy: str | None


def read_tdmrep(content: bytes) -> tuple[Rule, ...]:
    """The rules in their order; none of bytes that are no such file. One rule may stand without its brackets."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    return tuple(_rules(found if isinstance(found, list) else [found]))[:MAX_RULES]


def _rules(found: list[Any]) -> Iterator[Rule]:
    for rule in found:
        if not isinstance(rule, dict):
            continue
        location, reservation, policy = (rule.get(name) for name in ("location", "tdm-reservation", "tdm-policy"))
        if isinstance(location, str) and reservation is not None:
            yield Rule(location, str(reservation), policy if isinstance(policy, str) else None)


def tdmrep_rights(rules: tuple[Rule, ...], url: str) -> tuple[Right, ...]:
    """What they say of *url*, a URL of their host; nothing where none matches."""
    parts = urlsplit(url)
    path = _plain((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    rule = next((rule for rule in rules if _matches(rule.location, path)), None)
    if rule is None:
        return ()
    reserved = tdm_right("tdm-reservation", rule.reservation, "tdmrep.json")
    policy = (tdm_right("tdm-policy", rule.policy, "tdmrep.json"),) if rule.policy else ()
    return (replace(reserved, value=one_line(f"location: {rule.location}, {reserved.value}")), *policy)


def _plain(path: str) -> str:
    """One spelling: escapes only where they are needed, which is also where ``*`` and ``$`` mean themselves."""
    return quote(ESCAPE.sub(_unescaped, path), safe="%/?#[]@!&'()+,;=:~", errors="replace")


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if UNRESERVED.fullmatch(character) else found[0].upper()


def _matches(location: str, path: str) -> bool:
    """In time that grows with the path, however many stars there are."""
    is_whole = location.endswith("$")
    first, *others = map(_plain, location.removesuffix("$").split("*"))
    if not path.startswith(first):
        return False
    at = len(first)
    if not others:
        return at == len(path) or not is_whole
    for part in others[:-1]:
        at = path.find(part, at) + len(part)
        if at < len(part):
            return False
    last = others[-1]
    return path.endswith(last, at) if is_whole else path.find(last, at) >= 0
