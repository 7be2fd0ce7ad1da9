import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt  # rich brings it

from flows.collect import Collected
from flows.pipeline import Report
from flows.reports.digest import digest_page, sentence
from flows.reports.page import html_page
from flows.reports.picture import picture
from flows.reports.report import escaped, hits, run_page, stories, table_of, troubles
from storage.overview import DayCount, Hit, Left, OutletState, Overview, Step, Story, Trouble

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
EVIL = "<b>sorry</b> | [down](javascript:alert(1))\n# \u202egnp.exe"


def overview(**parts):
    nothing = dict.fromkeys(("outlets", "funnel", "left", "stories", "troubles", "hits", "days"), ())
    return Overview(since=NOON, **(nothing | parts))


OUTLETS = (
    OutletState("pier", "failing", 0, 0, None, None, EVIL),
    OutletState("quay", "ok", 9, 12, 11.5, NOON, None),
)
FULL = overview(
    outlets=OUTLETS,
    funnel=(Step("discovered", 12), Step("loaded", 9)),
    left=(Left("quay", "failed", "paywall", 3),),
    stories=(
        Story("Rice & <i>wheat</i>", "http://quay.news/a_b(c)?d=1&e=2", "quay", 3, 5, None),
        Story("A trap", "javascript:alert(1)", "pier", 1, 1, EVIL),
    ),
    troubles=(
        Trouble("pier", "silent", EVIL, NOON, None),
        Trouble(None, "line down", "no outlet could be reached", NOON, NOON + timedelta(hours=1)),
    ),
    hits=(Hit("rice", "quay", EVIL, "http://quay.news/a"),),
    days=(DayCount("quay", NOON.date(), 9),),
)
COLLECTED = (
    Collected("quay", 12, 9, 3, answered=True, note=None),
    Collected("pier", 0, 0, 0, answered=False, note=EVIL),
)
REPORT = Report(7, "asia", COLLECTED, 9, 1, 4)


def rendered(markdown):
    """What a reader of the dashboard sees of a line."""
    markup = MarkdownIt("commonmark").enable(["table", "strikethrough"]).renderInline(markdown)
    return unescape(markup), markup


@pytest.mark.parametrize(
    "words",
    [
        "plain words",
        "[click](http://spit.news)",
        "![image](http://spit.news/pixel.gif)",
        "a | b",
        "<script>alert(1)</script>",
        "<http://spit.news>",
        "`code` *bold* _it_ __bold__ ~~gone~~",
        "http://quay.news/a_b_c?d=1&amp;e=2",
        "&copy; &#60;b&#62; &lt;i&gt; &amp;amp;",
        "a \\*backslash\\ in it",
        "503 Service Unavailable, server: cloudflare",
    ],
)
def test_words_from_outside_are_shown_as_their_own_letters(words):
    shown, markup = rendered(escaped(words))
    assert shown == words
    assert "<" not in markup


def test_words_from_outside_stay_on_one_line():
    assert escaped("two\nlines,\r\n and\ttabs\u2028 ") == "two lines, and tabs"


@given(st.text(st.sampled_from("ab1 .-_*`~[]()<>&;#!|\\\n\"'/:")))
def test_no_words_act_on_the_page(words):
    shown, markup = rendered(escaped(words))
    assert shown == " ".join(words.split())
    assert "<" not in markup


def test_unseen_letters_that_turn_the_direction_of_text_are_dropped():
    assert escaped("a\u202eb\u2066c\x07") == "abc"


def test_the_table_has_a_row_for_each_outlet_and_no_words_from_outside():
    assert table_of(FULL) == [
        {"outlet": "pier", "state": "failing", "new": 0, "last 24 h": 0, "usual 24 h": "", "last answer": "never"},
        {"outlet": "quay", "state": "ok", "new": 9, "last 24 h": 12, "usual 24 h": 11.5,
         "last answer": "2031-05-04 12:00 UTC"},
    ]  # fmt: skip


def as_seen(page):
    """The text of a page, and its markup."""
    markup = MarkdownIt("commonmark").enable("table").render(page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split()), markup


@pytest.mark.parametrize(
    "page", [run_page(REPORT, FULL), stories(FULL.stories), troubles(FULL.troubles), hits(FULL.hits), digest_page(FULL)]
)
def test_no_page_has_markup_or_links_from_outside(page):
    text, markup = as_seen(page)
    assert "<b>" not in markup
    assert "<i>" not in markup
    assert "\u202e" not in text
    assert set(re.findall(r'href="([^"]+)"', markup)) <= {
        "http://quay.news/a_b%28c%29?d=1&amp;e=2",
        "http://quay.news/a",
    }


def test_the_page_of_a_run_says_what_came_and_what_went_wrong():
    text, markup = as_seen(run_page(REPORT, FULL))
    assert text.startswith("asia: 9 new articles, 4 copies, 1 outlet silent")
    assert "discovered 12 loaded 9" in text
    assert 'discovered["discovered 12"] --> loaded["loaded 9"]' in unescape(markup)
    assert "quay failed paywall 3" in text
    assert "pier : <b>sorry</b> | [down](javascript:alert(1)) # gnp.exe" in text


def test_stories_link_to_the_article_that_was_first():
    text, markup = as_seen(stories(FULL.stories))
    assert "3 5 Rice & <i>wheat</i> quay" in text
    assert markup.count("<a ") == 1


def test_a_story_without_a_headline_is_known_by_its_address():
    story = Story("", "http://quay.news/a?b=1", "quay", 1, 1, None)
    _, markup = rendered(stories([story]).splitlines()[-1])
    assert '<a href="http://quay.news/a?b=1">http://quay.news/a?b=1</a>' in markup
    assert ">http://quay.news/a?b=1</a>" in html_page(overview(stories=(story,)), NOON)


def test_an_end_of_an_incident_is_told():
    assert (
        "our own line : line down: no outlet could be reached (since 2031-05-04 12:00 UTC, well again since"
        in (as_seen(troubles(FULL.troubles))[0])
    )


def test_the_digest_begins_with_a_sentence():
    assert sentence(FULL) == "9 new articles, 1 story in several outlets, 1 incident open, 1 mention"
    assert sentence(FULL) in as_seen(digest_page(FULL))[0]


def test_where_nothing_happened_the_page_says_so():
    assert run_page(replace(REPORT, collected=()), overview()).count("Nothing.") == 3
    assert as_seen(digest_page(overview()))[0].count("Nothing.") == 3


def test_the_html_page_escapes_all_and_loads_nothing():
    page = html_page(FULL, NOON)
    assert "<b>sorry" not in page
    assert "<i>wheat" not in page
    assert 'href="javascript' not in page
    assert set(re.findall(r'(?:src|href)="([^"]{0,19})', page)) == {
        "http://quay.news/a_", "http://quay.news/a", "data:image/svg+xml;",
    }  # fmt: skip
    assert "1 story in several outlets" in page


def test_the_picture_has_a_bar_for_each_day_of_each_outlet():
    svg = ET.fromstring(picture(FULL, NOON.date()))
    bars = svg.findall(".//{*}rect/{*}title")
    assert [bar.text for bar in bars] == ["0"] * 14 + ["0"] * 13 + ["9"]
