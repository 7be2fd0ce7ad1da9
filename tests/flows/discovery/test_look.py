"""Twelve sites that keep their feeds and sitemaps in twelve ways: all are found from the home page, in few requests."""

import asyncio
import gzip
from datetime import UTC, datetime, timedelta

import pytest

from flows.desk import open_desk
from flows.discovery.discover import counted_at, discover, is_time_to_look
from flows.discovery.listing import Got
from flows.discovery.look import MOST_REQUESTS, Found
from flows.settings import load_settings
from storage import runs
from storage.archive import open_archive
from storage.listings import Listing, Look

pytest_plugins = "tests.flows.cli.outlet"

NAV = '<nav><a href="/world">World</a><a href="/sport">Sport</a><a href="/about">About us</a></nav>'
ARTICLES = "".join(f'<a href="/2026/11/2{n}/the-ferry-sails-again-{n}">The ferry sails again</a>' for n in range(5))
LINK = '<link rel="alternate" type="application/{}" href="{}">'


def page(head="", body=""):
    return f"<!doctype html><html><head><title>Quay</title>{head}</head><body>{NAV}{body}{ARTICLES}</body></html>"


def rss(*paths):
    items = "".join(f"<item><title>A headline</title><link>{path}</link></item>" for path in paths)
    return f'<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>'


def atom(*paths):
    items = "".join(f'<entry><title>A headline</title><link href="{path}"/></entry>' for path in paths)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title>{items}</feed>'


def json(*paths):
    items = ", ".join(f'{{"id": "{path}", "url": "{path}"}}' for path in paths)
    return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": [{items}]}}'


def news(*paths):
    told = "<n:news><n:publication_date>2026-11-24</n:publication_date><n:title>A headline</n:title></n:news>"
    items = "".join(f"<url><loc>BASE{path}</loc>{told}</url>" for path in paths)
    space = "http://www.google.com/schemas/sitemap-news/0.9"
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{space}">{items}</urlset>'


