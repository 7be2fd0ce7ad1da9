"""What one outlet is asked, over real HTTP, and what the archive knows afterwards."""

import asyncio
import socket
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from flows.collect import collect_outlet, settle_setbacks
from flows.desk import open_desk
from flows.settings import load_settings
from storage import runs
from storage.archive import open_archive

pytest_plugins = "tests.flows.cli.outlet"

RSS = '<link rel="alternate" type="application/rss+xml" href="{}">'


class Watch:
    """Collects one outlet, run by run."""

    def __init__(self, file):
        self.settings = load_settings(file)
        self.settings.data_folder.mkdir()
        self.archive_file = self.settings.data_folder / "pages.sqlite"

    def run(self, **schedule):
        async def collect():
            with open_archive(self.archive_file) as archive:
                run_id = runs.start(archive, "all", datetime.now(UTC), None)
            async with open_desk(self.settings, run_id, **schedule) as desk:
                collected = await collect_outlet(desk, self.settings.outlets[0])
                settle_setbacks(desk)
                return collected

        return asyncio.run(collect())

    def rows(self, sql):
        with open_archive(self.archive_file) as archive:
            return [tuple(row) for row in archive.execute(sql)]

    def states(self):
        """Of each URL, by its path."""
        rows = self.rows("SELECT url, state, reason FROM urls")
        return {"/" + url.split("/", 3)[3]: (state, reason) for url, state, reason in rows}

    def due_in(self, path):
        """Seconds from now."""
        ((due_at,),) = self.rows(f"SELECT due_at FROM urls WHERE url LIKE '%{path}'")
        return (datetime.fromisoformat(due_at) - datetime.now(UTC)).total_seconds()


@pytest.fixture
def watch(site, settings_file):
    """An outlet that names its feed in the settings."""
    return Watch(settings_file(("quay", site.url("/"), f'feeds = ["{site.url("/feed")}"]')))


@pytest.fixture
def watch_home(site, settings_file):
    """An outlet of which only the home page is known."""
    return Watch(settings_file(("quay", site.url("/"), "")))


def test_a_run_asks_the_rules_the_feed_and_each_new_page_once(watch, site):
    site.feed("/a", "/b")
    site.say("/a", "<p>A")
    site.say("/b", "<p>B")
    collected = watch.run()
    assert site.asked() == ["/robots.txt", "/feed", "/a", "/b"]
    assert (collected.discovered, collected.fetched, collected.failed, collected.answered) == (2, 2, 0, True)
    assert watch.rows("SELECT purpose, outcome FROM fetches") == [
        ("robots", "not found"),
        ("feed", "ok"),
        ("tdmrep", "not found"),
        ("page", "ok"),
        ("page", "ok"),
    ]


def test_every_request_says_who_asks(watch, site):
    site.feed("/a")
    watch.run()
    for _, headers in site.requests:
        assert headers["user-agent"].startswith("wirewatch/")
        assert headers["user-agent"].endswith("(+desk@newsroom.localhost)")
        assert headers["from"] == "desk@newsroom.localhost"


def test_a_run_right_after_another_asks_for_no_known_page(watch, site):
    site.feed("/a", etag='"1"')
    site.say("/a", "<p>A")
    watch.run()
    site.asked()
    collected = watch.run()
    assert site.asked() == ["/feed", "/feed"]  # its first 304 is checked
    assert (collected.discovered, collected.fetched, collected.answered) == (0, 0, True)
    assert watch.rows("SELECT outcome FROM fetches ORDER BY fetch_id DESC LIMIT 2") == [("ok",), ("not modified",)]


def test_a_page_whose_entry_reads_otherwise_is_asked_again_with_its_validators(watch, site):
    site.feed("/a", "/b")
    site.say("/a", "<p>A", etag='"a1"')
    site.say("/b", "<p>B")
    watch.run()
    with open_archive(watch.archive_file) as archive:
        archive.execute("UPDATE urls SET page_id = NULL, state = 'loaded', reason = 'ok', article_id = 7")
    site.asked()
    site.feed("/a", "/b", title="Corrected")
    collected = watch.run()
    assert site.asked() == ["/feed", "/a", "/b"]
    assert watch.states() == {"/a": ("loaded", "not modified"), "/b": ("loaded", "ok")}
    assert collected.fetched == 2
    assert [url.rsplit("/", 1)[1] for (url,) in watch.rows("SELECT url FROM urls WHERE page_id > 0")] == ["b"]


