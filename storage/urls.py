"""Every URL ever discovered, in exactly one state, and what is to be asked next."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from extractors.model import FeedEntry
from extractors.outcomes import MEANING, Reason, State
from extractors.urls import identity_of
from storage import aliases
from storage.archive import from_text, to_text, transaction
from storage.forgotten import is_forgotten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from sqlite3 import Row

    from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class DueUrl:
    """A URL that is to be asked now."""

    url: str
    outlet: str
    entry: FeedEntry
    is_known: bool  # its article is loaded: this is a recheck
    attempts: int
    failing_since: str | None
    changed_at: datetime | None  # what its rechecks go by


@dataclass(frozen=True, slots=True)
class StoredPage:
    """An answer that has no verdict yet."""

    url: str
    outlet: str
    fetch_id: int
    discovered_at: datetime
    fetched_at: datetime
    entry: FeedEntry
    changed_at: datetime | None = None  # what the rechecks of its article go by


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page turned out to be."""

    url: str
    fetch_id: int
    reason: Reason
    article_id: int | None = None
    canonical_url: str | None = None
    changed_at: datetime | None = None  # what the rechecks of its article go by
    due_at: datetime | None = None  # when it is asked again; never so what was imported


def discover(
    archive: Archive, outlet: str, discovered_by: str, entries: Iterable[tuple[FeedEntry, Reason]], now: datetime
) -> int:
    """Enters new URLs as waiting (or skipped, by their reason) and returns how many there were.

    A known one is asked again when its entry reads otherwise. Another spelling of a page that is known already is an
    alias: it is not asked, unless no article comes of that page.
    """
    new = 0
    with transaction(archive):
        for entry, reason in entries:
            known = archive.execute("SELECT * FROM urls WHERE url = ?", (entry.url,)).fetchone()
            if known is None and is_forgotten(archive, entry.url):
                _enter(archive, outlet, discovered_by, FeedEntry(entry.url), Reason.FORGOTTEN, now)
                new += 1
            elif known is None:
                _enter(archive, outlet, discovered_by, entry, reason, now)
                new += 1
            elif known["reason"] == Reason.FORGOTTEN:
                continue
            elif known["discovered_by"] == discovered_by and known["entry"] != packed(entry):
                _entry_changed(archive, known, entry, now)
    return new


def _enter(archive: Archive, outlet: str, discovered_by: str, entry: FeedEntry, reason: Reason, now: datetime) -> None:
    identity = identity_of(entry.url)
    page = aliases.same_page(archive, identity) if reason is Reason.NEW else None
    reason = Reason.DUPLICATE_URL if page else reason
    state = MEANING[reason][0]
    due_at = to_text(now) if state is State.WAITING else None
    archive.execute(
        "INSERT INTO urls (url, outlet, discovered_by, discovered_at, state, reason, article_id, entry, due_at,"
        " identity, alias_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (entry.url, outlet, discovered_by, to_text(now), state, reason, page.article_id if page else None,
         packed(entry), due_at, identity, page.url if page else None),
    )  # fmt: skip


def _entry_changed(archive: Archive, known: Row, entry: FeedEntry, now: datetime) -> None:
    """The feed says something else of a URL than before: its article may read otherwise, or be there now."""
    archive.execute("UPDATE urls SET entry = ? WHERE url = ?", (packed(entry), entry.url))
    archive.execute(
        "UPDATE urls SET due_at = ? WHERE url = ? AND state IN ('loaded', 'waiting')",
        (to_text(now), known["alias_of"] or entry.url),
    )


def ask_old_ones(archive: Archive, outlet: str, is_wanted: Callable[[FeedEntry], bool], now: datetime) -> int:
    """Makes those URLs of *outlet* due that were too old and are wanted after all; how many there are."""
    with transaction(archive):
        old = archive.execute(
            "SELECT * FROM urls WHERE outlet = ? AND reason = ? ORDER BY rowid", (outlet, Reason.TOO_OLD)
        ).fetchall()
        wanted = [row["url"] for row in old if is_wanted(entry_of(row))]
        archive.executemany(
            "UPDATE urls SET state = ?, reason = ?, due_at = ? WHERE url = ?",
            [(State.WAITING, Reason.NEW, to_text(now), url) for url in wanted],
        )
    return len(wanted)


