"""What became of each answer that was cleaned, in the order in which it was loaded; a rebuild goes by it.

With the clean record kept here, an article outlives the bytes of its page, whatever becomes of the database.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from extractors.model import Article, Claim, Cleaned, Removal
from extractors.outcomes import Reason
from storage.archive import from_text, to_text
from storage.fetches import pack, unpack
from storage.urls import StoredPage, entry_of, packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from sqlite3 import Row

    from storage.archive import Archive
    from storage.urls import Verdict


@dataclass(frozen=True, slots=True)
class Load:
    """An answer that was loaded."""

    load_id: int
    batch_id: int
    run_id: int
    stored: StoredPage
    reason: Reason
    cleaner_version: str | None  # None: of a time when it was not kept
    cleaned: Cleaned | None  # the same
    has_bytes: bool  # retention has not dropped them


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to the database in one transaction: a batch was loaded, and perhaps all was compared after it."""

    loads: tuple[Load, ...]
    then_compared: bool


def record(
    archive: Archive, run_id: int, batch_id: int, loaded: Iterable[tuple[StoredPage, Verdict, Cleaned, str | None]]
) -> None:
    """Keeps what became of a batch, each with the version of its cleaner. To be called where it is settled."""
    archive.executemany(
        "INSERT INTO loads (batch_id, run_id, fetch_id, url, entry, reason, article_id, cleaner_version, cleaned)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (batch_id, run_id, stored.fetch_id, stored.url, packed(stored.entry), verdict.reason, verdict.article_id,
             version, pack(to_json(cleaned)))
            for stored, verdict, cleaned, version in loaded
        ],
    )  # fmt: skip


def record_comparison(archive: Archive, run_id: int) -> None:
    """Keeps that all that has been loaded was compared; once, however often that is said."""
    archive.execute(
        "INSERT INTO comparisons (run_id, load_id) SELECT ?, max(load_id) FROM loads"
        " HAVING max(load_id) > (SELECT coalesce(max(load_id), 0) FROM comparisons)",
        (run_id,),
    )


def count(archive: Archive) -> int:
    """How many answers were loaded."""
    return int(archive.execute("SELECT count(*) FROM loads").fetchone()[0])


def count_lost(archive: Archive) -> int:
    """How many articles were loaded of which neither the bytes nor the clean record are kept."""
    query = (
        "SELECT count(*) FROM loads JOIN fetches USING (fetch_id)"
        " WHERE cleaned IS NULL AND body_id IS NULL AND article_id IS NOT NULL"
    )
    return int(archive.execute(query).fetchone()[0])


def next_step(archive: Archive, after: int) -> Step | None:
    """What was loaded first after that load; None when nothing was."""
    first = archive.execute("SELECT * FROM loads WHERE load_id > ? ORDER BY load_id LIMIT 1", (after,)).fetchone()
    if first is None:
        return None
    beyond = archive.execute(
        "SELECT load_id FROM loads WHERE load_id > ? AND batch_id <> ? ORDER BY load_id LIMIT 1",
        (first["load_id"], first["batch_id"]),
    ).fetchone()
    end = beyond["load_id"] if beyond else NO_END
    loads = _found(archive, "load_id >= ? AND load_id < ?", first["load_id"], end)
    compared = "SELECT 1 FROM comparisons WHERE load_id >= ? AND load_id < ?"
    return Step(loads, archive.execute(compared, (loads[-1].load_id, end)).fetchone() is not None)


#: Larger than any id.
NO_END = 2**63 - 1


def newest(archive: Archive) -> list[int]:
    """Of each URL the newest load of which both the bytes and the clean record are kept."""
    rows = archive.execute(
        "SELECT max(load_id) AS load_id FROM loads JOIN fetches USING (fetch_id)"
        " WHERE body_id IS NOT NULL AND cleaned IS NOT NULL GROUP BY loads.url ORDER BY 1"
    )
    return [row["load_id"] for row in rows.fetchall()]


def read(archive: Archive, load_ids: Iterable[int]) -> tuple[Load, ...]:
    """These loads, in their order."""
    return _found(archive, "load_id IN (SELECT value FROM json_each(?)) ORDER BY load_id", json.dumps(list(load_ids)))


def _found(archive: Archive, condition: str, *parameters: int | str) -> tuple[Load, ...]:
    rows = archive.execute(
        "SELECT loads.*, requested_at, discovered_at, urls.outlet, body_id"  # noqa: S608 - a condition of ours
        f" FROM loads JOIN fetches USING (fetch_id) JOIN urls ON urls.url = loads.url WHERE {condition}",
        parameters,
    )
    return tuple(map(_load, rows.fetchall()))


