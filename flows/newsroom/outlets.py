"""The invented outlets and what they print, read from the package's own files.

Each file of ``outlets/`` is one outlet. A text there is blocks between blank lines: a paragraph, or one of the things
that real pages print among their paragraphs, marked ``> also: /path``, ``> promotion: words`` or ``> photo: caption``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

#: The two moments in which the newsroom can be met: before and after the second day's work.
STATES = (1, 2)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page's body: a paragraph of the article, or something that stands among them."""

    kind: str  # 'paragraph', 'also', 'promotion', 'photo'
    text: str  # of 'also', the path of the other article


@dataclass(frozen=True, slots=True)
class Correction:
    """What the desk changed after publication: one paragraph, and the headline if it was wrong too."""

    state: int
    updated: datetime
    position: int  # of the paragraph, from 1
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """Another address of an article."""

    kind: str  # 'tracked', 'amp', 'print'
    path: str
    feed: str  # path of the feed that links to it


@dataclass(frozen=True, slots=True)
class Printed:
    """One article as its outlet prints it, in one state."""

    path: str
    title: str
    section: str
    author: str
    published: datetime
    blocks: tuple[Block, ...]
    state: int = 1  # the first in which it is there
    answers_from: int = 1  # the first in which the server does not fail on it
    twice: bool = False  # the page prints its body a second time, from the second paragraph on
    correction: Correction | None = None
    variants: tuple[Variant, ...] = ()
    updated: datetime | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The words of the article, and nothing else."""
        return tuple(block.text for block in self.blocks if block.kind == "paragraph")


@dataclass(frozen=True, slots=True)
class Notice:
    """A feed entry that leads to no article page."""

    path: str
    title: str
    published: datetime
    answer: str  # 'gone', 'not found', 'bot wall', 'moved'
    to: str | None = None  # where it moved
    state: int = 1


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of an outlet, and the sections that it lists (none: all)."""

    path: str
    kind: str  # 'rss', 'atom'
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet, all that it prints in both states."""

    name: str
    title: str
    language: str
    skin: str
    about: str
    robots: str
    feeds: tuple[Feed, ...]
    articles: tuple[Printed, ...]
    notices: tuple[Notice, ...] = ()
    agency: bool = False
    utc_offset: int = 0  # hours
    encoding: str = "utf-8"

    def at(self, state: int) -> tuple[Printed, ...]:
        """The articles of one state as they read then, newest first."""
        there = (_as_of(article, state) for article in self.articles if article.state <= state)
        return tuple(sorted(there, key=lambda article: article.published, reverse=True))


@cache
def outlets() -> tuple[Outlet, ...]:
    """All outlets, by name."""
    folder = files("flows.newsroom").joinpath("outlets")
    documents = (entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted((_outlet(tomllib.loads(document)) for document in documents), key=lambda outlet: outlet.name))


def _as_of(article: Printed, state: int) -> Printed:
    if 1 < article.answers_from <= state:  # whoever mended the page has touched its entry in the feed
        return replace(article, updated=article.published + timedelta(days=1))
    correction = article.correction
    if correction is None or state < correction.state:
        return article
    blocks = list(article.blocks)
    places = [place for place, block in enumerate(blocks) if block.kind == "paragraph"]
    blocks[places[correction.position - 1]] = Block("paragraph", correction.text)
    title = correction.title or article.title
    return replace(article, title=title, blocks=tuple(blocks), updated=correction.updated)


def _outlet(document: dict[str, Any]) -> Outlet:
    plain = {key: value for key, value in document.items() if key not in {"feed", "article", "notice"}}
    return Outlet(
        **plain,
        feeds=tuple(Feed(row["path"], row["kind"], tuple(row.get("sections", ()))) for row in document["feed"]),
        articles=tuple(_article(row) for row in document["article"]),
        notices=tuple(Notice(**row) for row in document.get("notice", ())),
    )


def _article(row: dict[str, Any]) -> Printed:
    row = dict(row)
    text, correction, variants = row.pop("text"), row.pop("correction", None), row.pop("variant", ())
    return Printed(
        **row,
        blocks=tuple(_block(piece) for piece in text.strip().split("\n\n")),
        correction=Correction(**correction) if correction else None,
        variants=tuple(Variant(**variant) for variant in variants),
    )


def _block(piece: str) -> Block:
    words = " ".join(piece.split())
    if not words.startswith("> "):
        return Block("paragraph", words)
    kind, _, text = words.removeprefix("> ").partition(": ")
    return Block(kind, text)
