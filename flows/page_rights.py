"""Keeps what pages say about the use of them, when they are cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.rights import page_rights
from storage import fetches, rights
from storage.archive import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.load import Work
    from storage.archive import Archive


def keep_rights(archive: Archive, batch: Sequence[Work]) -> None:
    """Enters the signals of *batch* in the ledger. Before it is loaded: a run that is killed finds them again."""
    with transaction(archive):
        for work in batch:
            stored = work.stored
            headers = fetches.headers(archive, stored.fetch_id)
            found = page_rights(headers, work.cleaned.meta, stored.fetched_at)
            rights.record(archive, stored.outlet, stored.url, found, stored.fetched_at)
