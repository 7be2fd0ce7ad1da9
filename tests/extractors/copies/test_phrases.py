import random

import pytest

from extractors.copies.pairs import compare
from extractors.copies.phrases import is_phrase
from extractors.copies.prints import prints
from extractors.copies.prose import prose
from extractors.model import ArticleText

LETTERS = {"Latin": "abdeghiklmnoprstu", "Thai": "กขคงจชดตทนบปผมยรลวสหอ", "Han": "的一是不了人我在有他这中大来上国"}


def words(seed, count, script="Latin"):
    """So many words that nobody has used."""
    rng = random.Random(seed)
    made = ["".join(rng.choices(LETTERS[script], k=rng.randint(4, 9))) for _ in range(count)]
    return (" " if script == "Latin" else "").join(made)


def article(number, *paragraphs):
    return ArticleText(number, "", paragraphs)


def shared(a, b):
    found = set(prints(a.paragraphs)) & set(prints(b.paragraphs))
    assert found
    return found


@pytest.mark.parametrize(("script", "phrase", "rest"), [("Latin", 7, 30), ("Thai", 4, 30)])
def test_a_phrase_that_two_share_by_chance_is_no_passage(script, phrase, rest):
    said = words(0, phrase, script)
    a = article(1, words(1, rest, script), f"{words(2, rest, script)} {said} {words(3, rest, script)}")
    b = article(2, f"{words(4, rest, script)} {said} {words(5, rest, script)}", words(6, rest, script))
    for number in shared(a, b):
        assert is_phrase(prose(a), b, number)
        assert is_phrase(prose(b), a, number)
    assert compare(a, b) is None


@pytest.mark.parametrize("script", LETTERS)
def test_a_passage_amid_other_words_is_one(script):
    passage = words(0, 36, script)
    a = article(1, words(1, 30, script), f"{words(2, 30, script)} {passage} {words(3, 30, script)}")
    b = article(2, f"{words(4, 30, script)} {passage}", words(5, 30, script))
    assert compare(a, b)
    assert not any(is_phrase(prose(a), b, number) for number in shared(a, b))


def test_a_paragraph_that_is_alike_but_for_a_letter_in_each_fifth_word_is_a_passage():
    original = words(0, 40).split()
    noisy = [f"x{word[1:]}" if place % 5 == 0 else word for place, word in enumerate(original)]
    a = article(1, words(1, 40), " ".join(original), words(2, 40))
    b = article(2, " ".join(noisy), words(3, 40))
    assert compare(a, b)
    assert not any(is_phrase(prose(a), b, number) for number in shared(a, b))


def test_what_is_not_seen_is_left_to_the_comparison():
    a = article(1, words(1, 40))
    assert not is_phrase(prose(a), article(2, words(2, 40)), prints(a.paragraphs)[0])  # it is not there
    assert not is_phrase(prose(a), article(2, words(2, 40)), -1)  # nor is it here
    said = words(0, 7)
    twice = article(3, f"{words(3, 20)} {said} {words(4, 20)} {said} {words(5, 20)}")
    once = article(4, f"{words(6, 20)} {said} {words(7, 20)}")
    assert not any(is_phrase(prose(twice), once, number) for number in shared(twice, once))  # or it is there twice
