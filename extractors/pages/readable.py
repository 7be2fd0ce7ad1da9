"""The tree of a page to the words that readability takes for its article: the door to readability-lxml.

It grades containers by the paragraphs in them and knows nothing of what trafilatura goes by, which makes it a witness.
"""

from __future__ import annotations

import logging
from copy import copy
from typing import TYPE_CHECKING

from readability import Document  # type: ignore[import-untyped]  # it comes without types
from readability.readability import Unparseable  # type: ignore[import-untyped]

from extractors.pages.lines import page_lines
from extractors.pages.tree import parse

if TYPE_CHECKING:
    from extractors.pages.tree import Element

# It reports each page that it cannot read with a traceback; here that is a witness who saw nothing.
logging.getLogger("readability").setLevel(logging.CRITICAL)


def readable_lines(tree: Element) -> list[str]:
    """The lines of the container that readability grades best; nothing where it finds none."""
    try:
        summary = Document(copy(tree)).summary(html_partial=True)
    except (Unparseable, RecursionError):
        return []
    article = parse(summary)
    return [] if article is None else [line.text for line in page_lines(article)]
