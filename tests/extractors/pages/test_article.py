"""The record of one page: title, dates, names and identity, each with what the page said of it."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.model import FeedEntry, Page, Text
from extractors.outcomes import Reason
from extractors.pages.article import clean_page, clean_text

URL = "https://www.harbour.example/news/pier-reopens"
TITLE = "Eastern pier reopens before summer"
SENTENCES = (
    "The harbour board said on Tuesday that it would reopen the eastern pier before the summer season begins in June.",
    "Engineers had closed it in winter after divers found cracks in two of the oldest pillars under the customs house.",
    "Repairs cost less than half of what the town had set aside, and the rest will go to a new lamp at the breakwater.",
    "Fishermen, who had moved their boats across the bay, welcomed the news but asked for a written date by next week.",
)
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def article(head="", body=f"<h1>{TITLE}</h1>{PROSE}", url=URL, entry=None, lang=""):
    markup = f"<html{lang}><head><meta charset=utf-8>{head}</head><body><article>{body}</article></body></html>"
    cleaned = clean_page(Page(url, markup.encode(), entry=entry))
    assert cleaned.article is not None, cleaned
    return cleaned.article


def json_ld(**facts):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **facts})}</script>'


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        pytest.param(f"<title>{TITLE} | Harbour News</title>", f"<h1>{TITLE}</h1>", TITLE, id="heading"),
        pytest.param(f"<title>{TITLE} - harbour.example</title>", "", TITLE, id="site by host"),
        pytest.param(
            f'<meta property="og:title" content="{TITLE} - The Bay Post">'
            '<meta property="og:site_name" content="The Bay Post">',
            "",
            TITLE,
            id="site by its name",
        ),
        pytest.param(f"<title>{TITLE}</title>", f"<h1>Harbour</h1><h2>{TITLE}</h2>", TITLE, id="h1 is the logo"),
        pytest.param(json_ld(headline=TITLE), "<h1>News</h1>", TITLE, id="json-ld"),
        pytest.param("<title>Pier - what now?</title>", "", "Pier - what now?", id="a dash of its own"),
        pytest.param("", f"<h1>{TITLE}</h1>", TITLE, id="heading alone"),
    ],
)
def test_the_title_is_the_headline_without_the_site(head, heading, title):
    assert article(head, heading + PROSE).title == title


def test_a_headline_that_stands_again_as_first_paragraph_goes():
    found = article(f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1><p>{TITLE}</p>{PROSE}")
    assert found.paragraphs == SENTENCES
    assert [(removal.text, removal.reason) for removal in found.removed] == [(TITLE, "headline")]


@pytest.mark.parametrize(
    ("head", "body", "entry", "published", "source"),
    [
        (json_ld(datePublished="2022-03-04T08:15:00+07:00"), "", None, "2022-03-04T01:15:00+00:00", "json-ld"),
        (
            '<meta property="article:published_time" content="2022-03-04T08:15:00Z">' + json_ld(datePublished="soon"),
            "",
            None,
            "2022-03-04T08:15:00+00:00",
            "meta",
        ),
        ("", '<time datetime="2022-03-04T08:15:00Z">today</time>', None, "2022-03-04T08:15:00+00:00", "time"),
        ("", "", FeedEntry(URL, published="Fri, 04 Mar 2022 08:15:00 GMT"), "2022-03-04T08:15:00+00:00", "feed"),
        ("", "<div>4 March 2022, 08:15 GMT</div>", None, "2022-03-04T08:15:00+00:00", "html"),
    ],
    ids=["json-ld", "meta", "time", "feed", "line over the text"],
)
def test_the_time_of_publication_is_chosen_in_order(head, body, entry, published, source):
    found = article(head, f"<h1>{TITLE}</h1>{body}{PROSE}", entry=entry)
    assert found.paragraphs == SENTENCES
    assert found.published_at is not None
    assert found.published_at.isoformat() == published
    chosen = [claim for claim in found.claims if claim.field == "published_at" and claim.verdict == "chosen"]
    assert [claim.source for claim in chosen] == [source]


def test_a_day_in_the_url_is_midnight_and_says_so():
    found = article(url="https://www.harbour.example/2022/03/04/pier")
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2022-03-04T00:00:00+00:00"
    assert [claim.note for claim in found.claims if claim.source == "url"] == ["the day only"]


def test_statements_that_differ_are_claims():
    head = json_ld(datePublished="2022-03-04T08:15:00Z", dateModified="2022-03-01T08:00:00Z")
    found = article(head + '<meta name="pubdate" content="2021-11-30">')
    verdicts = {(claim.field, claim.source, claim.raw): claim.verdict for claim in found.claims}
    assert verdicts["published_at", "meta", "2021-11-30"] == "contradicts"
    assert verdicts["modified_at", "json-ld", "2022-03-01T08:00:00Z"] == "impossible"


@pytest.mark.parametrize(
    ("href", "url", "verdict"),
    [
        ("https://harbour.example/pier?utm_source=x", "https://harbour.example/pier", "chosen"),
        ("/news/pier", "https://www.harbour.example/news/pier", "chosen"),
        ("https://www.harbour.example/", URL, "contradicts"),
        ("https://www.other.example/pier", URL, "contradicts"),
        ("javascript:void(0)", URL, "contradicts"),
    ],
)
def test_a_canonical_link_counts_within_the_house(href, url, verdict):
    found = article(f'<link rel="canonical" href="{href}">', url=f"{URL}?utm_source=feed")
    assert found.url == url
    assert [claim.verdict for claim in found.claims if claim.field == "canonical_url"] == [verdict]


@pytest.mark.parametrize(
    ("head", "body", "names"),
    [
        (json_ld(author=[{"@type": "Person", "name": "Ann Lee"}, {"name": "Bo Kim"}]), "", ("Ann Lee", "Bo Kim")),
        ('<meta name="author" content="By Ann Lee and Bo Kim">', "", ("Ann Lee", "Bo Kim")),
        ("", "<div>By Ann Lee</div>", ("Ann Lee",)),
        ("", '<a rel="author" href="/ann">Ann Lee</a>', ("Ann Lee",)),
        ('<meta name="author" content="https://www.facebook.com/harbour">', "", ()),
    ],
    ids=["json-ld", "meta", "byline", "link", "a page is no name"],
)
def test_authors_are_names(head, body, names):
    assert article(head, f"<h1>{TITLE}</h1>{body}{PROSE}").authors == names


def test_what_leads_away_is_removed_and_named():
    extra = (
        '<p>Read more: <a href="/fish">Fish prices rise in three markets</a></p>'
        "<p>Follow us on Facebook and Twitter</p><figure><img src=x><figcaption>The pier.</figcaption></figure>"
    )
    found = article("", f"<h1>{TITLE}</h1><p>{SENTENCES[0]}</p>{extra}{PROSE.partition('</p>')[2]}")
    assert found.paragraphs == SENTENCES
    assert {(removal.reason, removal.position) for removal in found.removed} >= {("link", 1), ("promotion", 1)}


def test_the_text_decides_its_language_and_the_template_is_heard():
    found = article(lang=' lang="fr"')
    assert found.language == "en"
    assert [claim.verdict for claim in found.claims if claim.field == "language"] == ["contradicts"]


def test_a_paragraph_between_others_that_the_extractor_lost_is_found_again():
    found = article("", f"<h1>{TITLE}</h1>" + PROSE.replace("<p>Repairs", '<p class="teaser">Repairs'))
    assert found.paragraphs == SENTENCES


def test_a_page_nested_deeper_than_the_parser_goes_keeps_its_article():
    found = article("", "<div>" * 3000 + f"<h1>{TITLE}</h1>{PROSE}" + "</div>" * 3000)
    assert set(SENTENCES) <= set(found.paragraphs)


def test_confidence_falls_where_doubts_are():
    sure = article(f"<title>{TITLE}</title>")
    short = article("", f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>")
    assert 0 < short.confidence < sure.confidence <= 1


def test_broken_json_ld_is_no_crash():
    found = article('<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>')
    assert found.title == TITLE


def test_a_collected_text_without_words_is_empty():
    assert clean_text(Text(URL, TITLE, ("", " "))).outcome is Reason.EMPTY


@settings(deadline=None)
@example([SENTENCES[n] for n in (1, 0, 1, 1, 0, 0, 0)])
@given(st.lists(st.sampled_from([*SENTENCES, "A", "loading...", TITLE, "Baca juga: Harga naik"]), max_size=10))
def test_cleaning_twice_is_cleaning_once(paragraphs):
    once = clean_text(Text(URL, TITLE, tuple(paragraphs))).article
    if once is not None:
        twice = clean_text(Text(URL, TITLE, once.paragraphs)).article
        assert twice is not None
        assert (twice.paragraphs, twice.removed) == (once.paragraphs, ())


@settings(max_examples=60)
@given(st.text(alphabet="<>/=\"'&; abdivpspanbrtable!-\n", max_size=200))
def test_no_markup_crashes_it(markup):
    assert clean_page(Page(URL, markup.encode())).outcome in Reason
