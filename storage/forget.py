"""Takes pages and articles out of the archive and the database, so that no byte of their text stays in the folder.

In the archive a URL keeps its row, without all that was known of it; its answers go, and so do the bytes of listings
and other pages that carry its words. In the database every row that speaks of its articles goes. Neither file is rid of
the bytes by that alone: SQLite overwrites what it deletes (``secure_delete``) and is packed anew, and the database is
written anew and published alone, without its older generations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING

from extractors.ids import hash63
from extractors.model import FeedEntry
from extractors.outcomes import Reason, State
from extractors.redaction import shown
from extractors.urls import hosts_of, identity_of
from extractors.word_runs import has_run, standing_in, text_has_run
from storage import fetches, forgotten, loads
from storage.archive import ArchiveError, transaction
from storage.compaction import compact
from storage.publishing import PUBLISHED_FILE, publish, remove
from storage.urls import entry_of, packed
from storage.work import WORK_FILE, column_of, insert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from sqlite3 import Row

    from storage.archive import Archive
    from storage.work import Database

#: Columns that name an article of which the row tells; a story's or a paragraph's first article is found anew.
OF_AN_ARTICLE = ("article_id", "copy_id", "source_id", "a_id", "b_id")

#: What a rebuild, a compaction, or a comparison that needed more room than memory leaves when it is killed.
LEFT_BY_THE_KILLED = ("rebuild", "compacting", f"{WORK_FILE}.tmp")

#: A shorter text ("Weather") stands in many places.
PROBE_CHARACTERS = 12

#: Texts that are looked for at the end, in every file: a second for a gigabyte.
MOST_PROBES = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be taken out."""

    host: str | None  # with all below it; None: one page in all its spellings
    urls: tuple[str, ...]
    article_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An article that carries a passage of the text, or once did, and stays."""

    article_id: int
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words that go, and who else has words of the same articles."""

    own: tuple[str, ...]  # headlines, paragraphs, what was taken out of them, of all versions: what nobody else has
    elsewhere: tuple[Elsewhere, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What went out of the archive."""

    urls: int
    answers: int
    bodies_elsewhere: int  # listings and other pages whose bytes carried the words


def find(archive: Archive, subject: str) -> Found:
    """The URLs and articles of *subject*: a canonical URL, or a host."""
    if "://" not in subject:
        rows = archive.execute("SELECT url, article_id, canonical_url FROM urls").fetchall()
        return _found(subject, [row for row in rows if _is_of(row, subject)])
    identity = identity_of(subject)
    same = archive.execute(
        "SELECT url, article_id, canonical_url FROM urls WHERE url = ? OR identity = ? OR canonical_identity = ?",
        (subject, identity, identity),
    ).fetchall()
    urls = json.dumps([row["url"] for row in same])
    ids = json.dumps([row["article_id"] for row in same if row["article_id"] is not None])
    aliases = archive.execute(
        "SELECT url, article_id, canonical_url FROM urls WHERE alias_of IN (SELECT value FROM json_each(?))"
        " OR article_id IN (SELECT value FROM json_each(?))",
        (urls, ids),
    ).fetchall()
    return _found(None, [*same, *aliases])


def _is_of(row: Row, host: str) -> bool:
    return any(host in hosts_of(url) for url in (row["url"], row["canonical_url"]) if url)


def _found(host: str | None, rows: Iterable[Row]) -> Found:
    rows = list(rows)
    ids = {row["article_id"] for row in rows} | {hash63(row["canonical_url"]) for row in rows if row["canonical_url"]}
    return Found(host, tuple(sorted({row["url"] for row in rows})), tuple(sorted(ids - {None})))


def words_of(work: Database, found: Found) -> Words:
    """All words of the articles in the database, and the articles elsewhere that carry a passage of them, or did."""
    ids = list(found.article_ids)
    texts = column_of(
        work,
        """
        WITH these AS (SELECT unnest($1::BIGINT[]) AS article_id)
        SELECT DISTINCT text FROM (
            SELECT title AS text FROM versions SEMI JOIN these USING (article_id) UNION ALL
            SELECT unnest(string_split(text, chr(10))) FROM versions SEMI JOIN these USING (article_id) UNION ALL
            SELECT text FROM removed_text SEMI JOIN these USING (article_id)
        ) WHERE text IS NOT NULL ORDER BY text
        """,
        ids,
    )
    elsewhere = work.execute(
        """
        WITH these AS (SELECT unnest($1::BIGINT[]) AS article_id), others AS (
            SELECT article_id FROM private.paragraphs
            WHERE text_id IN (SELECT text_id FROM private.paragraphs SEMI JOIN these USING (article_id))
            UNION SELECT b_id FROM private.pairs WHERE a_id IN (FROM these)
            UNION SELECT a_id FROM private.pairs WHERE b_id IN (FROM these)
            UNION SELECT article_id FROM (SELECT article_id, unnest(string_split(text, chr(10))) AS line
                                          FROM private.old_versions) WHERE line IN (SELECT unnest($2::VARCHAR[]))
        )
        SELECT article_id, url FROM private.articles SEMI JOIN others USING (article_id)
        ANTI JOIN these USING (article_id) ORDER BY url
        """,
        [ids, texts],
    ).fetchall()
    told = column_of(
        work,
        "SELECT title FROM versions WHERE article_id NOT IN (SELECT unnest($1::BIGINT[])) UNION"
        " SELECT text FROM removed_text WHERE article_id NOT IN (SELECT unnest($1::BIGINT[]))",
        ids,
    )
    carried = column_of(
        work,
        "SELECT DISTINCT unnest(string_split(text, chr(10))) FROM versions"
        " WHERE article_id IN (SELECT unnest($1::BIGINT[]))",
        [article_id for article_id, _ in elsewhere],
    )
    own = sorted(set(texts) - set(told) - set(carried) - standing_in(texts, carried))
    return Words(tuple(own), tuple(Elsewhere(*row) for row in elsewhere))


def with_known(work: Database, found: Found) -> Found:
    """*found*, with the articles that the database knows at these URLs: a takedown that was interrupted goes on."""
    ids = column_of(
        work,
        "WITH these AS (SELECT unnest($1::VARCHAR[]) AS url) SELECT article_id FROM urls SEMI JOIN these USING (url)"
        " WHERE article_id IS NOT NULL UNION SELECT article_id FROM private.articles SEMI JOIN these USING (url)",
        list(found.urls),
    )
    return replace(found, article_ids=tuple(sorted({*found.article_ids, *ids})))


def take_out_of_archive(
    archive: Archive, found: Found, runs: Mapping[int, frozenset[str]], stays: Collection[str], now: datetime
) -> Removed:
    """Leaves of these URLs that they were taken down, and no bytes with one of *runs* (but of URLs in *stays*)."""
    archive.execute("PRAGMA secure_delete = ON")
    with transaction(archive):
        if found.host:
            forgotten.enter(archive, "host", [found.host], now)
        forgotten.enter(archive, "url", map(identity_of, found.urls), now)
        _strip_urls(archive, found.urls)
        answers = _delete_rows(archive, found)
        _drop_answers_of(archive, found.host)
        _drop_unused_bodies(archive)
        told = [body_id for body_id, _, content in _bodies(archive, stays) if has_run(content, runs)]
        listings = _listings(archive)
        told += [body_id for body_id, address, content in listings if forgotten.names_one(archive, address, content)]
        _drop_bodies(archive, told)
        loads.strip(archive, lambda text: text_has_run(text, runs))
        _strip_entries(archive, stays, runs)
    return Removed(len(found.urls), answers, len(set(told)))


def _delete_rows(archive: Archive, found: Found) -> int:
    """Deletes all rows that tell of these but for those in urls, whatever their tables; how many were answers."""
    urls, ids = json.dumps(found.urls), json.dumps(found.article_ids)
    these = "IN (SELECT value FROM json_each(?))"
    answers = archive.execute(f"DELETE FROM fetches WHERE url {these} OR final_url {these}", (urls, urls)).rowcount  # noqa: S608 - a constant
    for table, column in archive.execute(_COLUMNS).fetchall():
        match column:
            case "url":
                archive.execute(f"DELETE FROM {table} WHERE url {these}", (urls,))  # noqa: S608 - our own tables
            case "article_id":
                archive.execute(f"DELETE FROM {table} WHERE article_id {these}", (ids,))  # noqa: S608 - the same
            case _:
                archive.execute(f"DELETE FROM {table} WHERE fetch_id NOT IN (SELECT fetch_id FROM fetches)")  # noqa: S608 - the same
    return answers


def _drop_answers_of(archive: Archive, host: str | None) -> None:
    """Takes away what *host* sent under URLs of others, such as a wall to which a short address had led."""
    if host is None:
        return
    rows = archive.execute(
        "SELECT fetch_id, coalesce(final_url, url) AS address FROM fetches"
        " WHERE body_id IS NOT NULL AND purpose NOT IN ('robots', 'tdmrep')"
    )
    for row in rows.fetchall():
        if host in hosts_of(row["address"]):
            fetches.drop_body(archive, row["fetch_id"])


_COLUMNS = """
SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
WHERE tables.type = 'table' AND tables.name NOT IN ('urls', 'fetches')
  AND columns.name IN ('url', 'article_id', 'fetch_id')
"""


def _strip_urls(archive: Archive, urls: Iterable[str]) -> None:
    archive.executemany("UPDATE urls SET alias_of = NULL WHERE url = ?", [(url,) for url in urls])
    archive.executemany(
        "UPDATE urls SET state = ?, reason = ?, article_id = NULL, canonical_url = NULL, canonical_identity = NULL,"
        " entry = ?, due_at = NULL, page_id = NULL, changed_at = NULL, failing_since = NULL WHERE url = ?",
        [(State.SKIPPED, Reason.FORGOTTEN, packed(FeedEntry(url)), url) for url in urls],
    )


def tells(text: str, found: Found, runs: Mapping[int, frozenset[str]]) -> bool:
    """Whether *text* links one of these URLs, or has one of *runs*."""
    return any(url in text for url in found.urls) or text_has_run(text, runs)


def _strip_entries(archive: Archive, stays: Collection[str], runs: Mapping[int, frozenset[str]]) -> None:
    """Takes the headlines that tell of it out of what listings said of other URLs, but for those in *stays*."""
    for table in ("urls", "loads"):
        rows = archive.execute(f"SELECT rowid AS place, url, entry FROM {table}").fetchall()  # noqa: S608 - our own tables
        for row in rows:
            entry = entry_of(row)
            if entry.title and row["url"] not in stays and text_has_run(entry.title, runs):
                told = (packed(replace(entry, title=None)), row["place"])
                archive.execute(f"UPDATE {table} SET entry = ? WHERE rowid = ?", told)  # noqa: S608 - the same


def _bodies(archive: Archive, stays: Iterable[str]) -> Iterator[tuple[int, str, bytes]]:
    """The bytes that are kept, but for those of pages that carry the words as their own."""
    return fetches.bodies(archive, "url NOT IN (SELECT value FROM json_each(?))", json.dumps(list(stays)))


def _listings(archive: Archive) -> Iterator[tuple[int, str, bytes]]:
    return fetches.bodies(archive, "purpose IN (SELECT value FROM json_each(?))", json.dumps(fetches.LISTINGS))


def _drop_bodies(archive: Archive, body_ids: Iterable[int]) -> None:
    """Takes these bytes away; a page that has no verdict yet is asked again."""
    ids = json.dumps(list(body_ids))
    archive.execute(
        "UPDATE urls SET page_id = NULL, due_at = discovered_at WHERE page_id IN"
        " (SELECT fetch_id FROM fetches WHERE body_id IN (SELECT value FROM json_each(?)))",
        (ids,),
    )
    archive.execute("UPDATE fetches SET body_id = NULL WHERE body_id IN (SELECT value FROM json_each(?))", (ids,))
    _drop_unused_bodies(archive)


def _drop_unused_bodies(archive: Archive) -> None:
    archive.execute("DELETE FROM bodies WHERE body_id NOT IN (SELECT body_id FROM fetches WHERE body_id > 0)")


def take_out_of_work(work: Database, found: Found, words: Words, runs: Mapping[int, frozenset[str]]) -> None:
    """Deletes every row that tells of these articles; those that shared text with them wait to be compared anew."""
    ids, urls = list(found.article_ids), [*found.urls, *map(shown, found.urls)]
    stories = column_of(
        work, "SELECT DISTINCT story_id FROM private.placements WHERE article_id IN (SELECT unnest($1::BIGINT[]))", ids
    )
    beside = column_of(
        work,
        "SELECT article_id FROM private.placements WHERE story_id IN (SELECT unnest($1::BIGINT[]))"
        " OR copy_of IN (SELECT unnest($2::BIGINT[]))",
        stories,
        ids,
    )
    work.execute("DELETE FROM stories WHERE story_id IN (SELECT unnest($1::BIGINT[]))", [stories])
    for table, column in _columns(work, OF_AN_ARTICLE):
        work.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest($1::BIGINT[]))", [ids])  # noqa: S608 - our own names
    for table, column in _columns(work, ("url", "final_url")):
        work.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest($1::VARCHAR[]))", [urls])  # noqa: S608 - the same
    work.execute("DELETE FROM private.paragraph_texts WHERE text_id NOT IN (SELECT text_id FROM private.paragraphs)")
    work.execute("DELETE FROM private.recurring WHERE print NOT IN (SELECT print FROM private.prints)")
    work.execute(  # lines of other pages that led to it
        "DELETE FROM removed_text WHERE EXISTS (SELECT 1 FROM (SELECT unnest($1::VARCHAR[]) AS gone)"
        " WHERE contains(lower(text), lower(gone)))",
        [[text for text in words.own if len(text) >= PROBE_CHARACTERS]],
    )
    lines = column_of(work, "SELECT DISTINCT text FROM removed_text")
    told = [text for text in lines if text_has_run(text, runs)]
    work.execute("DELETE FROM removed_text WHERE text IN (SELECT unnest($1::VARCHAR[]))", [told])
    waiting = set(column_of(work, "SELECT article_id FROM private.pending"))
    insert(work, "private.pending", [(article_id,) for article_id in sorted(set(beside) - set(ids) - waiting)])


def _columns(work: Database, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return work.execute(
        "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() JOIN duckdb_tables()"
        " USING (schema_name, table_name) WHERE list_contains($1, column_name) AND table_name <> 'urls'",
        [list(names)],
    ).fetchall()


def write_anew(folder: Path, archive: Archive) -> None:
    """Rids the files of what was deleted from them: the database, its generations, the archive and its log.

    Raises ArchiveError while somebody reads the archive.
    """
    for name in LEFT_BY_THE_KILLED:
        remove(folder / name)
    compact(folder)
    before = (folder / PUBLISHED_FILE).resolve().parent
    _keep_only(folder, before)  # the next one is to be a copy, not one of these brought up to date
    _keep_only(folder, publish(folder).parent)
    archive.execute("VACUUM")
    (is_read, *_) = archive.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_read:
        advice = "until then what was taken out stays in its file; type the same again when they are done"
        raise ArchiveError(f"{folder}: somebody is reading the archive: {advice}")


def _keep_only(folder: Path, generation: Path) -> None:
    for other in (folder / "pub").glob("*"):
        if other.resolve() != generation.resolve():
            remove(other)


def files_with(folder: Path, words: Words) -> tuple[Path, ...]:
    """The files in *folder* in which words that nobody else has still stand as they are."""
    texts = sorted((text for text in words.own if len(text) >= PROBE_CHARACTERS), key=len, reverse=True)
    probes = [text.encode() for text in texts[:MOST_PROBES]]
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return tuple(path for path in files if _holds_one(path, probes))


def _holds_one(path: Path, probes: list[bytes]) -> bool:
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return any(content.find(probe) >= 0 for probe in probes)
