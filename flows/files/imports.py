"""Articles and pages that were collected elsewhere, into the same archive and database.

Several states of one URL come in one after the other, each cleaned and loaded before the next, so that they become
versions: an import goes through its file again as long as there was a URL twice in it.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from extractors.model import FeedEntry, Text
from extractors.outcomes import Reason
from extractors.pages.origin import stated_url
from extractors.urls import UnusableUrl, canonical, host_of
from flows.collect import Collected
from flows.desk import ARCHIVE_FILE, LIMITS, utc_now
from flows.files.extract import LINES_SUFFIXES, UnreadableInputError, json_lines, json_object, pages_in
from flows.files.warc import Capture, is_warc, read_captures
from flows.load import TEXT, content_of
from flows.pipeline import Progress, Report, Run, clean_and_load, complete, entered
from storage import fetches, runs, urls
from storage.archive import open_archive, transaction
from storage.articles import NOTHING_LOADED
from storage.captures import last_came_at
from storage.forgotten import is_forgotten
from storage.lock import IMPORT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from flows.settings import Settings
    from storage.archive import Archive

#: Records that go into the archive in one transaction: pages of 100 kB as a rule, of 10 MB at most.
RECORDS_AT_ONCE = 100

#: The file in a folder of pages that says where they came from: columns file and url, and outlet where it differs.
URLS_FILE = "urls.csv"


@dataclass(frozen=True, slots=True)
class Record:
    """One page or article from a file."""

    entry: FeedEntry  # its URL, and what was known of it
    outlet: str
    purpose: str  # 'page', 'text'
    content: bytes
    final_url: str = ""  # where it is another than that of the entry
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None  # where that is known
    discovered_at: datetime | None = None


async def import_records(
    settings: Settings, path: Path, outlet: str | None, complain: Callable[[str], None], progress: Progress
) -> Report:
    """Imports all that is at *path*; what cannot be used is complained of by name, and the rest is imported.

    Raises UnreadableInputError when there is nothing at *path* that could be imported at all.
    """
    records = records_of(path, outlet, complain)
    with entered(settings, IMPORT) as run_id:
        run = Run(run_id, IMPORT, settings, progress=progress)
        taken: Counter[str] = Counter()
        loaded = NOTHING_LOADED
        while True:
            progress.stage("reading", None)
            with open_archive(settings.data_folder / ARCHIVE_FILE) as archive:
                has_more = _enter(archive, run, records, taken)
            if not has_more:
                break
            loaded += await clean_and_load(run, list(taken))
            records = records_of(path, outlet, _say_nothing)
        collected = tuple(
            Collected(name, number, number, 0, answered=True, note=None) for name, number in taken.items()
        )
        return await complete(run, collected, loaded)


def _say_nothing(line: str) -> None:
    """What is wrong was said the first time."""


def records_of(path: Path, outlet: str | None, complain: Callable[[str], None]) -> Iterator[Record]:
    """The records at *path*: WARC, JSON-lines of articles, or a folder of HTML or WARC. Raises UnreadableInputError."""
    if path.is_dir():
        if not pages_in(path) and not any(is_warc(file) for file in path.rglob("*")):
            raise UnreadableInputError(f"{path}: neither HTML nor WARC in this folder; JSON-lines are named one by one")
        return chain(_pages(path, outlet, complain), _captures_of_folder(path, outlet, complain))
    if is_warc(path):
        return _captures(path, outlet, complain)
    if path.suffix.lower() in LINES_SUFFIXES:
        return _articles(path, outlet, complain)
    raise UnreadableInputError(f"{path}: name a folder of HTML pages, or a file that ends in .jsonl, .warc or .warc.gz")


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
    authors = fields.get("authors") or []
    if not (isinstance(authors, list) and all(isinstance(author, str) for author in authors)):
        raise ValueError('"authors" is no list of strings')
    published = _moment(fields.get("published_at"))
    text = Text(url, _text(fields, "title", ""), tuple(paragraphs), published, tuple(authors))
    name = _text(fields, "outlet", "") or outlet or host_of(url)
    return Record(FeedEntry(url, text.title, published), name, TEXT, content_of(text))


def _text(fields: dict[str, Any], key: str, default: str | None = None) -> str:
    value = default if fields.get(key) is None else fields[key]
    if not isinstance(value, str):
        raise ValueError(f'"{key}" is missing' if value is None else f'"{key}" is no string')  # noqa: TRY004 - of a file
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
    for file in pages_in(folder):
        row = known.pop(file.relative_to(folder).as_posix(), {})
        try:
            content = file.read_bytes()
            url = canonical(row.get("url") or stated_url(content) or "")
            yield Record(FeedEntry(url), row.get("outlet") or outlet or host_of(url), "page", content)
        except UnusableUrl as error:
            complain(f"{file}: {error}: name its URL in {URLS_FILE} (columns file, url)")
        except OSError as error:
            complain(f"{file}: {error.strerror}")
    for name in known:
        complain(f"{folder / URLS_FILE}: {name}: there is no such page in this folder")


def _captures_of_folder(folder: Path, outlet: str | None, complain: Callable[[str], None]) -> Iterator[Record]:
    for file in sorted(file for file in folder.rglob("*") if is_warc(file)):
        yield from _captures(file, outlet, complain)


def _captures(file: Path, outlet: str | None, complain: Callable[[str], None]) -> Iterator[Record]:
    for capture in read_captures(file, LIMITS["page"], complain):
        try:
            yield _record_of(capture, outlet)
        except ValueError as error:
            complain(f"{file}: {error}")


def _record_of(capture: Capture, outlet: str | None) -> Record:
    final_url = canonical(capture.url)
    entry = _entry(capture.entry, final_url)
    return Record(
        entry,
        capture.outlet or outlet or host_of(entry.url),
        TEXT if capture.is_text else "page",
        capture.content,
        final_url,
        capture.headers,
        capture.fetched_at,
        capture.discovered_at,
    )


def _entry(packed: str | None, url: str) -> FeedEntry:
    """What an archive of ours knew of the URL; of others' captures, the URL alone."""
    fields = json_object(packed) if packed else {}
    known = {key: _text(fields, key) for key in ("title", "published", "updated") if fields.get(key) is not None}
    authors = tuple(map(str, fields.get("authors") or ()))
    return FeedEntry(canonical(_text(fields, "url", url)), authors=authors, **known)


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


