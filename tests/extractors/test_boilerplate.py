"""What stands under articles that have nothing to do with each other is boilerplate; what they are about is not."""

import random

import pytest

from extractors.boilerplate import OutletText, boilerplate_lines, without_boilerplate
from extractors.ids import hash63
from extractors.model import Removal
from extractors.similarity import fold

FOOTER = "The Quay Herald is printed on Mondays at Tollgate Works; letters reach the desk by noon."
AUTHOR = "Mirthe Aldous keeps bees and has worked for the Herald since the old ferry was sold."
BACKGROUND = "The tram budget has divided the council since spring, when the mayor withdrew the tunnel plan."

SUBJECTS = (
    "pier storm divers pillars harbour fishermen repairs",
    "school teachers pupils exams roof winter classroom",
    "orchard apples frost growers market barrels cider",
    "museum painting thieves glass curator reward gallery",
    "hospital nurses wards ambulance strike night shifts",
    "railway tunnel signals drivers timetable platform fog",
    "stadium goalkeeper penalty crowd referee whistle derby",
)


def prose(subject, seed):
    pick = random.Random(f"{subject} {seed}")
    words = [
        *SUBJECTS[subject % len(SUBJECTS)].split(),
        "people",
        "said",
        "again",
        "before",
        "little",
        "under",
        "first",
    ]
    return " ".join(pick.choices(words, k=40)).capitalize() + "."


def texts(*articles):
    ids = [[hash63(fold(line)) for line in lines] for lines in articles]
    everywhere = [line_id for one in ids for line_id in set(one)]
    recurring = {line_id for line_id in everywhere if everywhere.count(line_id) > 1}
    return [
        OutletText(number, tuple(lines), tuple(line_ids), frozenset(recurring & set(line_ids)))
        for number, (lines, line_ids) in enumerate(zip(articles, ids, strict=True), 1)
    ]


def found(line, *articles):
    line_id = hash63(fold(line))
    return line_id in boilerplate_lines(texts(*articles), [line_id])


def articles(*lines, subjects=range(4), at=None):
    made = []
    for number in subjects:
        own = [prose(number, seed) for seed in range(4)]
        place = len(own) if at is None else at
        made.append([*own[:place], *lines, *own[place:]])
    return made


@pytest.mark.parametrize("line", [FOOTER, AUTHOR])
def test_a_line_under_unrelated_articles_is_boilerplate(line):
    assert found(line, *articles(line))
    assert found(line, *articles(line, at=0))


def test_two_articles_decide_nothing():
    assert not found(FOOTER, *articles(FOOTER, subjects=range(2)))


def test_footers_stand_one_over_the_other():
    assert found(FOOTER, *articles(FOOTER, AUTHOR))


def test_the_same_article_under_many_addresses_is_one_witness():
    own = [prose(0, seed) for seed in range(4)]
    assert not found(FOOTER, *([*own, FOOTER] for _ in range(8)))
    assert not found(own[1], *(own for _ in range(8)))


def test_an_article_that_grows_is_one_witness():
    own = [prose(0, seed) for seed in range(8)]
    assert not found(own[3], *(own[: 4 + more] for more in range(4)))


def test_what_its_articles_are_about_is_text():
    about = [
        [f"{prose(number, seed)} The council spoke of the tram and its budget." for seed in range(3)]
        for number in range(6)
    ]
    assert not found(BACKGROUND, *([*own, BACKGROUND] for own in about))


def test_amid_the_text_more_witnesses_are_asked_for():
    assert not found(FOOTER, *articles(FOOTER, subjects=range(4), at=2))
    assert found(FOOTER, *articles(FOOTER, subjects=range(6), at=2))


def test_a_long_passage_amid_the_text_is_never_boilerplate():
    long = f"{FOOTER} {AUTHOR} {FOOTER} {AUTHOR}"
    assert not found(long, *articles(long, subjects=range(7), at=2))
    assert not found(long, *articles(long, subjects=range(4)))
    assert found(long, *articles(long, subjects=range(7)))


def test_a_quotation_that_all_repeat_is_text():
    quotation = f"“{AUTHOR}”"
    assert not found(quotation, *articles(quotation, subjects=range(7)))


def test_a_form_with_other_numbers_is_no_witness():
    form = "Tomorrow between {} and {} degrees are expected on the coast, with light wind from the north and no rain."
    notice = "Forecasts are made at six in the morning."
    assert not found(notice, *([form.format(day, day + 6), notice] for day in range(9)))


def test_dense_scripts_are_read_by_pairs_of_letters():
    footer = "本報每週一在舊港路印刷，讀者來信請於中午前送達。"
    own = ("颱風過後漁民修理碼頭，潛水員發現兩根柱子有裂縫。", "學校屋頂漏水，老師把教室搬到圖書館上課。",
           "果園遭霜害，農民說今年的蘋果只有去年的一半。", "博物館失竊一幅名畫，館長懸賞尋找線索。")  # fmt: skip
    assert found(footer, *([line, footer] for line in own))


def test_the_order_of_the_articles_does_not_matter():
    line_ids = [hash63(fold(line)) for line in (FOOTER, AUTHOR)]
    made = texts(*articles(FOOTER, AUTHOR, subjects=range(5)))
    shuffled = random.Random(3).sample(made, len(made))
    assert boilerplate_lines(made, line_ids) == boilerplate_lines(shuffled, line_ids) != {}


def test_what_is_taken_out_keeps_its_place():
    removed = (Removal(0, "A", "residue", "the label of a widget"), Removal(3, "B", "residue", "the label of a widget"))
    rest = without_boilerplate(("head", "one", "two", "foot"), removed, {"head": "seen", "foot": "seen"}.get)
    assert rest is not None
    assert rest[0] == ("one", "two")
    assert [(one.position, one.text) for one in rest[1]] == [(0, "A"), (0, "head"), (2, "B"), (2, "foot")]


def test_an_article_never_becomes_empty():
    assert without_boilerplate(("foot",), (), lambda _: "seen") is None
    assert without_boilerplate(("text",), (), lambda _: None) is None


def test_a_story_that_is_printed_again_and_again_under_other_leads_keeps_its_words():
    story = [prose(0, seed) for seed in range(6)]
    printed = [[prose(subject, subject), *story] for subject in range(1, 7)]
    assert not any(found(line, *printed) for line in story)
