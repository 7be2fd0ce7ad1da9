"""Feeds as they are in the wild, invented."""

import gzip
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.feeds import MAX_ENTRIES, UnreadableFeed, read_feed
from extractors.model import FeedEntry

BASE = "https://news.test/feeds/all.xml"

RSS2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour News</title>
<link>https://news.test/</link>
<item>
  <title><![CDATA[Rice &amp; fish: <b>prices</b> up]]></title>
  <link>https://news.test/a?id=1&amp;page=2</link>
  <guid isPermaLink="false">tag:1</guid>
  <pubDate>Sun, 01 Mar 2026 10:00:00 +0700</pubDate>
  <dc:creator>Ayu Lestari</dc:creator><dc:creator>Tom Reed</dc:creator>
  <enclosure url="https://news.test/a.jpg" type="image/jpeg" length="1"/>
  <description>&lt;p&gt;Prices rose.&lt;/p&gt;</description>
</item>
<item><title>Ferry late &amp;amp; full</title><guid>https://news.test/b</guid></item>
<item><title>No link</title><guid isPermaLink="false">https://news.test/no</guid></item>
<item><title>Mail</title><link>mailto:desk@news.test</link></item>
<item><title>Up 5 &lt; 7</title><link> ../c </link><author>tom@news.test (Tom Reed)</author></item>
</channel></rss>"""

RSS1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour</title></channel>
<item rdf:about="https://news.test/a"><title>Rice up</title><link>https://news.test/a</link>
<dc:date>2026-03-01T10:00:00+07:00</dc:date></item></rdf:RDF>"""

RSS091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/rss-0.91.dtd">
<rss version="0.91"><channel><title>Harbour</title><item><title>Caf&eacute; burns</title>
<link>/a</link></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.test/desk/"><title>Harbour</title>
<link rel="self" href="/feeds/all.xml"/>
<entry><title type="html">Rice &amp;lt;b&amp;gt;up&amp;lt;/b&amp;gt; in &lt;i&gt;town&lt;/i&gt;</title><id>urn:1</id>
<link rel="enclosure" type="audio/mpeg" href="a.mp3"/><link rel="replies" href="a#comments"/>
<link rel="alternate" type="text/html" href="a"/><link rel="alternate" type="application/json" href="a.json"/>
<published>2026-03-01T03:00:00Z</published><updated>2026-03-01T05:00:00Z</updated>
<author><name>Ayu Lestari</name></author></entry>
<entry><title>Ferry late</title><id>https://news.test/b</id><updated>2026-03-01T04:00:00Z</updated></entry></feed>"""


JSON = r"""{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "authors": [{"name": "Harbour desk"}],
"items": [{"id": "1", "url": "a?id=1", "external_url": "https://elsewhere.test/", "title": " Rice\n up",
"date_published": "2026-03-01T10:00:00+07:00", "date_modified": "2026-03-01T11:00:00+07:00",
"authors": [{"name": "Ayu Lestari"}, {"url": "https://news.test/"}, "nobody", {"name": "Tom Reed"}]},
{"id": "https://news.test/b", "title": null, "content_text": "Ferry late"},
{"id": 3, "url": "javascript:alert(1)", "title": "Half \ud800"}, {"id": 4}, 5]}"""


def entry(path, title, **told):
    return FeedEntry(f"https://news.test{path}", title, **told)


