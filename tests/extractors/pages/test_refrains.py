"""What repeats on purpose stays: refrains, litanies, forms, lists and live blogs lose no paragraph."""

import pytest

from extractors.model import Page, Text
from extractors.pages.article import clean_page, clean_text

STANZA = "Glory, glory, hallelujah! Glory, glory, hallelujah! Glory, glory, hallelujah! His truth is marching on."
VERSES = (
    "Mine eyes have seen the glory of the coming of the Lord; he is trampling out the vintage.",
    "I have seen him in the watch-fires of a hundred circling camps; they have builded him an altar.",
    "He has sounded forth the trumpet that shall never call retreat; he is sifting out the hearts of men.",
    "In the beauty of the lilies Christ was born across the sea, with a glory in his bosom.",
)
ANSWERS = (
    "The baker said that flour had become dear and that he would close on Mondays until the harvest was in.",
    "The ferryman had seen worse winters, he thought, and pointed to a mark on the wall behind the counter.",
    "The teacher asked for a stove, two windows that close, and chalk that does not break in the first week.",
    "The doctor wanted a road; everything else, she said, could be carried in once there was a road to carry it on.",
)
QUESTION = "What should the next council do first?"
LONG_QUESTION = (
    "If you could ask the council for one thing before the winter comes, knowing that the money is nearly spent and "
    "that nobody will promise anything in writing, what would you ask it for, and what would you give up for it?"
)
MAN = "Had he and I but met by some old ancient inn, we should have sat us down to wet right many a nipperkin!"

TEXTS = {
    "a hymn": [line for verse in VERSES for line in (verse, STANZA)],
    "a psalm": [
        line
        for praise in ("O give thanks unto the Lord; for he is good", "To him who alone doeth great wonders",
                       "To him that by wisdom made the heavens", "To him that made great lights")
        for line in (f"{praise}:", "for his mercy endureth for ever.")
    ],
    "a speech that asks again": [line for answer in ANSWERS for line in (f"{answer[:60]}?", "And ain't I a woman?")],
    "a poem whose end is its beginning": [MAN, *VERSES[:2], MAN[:40] + " again.", *VERSES[2:]],
    "the charge of the light brigade": [
        "Half a league, half a league, half a league onward, all in the valley of Death rode the six hundred.",
        *VERSES[:1], "Cannon to right of them, cannon to left of them, cannon in front of them volleyed and thundered;",
        "Into the jaws of Death, into the mouth of hell rode the six hundred.",
        "Cannon to right of them, cannon to left of them, cannon behind them volleyed and thundered;",
        "Stormed at with shot and shell, while horse and hero fell, noble six hundred!",
    ],
    "one question to four people": [line for answer in ANSWERS for line in (QUESTION, answer)],
    "one long question to four people": [line for answer in ANSWERS for line in (LONG_QUESTION, answer)],
    "a forecast for four towns": [
        f"{town}: between {low} and {low + 6} degrees, light wind from the north, and no rain before the evening."
        for town, low in (("Easton", 3), ("Weston", 5), ("Norton", 8), ("Sutton", 2))
    ],
    "a live blog": [
        line for hour, answer in zip((9, 10, 11, 12), ANSWERS, strict=True)
        for line in (f"{hour}:00 The council sits in closed session.", answer)
    ],
    "a list of results": [f"{word} {n} - {word} Town {n + 1}" for n, word in enumerate(ANSWERS[0].split())],
    "a ledger": [
        line
        for n, answer in enumerate(ANSWERS)
        for line in (f"Case {n + 1}", "The appeal is dismissed with costs.", answer)
    ],
    "seloka": [
        line
        for answer in ("Air pasang malam, angin turun dari gunung", "Perahu tua, layarnya ditambal kain sarung",
                       "Nelayan pulang, lampu dinyalakan di jendela", "Pasar bangun, timbangan digantung di tiang")
        for line in (f"{answer}.", "Rindu hati, rindu pada kampung halaman.")
    ],
}  # fmt: skip


@pytest.mark.parametrize("paragraphs", TEXTS.values(), ids=TEXTS)
def test_a_text_that_repeats_on_purpose_keeps_every_paragraph(paragraphs):
    article = clean_text(Text("https://kabar.example/1", "Spoken in the old hall", tuple(paragraphs))).article
    assert article is not None
    assert article.paragraphs == tuple(paragraphs)


@pytest.mark.parametrize(
    "name", ["a hymn", "one question to four people", "one long question to four people", "seloka"]
)
def test_so_does_its_page(name):
    printed = "".join(f"<p>{text}</p>" for text in TEXTS[name])
    html = f"<html><body><article><h1>Spoken in the old hall</h1>{printed}</article></body></html>"
    article = clean_page(Page("https://kabar.example/1", html.encode())).article
    assert article is not None
    assert article.paragraphs == tuple(TEXTS[name])
