"""What a page says of itself in markup: JSON-LD, meta elements, links, times. Nothing is judged here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extractors.pages.runs import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.pages.tree import Element

#: schema.org types that are an article; many are subtypes of NewsArticle by name.
ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting)$")

#: A graph nested deeper than this says nothing of the article that it does not say above.
MAX_NODE_DEPTH = 8

#: A page's first times are its own, later ones stand in comments and teasers.
MAX_TIMES = 12

SUMMARY_META = ("og:description", "description", "twitter:description")

COMMENT = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|\]\]>|/\*\]\]>\*/)\s*;?\s*$"
)
TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one page, as raw words."""

    article: Json = field(default_factory=dict)  # the JSON-LD object that is the article
    is_free: bool | None = None  # schema.org isAccessibleForFree
    meta: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by name, property or itemprop, in lower case
    title_element: str | None = None
    canonical_link: str | None = None
    times: tuple[tuple[str, str], ...] = ()  # (what the markup says it is the time of, raw words)
    html_language: str | None = None
    author_links: tuple[str, ...] = ()

    def first(self, *names: str) -> str | None:
        """The first meta element of these names that says something."""
        return next((value for name in names for value in self.meta.get(name, ())), None)

    def summaries(self) -> list[str]:
        """What the page says that the article says."""
        said = (value for name in SUMMARY_META for value in self.meta.get(name, ()))
        return [*said, *texts(self.article.get("description"))]


def page_statements(tree: Element) -> Statements:
    """Read them all in one walk for each kind."""
    nodes = [node for script in tree.iter("script") for node in _json_ld(script)]
    article = next((node for node in nodes if _is_article(node)), {})
    return Statements(
        article=article,
        is_free=_is_free(nodes),
        meta=_meta(tree),
        title_element=next(
            (squeezed(t.text_content()) for t in tree.iter("title") if t.getparent().tag != "svg"), None
        ),
        canonical_link=next((_href(link) for link in tree.iter("link") if _is_canonical(link)), None),
        times=tuple(_times(tree)),
        html_language=_html_language(tree),
        author_links=tuple(squeezed(link.text_content()) for link in tree.iter("a") if link.get("rel") == "author"),
    )


def texts(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    """The strings that a JSON-LD value names, whether plain, listed, or objects with a name."""
    if isinstance(value, str):
        return [text] if (text := squeezed(value)) else []
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    if isinstance(value, dict):
        return texts(value.get("name") or value.get("@value") or [])
    return []


def _json_ld(script: Element) -> Iterator[Json]:
    if "ld+json" not in (script.get("type") or "").lower() or not script.text:
        return
    for value in _parsed(script.text):
        yield from _objects(value, MAX_NODE_DEPTH)


def _parsed(text: str) -> Iterator[Any]:
    """The JSON values in a script, with the slips of templates: comments, control characters, several in a row."""
    text = TRAILING_COMMA.sub("", COMMENT.sub("", text)).strip()
    decoder = json.JSONDecoder(strict=False)
    while text:
        try:
            value, end = decoder.raw_decode(text)
        except (json.JSONDecodeError, RecursionError):
            return
        yield value
        text = text[end:].lstrip(" \t\r\n;,")


def _objects(value: Any, depth: int) -> Iterator[Json]:  # noqa: ANN401 - JSON
    """The objects that may be the article, outermost first."""
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(name), depth - 1)


def _is_article(node: Json) -> bool:
    types = node.get("@type")
    return any(
        ARTICLE_TYPE.search(name) for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)
    )


def _is_free(nodes: list[Json]) -> bool | None:
    """What the page says of access: schema.org booleans come as JSON booleans and as words."""
    said = [
        str(node["isAccessibleForFree"]).rpartition("/")[2].lower() for node in nodes if "isAccessibleForFree" in node
    ]
    return None if not said else said[0] != "false"


def _meta(tree: Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for element in tree.iter("meta"):
        content = squeezed(element.get("content") or "")
        if not content:
            continue
        for name in ("property", "name", "itemprop", "http-equiv"):
            if key := (element.get(name) or "").strip().lower():
                found[key] = (*found.get(key, ()), content)
    return found


def _is_canonical(link: Element) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split() and bool(_href(link))


def _href(link: Element) -> str:
    return (link.get("href") or "").strip()


def _times(tree: Element) -> Iterator[tuple[str, str]]:
    for count, element in enumerate(tree.iter("time")):
        if count == MAX_TIMES:
            return
        raw = squeezed(element.get("datetime") or element.text_content())
        if raw:
            yield f"{element.get('itemprop') or ''} {element.get('class') or ''}".strip(), raw


def _html_language(tree: Element) -> str | None:
    root = tree.getroottree().getroot()
    said: str | None = root.get("lang") or root.get("xml:lang")
    return said
