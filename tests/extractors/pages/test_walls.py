"""A wall, an error page or a list of links is never an article; an article about walls is one."""

import pytest

from extractors.model import Page
from extractors.outcomes import Reason
from extractors.pages.article import clean_page

SENTENCES = (
    "The harbour board said on Tuesday that it would reopen the eastern pier before the summer season begins in June.",
    "Engineers had closed it in winter after divers found cracks in two of the oldest pillars under the customs house.",
    "Repairs cost less than half of what the town had set aside, and the rest will go to a new lamp at the breakwater.",
    "Fishermen, who had moved their boats across the bay, welcomed the news but asked for a written date by June.",
)
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
LONG = PROSE + (
    "<p>The customs house itself was built in 1911, when coal came in by sea and left by rail for the inland mills.</p>"
    "<p>It has stood empty for thirty years, and twice the council has turned down plans to make a hotel out of it.</p>"
    "<p>Nobody was hurt when a part of the roof came down during a gale, but the path below it has been shut since.</p>"
    "<p>A vote on the budget is due in October; until then a fence and two watchmen must do, the mayor told us.</p>"
    "<p>Divers will look at the pillars again every spring, and their reports will hang in the hall of the library.</p>"
    "<p>The oldest of them, a man of seventy, first went down there in 1968 with a lamp that he had built at home.</p>"
    "<p>Visitors who walked the pier last week found fresh paint, new ropes and a bench that faces the lighthouse.</p>"
)
NOT_FREE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Pier reopens", '
    '"isAccessibleForFree": "False"}</script>'
)


def outcome(body, head="<title>Pier reopens</title>", url="https://www.harbour.example/news/pier"):
    markup = f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return clean_page(Page(url, markup.encode())).outcome


TEASERS = "".join(
    f'<div class=card><h3><a href="/{n}">Headline number {n} about the harbour and its boats</a></h3>'
    f"<p>On pier {n}: {SENTENCES[n % 4]}</p></div>"
    for n in range(12)
)


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        pytest.param(
            "<title>Just a moment...</title>",
            "<h1>www.harbour.example</h1><p>Verifying you are human. This may take a few seconds.</p>",
            Reason.BOT_WALL,
            id="cloudflare challenge",
        ),
        pytest.param(
            "<title>Attention Required! | Cloudflare</title>",
            "<h1>Sorry, you have been blocked</h1><p>You are unable to access harbour.example</p>",
            Reason.BOT_WALL,
            id="cloudflare block",
        ),
        pytest.param(
            "<title>Access Denied</title>",
            "<h1>Access Denied</h1>You don't have permission to access this page on this server. Reference #18.5fd",
            Reason.BOT_WALL,
            id="akamai",
        ),
        pytest.param(
            "<title>harbour.example</title>",
            "<p>Please enable JS and disable any ad blocker</p>"
            '<script src="https://ct.captcha-delivery.com/c.js"></script>',
            Reason.BOT_WALL,
            id="datadome",
        ),
        pytest.param(
            "<title>Harbour News</title>",
            "<h1>Before you continue</h1><p>We and our partners store or access information on a device, such as "
            "cookies, to show you advertisements that fit you.</p><button>Accept all</button>",
            Reason.CONSENT_WALL,
            id="consent dialogue",
        ),
        pytest.param(
            f"<title>Pier reopens</title>{NOT_FREE}",
            f"<h1>Pier reopens</h1><p>{SENTENCES[0]}</p><div>Subscribe to continue reading</div>",
            Reason.PAYWALL,
            id="stub of an article that is not free",
        ),
        pytest.param(
            "<title>Pier reopens</title>",
            f"<h1>Pier reopens</h1><p>{SENTENCES[0]}</p><p>This article is for subscribers only.</p>",
            Reason.PAYWALL,
            id="stub that only its words give away",
        ),
        pytest.param(
            "<title>Halaman tidak ditemukan - Kabar Pagi</title>",
            "<h1>Halaman tidak ditemukan</h1><p>Maaf, halaman yang Anda cari sudah dipindahkan.</p>",
            Reason.NOT_FOUND,
            id="soft 404 in Indonesian",
        ),
        pytest.param(
            "<title>404 - Page not found</title>",
            f"<h1>Page not found</h1><p>Perhaps one of these helps.</p>{TEASERS}",
            Reason.NOT_FOUND,
            id="soft 404 with teasers",
        ),
        pytest.param("<title>Harbour News</title>", TEASERS, Reason.NO_ARTICLE, id="section page"),
        pytest.param(
            "<title>Harbour News</title>",
            "<ul>"
            + "".join(f'<li><a href="/{n}">Headline number {n} about boats</a></li>' for n in range(30))
            + "</ul>",
            Reason.NO_ARTICLE,
            id="front page of links",
        ),
        pytest.param(
            '<title>Pier reopens</title><meta property="og:type" content="article">',
            "<h1>Pier reopens</h1><p>More soon.</p>",
            Reason.TOO_SHORT,
            id="announcement of an article",
        ),
        pytest.param("", "", Reason.EMPTY, id="no text"),
    ],
)
def test_what_stands_in_an_articles_place_has_its_own_outcome(head, body, reason):
    assert outcome(body, head) is reason


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param("<title>Pier reopens</title>", f"<h1>Pier reopens</h1>{PROSE}", id="plain"),
        pytest.param(
            "<title>Just a moment: how captchas spread</title>",
            f"<h1>Just a moment: how captchas spread</h1>{PROSE}<p>Sites ask to verify you are human.</p>",
            id="about robot checks",
        ),
        pytest.param(
            "<title>404 people left the island in a single night of storms</title>",
            f"<h1>404 people left the island in a single night of storms</h1>{PROSE}",
            id="a number in the headline",
        ),
        pytest.param(
            f"<title>Pier reopens</title>{NOT_FREE}",
            f"<h1>Pier reopens</h1>{LONG}<p>Already a subscriber? Sign in.</p>",
            id="not free, but all of it is there",
        ),
        pytest.param(
            "<title>Pier reopens</title>",
            f"<h1>Pier reopens</h1>{PROSE}<div class=cookie>We value your privacy. Accept all and continue</div>",
            id="with a consent banner",
        ),
    ],
)
def test_an_article_is_not_taken_for_a_wall(head, body):
    assert outcome(body, head) is Reason.OK


