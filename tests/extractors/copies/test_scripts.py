import random
import tomllib
import unicodedata
from pathlib import Path

import pytest

from extractors.copies.pairs import compare
from extractors.copies.prints import prints
from extractors.model import ArticleText

TEXTS = {
    script: tuple(paragraphs)
    for script, paragraphs in tomllib.loads(Path(__file__).with_name("scripts.toml").read_text("utf-8")).items()
}


def with_wrong_letters(paragraphs, share, seed):
    """*share* of the letters replaced by others of the same text; marks stay."""
    pick = random.Random(seed)
    letters = [letter for letter in "".join(paragraphs) if unicodedata.category(letter)[0] == "L"]
    return tuple(
        "".join(
            pick.choice(letters) if unicodedata.category(letter)[0] == "L" and pick.random() < share else letter
            for letter in paragraph
        )
        for paragraph in paragraphs
    )


@pytest.mark.parametrize("script", TEXTS)
def test_wire_copies_with_one_letter_in_twenty_changed_are_found(script):
    source = ArticleText(1, "A headline", TEXTS[script])
    lede = TEXTS["Latin" if script != "Latin" else "Greek"][2][:100]
    found = 0
    for seed in range(40):
        copy = ArticleText(2, "Another", (lede, *with_wrong_letters(source.paragraphs, 0.05, seed)))
        shared = set(prints(source.paragraphs)) & set(prints(copy.paragraphs))
        found += bool(shared) and compare(source, copy) is not None
    assert found >= 0.95 * 40


@pytest.mark.parametrize("script", TEXTS)
def test_of_a_text_without_breaks_a_cut_copy_with_wrong_letters_is_found(script):
    source = ArticleText(1, "A headline", ("".join(TEXTS[script]),))
    found = 0
    for seed in range(20):
        cut = with_wrong_letters(TEXTS[script], 0.05, seed)[:2]
        found += compare(source, ArticleText(2, "Another", ("".join(cut),))) is not None
    assert found >= 0.95 * 20


@pytest.mark.parametrize("script", TEXTS)
def test_articles_of_one_script_share_nothing(script):
    one, other = (ArticleText(number, "A headline", TEXTS[script][number : number + 1]) for number in (0, 1))
    assert not set(prints(one.paragraphs)) & set(prints(other.paragraphs))
    assert compare(one, other) is None
