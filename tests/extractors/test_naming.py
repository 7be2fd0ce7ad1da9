import json

import pytest

from extractors.naming import names_page
from extractors.urls import identity_of

FEED = "http://www.quay.news/desk/feed"
FERRY = "http://quay.news/harbour/ferry?id=7&x=2"
NAMED = {
    "whole": f"<link>{FERRY}</link>",
    "escaped": "<link>http://quay.news/harbour/ferry?id=7&amp;x=2</link>",
    "escaped once more": "&lt;a href=&quot;http://quay.news/harbour/ferry?id=7&amp;amp;x=2&quot;&gt;",
    "in CDATA": f"<link><![CDATA[{FERRY}]]></link>",
    "another scheme and order": "<a href='https://www.quay.news/harbour/ferry/?x=2&id=7'>",
    "from the root": '<a href="/harbour/ferry?id=7&amp;x=2#top">Ferry</a>',
    "from the folder": '<a href="../harbour/ferry?id=7&amp;x=2">Ferry</a>',
    "without a scheme": '<a href="//QUAY.news/harbour/ferry?id=7&x=2">Ferry</a>',
    "without quotation marks": "<a href=/harbour/ferry?id=7&x=2>Ferry</a>",
    "with its visit": '<a href="/harbour/ferry?id=7&x=2&utm_source=front">Ferry</a>',
    "in JSON": json.dumps({"url": FERRY}).replace("/", "\\/").replace("&", "\\u0026"),
    "percent-escaped": '<a href="/harbour/f%65rry?id=7&x=2">',
}


def names(content, address=FEED, pages=(FERRY,), hosts=()):
    return names_page(content.encode(), address, frozenset(map(identity_of, pages)), frozenset(hosts))


@pytest.mark.parametrize("content", NAMED.values(), ids=NAMED.keys())
def test_a_page_is_named_however_its_address_is_written(content):
    assert names(content)


@pytest.mark.parametrize(
    "content",
    [
        "",
        '<a href="/harbour/ferry?id=8&x=2">',
        '<a href="/harbour/ferryman">',
        '<a href="http://pier.news/harbour/ferry?id=7&x=2">',
        '<a href="http://[/harbour/ferry">',
    ],
    ids=["nothing", "another number", "a longer word", "another host", "no address"],
)
def test_another_page_is_not(content):
    assert not names(content)


def test_a_page_that_is_only_a_number_is_named_by_it():
    assert names('<a href="/?p=7&amp;utm_source=x">', pages=["http://quay.news/?p=7"])
    assert not names('<a href="/?p=77">', pages=["http://quay.news/?p=7"])


def test_a_host_is_named_by_what_it_sends_and_by_who_links_it():
    assert names("<p>Ferry", pages=(), hosts=["quay.news"])
    assert names('<a href="HTTP://Sub.Pier.NEWS/a">', pages=(), hosts=["pier.news"])
    assert not names('<a href="/a">', pages=(), hosts=["pier.news"])
