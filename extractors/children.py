"""Which sitemaps of an index are read, and in which order.

An index of a large outlet names hundreds, one for each month or thousand articles since its foundation. News sitemaps
come first, then those that changed last; where the index has no dates, the names do (``2026-11``, ``post-sitemap12``).
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractors.pages.dates import read_moment
from extractors.urls import is_http

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from extractors.model import FeedEntry

#: A small index is read as a whole, whatever its dates.
ALWAYS_READ = 10

#: The most of an index that are read in one run, if so many changed lately.
MOST_READ = 20

#: A sitemap that did not change for so long holds nothing that would be collected.
FRESH = timedelta(days=30)

#: Sitemaps of sections, tags, people and media, as Yoast, Rank Math and WordPress itself name them. ``page`` alone
#: may be the number of a page, ``page-sitemap`` is "About us".
NO_ARTICLES = re.compile(
    r"(?:categor(?:y|ies)|post_tag|tags?|authors?|images?|videos?|sections?|topics?|products?)[_-]?sitemap\d*\.xml"
    r"|^page-sitemap\d*\.xml|sitemap[_-]?(?:categor(?:y|ies)|tags?|authors?|users|images?|videos?|sections?|topics?|"
    r"products?|taxonomies|posts-page)(?:[_-].*)?\.xml",
    re.IGNORECASE,
)
NEWS = re.compile(r"news", re.IGNORECASE)
NUMBER = re.compile(r"\d+")


def to_read(children: Iterable[FeedEntry], now: datetime) -> tuple[FeedEntry, ...]:
    """The sitemaps of an index that are read in one run, in their order."""
    usable = [child for child in children if is_http(child.url)]
    with_articles = [child for child in usable if not NO_ARTICLES.search(_name(child.url))] or usable
    ranked = sorted(with_articles, key=_rank, reverse=True)
    return tuple(
        child for place, child in enumerate(ranked[:MOST_READ]) if place < ALWAYS_READ or _is_fresh(child, now)
    )


def is_news_name(url: str) -> bool:
    """Whether the file is named for news: the directory and the host may be called so for all that they hold."""
    return bool(NEWS.search(_name(url)) or "/news/sitemap" in url or "/sitemap/news" in url)


def _rank(child: FeedEntry) -> tuple[bool, str, tuple[int, ...]]:
    moment = read_moment(child.updated) if child.updated else None
    numbers = tuple(int(digits[:18]) for digits in NUMBER.findall(_name(child.url)))
    return is_news_name(child.url), moment.at.isoformat() if moment else "", numbers


def _is_fresh(child: FeedEntry, now: datetime) -> bool:
    moment = read_moment(child.updated) if child.updated else None
    return moment is not None and now - moment.at < FRESH


def _name(url: str) -> str:
    """The last part of the path, and the query."""
    parts = urlsplit(url)
    return parts.path.rpartition("/")[2] + (f"?{parts.query}" if parts.query else "")