def _enter(archive: Archive, run: Run, records: Iterator[Record], taken: Counter[str]) -> bool:
    """Puts records into the archive, those that it has from before not again, and counts them by outlet in *taken*.

    Whether a URL was there again, in another state: that waits until the one before it is loaded.
    """
    has_more = False
    while batch := list(islice(records, RECORDS_AT_ONCE)):
        with transaction(archive):
            for record in batch:
                is_new = not _is_there(archive, record)
                if is_new and (waits_under := urls.awaits_verdict(archive, record.entry.url)):
                    has_more = True
                    taken[waits_under] += 0
                    continue
                outlet = _enter_one(archive, run.run_id, record) if is_new else record.outlet
                taken[outlet] += is_new
                run.progress.advance()
        runs.name_outlets(archive, [runs.OutletRow(name) for name in taken])
    return has_more


def _is_there(archive: Archive, record: Record) -> bool:
    """Whether this state of the URL, or a newer one, came before; we fetched it ourselves; or it was taken down."""
    url = record.entry.url
    if urls.is_loaded_from_the_web(archive, url) or is_forgotten(archive, url):
        return True
    if record.fetched_at is None:
        return fetches.holds(archive, url, record.content)
    newest = last_came_at(archive, url)
    return newest is not None and record.fetched_at <= newest


def _enter_one(archive: Archive, run_id: int, record: Record) -> str:
    """The outlet under which it was entered."""
    url, now = record.entry.url, record.fetched_at or utc_now()
    fetch = fetches.Fetch(
        url=url,
        outlet=record.outlet,
        purpose=record.purpose,
        requested_at=now,
        outcome=Reason.OK,
        final_url=record.final_url or url,
        headers=record.headers,
        content=record.content,
    )
    fetch_id = fetches.record(archive, run_id, fetch)
    return urls.enter_imported(archive, record.outlet, record.entry, fetch_id, record.discovered_at or now)
