"""Where the feeds and sitemaps of an outlet may stand, and which address to try next.

Few requests find them if they are spent where something is likely: first what the outlet says itself (robots.txt, the
head of its home page), then links that sound like feeds, then the paths that its publishing program uses, then the
usual ones, feeds and news sitemaps in turn. What was found ends the search for more of its kind: who links feeds has
no other at a usual path, and a news sitemap needs no second one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from extractors.children import is_news_name
from extractors.home_links import FEED_FILE, HomeLinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extractors.listed import Listed

#: Where feeds stand on sites that do not link them, the commonest first.
USUAL_FEEDS = (
    "/feed",
    "/rss.xml",
    "/rss",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds",
    "/feed.json",
    "/rss/all.xml",
)

#: Many news sitemaps are named nowhere but in Google's search console (Media Cloud's sitemap-tools lists these).
USUAL_NEWS_SITEMAPS = (
    "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap/news.xml", "/news_sitemap.xml",
    "/googlenews.xml", "/sitemaps/news.xml", "/sitemap-google-news.xml",
)  # fmt: skip
USUAL_SITEMAPS = ("/sitemap.xml", *USUAL_NEWS_SITEMAPS[:3], "/sitemap_index.xml", *USUAL_NEWS_SITEMAPS[3:])

#: After so many misses, the paths that remain are asked for by habit more than by likelihood.
MOST_NEWS_GUESSES = 6

#: What publishing programs use: (feeds, sitemaps).
PROGRAMS = {
    "wordpress": (("/feed/",), ("/news-sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")),
    "ghost": (("/rss/",), ("/sitemap.xml",)),
    "hugo": (("/index.xml",), ("/sitemap.xml",)),
    "jekyll": (("/feed.xml",), ("/sitemap.xml",)),
    "drupal": (("/rss.xml",), ("/sitemap.xml",)),
    "joomla": (("/?format=feed&type=rss",), ()),
    "blogger": (("/feeds/posts/default",), ("/sitemap.xml",)),
    "wix": (("/blog-feed.xml",), ("/sitemap.xml",)),
    "arc": (("/arc/outboundfeeds/rss/?outputType=xml",), ("/arc/outboundfeeds/news-sitemap/?outputType=xml",)),
}

#: Links of a page that sound like feeds, at most: a directory of feeds may have hundreds.
MOST_SOUNDING = 10

#: Of the sitemaps that robots.txt names, so many are read to see whether one is of news.
MOST_ROBOTS_SITEMAPS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """An address at which a listing may stand."""

    url: str
    kind: str  # 'feed', 'sitemap', 'section' (a page that may name feeds)
    why: str  # 'link', 'robots.txt', 'sounds like one', 'usual path', 'section'


@dataclass(frozen=True, slots=True)
class Tried:
    """A place that was asked, and what stood there."""

    place: Place
    listed: Listed | None = None  # a listing
    links: HomeLinks = field(default_factory=HomeLinks)  # a page


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of an outlet's listings so far."""

    home: str  # the address that answered
    links: HomeLinks
    robots_sitemaps: tuple[str, ...]
    tried: tuple[Tried, ...] = ()


def next_place(evidence: Evidence) -> Place | None:
    """The likeliest address that was not tried; None when nothing speaks for another."""
    done = {tried.place.url for tried in evidence.tried}
    return next((place for place in _candidates(evidence) if place.url not in done), None)


def stated_places(evidence: Evidence) -> tuple[Place, ...]:
    """Listings that the outlet names, by its head, its robots.txt, or a page of feeds; they need not be guessed."""
    pages = [evidence.links, *(tried.links for tried in evidence.tried)]
    feeds = [Place(url, "feed", "link") for links in pages for url in links.feeds]
    directories = [
        Place(url, "feed", "link")
        for tried in evidence.tried
        if tried.place.kind == "feed"
        for url in (*filter(FEED_FILE.search, tried.links.feed_like), *tried.links.xml_files)
    ]
    sitemaps = [Place(url, "sitemap", "robots.txt") for url in evidence.robots_sitemaps]
    sitemaps += [Place(url, "sitemap", "link") for links in pages for url in links.sitemaps]
    return tuple({place.url: place for place in chain(feeds, directories, sitemaps)}.values())


