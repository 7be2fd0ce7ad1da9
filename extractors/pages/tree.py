"""The characters of a page to a tree, however deep its nesting: the door to lxml's parser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import lxml.html  # type: ignore[import-untyped]  # lxml comes without types
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

Element: TypeAlias = lxml.html.HtmlElement

#: libxml2 stops at this depth even with huge_tree, and drops what is deeper; without huge_tree it stops at 256.
MAX_DEPTH = 2048

DOCTYPE = re.compile(r"^\s*<!doctype[^>]*>", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)

#: Containers that carry no meaning of their own: a page nested too deep is read without them.
CONTAINERS = re.compile(
    r"(?:</?(?:div|section|article|main|center|blockquote|table|tbody|tr|td|ul|ol|li)\b[^<>]*>\s*)+", re.IGNORECASE
)
INLINE_CONTAINERS = re.compile(r"</?(?:span|font|b|i|u|em|strong|small|big)\b[^<>]*>", re.IGNORECASE)

#: What is left of a page that is nested too deep in elements of its own making: what says how its words read.
OTHER_TAGS = re.compile(
    r"(?:</?(?!(?:html|head|title|meta|link|script|style|body|p|h[1-6]|a|br|time|figure|figcaption|nav|footer)\b)"
    r"[a-z][^<>]*>\s*)+",
    re.IGNORECASE,
)


def parse(text: str) -> Element | None:
    """The tree of a page; None if there is no element in it."""
    return parse_shallow(text)[0]


def parse_shallow(text: str) -> tuple[Element | None, str]:
    """The same, and the markup that it was made of: less than *text* where that is nested too deep."""
    markup = DECLARATION.sub("", DOCTYPE.sub("", DECLARATION.sub("", text)))
    if not markup.strip():
        return None, text
    tree, too_deep = _parsed(markup)
    if not too_deep:
        return tree, text
    shallow = INLINE_CONTAINERS.sub("", CONTAINERS.sub("<br><br>", markup))
    tree, too_deep = _parsed(shallow)
    if too_deep:
        shallow = OTHER_TAGS.sub("<br><br>", markup)
        tree, _ = _parsed(shallow)
    return tree, shallow


def walk(tree: Element, skipped: frozenset[str]) -> Iterator[tuple[bool, Element]]:
    """(True, element) where an element begins and (False, element) where it ends, without the insides of *skipped*
    tags.
    """
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        begins = event == "start"
        if begins and element.tag in skipped:
            walker.skip_subtree()
        yield begins, element


def _parsed(markup: str) -> tuple[Element | None, bool]:
    parser = lxml.html.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None, False
    return tree, any("xcessive depth" in entry.message for entry in parser.error_log)
