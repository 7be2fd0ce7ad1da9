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
        WITH edited AS (   -- few are: no text of the others is read
            SELECT DISTINCT article_id FROM private.old_versions WHERE article_id IN (SELECT unnest($1::BIGINT[]))
        ), states AS (
            SELECT article_id, title, text FROM private.old_versions SEMI JOIN edited USING (article_id)
            UNION ALL
            SELECT article_id, title, text FROM private.articles
            WHERE rowid IN (SELECT rowid FROM private.articles SEMI JOIN edited USING (article_id))
        ), counted AS (
            SELECT article_id, count(*) - 1 AS changes, count(*) - count(DISTINCT (title, text)) AS returns
            FROM states GROUP BY article_id
        )
        SELECT article_id,
               CASE WHEN changes > 0 THEN fetched_at ELSE least(coalesce(published_at, first_seen_at), fetched_at) END,
               coalesce(changes, 0), coalesce(returns, 0)
        FROM private.articles LEFT JOIN counted USING (article_id)
        WHERE article_id IN (SELECT unnest($1::BIGINT[]))
        """,
        [list(article_ids)],
    )
    return {
        article_id: History(changed_at, changes, returns)
        for article_id, changed_at, changes, returns in rows.fetchall()
    }