def _candidates(evidence: Evidence) -> Iterator[Place]:
    stated = stated_places(evidence)
    sitemaps = [place for place in stated if place.kind == "sitemap"]
    yield from sorted(sitemaps, key=lambda place: not is_news_name(place.url))[:MOST_ROBOTS_SITEMAPS]
    has_stated_feed = any(place.kind == "feed" for place in stated)
    sounding = [url for url in _sounding(evidence) if url not in {place.url for place in stated}]
    yield from (Place(url, "feed", "sounds like one") for url in sounding[:MOST_SOUNDING])
    has_feed = has_stated_feed or any(one.listed and one.listed.kind == "feed" for one in evidence.tried)
    feeds = [] if has_feed else [Place(url, "feed", "usual path") for url in _usual_feeds(evidence)]
    guesses = [Place(url, "sitemap", "usual path") for url in _usual_sitemaps(evidence, has_stated=bool(sitemaps))]
    first, others = _in_turn(feeds[:2], guesses[:1]), _in_turn(feeds[2:], guesses[1:])
    sections = () if has_feed and _has_news_sitemap(evidence) else tuple(_sections(evidence))
    is_likely = not has_feed or any(one.place.kind == "section" and one.links.feeds for one in evidence.tried)
    yield from chain(first, sections if is_likely else (), others, sections)


def _sounding(evidence: Evidence) -> Iterator[str]:
    """Links of the home page and of the pages of feeds that it leads to."""
    yield from evidence.links.feed_like
    for tried in evidence.tried:
        if tried.place.why == "sounds like one":
            yield from tried.links.feed_like


def _usual_feeds(evidence: Evidence) -> Iterator[str]:
    for name, (feeds, _) in PROGRAMS.items():
        if name in evidence.links.makers:
            yield from (urljoin(evidence.home, path) for path in feeds)
    folder = urlsplit(evidence.home).path.rpartition("/")[0]
    paths = [f"{folder}{path}" for path in USUAL_FEEDS[:2]] if folder else []
    yield from (urljoin(evidence.home, path) for path in (*paths, *USUAL_FEEDS))


def _usual_sitemaps(evidence: Evidence, *, has_stated: bool) -> Iterator[str]:
    """Any at first; once there is one, only those of news, until one is known."""
    if _has_news_sitemap(evidence):
        return
    for name, (_, sitemaps) in PROGRAMS.items():
        if name in evidence.links.makers:
            yield from (urljoin(evidence.home, path) for path in sitemaps)
    has_one = has_stated or any(one.listed and one.listed.kind != "feed" for one in evidence.tried)
    paths = USUAL_NEWS_SITEMAPS[:MOST_NEWS_GUESSES] if has_one else USUAL_SITEMAPS
    yield from (urljoin(evidence.home, path) for path in paths)


def _has_news_sitemap(evidence: Evidence) -> bool:
    """One that announces news, or an index that names one for it."""
    return any(
        (one.listed.kind == "sitemap" and (one.listed.is_news or is_news_name(one.place.url)))
        or any(is_news_name(child.url) for child in one.listed.children)
        for one in evidence.tried
        if one.listed
    )


def _sections(evidence: Evidence) -> Iterator[Place]:
    """One section may name feeds that the home page does not; only where it does, the others are worth asking.

    WordPress names a feed on every page, of articles that its one feed has too.
    """
    asked = [one for one in evidence.tried if one.place.kind == "section"]
    known = {*evidence.links.feeds, *(one.place.url for one in evidence.tried)}
    pays = not asked or any(set(one.links.feeds) - known for one in asked)
    if pays and "wordpress" not in evidence.links.makers:
        yield from (Place(url, "section", "section") for url in evidence.links.sections[: None if asked else 1])


def _in_turn(*queues: Iterable[Place]) -> Iterator[Place]:
    return (place for row in zip_longest(*queues) for place in row if place)
