"""Feed bytes in, the articles that they announce out: RSS, Atom and JSON Feed.

Feeds are read as they are in the wild: one with a small fault and usable entries is used. Nothing here asks the
network, and no document gets to define entities: what they would expand to is dropped with the DOCTYPE.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.sax import SAXParseException

import feedparser  # type: ignore[import-untyped]

from extractors.feed_bytes import FIRST_ELEMENT, MAX_ENTRIES, XML_DECLARATION, UnreadableFeed, checked, is_json
from extractors.json_feed import read_json_feed
from extractors.model import FeedEntry
from extractors.urls import is_http

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["MAX_ENTRIES", "Feed", "UnreadableFeed", "read_feed"]

#: A feed of 2,000 items with their whole texts in HTML has about 200,000 tags. Beyond, it is an attack on the parser,
#: which takes 30 s of CPU for a million nested ones.
MAX_TAGS = 300_000

ITEM_END = re.compile(rb"</(?:[\w-]+:)?(?:item|entry)\s*>")
FEED_ROOT = re.compile(rb"<((?:[\w-]+:)?(?:rss|feed|RDF))\b")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

#: sy:updatePeriod of the RSS 1.0 syndication module.
PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed announces."""

    entries: tuple[FeedEntry, ...]  # in the order of the feed, links absolute as printed
    total: int  # items found, those beyond the first 2,000 and those without a link included
    kind: str  # 'rss20', 'rss10', 'atom10', ... as feedparser names them, or 'json'
    unusable: int = 0  # items dropped for want of a link
    hint: timedelta | None = None  # ttl, or sy:updatePeriod: how long it wants not to be asked again


def read_feed(content: bytes, base_url: str, content_type: str | None) -> Feed:
    """Read RSS, Atom or JSON Feed. Raises UnreadableFeed with what was found instead.

    Items whose link cannot be asked keep it as printed; those without any are unusable.
    """
    content = checked(content)
    if is_json(content):
        return _json(content, base_url)
    total = sum(1 for _ in ITEM_END.finditer(content))
    parsed = _parse(_first_items(content, total), base_url, content_type)
    if not parsed.version or (parsed.bozo and not parsed.entries):
        raise UnreadableFeed(_complaint(content, parsed))
    entries = tuple(_feed_entries(parsed, base_url))
    seen = min(len(parsed.entries), MAX_ENTRIES)
    return Feed(entries, max(total, len(parsed.entries)), parsed.version, seen - len(entries), _hint(parsed.feed))


def _hint(channel: feedparser.FeedParserDict) -> timedelta | None:
    """``ttl`` (minutes, RSS 2.0) or the RSS syndication module: so many updates in a period, the longer of both."""
    ttl = str(channel.get("ttl") or "")
    hints = [timedelta(minutes=int(ttl))] if re.fullmatch(r"\d{1,6}", ttl) else []
    period = PERIODS.get(str(channel.get("sy_updateperiod") or "").strip().lower())
    frequency = str(channel.get("sy_updatefrequency") or "1").strip()
    if period and re.fullmatch(r"[1-9]\d{0,5}", frequency):
        hints.append(period / int(frequency))
    return max(hints, default=None)


def _json(content: bytes, base_url: str) -> Feed:
    found, total = read_json_feed(content)
    entries = tuple(replace(entry, url=_join(base_url, entry.url) or entry.url) for entry in found if entry.url)
    return Feed(entries, total, "json", min(total, MAX_ENTRIES) - len(entries))


def _first_items(content: bytes, total: int) -> bytes:
    """*content* cut after its first 2,000 items: feedparser takes 0.2 ms for each that it gets."""
    if total > MAX_ENTRIES:
        ends = (match.end() for match in ITEM_END.finditer(content))
        root = FEED_ROOT.search(content)
        name = root[1] if root else b"rss"
        closing = (b"</channel>" if name == b"rss" else b"") + b"</" + name + b">"
        content = content[: next(islice(ends, MAX_ENTRIES - 1, None))] + closing
    if content.count(b"<") > MAX_TAGS:
        raise UnreadableFeed(f"more than {MAX_TAGS:,} tags")
    return content


def _parse(content: bytes, base_url: str, content_type: str | None) -> feedparser.FeedParserDict:
    headers = {"content-location": base_url, "content-type": content_type or "application/xml"}
    # A stream: feedparser would take a string for an address or a file. Descriptions are not used, so no time is
    # spent on cleaning them.
    stream = io.BytesIO(content)
    try:
        return feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AssertionError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableFeed(f"the feed parser stopped: {type(error).__name__}: {error}") from error


def _complaint(content: bytes, parsed: feedparser.FeedParserDict) -> str:
    error = parsed.get("bozo_exception")
    if isinstance(error, SAXParseException):
        # feedparser puts a declaration on a line of its own before a document that has none.
        added = 0 if XML_DECLARATION.match(content) else 1
        return f"not well-formed at line {max((error.getLineNumber() or 1) - added, 1)}"
    root = FIRST_ELEMENT.search(content)
    return f"<{root[1].decode()}>, no feed" if root else "no XML"


def _feed_entries(parsed: feedparser.FeedParserDict, base_url: str) -> Iterator[FeedEntry]:
    for item in parsed.entries[:MAX_ENTRIES]:
        links = [link.strip() for link in _links(item) if link.strip()]
        url = next((url for link in links if (url := _join(base_url, link))), None) or next(iter(links), None)
        if url:
            published, updated = _dates(item, parsed.version)
            yield FeedEntry(url, _plain(item.get("title")), published, updated, _authors(item))


def _links(item: dict[str, Any]) -> Iterator[str]:
    """The addresses that an item gives for itself, best first; a guid that is a permalink is in ``link`` already."""
    yield item.get("feedburner_origlink", "")
    yield next((link.get("href", "") for link in item.get("links", ()) if _is_alternate_page(link)), "")
    yield item.get("link", "")


def _is_alternate_page(link: Mapping[str, str]) -> bool:
    return link.get("rel") == "alternate" and "html" in link.get("type", "html")


def _dates(item: dict[str, Any], kind: str) -> tuple[str | None, str | None]:
    """Published and updated, in the feed's words. RSS knows no change: its dc:date is the day of publication."""
    # dict.get: feedparser's own answers "published" for a missing "updated", with a warning.
    updated = dict.get(item, "updated") or None
    published = item.get("published") or (updated if kind.startswith("rss") else None)
    return published, updated


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    names = (_plain(author.get("name")) for author in item.get("authors", ()))
    return tuple(dict.fromkeys(name for name in names if name))


def _plain(printed: str | None) -> str | None:
    """Words without markup: feeds escape HTML once, twice or not at all."""
    return " ".join(unescape(TAG.sub("", unescape(printed or ""))).split()) or None


def _join(base_url: str, link: str) -> str | None:
    try:
        url = urljoin(base_url, link.strip()) if link.strip() else ""
    except ValueError:
        return None
    return url if is_http(url) else None
