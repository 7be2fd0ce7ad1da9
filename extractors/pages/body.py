"""The tree of a page to the words that trafilatura takes for its article: the door to trafilatura.

Comments off: readers' words are not the outlet's. Never ``deduplicate``: it remembers paragraphs across pages and
empties the fourth copy of a clean one (adbar/trafilatura#778).
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from trafilatura import bare_extraction

if TYPE_CHECKING:
    from extractors.pages.tree import Element

# It reports each page without text as a warning; here that is an outcome.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def body_lines(tree: Element, *, precise: bool = False) -> list[str]:
    """What stands in the body, in trafilatura's order and lines; nothing where it finds no article.

    *precise*: rather lose a line of the article than take one that does not belong to it.
    """
    document = bare_extraction(
        tree, include_comments=False, deduplicate=False, with_metadata=False, favor_precision=precise
    )
    text = getattr(document, "text", None) or ""
    return [line for line in text.split("\n") if line.strip()]
