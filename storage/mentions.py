"""Finds the watched words in articles that are new and nobody's copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.mentions import mentions
from storage.archive import from_text, transaction
from storage.incidents import Mention, enter_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from storage.archive import Archive
    from storage.work import Database


def match(work: Database, archive: Archive, run_id: int, words: Sequence[str], now: datetime) -> None:
    """Enters the mentions of *words* in what has come since the last completed run of this run's group began."""
    if words:
        since = _since(archive, run_id)
        with transaction(archive):
            found = list(_mentions(work, words, since))
            enter_mentions(archive, _told_by_none_before(work, archive, found), now)


def _since(archive: Archive, run_id: int) -> datetime:
    """What a run that was killed in between has loaded counts as new."""
    (began,) = archive.execute(
        "SELECT coalesce(max(before.started_at), this.started_at) FROM runs AS this LEFT JOIN runs AS before"
        ' ON before."group" = this."group" AND before.run_id < this.run_id AND before.outcome = \'completed\''
        " WHERE this.run_id = ?",
        (run_id,),
    ).fetchone()
    moment = from_text(began)
    assert moment is not None
    return moment


def _mentions(work: Database, words: Sequence[str], since: datetime) -> Iterator[Mention]:
    rows = work.execute(
        "SELECT article_id, outlet, title, url, text FROM articles"
        " WHERE fetched_at >= $1 AND copy_of IS NULL AND version = 1 ORDER BY article_id",
        [since],
    ).fetchall()
    for article_id, outlet, title, url, text in rows:
        for word, position in mentions(words, (title, *text.split("\n"))).items():
            yield Mention(word, article_id, outlet, title, url, position)


def _told_by_none_before(work: Database, archive: Archive, found: Sequence[Mention]) -> list[Mention]:
    """Without those of a later version of an article of the same outlet that mentions the word itself: a repeat."""
    rows = work.execute(
        "SELECT copy_id, source_id FROM copies WHERE kind = 'version' AND copy_id IN (SELECT unnest($1::BIGINT[]))",
        [[one.article_id for one in found]],
    ).fetchall()
    told = {(row["word"], row["article_id"]) for row in archive.execute("SELECT word, article_id FROM mentions")}
    told |= {(one.word, one.article_id) for one in found}
    repeats = {(word, later) for later, earlier in rows for word, article_id in told if article_id == earlier}
    return [one for one in found if (one.word, one.article_id) not in repeats]
