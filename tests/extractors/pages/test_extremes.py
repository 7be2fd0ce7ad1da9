"""Pages nested or long beyond measure give their text, or a reason, in reasonable time; and always the same."""

import time

import pytest

from extractors.model import Page
from extractors.outcomes import Reason
from extractors.pages import agreement
from extractors.pages.article import clean_page

URL = "https://www.moor.example/news/peat"
TITLE = "Peat bog north of the lake is flooded again"
PARAGRAPHS = (
    "The bog north of the lake was flooded again on Friday, sixty years after it had been drained for its peat.",
    "Volunteers had closed eleven ditches with boards of larch, and on Friday the last of the old pumps was stopped.",
    "The county expects cranes to breed there within three years, and hopes that the soil will sink no further.",
    "Farmers whose meadows lie next to it fear for their hay, and were promised a gauge that anyone can read online.",
    "A narrow path of planks will open in autumn, from the station at the mill to the tower on the western shore.",
)
PROSE = f"<h1>{TITLE}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def clean(body, head=f"<title>{TITLE}</title>"):
    return clean_page(Page(URL, f"<html><head>{head}</head><body>{body}</body></html>".encode()))


@pytest.mark.parametrize(
    ("tag", "depth"), [("x-box", 3_000), ("div", 20_000), ("span", 20_000), ("font", 3_000), ("my-li", 20_000)]
)
def test_an_article_in_elements_nested_beyond_measure_is_found(tag, depth):
    cleaned = clean(f"<{tag}>" * depth + PROSE + f"</{tag}>" * depth)
    assert cleaned.article is not None, cleaned
    assert cleaned.article.paragraphs == PARAGRAPHS


def test_an_article_above_elements_nested_beyond_measure_is_found():
    cleaned = clean(f"<main>{PROSE}</main>" + "<div>" * 20_000 + "<p>Imprint</p>")
    assert cleaned.article is not None, cleaned
    assert cleaned.article.paragraphs[: len(PARAGRAPHS)] == PARAGRAPHS


def test_a_page_of_more_lines_than_extractors_can_take_is_read_by_its_densest_stretch(monkeypatch):
    monkeypatch.setattr(agreement, "MOST_LINES", 500)
    links = "".join(f"<li><a href='/{n}'>Meadow number {n} is mown</a></li>" for n in range(600))
    cleaned = clean(f"<ul>{links}</ul><div>{PROSE}</div><ul>{links}</ul>")
    assert cleaned.article is not None, cleaned
    assert cleaned.article.paragraphs == PARAGRAPHS
    assert cleaned.article.confidence <= agreement.ALONE


def test_a_novel_is_read_to_its_end(monkeypatch):
    monkeypatch.setattr(agreement, "MOST_LETTERS", 20_000)
    told = "In chapter {} of the old chronicle, {} barges went down the river to the mills and came back with coal."
    novel = [told.format(number, number * 7) for number in range(400)]
    cleaned = clean(f"<h1>{TITLE}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in novel))
    assert cleaned.article is not None, cleaned
    assert cleaned.article.paragraphs == tuple(novel)


def test_a_page_of_links_has_an_outcome():
    links = "".join(f"<a href='/{n}'>Meadow number {n} is mown</a> " for n in range(1_000))
    assert clean(links, head="").outcome is Reason.NO_ARTICLE


@pytest.mark.parametrize(
    "unit",
    [
        "<p>Barge number {0} went down the river with peat for the winter.</p>",
        "<a href='/{0}'>Meadow {0}</a>\n",
    ],
    ids=["paragraphs", "links"],
)
def test_the_cost_of_a_page_grows_no_faster_than_the_page_much(unit, monkeypatch):
    monkeypatch.setattr(agreement, "MOST_LINES", 300)
    monkeypatch.setattr(agreement, "MOST_LETTERS", 10_000)

    def seconds(count):
        body = "".join(unit.format(number) for number in range(count))
        started = time.process_time()
        clean(body)
        return time.process_time() - started

    seconds(500)  # what is loaded once
    small = min(seconds(500) for _ in range(3))
    assert seconds(4_000) < 30 * small  # eight times the page; the square would be 64


def test_the_same_page_gives_the_same_record_whatever_came_between():
    links = "".join(f"<li><a href='/{n}'>Meadow number {n} is mown today</a></li>" for n in range(20))
    pages = [
        clean,
        lambda body: clean(f"<ul>{links}</ul><div>{body}</div>"),
        lambda body: clean(body.replace("<p>", "<p><b>Mill</b> ")),
        lambda body: clean(body.replace("</p>", "<br>")),
    ]
    first = [page(PROSE) for page in pages]
    for round_number in range(100):
        place = round_number % len(pages)
        assert repr(pages[place](PROSE)) == repr(first[place])
