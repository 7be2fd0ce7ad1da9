"""JSON Feed 1.0 and 1.1 in, the articles that it announces out (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from extractors.feed_bytes import MAX_ENTRIES, UnreadableFeed
from extractors.model import FeedEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "https://jsonfeed.org/version/"


def read_json_feed(content: bytes) -> tuple[tuple[FeedEntry, ...], int]:
    """The first 2,000 items, their links as printed, and how many there are. Raises UnreadableFeed."""
    try:
        feed = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a JSON error and a number of too many digits are ValueErrors
        raise UnreadableFeed(f"not JSON ({error})") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not str(feed.get("version")).startswith(VERSION):
        raise UnreadableFeed("JSON, no feed")
    return tuple(_entry(item, feed) for item in items[:MAX_ENTRIES] if isinstance(item, dict)), len(items)


def _entry(item: dict[str, Any], feed: dict[str, Any]) -> FeedEntry:
    """``external_url`` is the page that an item is about, not the item's own."""
    return FeedEntry(
        url=_words(item.get("url")) or _permalink(item.get("id")) or "",
        title=_words(item.get("title")),
        published=_words(item.get("date_published")),
        updated=_words(item.get("date_modified")),
        authors=tuple(dict.fromkeys(_names(item) or _names(feed))),
    )


def _permalink(item_id: object) -> str | None:
    """An id is often the address; it is no article where it is a number."""
    words = _words(item_id)
    return words if words and words.startswith(("http://", "https://")) else None


def _names(said: dict[str, Any]) -> list[str]:
    """Of ``authors``, or of the ``author`` of version 1.0."""
    authors = said.get("authors") if isinstance(said.get("authors"), list) else [said.get("author")]
    return list(_of(authors or []))


def _of(authors: list[Any]) -> Iterator[str]:
    for author in authors:
        if isinstance(author, dict) and (name := _words(author.get("name"))):
            yield name


def _words(said: object) -> str | None:
    """A string on one line; JSON can write halves of characters, which no one can store."""
    if not isinstance(said, str):
        return None
    return " ".join(said.encode("utf-8", "replace").decode().split()) or None
