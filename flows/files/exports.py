"""Articles, copies, stories and raw pages into files that other programs read.

A folder gets a file for each month and a note of what is in them (``export.json``): what did not change since is not
written again, so an export that was interrupted goes on where it was, and one a day costs what is new. Each file is
written beside its place and moved there whole.
"""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from extractors.urls import is_http
from flows.desk import ARCHIVE_FILE
from flows.files.rss import feed_of
from flows.files.spreadsheet import csv_value
from flows.files.warc import Capture, ascii_json, write_captures
from flows.load import TEXT
from storage import captures, export
from storage.archive import open_archive
from storage.disk import disk_errors
from storage.publishing import published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from flows.pipeline import Progress
    from flows.settings import Settings
    from storage.archive import Archive
    from storage.captures import KeptPage
    from storage.export import NewStory
    from storage.work import Database

NOTES_FILE = "export.json"

#: Stories in a feed: a day of some thirty outlets; readers ask every hour.
FEED_STORIES = 200


class Format(StrEnum):
    """How it is written."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    CSV = "csv"
    WARC = "warc"
    RSS = "rss"


#: The endings by which a single file is told from a folder, and the ending that files in a folder get.
SUFFIXES = {
    ".parquet": Format.PARQUET,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".warc.gz": Format.WARC,
    ".warc": Format.WARC,
    ".xml": Format.RSS,
    ".rss": Format.RSS,
}
SUFFIX_OF = {format_: suffix for suffix, format_ in reversed(SUFFIXES.items())}


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that is to be written, and what it will hold."""

    name: str  # without its ending
    rows: int
    fingerprint: str
    write: Callable[[Path], int]  # how many rows it wrote


@dataclass(frozen=True, slots=True)
class Exported:
    """What was done for one file."""

    file: Path
    rows: int
    is_new: bool  # False: it held the same already


def format_of(path: Path, asked: Format | None) -> Format:
    """The format of *path* by what was asked, else by its ending, else Parquet. Raises ValueError where they differ."""
    named = next((format_ for suffix, format_ in SUFFIXES.items() if path.name.lower().endswith(suffix)), None)
    if asked and named and asked is not named:
        raise ValueError(f"{path}: --format {asked} does not go with this ending; leave one of them out")
    return asked or named or Format.PARQUET


def is_file(path: Path) -> bool:
    """Whether *path* is meant to be one file and not a folder."""
    return path.name.lower().endswith(tuple(SUFFIXES))


