import re
from html import unescape

import pytest

from flows.newsroom import skins
from flows.newsroom.outlets import outlets

BASE = "http://127.0.1.1:80"
ARTICLES = [
    pytest.param(outlet, article, id=f"{outlet.name}{article.path}") for outlet in outlets() for article in outlet.at(2)
]


def page_of(outlet, article):
    return skins.article_page(skins.Setting(outlet, BASE, 2), article)


@pytest.mark.parametrize(("outlet", "article"), ARTICLES)
def test_a_page_prints_every_paragraph_as_often_as_it_shall(outlet, article):
    words = unescape(page_of(outlet, article).partition("<h1")[2])
    times = [words.count(paragraph) for paragraph in article.paragraphs]
    assert times == [1] + [2 if article.twice else 1] * (len(times) - 1)


@pytest.mark.parametrize(("outlet", "article"), ARTICLES)
def test_a_page_has_one_headline_and_names_its_address(outlet, article):
    page = page_of(outlet, article)
    assert [unescape(title) for title in re.findall("<h1[^>]*>(.*?)</h1>", page)] == [article.title]
    assert f'<link rel="canonical" href="{BASE}{article.path}"' in page


@pytest.mark.parametrize("outlet", outlets(), ids=lambda outlet: outlet.name)
def test_a_page_can_be_written_in_the_encoding_of_its_outlet(outlet):
    for article in outlet.at(2):
        page_of(outlet, article).encode(outlet.encoding)


def test_the_page_that_stands_twice_has_the_lines_of_the_real_one():
    outlet = next(outlet for outlet in outlets() if outlet.name == "harian-teluk")
    article = next(article for article in outlet.at(1) if article.twice)
    page = re.sub("<script.*?</script>", "", page_of(outlet, article).partition("<h1")[2], flags=re.DOTALL)
    lines = [line for line in (unescape(line).strip() for line in re.split("<[^>]*>", page)) if line]
    start = lines.index("loading...")
    printed = ["loading...", "A", "A", "A", *article.paragraphs, *article.paragraphs[1:]]
    assert lines[start : start + len(printed)] == printed


def test_the_front_page_links_to_the_articles_and_to_the_feeds():
    for outlet in outlets():
        page = skins.front_page(skins.Setting(outlet, BASE, 1))
        assert all(f'href="{BASE}{article.path}"' in page for article in outlet.at(1))
        assert all(
            f'rel="alternate" type="application/{feed.kind}+xml" href="{BASE}{feed.path}"' in page
            for feed in outlet.feeds
        )


def test_a_section_lists_its_own_articles_only():
    outlet = next(outlet for outlet in outlets() if outlet.name == "quarrow-ledger")
    page = skins.front_page(skins.Setting(outlet, BASE, 1), "courts")
    assert f"{BASE}/courts/forged-bills-of-lading" in page
    assert f"{BASE}/life/night-library" not in page


@pytest.mark.parametrize("kind", ["amp", "print"])
def test_a_variant_names_the_address_of_the_article(kind):
    outlet, article = next(
        (outlet, article)
        for outlet in outlets()
        for article in outlet.articles
        for variant in article.variants
        if variant.kind == kind
    )
    page = skins.variant_page(skins.Setting(outlet, BASE, 1), article, kind)
    assert f'<link rel="canonical" href="{BASE}{article.path}">' in page
    assert all(paragraph in unescape(page) for paragraph in article.paragraphs)
