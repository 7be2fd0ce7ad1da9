"""The lines of a page as a reader sees them, in order, with what the markup says of each.

A block element is a line; so is a run of bare text between blocks. Two line breaks in a row end a line; a single one is
a space, unless the text on both its sides has the size and the end of a paragraph, or is a widget's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from extractors.pages.residue import is_widget
from extractors.pages.tree import walk
from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.pages.tree import Element

WITHOUT_TEXT = frozenset(
    {
        "script",
        "style",
        "head",
        "svg",
        "math",
        "canvas",
        "iframe",
        "object",
        "select",
        "textarea",
        "audio",
        "video",
        "map",
    }
)

BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "div",
            "dl",
        ),
        *(
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
        ),
        *("legend", "li", "main", "menu", "nav", "noscript", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("template", "tfoot", "thead", "tr", "ul"),
    }
)
CELLS = frozenset({"td", "th"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

#: Around these stands what belongs to the site, or to other articles.
ZONE_TAGS = frozenset({"nav", "footer", "aside", "menu", "form", "button", "dialog"})
ZONE_ROLES = frozenset({"navigation", "contentinfo", "complementary", "search", "banner", "dialog", "menu"})
ZONE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|footer|sidebar|related|recirc|recommend\w*|comments?|disqus|share|sharing|"
    r"social|promo|newsletter|advert\w*|ads?|popular|trending|terkait|terpopuler|widget|tags?|author|byline|cookie|consent)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
NEVER_A_ZONE = frozenset(
    {"html", "body", "main", "article", "p", "h1", "h2", "h3", "td", "th", "tr", "table", "a", "span"}
)

HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
HIDDEN_NAMES = re.compile(
    r"(?:^|\s)(?:hidden|d-none|hide|is-hidden|sr-only|visually-?hidden|invisible|screen-reader-text|display-none)(?:\s|$)",
    re.IGNORECASE,
)
BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)\b", re.IGNORECASE)

#: From this length on, text that ends like a sentence is a paragraph; addresses, verses and wrapped lines are shorter.
PARAGRAPH_CHARACTERS = 80

#: A <p> says itself that it is one paragraph: only this many full paragraphs in it prove that it is not.
PARAGRAPHS_IN_A_P = 3

SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*$|[:;]$|[”\"»]$")

#: So many labels side by side are a widget and no words of a sentence.
WIDGETS_IN_A_ROW = 2

INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f]")

#: What libxml2 calls text between blocks; a longer run of breaks is one.
BREAK = None


@dataclass(frozen=True)
class Line:
    """One line of a page."""

    text: str
    tag: str = "p"  # of the block that holds it
    block: int = 0  # number of that element in the page
    parent: int = 0  # number of the block around it
    linked: float = 0.0  # share of its characters that stand in links
    hidden: bool = False
    zone: int = 0  # number of the outermost element around it that holds no article (navigation, comments, ...), or 0
    is_caption: bool = False

    @cached_property
    def folded(self) -> str:
        """The words, as they are compared."""
        return fold(self.text)

    @cached_property
    def key(self) -> str:
        """The letters and digits, as they are compared."""
        return self.folded.replace(" ", "")


def page_lines(tree: Element) -> list[Line]:
    """The lines of *tree* in document order, hidden ones too."""
    return [
        line for run in _runs(tree) if any(piece and piece[0].strip() for piece in run.pieces) for line in run.lines()
    ]


def squeezed(text: str) -> str:
    """*text* on one line: white space is one space, invisible characters are gone."""
    return " ".join(INVISIBLE.sub("", text).split())


@dataclass(slots=True)
class _Frame:
    """An open element: what holds for the text in it."""

    tag: str
    block: int
    parent: int
    hidden: bool
    zone: int
    in_link: bool
    in_caption: bool


@dataclass(slots=True)
class _Run:
    """Text and breaks up to the next edge of a block."""

    frame: _Frame
    pieces: list[tuple[str, bool] | None] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """One line for each paragraph in it."""
        for group in _split_at_double_breaks(self.pieces):
            for paragraph in self._paragraphs(_split_at_breaks(group)):
                for pieces in _without_widgets(paragraph):
                    text = squeezed("".join(piece for piece, _ in pieces))
                    if text:
                        yield self._line(text, pieces)

    def _paragraphs(self, segments: list[list[tuple[str, bool]]]) -> list[list[tuple[str, bool]]]:
        """The segments between single breaks, joined where the break is only a wrapped line."""
        if len(segments) < 2:  # noqa: PLR2004 - nothing to join
            return segments
        texts = [squeezed("".join(piece for piece, _ in segment)) for segment in segments]
        full = [len(text) >= PARAGRAPH_CHARACTERS and bool(SENTENCE_END.search(text)) for text in texts]
        labels = [all(map(_is_label, _printed(segment))) for segment in segments]
        may_split = self.frame.tag != "p" or sum(full) >= PARAGRAPHS_IN_A_P
        joined = [segments[0]]
        for before, after in zip(range(len(segments) - 1), range(1, len(segments)), strict=True):
            if (may_split and full[before] and full[after]) or labels[before] or labels[after]:
                joined.append(segments[after])
            else:
                joined[-1] = [*joined[-1], (" ", False), *segments[after]]
        return joined

    def _line(self, text: str, pieces: list[tuple[str, bool]]) -> Line:
        total = sum(len(piece.strip()) for piece, _ in pieces)
        linked = sum(len(piece.strip()) for piece, in_link in pieces if in_link)
        frame = self.frame
        return Line(
            text=text,
            tag=frame.tag,
            block=frame.block,
            parent=frame.parent,
            linked=linked / total if total else 0.0,
            hidden=frame.hidden,
            zone=frame.zone,
            is_caption=frame.in_caption,
        )


def _without_widgets(pieces: list[tuple[str, bool]]) -> Iterator[list[tuple[str, bool]]]:
    """A line of its own for each of several widget labels in a row: three letters of a font size switch.

    One letter alone may be a drop capital, and one word in bold the beginning of a sentence.
    """
    text: list[tuple[str, bool]] = []
    for is_label, group in groupby(_printed(pieces), key=_is_label):
        row = list(group)
        if is_label and len(row) >= WIDGETS_IN_A_ROW:
            yield text
            yield from ([label] for label in row)
            text = []
        else:
            text += row
    yield text


def _printed(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """*pieces* without those of white space, which goes to the piece before it."""
    printed: list[tuple[str, bool]] = []
    for text, in_link in pieces:
        if text.strip() or not printed:
            printed.append((text, in_link))
        else:
            printed[-1] = (printed[-1][0] + text, printed[-1][1])
    return printed


def _is_label(piece: tuple[str, bool]) -> bool:
    return is_widget(squeezed(piece[0]))


def _split_at_breaks(pieces: list[tuple[str, bool] | None]) -> list[list[tuple[str, bool]]]:
    segments: list[list[tuple[str, bool]]] = [[]]
    for piece in pieces:
        if piece is BREAK:
            segments.append([])
        else:
            segments[-1].append(piece)
    return [segment for segment in segments if any(text.strip() for text, _ in segment)]


def _split_at_double_breaks(pieces: list[tuple[str, bool] | None]) -> list[list[tuple[str, bool] | None]]:
    """Groups between two or more breaks in a row; white space between them does not count."""
    groups: list[list[tuple[str, bool] | None]] = [[]]
    breaks = 0
    for piece in pieces:
        if piece is BREAK:
            breaks += 1
        elif piece[0].strip():
            if breaks > 1:
                groups.append([])
            breaks = 0
        if breaks < 2:  # noqa: PLR2004 - one break is kept for the next step
            groups[-1].append(piece)
    return groups


def _runs(tree: Element) -> Iterator[_Run]:
    """The runs of text between the edges of blocks."""
    frames = [_Frame("body", 0, 0, hidden=False, zone=0, in_link=False, in_caption=False)]
    run = _Run(frames[0])
    for number, (begins, element) in enumerate(walk(tree, WITHOUT_TEXT), 1):
        tag = element.tag
        if begins:
            skipped = tag in WITHOUT_TEXT
            frame = _opened(element, frames[-1], number)
            frames.append(frame)
            if frame.block == number and not skipped:
                yield run
                run = _Run(frame)
            if tag == "br":
                run.pieces.append(BREAK)
            elif tag in CELLS:
                run.pieces.append((" | " if run.pieces else "", False))
            if element.text and not skipped:
                run.pieces.append((element.text, frame.in_link))
        else:
            closed = frames.pop()
            if closed.block != frames[-1].block:
                yield run
                run = _Run(frames[-1])
            if element.tail:
                run.pieces.append((element.tail, frames[-1].in_link))
    yield run


def _opened(element: Element, around: _Frame, number: int) -> _Frame:
    """What holds inside *element*."""
    tag, attributes = element.tag, element.attrib
    name, style = "", ""
    if attributes:
        name = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        style = attributes.get("style", "")
    is_block = tag in BLOCKS or (tag in CELLS and _is_container(element)) or bool(style and BLOCK_STYLE.search(style))
    zone = around.zone or (number if _is_zone(tag, name, attributes.get("role", "")) else 0)
    return _Frame(
        tag=tag if is_block else around.tag,
        block=number if is_block else around.block,
        parent=around.block if is_block else around.parent,
        hidden=around.hidden or _is_hidden(element, name, style),
        zone=zone,
        in_link=around.in_link or tag == "a",
        in_caption=around.in_caption or tag == "figcaption",
    )


def _is_container(cell: Element) -> bool:
    """Whether a table cell holds paragraphs rather than a value."""
    return (
        any(child.tag in BLOCKS or child.tag == "br" for child in cell) or len(cell.text or "") > PARAGRAPH_CHARACTERS
    )


def _is_hidden(element: Element, name: str, style: str) -> bool:
    if element.tag in {"template", "noscript"}:
        return True
    if not element.attrib:
        return False
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(style and HIDDEN_STYLE.search(style))
        or _names_hidden(name)
    )


def _is_zone(tag: str, name: str, role: str) -> bool:
    if tag in ZONE_TAGS or role in ZONE_ROLES:
        return True
    return tag not in NEVER_A_ZONE and _names_zone(name)


@lru_cache(maxsize=4096)
def _names_zone(name: str) -> bool:
    return bool(ZONE_NAMES.search(name))


@lru_cache(maxsize=4096)
def _names_hidden(name: str) -> bool:
    return bool(HIDDEN_NAMES.search(name))
