"""Pages that were made dirty by insertion come back to the letter, and clean ones lose nothing."""

import pytest

from benchmarks.dirt import newsroom_texts
from benchmarks.injector import KINDS, SKINS, make_dirty
from extractors.model import Page, Text
from extractors.pages.article import clean_page, clean_text

TEXTS = [text for text in newsroom_texts() if len(text.paragraphs) > 3]

#: Of the pages with one kind of dirt this many per kind are tried, in every skin by turns.
PAGES = 6

#: What is asked of them all: some dirt looks like text.
RESTORED = 0.97


def restored(clean, dirty):
    article = clean_page(Page("https://lentera.example/a/1", dirty.html.encode())).article
    return article is not None and article.paragraphs == clean.paragraphs


@pytest.mark.parametrize("skin", sorted(SKINS))
def test_a_clean_page_loses_nothing(skin):
    for clean in TEXTS[::6]:
        article = clean_page(Page("https://lentera.example/a/1", make_dirty(clean, 1, (), skin).html.encode())).article
        assert article is not None
        assert (article.title, article.paragraphs) == (clean.title, clean.paragraphs)


def test_what_was_inserted_goes_and_what_was_printed_stays():
    jobs = [(seed, (kind,)) for number, kind in enumerate(sorted(KINDS)) for seed in range(number, number + PAGES)]
    jobs += [(seed, None) for seed in range(500, 560)]
    outcomes = []
    for seed, kinds in jobs:
        clean = TEXTS[(seed * 7) % len(TEXTS)]
        outcomes.append(restored(clean, make_dirty(clean, seed, kinds)))
    assert sum(outcomes) >= RESTORED * len(outcomes)


def test_words_that_were_collected_elsewhere_are_cleaned_alike():
    clean = TEXTS[0]
    words = [
        *clean.paragraphs,
        "Baca juga: Harga ikan naik",
        "Share on WhatsApp",
        *clean.paragraphs[1:],
        "Advertisement",
    ]
    article = clean_text(Text("https://lentera.example/a/1", clean.title, tuple(words))).article
    assert article is not None
    assert article.paragraphs == clean.paragraphs


@pytest.mark.parametrize("clean", TEXTS[::5], ids=lambda clean: clean.title[:30])
def test_clean_words_stay_as_they_are(clean):
    article = clean_text(Text("https://lentera.example/a/1", clean.title, clean.paragraphs)).article
    assert article is not None
    assert (article.paragraphs, article.removed) == (clean.paragraphs, ())
