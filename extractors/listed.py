"""The bytes of a listing in, what it lists out: a feed or a sitemap, whichever it is.

Which of them stands at an address is said by its first element, not by where it was found: robots.txt may name a feed
as a sitemap, and the protocol allows it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from extractors.feed_bytes import FIRST_ELEMENT, MAX_PROLOG_BYTES, UnreadableFeed, checked, is_json
from extractors.feeds import MAX_ENTRIES, read_feed
from extractors.outcomes import Reason
from extractors.pages.dates import day_in_url, read_moment
from extractors.sitemaps import MAX_SITEMAP_ENTRIES, read_sitemap

if TYPE_CHECKING:
    from datetime import datetime

    from extractors.model import FeedEntry

#: What a sitemap lists is collected when it is at most so much older than the newest that it lists: a month is what
#: the sitemaps of most outlets hold at least; behind it lie archives of years (news-crawl draws the line here too).
NEWS_AGE = timedelta(days=30)

#: The news sitemap protocol allows 1,000 articles in one file; a longer list without dates is an archive.
MOST_UNDATED = 1000

COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing names."""

    kind: str  # 'feed', 'sitemap', 'index', 'home' (a page that links them)
    entries: tuple[FeedEntry, ...]
    children: tuple[FeedEntry, ...] = ()  # of an index
    is_news: bool = False  # a feed, or a sitemap that announces its entries as news
    note: str | None = None  # what of it was not read
    hint: timedelta | None = None  # how long it wants not to be asked again


def read_listing(content: bytes, base_url: str, content_type: str | None) -> Listed:
    """Read a feed or a sitemap. Raises UnreadableFeed with what was found instead."""
    known = checked(content)
    root = None if is_json(known) else FIRST_ELEMENT.search(COMMENT.sub(b"", known[:MAX_PROLOG_BYTES]))
    if root is None or root[1] not in {b"urlset", b"sitemapindex"}:
        feed = read_feed(content, base_url, content_type)
        return Listed("feed", feed.entries, is_news=True, note=_note_of_feed(feed.total, feed.unusable), hint=feed.hint)
    sitemap = read_sitemap(content)
    full = len(sitemap.entries) == MAX_SITEMAP_ENTRIES
    note = f"the first {MAX_SITEMAP_ENTRIES:,} entries were read" if full else None
    kind = "index" if root[1] == b"sitemapindex" else "sitemap"
    return Listed(kind, sitemap.entries, sitemap.children, sitemap.is_news, note)


def sorted_by_age(listed: Listed, now: datetime, *, is_first: bool) -> tuple[tuple[FeedEntry, Reason], ...]:
    """The entries of a listing, each with what a new URL among them is entered as: new or too old.

    What a feed shows is current, however old. A sitemap may go back for years: what is a month older than its newest
    entry is too old, and so is a long list without dates when it is read for the *first* time; what is added to it
    later is news. The newest of a sitemap come first.
    """
    if listed.kind in {"feed", "home"}:
        return tuple((entry, Reason.NEW) for entry in listed.entries)
    dates = _dates(listed.entries)
    known = [min(date, now) for date in dates if date]
    oldest = max(known) - NEWS_AGE if known else now
    is_archive = is_first and dates.count(None) > MOST_UNDATED
    rows = [
        (entry, Reason.TOO_OLD if (date < oldest if date else is_archive) else Reason.NEW, date or now)
        for entry, date in zip(listed.entries, dates, strict=True)
    ]
    return tuple((entry, reason) for entry, reason, _ in sorted(rows, key=lambda row: row[2], reverse=True))


def _dates(entries: tuple[FeedEntry, ...]) -> list[datetime | None]:
    """When each was published, as far as the sitemap says.

    Where most of a long list was modified on one day, that is the day on which the list was made.
    """
    modified = [_day(entry.updated) for entry in entries]
    days = Counter(day.date() for day in modified if day)
    made_at_once = len(entries) > MOST_UNDATED and days.most_common(1)[0][1] > len(entries) / 2 if days else False
    return [
        _day(entry.published) or _day_in(entry.url) or (None if made_at_once else day)
        for entry, day in zip(entries, modified, strict=True)
    ]


def date_of(entry: FeedEntry) -> datetime | None:
    """When what *entry* names was published, as far as the entry or its URL says; else when it was last changed."""
    return _day(entry.published) or _day_in(entry.url) or _day(entry.updated)


def _day(words: str | None) -> datetime | None:
    moment = read_moment(words) if words else None
    return moment.at if moment else None


def _day_in(url: str) -> datetime | None:
    named = day_in_url(url)
    return named[1].at if named else None


def _note_of_feed(total: int, unusable: int) -> str | None:
    beyond = f"the first {MAX_ENTRIES:,} of {total:,} items were read" if total > MAX_ENTRIES else None
    without = f"{unusable:,} items have no link" if unusable else None
    return ", ".join(note for note in (beyond, without) if note) or None


__all__ = ["Listed", "UnreadableFeed", "date_of", "read_listing", "sorted_by_age"]
