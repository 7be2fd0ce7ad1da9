"""Sitemap bytes in: the articles that it lists, or the sitemaps under it.

No document gets to define entities: what they would expand to is dropped with the DOCTYPE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree  # type: ignore[import-untyped]

from extractors.feed_bytes import UnreadableFeed, checked, is_json
from extractors.model import FeedEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What the sitemap protocol allows in one file (https://www.sitemaps.org/protocol.html).
MAX_SITEMAP_ENTRIES = 50_000

AMPERSAND = re.compile(rb"&(?!#)(?:(amp|lt|gt|quot|apos);)?")
CHARACTERS = {b"amp": 38, b"lt": 60, b"gt": 62, b"quot": 34, b"apos": 39}
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists: articles (urlset) or other sitemaps (sitemapindex)."""

    entries: tuple[FeedEntry, ...]  # as they stand in it
    children: tuple[FeedEntry, ...] = ()  # of an index; ``updated`` is the lastmod of the sitemap
    is_news: bool = False  # entries are announced as news (https://www.google.com/schemas/sitemap-news/0.9)


def read_sitemap(content: bytes) -> Sitemap:
    """Read an XML sitemap or a sitemap index. Raises UnreadableFeed with what was found instead."""
    content = checked(content)
    if is_json(content):
        raise UnreadableFeed("JSON, no sitemap")
    root = _sitemap_root(content)
    name = _local_name(root)
    if name not in {"urlset", "sitemapindex"}:
        raise UnreadableFeed(f"<{name}>, no sitemap")
    try:
        items = tuple(_items(root))
    except UnicodeDecodeError as error:  # libxml2 passes some characters that are none
        raise UnreadableFeed(f"no text: {error}") from error
    entries = tuple(entry for entry, _ in items)
    return Sitemap(entries, (), any(news for _, news in items)) if name == "urlset" else Sitemap((), entries)


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


def _items(root: etree._Element) -> Iterator[tuple[FeedEntry, bool]]:
    """What stands in a sitemap, and whether it is announced as news."""
    for item in islice(root.iterchildren(etree.Element), MAX_SITEMAP_ENTRIES):
        fields = {_local_name(field): field.text for field in item.iterchildren(etree.Element)}
        news = next((field for field in item.iterchildren(etree.Element) if _local_name(field) == "news"), ())
        told = {_local_name(field): field.text for field in news if isinstance(field.tag, str)}
        if url := _address(fields.get("loc") or ""):
            published, updated = (
                (words or "").strip() or None for words in (told.get("publication_date"), fields.get("lastmod"))
            )
            yield FeedEntry(url, _plain(told.get("title")), published, updated), bool(told)


def _address(loc: str) -> str | None:
    """What ``loc`` says; one that is no whole address names nothing."""
    return loc.strip() if SCHEME.match(loc.strip()) else None


def _plain(printed: str | None) -> str | None:
    return " ".join(unescape(printed or "").split()) or None


def _local_name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
