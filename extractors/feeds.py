"""Feed and sitemap bytes in, the articles that they announce out.

Feeds are read as they are in the wild: one with a small fault and usable entries is used. Nothing here asks the
network, and no document gets to define entities: what they would expand to is dropped with the DOCTYPE.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.sax import SAXParseException

import feedparser  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

from extractors.feed_bytes import FIRST_ELEMENT, XML_DECLARATION, UnreadableFeed, checked
from extractors.model import FeedEntry
from extractors.urls import is_http

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Feed", "Sitemap", "UnreadableFeed", "feed_links", "read_feed", "read_sitemap"]

#: The first items are the new ones; a longer feed is an archive (Media Cloud's rss-fetcher draws the line here too).
MAX_ENTRIES = 2000

#: A feed of 2,000 items with their whole texts in HTML has about 200,000 tags. Beyond, it is an attack on the parser,
#: which takes 30 s of CPU for a million nested ones.
MAX_TAGS = 300_000

#: What the sitemap protocol allows in one file (https://www.sitemaps.org/protocol.html).
MAX_SITEMAP_ENTRIES = 50_000

#: Feed links stand in the head of a home page.
HEAD_BYTES = 512 * 1024

FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}

ITEM_END = re.compile(rb"</(?:[\w-]+:)?(?:item|entry)\s*>")
FEED_ROOT = re.compile(rb"<((?:[\w-]+:)?(?:rss|feed|RDF))\b")
AMPERSAND = re.compile(rb"&(?!#)(?:(amp|lt|gt|quot|apos);)?")
CHARACTERS = {b"amp": 38, b"lt": 60, b"gt": 62, b"quot": 34, b"apos": 39}
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed announces."""

    entries: tuple[FeedEntry, ...]  # in the order of the feed, links absolute as printed
    total: int  # items found, those beyond the first 2,000 and those without a usable link included
    kind: str  # 'rss20', 'rss10', 'atom10', ... as feedparser names them
    unusable: int = 0  # items dropped for want of a link


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: articles (urlset) or other sitemaps (sitemapindex)."""

    entries: tuple[FeedEntry, ...]
    children: tuple[str, ...]  # the most lately modified first


def read_feed(content: bytes, base_url: str, content_type: str | None) -> Feed:
    """Read RSS or Atom. Raises UnreadableFeed with what was found instead."""
    content = checked(content)
    total = sum(1 for _ in ITEM_END.finditer(content))
    parsed = _parse(_first_items(content, total), base_url, content_type)
    if not parsed.version or (parsed.bozo and not parsed.entries):
        raise UnreadableFeed(_complaint(content, parsed))
    entries = tuple(_feed_entries(parsed, base_url))
    seen = min(len(parsed.entries), MAX_ENTRIES)
    return Feed(entries, max(total, len(parsed.entries)), parsed.version, seen - len(entries))


def read_sitemap(content: bytes) -> Sitemap:
    """Read an XML sitemap or a sitemap index. Raises UnreadableFeed with what was found instead."""
    root = _sitemap_root(checked(content))
    name = _local_name(root)
    if name == "urlset":
        return Sitemap(tuple(_sitemap_entries(root)), ())
    if name == "sitemapindex":
        children = sorted(_sitemap_entries(root), key=lambda child: child.updated or "", reverse=True)
        return Sitemap((), tuple(child.url for child in children))
    raise UnreadableFeed(f"<{name}>, no sitemap")


def feed_links(html: bytes, base_url: str) -> tuple[str, ...]:
    """The feeds that the head of a page names, without those of its comments."""
    # An unknown encoding cannot matter here: addresses and type names are ASCII.
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding="iso-8859-1")
    try:
        root = etree.fromstring(html[:HEAD_BYTES], parser)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    if root is None:
        return ()
    base = _join(base_url, root.xpath("string(//base/@href)")) or base_url
    links = (_join(base, link.get("href", "")) for link in root.iter("link") if _names_a_feed(link))
    return tuple(dict.fromkeys(link for link in links if link))


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
        url = next((url for link in _links(item) if (url := _join(base_url, link))), None)
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


def _sitemap_root(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return _mended_root(content)


def _mended_root(content: bytes) -> etree._Element:
    """What can be read of a sitemap with a fault, most often a bare ampersand or a missing end."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(_mended(content), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFeed(f"not XML: {error}") from error
    if root is None:
        raise UnreadableFeed(f"not well-formed at line {parser.error_log[0].line if len(parser.error_log) else 1}")
    return root


def _mended(content: bytes) -> bytes:
    """All ampersands as numbers: behind an error, libxml2 drops each ``&amp;``, and ``?a=1&b=2`` is another page."""
    first, *others = content.split(b"<![CDATA[")
    pieces = [AMPERSAND.sub(_numbered, first)]
    for other in others:
        quoted, end, markup = other.partition(b"]]>")
        pieces.append(quoted + end + AMPERSAND.sub(_numbered, markup))
    return b"<![CDATA[".join(pieces)


def _numbered(ampersand: re.Match[bytes]) -> bytes:
    return b"&#%d;" % CHARACTERS[ampersand[1] or b"amp"]


def _sitemap_entries(root: etree._Element) -> Iterator[FeedEntry]:
    for number, item in enumerate(root.iterchildren(etree.Element)):
        if number >= MAX_SITEMAP_ENTRIES:
            return
        fields = {_local_name(field): field.text for field in item.iterchildren(etree.Element)}
        news = next((field for field in item.iterchildren(etree.Element) if _local_name(field) == "news"), ())
        told = {_local_name(field): field.text for field in news if isinstance(field.tag, str)}
        if url := _join("", fields.get("loc") or ""):
            yield FeedEntry(
                url,
                title=_plain(told.get("title")),
                published=(told.get("publication_date") or "").strip() or None,
                updated=(fields.get("lastmod") or "").strip() or None,
            )


def _names_a_feed(link: etree._Element) -> bool:
    kind = link.get("type", "").split(";")[0].strip().lower()
    is_alternate = "alternate" in link.get("rel", "").lower().split()
    return is_alternate and kind in FEED_TYPES and "/comments/feed" not in link.get("href", "")


def _local_name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