def test_a_page_that_robots_txt_forbids_is_not_asked(watch, site):
    site.say("/robots.txt", "User-agent: *\nDisallow: /private")
    site.feed("/private/a", "/b")
    site.say("/b", "<p>B")
    collected = watch.run()
    assert site.asked() == ["/robots.txt", "/feed", "/b"]
    assert watch.states()["/private/a"] == ("skipped", "robots")
    assert (collected.fetched, collected.failed) == (1, 1)


def test_robots_txt_is_asked_once_a_day(watch, site):
    site.say("/robots.txt", "User-agent: *\nDisallow: /private")
    site.feed("/private/a")
    watch.run()
    site.asked()
    watch.run()
    assert site.asked() == ["/feed"]
    with open_archive(watch.archive_file) as archive:
        archive.execute("UPDATE fetches SET requested_at = '2020-01-01T00:00:00.000000+00:00'")
    watch.run()
    assert site.asked() == ["/robots.txt", "/feed"]


def test_a_feed_that_robots_txt_forbids_is_not_asked_and_named(watch, site):
    site.say("/robots.txt", "User-agent: *\nDisallow: /feed")
    site.feed("/a")
    collected = watch.run()
    assert site.asked() == ["/robots.txt"]
    assert (collected.answered, collected.note) == (False, f"{site.url('/feed')}: robots (Disallow: /feed)")


def test_nothing_is_asked_where_robots_txt_cannot_be_had(watch, site):
    site.say("/robots.txt", "oops", status=500)
    site.feed("/a")
    collected = watch.run()
    assert site.asked() == ["/robots.txt"]
    assert not collected.answered
    assert "robots unreachable" in collected.note
    site.say("/robots.txt", "")
    watch.run()
    assert site.asked() == ["/robots.txt", "/feed", "/a"]


@pytest.mark.parametrize(
    ("status", "state", "again"),
    [
        (404, ("failed", "not found"), None),
        (410, ("failed", "gone"), None),
        (403, ("failed", "bot wall"), None),
        (402, ("failed", "paywall"), None),
        (500, ("waiting", "server error"), 300),
    ],
)
def test_a_page_that_does_not_come_says_why_and_is_asked_again_only_if_it_may_come(watch, site, status, state, again):
    site.feed("/a")
    site.say("/a", "sorry", status=status)
    collected = watch.run()
    assert (collected.fetched, collected.failed, watch.states()["/a"]) == (0, 1, state)
    if again:
        assert again - 30 < watch.due_in("/a") <= again
    site.asked()
    watch.run()
    assert site.asked() == ["/feed"]


def test_an_outlet_that_asks_for_time_gets_it_for_all_of_its_pages(watch, site):
    site.feed("/a", "/b", "/c")
    site.say("/a", "slow down", status=429, retry_after="3600")
    watch.run()
    assert site.asked() == ["/robots.txt", "/feed", "/a"]
    assert set(watch.states().values()) == {("waiting", "rate limited")}
    assert all(3500 < watch.due_in(path) <= 3601 for path in ("/a", "/b", "/c"))
    watch.run()
    assert site.asked() == []


def test_an_outlet_that_hangs_up_is_left_alone_after_three_pages(watch, site):
    site.feed("/a", "/b", "/c", "/d")
    for path in "abcd":
        site.pages[f"/{path}"] = lambda request: request.connection.shutdown(socket.SHUT_RDWR)
    collected = watch.run()
    assert site.asked() == ["/robots.txt", "/feed", "/a", "/b", "/c"]
    assert collected.failed == 3
    assert watch.states()["/a"] == ("waiting", "connection failed")
    assert watch.states()["/d"] == ("waiting", "new")


def test_an_outlet_that_is_not_there_is_said_and_nothing_is_raised(settings_file):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        home = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        watch = Watch(settings_file(("quay", home, f'feeds = ["{home}feed"]')))
        collected = watch.run()
    assert (collected.answered, collected.discovered) == (False, 0)
    assert "robots unreachable" in collected.note