def due(archive: Archive, outlet: str, now: datetime) -> tuple[DueUrl, ...]:
    """What is to be asked of *outlet* now: first what is not loaded, and of that the longest known."""
    rows = archive.execute(
        "SELECT * FROM urls WHERE outlet = ? AND due_at <= ? AND page_id IS NULL"
        " ORDER BY state = 'loaded', discovered_at, rowid",
        (outlet, to_text(now)),
    )
    return tuple(
        DueUrl(
            row["url"],
            row["outlet"],
            entry_of(row),
            row["state"] == State.LOADED,
            row["attempts"],
            row["failing_since"],
            from_text(row["changed_at"]),
        )
        for row in rows.fetchall()
    )


def got_page(archive: Archive, url: str, fetch_id: int) -> None:
    """A page came: it awaits its verdict, and is not asked again. To be called where its fetch is recorded."""
    archive.execute(
        "UPDATE urls SET page_id = ?, due_at = NULL, attempts = 0, failing_since = NULL WHERE url = ?", (fetch_id, url)
    )


def is_still_due(archive: Archive, url: str) -> bool:
    """Whether *url*, which was due, is to be asked yet: another may have led to its page."""
    query = "SELECT 1 FROM urls WHERE url = ? AND due_at IS NOT NULL AND page_id IS NULL"
    return archive.execute(query, (url,)).fetchone() is not None


def got_none(archive: Archive, url: str, reason: Reason, *, due_at: datetime | None, now: datetime) -> None:
    """No page came, for *reason*; it is asked again at *due_at*, if ever. A loaded article stays loaded."""
    archive.execute(
        "UPDATE urls SET state = CASE WHEN state = 'loaded' THEN state ELSE ? END,"
        " reason = CASE WHEN state = 'loaded' THEN reason ELSE ? END, due_at = ?, attempts = attempts + 1,"
        " failing_since = coalesce(failing_since, ?) WHERE url = ?",
        (MEANING[reason][0], reason, to_text(due_at) if due_at else None, to_text(now), url),
    )


def unchanged(archive: Archive, url: str, due_at: datetime | None) -> None:
    """A recheck found that nothing changed; the next is at *due_at*. To be called where its fetch is recorded."""
    archive.execute(
        "UPDATE urls SET reason = ?, due_at = ?, attempts = 0, failing_since = NULL WHERE url = ?",
        (Reason.NOT_MODIFIED, to_text(due_at) if due_at else None, url),
    )


def give_up(archive: Archive, url: str, reason: Reason) -> None:
    """A URL that has not answered for so long has failed; *reason* says how it did last."""
    archive.execute(
        "UPDATE urls SET state = CASE WHEN state = 'loaded' THEN state ELSE 'failed' END,"
        " reason = CASE WHEN state = 'loaded' THEN reason ELSE ? END, due_at = NULL WHERE url = ?",
        (reason, url),
    )


def enter_imported(archive: Archive, outlet: str, entry: FeedEntry, fetch_id: int, now: datetime) -> str:
    """A page that was collected elsewhere: it awaits its verdict. To be called where its fetch is recorded.

    Returns the outlet that it stands under: a URL that is known keeps the one that discovered it.
    """
    ((stands_under,),) = archive.execute(
        "INSERT INTO urls (url, outlet, discovered_by, discovered_at, state, reason, entry, page_id, identity)"
        " VALUES (?, ?, 'import', ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET page_id = excluded.page_id, due_at = NULL RETURNING outlet",
        (entry.url, outlet, to_text(now), State.WAITING, Reason.NEW, packed(entry), fetch_id, identity_of(entry.url)),
    ).fetchall()
    return str(stands_under)


def awaits_verdict(archive: Archive, url: str) -> str | None:
    """The outlet under which a page of *url* came that was not cleaned yet; None where none waits."""
    row = archive.execute("SELECT outlet FROM urls WHERE url = ? AND page_id IS NOT NULL", (url,)).fetchone()
    return row["outlet"] if row else None


def is_loaded_from_the_web(archive: Archive, url: str) -> bool:
    """Whether the article at *url* was fetched by ourselves: what others collected does not replace it."""
    query = "SELECT 1 FROM urls WHERE url = ? AND state = 'loaded' AND discovered_by <> 'import'"
    return archive.execute(query, (url,)).fetchone() is not None


