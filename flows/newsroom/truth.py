"""What must come out of the newsroom, for tests: ``truth.toml`` with the words of the outlets put in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from extractors.outcomes import Reason, State
from flows.newsroom.outlets import outlets

if TYPE_CHECKING:
    from collections.abc import Iterator

#: An article or another page: the outlet's name, and the path at its base.
Place: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """An article that must be loaded, word for word."""

    place: Place
    title: str
    paragraphs: tuple[str, ...]
    language: str
    dateline: str | None
    wire_agency: str | None
    cited_source: str | None


@dataclass(frozen=True, slots=True)
class Fate:
    """A discovered URL that is no article of its own, and what becomes of it."""

    place: Place
    state: State
    reason: Reason
    article: Place | None  # of a duplicate: whose


@dataclass(frozen=True, slots=True)
class Edge:
    """One article carries another's text."""

    copy: Place
    source: Place
    kind: str


@dataclass(frozen=True, slots=True)
class Shared:
    """The articles that carry one text."""

    first: Place
    articles: frozenset[Place]
    wire_agency: str | None
    newsrooms: int


def articles(state: int) -> tuple[Expected, ...]:
    """All that must be in ``articles`` after a run in *state*, given that all that was due has been asked."""
    words = {(outlet.name, printed.path): printed for outlet in outlets() for printed in outlet.at(state)}
    return tuple(
        Expected(
            place=(place := (row["outlet"], row["path"])),
            title=words[place].title,
            paragraphs=words[place].paragraphs,
            language=row["language"],
            dateline=row.get("dateline"),
            wire_agency=row.get("wire_agency"),
            cited_source=row.get("cited_source"),
        )
        for row in _rows("article", state)
    )


def fates(state: int) -> tuple[Fate, ...]:
    """All other rows of ``urls`` after a run in *state*."""
    return tuple(
        Fate(
            place=(row["outlet"], row["path"]),
            state=State(row["state"]),
            reason=Reason(row["reason"]),
            article=(row["outlet"], row["article"]) if "article" in row else None,
        )
        for row in _rows("url", state)
    )


def copies(state: int) -> frozenset[Edge]:
    """All rows of ``copies`` after a run in *state*."""
    return frozenset(Edge(_place(row["copy"]), _place(row["source"]), row["kind"]) for row in _rows("copy", state))


def stories(state: int) -> tuple[Shared, ...]:
    """The rows of ``stories`` with more than one article, after a run in *state*."""
    loaded = {article.place for article in articles(state)}
    return tuple(
        Shared(
            first=_place(row["first"]),
            articles=frozenset(_place(article) for article in row["articles"]) & loaded,
            wire_agency=row.get("wire_agency"),
            newsrooms=row["newsrooms"],
        )
        for row in _rows("story", state)
    )


def cases(kind: str | None = None) -> tuple[dict[str, Any], ...]:
    """What was planted, as it stands in the file: all, or one kind of it."""
    return tuple(row for row in _document()["case"] if kind in {None, row["kind"]})


def _rows(table: str, state: int) -> Iterator[dict[str, Any]]:
    return (row for row in _document()[table] if row.get("from", 1) <= state <= row.get("until", state))


def _place(pair: list[str]) -> Place:
    outlet, path = pair
    return outlet, path


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(files("flows.newsroom").joinpath("truth.toml").read_text("utf-8"))