def test_a_feed_that_is_none_is_said_and_the_other_is_read(settings_file, site):
    feeds = f'feeds = ["{site.url("/broken")}", "{site.url("/feed")}"]'
    watch = Watch(settings_file(("quay", site.url("/"), feeds)))
    site.say("/broken", "<html><p>We have moved")
    site.feed("/a")
    collected = watch.run()
    assert (collected.answered, collected.discovered) == (True, 1)
    assert collected.note.startswith(f"{site.url('/broken')}: ")


def test_urls_of_a_feed_are_entered_under_their_one_spelling(watch, site):
    site.feed("/a#comments", "/a?utm_source=rss", "/b?page=2")
    watch.run()
    assert site.asked() == ["/robots.txt", "/feed", "/a", "/b?page=2"]
    assert set(watch.states()) == {"/a", "/b?page=2"}


def test_pages_of_another_host_are_asked_by_the_rules_of_that_host(watch, site, another_site):
    site.say("/feed", another_site.feed_of("/a", "/no"))
    another_site.say("/robots.txt", "User-agent: *\nDisallow: /no")
    another_site.say("/a", "<p>A")
    watch.run()
    assert another_site.asked() == ["/robots.txt", "/a"]


def test_a_redirect_to_where_robots_txt_forbids_is_not_followed(watch, site):
    site.say("/robots.txt", "User-agent: *\nDisallow: /no")
    site.feed("/a")
    site.say("/a", "", status=302, location="/no")
    watch.run()
    assert site.asked() == ["/robots.txt", "/feed", "/a"]
    assert watch.states()["/a"] == ("skipped", "robots")


def test_a_page_to_which_another_redirects_is_asked_once(watch, site):
    site.feed("/short", "/long", "/b", "/late")
    site.say("/short", "", status=302, location="/long?utm_source=feed")
    site.say("/long", "<p>A")
    site.pages["/long?utm_source=feed"] = site.pages["/long"]
    site.say("/b", "", status=301, location="/b/")
    site.say("/b/", "<p>B")
    site.say("/late", "", status=302, location="/gone")
    collected = watch.run()
    assert site.asked()[2:] == ["/short", "/long?utm_source=feed", "/b", "/b/", "/late", "/gone"]
    assert watch.rows("SELECT alias_of FROM urls WHERE url LIKE '%/short'") == [(site.url("/long"),)]
    assert watch.states()["/short"] == ("skipped", "duplicate url")
    pages = watch.rows("SELECT url FROM urls WHERE page_id > 0 ORDER BY url")
    assert [url for (url,) in pages] == [site.url("/b"), site.url("/long")]
    assert (collected.fetched, collected.failed) == (2, 1)


def test_a_redirect_to_what_is_loaded_is_an_alias_of_it(watch, site):
    site.feed("/long")
    site.say("/long", "<p>A")
    watch.run()
    with open_archive(watch.archive_file) as archive:
        archive.execute("UPDATE urls SET page_id = NULL, state = 'loaded', reason = 'ok', article_id = 7")
    site.feed("/short", "/long", "/again")
    site.say("/short", "", status=302, location="/long")
    site.say("/again", "", status=302, location="/short")
    site.asked()
    collected = watch.run()
    assert site.asked() == ["/feed", "/short", "/again", "/short"]
    assert (collected.fetched, collected.failed) == (0, 0)
    assert watch.rows("SELECT state, article_id, page_id FROM urls ORDER BY url") == [
        ("skipped", 7, None),
        ("loaded", 7, None),
        ("skipped", 7, None),
    ]


def test_addresses_that_are_not_public_are_refused_unless_the_settings_allow_them(tmp_path, site):
    file = tmp_path / "wirewatch.toml"
    file.write_text(f'contact = "desk@newsroom.localhost"\n[[outlet]]\nname = "quay"\nhome = "{site.url("/")}"')
    collected = Watch(file).run()
    assert (collected.answered, site.asked()) == (False, [])
    assert "refused address" in collected.note


def test_feeds_that_the_home_page_links_are_found_and_remembered(watch_home, site):
    site.say("/", RSS.format("/world.xml") + RSS.format("/arts.xml"))
    site.feed("/a", path="/world.xml")
    site.feed("/b", path="/arts.xml")
    assert watch_home.run().discovered == 2
    asked = site.asked()
    assert asked[:2] == ["/robots.txt", "/"]
    assert len(asked) <= 12 + len("ab")
    assert asked[-4:] == ["/world.xml", "/arts.xml", "/a", "/b"]
    assert watch_home.run().answered
    assert site.asked() == ["/world.xml", "/arts.xml"]


