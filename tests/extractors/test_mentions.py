"""Words that someone watches for."""

from __future__ import annotations

import pytest

from extractors.mentions import mentions


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("Pertamina", "Harga BBM PERTAMINA naik."),
        ("Sri Mulyani", "kata Sri  Mulyani, di Jakarta"),
        ("Sri Mulyani", "“Sri Mulyani”"),
        ("AT&T", "Shares of AT&T fell."),
        ("Ærø", "færgen til ÆRØ"),
        ("राम", "राम ने कहा"),
        ("北京", "在北京举行会议"),
        ("กรุงเทพ", "ที่กรุงเทพมหานคร"),
        ("full width", "Full width letters"),
    ],
)
def test_a_whole_word_is_found_in_any_case_and_script(word, line):
    assert mentions([word], ["headline", "first", line]) == {word: 2}


@pytest.mark.parametrize(
    ("word", "line"), [("Ram", "The ramp was closed."), ("राम", "रामायण"), ("Sri Mulyani", "Sri said to Mulyani")]
)
def test_a_part_of_a_word_is_not(word, line):
    assert mentions([word], [line]) == {}


def test_the_headline_is_line_0_and_the_first_line_counts():
    assert mentions(["rice", "wheat"], ["Rice is dear", "Rice and wheat"]) == {"rice": 0, "wheat": 1}
