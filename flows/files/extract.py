"""Saved pages in, clean records out, without archive or database."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from extractors.model import Article, Page
from flows.clean import Cleaner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from extractors.model import Cleaned

PAGE_SUFFIXES = {".html", ".htm", ".xhtml"}
LINES_SUFFIXES = {".jsonl", ".ndjson"}

#: A record of a page without an article has the same keys.
NOTHING = Article(url="", title="", paragraphs=(), confidence=0.0)


class UnreadableInputError(ValueError):
    """A file or line that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page from a file."""

    page_id: str
    page: Page


def saved_pages(paths: Iterable[Path], url: str | None) -> Iterator[SavedPage]:
    """The pages of files, of folders, and of JSON-lines. Raises UnreadableInputError."""
    for path in paths:
        if path.is_dir():
            found = pages_in(path)
            if not found:
                raise UnreadableInputError(f"{path}: no HTML in this folder (.html, .htm, .xhtml)")
            yield from (_page(file, file.relative_to(path).as_posix(), url) for file in found)
        elif path.suffix.lower() in LINES_SUFFIXES:
            yield from _pages_of_lines(path, url)
        else:
            yield _page(path, path.stem, url)


def pages_in(folder: Path) -> list[Path]:
    """The HTML files in *folder* and below, in their order; mirrors of sites have folders that are named like pages."""
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in PAGE_SUFFIXES and not file.is_dir())


def _page(path: Path, page_id: str, url: str | None) -> SavedPage:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableInputError(f"{path}: {error.strerror}") from error
    return SavedPage(page_id, Page(url or path.resolve().as_uri(), content, seen_at=datetime.now(UTC)))


def _pages_of_lines(path: Path, url: str | None) -> Iterator[SavedPage]:
    for where, line in json_lines(path):
        try:
            yield _page_of_line(json_object(line), path.parent, where, url)
        except ValueError as error:
            raise UnreadableInputError(f"{where}: {error}") from error


def _page_of_line(fields: dict[str, Any], folder: Path, where: str, url: str | None) -> SavedPage:
    page_id = str(fields.get("id", where))
    address = fields.get("url") or url
    if not isinstance(address, str | None):
        raise ValueError('"url" is no string')  # noqa: TRY004 - of the file's author
    if isinstance(fields.get("html"), str):
        content = fields["html"].encode("utf-8", "surrogatepass")
        headers = {"content-type": "text/html; charset=utf-8"}
        return SavedPage(
            page_id, Page(address or f"about:{page_id}", content, headers=headers, seen_at=datetime.now(UTC))
        )
    if isinstance(fields.get("file"), str):
        return _page(folder / fields["file"], page_id, address)
    raise ValueError('neither "html" nor "file" is in it; write {"id", "file", "url"}')


def json_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """The lines of a file that are not empty, each with the name of its place. Raises UnreadableInputError."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{path}:{number}", line
    except OSError as error:
        raise UnreadableInputError(f"{path}: cannot be read: {error.strerror}") from error


def json_object(line: bytes | str) -> dict[str, Any]:
    """The object that *line* is, in UTF-8 with or without a mark that says so. Raises ValueError."""
    try:
        fields = json.loads(line if isinstance(line, str) else line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"this line is not UTF-8: {error.reason} at byte {error.start + 1}") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"this line is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise ValueError("this line is no JSON object; write one object a line")  # noqa: TRY004 - of the file's author
    return fields


def extract(pages: Iterable[SavedPage]) -> Iterator[dict[str, Any]]:
    """A record for each page, in their order."""
    ids: list[str] = []

    def noted() -> Iterator[Page]:
        for saved in pages:
            ids.append(saved.page_id)
            yield saved.page

    with Cleaner() as cleaner:
        for number, cleaned in enumerate(cleaner.clean(noted())):
            yield record(ids[number], cleaned)


def record(page_id: str, cleaned: Cleaned) -> dict[str, Any]:
    """What became of a page, as JSON takes it."""
    found = {"id": page_id, "outcome": cleaned.outcome.value, "evidence": cleaned.evidence}
    return found | (_fields(cleaned.article) if cleaned.article else _fields(NOTHING) | {"url": None, "title": None})


def _fields(article: Article) -> dict[str, Any]:
    published_at = article.published_at.isoformat() if article.published_at else None
    return asdict(article) | {"text": article.text, "published_at": published_at}
