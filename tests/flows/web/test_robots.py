"""robots.txt by RFC 9309, from the answer to the verdict."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.outcomes import Reason
from flows.web.answers import Answer
from flows.web.robots import MAX_ROBOTS_BYTES, read_robots

AT = datetime(2026, 3, 1, tzinfo=UTC)
HOST = "https://news.test"


def answer(outcome=Reason.OK, status=200, content=b"", hops=(), evidence=None):
    url = f"{HOST}/robots.txt"
    return Answer(url, url, AT, 0.1, outcome, status, {}, content, evidence, hops)


def rules(text):
    return read_robots(answer(content=text.encode()))


NO_PRIVATE = answer(content=b"User-agent: *\nDisallow: /private/")

ANSWERS = {
    "not found": (answer(Reason.NOT_FOUND, 404), Reason.OK),
    "forbidden": (answer(Reason.BOT_WALL, 403), Reason.OK),
    "gone": (answer(Reason.GONE, 410), Reason.OK),
    "payment": (answer(Reason.PAYWALL, 402), Reason.OK),
    "request timeout": (answer(Reason.TIMED_OUT, 408), Reason.OK),
    "too many requests": (answer(Reason.RATE_LIMITED, 429), Reason.OK),
    "empty": (answer(Reason.EMPTY, 200), Reason.OK),
    "too many redirects": (answer(Reason.TOO_MANY_REDIRECTS, 302), Reason.OK),
    "redirects in a circle": (answer(Reason.REDIRECT_LOOP, 302), Reason.OK),
    "redirects to no http": (answer(Reason.NOT_HTTP, None, hops=("x",)), Reason.OK),
    "rules for others": (NO_PRIVATE, Reason.OK),
    "a page instead": (answer(content=b"<html><body>Not here</body></html>"), Reason.OK),
    "server error": (answer(Reason.SERVER_ERROR, 500), Reason.ROBOTS_UNREACHABLE),
    "down for a while": (answer(Reason.RATE_LIMITED, 503), Reason.ROBOTS_UNREACHABLE),
    "a wall that says 503": (answer(Reason.BOT_WALL, 503), Reason.ROBOTS_UNREACHABLE),
    "no connection": (answer(Reason.CONNECTION_FAILED, None), Reason.ROBOTS_UNREACHABLE),
    "timed out": (answer(Reason.TIMED_OUT, None), Reason.ROBOTS_UNREACHABLE),
    "half of it": (answer(Reason.TRUNCATED, 200), Reason.ROBOTS_UNREACHABLE),
    "unreadable": (answer(Reason.UNDECODABLE, 200), Reason.ROBOTS_UNREACHABLE),
    "redirects inside": (answer(Reason.REFUSED_ADDRESS, None, hops=("x",)), Reason.ROBOTS_UNREACHABLE),
    "a refused host": (answer(Reason.REFUSED_ADDRESS, None), Reason.REFUSED_ADDRESS),
    "a closed host": (answer(Reason.RATE_LIMITED, None, evidence="closed until noon"), Reason.RATE_LIMITED),
}


@pytest.mark.parametrize(("came", "reason"), ANSWERS.values(), ids=ANSWERS)
def test_what_came_for_robots_decides_about_the_host(came, reason):
    verdict = read_robots(came).verdict(f"{HOST}/news/rice")
    assert verdict.reason is reason
    assert verdict.allowed is (reason is Reason.OK)
    assert verdict.rule == came.evidence


LINES = {
    "allowed": ("User-agent: *\nDisallow: /private/", "/news", None),
    "the path": ("User-agent: *\nDisallow: /private/", "/private/a", "Disallow: /private/"),
    "the longest line": ("User-agent: *\nDisallow: /a\nDisallow: /a/b # drafts", "/a/b/c", "Disallow: /a/b"),
    "a longer allow wins": ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", None),
    "allow wins a tie": ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", None),
    "a wildcard": ("User-agent: *\nDisallow: /*?print=", "/news?print=1", "Disallow: /*?print="),
    "an end": ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", "Disallow: /*.pdf$"),
    "our own group": ("User-agent: *\nDisallow:\n\nUser-agent: WireWatch\nDisallow: /", "/a", "Disallow: /"),
    "our own group alone": ("User-agent: *\nDisallow: /\n\nUser-agent: wirewatch\nDisallow: /b", "/a", None),
    "a group of two": ("User-agent: other\nUser-agent: wirewatch\nDisallow: /b", "/b", "Disallow: /b"),
    "groups are merged": (
        "User-agent: wirewatch\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: wirewatch\nDisallow: /b",
        "/b",
        "Disallow: /b",
    ),
    "another robot": ("User-agent: badbot\nDisallow: /", "/a", None),
    "robots.txt itself": ("User-agent: *\nDisallow: /", "/robots.txt", None),
    "a BOM before it": ("\ufeffUser-agent: *\nDisallow: /a", "/a", "Disallow: /a"),
    "escapes are one spelling": ("User-agent: *\nDisallow: /%7Ejoe", "/~joe", "Disallow: /%7Ejoe"),
    "a misspelling decides, unnamed": ("User-agent: *\nDissallow: /a", "/a", "?"),
}


@pytest.mark.parametrize(("text", "path", "line"), LINES.values(), ids=LINES)
def test_the_line_that_decided_is_named(text, path, line):
    verdict = rules(text).verdict(HOST + path)
    assert verdict.allowed is (line is None)
    assert verdict.rule == (None if line == "?" else line)


DELAYS = {
    "seconds": ("10", 10.0),
    "half": ("0.5", 0.5),
    "none": ("0", None),
    "words": ("soon", None),
    "nan": ("nan", None),
}


@pytest.mark.parametrize(("told", "delay"), DELAYS.values(), ids=DELAYS)
def test_the_crawl_delay_is_passed_on(told, delay):
    assert rules(f"User-agent: *\nCrawl-delay: {told}\n").verdict(f"{HOST}/a").crawl_delay == delay


def test_sitemaps_are_listed():
    text = "Sitemap: https://news.test/news.xml\nUser-agent: *\nDisallow: /x\nSitemap: /other.xml"
    assert rules(text).sitemaps == ("https://news.test/news.xml", "/other.xml")


def test_only_the_first_500_kib_count():
    text = b"User-agent: *\n" + b"#" * MAX_ROBOTS_BYTES + b"\nDisallow: /a"
    assert read_robots(answer(content=text)).verdict(f"{HOST}/a").allowed


ROBOTS_WORDS = st.sampled_from(
    [b"User-agent: *\n", b"Disallow: ", b"Allow:/", b"Crawl-delay: ", b"*", b"$", b"%", b"\n"]
)


@given(st.one_of(st.binary(), st.lists(st.one_of(ROBOTS_WORDS, st.binary(max_size=4))).map(b"".join)), st.text())
def test_any_bytes_are_rules(content, path):
    read = read_robots(answer(content=content))
    assert read.verdict(f"{HOST}/{path}").reason in {Reason.OK, Reason.ROBOTS}
    assert read.sitemaps is not None


RFC_5_1 = """User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""
RFC_5_2 = "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif"
RFC_2_2_1 = "User-Agent: foobot\nAllow: /\nUser-agent: *\nDisallow: /\nUser-Agent: FooBot\nDisallow: /a"

