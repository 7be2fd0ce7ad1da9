"""What an outlet answers at a path, in each state: a pure function of the two."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from flows.newsroom import feeds, skins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.newsroom.outlets import Feed, Notice, Outlet, Printed

#: No page is older than the site: the Last-Modified of what bears no date.
OPENED_AT = datetime(2026, 10, 26, tzinfo=UTC)

#: What the usual wall sends along, and what it is told apart by.
WALL_HEADERS = {"server": "cloudflare", "cf-mitigated": "challenge", "cf-ray": "8f2b6f0e4c1d0a3b-CGK"}

MISSING = {
    "en": {404: "Page not found", 410: "This page has been removed", 500: "Internal server error"},
    "id": {404: "Halaman tidak ditemukan", 410: "Halaman ini telah dihapus", 500: "Terjadi kesalahan pada server"},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: a body without content coding, and when it last changed (None: not to be cached)."""

    status: int
    media_type: str
    body: bytes
    changed_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(outlet: Outlet, base: str, state: int, target: str) -> Answer:
    """What *outlet*, reached at *base*, says in *state* to a GET of *target* (path and query)."""
    path = target.partition("?")[0]
    setting = skins.Setting(outlet, base, state)
    if path == "/robots.txt":
        return Answer(200, "text/plain; charset=utf-8", outlet.robots.encode(), OPENED_AT)
    for feed in outlet.feeds:
        if feed.path == path:
            return _feed(setting, feed)
    for article in outlet.at(state):
        for kind, at in (("page", article.path), *((v.kind, v.path.partition("?")[0]) for v in article.variants)):
            if at == path:
                return _article(setting, article, kind)
    for notice in outlet.notices:
        if notice.path == path and notice.state <= state:
            return _notice(setting, notice)
    return _list(setting, path)


def _feed(setting: skins.Setting, feed: Feed) -> Answer:
    document = feeds.document(setting.outlet, feed, setting.state, setting.base)
    changed_at = feeds.changed_at(setting.outlet, feed, setting.state)
    return Answer(200, f"application/{feed.kind}+xml; charset=utf-8", document.encode(), changed_at)


def _article(setting: skins.Setting, article: Printed, kind: str) -> Answer:
    if setting.state < article.answers_from:
        return _message(setting, 500)
    page = skins.article_page(setting, article) if kind == "page" else skins.variant_page(setting, article, kind)
    return _html(setting, page, article.updated or article.published)


def _notice(setting: skins.Setting, notice: Notice) -> Answer:
    match notice.answer:
        case "gone":
            return _message(setting, 410)
        case "not found":
            return _message(setting, 404)
        case "bot wall":
            wall = skins.wall_page(setting).encode()
            return Answer(403, "text/html; charset=UTF-8", wall, headers=WALL_HEADERS)
        case "moved":
            return Answer(301, "text/html", b"", headers={"location": f"{setting.base}{notice.to}"})
        case unknown:
            message = f"{setting.outlet.name}: {notice.path} has the unknown answer {unknown!r}"
            raise ValueError(message)


def _list(setting: skins.Setting, path: str) -> Answer:
    section = path.strip("/")
    if path == "/" or section in skins.sections(setting.outlet):
        return _html(setting, skins.front_page(setting, section or None), OPENED_AT)
    return _message(setting, 404)


def _html(setting: skins.Setting, page: str, changed_at: datetime) -> Answer:
    encoding = setting.outlet.encoding
    return Answer(200, f"text/html; charset={encoding}", page.encode(encoding), changed_at.astimezone(UTC))


def _message(setting: skins.Setting, status: int) -> Answer:
    words = MISSING[setting.outlet.language][status]
    page = skins.message_page(setting, escape(words))
    return Answer(status, f"text/html; charset={setting.outlet.encoding}", page.encode(setting.outlet.encoding))