def test_without_a_link_the_usual_paths_are_tried_until_one_is_a_feed(watch_home, site):
    site.say("/", "<p>No links here")
    site.say("/feed", "<p>not a feed")
    site.feed("/a", path="/rss.xml")
    assert watch_home.run().discovered == 1
    asked = site.asked()
    assert asked[:5] == ["/robots.txt", "/", "/feed", "/sitemap.xml", "/rss.xml"]
    assert asked.count("/rss.xml") == 1


def test_where_nothing_else_is_found_the_links_of_the_home_page_are_followed(watch_home, site):
    site.say("/", '<a href="/world">World</a><a href="/world/ferry-sails-again-at-last">Ferry</a>')
    site.say("/world/ferry-sails-again-at-last", "<p>A")
    collected = watch_home.run()
    assert (collected.answered, collected.discovered) == (True, 1)
    assert collected.note.startswith(f"no feed or sitemap was found at {site.url('/')}, its links are followed")
    assert len(site.asked()) <= 12 + 1
    site.say("/", '<a href="/world/fish-market-moves-to-harbour">Fish</a>')
    assert watch_home.run().discovered == 1
    assert site.asked() == ["/", "/world/fish-market-moves-to-harbour"]


def sitemap(*urls, index=False):
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    body = "".join(f"<{inner}><loc>{url}</loc></{inner}>" for url in urls)
    return f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</{outer}>'


def test_a_sitemap_leads_to_pages_and_an_index_to_sitemaps(site, settings_file):
    watch = Watch(settings_file(("quay", site.url("/"), f'sitemaps = ["{site.url("/index.xml")}"]')))
    children = [
        site.url("/news.xml"),
        "ftp://quay.news/x.xml",
        "http://me:secret@127.0.0.1/x.xml",
        site.url("/gone.xml"),
    ]
    site.say("/index.xml", sitemap(*children, index=True))
    site.say("/news.xml", sitemap(site.url("/a"), site.url("/b")))
    collected = watch.run()
    assert site.asked() == ["/robots.txt", "/index.xml", "/news.xml", "/gone.xml", "/a", "/b"]
    assert (collected.discovered, collected.answered) == (2, True)


def test_what_is_under_an_index_is_read_though_the_index_did_not_change(site, settings_file):
    watch = Watch(settings_file(("quay", site.url("/"), f'sitemaps = ["{site.url("/index.xml")}"]')))
    site.say("/index.xml", sitemap(site.url("/news.xml"), index=True), etag='"1"')
    site.say("/news.xml", sitemap(site.url("/a")), etag='"1"')
    watch.run()
    site.say("/news.xml", sitemap(site.url("/b"), site.url("/a")), etag='"2"')
    assert watch.run().discovered == 1
    site.asked()
    watch.run()
    assert site.asked() == ["/index.xml", "/news.xml", "/news.xml"]  # its first 304 is checked
    assert watch.rows("SELECT outcome FROM fetches ORDER BY fetch_id DESC LIMIT 2") == [("ok",), ("not modified",)]


def test_an_index_may_lead_to_an_index(site, settings_file):
    watch = Watch(settings_file(("quay", site.url("/"), f'sitemaps = ["{site.url("/index.xml")}"]')))
    site.say("/index.xml", sitemap(site.url("/2026.xml"), index=True))
    site.say("/2026.xml", sitemap(site.url("/november.xml"), site.url("/index.xml"), index=True))
    site.say("/november.xml", sitemap(site.url("/a")))
    assert watch.run().discovered == 1
    assert site.asked() == ["/robots.txt", "/index.xml", "/2026.xml", "/november.xml", "/a"]


def test_an_index_of_indexes_has_an_end(site, settings_file):
    watch = Watch(settings_file(("quay", site.url("/"), f'sitemaps = ["{site.url("/index.xml")}"]')))
    site.say("/index.xml", sitemap(site.url("/index.xml"), site.url("/child.xml"), index=True))
    site.say("/child.xml", sitemap(site.url("/index.xml"), index=True))
    watch.run()
    assert len(site.asked()) <= 4


