"""Which address is tried next in search of an outlet's feeds and sitemaps."""

import pytest

from extractors.home_links import HomeLinks
from extractors.listed import Listed
from extractors.model import FeedEntry
from extractors.whereabouts import Evidence, Place, Tried, next_place, stated_places

HOME = "https://news.test/"
FEED, SITEMAP = Listed("feed", (), is_news=True), Listed("sitemap", ())
NEWS = Listed("sitemap", (), is_news=True)
INDEX = Listed("index", (), children=(FeedEntry("https://news.test/sitemap-news-1.xml"),))


def order(links=None, robots=(), stands=None, home=HOME, most=30):
    """The paths that are tried, where at some of them something stands."""
    evidence = Evidence(home, links or HomeLinks(), tuple(f"https://news.test{path}" for path in robots))
    paths = []
    while (place := next_place(evidence)) and len(paths) < most:
        path = place.url.removeprefix("https://news.test")
        paths.append(path)
        found = (stands or {}).get(path)
        tried = Tried(place, None, found) if isinstance(found, HomeLinks) else Tried(place, found)
        evidence = Evidence(evidence.home, evidence.links, evidence.robots_sitemaps, (*evidence.tried, tried))
    return paths


def links(**kinds):
    return HomeLinks(**{kind: tuple(f"https://news.test{path}" for path in paths) for kind, paths in kinds.items()})


def test_without_any_word_of_the_outlet_feeds_and_sitemaps_are_guessed_in_turn():
    assert order()[:6] == ["/feed", "/sitemap.xml", "/rss.xml", "/rss", "/news-sitemap.xml", "/feed.xml"]


def test_what_stands_at_one_path_ends_the_guesses_for_its_kind():
    assert order(stands={"/feed": FEED, "/sitemap.xml": NEWS}) == ["/feed", "/sitemap.xml"]


def test_of_sitemaps_only_those_of_news_are_guessed_once_there_is_one():
    paths = order(links(feeds=["/rss.xml"]), robots=["/map.xml"], stands={"/map.xml": SITEMAP})
    assert paths[0] == "/map.xml"
    assert paths[1:4] == ["/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml"]
    assert "/sitemap_index.xml" not in paths


ENOUGH = {
    "a news sitemap in robots.txt": (["/news.xml"], {"/news.xml": NEWS}),
    "an index that names one": (["/index.xml"], {"/index.xml": INDEX}),
}


@pytest.mark.parametrize(("robots", "stands"), ENOUGH.values(), ids=ENOUGH)
def test_a_linked_feed_and_a_news_sitemap_are_enough(robots, stands):
    assert order(links(feeds=["/rss.xml"], sections=["/world"]), robots, stands) == robots


def test_links_that_sound_like_feeds_are_tried_before_guesses():
    assert order(links(feed_like=["/rss"]), stands={"/rss": FEED, "/sitemap.xml": NEWS}) == ["/rss", "/sitemap.xml"]


def test_a_page_of_feeds_names_them():
    directory = links(feed_like=["/rss/world.rss", "/feeds/how-to"])
    paths = order(links(feed_like=["/rss"]), stands={"/rss": directory, "/sitemap.xml": NEWS})
    assert paths == ["/rss", "/feeds/how-to", "/sitemap.xml"]


def test_a_page_of_feeds_names_them_whatever_their_files_are_called():
    directory = Tried(Place(f"{HOME}feeds.html", "feed", "sounds like one"), None, links(xml_files=["/f/city.xml"]))
    evidence = Evidence(HOME, links(feed_like=["/feeds.html"], xml_files=["/tides.xml"]), (), (directory,))
    assert [place.url for place in stated_places(evidence)] == [f"{HOME}f/city.xml"]


def test_one_section_is_asked_and_the_others_only_if_it_named_a_feed():
    home = links(feeds=["/rss.xml"], sections=["/world", "/sport"])
    assert [path for path in order(home) if path in {"/world", "/sport"}] == ["/world"]
    stands = {"/world": links(feeds=["/world.xml"])}
    assert [path for path in order(home, stands=stands) if path in {"/world", "/sport"}] == ["/world", "/sport"]


def test_the_program_that_made_the_page_says_where_its_feed_stands():
    assert order(HomeLinks(makers="wordpress 6.8"))[:2] == ["/feed/", "/news-sitemap.xml"]
    assert order(HomeLinks(makers="ghost 5"))[0] == "/rss/"


def test_a_home_page_in_a_folder_has_its_feed_there():
    assert order(home="https://news.test/id/")[0] == "/id/feed"


def test_what_the_outlet_names_is_named_once():
    home = links(feeds=["/rss.xml", "/rss.xml"], sitemaps=["/map.xml"])
    evidence = Evidence(HOME, home, ("https://news.test/map.xml",))
    assert [place.url for place in stated_places(evidence)] == [
        "https://news.test/rss.xml",
        "https://news.test/map.xml",
    ]
