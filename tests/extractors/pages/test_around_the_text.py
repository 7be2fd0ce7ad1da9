"""What stands around the paragraphs of an article and is none of it."""

import pytest

from extractors.model import Page
from extractors.pages.article import clean_page
from extractors.pages.lines import Line
from extractors.pages.sorting import sort_lines

PARAGRAPHS = (
    "The lighthouse at Cape Senn will be lit by hand again from Friday, after the last spare lamp broke.",
    "Two keepers who retired in 2009 have agreed to share the nights until a lamp is found, the harbour office said.",
    "Fishermen are asked to keep east of the shoal, where the beam does not reach while the mirror is being cleaned.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def cleaned(before="", after="", title="Lighthouse to be lit by hand"):
    head = f"<head><title>{title} | Cape Gazette</title></head>"
    markup = f"<html>{head}<body>{before}<h1>{title}</h1>{BODY}{after}</body></html>"
    found = clean_page(Page("https://cape.example/a", markup.encode()))
    assert found.article is not None, found
    return found.article


AROUND = {
    "a comment section": ("", "<h3>Comments (2)</h3><p>First! I remember the old lamp very well, it was green.</p>"),
    "an Indonesian one": ("", "<div><h3>Komentar</h3>Masuk untuk menulis komentar di halaman berita ini.</div>"),
    "a copyright line": ("", "<div>Cape Gazette, daily. © 2026 Cape Gazette. All rights reserved. Contact</div>"),
    "a share line": ("", "<div>Share: Facebook X WhatsApp</div>"),
    "a tag line": ("", '<div>Tags: <a href="/t/1">lighthouses</a> <a href="/t/2">harbour</a></div>'),
    "a newsletter box": (
        "",
        '<div class="newsletter"><h2>The tide table</h2><p>What the sea brought in, every weekday at six.</p></div>',
    ),
    "a list of links under a heading of its own words": (
        "",
        (
            '<div><h4>In this paper</h4><ul><li><a href="/2">Ferry returns to the islands</a></li>'
            '<li><a href="/3">School closes for the storm</a></li></ul></div>'
        ),
    ),
    "a form's notice": ("", "<p>This site is protected by reCAPTCHA and the Privacy Policy applies.</p>"),
    "a masthead": ("<div>Cape Gazette</div>", ""),
}


@pytest.mark.parametrize(("before", "after"), AROUND.values(), ids=AROUND)
def test_it_is_not_in_the_text(before, after):
    assert cleaned(before, after).paragraphs == PARAGRAPHS


def test_a_name_over_a_date_is_a_byline():
    head = "<div>Ratih Wulandari</div><div>Thursday, 5 November 2026 | 09:20</div>"
    markup = f"<html><body><h1>Lighthouse to be lit by hand</h1><div>{head}{BODY}</div></body></html>"
    found = clean_page(Page("https://cape.example/a", markup.encode()))
    assert found.article.paragraphs == PARAGRAPHS


def test_a_link_that_was_left_open_does_not_make_the_article_a_link():
    body = "".join(f"<p>{number}: {paragraph}</p>" for number, paragraph in enumerate(PARAGRAPHS * 2))
    markup = f'<html><body><div><a href="/other">All of our news<h1>Lighthouse</h1><div>{body}</div></body></html>'
    assert clean_page(Page("https://cape.example/a", markup.encode())).article is not None


def test_a_button_that_says_comments_over_the_text_cuts_nothing():
    assert cleaned(before="", after="").paragraphs == PARAGRAPHS
    markup = f"<html><body><h1>Lighthouse to be lit</h1><div><span>Comments</span></div><div>{BODY}</div></body></html>"
    found = clean_page(Page("https://cape.example/a", markup.encode()))
    assert found.article.paragraphs == PARAGRAPHS


def kept_of(*beside, over=()):
    body = [Line(paragraph, block=number, parent=99) for number, paragraph in enumerate(PARAGRAPHS)]
    lines = [*over, *body, *beside]
    return tuple(line.text for line in sort_lines(lines, range(len(lines)), "", None).kept)


def test_a_heading_with_nothing_below_it_is_not_the_end_of_a_text():
    assert kept_of(Line("More from the harbour", tag="h3")) == PARAGRAPHS


def test_a_heading_with_text_below_it_and_a_last_line_in_bold_stay():
    assert kept_of(Line("The mirror", tag="h3"), Line("It was made in Senn.")) != PARAGRAPHS
    assert kept_of(Line("The light went on at nine.", tag="h3"))[-1] == "The light went on at nine."


@pytest.mark.parametrize(
    "text",
    ["Terakhir diperbaharui Jumat, 6 November 2026", "Last modified: 6 November 2026", "Aktualisiert: 6.11.2026"],
)
def test_when_the_page_was_changed_is_not_in_the_text(text):
    assert kept_of(Line(text)) == PARAGRAPHS


def test_who_posted_it_and_when_stand_over_the_text_and_not_in_it():
    over = Line("Ditulis oleh Ratih Wulandari"), Line("Jumat, 6 November 2026 09:20 WIB")
    assert kept_of(over=over) == PARAGRAPHS
