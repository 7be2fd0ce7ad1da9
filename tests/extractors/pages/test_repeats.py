"""Blocks that stand twice are repeats, refrains are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pages.repeats import find_repeats
from extractors.similarity import fold

LINES = (
    "The harbour board said on Tuesday that it would reopen the eastern pier before summer begins.",
    "Engineers had closed it in winter after divers found cracks in two of the oldest pillars.",
    "Repairs cost less than half of what the town had set aside for them in its last budget.",
    "Fishermen welcomed the news, but asked the board for a date in writing before they move.",
)


def keys(*texts):
    return [fold(text).replace(" ", "") for text in texts]


def found(*texts):
    return [(repeat.earlier, repeat.later) for repeat in find_repeats(keys(*texts))]


def test_a_block_that_comes_again_is_a_repeat():
    assert found(*LINES, *LINES[1:]) == [(1, 4), (2, 5), (3, 6)]


def test_noise_and_a_missing_paragraph_do_not_hide_a_block():
    noisy = [line.replace("e", "o", 3) for line in LINES]
    assert found(*LINES, noisy[0], noisy[1], noisy[3]) == [(0, 4), (1, 5), (3, 6)]


def test_the_third_standing_refers_to_the_first():
    assert found(*LINES[:3], *LINES[:3], *LINES[:3]) == [(0, 3), (1, 4), (2, 5), (0, 6), (1, 7), (2, 8)]


def test_a_lone_short_refrain_stays():
    assert found(LINES[0], "We shall not be moved.", LINES[1], "We shall not be moved.", LINES[2]) == []


def test_a_lone_long_paragraph_goes_only_if_it_is_the_same():
    long = LINES[0] + " " + LINES[1]
    assert found(long, LINES[2], long) == [(0, 2)]
    assert found(long, LINES[2], long.replace("winter", "the autumn of last year")) == []


def test_questions_put_to_everybody_stay():
    question = (
        "What would you say to people who come to the harbour for the first time, and what should they bring? " * 2
    )
    answers = [f"{line} {line}" for line in LINES]
    assert found(*(text for answer in answers for text in (question, answer))) == []


def test_a_form_filled_in_for_each_town_stays():
    form = (
        "In {} the harbour will be open from {} in the morning, and the ferry leaves {} minutes after the church bells."
    )
    towns = [
        form.format(*facts) for facts in (("Easton", 6, 20), ("Weston", 7, 25), ("Norton", 8, 15), ("Sutton", 9, 5))
    ]
    assert found(*towns) == []


def test_short_lines_of_a_repeated_block_go_with_it():
    block = (LINES[0], "The pier", LINES[1], LINES[2])
    assert found(*block, *block) == [(0, 4), (1, 5), (2, 6), (3, 7)]


def test_a_short_line_of_a_repeated_block_goes_with_its_misprints():
    subhead, misprinted = "Who pays for the pier?", "Wto pays fir the pjer?"
    assert found(LINES[0], subhead, *LINES[1:], LINES[0], misprinted, *LINES[1:])[1] == (1, 6)
    assert found(*LINES, subhead, *LINES, "pier Who pays for the?")[-1] == (4, 9)


def test_a_line_beside_a_repeated_block_that_says_another_thing_stays():
    assert found(*LINES, "What the mayor pays", *LINES, "What the council pays")[-1] == (3, 8)


INDEX = (
    "The Northern index closed at 7340.65, up 1.76 percent.",
    "The Island index closed at 2633.20, down 2.98 percent.",
    "The Harbour index closed at 1220.43, up 0.51 percent.",
    "The Shipping index closed at 3198.61, down 1.87 percent.",
)
ARROWS = ("Cancer: stay at home", "Leo: write a letter", "Virgo: mend the net", "Libra: ask your aunt", "Aries: wait")


def test_the_figures_of_a_day_do_not_come_again_by_chance():
    assert found(*INDEX, *LINES, *INDEX) == [(0, 8), (1, 9), (2, 10), (3, 11)]


def test_small_lines_that_stand_again_at_once_are_printed_twice():
    small = tuple(f"{line}, say the stars over Westpier" for line in ARROWS)
    assert found(*small, *small) == [(n, n + 5) for n in range(5)]
    assert found(*small, LINES[0], *small) == []


def test_a_long_paragraph_with_its_figures_in_another_order_is_the_same():
    long = f"{LINES[0]} It was closed in 2019 and reopened in 2021. {LINES[1]}"
    assert found(long, LINES[2], long.replace("2019", "x").replace("2021", "2019").replace("x", "2021")) == [(0, 2)]


def test_a_block_with_words_left_out_is_a_repeat_though_numbers_are_among_them():
    text = tuple(f"{line} It was number {n + 17} of a list that the town has kept since {n + 1931}." for n, line in
                 enumerate(LINES))  # fmt: skip
    spoilt = [" ".join(word for n, word in enumerate(line.split()) if n % 9 != 8) for line in text]
    assert found(*text, *spoilt) == [(0, 4), (1, 5), (2, 6), (3, 7)]


def test_a_list_of_dishes_with_one_thing_more_in_each_stays():
    dish = "Salad of {} cucumbers, a cup of beans, 4 spoons of oil, the juice of {} lemon and salt as you like it{}."
    assert found(*(dish.format(n, 1, more) for n in (2, 3) for more in ("", ", with 12 olives", ", with 2 eggs"))) == []


@given(st.lists(st.sampled_from([*LINES, "A", "", "The pier"]), max_size=12))
def test_what_a_repeat_refers_to_is_kept(texts):
    repeats = find_repeats(keys(*texts))
    later = {repeat.later for repeat in repeats}
    assert all(repeat.earlier < repeat.later and repeat.earlier not in later for repeat in repeats)


@given(st.lists(st.sampled_from([*LINES, "A", "The pier"]), max_size=12))
def test_a_text_without_its_repeats_keeps_all_that_it_said(texts):
    later = {repeat.later for repeat in find_repeats(keys(*texts))}
    assert {text for number, text in enumerate(texts) if number not in later} == set(texts)


def test_thousands_of_equal_lines_take_no_time():
    assert len(find_repeats(keys(*["Loading the list"] * 3000))) < 3000


SHORT = "Warga desa itu menanam ribuan bibit bakau di sepanjang pantai utara sejak awal tahun."
OTHERS = (
    "Kepala desa mengatakan bantuan pemerintah baru akan datang pada bulan depan.",
    "Nelayan setempat berharap ikan kembali ke muara setelah lima musim.",
)


@pytest.mark.parametrize(
    "again",
    [
        "Warga desa itu menanam rqbuan bibit bxkau di sepanjwng pantai utara sejbk awal tahuz",
        "Warga itu desa menanam ribuan bakau bibit di sepanjang utara pantai sejak awal tahun.",
    ],
    ids=["letters wrong", "words swapped"],
)
def test_a_short_paragraph_with_wrong_letters_or_swapped_words_is_a_repeat_far_down_too(again):
    assert [repeat.later for repeat in find_repeats(keys(SHORT, *OTHERS, again))] == [3]


def test_a_short_form_that_is_filled_in_otherwise_is_none():
    forms = (
        "Cancer: love is on your mind today, avoid arguments with family and friends.",
        "Taurus: gold is on your mind today, avoid arguments with family and friends.",
    )
    assert find_repeats(keys(forms[0], *OTHERS, forms[1])) == []


def test_a_short_refrain_of_a_speech_stays():
    refrain = "We shall not rest until every child in this valley has clean water, a warm school and a doctor."
    assert find_repeats(keys(refrain, OTHERS[0], refrain, OTHERS[1], refrain)) == []
