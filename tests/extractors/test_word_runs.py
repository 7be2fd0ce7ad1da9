from html import escape

import pytest

from extractors.word_runs import has_run, runs_of, standing_in

TEXT = "The ferry between Quarrow and Ilmora carried “nearly 200” passengers again on Monday, five weeks after."


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("cp1252"),
        f"<p>{escape(TEXT)}</p>".encode(),
        f"<description>{escape(escape(f'<p>{TEXT}</p>'))}</description>".encode(),
        f'<meta name="description" content="{TEXT[:50]}...">'.encode(),
        TEXT.replace(" ", "\r\n   ").encode(),
        TEXT.upper().encode(),
        TEXT.encode("ascii", "xmlcharrefreplace"),
        b'{"summary": "' + TEXT[20:].encode() + b'"}',
    ],
)
def test_words_are_found_however_they_are_spelled(content):
    assert has_run(content, runs_of([TEXT]))


@pytest.mark.parametrize("content", [b"", b"The ferry between Spit and Quay", b"\xff\xfe\x00\x01" * 99])
def test_other_words_are_not(content):
    assert not has_run(content, runs_of([TEXT]))


def test_a_short_headline_counts_as_a_whole_and_a_word_or_two_do_not():
    assert has_run(b"<h3>Night library opens</h3>", runs_of(["Night library opens"]))
    assert not has_run(b"<h3>Night library</h3>", runs_of(["Night library opens"]))
    assert not has_run(b"<h3>Weather today</h3>", runs_of(["Weather today"]))


def test_scripts_without_spaces_are_read_by_the_letter():
    assert has_run("<p>夸罗和伊尔莫拉之间的渡轮周一再次载客</p>".encode(), runs_of(["伊尔莫拉之间的渡轮"]))


def test_a_text_stands_in_another_that_is_cut_elsewhere_and_a_changed_one_does_not():
    other = "Nobody had asked the mayor of Ilmora about any of this before."
    lines = ["It rained. " + TEXT.replace("“", '"').replace("”", '"') + " Nobody had asked", "the mayor of Ilmora."]
    texts = [TEXT, "five weeks after", "Ilmora", other, TEXT.replace("Monday", "Tuesday")]
    assert standing_in(texts, lines) == {TEXT, "five weeks after"}