def without_verdict(archive: Archive, outlets: Iterable[str], limit: int) -> tuple[StoredPage, ...]:
    """Pages of *outlets* that came and were not cleaned yet, the oldest first; what a killed run left is among them."""
    rows = archive.execute(
        "SELECT urls.*, requested_at FROM urls JOIN fetches ON page_id = fetch_id"
        " WHERE urls.outlet IN (SELECT value FROM json_each(?)) ORDER BY page_id LIMIT ?",
        (json.dumps(list(outlets)), limit),
    )
    return tuple(
        StoredPage(
            row["url"],
            row["outlet"],
            row["page_id"],
            datetime.fromisoformat(row["discovered_at"]),
            datetime.fromisoformat(row["requested_at"]),
            entry_of(row),
            from_text(row["changed_at"]),
        )
        for row in rows.fetchall()
    )


def pages_without_verdict(archive: Archive, fetch_ids: Iterable[int]) -> frozenset[int]:
    """Those of these answers that have no verdict yet."""
    rows = archive.execute(
        "SELECT page_id FROM urls WHERE page_id IN (SELECT value FROM json_each(?))", (json.dumps(list(fetch_ids)),)
    )
    return frozenset(page_id for (page_id,) in rows)


def count_without_verdict(archive: Archive, outlets: Iterable[str]) -> int:
    """How many pages ``without_verdict`` would find."""
    query = "SELECT count(*) FROM urls WHERE page_id IS NOT NULL AND outlet IN (SELECT value FROM json_each(?))"
    return int(archive.execute(query, (json.dumps(list(outlets)),)).fetchone()[0])


def settle(archive: Archive, verdicts: Iterable[Verdict]) -> None:
    """Gives pages their verdicts, inside of a transaction of the caller's.

    An article that was loaded stays so when a later look at it finds a wall.
    """
    for verdict in verdicts:
        state = MEANING[verdict.reason][0]
        archive.execute(
            "UPDATE urls SET page_id = NULL, state = CASE WHEN state = 'loaded' THEN state ELSE ? END,"
            " reason = CASE WHEN state = 'loaded' AND ? <> 'loaded' THEN reason ELSE ? END,"
            " article_id = coalesce(article_id, ?), canonical_url = coalesce(canonical_url, ?),"
            " canonical_identity = coalesce(canonical_identity, ?), changed_at = ?,"
            " due_at = CASE WHEN discovered_by = 'import' THEN NULL ELSE coalesce(due_at, ?) END"
            " WHERE url = ? AND page_id = ?",
            (
                state,
                state,
                verdict.reason,
                verdict.article_id,
                verdict.canonical_url,
                identity_of(verdict.canonical_url) if verdict.canonical_url else None,
                to_text(verdict.changed_at) if verdict.changed_at else None,
                to_text(verdict.due_at) if verdict.due_at else None,
                verdict.url,
                verdict.fetch_id,
            ),
        )


def homes(archive: Archive, article_ids: Iterable[int]) -> dict[int, str]:
    """The URL under which each of these articles is loaded."""
    rows = archive.execute(
        "SELECT article_id, url FROM urls WHERE state = 'loaded' AND article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(article_ids)),),
    )
    return {row["article_id"]: row["url"] for row in rows.fetchall()}


def canonical_urls(archive: Archive, addresses: Iterable[str]) -> dict[str, str]:
    """The canonical URLs of the articles that are loaded at these."""
    rows = archive.execute(
        "SELECT url, canonical_url FROM urls WHERE state = 'loaded' AND url IN (SELECT value FROM json_each(?))",
        (json.dumps(list(addresses)),),
    )
    return {row["url"]: row["canonical_url"] for row in rows.fetchall()}


def changed_since(archive: Archive, tick: int) -> Iterator[Row]:
    """The rows that changed after that tick."""
    return iter(archive.execute("SELECT * FROM urls WHERE tick > ? ORDER BY tick", (tick,)))


def packed(entry: FeedEntry) -> str:
    """What a feed said, as the archive keeps it."""
    return json.dumps(asdict(entry), ensure_ascii=False)


def entry_of(row: Row) -> FeedEntry:
    """What a feed said of the URL of *row*."""
    fields = json.loads(row["entry"])
    return FeedEntry(**(fields | {"authors": tuple(fields["authors"])}))