RFC_9309 = {
    "5.1 a page for everyone": (RFC_5_1, "unnamed", "/publications/a", True),
    "5.1 a picture for no one": (RFC_5_1, "unnamed", "/publications.gif", False),
    "5.1 a folder for no one": (RFC_5_1, "unnamed", "/example/a", False),
    "5.1 the one page of foobot": (RFC_5_1, "foobot", "/example/page.html", True),
    "5.1 the one picture of foobot": (RFC_5_1, "foobot", "/example/allowed.gif", True),
    "5.1 nothing else for foobot": (RFC_5_1, "foobot", "/publications/a", False),
    "5.1 a group of two, the first": (RFC_5_1, "barbot", "/example/page.html", False),
    "5.1 a group of two, the second": (RFC_5_1, "bazbot", "/example/page.html", False),
    "5.1 what a group does not name": (RFC_5_1, "bazbot", "/publications.gif", True),
    "5.1 an empty group allows": (RFC_5_1, "quxbot", "/example/a", True),
    "5.2 the longest match refuses": (RFC_5_2, "foobot", "/example/page/disallowed.gif", False),
    "5.2 the shorter one allows the rest": (RFC_5_2, "foobot", "/example/page/b.gif", True),
    "2.2.1 groups of one robot are merged": (RFC_2_2_1, "foobot", "/a/b", False),
    "2.2.1 names are compared without case": (RFC_2_2_1, "FOOBOT", "/c", True),
    "2.2.1 others take the group for all": (RFC_2_2_1, "barbot", "/c", False),
    "2.2.2 no rules allow": ("", "foobot", "/a", True),
    "2.2.2 robots.txt itself is allowed": ("User-agent: *\nDisallow: /", "foobot", "/robots.txt", True),
    "2.2.3 a comment ends a line": ("User-agent: *\nDisallow: /a # /b", "foobot", "/a", False),
    "2.2.3 an end": ("User-agent: *\nDisallow: /this/path/exactly$", "foobot", "/this/path/exactly/a", True),
    "2.2.3 a wildcard": ("User-agent: *\nDisallow: /this/*/exactly", "foobot", "/this/b/exactly", False),
    "2.2.3 an escaped star": (
        "User-agent: *\nDisallow: /path/file-with-a-%2A.html",
        "foobot",
        "/path/file-with-a-*.html",
        False,
    ),
    "2.2.3 an escaped dollar": ("User-agent: *\nDisallow: /path/foo-%24", "foobot", "/path/foo-$", False),
    "2.2.2 other octets are escaped": ("User-agent: *\nDisallow: /foo/bar/ツ", "foobot", "/foo/bar/%E3%83%84", False),
}


@pytest.mark.parametrize(("text", "agent", "path", "allowed"), RFC_9309.values(), ids=RFC_9309)
def test_the_examples_of_rfc_9309(text, agent, path, allowed):
    assert rules(text).verdict(HOST + path, agent).allowed is allowed


PERMITS = {
    "a line": (answer(content=b"User-agent: *\nDisallow: /a\nAllow: /a/b\nAllow: /a/b/c"), "Allow: /a/b/c"),
    "no line": (answer(content=b"User-agent: *\nDisallow: /x"), "no line forbids it"),
    "no rules": (answer(Reason.NOT_FOUND, 404, evidence="404 Not Found"), "404 Not Found"),
}


@pytest.mark.parametrize(("came", "permit"), PERMITS.values(), ids=PERMITS)
def test_what_allows_a_url_is_named_too(came, permit):
    right = read_robots(came).verdict(f"{HOST}/a/b/c/d").right
    assert (right.value, right.verdict) == (permit, "allowed")
