import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.versions import changes, edits

TITLE = "Ferry sails again"
FIRST = "The ferry between Quarrow and Ilmora carried 200 passengers on Monday, five weeks after a gearbox failed."
SECOND = "Tickets for $5 stay valid until the end of the summer, the operator said."
STATE = (TITLE, FIRST, SECOND)

BORING = {
    "nothing": STATE,
    "white space": (f" {TITLE} ", FIRST.replace(" ", "  "), SECOND + "\u00a0"),
    "quotation marks and dashes": (TITLE, FIRST.replace(",", " –"), SECOND),
    "a soft hyphen": (TITLE, FIRST.replace("passengers", "passen\u00adgers"), SECOND),
    "capitals of the headline": (TITLE.upper(), FIRST, SECOND),
    "paragraphs run together": (TITLE, f"{FIRST} {SECOND}"),
    "a paragraph broken in two": (TITLE, *FIRST.split(", "), SECOND),
    "a dateline": (TITLE, f"QUARROW, May 5 (Meridian) - {FIRST}", SECOND),
    "a counter": (TITLE, "1,204 views", FIRST, SECOND),
    "a counter of comments": (TITLE, FIRST, SECOND, "Comments (12)"),
    "an Indonesian counter": (TITLE, "Dibaca 400 kali", FIRST, SECOND),
    "the time that passed": (TITLE, "3 hours ago", FIRST, SECOND),
    "the time of the update": (TITLE, "Last updated: 5 May 2031, 10:15 GMT", FIRST, SECOND),
    "a widget": (TITLE, FIRST, "Advertisement", SECOND),
    "a link to another article": (TITLE, FIRST, "Read also: Fish market moves to the old rope works", SECOND),
    "a call to follow": (TITLE, FIRST, SECOND, "Follow us on Facebook and Instagram for more."),
    "a copyright line": (TITLE, FIRST, SECOND, "Copyright 2031 The Quay. All rights reserved."),
}


@pytest.mark.parametrize("after", BORING.values(), ids=BORING.keys())
def test_what_no_reader_would_call_an_edit_is_none(after):
    assert edits(STATE, after) == ()
    assert edits(after, STATE) == ()


def test_one_dateline_in_place_of_another_is_no_edit():
    before, after = (f"{place} (Meridian) - {FIRST}" for place in ("QUARROW, May 4", "QUARROW, May 5"))
    assert edits((TITLE, before), (TITLE, after)) == ()


def test_a_counter_that_went_on_is_no_edit():
    assert edits((*STATE, "12 komentar"), (*STATE, "13 komentar")) == ()


def test_the_order_of_a_byline_is_no_edit_and_a_new_name_is():
    credit = "Reporting by Ada Quill and Ben Marsh; Editing by Cora Reed"
    assert edits((*STATE, credit), (*STATE, "Reporting by Ben Marsh and Ada Quill; Editing by Cora Reed")) == ()
    assert edits((*STATE, credit), (*STATE, credit.replace("Quill", "Quell")))


EDITS = {
    "a number": (TITLE, FIRST.replace("200", "180"), SECOND),
    "a currency": (TITLE, FIRST, SECOND.replace("$5", "€5")),
    "a word": (TITLE, FIRST.replace("gearbox", "propeller"), SECOND),
    "words in another order": (TITLE, FIRST.replace("Quarrow and Ilmora", "Ilmora and Quarrow"), SECOND),
    "the headline": ("Ferry sails again, late", FIRST, SECOND),
    "a paragraph more": (*STATE, "The gulls were not asked."),
    "a paragraph less": (TITLE, FIRST),
    "paragraphs in another order": (TITLE, SECOND, FIRST),
    "a short line with a score": (*STATE, "Quarrow 3 - 2 Ilmora"),
}


@pytest.mark.parametrize("after", EDITS.values(), ids=EDITS.keys())
def test_what_a_reader_would_call_an_edit_is_one(after):
    assert edits(STATE, after)
    assert edits(after, STATE)


def test_a_minus_is_an_edit_and_a_dash_between_numbers_is_none():
    assert edits((TITLE, "It was 5 degrees."), (TITLE, "It was -5 degrees."))
    assert edits((TITLE, "The years 2030-31."), (TITLE, "The years 2030–31.")) == ()


def test_a_short_line_with_a_number_is_not_taken_for_a_counter():
    assert edits((TITLE, FIRST, "Ilmora 2"), (TITLE, FIRST, "Ilmora 3"))


def test_an_edit_is_shown_with_all_that_differs():
    after = (TITLE, FIRST.replace("200", "180"), SECOND, "13 komentar")
    assert [(change["op"], change["position"]) for change in edits(STATE, after)] == [("replace", 1), ("insert", 3)]


STATES = st.lists(st.sampled_from("abcd"), min_size=1, max_size=7).map(tuple)


@given(STATES)
def test_a_state_does_not_differ_from_itself(state):
    assert changes(state, state) == edits(state, state) == ()


@given(STATES, STATES)
def test_changes_name_each_paragraph_that_came_or_went(before, after):
    made = changes(before, after)
    came = [change["after"] for change in made if change["after"] is not None]
    went = [change["before"] for change in made if change["before"] is not None]
    assert sorted([*before, *came]) == sorted([*after, *went])