def test_the_pause_between_requests_is_kept(site, settings_file):
    file = settings_file(("quay", site.url("/"), f'feeds = ["{site.url("/feed")}"]'))
    file.write_text(file.read_text().replace("requests = 0", "requests = 0.2"))
    site.feed("/a")
    started = datetime.now(UTC)
    Watch(file).run()
    assert site.asked() == ["/robots.txt", "/feed", "/a"]
    assert datetime.now(UTC) - started >= timedelta(seconds=0.4)


def dead_homes(count):
    """Addresses at which nobody listens."""
    with ExitStack() as closing:
        taken = [closing.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [f"http://127.0.0.1:{one.getsockname()[1]}/" for one in taken]


def run_all(watch):
    async def collect():
        with open_archive(watch.archive_file) as archive:
            run_id = runs.start(archive, "all", datetime.now(UTC), None)
        async with open_desk(watch.settings, run_id) as desk:
            for outlet in watch.settings.outlets:
                await collect_outlet(desk, outlet)
            return settle_setbacks(desk)

    return asyncio.run(collect())


ONE_PAGE = (
    "INSERT INTO urls (url, outlet, discovered_by, discovered_at, state, reason, entry, due_at)"
    " VALUES (?, ?, 'feed', '2020', 'waiting', 'new', '{{\"url\": \"{0}\", \"authors\": []}}', '2020')"
)


def enter_pages(watch):
    """A page of each outlet that is due."""
    with open_archive(watch.archive_file) as archive:
        for outlet in watch.settings.outlets:
            archive.execute(ONE_PAGE.format(outlet.home + "a"), (outlet.home + "a", outlet.name))


def test_when_no_host_can_be_reached_it_is_our_line_and_nothing_is_held_against_them(settings_file):
    homes = dead_homes(4)
    watch = Watch(settings_file(*((f"quay-{n}", home, f'feeds = ["{home}feed"]') for n, home in enumerate(homes))))
    enter_pages(watch)
    finding = "our own line seems to be down: no connection to 4 of 4 hosts; no outlet is blamed"
    assert run_all(watch) == finding
    assert watch.rows("SELECT line_down FROM runs") == [(finding,)]
    assert set(watch.rows("SELECT state, reason, attempts, failing_since, due_at FROM urls")) == {
        ("waiting", "new", 0, None, "2020")
    }
    assert set(watch.rows("SELECT failures, closed_until FROM hosts")) == {(0, None)}


def test_a_group_none_of_whose_hosts_can_be_reached_is_told_once_as_our_line_while_others_get_answers(settings_file):
    homes = dead_homes(3)
    watch = Watch(settings_file(*((f"quay-{n}", home, f'feeds = ["{home}feed"]') for n, home in enumerate(homes))))
    enter_pages(watch)
    assert run_all(watch) is not None
    with open_archive(watch.archive_file) as archive:
        runs.finish(archive, runs.start(archive, "europe", datetime.now(UTC), None), "completed", {}, datetime.now(UTC))
    assert [run_all(watch), run_all(watch)] == [None, None]
    assert {reason for (reason,) in watch.rows("SELECT reason FROM urls")} == {"robots unreachable"}


def test_when_some_hosts_can_be_reached_the_others_have_failed(settings_file, site):
    site.feed("/b")
    homes = [*dead_homes(2), site.url("/")]
    watch = Watch(settings_file(*((f"quay-{n}", home, f'feeds = ["{home}feed"]') for n, home in enumerate(homes))))
    enter_pages(watch)
    assert run_all(watch) is None
    assert watch.rows("SELECT line_down FROM runs") == [(None,)]
    assert watch.rows("SELECT reason, attempts FROM urls WHERE outlet = 'quay-0'") == [("robots unreachable", 1)]
    assert watch.rows("SELECT failures > 0 FROM hosts ORDER BY failures") == [(0,), (1,), (1,)]


class Lying:
    """Says 304 to whoever has been there, whatever it has: it forgot to change its ETag."""

    def __init__(self, site, *paths):
        self.site, self.paths = site, paths
        self.is_honest = False

    def __call__(self, request):
        etag = '"1"' if not self.is_honest else f'"{len(self.paths)}"'
        asked_for = request.headers.get("if-none-match")
        headers = {"content-type": "application/rss+xml", "etag": etag}
        request.answer(200, headers, self.site.feed_of(*self.paths), asked_for=asked_for)


def test_an_outlet_that_says_304_although_there_is_news_loses_nothing_and_is_marked(watch, site):
    feed = site.pages["/feed"] = Lying(site, "/a")
    watch.run()
    feed.paths += ("/b",)
    assert watch.run().discovered == 1
    assert watch.rows("SELECT false_304_at IS NOT NULL FROM polls") == [(1,)]
    site.asked()
    feed.paths += ("/c",)
    assert watch.run().discovered == 1
    assert site.asked().count("/feed") == 1
    assert "if-none-match" not in {name for _, headers in site.requests for name in headers}


def test_the_first_304_are_checked_and_then_trusted_for_a_day(watch, site):
    site.feed("/a", etag='"1"')
    watch.run()
    asked = []
    for _ in range(6):
        site.asked()
        watch.run()
        asked.append(site.asked().count("/feed"))
    assert asked == [2, 2, 1, 2, 1, 1]
    assert watch.rows("SELECT unmodified, false_304_at FROM polls") == [(6, None)]


def test_a_feed_that_lied_later_is_caught_by_the_daily_look(watch, site):
    feed = site.pages["/feed"] = Lying(site, "/a")
    watch.run()
    with open_archive(watch.archive_file) as archive:
        archive.execute("UPDATE polls SET unmodified = 40")
        feed.paths += ("/b",)
    assert watch.run().discovered == 0
    with open_archive(watch.archive_file) as archive:
        archive.execute("UPDATE listings SET full_at = '2020-01-01T00:00:00+00:00'")
    assert watch.run().discovered == 1
    assert watch.rows("SELECT false_304_at IS NOT NULL FROM polls") == [(1,)]


def test_a_feed_that_fails_is_asked_less_by_schedules_and_at_once_by_hand(watch, site):
    site.say("/feed", "gone", status=410)
    for _ in range(3):
        watch.run()
    assert watch.rows("SELECT failures, outcome, failing_since IS NOT NULL FROM polls") == [(3.0, "gone", 1)]
    site.asked()
    collected = watch.run(due_only=True)
    assert site.asked() == []
    assert not collected.answered
    assert collected.note.startswith(f"{site.url('/feed')}: gone since ")
    watch.run()
    assert site.asked() == ["/feed"]


def test_a_schedule_asks_what_is_due_and_a_person_everything(watch, site):
    site.feed("/a", cache_control="max-age=3600")
    watch.run(due_only=True)
    site.asked()
    collected = watch.run(due_only=True)
    assert (site.asked(), collected.answered, collected.note) == ([], True, None)
    site.feed("/a", "/b", cache_control="max-age=3600")
    assert watch.run().discovered == 1


def test_each_verdict_is_in_the_ledger_with_the_line_that_decided(watch, site):
    robots = (
        "User-agent: *\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 0.01\nLicense: https://quay.news/l.xml"
    )
    site.say("/robots.txt", robots)
    site.feed("/private/a", "/private/open/b", "/c", tdm_reservation="1")
    watch.run()
    found = watch.rows("SELECT url, signal, value, verdict FROM rights")
    assert sorted((url[len(site.base) :], *rest) for url, *rest in found) == [
        ("/.well-known/tdmrep.json", "robots", "no line forbids it", "allowed"),
        ("/c", "robots", "no line forbids it", "allowed"),
        ("/feed", "robots", "no line forbids it", "allowed"),
        ("/feed", "tdm-reservation", "tdm-reservation: 1", "text and data mining reserved"),
        ("/private/a", "robots", "Disallow: /private", "refused: robots"),
        ("/private/open/b", "robots", "Allow: /private/open", "allowed"),
        ("/robots.txt", "crawl-delay", "Crawl-delay: 0.01", "kept"),
        ("/robots.txt", "license", "License: https://quay.news/l.xml", "recorded"),
        ("/robots.txt", "robots.txt", "200 OK", "read"),
    ]


def test_a_host_that_wants_minutes_between_requests_is_left_alone_and_that_is_said(watch, site):
    site.say("/robots.txt", "User-agent: *\nCrawl-delay: 121")
    site.feed("/a")
    collected = watch.run()
    assert site.asked() == ["/robots.txt"]
    assert collected.note == f"{site.url('/feed')}: robots (Crawl-delay: 121 (the longest that is kept is 120))"
    assert watch.rows("SELECT verdict FROM rights WHERE signal = 'crawl-delay'") == [("host skipped",)]
