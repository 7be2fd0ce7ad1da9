import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt  # rich brings it

from flows.collect import Collected
from flows.pipeline import Report
from flows.report import escaped, markdown_of, table_of

GOOD = Collected("quay", discovered=12, fetched=9, failed=3, answered=True, note=None)
BAD = Collected("pier", discovered=0, fetched=0, failed=0, answered=False, note="feed: 503 | <b>sorry</b>\n# down")


def report(*collected):
    return Report(7, "asia", collected, new_articles=9, new_versions=1, copies=4)


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


def test_the_table_has_a_row_for_each_outlet_and_no_words_from_outside():
    rows = {row["outlet"]: row for row in table_of(report(GOOD, BAD))}
    assert (rows["quay"]["state"], rows["quay"]["new URLs"], rows["quay"]["pages"]) == ("answered", 12, 9)
    assert (rows["pier"]["state"], rows["pier"]["pages"]) == ("silent", 0)
    assert "sorry" not in str(rows)


def test_the_page_says_what_came_and_what_went_wrong():
    page = markdown_of(report(GOOD, BAD))
    markup = MarkdownIt("commonmark").enable("table").render(page)
    text = unescape(re.sub(r"<[^>]+>", " ", markup))
    assert "asia: 9 new articles, 4 copies, 1 outlet silent" in text.splitlines()[0]
    assert re.search(r"discovered\s+12\s", text)
    assert re.search(r"new articles\s+9\s", text)
    assert re.search(r"pier\s*: feed: 503 \| <b>sorry</b> # down", text)
    assert "<b>" not in markup


def test_a_run_without_trouble_says_so():
    assert markdown_of(report(GOOD)).rstrip().endswith("Nothing.")


@pytest.mark.parametrize(
    ("collected", "has_failed"),
    [((GOOD, BAD), False), ((BAD, BAD), True), ((GOOD,), False), ((), False)],
    ids=["some answered", "none answered", "all answered", "none to ask"],
)
def test_a_run_has_failed_when_no_outlet_answered(collected, has_failed):
    assert report(*collected).has_failed is has_failed