FEEDS = {
    "RSS 2.0": (
        RSS2,
        "rss20",
        (
            entry(
                "/a?id=1&page=2",
                "Rice & fish: prices up",
                published="Sun, 01 Mar 2026 10:00:00 +0700",
                authors=("Ayu Lestari", "Tom Reed"),
            ),
            entry("/b", "Ferry late & full"),
            FeedEntry("mailto:desk@news.test", "Mail"),
            entry("/c", "Up 5 < 7", authors=("Tom Reed",)),
        ),
    ),
    "JSON Feed": (
        JSON,
        "json",
        (
            entry(
                "/feeds/a?id=1",
                "Rice up",
                published="2026-03-01T10:00:00+07:00",
                updated="2026-03-01T11:00:00+07:00",
                authors=("Ayu Lestari", "Tom Reed"),
            ),
            entry("/b", None, authors=("Harbour desk",)),
            FeedEntry("javascript:alert(1)", "Half ?", authors=("Harbour desk",)),
        ),
    ),
    "RSS 1.0": (
        RSS1,
        "rss10",
        (entry("/a", "Rice up", published="2026-03-01T10:00:00+07:00", updated="2026-03-01T10:00:00+07:00"),),
    ),
    "RSS 0.91": (RSS091, "rss091u", (entry("/a", "Café burns"),)),
    "Atom": (
        ATOM,
        "atom10",
        (
            entry(
                "/desk/a",
                "Rice up in town",
                published="2026-03-01T03:00:00Z",
                updated="2026-03-01T05:00:00Z",
                authors=("Ayu Lestari",),
            ),
            entry("/b", "Ferry late", updated="2026-03-01T04:00:00Z"),
        ),
    ),
}


@pytest.mark.parametrize(("text", "kind", "entries"), FEEDS.values(), ids=FEEDS)
def test_a_feed_announces_its_articles_in_its_own_words(text, kind, entries):
    feed = read_feed(text.encode(), BASE, "text/xml; charset=utf-8")
    assert feed.entries == entries
    assert feed.kind == kind
    assert feed.total == len(entries) + feed.unusable


def test_items_without_a_link_are_counted():
    feed = read_feed(RSS2.encode(), BASE, None)
    assert (feed.total, feed.unusable) == (5, 1)


ODD_FEEDS = {
    "half an emoji": RSS2.replace("Ferry late", "Ferry &#55357; &#xDE00;").encode(),
    "a bare ampersand": RSS2.replace("Ferry late &amp;amp; full", "Ferry late & full").encode(),
    "words before it": b"\n\nWarning: disk in /var/www on line 3\n" + RSS2.encode(),
    "cut in the middle": RSS2[: RSS2.index("<item><title>Mail")].encode(),
    "a control character": RSS2.replace("Prices rose", "Prices \x0b rose").encode(),
    "another encoding": RSS2.replace("UTF-8", "utf-16").encode("utf-16"),
    "a BOM": b"\xef\xbb\xbf" + RSS2.encode(),
    "compressed": gzip.compress(RSS2.encode()),
    "served as HTML": RSS2.encode(),
}


@pytest.mark.parametrize("content", ODD_FEEDS.values(), ids=ODD_FEEDS)
def test_a_feed_with_a_fault_is_used(content):
    feed = read_feed(content, BASE, "text/html")
    assert [entry.url for entry in feed.entries][:2] == ["https://news.test/a?id=1&page=2", "https://news.test/b"]


def test_an_original_link_is_better_than_one_that_counts_clicks():
    item = "<item><link>https://clicks.test/~r/1</link><f:origLink>https://news.test/a</f:origLink></item>"
    space = "http://rssnamespace.org/feedburner/ext/1.0"
    text = f'<rss version="2.0" xmlns:f="{space}"><channel>{item}</channel></rss>'
    assert read_feed(text.encode(), BASE, None).entries == (entry("/a", None),)


def test_a_json_feed_may_hold_whole_pages_and_be_long():
    item = '{"url": "/a", "content_html": "<html><!DOCTYPE x [<urlset>"}'
    text = f'{{"version": "https://jsonfeed.org/version/1", "title": "{"x" * 70_000}", "items": [{item}]}}'
    for content in (text.encode(), b"\xef\xbb\xbf" + text.encode(), gzip.compress(text.encode())):
        assert read_feed(content, BASE, None).entries == (entry("/a", None),)


def test_a_feed_without_news_is_a_feed():
    feed = read_feed(b"<rss version='2.0'><channel><title>Quiet</title></channel></rss>", BASE, None)
    assert (feed.entries, feed.total) == ((), 0)


