"""An outlet's articles and front page as HTML, in the manner of that outlet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flows.newsroom.outlets import Block, Outlet, Printed

#: How each skin marks a paragraph: what stands before and after it.
PARAGRAPHS = {
    "article": ("<p>", "</p>\n"),
    "blocks": ('<p class="wp-block-paragraph">', "</p>\n\n"),
    "breaks": ("", "<br><br>\n"),
    "boxes": ('<div class="par">', "</div>\n"),
    "portal": ("<p>", "</p>"),
    "table": ('<p align="justify"><font face="Verdana, Arial" size="2">', "</font></p>\n"),
    "wire": ('<div data-component="text-block"><p class="txt">', "</p></div>\n"),
}

#: The words around a text, by language.
WORDS = {
    "en": {
        "also": "Read more",
        "share": "Share",
        "latest": "Latest news",
        "popular": "Most read",
        "related": "Related stories",
        "comments": "Comments",
        "comment": "Sign in to leave a comment. Comments are moderated.",
        "cookies": "We use cookies to improve your experience. By continuing you accept our cookie policy.",
        "accept": "Accept all",
        "about": "About us",
        "contact": "Contact",
        "privacy": "Privacy policy",
        "home": "Home",
        "rights": "All rights reserved",
        "search": "Search",
    },
    "id": {
        "also": "Baca juga",
        "share": "Bagikan",
        "latest": "Berita terbaru",
        "popular": "Terpopuler",
        "related": "Berita terkait",
        "comments": "Komentar",
        "comment": "Masuk untuk menulis komentar. Komentar sepenuhnya tanggung jawab pengirim.",
        "cookies": "Situs ini memakai kuki agar lebih nyaman dibaca. Dengan melanjutkan, Anda menyetujuinya.",
        "accept": "Setuju",
        "about": "Tentang kami",
        "contact": "Kontak",
        "privacy": "Kebijakan privasi",
        "home": "Beranda",
        "rights": "Hak cipta dilindungi undang-undang",
        "search": "Cari",
    },
}

#: The months in which the newsroom prints.
MONTHS = {10: "Oktober", 11: "November"}
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when a page is printed."""

    outlet: Outlet
    base: str
    state: int


def article_page(setting: Setting, article: Printed) -> str:
    """The page of *article*."""
    return _filled(setting.outlet.skin, setting, article)


def variant_page(setting: Setting, article: Printed, kind: str) -> str:
    """The page of *article* at another address: its 'amp' or 'print' form, or the page itself ('tracked')."""
    return article_page(setting, article) if kind == "tracked" else _filled(kind, setting, article)


def front_page(setting: Setting, section: str | None = None) -> str:
    """The home page, or the list of one section."""
    listed = [a for a in setting.outlet.at(setting.state) if section is None or a.section == section]
    return _template("front").substitute(_around(setting), articles=_links(setting.base, listed))


def wall_page(setting: Setting) -> str:
    """A check for robots instead of the page."""
    return _template("wall").substitute(outlet=setting.outlet.title)


def message_page(setting: Setting, message: str) -> str:
    """A page that says why there is none."""
    return _template("missing").substitute(_around(setting), message=message)


def sections(outlet: Outlet) -> tuple[str, ...]:
    """The sections of an outlet in the order of its menu."""
    return tuple(dict.fromkeys(article.section for article in outlet.articles))


def _filled(skin: str, setting: Setting, article: Printed) -> str:
    outlet = setting.outlet
    marks = PARAGRAPHS.get(skin, ("<p>", "</p>\n"))
    repeated = article.blocks[1:] if article.twice else ()
    return _template(skin).substitute(
        _around(setting, but=article),
        headline=escape(article.title),
        author=escape(article.author),
        section=escape(article.section),
        canonical=setting.base + article.path,
        summary=escape(article.paragraphs[0].partition(". ")[0]),
        published=article.published.isoformat(),
        modified=(article.updated or article.published).isoformat(),
        printed_date=printed_date(article.published, outlet),
        json_ld=_json_ld(setting, article),
        body=_body(setting, marks, article.blocks),
        again=_body(setting, marks, repeated),
    )


def _around(setting: Setting, but: Printed | None = None) -> dict[str, str]:
    outlet, base = setting.outlet, setting.base
    others = [article for article in outlet.at(setting.state) if but is None or article.path != but.path]
    alternates = "\n".join(
        f'<link rel="alternate" type="application/{feed.kind}+xml" href="{base}{feed.path}">' for feed in outlet.feeds
    )
    menu = "".join(f'<li><a href="{base}/{name}/">{name.title()}</a></li>' for name in sections(outlet))
    return WORDS[outlet.language] | {
        "language": outlet.language,
        "encoding": outlet.encoding,
        "outlet": escape(outlet.title),
        "about_outlet": escape(outlet.about),
        "base": base,
        "feeds": alternates,
        "menu": menu,
        "others": _links(base, others[:4]),
        "more": _links(base, others[-3:]),
    }


def _links(base: str, articles: Iterable[Printed]) -> str:
    return "\n".join(f'<li><a href="{base}{a.path}">{escape(a.title)}</a></li>' for a in articles)


def _body(setting: Setting, marks: tuple[str, str], blocks: Iterable[Block]) -> str:
    return "".join(_block(setting, marks, block) for block in blocks)


def _block(setting: Setting, marks: tuple[str, str], block: Block) -> str:
    before, after = marks
    match block.kind:
        case "photo":
            picture = f'<img src="{setting.base}/img/photo.jpg" alt="">'
            return f"<figure>{picture}<figcaption>{escape(block.text, quote=False)}</figcaption></figure>\n"
        case "also":
            return f"{before}{_also(setting, block.text)}{after}"
        case _:
            return f"{before}{escape(block.text, quote=False)}{after}"


def _also(setting: Setting, path: str) -> str:
    outlet = setting.outlet
    title = next(article.title for article in outlet.at(setting.state) if article.path == path)
    return f'<strong>{WORDS[outlet.language]["also"]}: <a href="{setting.base}{path}">{escape(title)}</a></strong>'


def printed_date(at: datetime, outlet: Outlet) -> str:
    """The date line of a page: ``Rabu, 4 November 2026 | 09:12 WIB`` or ``Wednesday 4 November 2026, 02:12 UTC``."""
    at = at.astimezone(timezone(timedelta(hours=outlet.utc_offset)))
    if outlet.language == "id":
        return f"{DAYS[at.weekday()]}, {at.day} {MONTHS[at.month]} {at.year} | {at:%H:%M} WIB"
    zone = f"UTC{outlet.utc_offset:+d}" if outlet.utc_offset else "UTC"
    return f"{at:%A} {at.day} {at:%B %Y, %H:%M} {zone}"


def _json_ld(setting: Setting, article: Printed) -> str:
    statement = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": setting.base + article.path},
        "headline": article.title,
        "datePublished": article.published.isoformat(),
        "dateModified": (article.updated or article.published).isoformat(),
        "author": [{"@type": "Person", "name": article.author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": setting.outlet.title},
        "inLanguage": setting.outlet.language,
    }
    return json.dumps(statement, ensure_ascii=False, indent=1)


@cache
def _template(name: str) -> Template:
    return Template(files("flows.newsroom").joinpath("skins", f"{name}.html").read_text("utf-8"))