@pytest.mark.parametrize("content", [b"", b"  \n ", b"<!-- nothing -->"])
def test_a_page_without_an_element_is_empty(content):
    assert clean_page(Page("https://www.harbour.example/", content)).outcome is Reason.EMPTY


def test_an_image_is_undecodable():
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    assert clean_page(Page("https://www.harbour.example/a", content)).outcome is Reason.UNDECODABLE


@pytest.mark.parametrize("also", ['<p><b>Read also: <a href="/{0}">{1}</a></b></p>', '<p><a href="/{0}">{1}</a></p>'])
def test_an_article_with_links_to_others_between_its_paragraphs_is_no_list(also):
    links = (also.format(number, f"Council votes on pier number {number}") for number in range(4))
    body = "".join(f"{link}<p>{line}</p>" for link, line in zip(links, SENTENCES, strict=True))
    cleaned = clean_page(Page("http://quay.news/a", f"<h1>Pier reopens in June</h1><div>{body}{LONG}</div>".encode()))
    assert cleaned.outcome is Reason.OK


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Pier reopens in June</h1><div>{text}</div><div>{teasers}</div>",
        '<h1><a href="/news/pier">Pier reopens in June</a></h1><div>{text}</div><div>{teasers}</div>',
        "<div>Pier reopens in June</div><div>{text}</div><div>{teasers}</div>",
        "<div>{teasers}</div><h1>Pier reopens in June</h1><div>{text}</div>",
    ],
    ids=["teasers below", "a headline that is a link", "no heading", "teasers above"],
)
def test_an_article_whose_related_articles_have_a_line_of_text_each_is_no_list(page):
    body = page.format(text=LONG[len(PROSE) : len(PROSE) + 480].rpartition("<p>")[0], teasers=TEASERS)
    assert outcome(body, "<title>Pier reopens in June</title>") is Reason.OK


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>Harbour</h1>{TEASERS}<h4>About us</h4>{PROSE}",
        f"<h1>Harbour</h1><p>{SENTENCES[0]}</p>{TEASERS}",
        "<p>" + " ".join(f'<a href="/{n}">Headline number {n} about boats</a>' for n in range(60)) + "</p>",
    ],
    ids=["a box about the outlet", "a line about the section", "one paragraph of links"],
)
def test_a_list_of_articles_with_a_word_of_its_own_is_a_list(body):
    assert outcome(body, "<title>Harbour News</title>") is Reason.NO_ARTICLE
