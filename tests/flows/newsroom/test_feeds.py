from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest

from flows.newsroom import feeds
from flows.newsroom.outlets import outlets

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [pytest.param(outlet, feed, id=outlet.name + feed.path) for outlet in outlets() for feed in outlet.feeds]


def outlet_of(name):
    return next(outlet for outlet in outlets() if outlet.name == name)


def entries(outlet, feed, state):
    """(link, date) of each entry, read with an XML parser."""
    root = ET.fromstring(feeds.document(outlet, feed, state, "http://127.0.1.1:80"))
    if feed.kind == "rss":
        return [(item.findtext("link"), parsedate_to_datetime(item.findtext("pubDate"))) for item in root.iter("item")]
    return [
        (entry.find(f"{ATOM}link").get("href"), datetime.fromisoformat(entry.findtext(f"{ATOM}updated")))
        for entry in root.iter(f"{ATOM}entry")
    ]


@pytest.mark.parametrize("state", [1, 2])
@pytest.mark.parametrize(("outlet", "feed"), FEEDS)
def test_a_feed_lists_what_its_outlet_has_then(outlet, feed, state):
    links = [link for link, _ in entries(outlet, feed, state)]
    assert links == ["http://127.0.1.1:80" + item.path for item in feeds.items(outlet, feed, state)]
    assert len(links) == len(set(links)) > 0


@pytest.mark.parametrize(("outlet", "feed"), FEEDS)
def test_a_feed_changes_between_the_states(outlet, feed):
    assert entries(outlet, feed, 1) != entries(outlet, feed, 2)
    assert feeds.changed_at(outlet, feed, 1) < feeds.changed_at(outlet, feed, 2)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("strait-observer", "/2026/11/04/wind-permit-ruling/"),
        ("suara-wairata", "/kampung/read/2026/11/03/10214/pala-menghitam-petani-tebang-pohon"),
    ],
    ids=["atom", "rss"],
)
def test_a_corrected_article_has_a_new_date_in_its_feed(name, path):
    outlet = outlet_of(name)
    before, after = (dict(entries(outlet, outlet.feeds[0], state)) for state in (1, 2))
    assert before["http://127.0.1.1:80" + path] < after["http://127.0.1.1:80" + path]


def test_the_feed_of_a_section_gives_an_article_two_other_addresses():
    outlet = outlet_of("suara-wairata")
    links = [item.path for item in feeds.items(outlet, outlet.feeds[1], 1)]
    assert "/amp/10231" in links
    assert any("10231" in link and "utm_source=rss" in link for link in links)
