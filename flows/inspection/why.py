"""The whole history of one URL, from its discovery to its copies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from extractors.outcomes import MEANING, Reason
from extractors.urls import UnusableUrl, canonical, host_of, is_http, without_user
from flows.desk import ARCHIVE_FILE
from flows.web.answers import answer_of
from flows.web.robots import read_robots
from storage import dossier, fetches
from storage.archive import open_archive
from storage.publishing import PUBLISHED_FILE, published

if TYPE_CHECKING:
    from pathlib import Path

    from storage.archive import Archive, Row


class UnknownUrlError(Exception):
    """Nothing is known of a URL; the message says what is known that is nearest."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a URL."""

    asked: str  # as it was asked for, but for names and passwords
    row: dict[str, Any]  # its row in urls, or that of the page that it names
    spellings: list[dict[str, Any]]  # the other URLs of the page
    robots: dict[str, Any] | None  # None: robots.txt of its host was never asked
    happened: dict[str, Any]  # sightings, fetches
    made: dict[str, Any]  # article, versions, removed_text, claims, copy_of, copied_by, story

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        known = {"asked": self.asked, **self.row, "spellings": self.spellings, "robots": self.robots}
        return known | self.happened | self.made


def history(folder: Path, url: str) -> History:
    """All of it. Raises UnknownUrlError."""
    if not (folder / ARCHIVE_FILE).exists():
        raise UnknownUrlError(f"{folder / ARCHIVE_FILE}: nothing was collected yet: type wirewatch run first")
    with open_archive(folder / ARCHIVE_FILE) as archive:
        row = dossier.find(archive, _spelled(url))
        if row is None:
            raise UnknownUrlError(_unknown(archive, _spelled(url)))
        all_rows = dossier.spellings(archive, row)
        return History(
            asked=without_user(url),
            row=_plain(row) | {"waits_for_cleaning": row["page_id"] is not None},
            spellings=[_plain(other) for other in all_rows if other["url"] != row["url"]],
            robots=_robots(archive, row["url"]),
            happened=dossier.happened(archive, [other["url"] for other in all_rows]),
            made=_made(folder, row["article_id"]),
        )


def _spelled(url: str) -> str:
    """As it stands in the tables; what cannot be asked stands there as it was printed, but for names and passwords."""
    try:
        return canonical(url if "://" in url else f"https://{url}")
    except UnusableUrl:
        return without_user(url)


def _unknown(archive: Archive, url: str) -> str:
    known = fetches.latest(archive, url)
    if known is not None:
        return f"{url}: this is no article but the {known.purpose} of {known.outlet}, last {known.outcome}"
    near = dossier.nearest(archive, url)
    return f"{url}: never discovered; " + (
        f"the nearest that is known is {near}" if near else "nor is anything of its host"
    )


def _plain(row: Row) -> dict[str, Any]:
    _, meaning = MEANING[Reason(row["reason"])]
    kept = ("url", "outlet", "state", "reason", "discovered_by", "discovered_at", "due_at", "attempts", "failing_since",
            "alias_of", "canonical_url", "article_id")  # fmt: skip
    return {name: row[name] for name in kept} | {"meaning": meaning, "entry": json.loads(row["entry"])}


def _robots(archive: Archive, url: str) -> dict[str, Any] | None:
    """What the robots.txt that came last says of *url*, and the line that decides."""
    if not is_http(url):
        return None
    known = fetches.latest(archive, f"{urlsplit(url).scheme}://{host_of(url)}/robots.txt")
    if known is None:
        return None
    verdict = read_robots(answer_of(known)).verdict(url)
    told = {"allowed": verdict.allowed, "reason": verdict.reason.value, "rule": verdict.rule}
    return told | {"crawl_delay": verdict.crawl_delay, "asked_at": known.requested_at.isoformat()}


def _made(folder: Path, article_id: int | None) -> dict[str, Any]:
    if article_id is None or not (folder / PUBLISHED_FILE).exists():
        return {}
    return dossier.made_of(published(folder), article_id)
