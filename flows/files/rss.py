"""Stories as an RSS 2.0 feed, for readers and for other programs."""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.export import NewStory

#: Characters that XML 1.0 cannot hold in any spelling.
IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed_of(stories: Iterable[NewStory], link: str) -> bytes:
    """A feed of *stories*, each a text once however many carry it; *link* says who made it."""
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    _say(channel, "title", "wirewatch: new stories")
    _say(channel, "link", link)
    _say(channel, "description", "Each text once, at the outlet that had it first, however many carry it.")
    for story in stories:
        item = SubElement(channel, "item")
        _say(item, "title", story.title or story.url)
        _say(item, "link", story.url)
        _say(item, "guid", story.url, isPermaLink="true")
        _say(item, "pubDate", format_datetime(story.published_at))
        _say(item, "category", story.outlet)
        _say(item, "description", story.summary or "")
    indent(rss)
    return bytes(tostring(rss, encoding="utf-8", xml_declaration=True)) + b"\n"


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = IMPOSSIBLE.sub("\N{REPLACEMENT CHARACTER}", text)
