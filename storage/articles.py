"""Clean articles into the database: new ones, and new versions of known ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extractors.boilerplate import without_boilerplate
from extractors.corrections import correction_notice
from extractors.ids import hash63
from extractors.similarity import fold
from extractors.versions import edits
from extractors.words import count_words
from storage import boilerplate
from storage.paragraphs import index_texts, texts_of
from storage.work import THESE_ARTICLES, insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from extractors.model import Article
    from storage.work import Database


@dataclass(frozen=True, slots=True)
class Incoming:
    """A clean article with what the page could not know of itself."""

    article_id: int
    outlet: str
    article: Article
    first_seen_at: datetime
    fetched_at: datetime
    cleaner_version: str | None = None  # NULL: of a time when it was not kept


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load changed."""

    new: int
    changed: int

    def __add__(self, other: Loaded) -> Loaded:
        """What both changed."""
        return Loaded(self.new + other.new, self.changed + other.changed)


NOTHING_LOADED = Loaded(new=0, changed=0)


@dataclass(frozen=True, slots=True)
class _Row:
    """An article to be written, as the next version of what is known of it."""

    incoming: Incoming
    version: int
    change: str | None
    note: str | None


def load_batch(work: Database, batch_id: int, incoming: Sequence[Incoming]) -> Loaded:
    """Loads a batch, unless it is there already; what that changed, or had changed."""
    known = work.execute("SELECT new, changed FROM private.batches WHERE batch_id = $1", [batch_id]).fetchone()
    if known:
        return Loaded(*known)
    loaded = load_articles(work, incoming)
    insert(work, "private.batches", [(batch_id, loaded.new, loaded.changed)])
    return loaded


def load_articles(work: Database, incoming: Sequence[Incoming]) -> Loaded:
    """Writes the articles that are new or read otherwise than their newest version; the others change nothing."""
    known = _newest(work, [item.article_id for item in incoming])
    lines = boilerplate.known(work, {item.outlet for item in incoming})
    incoming = [_without_boilerplate(item, lines.get(item.outlet, {})) for item in incoming]
    rows = [row for item in incoming if (row := _next_version(item, known.get(item.article_id)))]
    changed = [row.incoming.article_id for row in rows if row.version > 1]
    gone = texts_of(work, changed)
    _retire(work, changed)
    insert(work, "private.articles", [_article(row) for row in rows])
    insert(work, "private.paragraphs", [line for row in rows for line in _paragraphs(row.incoming)])
    insert(work, "removed_text", [line for row in rows for line in _removed(row.incoming)])
    insert(work, "claims", [line for row in rows for line in _claims(row.incoming)])
    insert(work, "private.notices", [(*_version(row), row.note) for row in rows if row.note])
    insert(work, "private.pending", [(row.incoming.article_id,) for row in rows])
    if gone:  # others may still have what these articles no longer say
        index_texts(work, gone)
    return Loaded(new=len(rows) - len(changed), changed=len(changed))


def _without_boilerplate(item: Incoming, lines: Mapping[int, int]) -> Incoming:
    """*item* without what is known to stand under every article of its outlet."""
    article = item.article
    rest = without_boilerplate(article.paragraphs, article.removed, lambda text: boilerplate.evidence_in(lines, text))
    return item if rest is None else replace(item, article=replace(article, paragraphs=rest[0], removed=rest[1]))


def _newest(work: Database, ids: list[int]) -> dict[int, tuple[int, str, str]]:
    rows = work.execute(
        f"SELECT article_id, version, title, text FROM private.articles WHERE {THESE_ARTICLES}",  # noqa: S608 - a constant
        [ids],
    )
    return {article_id: (version, title, text) for article_id, version, title, text in rows.fetchall()}


def _next_version(item: Incoming, known: tuple[int, str, str] | None) -> _Row | None:
    after = (item.article.title, *item.article.paragraphs)
    if known is None:
        return _Row(item, 1, None, correction_notice(after))
    version, title, text = known
    before = (title, *text.split("\n"))
    differences = edits(before, after, item.article.language)
    if not differences:
        return None
    note = correction_notice(line for line in after if line not in before)
    return _Row(item, version + 1, json.dumps(differences, ensure_ascii=False), note)


def _version(row: _Row) -> tuple[int, int]:
    return row.incoming.article_id, row.version


def _retire(work: Database, ids: list[int]) -> None:
    """Moves the newest versions of these articles behind, and takes away what was derived from them."""
    if not ids:
        return
    work.execute(
        "INSERT INTO private.old_versions SELECT article_id, version, fetched_at, title, text, change,"
        " cleaner_version FROM private.articles WHERE article_id IN (SELECT unnest($1::BIGINT[]))",
        [ids],
    )
    for table in ("private.articles", "private.paragraphs", "private.prints", "removed_text", "claims"):
        work.execute(f"DELETE FROM {table} WHERE article_id IN (SELECT unnest($1::BIGINT[]))", [ids])  # noqa: S608 - our own tables


def _article(row: _Row) -> tuple[object, ...]:
    item, article = row.incoming, row.incoming.article
    return (
        item.article_id, item.outlet, article.url, article.title, list(article.authors), article.published_at,
        item.first_seen_at, item.fetched_at, article.language, article.dateline, article.wire_agency,
        article.cited_source, article.text, count_words(article.text), article.confidence, row.version, row.change,
        item.cleaner_version,
    )  # fmt: skip


def _paragraphs(item: Incoming) -> Iterable[tuple[object, ...]]:
    for position, text in enumerate(item.article.paragraphs, 1):
        yield item.article_id, position, text, count_words(text), hash63(fold(text))


def _removed(item: Incoming) -> Iterable[tuple[object, ...]]:
    for removal in item.article.removed:
        yield item.article_id, removal.position, removal.text, removal.reason, removal.evidence


def _claims(item: Incoming) -> Iterable[tuple[object, ...]]:
    for claim in item.article.claims:
        yield item.article_id, claim.field, claim.source, claim.value, claim.raw, claim.verdict, claim.note
