"""Articles and pages that were collected elsewhere, into the same archive and database."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from extractors.model import FeedEntry, Text
from extractors.outcomes import Reason
from extractors.pages.origin import stated_url
from extractors.urls import UnusableUrl, canonical, host_of
from flows.collect import Collected
from flows.desk import ARCHIVE_FILE, utc_now
from flows.extract import LINES_SUFFIXES, PAGE_SUFFIXES, UnreadableInputError, json_lines, json_object
from flows.load import TEXT, content_of
from flows.pipeline import Progress, Report, Run, complete, entered, unwatched
from storage import fetches, runs, urls
from storage.archive import open_archive, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flows.settings import Settings
    from storage.archive import Archive

#: Records that go into the archive in one transaction.
RECORDS_AT_ONCE = 500

#: The file in a folder of pages that says where they came from: columns file and url, and outlet where it differs.
URLS_FILE = "urls.csv"

GROUP = "import"


@dataclass(frozen=True, slots=True)
class Record:
    """One page or article from a file."""

    entry: FeedEntry  # its URL, and what was known of it
    outlet: str
    purpose: str  # 'page', 'text'
    content: bytes


async def import_records(
    settings: Settings, path: Path, outlet: str | None, complain: Callable[[str], None], progress: Progress
) -> Report:
    """Imports all that is at *path*; what cannot be used is complained of by name, and the rest is imported.

    Raises UnreadableInputError when there is nothing at *path* that could be imported at all.
    """
    records = records_of(path, outlet, complain)
    with entered(settings, GROUP) as run_id:
        with open_archive(settings.data_folder / ARCHIVE_FILE) as archive:
            taken = _enter(archive, run_id, records)
        collected = tuple(
            Collected(name, number, number, 0, answered=True, note=None) for name, number in taken.items()
        )
        return await complete(Run(run_id, GROUP, settings, unwatched, progress), collected)


def records_of(path: Path, outlet: str | None, complain: Callable[[str], None]) -> Iterator[Record]:
    """The records at *path*: JSON-lines of articles, or a folder of HTML. Raises UnreadableInputError."""
    if path.is_dir():
        return _pages(path, outlet, complain)
    if path.suffix.lower() in LINES_SUFFIXES:
        return _articles(path, outlet, complain)
    raise UnreadableInputError(f"{path}: name a folder of HTML pages, or a file that ends in .jsonl")


def _articles(path: Path, outlet: str | None, complain: Callable[[str], None]) -> Iterator[Record]:
    for where, line in json_lines(path):
        try:
            yield _article(json_object(line), outlet)
        except ValueError as error:
            complain(f"{where}: {error}")


def _article(fields: dict[str, Any], outlet: str | None) -> Record:
    url = canonical(_text(fields, "url"))
    paragraphs = fields.get("paragraphs") or _text(fields, "text").splitlines()
    if not (isinstance(paragraphs, list) and all(isinstance(paragraph, str) for paragraph in paragraphs)):
        raise ValueError('"paragraphs" is no list of strings')
    published = _moment(fields.get("published_at"))
    text = Text(url, _text(fields, "title", ""), tuple(paragraphs), published)
    name = _text(fields, "outlet", outlet or host_of(url))
    return Record(FeedEntry(url, text.title, published), name, TEXT, content_of(text))


def _text(fields: dict[str, Any], key: str, default: str | None = None) -> str:
    value = fields.get(key, default)
    if not isinstance(value, str):
        raise ValueError(f'"{key}" is no string' if key in fields else f'"{key}" is missing')  # noqa: TRY004 - of a file
    value.encode()  # raises UnicodeEncodeError for half a surrogate pair, which no database keeps
    return value


def _moment(value: object) -> str | None:
    """As a date is printed; a number counts seconds since 1970."""
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value, UTC).isoformat()
        except (ValueError, OverflowError, OSError) as error:
            raise ValueError(f'"published_at" is no number of seconds since 1970: {value}') from error
    return str(value) if value else None


def _pages(folder: Path, outlet: str | None, complain: Callable[[str], None]) -> Iterator[Record]:
    known = _known_urls(folder / URLS_FILE)
    for file in sorted(file for file in folder.rglob("*") if file.suffix.lower() in PAGE_SUFFIXES):
        row = known.get(file.relative_to(folder).as_posix(), {})
        try:
            content = file.read_bytes()
            url = canonical(row.get("url") or stated_url(content) or "")
            yield Record(FeedEntry(url), row.get("outlet") or outlet or host_of(url), "page", content)
        except UnusableUrl as error:
            complain(f"{file}: {error}: name its URL in {URLS_FILE} (columns file, url)")
        except OSError as error:
            complain(f"{file}: {error.strerror}")


def _known_urls(file: Path) -> dict[str, dict[str, str]]:
    if not file.exists():
        return {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInputError(f"{file}: cannot be read as CSV in UTF-8: {error}") from error
    if rows and not {"file", "url"} <= rows[0].keys():
        raise UnreadableInputError(f"{file}: its first line must name the columns file and url")
    return {row["file"]: row for row in rows}


def _enter(archive: Archive, run_id: int, records: Iterator[Record]) -> Counter[str]:
    """Puts records into the archive, those that it has from before not again; how many of each outlet are there."""
    seen: Counter[str] = Counter()
    while batch := [record for _, record in zip(range(RECORDS_AT_ONCE), records, strict=False)]:
        with transaction(archive):
            for record in batch:
                outlet = _enter_one(archive, run_id, record)
                seen[outlet or record.outlet] += outlet is not None
        runs.name_outlets(archive, [runs.OutletRow(name) for name in seen])
    return seen


def _enter_one(archive: Archive, run_id: int, record: Record) -> str | None:
    """The outlet under which it was entered; None when it is there already."""
    url, now = record.entry.url, utc_now()
    if urls.is_loaded_from_the_web(archive, url) or fetches.holds(archive, url, record.content):
        return None
    fetch = fetches.Fetch(url, record.outlet, record.purpose, now, Reason.OK, final_url=url, content=record.content)
    return urls.enter_imported(archive, record.outlet, record.entry, fetches.record(archive, run_id, fetch), now)
