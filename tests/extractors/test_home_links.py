"""The links of a home page, told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.home_links import HomeLinks, is_article, read_links

HOME = "https://news.test/"

PAGE = b"""<!doctype html><html><head><meta charset="utf-8"><title>Harbour</title>
<link rel="alternate" type="application/rss+xml" href="/feed">
<link rel="Alternate home" TYPE="application/atom+xml; charset=utf-8" href="https://news.test/atom">
<link rel="alternate" type="application/rss+xml" href="/feed">
<link rel="alternate" type="application/feed+json" href="/feed.json">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/7">
<link rel="alternate" hreflang="id" href="/id">
<link rel="stylesheet" type="application/rss+xml" href="/style"><link type="application/rss+xml">
<link rel="alternate" type="application/rss+xml" href="javascript:void(0)">
<link rel="sitemap" href="/map.xml"><meta name="Generator" content="Hugo 0.150">
</head><body><!-- <a href="/old.rss">RSS</a> --><a href="/rss">RSS</a><a href="/sitemap_index.xml">Map</a>
<a href="/world">World</a><a href="/login">Log in</a><a href="data:text/html,x">x</a>
<a href="/world/two-men-held-after-fire?utm_source=home#top">Two men held after fire</a>\xff</body></html>"""


def test_a_page_names_feeds_sitemaps_sections_and_articles():
    assert read_links(PAGE, "https://news.test/home/") == HomeLinks(
        feeds=("https://news.test/feed", "https://news.test/atom", "https://news.test/feed.json"),
        sitemaps=("https://news.test/map.xml", "https://news.test/sitemap_index.xml"),
        feed_like=("https://news.test/rss",),
        sections=("https://news.test/world",),
        articles=("https://news.test/world/two-men-held-after-fire",),
        makers="hugo 0.150",
    )


def test_links_stand_on_the_base_that_a_page_names():
    page = b"<base href='https://cdn.test/x/'><link rel=alternate type=application/rss+xml href=feed>"
    assert read_links(page, HOME).feeds == ("https://cdn.test/x/feed",)


def test_feeds_may_stand_in_the_headers_and_behind_pictures():
    header = '</a.xml>; rel="alternate"; type="application/rss+xml", <b.css>; rel=preload, <c>; rel=canonical'
    page = b"<a href='/all.xml'><img src=x alt=RSS></a><a href='http://cdn.test/feed.xml'>RSS feed</a>"
    links = read_links(page + b"<a href='http://cdn.test/feed.xml?'>Cables</a>", HOME, header)
    assert links.feeds == ("https://news.test/a.xml",)
    assert links.feed_like == ("https://news.test/all.xml", "http://cdn.test/feed.xml")


ARTICLES = {
    "a slug": ("/world/two-men-held-after-fire", "Fire"),
    "a slug at the root": ("/two-men-held-after-fire/", ""),
    "a day in the path": ("/2026/11/24/fire/", "Fire"),
    "a number": ("/berita/7345123/kebakaran", "Kebakaran"),
    "a number in the name": ("/read/kebakaran-7345123.html", "Kebakaran"),
    "a number in the query": ("/story.php?id=7345123", "Fire"),
    "a code": ("/news/articles/c5y1kd8r2gno", "Fire"),
    "a headline": ("/news/fire", "Two men held after fire in Quarrow"),
    "a headline in another script": ("/news/fire", "港で火災 二人が逮捕され調べを受けている"),
    "a blog": ("/blog/why-the-ferry-sank-twice.php", ""),
}


@pytest.mark.parametrize(("path", "text"), ARTICLES.values(), ids=ARTICLES)
def test_an_article_is_known_by_its_link(path, text):
    assert is_article(f"https://news.test{path}", text, HOME)


OTHERS = {
    "the front page": ("/", "Two men held after fire in Quarrow"),
    "a section": ("/world", "World"),
    "a subsection": ("/world/asia-pacific", "Asia and the Pacific"),
    "a tag": ("/tag/two-men-held-after-fire/", "Two men held after fire"),
    "a topic": ("/topics/war-in-the-strait-now", "The war in the strait"),
    "an author": ("/author/ayu-lestari-of-the-desk/", "Ayu Lestari"),
    "a page of a list": ("/world/page/12345", "12345"),
    "a service": ("/info/privacy-policy", "How we keep and use what we know of you"),
    "a picture": ("/img/two-men-held-after-fire.jpg", "Two men held after fire"),
    "a document": ("/two-men-held-after-fire.pdf", "Two men held after fire"),
    "a feed": ("/2026/11/24/rss.xml", "All that happened on this day"),
    "another house": ("https://elsewhere.test/two-men-held-after-fire", "Two men held after fire"),
}


@pytest.mark.parametrize(("path", "text"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_article_is_known_too(path, text):
    assert not is_article(path if "://" in path else f"https://news.test{path}", text, HOME)


PIECES = st.sampled_from(
    b"<html>|<base href='|<a href='|<link rel=alternate type=application/rss+xml href='|'>|//[|http://|/feed|%|\xff\xfe|<!--"
    b"|<meta name=generator content='|&#0;|javascript:".split(b"|")
)


@given(st.one_of(st.binary(), st.lists(st.one_of(PIECES, st.binary(max_size=5))).map(b"".join)))
def test_any_bytes_are_a_page(content):
    assert isinstance(read_links(content, HOME), HomeLinks)


def test_files_of_xml_are_kept_apart_from_sitemaps_and_from_those_of_other_houses():
    page = b'<a href="/f/city.xml">City</a><a href="/sitemap.xml">Map</a><a href="https://other.test/f.xml">Theirs</a>'
    assert read_links(page, "https://news.test/feeds.html").xml_files == ("https://news.test/f/city.xml",)
