"""Bytes of a feed or sitemap made safe to parse: inflated, in ASCII-compatible bytes, without a document type.

The DOCTYPE goes because of what it can define: entities that expand to gigabytes, or to files of this machine.
"""

from __future__ import annotations

import re
import zlib

#: The fetcher's limit for a feed, kept when a file is inflated here (``sitemap.xml.gz``).
MAX_INFLATED_BYTES = 15_000_000

#: The first items are the new ones; a longer feed is an archive (Media Cloud's rss-fetcher draws the line here too).
MAX_ENTRIES = 2000

#: A document type and comments; what goes on for longer before the first element is no feed.
MAX_PROLOG_BYTES = 64 * 1024

DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*>")

#: Halves of surrogate pairs, written as numbers: no XML may hold them, and no encoding can say them. Programs that cut
#: emoji in two write them all the same.
HALF = re.compile(
    rb"&#(?:x0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:5(?:29[6-9]|[3-9]\d\d)|6\d\d\d|7(?:[0-2]\d\d|3[0-3]\d|34[0-3])));"
)
REPLACEMENT = b"&#65533;"

FIRST_ELEMENT = re.compile(rb"<(?:[\w-]+:)?([a-zA-Z][\w-]*)")


class UnreadableFeed(ValueError):  # noqa: N818 - reads as what it says
    """Neither feed nor sitemap; the message says what was found instead."""


def is_json(content: bytes) -> bool:
    """Whether bytes that were checked are JSON rather than XML."""
    return content.startswith((b"{", b"\xef\xbb\xbf{"))


def checked(content: bytes) -> bytes:
    """*content* inflated, without DOCTYPE, in bytes that contain ASCII; known to be neither empty nor HTML.

    JSON is only inflated: it defines nothing.
    """
    content = _without_utf16(_inflated(content)).lstrip()
    if not content:
        raise UnreadableFeed("empty")
    if is_json(content):
        return content
    root = FIRST_ELEMENT.search(content)
    if root and root[1].lower() == b"html":
        raise UnreadableFeed("HTML page")
    prolog = root.start() if root else len(content)
    if prolog > MAX_PROLOG_BYTES:
        raise UnreadableFeed(f"no element in the first {MAX_PROLOG_BYTES:,} bytes")
    # The line breaks stay, so that errors name the right line.
    head = DOCTYPE.sub(lambda found: b"\n" * found[0].count(b"\n"), content[:prolog])
    return head + HALF.sub(REPLACEMENT, content[prolog:])


def _without_utf16(content: bytes) -> bytes:
    """UTF-16 hides a DOCTYPE from everyone who looks for its bytes."""
    if not content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return content
    encoding = {b"<": "utf-16-le", b"\0": "utf-16-be"}.get(content[:1], "utf-16")
    return XML_DECLARATION.sub(b"", content.decode(encoding, "replace").encode())


def _inflated(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        inflated = inflater.decompress(content, MAX_INFLATED_BYTES)
    except zlib.error as error:
        raise UnreadableFeed(f"broken gzip ({error})") from error
    if inflater.unconsumed_tail:
        raise UnreadableFeed(f"more than {MAX_INFLATED_BYTES:,} bytes after inflation")
    return inflated
