"""Answers of outlets in the archive: the request, what came back, and its bytes once however often they came."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import zstandard

from extractors.outcomes import Reason
from storage.archive import from_text, to_text
from storage.forgotten import names_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from storage.archive import Archive

#: A sixth of the size of a page; level 6 would save a fourteenth of that at three times the CPU.
ZSTD_LEVEL = 3


#: Purposes whose answers tell of many articles.
LISTINGS = ("feed", "sitemap", "home")


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and its answer, whatever it was."""

    url: str
    outlet: str
    purpose: str
    requested_at: datetime
    outcome: Reason
    seconds: float = 0.0
    status: int | None = None
    final_url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    evidence: str | None = None


def record(archive: Archive, run_id: int, fetch: Fetch) -> int:
    """Keeps *fetch*; its id. To be called inside of a transaction with what follows from it."""
    row = (
        run_id, fetch.outlet, fetch.url, fetch.purpose, to_text(fetch.requested_at), fetch.seconds, fetch.outcome,
        fetch.status, len(fetch.content), fetch.final_url, json.dumps(dict(fetch.headers)), fetch.evidence,
        _keep_body(archive, fetch.content) if _may_keep(archive, fetch) else None,
    )  # fmt: skip
    cursor = archive.execute(
        "INSERT INTO fetches (run_id, outlet, url, purpose, requested_at, seconds, outcome, status, bytes, final_url,"
        " headers, evidence, body_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _may_keep(archive: Archive, fetch: Fetch) -> bool:
    """A listing that tells of something that was taken down is used and not kept."""
    return fetch.purpose not in LISTINGS or not names_one(archive, fetch.final_url or fetch.url, fetch.content)


def _keep_body(archive: Archive, content: bytes) -> int | None:
    if not content:
        return None
    digest = sha256(content).digest()
    known = archive.execute("SELECT body_id FROM bodies WHERE sha256 = ?", (digest,)).fetchone()
    if known:
        return int(known["body_id"])
    row = (digest, len(content), pack(content))
    return archive.execute("INSERT INTO bodies (sha256, size, zstd) VALUES (?, ?, ?)", row).lastrowid


def pack(content: bytes) -> bytes:
    """*content* in a fraction of its size."""
    return zstandard.compress(content, ZSTD_LEVEL)


def unpack(packed: bytes) -> bytes:
    """What was packed."""
    return zstandard.decompress(packed)


def read(archive: Archive, fetch_id: int) -> Fetch:
    """The fetch with that id, its bytes unpacked (none where retention has dropped them)."""
    row = archive.execute("SELECT * FROM fetches LEFT JOIN bodies USING (body_id) WHERE fetch_id = ?", (fetch_id,))
    return _fetch(row.fetchone())


def bodies(archive: Archive, condition: str, *parameters: object) -> Iterator[tuple[int, str, bytes]]:
    """The bytes of the answers for which *condition*, our own SQL, holds; each once, with an address it came from."""
    ids = archive.execute(
        "SELECT body_id, min(coalesce(final_url, url)) FROM fetches"  # noqa: S608 - our own
        f" WHERE body_id IS NOT NULL AND {condition} GROUP BY body_id",
        parameters,
    ).fetchall()
    for body_id, address in ids:
        (packed,) = archive.execute("SELECT zstd FROM bodies WHERE body_id = ?", (body_id,)).fetchone()
        yield body_id, address, unpack(packed)


def headers(archive: Archive, fetch_id: int) -> dict[str, str]:
    """The headers of an answer."""
    (packed,) = archive.execute("SELECT headers FROM fetches WHERE fetch_id = ?", (fetch_id,)).fetchone()
    return dict(json.loads(packed))


def latest(archive: Archive, url: str) -> Fetch | None:
    """The newest answer for *url*."""
    query = "SELECT * FROM fetches LEFT JOIN bodies USING (body_id) WHERE url = ? ORDER BY fetch_id DESC LIMIT 1"
    row = archive.execute(query, (url,)).fetchone()
    return _fetch(row) if row else None


def conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The request headers that make the answer a 304 when nothing changed since an answer with these validators."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def holds(archive: Archive, url: str, content: bytes) -> bool:
    """Whether exactly these bytes came from *url* before."""
    query = "SELECT 1 FROM fetches JOIN bodies USING (body_id) WHERE url = ? AND sha256 = ?"
    return archive.execute(query, (url, sha256(content).digest())).fetchone() is not None


def drop_old_bodies(archive: Archive, before: datetime) -> int:
    """Drops the bytes of answers that came before that time; how many answers. What was made of them stays.

    What was imported came with its import, however old it is. Kept are the bytes of pages of which there is no clean
    record yet, and imported texts, which are no pages.
    """
    rows = archive.execute(
        "SELECT fetch_id FROM fetches WHERE body_id IS NOT NULL AND requested_at < :before AND purpose <> 'text'"
        " AND run_id IN (SELECT run_id FROM runs WHERE started_at < :before)"
        " AND fetch_id NOT IN (SELECT page_id FROM urls WHERE page_id IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM loads WHERE loads.fetch_id = fetches.fetch_id AND cleaned IS NULL)",
        {"before": to_text(before)},
    ).fetchall()
    for row in rows:
        drop_body(archive, row["fetch_id"])
    return len(rows)


def drop_body(archive: Archive, fetch_id: int) -> None:
    """Drops the bytes of an answer, unless the same bytes are kept for another."""
    row = archive.execute("SELECT body_id FROM fetches WHERE fetch_id = ?", (fetch_id,)).fetchone()
    if row is None or row["body_id"] is None:
        return
    archive.execute("UPDATE fetches SET body_id = NULL WHERE fetch_id = ?", (fetch_id,))
    archive.execute(
        "DELETE FROM bodies WHERE body_id = ? AND NOT EXISTS (SELECT 1 FROM fetches WHERE body_id = ?)",
        (row["body_id"], row["body_id"]),
    )


def _fetch(row: Mapping[str, object]) -> Fetch:
    packed = row["zstd"]
    requested_at = from_text(str(row["requested_at"]))
    assert requested_at is not None
    return Fetch(
        url=str(row["url"]),
        outlet=str(row["outlet"]),
        purpose=str(row["purpose"]),
        requested_at=requested_at,
        outcome=Reason(str(row["outcome"])),
        seconds=float(str(row["seconds"])),
        status=int(str(row["status"])) if row["status"] is not None else None,
        final_url=str(row["final_url"]) if row["final_url"] else None,
        headers=json.loads(str(row["headers"])),
        content=unpack(packed) if isinstance(packed, bytes) else b"",
        evidence=str(row["evidence"]) if row["evidence"] else None,
    )
