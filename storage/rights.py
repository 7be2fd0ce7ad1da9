"""The rights ledger: what outlets say about the use of their pages, and what we did with it. Only ever added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import fetches
from storage.archive import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from extractors.rights import Right
    from storage.archive import Archive


def record(archive: Archive, outlet: str, url: str, rights: Iterable[Right], now: datetime) -> None:
    """Enters what is new or reads otherwise than before for *url*. To be called inside of a transaction."""
    for right in rights:
        row = (outlet, url, right.signal, right.source, right.value, right.verdict)
        keep_until = to_text(right.keep_until) if right.keep_until else None
        archive.execute(
            "INSERT INTO rights (outlet, url, signal, source, value, verdict, keep_until, seen_at)"
            " SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE (?, ?) IS NOT (SELECT value, verdict FROM rights"
            " WHERE url = ? AND signal = ? AND source = ? ORDER BY rights_id DESC LIMIT 1)",
            (*row, keep_until, to_text(now), right.value, right.verdict, url, right.signal, right.source),
        )


def drop_what_is_not_kept(archive: Archive, now: datetime) -> int:
    """Drops the raw pages that may not be kept, once they are cleaned; how many. Inside of a transaction."""
    rows = archive.execute(
        "SELECT fetch_id FROM rights JOIN fetches USING (url) WHERE keep_until <= ? AND purpose = 'page'"
        " AND body_id IS NOT NULL AND fetch_id NOT IN (SELECT page_id FROM urls WHERE page_id IS NOT NULL)",
        (to_text(now),),
    ).fetchall()
    for row in rows:
        fetches.drop_body(archive, row["fetch_id"])
    return len(rows)
