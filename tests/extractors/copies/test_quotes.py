import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.copies.quotes import quoted_stretches


def inside(*paragraphs):
    return [
        [paragraph[start:end] for start, end in stretches]
        for paragraph, stretches in zip(paragraphs, quoted_stretches(paragraphs), strict=True)
    ]


@pytest.mark.parametrize(
    ("paragraph", "quoted"),
    [
        pytest.param('He said: "We will stay." Then he left.', ["We will stay."], id="straight"),
        pytest.param("He said: “We will stay.” Then he left.", ["We will stay."], id="curly"),
        pytest.param("Er sagte: „Wir bleiben.“ Dann ging er.", ["Wir bleiben."], id="German low-high"),
        pytest.param("Er sagte: »Wir bleiben.« Dann ging er.", ["Wir bleiben."], id="German guillemets"),
        pytest.param("Il a dit : « Nous restons. » Puis il est parti.", [" Nous restons. "], id="French guillemets"),
        pytest.param("Hän sanoi: »Me jäämme.» Sitten hän lähti.", ["Me jäämme."], id="Finnish guillemets"),
        pytest.param("Han sa: ”Vi stannar.” Sedan gick han.", ["Vi stannar."], id="Swedish"),
        pytest.param("他说：「我们会留下。」然后离开。", ["我们会留下。"], id="corner brackets"),
        pytest.param("他说“我们会留下”然后离开。", ["我们会留下"], id="Chinese without spaces"),
        pytest.param("He said: ``We will stay.'' Then he left.", ["We will stay."], id="old wire"),
        pytest.param('He said: “We will stay." Then he left.', ["We will stay."], id="mixed"),
        pytest.param("‘We will not go,’ he said.", ["‘We will not go,’"], id="British single"),
        pytest.param("The workers' union and the drivers' club met.", [], id="apostrophes"),
        pytest.param('"Yes," he said. "But later."', ["Yes,", "But later."], id="two"),
        pytest.param(
            '"Nobody closed this. He said "it is late" and left.', ["it is late"], id="unclosed before another"
        ),
        pytest.param('Nobody opened this," he said, and left the hall.', [], id="never opened"),
        pytest.param('He said: "Nobody closed this and went on for long.', [], id="never closed"),
        pytest.param('A 5" pipe and a 7" pipe burst.', [], id="inches"),
        pytest.param(
            "People wait for a ferry in Port Lenner. (AP Photo/Ida Holm)",
            ["People wait for a ferry in Port Lenner. (AP Photo/Ida Holm)"],
            id="caption",
        ),
        pytest.param(
            "In this May 3, 2031 photo, people wait for a ferry in Port Lenner.",
            ["In this May 3, 2031 photo, people wait for a ferry in Port Lenner."],
            id="agency caption",
        ),
        pytest.param("By Ida Holm, Port Lenner", ["By Ida Holm, Port Lenner"], id="byline"),
        pytest.param("It rained all night.", [], id="short sentence"),
        pytest.param("他说会留下来", [], id="short sentence without spaces"),
    ],
)
def test_what_is_quoted(paragraph, quoted):
    assert inside(paragraph) == [quoted]


def test_a_speech_over_two_paragraphs_is_quoted_in_both():
    assert inside('"We will stay.', '"And we will fish."', "He left.") == [["We will stay."], ["And we will fish."], []]


def test_a_forgotten_mark_does_not_reach_into_the_next_paragraph():
    assert inside('He said: "We will stay.', "The hall was empty.") == [[], []]


def test_an_embedded_post_is_quoted():
    post = "The ferry is late again!"
    assert inside("He wrote:", post, "— Ida Holm (@idaholm) July 3, 2031")[1] == [post]


@given(st.lists(st.text(alphabet="ab \"'“”„«»‘’.,", max_size=40), max_size=4))
def test_stretches_lie_inside_their_paragraph_in_order(paragraphs):
    for paragraph, stretches in zip(paragraphs, quoted_stretches(paragraphs), strict=True):
        edges = [edge for stretch in stretches for edge in stretch]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(paragraph) for edge in edges)
