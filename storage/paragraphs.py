"""For each paragraph where its words were seen first, and how many outlets carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.work import column_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.work import Database


def index_paragraphs(work: Database, article_ids: Sequence[int]) -> None:
    """Keeps it for the paragraphs of these articles."""
    index_texts(work, texts_of(work, article_ids))


def texts_of(work: Database, article_ids: Sequence[int]) -> list[int]:
    """The ids of what these articles say."""
    return column_of(
        work,
        "SELECT DISTINCT text_id FROM private.paragraphs WHERE article_id IN (SELECT unnest($1::BIGINT[]))",
        list(article_ids),
    )


def index_texts(work: Database, text_ids: Sequence[int]) -> None:
    """Keeps it for these texts; of one that stands nowhere any more nothing is kept."""
    work.execute("DELETE FROM private.paragraph_texts WHERE text_id IN (SELECT unnest($1::BIGINT[]))", [list(text_ids)])
    work.execute(
        "INSERT INTO private.paragraph_texts SELECT text_id,"
        " arg_min(article_id, (coalesce(published_at, seen_by, first_seen_at), article_id)), count(DISTINCT outlet)"
        " FROM private.paragraphs JOIN private.articles USING (article_id)"
        " LEFT JOIN private.placements USING (article_id)"
        " WHERE text_id IN (SELECT unnest($1::BIGINT[])) GROUP BY text_id",
        [list(text_ids)],
    )
