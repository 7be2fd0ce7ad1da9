"""What the versions of an article tell of its editing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.work import Database


@dataclass(frozen=True, slots=True)
class History:
    """How an article was edited so far."""

    changed_at: datetime  # when the newest version was found; of a first version: when it was published
    changes: int
    returns: int  # how many versions read as an earlier one did


def histories(work: Database, article_ids: Iterable[int]) -> dict[int, History]:
    """The history of each of these articles."""
    rows = work.execute(
        """
        WITH states AS (
            SELECT article_id, version, title, text FROM versions WHERE article_id IN (SELECT unnest($1::BIGINT[]))
        ), counted AS (
            SELECT article_id, count(*) - 1 AS changes, count(*) - count(DISTINCT (title, text)) AS returns
            FROM states GROUP BY article_id
        )
        SELECT article_id,
               CASE WHEN changes > 0 THEN fetched_at ELSE least(coalesce(published_at, first_seen_at), fetched_at) END,
               changes, returns
        FROM private.articles JOIN counted USING (article_id)
        """,
        [list(article_ids)],
    )
    return {
        article_id: History(changed_at, changes, returns)
        for article_id, changed_at, changes, returns in rows.fetchall()
    }
