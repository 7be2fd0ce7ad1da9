"""The lines of a page as a reader sees them, in order, with what the markup says of each.

A block element is a line; so is each paragraph in a run of bare text between blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from extractors.pages.runs import (
    BREAK,
    PARAGRAPH_CHARACTERS,
    Piece,
    is_under_picture,
    opening_link,
    paragraphs,
    words_of,
)
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
PICTURES = frozenset({"img", "picture", "amp-img"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

#: Around these stands what belongs to the site, or to other articles.
ZONE_TAGS = frozenset({"nav", "footer", "aside", "menu", "form", "button", "dialog"})
ZONE_ROLES = frozenset({"navigation", "contentinfo", "complementary", "search", "banner", "dialog", "menu"})
ZONE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|footer|sidebar|related|recirc|recommend\w*|comments?|disqus|share|sharing|"
    r"social|promo|newsletter|advert\w*|ads?|popular|trending|terkait|terpopuler|widget|tags?|author|byline|cookie|consent|pull-?quotes?)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
#: Where the markup of a page names its parts.
NAMING_ATTRIBUTES = ("class", "id", "data-component")

#: A teaser that is a link as a whole has fewer.
MOST_LINKED_PARAGRAPHS = 4

NEVER_A_ZONE = frozenset(
    {"html", "body", "main", "article", "p", "h1", "h2", "h3", "td", "th", "tr", "table", "a", "span"}
)

HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
HIDDEN_NAMES = re.compile(
    r"(?:^|\s)(?:hidden|d-none|hide|is-hidden|sr-only|visually-?hidden|invisible|screen-reader-text|display-none)(?:\s|$)",
    re.IGNORECASE,
)
BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A block of a page, and the one around it."""

    block: int
    tag: str
    around: Place | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Line:
    """One line of a page."""

    text: str
    tag: str = "p"  # of the block that holds it
    block: int = 0  # number of that element in the page
    parent: int = 0  # number of the innermost block around it that holds more than it
    outer: int = 0  # number of the block around that one
    linked: float = 0.0  # share of its characters that stand in links
    hidden: bool = False
    zone: int = 0  # number of the outermost element around it that holds no article (navigation, comments, ...), or 0
    is_caption: bool = False
    is_under_picture: bool = False
    place: Place | None = field(default=None, repr=False, compare=False)  # the block that holds it
    shape: int = 0  # of the tags of the blocks around it: the records of one list have one
    opening: str = ""  # the words of the link that it begins with
    address: str = ""  # where that leads
    is_teaser: bool = False  # it stands in a list of other articles

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
    return [line for run in _runs(tree) for line in run.lines()]


@dataclass(slots=True)
class _Frame:
    """An open element: what holds for the text in it."""

    tag: str
    block: int
    parent: int
    outer: int
    hidden: bool
    zone: int
    place: Place | None
    shape: int
    link: str | None
    in_caption: bool


@dataclass(slots=True)
class _Run:
    """Text and breaks up to the next edge of a block."""

    frame: _Frame
    pieces: list[Piece] = field(default_factory=list)

    def lines(self) -> Iterator[Line]:
        """One line for each paragraph in it."""
        if not any(piece.text.strip() for piece in self.pieces):
            return
        for pieces in paragraphs(self.pieces, in_p=self.frame.tag == "p"):
            if text := words_of(pieces):
                yield self._line(text, pieces)

    def _line(self, text: str, pieces: list[Piece]) -> Line:
        total = sum(len(piece.text.strip()) for piece in pieces)
        linked = sum(len(piece.text.strip()) for piece in pieces if piece.link is not None)
        frame = self.frame
        opening, address = opening_link(pieces) if linked else ("", "")
        return Line(
            text=text,
            tag=frame.tag,
            block=frame.block,
            parent=frame.parent,
            outer=frame.outer,
            linked=linked / total if total else 0.0,
            hidden=frame.hidden,
            zone=frame.zone,
            is_caption=frame.in_caption,
            is_under_picture=is_under_picture(pieces),
            place=frame.place,
            shape=frame.shape,
            opening=opening,
            address=address,
        )


def _runs(tree: Element) -> Iterator[_Run]:
    """The runs of text between the edges of blocks."""
    frames = [_Frame("body", 0, 0, 0, hidden=False, zone=0, place=None, shape=0, link=None, in_caption=False)]
    run = _Run(frames[0])
    picture = False
    for number, (begins, element) in enumerate(walk(tree, WITHOUT_TEXT), 1):
        tag = element.tag
        if begins:
            skipped = tag in WITHOUT_TEXT
            frame = _opened(element, frames[-1], number)
            frames.append(frame)
            if frame.block == number and not skipped:
                yield run
                run = _Run(frame)
            picture = picture or tag in PICTURES
            if tag == "br":
                run.pieces.append(BREAK)
            elif tag in CELLS:
                run.pieces.append(Piece(" | " if run.pieces else ""))
            if element.text and not skipped:
                run.pieces.append(Piece(element.text, frame.link, picture))
                picture = picture and not element.text.strip()
        else:
            closed = frames.pop()
            if closed.block != frames[-1].block:
                yield run
                run = _Run(frames[-1])
            if element.tail:
                run.pieces.append(Piece(element.tail, frames[-1].link, picture))
                picture = picture and not element.tail.strip()
    yield run


def _opened(element: Element, around: _Frame, number: int) -> _Frame:
    """What holds inside *element*."""
    tag, attributes = element.tag, element.attrib
    name, style = "", ""
    if attributes:
        name = " ".join(filter(None, map(attributes.get, NAMING_ATTRIBUTES)))
        style = attributes.get("style", "")
    is_block = (
        tag in BLOCKS
        or tag.startswith("amp-")
        or (tag in CELLS and _is_container(element))
        or bool(style and BLOCK_STYLE.search(style))
    )
    is_boxed = is_block and _is_alone(element)
    zone = around.zone or (number if _is_zone(tag, name, attributes.get("role", "")) else 0)
    return _Frame(
        tag=tag if is_block else around.tag,
        block=number if is_block else around.block,
        parent=around.block if is_block and not is_boxed else around.parent,
        outer=around.parent if is_block and not is_boxed else around.outer,
        hidden=around.hidden or _is_hidden(element, name, style),
        zone=zone,
        place=Place(number, tag, around.place) if is_block else around.place,
        shape=hash((around.shape, tag)) if is_block else around.shape,
        link=attributes.get("href", "") if tag == "a" and not _is_left_open(element) else around.link,
        in_caption=around.in_caption or tag == "figcaption",
    )


def _is_alone(element: Element) -> bool:
    """Whether an element is all that stands in its parent: a box around it says nothing of where it stands."""
    parent = element.getparent()
    if parent is None or len(parent) > 1:
        return False
    return not (parent.text and parent.text.strip()) and not (element.tail and element.tail.strip())


def _is_left_open(link: Element) -> bool:
    """Whether a link holds so many paragraphs that someone forgot to close it: the parser puts the page into it."""
    return len(link) > 0 and sum(1 for _ in link.iter("p")) > MOST_LINKED_PARAGRAPHS


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
