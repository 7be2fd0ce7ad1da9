import re
from datetime import date
from itertools import combinations

import pytest

from extractors.outcomes import MEANING
from flows.newsroom import feeds, truth
from flows.newsroom.outlets import outlets

#: Words in a row that unrelated articles of the newsroom never share.
RUN = 6


def printed(state):
    return {(outlet.name, article.path): article for outlet in outlets() for article in outlet.at(state)}


def discovered(state):
    """Every URL of every feed, without tracking parameters."""
    return {
        (outlet.name, item.path.partition("?utm_")[0])
        for outlet in outlets()
        for feed in outlet.feeds
        for item in feeds.items(outlet, feed, state)
    }


def runs(article):
    words = re.findall(r"\w+", " ".join(article.paragraphs).lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


@pytest.mark.parametrize("state", [1, 2])
def test_every_discovered_url_is_an_article_or_has_a_fate(state):
    places = [article.place for article in truth.articles(state)] + [fate.place for fate in truth.fates(state)]
    assert len(places) == len(set(places))
    assert set(places) == discovered(state)


@pytest.mark.parametrize("state", [1, 2])
def test_the_articles_of_the_file_are_those_that_are_printed(state):
    counts = {(row["outlet"], row["path"]): (row["title"], row["paragraphs"]) for row in truth._rows("article", state)}
    words = printed(state)
    assert counts == {place: (words[place].title, len(words[place].paragraphs)) for place in counts}
    assert 40 <= len(counts) <= 70


@pytest.mark.parametrize("state", [1, 2])
def test_a_fate_has_the_state_that_goes_with_its_reason(state):
    for fate in truth.fates(state):
        assert MEANING[fate.reason][0] == fate.state
        assert (fate.article is not None) == (fate.reason == "duplicate url")


def test_articles_that_are_no_copies_share_no_prose():
    words = {place: runs(article) for place, article in printed(2).items()}
    edges = {frozenset((edge.copy, edge.source)) for edge in truth.copies(2)}
    edges |= {frozenset(pair) for story in truth.stories(2) for pair in combinations(story.articles, 2)}
    quoted = frozenset(
        {
            ("quarrow-ledger", "/politics/malvane-harbour-speech"),
            ("strait-observer", "/2026/11/05/governor-wall-or-sea/"),
        }
    )
    shared = {frozenset((a, b)) for a, b in combinations(words, 2) if words[a] & words[b]}
    assert shared == edges | {quoted}


def test_all_that_the_two_quoting_articles_share_stands_between_quotation_marks():
    texts = [
        article.paragraphs for article in printed(1).values() if "leaving it to the sea" in " ".join(article.paragraphs)
    ]
    bare = [re.sub('[“”"][^“”"]*[“”"]', "\n", "\n".join(paragraphs)) for paragraphs in texts]
    assert len(texts) == 2
    assert not set(re.findall(r"\w+ \w+ \w+ \w+ \w+", bare[0])) & set(re.findall(r"\w+ \w+ \w+ \w+ \w+", bare[1]))
    quotes = [re.search('[“"](We have patched[^”"]*)', "\n".join(paragraphs))[1] for paragraphs in texts]
    assert quotes[0] == quotes[1]
    assert 40 <= len(quotes[0].split()) <= 60


def test_every_copy_was_published_after_its_source():
    articles = printed(2)
    for edge in truth.copies(2):
        assert articles[edge.copy].published > articles[edge.source].published
        assert articles[edge.copy].title != articles[edge.source].title


def test_the_story_grows_from_four_articles_to_five():
    assert [[len(story.articles) for story in truth.stories(state)] for state in (1, 2)] == [[4], [5]]


@pytest.mark.parametrize("case", truth.cases("correction"), ids=lambda case: case["name"])
def test_a_correction_reads_as_the_file_says(case):
    place = (case["outlet"], case["paths"][0])
    assert printed(1)[place].paragraphs[case["position"] - 1] == case["before"]
    assert printed(2)[place].paragraphs[case["position"] - 1] == case["after"]


@pytest.mark.parametrize("case", truth.cases(), ids=lambda case: case["name"])
def test_a_case_is_about_pages_of_its_outlet(case):
    known = {item.path for o in outlets() if o.name == case["outlet"] for f in o.feeds for item in feeds.items(o, f, 2)}
    assert set(case["paths"]) <= known


def test_the_impossible_weekday_is_impossible():
    (case,) = truth.cases("impossible date")
    text = "\n".join(printed(1)[case["outlet"], case["paths"][0]].paragraphs)
    assert all(words in text for words in case["impossible"])
    assert date(2026, 11, 5).strftime("%A") == "Thursday"
