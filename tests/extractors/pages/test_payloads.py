"""A body that stands only in a script is the article; one that the page shows is read from the page."""

import json

import pytest

from extractors.model import Page
from extractors.pages.article import UNSEEN, clean_page

TITLE = "Ferry to the outer islands sails again after four weeks"
PARAGRAPHS = (
    "The ferry to the outer islands left port on Monday for the first time in four weeks, with ninety people on board.",
    "A broken shaft had kept it in the yard, and the islanders were supplied by two fishing boats and a helicopter.",
    "The owner of the line, Petra Holm, said that a second ship would be chartered for the winter, whatever it costs.",
    "Shopkeepers on the islands counted losses of a third of their usual sales, and the council promised to help them.",
    "A debate about a bridge, which was thought to be settled, has begun again among those who had to wait for mail.",
    "Work on the quay will go on until spring, so that cars must still be loaded one by one with the help of a crane.",
)
OTHERS = tuple(
    f"In village number {number} the choir has found a new hall, and {number * 3} singers moved their chairs and books."
    for number in range(10, 20)
)
FRAGMENT = "</p><p>".join(PARAGRAPHS)
BODY = f"<p>{FRAGMENT}</p>"


def clean(shown="", scripts="", title=TITLE):
    markup = f"<html><head><title>{title}</title>{scripts}</head><body><main>{shown}</main></body></html>"
    return clean_page(Page("https://www.strand.example/news/ferry", markup.encode()))


def article(shown="", scripts=""):
    cleaned = clean(shown, scripts)
    assert cleaned.article is not None, cleaned
    return cleaned.article


def script(text, attributes=""):
    return f"<script {attributes}>{text}</script>"


def json_ld(body):
    stated = {"@type": "NewsArticle", "headline": TITLE, "articleBody": body}
    return script(json.dumps(stated), 'type="application/ld+json"')


def streamed(*pieces):
    return "".join(script(f"self.__next_f.push({json.dumps([1, piece])})") for piece in pieces)


def next_data(body):
    state = {"props": {"pageProps": {"post": {"title": TITLE, "content": body}, "menu": ["Home", "Sport"]}}}
    return script(json.dumps(state), 'id="__NEXT_DATA__" type="application/json"')


BLOCKS = [{"type": "text", "value": paragraph} for paragraph in PARAGRAPHS]
ROW = f"1a:T{len(BODY.encode()):x},{BODY}"

STATES = {
    "json-ld with line breaks": json_ld("\n\n".join(PARAGRAPHS)),
    "json-ld with HTML": json_ld(BODY),
    "next.js state": next_data(BODY),
    "a list of paragraphs": next_data(list(PARAGRAPHS)),
    "a list of blocks": next_data(BLOCKS),
    "JSON in a string": next_data(json.dumps({"body": BLOCKS})),
    "next.js stream": streamed(f'0:["$","article",null,{{"title":{json.dumps(TITLE)}}}]\n', ROW),
    "next.js stream in pieces": streamed(ROW[:90], ROW[90:300], ROW[300:]),
    "a value in the stream": streamed(f"4:{json.dumps({'title': TITLE, 'body': BODY})}\n"),
    "assigned to window": script(f"window.__STATE__ = {json.dumps({'post': {'title': TITLE, 'html': BODY}})};"),
    "assigned as a string": script(f"window.__STATE__ = {json.dumps(json.dumps({'post': {'html': BODY}}))};"),
    "nuxt literals": script(
        f"window.__NUXT__=(function(a,b){{return {{data:[{{post:{{title:a,content:{json.dumps(BODY)},views:b}}}}]}}}}"
        f"({json.dumps(TITLE)},7));"
    ),
    "markup escaped for a script": script(
        "window.__STATE__ = " + json.dumps({"title": TITLE, "html": BODY}).replace("<", "\\u003c")
    ),
}


@pytest.mark.parametrize("scripts", STATES.values(), ids=STATES)
def test_a_body_that_only_a_script_holds_is_the_article(scripts):
    found = article("<div id=app></div>", scripts)
    assert found.paragraphs == PARAGRAPHS
    assert found.confidence <= UNSEEN


@pytest.mark.parametrize("scripts", STATES.values(), ids=STATES)
def test_a_page_that_shows_its_text_is_read_from_what_it_shows(scripts):
    shown = f"<h1>{TITLE}</h1>" + "".join(f"<p>{paragraph} It is so.</p>" for paragraph in PARAGRAPHS)
    found = article(shown, scripts)
    assert found.paragraphs == tuple(f"{paragraph} It is so." for paragraph in PARAGRAPHS)


def test_html_in_a_script_is_cleaned_like_a_page():
    markup = (
        f"<p>{PARAGRAPHS[0]}</p><p>Read more: <a href='/a'>Two boats collide off the cape</a></p>"
        "<figure><img src=x><figcaption>The quay on Monday.</figcaption></figure>"
        f"<p>{'</p><p>'.join(PARAGRAPHS[1:])}</p>"
    )
    found = article("", next_data(markup))
    assert found.paragraphs == PARAGRAPHS
    assert "link" in {removal.reason for removal in found.removed}


@pytest.mark.parametrize("between", ["$$ARTICLEAD$$", "</p>$$ARTICLE_AD_2$$<p>", "</p><p>{{ad slot}}</p><p>"])
def test_the_place_of_an_advertisement_is_no_paragraph(between):
    found = article("", next_data(BODY.replace("</p><p>", between, 1)))
    assert found.paragraphs == PARAGRAPHS
    assert {removal.reason for removal in found.removed} == {"residue"}


def test_a_page_that_shows_the_beginning_gives_the_whole_body():
    shown = f"<h1>{TITLE}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:3])
    assert article(shown, json_ld("\n\n".join(PARAGRAPHS))).paragraphs == PARAGRAPHS


def test_a_body_hardly_longer_than_what_the_page_shows_is_not_taken():
    shown = f"<h1>{TITLE}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:5])
    assert article(shown, json_ld("\n\n".join(PARAGRAPHS))).paragraphs == PARAGRAPHS[:5]


@pytest.mark.parametrize("kept_in", [json_ld, next_data], ids=["json-ld", "next.js state"])
def test_a_body_of_another_article_is_not_taken(kept_in):
    shown = f"<h1>{TITLE}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:4])
    assert article(shown, kept_in("\n\n".join(OTHERS))).paragraphs == PARAGRAPHS[:4]


def test_of_two_bodies_the_one_beside_the_pages_title_is_taken():
    other = {"title": "A choir moves", "content": f"<p>{'</p><p>'.join(OTHERS)}</p>"}
    state = {"stories": [other, {"title": TITLE, "content": BODY}]}
    assert article("", script(f"window.__STATE__={json.dumps(state)}")).paragraphs == PARAGRAPHS


@pytest.mark.parametrize(
    "scripts",
    [
        script('{"a": ' * 3_000),
        script("window.x = " + "[" * 3_000),
        script("var a = [" + "f(({[" * 2_000),
        streamed("1a:Tffff,cut", "2:[broken\n"),
        json_ld({"unknown": [None, 7]}),
    ],
    ids=["nested objects", "nested lists", "brackets of code", "a cut stream", "no text"],
)
def test_a_script_that_is_no_state_does_no_harm(scripts):
    shown = f"<h1>{TITLE}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert article(shown, scripts).paragraphs == PARAGRAPHS
    assert clean("", scripts).article is None
