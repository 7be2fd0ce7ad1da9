"""The headline of a page: the heading that the page's metadata agrees with, without the site's name.

A heading is what readers see, metadata is what the outlet means; where they agree, the heading's wording is taken (on
independent gold that beats trafilatura's choice by far). Where no heading agrees: JSON-LD, Open Graph, <title>.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from extractors.pages.claims import judged_words
from extractors.pages.statements import Statements, texts
from extractors.similarity import fold, paragraph_similarities

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.model import Claim, FeedEntry
    from extractors.pages.lines import Line

SEPARATOR = re.compile(r"\s+[|·•»:›—–-]+\s+|\s*[|»]\s*|\s+::\s+")
HEADINGS = ("h1", "h2", "h3", "h4")

#: Two wordings of one headline are at least this alike.
SAME_HEADLINE = 0.9

#: A heading of fewer words is a section's name unless it is all of the stated title.
MIN_WORDS = 3

#: A site's name in a title is not longer than this.
SITE_NAME_WORDS = 5


class Headline(NamedTuple):
    """The title, what the page says about it, and the number of the line that prints it."""

    title: str
    claims: tuple[Claim, ...]
    line: int | None


def choose_headline(lines: Sequence[Line], statements: Statements, url: str, entry: FeedEntry | None) -> Headline:
    """The headline of the article; "" if the page has none."""
    sites = _site_names(statements, url)
    stated = [(source, without_site(raw, sites)) for source, raw in _stated(statements, entry)]
    heading = _agreeing_line(lines, [raw for _, raw in stated])
    if heading is None:
        heading = _lone_heading(lines, sites, stated)
    title = lines[heading].text if heading is not None else next((raw for _, raw in stated), "")
    said = [*([("h1", title)] if heading is not None else []), *stated]
    agree = [raw for _, raw in said if _agree(fold(title), fold(raw))]
    return Headline(title, tuple(judged_words("title", title, said, agree=agree)) if title else (), heading)


def without_site(title: str, sites: Sequence[str]) -> str:
    """*title* without the name of the site before or behind it."""
    while len(parts := _parts(title)) > 1:
        if _is_site(parts[-1], sites):
            title = title[: title.rindex(parts[-1])]
        elif _is_site(parts[0], sites):
            title = title[title.index(parts[0]) + len(parts[0]) :]
        else:
            break
        title = title.strip(" |·•»:›—–-\t")
    return title


def _parts(title: str) -> list[str]:
    return [part for part in SEPARATOR.split(title) if part]


def _is_site(part: str, sites: Sequence[str]) -> bool:
    """Whether *part* is one of the site's names, or holds one and little more: "Kabar Pagi News"."""
    key = fold(part).replace(" ", "")
    if not key or len(part.split()) > SITE_NAME_WORDS:
        return False
    return any(key == site or (len(site) > 3 and site in key and len(key) <= 3 * len(site)) for site in sites)  # noqa: PLR2004 - "ap" is in "paper"


def _site_names(statements: Statements, url: str) -> list[str]:
    """The names of the site as it gives them, and those in its host."""
    publisher = texts(statements.article.get("publisher"))
    named = [
        name for name in (statements.first("og:site_name", "application-name", "twitter:site"), *publisher) if name
    ]
    host = (urlsplit(url).hostname or "").split(".")
    labels = [label for label in host if len(label) > 3 and label != "www"]  # noqa: PLR2004 - com, co, id
    keys = [fold(name).replace(" ", "") for name in [*named, *labels]]
    return [key for key in dict.fromkeys([*keys, fold("".join(host[-2:])).replace(" ", "")]) if key]


def _stated(statements: Statements, entry: FeedEntry | None) -> Iterator[tuple[str, str]]:
    """Titles in metadata, in the order of trust."""
    for raw in texts(statements.article.get("headline"))[:1]:
        yield "json-ld", raw
    for name in ("og:title", "twitter:title", "dc.title", "title", "headline"):
        for raw in statements.meta.get(name, ())[:1]:
            yield "meta", raw
    if statements.title_element:
        yield "html", statements.title_element
    if entry is not None and entry.title:
        yield "feed", entry.title


def _agreeing_line(lines: Sequence[Line], stated: Sequence[str]) -> int | None:
    """The highest heading that metadata agrees with, else any line that is a stated title in all its letters."""
    headings = [(n, line) for n, line in enumerate(lines) if line.tag in HEADINGS and not line.is_caption]
    said = list(dict.fromkeys(fold(raw) for raw in stated))
    for tag in HEADINGS:
        for number, line in headings:
            if line.tag == tag and any(_agree(line.folded, words) for words in said):
                return number
    keys = {fold(raw).replace(" ", "") for raw in stated if len(raw.split()) >= MIN_WORDS}
    return next((n for n, line in enumerate(lines) if line.key in keys and not line.zone and line.linked < 1), None)


def _lone_heading(lines: Sequence[Line], sites: Sequence[str], stated: Sequence[tuple[str, str]]) -> int | None:
    """The only h1, where metadata says nothing or something else, if it reads like a headline."""
    numbers = [n for n, line in enumerate(lines) if line.tag == "h1" and not line.hidden and line.linked < 1]
    if len(numbers) != 1 or _is_site(lines[numbers[0]].text, sites):
        return None
    enough_words = len(lines[numbers[0]].text.split()) > MIN_WORDS or not stated
    return numbers[0] if enough_words else None


def _agree(a: str, b: str) -> bool:
    """Whether two folded titles are one: the same words, the shorter begins the longer, or nearly the same letters."""
    if not a or not b:
        return False
    if a == b:
        return True
    shorter, longer = sorted((a, b), key=len)
    if longer.startswith(shorter + " ") and len(shorter.split()) >= MIN_WORDS:
        return True
    return bool(paragraph_similarities([a], [b], SAME_HEADLINE)[0, 0])
