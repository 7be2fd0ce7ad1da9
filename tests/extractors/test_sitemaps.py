"""Sitemaps as they are in the wild, invented."""

import gzip
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.children import ALWAYS_READ, MOST_READ, to_read
from extractors.feed_bytes import UnreadableFeed
from extractors.model import FeedEntry
from extractors.sitemaps import read_sitemap

NOW = datetime(2026, 3, 5, tzinfo=UTC)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{LAUGHS}]>'


def entry(path, title, **told):
    return FeedEntry(f"https://news.test{path}", title, **told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_expand_to_nothing_in_a_sitemap(encoding):
    text = f"{BOMB}<urlset><url><loc>https://news.test/a?&l9;&f;</loc></url></urlset>"
    assert read_sitemap(text.encode(encoding)).entries[-1].url == "https://news.test/a?&l9;&f;"


NEWS_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<!-- made by hand -->
<url><loc> https://news.test/a?x=1&amp;y=2 </loc><lastmod>2026-03-01T05:00:00Z</lastmod>
<image:image><image:loc>https://news.test/a.jpg</image:loc><image:title>A photo</image:title></image:image>
<n:news><n:publication><n:name>Harbour</n:name></n:publication>
<n:publication_date>2026-03-01</n:publication_date><n:title>Rice &amp;amp; fish</n:title></n:news></url>
<url><loc>/relative</loc></url><url><lastmod>2026</lastmod></url>
<url><loc>https://news.test/b</loc></url></urlset>"""

SITEMAP_ENTRIES = (
    entry("/a?x=1&y=2", "Rice & fish", published="2026-03-01", updated="2026-03-01T05:00:00Z"),
    entry("/b", None),
)

SITEMAPS = {
    "plain": NEWS_SITEMAP,
    "compressed": gzip.compress(NEWS_SITEMAP),
    "half an emoji in it": NEWS_SITEMAP.replace(b"</urlset>", b"<url><loc>&#55357;&#xDfff;</loc></url></urlset>"),
    "cut at the end": NEWS_SITEMAP.removesuffix(b"</urlset>"),
    "blanks before it": b"\n" + NEWS_SITEMAP,
    "in UTF-16": NEWS_SITEMAP.replace(b"UTF-8", b"utf-16").decode().encode("utf-16"),
    "a bare ampersand before it": NEWS_SITEMAP.replace(b"<!-- made by hand -->", b"Rice & fish"),
    "addresses quoted": NEWS_SITEMAP.replace(b"<!--", b"&<!--").replace(
        b" https://news.test/a?x=1&amp;y=2 ", b"<![CDATA[https://news.test/a?x=1&y=2]]>"
    ),
    "without a namespace": NEWS_SITEMAP.replace(b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b""),
}


@pytest.mark.parametrize("content", SITEMAPS.values(), ids=SITEMAPS)
def test_a_sitemap_lists_articles(content):
    sitemap = read_sitemap(content)
    assert sitemap.entries == SITEMAP_ENTRIES
    assert sitemap.children == ()


def test_an_index_lists_sitemaps_and_the_newest_are_read_first():
    items = "".join(
        f"<sitemap><loc>https://news.test/{month}.xml</loc><lastmod>2026-{month}</lastmod></sitemap>"
        for month in ["01", "03", "02"]
    )
    sitemap = read_sitemap(f"<sitemapindex>{items}</sitemapindex>".encode())
    assert sitemap.entries == ()
    assert [child.url for child in to_read(sitemap.children, NOW)] == [
        f"https://news.test/{month}.xml" for month in ["03", "02", "01"]
    ]


NO_SITEMAP = {
    "nothing": (b"", "empty"),
    "a page": (b"<html></html>", "HTML page"),
    "a feed": (b"<rss version='2.0'><channel/></rss>", "<rss>, no sitemap"),
    "words": (b"https://news.test/a", "not"),
}


@pytest.mark.parametrize(("content", "found"), NO_SITEMAP.values(), ids=NO_SITEMAP)
def test_what_is_no_sitemap_says_what_it_is(content, found):
    with pytest.raises(UnreadableFeed, match=found):
        read_sitemap(content)


def children(count, days_apart=0, name="post-sitemap{}.xml"):
    return [
        FeedEntry(
            f"https://news.test/{name.format(n)}",
            updated=(NOW - timedelta(days=n * days_apart)).isoformat() if days_apart else None,
        )
        for n in range(count)
    ]


def names(read):
    return [child.url.rpartition("/")[2] for child in read]


def test_of_an_index_of_years_what_changed_lately_is_read():
    assert len(to_read(children(500, days_apart=1), NOW)) == MOST_READ
    assert len(to_read(children(500, days_apart=7), NOW)) == ALWAYS_READ
    assert len(to_read(children(4, days_apart=300), NOW)) == 4


def test_without_dates_the_last_by_their_names_are_read():
    assert names(to_read(children(500), NOW))[:2] == ["post-sitemap499.xml", "post-sitemap498.xml"]
    months = children(12, name="sitemap-2026-{:02}.xml")
    assert names(to_read(months, NOW))[0] == "sitemap-2026-11.xml"


def test_news_sitemaps_are_read_first():
    some = [*children(30, days_apart=1), FeedEntry("https://news.test/news-sitemap.xml")]
    assert names(to_read(some, NOW))[0] == "news-sitemap.xml"


SITEMAPS_WITHOUT_ARTICLES = [
    "category-sitemap.xml", "post_tag-sitemap2.xml", "author-sitemap.xml", "page-sitemap.xml", "sitemap-tags.xml",
    "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-users-1.xml", "wp-sitemap-posts-page-1.xml",
]  # fmt: skip


@pytest.mark.parametrize("name", SITEMAPS_WITHOUT_ARTICLES)
def test_sitemaps_of_sections_tags_and_people_are_not_read(name):
    some = [FeedEntry(f"https://news.test/{one}") for one in (name, "post-sitemap.xml")]
    assert names(to_read(some, NOW)) == ["post-sitemap.xml"]
    assert names(to_read(some[:1], NOW)) == [name]


@pytest.mark.parametrize("name", ["sitemap.xml?page=2", "sitemap-page-2.xml", "articles.xml", "sitemap-posts-3.xml"])
def test_sitemaps_of_articles_are_read(name):
    some = [FeedEntry(f"https://news.test/{one}") for one in (name, "post-sitemap.xml")]
    assert len(to_read(some, NOW)) == 2


PIECES = st.sampled_from(
    b"<urlset>|<url><loc>|<lastmod>|<!DOCTYPE x [|<![CDATA[|]]>"
    b"|&x;|&#55357;|&#xDc00;|</loc>|http:|<sitemapindex>|<?xml encoding='|>|\xff\xfe".split(b"|")
)


@given(st.one_of(st.binary(), st.lists(st.one_of(PIECES, st.binary(max_size=5))).map(b"".join)))
def test_any_bytes_are_a_sitemap_or_unreadable(content):
    with suppress(UnreadableFeed):
        assert to_read(read_sitemap(content).children, NOW) is not None
