"""Where a saved page says that it came from."""

from __future__ import annotations

from extractors.pages.decoding import decode
from extractors.pages.statements import page_statements
from extractors.pages.tree import parse
from extractors.urls import is_http


def stated_url(content: bytes) -> str | None:
    """The absolute URL in ``rel=canonical``, else in ``og:url``; None when the page names none."""
    markup = decode(content, None)
    tree = parse(markup) if markup else None
    if tree is None:
        return None
    statements = page_statements(tree)
    stated = (statements.canonical_link, statements.first("og:url"))
    return next((url for url in stated if url and is_http(url)), None)
