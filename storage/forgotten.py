"""What was taken down, and stays out of the archive and the database: pages in all their spellings, and whole hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.naming import names_page
from extractors.urls import hosts_of, identity_of
from storage.archive import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.archive import Archive


def enter(archive: Archive, kind: str, subjects: Iterable[str], now: datetime) -> None:
    """Keeps that these pages (``url``: their identities) or hosts (``host``) were taken down."""
    archive.executemany(
        "INSERT INTO forgotten (kind, subject, forgotten_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(kind, subject, to_text(now)) for subject in subjects],
    )


def is_forgotten(archive: Archive, url: str) -> bool:
    """Whether *url*, another spelling of it, or its host was taken down."""
    if archive.execute("SELECT 1 FROM forgotten LIMIT 1").fetchone() is None:
        return False
    asked = [("url", identity_of(url)), *(("host", host) for host in hosts_of(url))]
    query = "SELECT 1 FROM forgotten WHERE kind = ? AND subject = ?"
    return any(archive.execute(query, one).fetchone() for one in asked)


def names_one(archive: Archive, address: str, content: bytes) -> bool:
    """Whether *content*, a listing from *address*, names what was taken down, and tells of it."""
    rows = archive.execute("SELECT kind, subject FROM forgotten").fetchall()
    if not rows:
        return False
    pages = frozenset(row["subject"] for row in rows if row["kind"] == "url" and {"/", "?"} & {*row["subject"]})
    return names_page(content, address, pages, frozenset(row["subject"] for row in rows if row["kind"] == "host"))
