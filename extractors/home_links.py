"""The links of a home page, sorted: feeds, sitemaps, sections, articles.

No one can tell an article from its address for certain. Three things speak for one: a day or a long number in the
path, a last part of several words, and a link whose own text is a headline. Against it speak the words that sections,
tags and services are called by. An article that is missed here stands on another day's page, or in a feed; a section
page that is taken for an article ends as ``no article``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from extractors.pages.dates import day_in_url
from extractors.urls import canonical, is_http, is_navigation, same_site

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A front page has hundreds of links; one with more is a directory of something else.
MAX_LINKS = 5_000

#: Sections are asked for their feeds; the first of the navigation are the large ones.
MAX_SECTIONS = 8

FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}

#: Types that feeds are given too; the address must say the rest.
VAGUE_TYPES = {"application/json", "application/xml", "text/xml"}

FEED_WORD = re.compile(
    r"(?:^|[/._?=&-])(?:rss|atom|rdf|feeds?|outboundfeeds)(?:\d*\.\w+)?(?:$|[/._?=&-])", re.IGNORECASE
)

#: Addresses at which nothing but a feed stands; others that sound like one may be pages about feeds.
FEED_FILE = re.compile(
    r"(?:\.(?:rss|atom|rdf)|(?:rss|atom|feeds?|index|latest|news)\d*\.(?:xml|json)|/feeds?(?:/rss2?|/atom|/rdf)?/?)$"
    r"|[?&](?:feed|format|outputType|alt)=(?:rss2?|atom|xml|feed)\b",
    re.IGNORECASE,
)
#: On a page about feeds, whatever they are called.
XML_FILE = re.compile(r"\.xml$", re.IGNORECASE)
FEED_TEXT = re.compile(r"(?:rss|atom|json)(?:[ -]?feeds?)?|feeds?|xml", re.IGNORECASE)
LINK_HEADER = re.compile(r"<([^<>]*)>([^<>]*)")
COMMENTS = re.compile(r"/comments/|comments?[_-]?feed|replies", re.IGNORECASE)
SITEMAP = re.compile(r"sitemap[\w-]*\.xml(?:\.gz)?$", re.IGNORECASE)

#: What pages of an outlet are called that are neither section nor article.
SERVICE = re.compile(
    r"^(?:about|about-us|account|advertis\w*|apps?|careers?|contact[\w-]*|cookies?[\w-]*|datenschutz|disclaimer|epaper|faq|"
    r"help|hilfe|home|impressum|imprint|index|iklan|jobs?|kontak\w*|legal|login|log-in|logout|newsletters?|"
    r"pedoman[\w-]*|privacy[\w-]*|redaksi|register|registrasi|rss|search|sign-?(?:in|up)|sitemap|subscri\w*|suche|support|"
    r"tentang[\w-]*|terms[\w-]*|user|watch|live|video|videos|gallery|photos?)(?:\.\w+)?$",
    re.IGNORECASE,
)
#: A part of a path below which lists stand, not articles; the articles of some are below their section's name too.
LIST = re.compile(
    r"^(?:tags?|topics?|topik|categor(?:y|ies)|kategori|sections?|authors?|penulis|profiles?|people|search|page|"
    r"archives?|arsip|indeks|label|labels|keywords?|collections?)$",
    re.IGNORECASE,
)
FILE = re.compile(r"\.(?!html?$|php$|aspx?$|jsp$|shtml$|cms$|story$|ece$|amp$)[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
CODE = re.compile(r"^(?=.*\d)(?=.*[a-z])[a-z0-9]{8,}$", re.IGNORECASE)

#: Of the last part of a path: "two-men-held" is an article, "world-news" a section.
SLUG_WORDS = 4
#: Of the text of a link: sections are called by one to three.
HEADLINE_WORDS = 5
#: The same in scripts without spaces.
HEADLINE_CHARACTERS = 14


@dataclass(frozen=True, slots=True)
class HomeLinks:
    """What a page links, each kind in the order of the page."""

    feeds: tuple[str, ...] = ()  # said to be feeds by the head of the page
    sitemaps: tuple[str, ...] = ()
    feed_like: tuple[str, ...] = ()  # links whose address or text sounds like a feed
    xml_files: tuple[str, ...] = ()  # those of the site that are no sitemaps; on a page about feeds they are feeds
    sections: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()  # in their one spelling
    makers: str = ""  # what made the page, as far as it says so


def read_links(content: bytes, base_url: str, link_header: str = "") -> HomeLinks:
    """The links of a page and of its ``Link`` headers, without those of comments; none of bytes that are no page."""
    root = _root(content)
    if root is None:
        return HomeLinks()
    base = _join(base_url, root.xpath("string(//base/@href)")) or base_url
    anchors = tuple(_anchors(root, base))
    return HomeLinks(
        feeds=_unique(
            [url for link in root.iter("link") if _names_a_feed(link) and (url := _of(link, base))]
            + [
                url
                for link in LINK_HEADER.findall(link_header)
                if _is_feed_header(*link) and (url := _join(base_url, link[0]))
            ]
        ),
        sitemaps=_unique(
            [url for link in root.iter("link") if link.get("rel", "").lower() == "sitemap" and (url := _of(link, base))]
            + [url for url, _ in anchors if SITEMAP.search(urlsplit(url).path) and same_site(url, base_url)]
        ),
        feed_like=_unique(url for url, text in anchors if _sounds_like_a_feed(url, text, base_url)),
        xml_files=_unique(url for url, _ in anchors if _is_xml_file(url, base_url)),
        sections=_unique(url for url, text in anchors if _is_section(url, text, base_url))[:MAX_SECTIONS],
        articles=_unique(canonical(url) for url, text in anchors if is_article(url, text, base_url)),
        makers=_makers(root, content),
    )


def is_article(url: str, text: str, home: str) -> bool:
    """Whether a link of *home* with that *text* most likely leads to an article."""
    parts = [unquote(part) for part in urlsplit(url).path.split("/") if part]
    query = urlsplit(url).query
    if not same_site(url, home) or not (parts or query) or FILE.search("/".join(parts)) or FEED_FILE.search(url):
        return False
    if is_navigation(url) or any(LIST.match(part) for part in parts[:-1]) or (parts and SERVICE.match(parts[-1])):
        return False
    if LIST.match(parts[-1]) if parts else not LONG_NUMBER.search(query):
        return False
    last = EXTENSION.sub("", parts[-1]) if parts else ""
    is_long = len(text.split()) >= HEADLINE_WORDS or (
        len(text) >= HEADLINE_CHARACTERS > 2 * text.count(" ") and not text.isascii()
    )
    says_so = (
        day_in_url(url) or LONG_NUMBER.search("/".join([*parts[-2:], query])) or len(WORD.findall(last)) >= SLUG_WORDS
    )
    return bool(says_so or CODE.match(last) or (is_long and len(parts) > 1))


def _root(content: bytes) -> etree._Element | None:
    # Addresses and type names are ASCII; only the number of words of a headline depends on the encoding.
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8", remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _anchors(root: etree._Element, base: str) -> Iterator[tuple[str, str]]:
    for number, anchor in enumerate(root.iter("a")):
        if number == MAX_LINKS:
            return
        if url := _of(anchor, base):
            words = " ".join("".join(anchor.itertext()).split()) or anchor.get("title") or anchor.get("aria-label")
            yield url, words or anchor.xpath("string(.//img/@alt)")


def _of(link: etree._Element, base: str) -> str | None:
    return _join(base, link.get("href", ""))


def _join(base_url: str, link: str) -> str | None:
    try:
        url = urljoin(base_url, link.strip()).partition("#")[0] if link.strip() else ""
    except ValueError:
        return None
    return url if is_http(url) else None


def _names_a_feed(link: etree._Element) -> bool:
    kind = link.get("type", "").split(";")[0].strip().lower()
    href, rels = link.get("href", ""), link.get("rel", "").lower().split()
    if not {"alternate", "feed"} & set(rels) or "stylesheet" in rels or COMMENTS.search(href) or "wp-json" in href:
        return False
    is_named = bool(FEED_WORD.search(href) or "feed" in link.get("title", "").lower())
    return kind in FEED_TYPES or (kind in VAGUE_TYPES and is_named) or "feed" in rels


def _is_feed_header(_: str, parameters: str) -> bool:
    said = parameters.lower()
    return "alternate" in said and any(kind in said for kind in FEED_TYPES)


def _sounds_like_a_feed(url: str, text: str, home: str) -> bool:
    if COMMENTS.search(url) or SITEMAP.search(url) or is_article(url, text, home):
        return False
    is_called_so, is_file = bool(FEED_TEXT.fullmatch(text.strip())), bool(FEED_FILE.search(url))
    if not (same_site(url, home) or FEED_WORD.search(urlsplit(url).hostname or "")):
        return is_called_so and is_file
    return is_file or is_called_so or bool(FEED_WORD.search(url.split("/", 3)[-1]))


def _is_xml_file(url: str, home: str) -> bool:
    return bool(XML_FILE.search(url)) and not (SITEMAP.search(url) or COMMENTS.search(url)) and same_site(url, home)


def _is_section(url: str, text: str, home: str) -> bool:
    parts = [part for part in urlsplit(url).path.split("/") if part]
    if not same_site(url, home) or not 1 <= len(parts) <= 2 or urlsplit(url).query or FILE.search(parts[-1]):  # noqa: PLR2004 - /world/asia
        return False
    if any(SERVICE.match(part) for part in parts) or FEED_WORD.search("/".join(parts)) or not text:
        return False
    return len(text.split()) < HEADLINE_WORDS and not is_article(url, text, home)


def _makers(root: etree._Element, content: bytes) -> str:
    said = root.xpath("//meta[translate(@name,'GENRATO','genrato')='generator']/@content")
    traces = [name for trace, name in TRACES.items() if trace in content]
    return " ".join([*(str(words) for words in said), *traces]).lower()


#: What pages carry that do not name the program that made them.
TRACES = {
    b"/wp-content/": "wordpress",
    b"/wp-includes/": "wordpress",
    b"fusion-app": "arc",
    b"Fusion.globalContent": "arc",
}


def _unique(urls: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urls))
