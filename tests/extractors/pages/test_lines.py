"""Lines are what a reader sees: words do not glue, breaks are understood, hidden text is marked."""

import pytest

from extractors.pages.lines import page_lines
from extractors.pages.tree import parse

LONG = "The harbour board said on Tuesday that it would reopen the eastern pier before summer."


def lines(body):
    tree = parse(f"<html><body>{body}</body></html>")
    assert tree is not None
    return page_lines(tree)


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        pytest.param("<p>one<br>two</p>", ["one two"], id="a break is a space"),
        pytest.param("one<br><br>two<br/> &nbsp;<br/>three", ["one", "two", "three"], id="two breaks end a line"),
        pytest.param("<p>the <b>old</b><i>est</i> <a href=x>pier</a></p>", ["the oldest pier"], id="inline markup"),
        pytest.param("<div>one<p>two</p>three</div>", ["one", "two", "three"], id="bare text beside blocks"),
        pytest.param("<ul><li>one<ul><li>two</ul></ul>", ["one", "two"], id="nested list"),
        pytest.param("<table><tr><td>a<td>b</table>", ["a | b"], id="a row of values"),
        pytest.param("<table><tr><td>a<br><br>b</table>", ["a", "b"], id="a cell of paragraphs"),
        pytest.param(f"<div>{LONG}<br>{LONG}</div>", [LONG, LONG], id="paragraphs between single breaks"),
        pytest.param(f"<p>{LONG}<br>{LONG}</p>", [f"{LONG} {LONG}"], id="a p is one paragraph"),
        pytest.param(f"loading...<br>A<br>{LONG}", ["loading...", "A", LONG], id="widgets before a break"),
        pytest.param(f"<i>A</i><i>A</i><i>A</i> {LONG}", ["A", "A", "A", LONG], id="widgets in a row"),
        pytest.param("<p><span>A</span> storm came.</p>", ["A storm came."], id="a drop capital"),
        pytest.param("<p>one</p><script>x</script><style>y</style>", ["one"], id="no scripts"),
        pytest.param("<p>har\u00adbour\u200b</p>", ["harbour"], id="invisible characters"),
        pytest.param(
            "<span style='display:block'>one</span><span style='display:block'>two</span>", ["one", "two"], id="styled"
        ),
    ],
)
def test_lines_of(body, texts):
    assert [line.text for line in lines(body)] == texts


@pytest.mark.parametrize(
    "markup",
    [
        "<div hidden>{}</div>",
        "<div style='display : none'>{}</div>",
        "<p class='x d-none'>{}</p>",
        "<noscript>{}</noscript>",
    ],
)
def test_hidden_lines_are_marked(markup):
    assert [line.hidden for line in lines(markup.format("one") + "<p>two</p>")] == [True, False]


def test_links_captions_and_zones_are_marked():
    found = lines("<p>see <a href=x>the pier</a></p><figure><figcaption>A pier</figcaption></figure><nav>Home</nav>")
    assert 0.6 < found[0].linked < 0.8
    assert [line.is_caption for line in found] == [False, True, False]
    assert [bool(line.zone) for line in found] == [False, False, True]


def test_depth_loses_nothing():
    depth = 5000
    found = lines("<div>" * depth + f"<p>{LONG}</p>" + "</div>" * depth)
    assert [line.text for line in found] == [LONG]
