"""Folding keeps what tells words apart, and similarities are 0 to 1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.similarity import fold, paragraph_similarities, word_blocks

words = st.lists(st.sampled_from(["rain", "fell", "on", "the", "harbour", "again"]), max_size=12)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("  The Harbour,\tagain!  ", "the harbour again", id="case, punctuation and spaces"),
        pytest.param("“Hujan” – 13/1", "hujan 13 1", id="curly quotes and digits"),
        pytest.param("ที่นี่", "ที่นี่", id="Thai vowels and tone marks stay"),
        pytest.param("مُحَمَّد", "مُحَمَّد", id="Arabic vowels stay"),
        pytest.param("cafe\u0301", "café", id="composed"),
        pytest.param("Ｗｉｄｅ", "wide", id="full width"),
        pytest.param("Straße", "strasse", id="case fold"),
        pytest.param("har\u00adbour", "harbour", id="a soft hyphen is no boundary"),
        pytest.param("…", "", id="nothing left"),
    ],
)
def test_folding_keeps_letters_digits_and_marks(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_similarities_have_a_row_for_each_text_of_the_first_side():
    found = paragraph_similarities(["rain fell", "sun"], ["rain fell", "rain fell on", "moon"], 0.8)
    assert found.shape == (2, 3)
    assert found.dtype == np.float32
    assert found[0, 0] == 1.0
    assert 0.8 <= found[0, 1] < 1.0
    assert found[1].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("a", "b"), [([], ["x"]), (["x"], []), ([], [])])
def test_no_text_is_like_nothing(a, b):
    assert paragraph_similarities(a, b, 0.5).shape == (len(a), len(b))


@given(words, words)
def test_word_blocks_are_equal_runs_in_order(a, b):
    end_a = end_b = 0
    for start_a, start_b, length in word_blocks(a, b):
        assert length > 0
        assert start_a >= end_a
        assert start_b >= end_b
        assert a[start_a : start_a + length] == b[start_b : start_b + length]
        end_a, end_b = start_a + length, start_b + length


@given(words)
def test_a_text_is_one_block_of_itself(a):
    assert word_blocks(a, a) == ([(0, 0, len(a))] if a else [])
