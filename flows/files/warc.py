"""Captures of pages in WARC files, read and written: the only door to warcio.

What we write is WARC 1.1, a gzip member for each record. Beside the fields of the standard a record carries what the
archive knew of the URL (``X-Wirewatch-...``), so that it comes in again as it went out; other programs pass over that.
"""

from __future__ import annotations

import gzip
import json
import logging
import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, TYPE_CHECKING, Protocol
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]

log = logging.getLogger(__name__)

SUFFIXES = (".warc", ".warc.gz")

#: The type of an article that has no page; of records of others, these may hold one.
TEXT_TYPE = "application/vnd.wirewatch.text+json"
PAGE_TYPES = ("text/html", "application/xhtml+xml")

#: What a server sent is kept inflated: these do not hold for it any more.
OF_THE_TRANSPORT = {"content-encoding", "transfer-encoding", "content-length"}


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a server, as it was kept."""

    url: str  # the one that answered
    fetched_at: datetime | None  # None: others did not say
    content: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    is_text: bool = False  # an article without a page
    outlet: str | None = None
    entry: str | None = None  # what was known of the URL, as JSON
    discovered_at: datetime | None = None


def is_warc(path: Path) -> bool:
    """Whether *path* is named like a WARC file."""
    return path.name.lower().endswith(SUFFIXES)


def read_captures(path: Path, largest: int, complain: Callable[[str], None]) -> Iterator[Capture]:
    """The pages in a WARC file that were answered with 200, in its order; what cannot be read is complained of.

    Pages of more than *largest* bytes are complained of too; requests, images, redirects and the like are passed over.
    """
    passed: Counter[bool] = Counter()
    try:
        with path.open("rb") as file:
            for record in _records(file, is_packed=path.suffix.lower() == ".gz"):
                capture = _capture(record, largest) if _is_page(record) else None
                _drain(record)
                passed[capture is not None] += 1
                if capture is not None and len(capture.content) > largest:
                    complain(f"{path}: {capture.url}: more than {largest // 1_000_000} MB")
                elif capture is not None:
                    yield capture
    except (ArchiveLoadFailed, OSError, ValueError, zlib.error, AttributeError) as error:  # the last: no headers
        reason = str(error).strip().splitlines() or ["it is no WARC record"]
        complain(f"{path}: after {passed.total()} records it cannot be read: {reason[0]}")
    log.info("%s: %d pages, %d other records", path, passed[True], passed[False])


def _records(file: IO[bytes], *, is_packed: bool) -> Iterator[ArcWarcRecord]:
    stream = _Whole(gzip.open(file) if is_packed else file)  # noqa: SIM115 - ends with its file
    records = 0
    for record in ArchiveIterator(stream):
        records += 1
        yield record
    if stream.is_cut or not records:
        raise ValueError("it ends within a record" if records else "it is empty")


def _drain(record: ArcWarcRecord) -> None:
    """Reads *record* to its end. Raises ValueError where the file has fewer bytes than it announces."""
    while record.raw_stream.read(1 << 16):
        pass
    if record.raw_stream.limit:
        raise ValueError("it ends within a record")


class Readable(Protocol):
    """A file that is open for reading bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes."""


class _Whole:
    """Reads *file* and remembers when it ends before its end."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self.is_cut = False

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read(size)
        except EOFError:
            self.is_cut = True
            return b""


def _is_page(record: ArcWarcRecord) -> bool:
    if record.rec_type == "resource":
        return _type(record.rec_headers) in {*PAGE_TYPES, TEXT_TYPE}
    if record.rec_type != "response" or record.http_headers is None:
        return False
    return record.http_headers.get_statuscode() == "200" and _type(record.http_headers) in {*PAGE_TYPES, ""}


def _type(headers: StatusAndHeaders) -> str:
    return str(headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def _capture(record: ArcWarcRecord, largest: int) -> Capture:
    said = record.rec_headers
    http = record.http_headers
    return Capture(
        url=str(said.get_header("WARC-Target-URI") or "").strip("<> "),
        fetched_at=_moment(said.get_header("WARC-Date")),
        content=record.content_stream().read(largest + 1),
        headers={name.lower(): value for name, value in http.headers} if http else {},
        is_text=_type(said) == TEXT_TYPE,
        outlet=said.get_header("X-Wirewatch-Outlet"),
        entry=said.get_header("X-Wirewatch-Entry"),
        discovered_at=_moment(said.get_header("X-Wirewatch-Discovered-At")),
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def write_captures(file: IO[bytes], captures: Iterable[Capture], *, is_packed: bool = True) -> int:
    """Writes *captures* as a WARC file, the same bytes for the same captures; how many there were."""
    writer = WARCWriter(file, gzip=is_packed, warc_version="1.1")
    written = 0
    for capture in captures:
        writer.write_record(_record(writer, capture))
        written += 1
    return written


def _record(writer: WARCWriter, capture: Capture) -> ArcWarcRecord:
    assert capture.fetched_at is not None  # we know when ours came
    date = _date(capture.fetched_at)
    said = {
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{capture.url} {date}')}>",
        "WARC-Date": date,
        "X-Wirewatch-Outlet": capture.outlet,
        "X-Wirewatch-Entry": capture.entry,
        "X-Wirewatch-Discovered-At": _date(capture.discovered_at) if capture.discovered_at else None,
    }
    return writer.create_warc_record(
        capture.url,
        "resource" if capture.is_text else "response",
        payload=BytesIO(capture.content),
        length=len(capture.content),
        warc_content_type=TEXT_TYPE if capture.is_text else "",
        warc_headers_dict={name: value for name, value in said.items() if value},
        http_headers=None if capture.is_text else _http(capture),
    )


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _http(capture: Capture) -> StatusAndHeaders:
    kept = [(name, value) for name, value in capture.headers.items() if name not in OF_THE_TRANSPORT]
    kept.append(("content-length", str(len(capture.content))))
    return StatusAndHeaders(f"{capture.status} OK", kept, protocol="HTTP/1.1")


def ascii_json(text: str) -> str:
    """*text*, which is JSON, in characters that a header may have."""
    return json.dumps(json.loads(text))