@pytest.mark.parametrize("count", [MAX_ENTRIES, MAX_ENTRIES + 1, 3 * MAX_ENTRIES])
def test_beyond_the_first_2000_items_are_only_counted(count):
    items = "".join(f"<item><title>{n}</title><link>/{n}</link></item>" for n in range(count))
    feed = read_feed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), BASE, None)
    assert feed.total == count
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.entries[-1].title == str(MAX_ENTRIES - 1)
    assert feed.unusable == 0


UNREADABLE = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n ", "empty"),
    "a page": (b"<!doctype html>\n<html><body><item></item></body></html>", "HTML page"),
    "an XHTML page": (b"<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'/>", "HTML page"),
    "another XML": (b"<?xml version='1.0'?><note><to>You</to></note>", "<note>, no feed"),
    "broken before the first item": (b"<rss version='2.0'>\n<channel>\n<title>x</titel>", "not well-formed at line 3"),
    "another JSON": (b'{"items": []}', "JSON, no feed"),
    "a JSON feed without items": (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON, no feed"),
    "half of JSON": (b'{"version": "https://jsonfeed', "not JSON"),
    "JSON without end": (b'{"a":' * 100_000, "not JSON"),
    "a number without end": (b'{"a":' + b"9" * 5_000 + b"}", "not JSON"),
    "broken gzip": (b"\x1f\x8b\x08rest", "broken gzip"),
    "a gzip bomb": (gzip.compress(bytes(20_000_000)), "more than 15,000,000 bytes"),
    "a document type without end": (b"<!DOCTYPE " * 1_000_000, "no element in the first"),
    "nothing but tags": (b"<rss><channel>" + b"<a>" * 400_000, "more than 300,000 tags"),
}


@pytest.mark.parametrize(("content", "found"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_feed_says_what_it_is(content, found):
    with pytest.raises(UnreadableFeed, match=found):
        read_feed(content, BASE, None)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{LAUGHS}]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_expand_to_nothing_in_a_feed(encoding):
    items = "<item><title>A&l9;&f;B</title><link>https://news.test/a</link></item>"
    text = f"{BOMB}<rss version='2.0'><channel>{items}</channel></rss>"
    (only,) = read_feed(text.encode(encoding), BASE, None).entries
    assert only.url == "https://news.test/a"
    assert len(only.title or "") < 20


PIECES = st.sampled_from(
    b"<rss>|<channel>|<item>|</item>|<link>|<urlset>|<url><loc>|<!DOCTYPE x [|<![CDATA[|]]>|&x;|<entry>|<link href='|"
    b"<feed xmlns='http://www.w3.org/2005/Atom'>|<sitemapindex>|<?xml encoding='|>|\xff\xfe".split(b"|")
)
ANYTHING = st.one_of(st.binary(), st.lists(st.one_of(PIECES, st.binary(max_size=5))).map(b"".join))


@given(ANYTHING, st.sampled_from([None, "text/xml", "text/xml; charset=nonsense", "application/json"]))
def test_any_bytes_are_a_feed_or_unreadable(content, content_type):
    with suppress(UnreadableFeed):
        feed = read_feed(content, BASE, content_type)
        assert feed.total >= len(feed.entries) + feed.unusable


SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
HINTS = {
    "none": ("", None),
    "ttl in minutes": ("<ttl>90</ttl>", timedelta(minutes=90)),
    "no ttl": ("<ttl>soon</ttl>", None),
    "each hour": ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
    "four times a day": (
        "<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
        timedelta(hours=6),
    ),
    "never": ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
    "both": ("<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
}


@pytest.mark.parametrize(("said", "hint"), HINTS.values(), ids=HINTS)
def test_a_feed_may_say_how_often_it_changes(said, hint):
    item = "<item><title>A</title><link>https://quay.news/a</link></item>"
    feed = f'<rss version="2.0" {SY}><channel><title>Quay</title>{said}{item}</channel></rss>'
    assert read_feed(feed.encode(), "https://quay.news/feed", None).hint == hint