def _load(row: Row) -> Load:
    discovered_at, fetched_at = from_text(row["discovered_at"]), from_text(row["requested_at"])
    assert discovered_at is not None
    assert fetched_at is not None
    return Load(
        load_id=row["load_id"],
        batch_id=row["batch_id"],
        run_id=row["run_id"],
        stored=StoredPage(row["url"], row["outlet"], row["fetch_id"], discovered_at, fetched_at, entry_of(row)),
        reason=Reason(row["reason"]),
        cleaner_version=row["cleaner_version"],
        cleaned=of_json(unpack(row["cleaned"])) if row["cleaned"] else None,
        has_bytes=row["body_id"] is not None,
    )


def begin(archive: Archive, replay: Archive) -> None:
    """What a replay needs to know from its start: what was taken down."""
    rows = archive.execute("SELECT kind, subject, forgotten_at FROM forgotten").fetchall()
    replay.executemany("INSERT INTO forgotten (kind, subject, forgotten_at) VALUES (?, ?, ?)", map(tuple, rows))


def enter(replay: Archive, step: Step) -> None:
    """The URLs of *step*, as they stood when its answers had come and were not cleaned yet, into an archive beside."""
    for load in step.loads:
        stored = load.stored
        replay.execute(
            "INSERT INTO urls (url, outlet, discovered_by, discovered_at, state, reason, entry, page_id)"
            " VALUES (?, ?, '', ?, 'waiting', 'new', ?, ?) ON CONFLICT (url) DO UPDATE SET page_id = excluded.page_id",
            (stored.url, stored.outlet, to_text(stored.discovered_at), packed(stored.entry), stored.fetch_id),
        )


def attach(archive: Archive, replay: Path) -> None:
    """Makes the archive at *replay* known to *archive*, for ``adopt``."""
    archive.execute("ATTACH ? AS replay", (str(replay),))


def adopt(archive: Archive) -> int:
    """Takes over what a rebuild found otherwise; how many URLs have another verdict. To be called in a transaction."""
    changed = archive.execute(_ADOPT_VERDICTS).rowcount
    archive.execute(_ADOPT_RECORDS)
    return changed


_ADOPT_VERDICTS = """
UPDATE urls SET (state, reason, article_id, canonical_url, canonical_identity) =
    (SELECT state, reason, article_id, canonical_url, canonical_identity FROM replay.urls AS new
     WHERE new.url = urls.url)
WHERE url IN (
    SELECT old.url FROM main.loads AS old JOIN replay.loads AS new USING (fetch_id)
    WHERE old.reason <> new.reason OR old.article_id IS NOT new.article_id
)
"""

_ADOPT_RECORDS = """
UPDATE loads SET (reason, article_id, cleaner_version, cleaned) =
    (SELECT reason, article_id, cleaner_version, cleaned FROM replay.loads AS new WHERE new.fetch_id = loads.fetch_id)
WHERE fetch_id IN (
    SELECT fetch_id FROM main.loads AS old JOIN replay.loads AS new USING (fetch_id)
    WHERE (old.reason, old.article_id, old.cleaner_version, old.cleaned)
       IS NOT (new.reason, new.article_id, new.cleaner_version, new.cleaned)
)
"""


def strip(archive: Archive, tells: Callable[[str], bool]) -> None:
    """Takes out of the clean records the removed lines that tell of what was taken down."""
    for row in archive.execute("SELECT load_id, cleaned FROM loads WHERE cleaned IS NOT NULL").fetchall():
        content = unpack(row["cleaned"])
        cleaned = of_json(content)
        if cleaned.article is not None and tells(content.decode("utf-8", "surrogatepass")):
            kept = tuple(removal for removal in cleaned.article.removed if not tells(removal.text))
            stripped = pack(to_json(replace(cleaned, article=replace(cleaned.article, removed=kept))))
            archive.execute("UPDATE loads SET cleaned = ? WHERE load_id = ?", (stripped, row["load_id"]))


def to_json(cleaned: Cleaned) -> bytes:
    """A clean record, as the archive keeps it."""
    return json.dumps(asdict(cleaned), ensure_ascii=False, default=to_text).encode("utf-8", "surrogatepass")


def of_json(packed_record: bytes) -> Cleaned:
    """The clean record that those bytes are; fields that it does not have are as if nothing had been found."""
    fields = json.loads(packed_record.decode("utf-8", "surrogatepass"))
    article = fields["article"]
    return Cleaned(Reason(fields["outcome"]), _article(article) if article else None, fields["evidence"])


def _article(fields: dict[str, Any]) -> Article:
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    rich: dict[str, Any] = {
        "published_at": from_text(fields["published_at"]),
        "claims": tuple(Claim(**claim) for claim in fields["claims"]),
        "removed": tuple(Removal(**removal) for removal in fields["removed"]),
    }
    return Article(**(plain | rich))
