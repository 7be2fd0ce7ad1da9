"""The body of an article that a page holds only for its scripts: JSON-LD, or the state that a framework starts from.

Measured: JSON-LD's ``articleBody`` as first choice loses two points of F1 (teasers, glued paragraphs), so such a body
is used only where the page shows next to nothing else, or a fraction of it that the body holds too.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from extractors.pages.lines import Line, page_lines
from extractors.pages.prose import LOST_CHARACTERS, is_prose
from extractors.pages.runs import squeezed
from extractors.pages.statements import texts
from extractors.pages.tree import parse
from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.pages.statements import Statements
    from extractors.pages.tree import Element

#: A body in a script is that much longer than what the page shows, or it is not taken.
LONGER = 1.3

#: Only pages that show fewer letters (about 250 words) are searched for the state of a framework, which is large.
FEW_LETTERS = 1500

#: Where JSON begins in a script: an assignment, an argument, or the script is nothing else.
JSON_START = re.compile(r"(?:^|[=(,])\s*(?=[\[{\"])")

#: Scripts hold many brackets that are no JSON.
MOST_STARTS = 500

#: The text of a row in the stream that Next.js sends: its length in bytes, in hexadecimal digits, then the text.
STREAM_TEXT = re.compile(rb"[0-9a-f]+:T([0-9a-f]+),")
STREAM_ROW = re.compile(r"^[0-9a-f]+:(?=[\[{\"])", re.MULTILINE)

#: A string in a script that is no JSON as a whole.
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.){200,}"')

#: States are nested deeply, but no article lies deeper.
MAX_DEPTH = 40

#: So many of the longest texts in a state are looked at as HTML.
MOST_CANDIDATES = 6

#: What a script replaces by an advertisement when it shows the body: ``$$ARTICLEAD$$``, often amid a paragraph.
PLACEHOLDER = re.compile(r"\$\$[A-Z][A-Z0-9_]+\$\$")

BLOCK_TAG = re.compile(r"<(?:p|br|div|h\d|li)\b", re.IGNORECASE)


class _Candidate(NamedTuple):
    """A text in a script, and whether the page's title stands beside it."""

    markup: str
    is_titled: bool


def hidden_body(tree: Element, statements: Statements, title: str, shown: Sequence[Line]) -> list[Line]:
    """The lines of a body in the scripts of *tree*, if it says more than what the page has *shown*; else none.

    Lines that stand in no block do not count as shown: an extractor read them from JSON-LD.
    """
    shown = [line for line in shown if line.block]
    letters = sum(len(line.key) for line in shown)
    candidates = [_Candidate("\n".join(_json_ld_body(statements)), is_titled=True)]
    if letters < FEW_LETTERS:
        candidates += _in_scripts(tree, _key(title))
    longer = (one for one in candidates if len(one.markup) >= max(LOST_CHARACTERS, LONGER * letters))
    longest = sorted(longer, key=lambda one: (one.is_titled, len(one.markup)), reverse=True)[:MOST_CANDIDATES]
    bodies = [(one.is_titled, _lines(one.markup)) for one in longest]
    fitting = [(is_titled, _prose(lines), lines) for is_titled, lines in bodies if _says_more(lines, shown, letters)]
    return max(fitting, key=lambda one: one[:2], default=(False, 0, []))[2]


def _json_ld_body(statements: Statements) -> list[str]:
    """What JSON-LD gives as the words of the article, line breaks and all."""
    said = statements.article.get("articleBody")
    return [said] if isinstance(said, str) else texts(said)


def _says_more(body: Sequence[Line], shown: Sequence[Line], letters: int) -> bool:
    """Whether *body* is an article of which *shown* is a part: another article says nothing of it."""
    if _prose(body) < max(LOST_CHARACTERS, LONGER * letters):
        return False
    held = "".join(line.key for line in body)
    said_again = sum(len(line.key) for line in shown if line.key in held)
    prose = _prose(shown)
    return prose < LOST_CHARACTERS or said_again >= prose / 2


def _prose(lines: Sequence[Line]) -> int:
    return sum(len(line.key) for line in lines if is_prose(line))


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def _lines(markup: str) -> list[Line]:
    """The lines of a text that is HTML or has a line for each paragraph."""
    if not BLOCK_TAG.search(markup):
        markup = re.sub(r"\n+", "<br><br>", markup)
    tree = parse(PLACEHOLDER.sub(r"<br><br>\g<0><br><br>", markup))
    return [] if tree is None else page_lines(tree)


