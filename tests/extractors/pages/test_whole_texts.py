"""No markup costs a text its subheads, its short lines, its last paragraph or their order."""

import pytest

from extractors.model import Page
from extractors.pages.article import clean_page

TITLE = "Ferry company returns the night boat to the outer islands"
TEXT = (
    (
        "The ferry company will send the night boat to the outer islands again from the first of May, its director "
        "told a meeting in the harbour hall on Monday, two years after it had been sold to pay for a new engine."
    ),
    "Islanders had asked for it in three letters, the last of them signed by every household that has a telephone.",
    "What it costs",
    (
        "A berth will cost no more than the day boat does in summer, and children under twelve sleep for nothing. "
        "Freight goes by weight, as before; cattle are taken on Thursdays only: the lower deck has to be washed."
    ),
    "Nobody spoke against it.",
    (
        "The council has put money aside for two winters. After that the boat has to carry forty passengers a night, "
        "which the director called likely and the treasurer called a hope."
    ),
    "Timetables hang in the post offices",
    (
        "The first boat leaves Westpier at ten in the evening and meets the milk lorry on the far side, so that "
        "whoever travels by night is in town before the shops open."
    ),
)
LINKS = "".join(f"<li><a href='/n/{n}'>Storm takes the roof of a school for the {n}th time</a></li>" for n in range(4))
BOX = f"<div class='more'><h4>In this paper</h4><ul>{LINKS}</ul></div>"


def cleaned(body):
    markup = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>"
    article = clean_page(Page("https://isle.example/a", markup.encode())).article
    assert article is not None
    return article.paragraphs


def each(form, texts=TEXT):
    return "".join(form.format(text) for text in texts)


BODIES = {
    "one cell of a table": f"<table><tr><td>{each('<p align=justify><font size=2>{}</font></p>')}</td></tr></table>",
    "single breaks": f"<div>{'<br>'.join(TEXT)}</div>",
    "a p that a box ended": f"<article><p>{'<br><br>'.join(TEXT[:4])}{BOX}{'<br><br>'.join(TEXT[4:])}</p></article>",
    "boxes, a box of links before the last": f"<div>{each('<div><p>{}</p></div>', TEXT[:-1])}{BOX}"
    f"<div><p>{TEXT[-1].replace('milk lorry', '<a href=/t>milk lorry</a>')}</p></div></div>",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_text_comes_whole(body):
    assert cleaned(body) == TEXT


def test_wrapped_lines_are_no_paragraphs():
    words, lines = " ".join(TEXT).split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 70:
            lines.append("")
        lines[-1] += f"{word} "
    assert cleaned(f"<div>{'<br>'.join(lines)}</div>") == (" ".join(TEXT),)


@pytest.mark.parametrize("form", ["<p>{}</p>", "<div><p>{}</p></div>"], ids=["p", "boxes"])
def test_a_copy_without_the_lede_above_the_text_does_not_change_its_order(form):
    assert cleaned(f"<div><div class='x-1'>{each(form, TEXT[1:])}</div>{each(form)}</div>") == TEXT


def test_a_paragraph_keeps_its_place_where_an_extractor_sees_its_second_standing_alone():
    again = [TEXT[5].replace("e", "o", 9), TEXT[5]]
    body = f"<article><p>{'<br><br>'.join(TEXT[:5])}<div class='x'></div>{'<br><br>'.join((*TEXT[5:], *again))}</p>"
    assert cleaned(body) == TEXT


def test_what_a_pull_quote_says_again_is_not_in_the_text():
    quote = "<blockquote class='Pullquote'><p>A hope, the treasurer called it.</p><p>The director</p></blockquote>"
    assert cleaned(f"<div>{each('<p>{}</p>', TEXT[:5])}{quote}{each('<p>{}</p>', TEXT[5:])}</div>") == TEXT


def test_the_standing_above_is_the_text_where_words_are_left_out_of_the_one_below():
    body = "".join(f"<div><div><div>{text}</div></div></div>" for text in TEXT)
    spoilt = [" ".join(word for n, word in enumerate(text.split()) if n % 11 != 7) for text in TEXT]
    assert cleaned(f"<div><div>{body}</div></div><div class='page-2'>{each('<p>{}</p>', spoilt)}</div>") == TEXT


def test_the_printed_lines_are_the_text_where_a_hidden_copy_has_misprints():
    printed = tuple(text for text in TEXT if len(text) > 60)
    spoilt = [text.replace("a", "u", 6) for text in printed]
    body = each("<div><div><div class='t'>{}</div></div></div>", printed)
    hidden = f"<div hidden='hidden'>{each('<p>{}</p>', spoilt)}</div>"
    assert cleaned(f"<div><div>{body}</div></div>{BOX}{hidden}") == printed


def test_a_teaser_of_the_article_itself_is_not_in_the_text():
    assert cleaned(f"<div>{each('<p>{}</p>')}<p>{TEXT[0][:120]}...</p></div>") == TEXT


def test_a_label_over_the_link_to_another_article_needs_no_known_word():
    link = "<p>While you wait for the boat: <a href='/2'>Storm takes the roof of a school</a></p>"
    source = "<p>The tide table: <a href='/t'>see</a> what the harbour office prints each month.</p>"
    told = (*TEXT[:5], "The tide table: see what the harbour office prints each month.", *TEXT[5:])
    body = each("<p>{}</p>", TEXT[:5]) + source + link + each("<p>{}</p>", TEXT[5:])
    assert cleaned(f"<div>{body}</div>") == told


@pytest.mark.parametrize("tag", ["p", "div"])
def test_a_text_ends_with_its_last_sentence_however_short(tag):
    text = (*TEXT, "The night boat was built in Akron, Ohio.")
    lines = [f"<{tag}>{paragraph}</{tag}>" for paragraph in text]
    picture = "<figure><img src='/boat.jpg'><figcaption>The boat. Photo: Ines Ray</figcaption></figure>"
    body = "".join((*lines[:-2], picture, *lines[-2:]))
    assert cleaned(f"<section><section><div><div>{body}</div></div></section></section>{BOX}") == text
