"""Who wrote an article: the names that markup, feed or byline give, without the words around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.pages.claims import judged_words
from extractors.pages.heads import byline_names
from extractors.pages.statements import texts
from extractors.pages.titles import is_site
from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.model import Claim
    from extractors.pages.statements import Statements

META = (
    "author",
    "article:author",
    "authors",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
)

PREFIX = re.compile(r"^(?:(?:by|oleh|penulis|reporter|written by|von|par|por)\b\s*:?|editor\s*:)\s*", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[;|&]\s*|\s*,\s+|\s+(?:and|dan|und|et|y|e|with|en|og|och|ja|ve|и)\s+|\s+/\s+")

#: Initials of the desk behind a name.
INITIALS = re.compile(r"\s*\([^()]{1,8}\)$")

#: A longer "name" is a sentence about its author.
NAME_WORDS = 6

NO_NAME = re.compile(
    r"^\(|https?:|www\.|@|\d{2,}|^(?:admin|administrator|redaksi|editor|staff|newsroom|author|unknown|none|null|guest)$",
    re.IGNORECASE,
)


class Authors(NamedTuple):
    """The names, and what said them."""

    names: tuple[str, ...]
    claims: tuple[Claim, ...]


def choose_authors(
    statements: Statements, before_the_text: Sequence[str], feed: Sequence[str], sites: Sequence[str] = ()
) -> Authors:
    """JSON-LD before meta elements, links to the author, the byline over the text, and the feed.

    The outlet's own name (*sites*) is an author where nobody else is named.
    """
    said = [(source, names) for source, raw in _said(statements, before_the_text, feed) if (names := author_names(raw))]
    if not said:
        return Authors((), ())
    of_people = (names for _, names in said if not all(is_site(name, sites) for name in names))
    chosen = next(of_people, said[0][1])
    joined = [(source, "; ".join(names)) for source, names in said]
    known = {fold(name) for name in chosen}
    agree = ["; ".join(names) for _, names in said if {fold(name) for name in names} & known]
    return Authors(chosen, tuple(judged_words("authors", "; ".join(chosen), joined, agree=agree)))


def author_names(raw: Sequence[str]) -> tuple[str, ...]:
    """The names in bylines: "By Ayu Lestari and Tom Reed" is two."""
    parts = [INITIALS.sub("", part.strip(" ,.")) for byline in raw for part in BETWEEN.split(PREFIX.sub("", byline))]
    names = [part for part in parts if part and len(part.split()) <= NAME_WORDS and not NO_NAME.search(part)]
    return tuple({fold(name): name for name in reversed(names)}.values())[::-1]


def _said(
    statements: Statements, before_the_text: Sequence[str], feed: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    yield "json-ld", texts(statements.article.get("author")) or texts(statements.article.get("creator"))
    for name in META:
        yield "meta", list(statements.meta.get(name, ()))
    yield "html", list(statements.author_links)
    yield "text", byline_names(before_the_text)
    yield "feed", list(feed)