def _in_scripts(tree: Element, title_key: str) -> Iterator[_Candidate]:
    stream = []
    for script in tree.iter("script"):
        if not script.text or "ld+json" in (script.get("type") or ""):
            continue
        found = list(_values(script.text))
        pieces = [value[1] for value in found if _is_stream(value)]
        stream += pieces
        values = [value for value in found if not _is_stream(value)]
        if not pieces and not any(isinstance(value, dict) for value in values):
            values += _literals(script.text)
        for value in values:
            yield from _texts_in(value, title_key, MAX_DEPTH, is_titled=False)
    for value in _rows("".join(stream)):
        yield from _texts_in(value, title_key, MAX_DEPTH, is_titled=False)


def _values(script: str) -> Iterator[Any]:
    """The JSON values in a script, outermost first."""
    decoder = json.JSONDecoder(strict=False)
    end = 0
    for start in islice(JSON_START.finditer(script), MOST_STARTS):
        if start.end() < end:
            continue
        try:
            value, end = decoder.raw_decode(script, start.end())
        except (json.JSONDecodeError, RecursionError):
            continue
        yield value


def _is_stream(value: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether it is a piece of the stream of a page that Next.js renders: ``[1, "..."]``."""
    return isinstance(value, list) and len(value) == 2 and value[0] == 1 and isinstance(value[1], str)  # noqa: PLR2004 - as shown


def _rows(stream: str) -> Iterator[Any]:
    """The values in such a stream: texts with their length before them, and JSON."""
    raw = stream.encode("utf-8", "replace")
    for text in STREAM_TEXT.finditer(raw):
        yield raw[text.end() : text.end() + int(text[1], 16)].decode("utf-8", "replace")
    decoder = json.JSONDecoder(strict=False)
    for row in STREAM_ROW.finditer(stream):
        try:
            yield decoder.raw_decode(stream, row.end())[0]
        except (json.JSONDecodeError, RecursionError):
            continue


def _literals(script: str) -> Iterator[str]:
    for found in LITERAL.finditer(script):
        try:
            yield json.loads(found[0], strict=False)
        except json.JSONDecodeError:
            continue


def _texts_in(value: Any, title_key: str, depth: int, *, is_titled: bool) -> Iterator[_Candidate]:  # noqa: ANN401 - JSON
    """The texts in a value: each string, and the strings of a list together, which are its paragraphs."""
    if depth == 0:
        return
    if isinstance(value, str):
        yield from _in_string(value, title_key, depth, is_titled=is_titled)
    elif isinstance(value, dict):
        is_titled = is_titled or any(_is_title(said, title_key) for said in value.values())
        for inner in value.values():
            yield from _texts_in(inner, title_key, depth - 1, is_titled=is_titled)
    elif isinstance(value, list):
        yield from (_Candidate(text, is_titled) for text in _as_paragraphs(value))
        for inner in value:
            yield from _texts_in(inner, title_key, depth - 1, is_titled=is_titled)


def _is_title(said: Any, title_key: str) -> bool:  # noqa: ANN401 - JSON
    return (
        isinstance(said, str) and bool(title_key) and len(said) < 2 * len(title_key) + 100 and _key(said) == title_key
    )


def _in_string(text: str, title_key: str, depth: int, *, is_titled: bool) -> Iterator[_Candidate]:
    if text.lstrip()[:1] in {"{", "["}:
        for value in _values(text):
            yield from _texts_in(value, title_key, depth - 1, is_titled=is_titled)
    elif len(text) >= LOST_CHARACTERS:
        yield _Candidate(text, is_titled)


def _as_paragraphs(items: Sequence[Any]) -> Iterator[str]:
    """One text for each name under which several items hold strings; or of the items, if they are strings."""
    if all(isinstance(item, str) for item in items):
        yield _joined(items)
        return
    names = dict.fromkeys(name for item in items if isinstance(item, dict) for name in item)
    for name in names:
        held = [item[name] for item in items if isinstance(item, dict) and isinstance(item.get(name), str)]
        if len(held) > 1:
            yield _joined(held)


def _joined(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{squeezed(paragraph)}</p>" for paragraph in paragraphs)