def export_all(
    settings: Settings, path: Path, format_: Format, progress: Progress, *, reserved: bool
) -> Iterator[Exported]:
    """Writes all to *path*: one file, or a folder of them; yields what was done, file by file.

    *reserved*: with the texts of those who reserve text and data mining. Raises NothingPublishedError.
    """
    folder = path.parent if is_file(path) else path
    newest = published(settings.data_folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with export.opened(newest, folder) as news, open_archive(settings.data_folder / ARCHIVE_FILE) as archive:
        source = _Source(news, archive, format_, reserved, settings.contact)
        if is_file(path):
            progress.stage("exporting", 1)
            yield _write(path, _whole(source, path.name))
            progress.advance()
        else:
            yield from _write_folder(folder, format_, _pieces(source), progress)


def _write_folder(folder: Path, format_: Format, pieces: list[Piece], progress: Progress) -> Iterator[Exported]:
    notes = _notes(folder)
    if format_ is not Format.WARC:  # which keeps what the archive has dropped
        _drop_emptied(folder, format_, notes, {f"{piece.name}{SUFFIX_OF[format_]}" for piece in pieces})
    progress.stage("exporting", len(pieces))
    for piece in pieces:
        file = folder / f"{piece.name}{SUFFIX_OF[format_]}"
        if notes.get(file.name) == piece.fingerprint and file.exists():
            yield Exported(file, piece.rows, is_new=False)
        else:
            written = _write(file, piece)
            notes[file.name] = piece.fingerprint
            _note(folder, notes)
            yield written
        progress.advance()


def _drop_emptied(folder: Path, format_: Format, notes: dict[str, str], wanted: set[str]) -> None:
    """Removes what we wrote of months that have no article any more."""
    ours = [name for name in notes if name.endswith(SUFFIX_OF[format_]) and "/" not in name]
    for name in set(ours) - wanted:
        (folder / name).unlink(missing_ok=True)
        del notes[name]
        _note(folder, notes)


def _note(folder: Path, notes: dict[str, str]) -> None:
    with _replaced(folder / NOTES_FILE) as new:
        new.write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")


def _notes(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / NOTES_FILE).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return {}


def _write(file: Path, piece: Piece) -> Exported:
    with disk_errors(file), _replaced(file) as new:
        rows = piece.write(new)
    return Exported(file, rows, is_new=True)


@contextmanager
def _replaced(file: Path) -> Iterator[Path]:
    """A file beside *file*, which takes its place when it is whole."""
    new = file.with_name(f".{file.name}.part")
    try:
        yield new
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Source:
    """The published file and the archive while they are read."""

    news: Database
    archive: Archive
    format: Format
    reserved: bool
    contact: str


def _pieces(source: _Source) -> list[Piece]:
    """The files of a folder."""
    asked = "with reserved texts" if source.reserved else f"without {len(export.reserved_urls(source.news))} reserved"
    match source.format:
        case Format.WARC:
            return [
                Piece(f"pages-{one.month}", one.pages, f"{one.fingerprint} {asked}", partial(_warc, source, one.month))
                for one in captures.months(source.archive)
            ]
        case Format.RSS:
            return [_whole(source, "feed")]
        case _:
            return [
                Piece(
                    part.name,
                    part.rows,
                    f"{part.fingerprint} {asked}",
                    partial(_table, source, part.relation, part.month, part.rows),
                )
                for part in export.parts(source.news)
            ]


def _whole(source: _Source, name: str) -> Piece:
    """Everything in one file."""
    match source.format:
        case Format.WARC:
            return Piece(
                name, sum(one.pages for one in captures.months(source.archive)), "", partial(_warc, source, None)
            )
        case Format.RSS:
            stories = export.newest_stories(source.news, FEED_STORIES, reserved=source.reserved)
            ids = " ".join(f"{story.article_id} {story.outlets}" for story in stories)
            return Piece(name, len(stories), ids, lambda file: _rss(source, stories, file))
        case _:
            articles = sum(part.rows for part in export.parts(source.news) if part.relation == "articles")
            return Piece(name, articles, "", partial(_table, source, "articles", None, articles))


def _table(source: _Source, relation: str, month: str | None, rows: int, file: Path) -> int:
    if source.format is Format.PARQUET:
        export.write_parquet(source.news, file, relation, month, reserved=source.reserved)
        return rows
    columns, values = export.rows_of(source.news, relation, month, reserved=source.reserved)
    with file.open("w", encoding="utf-8", newline="") as out:
        (_csv if source.format is Format.CSV else _json_lines)(columns, values, out)
    return rows


def _json_lines(columns: Sequence[str], rows: Iterator[tuple[Any, ...]], out: IO[str]) -> None:
    for row in rows:
        fields = dict(zip(columns, row, strict=True))
        out.write(json.dumps(fields, ensure_ascii=False, default=_plain) + "\n")


def _csv(columns: Sequence[str], rows: Iterator[tuple[Any, ...]], out: IO[str]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([csv_value(_plain(value)) for value in row] for row in rows)


def _plain(value: object) -> object:
    """Times in ISO 8601, spans as the clock shows them."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def _warc(source: _Source, month: str | None, file: Path) -> int:
    reserved = frozenset() if source.reserved else export.reserved_urls(source.news)
    kept = (page for page in captures.kept_pages(source.archive, month) if page.fetch.url not in reserved)
    with file.open("wb") as out:
        return write_captures(out, map(_capture, kept), is_packed=not file.name.endswith(".warc.part"))


def _capture(page: KeptPage) -> Capture:
    fetch = page.fetch
    return Capture(
        url=fetch.final_url or fetch.url,
        fetched_at=fetch.requested_at,
        content=fetch.content,
        status=fetch.status or 200,
        headers=fetch.headers,
        is_text=fetch.purpose == TEXT,
        outlet=page.outlet,
        entry=ascii_json(page.entry),
        discovered_at=page.discovered_at,
    )


def _rss(source: _Source, stories: Sequence[NewStory], file: Path) -> int:
    link = source.contact if is_http(source.contact) else f"mailto:{source.contact}"
    file.write_bytes(feed_of(stories, link))
    return len(stories)
