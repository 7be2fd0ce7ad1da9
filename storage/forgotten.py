"""What was taken down, and stays out of the archive and the database: pages in all their spellings, and whole hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractors.urls import identity_of
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


def hosts_of(url: str) -> tuple[str, ...]:
    """The names by which *url* may be taken down: its host with its port, its host, and the domains above that."""
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    return (parts.netloc, *(".".join(labels[start:]) for start in range(len(labels))))


def names_one(archive: Archive, content: bytes) -> bool:
    """Whether *content*, a listing, names something that was taken down: it tells of it in a title or a summary."""
    rows = archive.execute("SELECT kind, subject FROM forgotten").fetchall()
    return any(row["subject"].encode() in content for row in rows if row["kind"] == "host" or "/" in row["subject"])
