"""The feeds of an outlet in one state, as RSS 2.0 or Atom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta, timezone
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from flows.newsroom.outlets import Feed, Outlet, Printed


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of one page."""

    path: str
    title: str
    published: datetime
    updated: datetime
    author: str
    summary: str


def items(outlet: Outlet, feed: Feed, state: int) -> tuple[Item, ...]:
    """The entries of *feed* in *state*, newest first."""
    listed = list(_articles(outlet, feed, state))
    if feed == outlet.feeds[0]:
        listed.extend(
            Item(notice.path, notice.title, notice.published, notice.published, outlet.title, "")
            for notice in outlet.notices
            if notice.state <= state
        )
    return tuple(sorted(listed, key=lambda item: item.published, reverse=True))


def changed_at(outlet: Outlet, feed: Feed, state: int) -> datetime:
    """When *feed* last changed."""
    return max(item.updated for item in items(outlet, feed, state)).astimezone(UTC)


def document(outlet: Outlet, feed: Feed, state: int, base: str) -> str:
    """The XML of *feed* in *state*."""
    write = _rss if feed.kind == "rss" else _atom
    return write(outlet, feed, state, base)


def _articles(outlet: Outlet, feed: Feed, state: int) -> Iterator[Item]:
    """The articles of the feed's sections, each at its own address or at those that this feed gives it."""
    for article in outlet.at(state):
        variants = [variant.path for variant in article.variants if variant.feed == feed.path]
        if variants or not feed.sections or article.section in feed.sections:
            yield from (_item(article, path) for path in variants or [article.path])


def _item(article: Printed, path: str) -> Item:
    updated = article.updated or article.published
    summary = article.paragraphs[0].partition(". ")[0]
    return Item(path, article.title, article.published, updated, article.author, summary)


def _rss(outlet: Outlet, feed: Feed, state: int, base: str) -> str:
    zone = timezone(timedelta(hours=outlet.utc_offset))
    entries = "".join(
        f"""
    <item>
      <title>{escape(item.title)}</title>
      <link>{escape(base + item.path)}</link>
      <guid isPermaLink="true">{escape(base + item.path)}</guid>
      <dc:creator>{escape(item.author)}</dc:creator>
      <pubDate>{format_datetime(item.updated.astimezone(zone))}</pubDate>
      <description><![CDATA[{item.summary}]]></description>
    </item>"""
        for item in items(outlet, feed, state)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>{escape(outlet.title)}</title>
    <link>{base}/</link>
    <atom:link href="{base}{feed.path}" rel="self" type="application/rss+xml"/>
    <description>{escape(outlet.about)}</description>
    <language>{outlet.language}</language>
    <lastBuildDate>{format_datetime(changed_at(outlet, feed, state))}</lastBuildDate>{entries}
  </channel>
</rss>
"""


def _atom(outlet: Outlet, feed: Feed, state: int, base: str) -> str:
    entries = "".join(
        f"""
  <entry>
    <title>{escape(item.title)}</title>
    <link rel="alternate" type="text/html" href="{escape(base + item.path)}"/>
    <id>{escape(base + item.path)}</id>
    <author><name>{escape(item.author)}</name></author>
    <published>{item.published.isoformat()}</published>
    <updated>{item.updated.isoformat()}</updated>
    <summary>{escape(item.summary)}</summary>
  </entry>"""
        for item in items(outlet, feed, state)
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">
  <title>{escape(outlet.title)}</title>
  <subtitle>{escape(outlet.about)}</subtitle>
  <link rel="self" href="{base}{feed.path}"/>
  <link rel="alternate" type="text/html" href="{base}/"/>
  <id>{base}/</id>
  <updated>{changed_at(outlet, feed, state).isoformat()}</updated>{entries}
</feed>
"""