def urlset(*paths):
    items = "".join(f"<url><loc>BASE{path}</loc><lastmod>2026-11-24</lastmod></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'


def index(*paths):
    items = "".join(f"<sitemap><loc>BASE{path}</loc></sitemap>" for path in paths)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</sitemapindex>'


def robots(*paths):
    return "User-agent: *\nDisallow: /search\n" + "".join(f"Sitemap: BASE{path}\n" for path in paths)


#: The pages of each site, and the feeds and sitemaps that are to be found.
LAYOUTS = {
    "links in the head, RSS and Atom and JSON": (
        {
            "/": page(
                LINK.format("rss+xml", "/rss.xml")
                + LINK.format("atom+xml", "/atom.xml")
                + LINK.format("feed+json", "/feed.json")
                + LINK.format("rss+xml", "/comments/feed/")
            ),
            "/robots.txt": robots("/sitemap-news.xml"),
            "/rss.xml": rss("/a"),
            "/atom.xml": atom("/a"),
            "/feed.json": json("/a"),
            "/sitemap-news.xml": news("/a"),
        },
        {"/rss.xml", "/atom.xml", "/feed.json", "/sitemap-news.xml"},
    ),
    "nothing linked, a blog's usual paths": (
        {"/": page(), "/feed": rss("/a"), "/sitemap.xml": urlset("/a")},
        {"/feed", "/sitemap.xml"},
    ),
    "WordPress": (
        {
            "/": page('<meta name="generator" content="WordPress 6.8">'),
            "/feed/": rss("/a"),
            "/sitemap_index.xml": index("/post-sitemap.xml", "/category-sitemap.xml"),
            "/post-sitemap.xml": urlset("/a"),
        },
        {"/feed/", "/sitemap_index.xml", "/post-sitemap.xml"},
    ),
    "links in the foot": (
        {
            "/": page(body='<footer><a href="/rss">RSS</a> <a href="/nachrichten.atom">Atom</a></footer>'),
            "/rss": rss("/a"),
            "/nachrichten.atom": atom("/a"),
            "/robots.txt": robots("/sitemap.xml"),
            "/sitemap.xml": urlset("/a"),
        },
        {"/rss", "/nachrichten.atom", "/sitemap.xml"},
    ),
    "a directory of feeds": (
        {
            "/": page(body='<a href="/service/rss-feeds">RSS feeds</a>'),
            "/service/rss-feeds": page(
                body="".join(f'<a href="/rss/{name}.rss">{name}</a>' for name in ("world", "sport", "arts", "port"))
            ),
            **{f"/rss/{name}.rss": rss("/a") for name in ("world", "sport", "arts", "port")},
            "/robots.txt": robots("/sitemaps/news.xml"),
            "/sitemaps/news.xml": news("/a"),
        },
        {"/rss/world.rss", "/rss/sport.rss", "/rss/arts.rss", "/rss/port.rss", "/sitemaps/news.xml"},
    ),
    "an index in robots.txt, compressed news below it": (
        {
            "/": page(LINK.format("rss+xml", "rss/all.xml")),
            "/rss/all.xml": rss("/a"),
            "/robots.txt": robots("/sitemaps/index.xml"),
            "/sitemaps/index.xml": index("/sitemaps/archive-2019.xml", "/sitemaps/news.xml.gz"),
            "/sitemaps/news.xml.gz": gzip.compress(news("/a").encode()),
            "/sitemaps/archive-2019.xml": urlset("/b"),
        },
        {"/rss/all.xml", "/sitemaps/index.xml", "/sitemaps/news.xml.gz", "/sitemaps/archive-2019.xml"},
    ),
    "a news sitemap that is named nowhere": (
        {
            "/": page(LINK.format("rss+xml", "/rss.xml")),
            "/rss.xml": rss("/a"),
            "/robots.txt": robots("/sitemap.xml"),
            "/sitemap.xml": urlset("/a"),
            "/sitemap_news.xml": news("/a"),
        },
        {"/rss.xml", "/sitemap.xml", "/sitemap_news.xml"},
    ),
    "a home page that moved to a folder": (
        {
            "/": "-> /id/",
            "/id/": page(),
            "/id/feed": "-> /id/feed/",
            "/id/feed/": rss("/a"),
            "/sitemap.xml": news("/a"),
        },
        {"/id/feed", "/sitemap.xml"},
    ),
    "feeds of the sections, named by their pages only": (
        {
            "/": page(),
            "/world": page(LINK.format("rss+xml", "/world/latest.xml")),
            "/sport": page(LINK.format("rss+xml", "/sport/latest.xml")),
            "/world/latest.xml": rss("/a"),
            "/sport/latest.xml": rss("/b"),
        },
        {"/world/latest.xml", "/sport/latest.xml"},
    ),
    "many sitemaps in robots.txt, one of them a feed": (
        {
            "/": page(),
            "/robots.txt": robots("/map-1.xml", "/map-2.xml", "/google-news.xml", "/latest.xml"),
            "/map-1.xml": urlset("/a"),
            "/map-2.xml": urlset("/b"),
            "/google-news.xml": news("/a"),
            "/latest.xml": rss("/a"),
        },
        {"/map-1.xml", "/map-2.xml", "/google-news.xml", "/latest.xml"},
    ),
    "a base, and types that are not quite right": (
        {
            "/": page('<base href="/desk/">' + LINK.format("json", "news.json?feed=1") + LINK.format("xml", "rss/")),
            "/desk/news.json?feed=1": json("/a"),
            "/desk/rss/": rss("/a"),
            "/news-sitemap.xml": news("/a"),
        },
        {"/desk/news.json?feed=1", "/desk/rss/", "/news-sitemap.xml"},
    ),
    "every page answers 200, whatever is asked": (
        {"*": page(), "/": page(), "/rss.xml": rss("/a"), "/sitemap.xml": index("/n.xml"), "/n.xml": news("/a")},
        {"/rss.xml", "/sitemap.xml", "/n.xml"},
    ),
}


class Everywhere(dict):
    """The pages of a site that answers all others alike."""

    def __init__(self, pages, other):
        super().__init__(pages)
        self.other = other

    def get(self, path, default=None):
        return super().get(path, self.other or default)


def build(site, pages):
    """Puts the pages of a layout on the air."""
    for path, body in pages.items():
        if isinstance(body, str) and body.startswith("-> "):
            site.say(path, "", status=302, location=body.removeprefix("-> "))
        else:
            site.say(path, body.replace("BASE", site.base) if isinstance(body, str) else unpacked(body, site.base))
    site.pages = Everywhere(site.pages, site.pages.get("*"))


def unpacked(body, base):
    return gzip.compress(gzip.decompress(body).replace(b"BASE", base.encode()))


class Watch:
    """Discovers one outlet, run by run."""

    def __init__(self, file):
        self.settings = load_settings(file)
        self.settings.data_folder.mkdir()
        self.archive_file = self.settings.data_folder / "pages.sqlite"

    def run(self):
        async def collect():
            with open_archive(self.archive_file) as archive:
                run_id = runs.start(archive, "all", datetime.now(UTC), None)
            async with open_desk(self.settings, run_id) as desk:
                return await discover(desk, self.settings.outlets[0])

        return asyncio.run(collect())

    def rows(self, sql):
        with open_archive(self.archive_file) as archive:
            return [tuple(row) for row in archive.execute(sql)]

    def listings(self):
        return {"/" + url.split("/", 3)[3] for (url,) in self.rows("SELECT url FROM listings")}


@pytest.fixture
def watch(site, settings_file):
    return Watch(settings_file(("quay", site.url("/"), "")))


@pytest.mark.parametrize(("pages", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_all_feeds_and_sitemaps_of_a_site_are_found_with_twelve_requests(watch, site, pages, expected):
    build(site, pages)
    discovered = watch.run()
    asked = site.asked()
    assert watch.listings() == expected
    assert len(asked) <= MOST_REQUESTS
    assert len(asked) == len(set(asked))
    assert asked.count("/robots.txt") == 1
    assert discovered.answered


@pytest.mark.parametrize(("pages", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_what_was_found_is_remembered_and_nothing_else_is_asked_again(watch, site, pages, expected):
    build(site, pages)
    watch.run()
    site.asked()
    watch.run()
    assert set(site.asked()) <= expected | {"/id/feed/"}


FEED_LINK = LINK.format("rss+xml", "{}")


def test_a_feed_that_moved_is_found_anew_in_the_run_that_misses_it(watch, site):
    build(site, {"/": page(FEED_LINK.format("/old.xml")), "/old.xml": rss("/a")})
    watch.run()
    site.pages.clear()
    build(site, {"/": page(FEED_LINK.format("/new.xml")), "/new.xml": rss("/a", "/b")})
    site.asked()
    assert watch.run().new == 1
    asked = site.asked()
    assert asked.count("/old.xml") == asked.count("/new.xml") == 1
    assert len(asked) <= MOST_REQUESTS
    assert watch.listings() == {"/new.xml"}
    watch.run()
    assert site.asked() == ["/new.xml"]


def test_a_feed_that_is_gone_for_good_is_looked_for_once_a_day_and_not_forgotten(watch, site):
    build(site, {"/": page(), "/feed": rss("/a")})
    watch.run()
    site.pages.pop("/feed")
    watch.run()
    site.asked()
    watch.run()
    assert "/" not in site.asked()
    assert watch.listings() == {"/feed"}
    with open_archive(watch.archive_file) as archive:
        archive.execute("UPDATE looks SET looked_at = '2020-01-01T00:00:00.000000+00:00'")
    watch.run()
    assert "/" in site.asked()


def test_a_feed_that_only_fails_is_not_looked_for(watch, site):
    build(site, {"/": page(), "/feed": rss("/a")})
    watch.run()
    site.say("/feed", "sorry", status=503)
    site.asked()
    watch.run()
    assert "/" not in site.asked()


def test_what_the_outlet_names_is_remembered_though_it_fails_today(watch, site):
    build(site, {"/": page(FEED_LINK.format("/rss.xml")), "/robots.txt": robots("/news.xml")})
    site.say("/news.xml", "sorry", status=500)
    site.say("/rss.xml", "sorry", status=500)
    watch.run()
    assert watch.listings() == {"/rss.xml", "/news.xml"}


def test_a_link_to_a_feed_that_is_none_is_not_remembered(watch, site):
    build(site, {"/": page(FEED_LINK.format("/rss.xml")), "/rss.xml": page(), "/sitemap.xml": news("/a")})
    watch.run()
    assert watch.listings() == {"/sitemap.xml"}


@pytest.mark.parametrize(("status", "most"), [(500, 4), (429, 3), (404, 12), (403, 12)])
def test_a_host_that_fails_is_not_asked_for_guesses(watch, site, status, most):
    build(site, {"/": page()})
    site.say("/robots.txt", "")
    site.pages.other = (status, {}, "sorry")
    watch.run()
    assert len(site.asked()) <= most


def test_what_was_found_by_the_home_page_gives_way_to_a_feed(watch, site):
    build(site, {"/": page()})
    assert watch.run().new == 5
    assert watch.listings() == {"/"}
    site.say("/", page(FEED_LINK.format("/rss.xml")))
    site.say("/rss.xml", rss("/a"))
    watch.run()
    assert watch.listings() == {"/"}
    with open_archive(watch.archive_file) as archive:
        archive.execute("UPDATE looks SET looked_at = '2020-01-01T00:00:00.000000+00:00'")
    site.asked()
    watch.run()
    assert site.asked().count("/") == 1
    assert watch.listings() == {"/rss.xml"}


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "BASE/secret">{LAUGHS}]>'
MANY = 10_000


def test_every_item_of_every_listing_is_in_exactly_one_state(watch, site):
    items = "".join(f"<item><link>/n{n}</link></item>" for n in range(MANY))
    odd = "".join(
        f"<item><title>&l9;&f;</title><link>{link}</link></item>"
        for link in ("/a", "javascript:alert(1)", "file:///etc/passwd", "http://me:secret@127.0.0.1/", "/a#top", "/a/")
    )
    old = (
        "<url><loc>BASE/2019/01/01/old</loc></url><url><loc>BASE/2026/11/24/new</loc></url><url><loc>BASE/a</loc></url>"
    )
    build(
        site,
        {
            "/": page(FEED_LINK.format("/many.xml") + FEED_LINK.format("/odd.xml")),
            "/robots.txt": robots("/map.xml"),
            "/many.xml": f'<rss version="2.0"><channel>{items}</channel></rss>',
            "/odd.xml": f'{BOMB}<rss version="2.0"><channel>{odd}</channel></rss>',
            "/map.xml": f"{BOMB}<urlset>{old}</urlset>",
        },
    )
    watch.run()
    assert "/secret" not in site.asked()
    ((count,),) = watch.rows("SELECT count(*) FROM urls WHERE url GLOB '*/n[0-9]*' AND reason = 'new'")
    assert count == 2000
    rows = watch.rows("SELECT replace(url, rtrim(url, replace(url, '/', '')), ''), reason, alias_of FROM urls")
    others = {(name, reason, bool(page)) for name, reason, page in rows if not name.startswith("n") or name == "new"}
    assert others == {
        ("a", "new", False),
        ("", "duplicate url", True),
        ("javascript:alert(1)", "not http", False),
        ("passwd", "not http", False),
        ("", "not http", False),
        ("old", "too old", False),
        ("new", "new", False),
    }
    assert not watch.rows("SELECT 1 FROM urls WHERE url LIKE '%secret%'")
    assert watch.rows("SELECT evidence FROM fetches WHERE url LIKE '%many.xml'") == [
        ("the first 2,000 of 10,000 items were read",)
    ]


@pytest.mark.parametrize(("is_cut_short", "again"), [(True, [False, True, True]), (False, [False, False, True])])
def test_a_look_that_its_host_cut_short_is_made_again_the_next_day_and_not_the_next_week(is_cut_short, again):
    now = datetime(2026, 11, 25, tzinfo=UTC)
    last = Look(counted_at(Found(Got(), is_cut_short=is_cut_short), [], now), 1)
    known = [Listing("https://quay.test/", "quay", "home")]
    assert [is_time_to_look(known, [], last, now + timedelta(days)) for days in (0.5, 1, 7)] == again
