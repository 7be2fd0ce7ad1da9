"""Loads what the cleaner made of pages: into the database first, then their verdicts into the archive.

A run that is killed between the two finds these pages again without a verdict, cleans them again, and changes nothing:
a batch that is there is not loaded again, and of another batch no article that reads as its newest version.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from extractors.ids import hash63
from extractors.model import Cleaned, Page, Text
from extractors.outcomes import Reason
from extractors.urls import identity_of
from flows.rechecks import last_change, next_recheck
from storage import aliases, copies, fetches, loads, urls
from storage.archive import transaction
from storage.articles import NOTHING_LOADED, Incoming, Loaded, load_batch
from storage.forgotten import is_forgotten
from storage.histories import histories
from storage.lock import writer_lock
from storage.urls import StoredPage, Verdict
from storage.work import open_work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from storage.archive import Archive
    from storage.fetches import Fetch
    from storage.histories import History

#: The purpose under which the archive keeps an imported article that has no page.
TEXT = "text"


@dataclass(frozen=True, slots=True)
class Work:
    """A page that was cleaned, with its place in the archive."""

    stored: StoredPage
    cleaned: Cleaned
    cleaner_version: str | None  # None: of a time when it was not kept


def page_of(stored: StoredPage, fetch: Fetch) -> Page | Text:
    """What the cleaner needs of a stored answer."""
    if fetch.purpose == TEXT:
        fields = json.loads(fetch.content)
        return Text(**(fields | {name: tuple(fields[name]) for name in ("paragraphs", "authors")}))
    return Page(
        fetch.final_url or fetch.url, fetch.content, fetch.status or 200, fetch.headers, stored.entry, stored.fetched_at
    )


def content_of(text: Text) -> bytes:
    """An imported article, as the archive keeps it."""
    return json.dumps(asdict(text), ensure_ascii=False, sort_keys=True).encode()


def load(archive: Archive, folder: Path, run_id: int, batch: Sequence[Work]) -> Loaded:
    """Writes the articles of *batch* in one transaction, then settles its pages, and keeps that it was loaded.

    One batch after the other: the archive knows them in the order in which the database got them.
    """
    with writer_lock(folder):
        waiting = urls.pages_without_verdict(archive, [work.stored.fetch_id for work in batch])
        batch = [work for work in batch if work.stored.fetch_id in waiting]  # a run and an import may clean one page
        if not batch:
            return NOTHING_LOADED
        batch_id = hash63(*(f"{work.stored.fetch_id} {work.cleaner_version}" for work in batch))
        canonical_urls = urls.canonical_urls(archive, [work.stored.url for work in batch])
        batch = _in_one_spelling(archive, [_as_known(work, canonical_urls.get(work.stored.url)) for work in batch])
        batch = [_unless_forgotten(archive, work) for work in batch]
        homes = _homes(archive, batch)
        incoming = [_incoming(work) for work in batch if _is_home(work, homes)]
        with open_work(folder) as database:
            was_compared = not copies.is_waiting(database)
            loaded = load_batch(database, batch_id, incoming)
            edited = histories(database, [one.article_id for one in incoming])
        verdicts = [_verdict(work, homes, edited) for work in batch]
        with transaction(archive):
            if was_compared:  # by a run that was killed before it could say so here
                loads.record_comparison(archive, run_id)
            urls.settle(archive, verdicts)
            loads.record(
                archive,
                run_id,
                batch_id,
                [
                    (work.stored, verdict, work.cleaned, work.cleaner_version)
                    for work, verdict in zip(batch, verdicts, strict=True)
                ],
            )
    return loaded


def _unless_forgotten(archive: Archive, work: Work) -> Work:
    """*work*, or that it was taken down: a page that was found later may be another spelling of one that was."""
    article = work.cleaned.article
    if article is None or not is_forgotten(archive, article.url):
        return work
    with transaction(archive):
        fetches.drop_body(archive, work.stored.fetch_id)
    return replace(work, cleaned=Cleaned(Reason.FORGOTTEN))


def _as_known(work: Work, canonical_url: str | None) -> Work:
    """*work* under the canonical URL that its article has: a page that names another one later is no other article."""
    article = work.cleaned.article
    if article is None or canonical_url is None:
        return work
    return replace(work, cleaned=replace(work.cleaned, article=replace(article, url=canonical_url)))


def _in_one_spelling(archive: Archive, batch: Sequence[Work]) -> list[Work]:
    """*batch*, in which pages whose canonical URLs differ in spelling only have one: that on file, else the first's."""
    rank = sorted((work.stored.discovered_at, work.stored.url, work.cleaned.article.url)
                  for work in batch if work.cleaned.article)  # fmt: skip
    known = {identity_of(url): url for _, _, url in reversed(rank)}
    known |= aliases.spellings(archive, known)
    return [
        _as_known(work, known[identity_of(work.cleaned.article.url)] if work.cleaned.article else None)
        for work in batch
    ]


def _homes(archive: Archive, batch: Iterable[Work]) -> dict[int, str]:
    """The one URL under which each article is loaded: the one that it has, else its canonical one, else the oldest."""
    chosen: dict[int, tuple[bool, datetime, str]] = {}
    for work in batch:
        article = work.cleaned.article
        if article is not None:
            rank = (work.stored.url != article.url, work.stored.discovered_at, work.stored.url)
            article_id = hash63(article.url)
            chosen[article_id] = min(rank, chosen.get(article_id, rank))
    return {article_id: url for article_id, (_, _, url) in chosen.items()} | urls.homes(archive, chosen)


def _is_home(work: Work, homes: dict[int, str]) -> bool:
    article = work.cleaned.article
    return article is not None and homes[hash63(article.url)] == work.stored.url


def _incoming(work: Work) -> Incoming:
    article = work.cleaned.article
    assert article is not None
    stored = work.stored
    seen_at, fetched_at = stored.discovered_at, stored.fetched_at
    return Incoming(hash63(article.url), stored.outlet, article, seen_at, fetched_at, work.cleaner_version)


def _verdict(work: Work, homes: dict[int, str], edited: dict[int, History]) -> Verdict:
    stored, article = work.stored, work.cleaned.article
    if article is None:  # of a known one, this look at it failed: its rechecks go on as before
        due_at = next_recheck(stored.changed_at, stored.fetched_at)
        return Verdict(stored.url, stored.fetch_id, work.cleaned.outcome, changed_at=stored.changed_at, due_at=due_at)
    article_id = hash63(article.url)
    if not _is_home(work, homes):
        return Verdict(stored.url, stored.fetch_id, Reason.DUPLICATE_URL, article_id, article.url)
    history = edited[article_id]
    changed_at = last_change(history.changed_at, history.changes, history.returns)
    due_at = next_recheck(changed_at, stored.fetched_at)
    return Verdict(stored.url, stored.fetch_id, Reason.OK, article_id, article.url, changed_at, due_at)
