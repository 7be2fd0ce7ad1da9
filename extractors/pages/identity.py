"""The canonical URL of an article: its page's own word for it, if it stays in the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

from extractors.model import Claim
from extractors.urls import canonical, is_http, same_site

if TYPE_CHECKING:
    from extractors.pages.statements import Statements


#: The note on a canonical URL of another site; who has a text from whom goes by it.
ANOTHER_HOUSE = "another house"


class Identity(NamedTuple):
    """The canonical URL, and what the page says about it."""

    url: str
    claims: tuple[Claim, ...]


def choose_url(statements: Statements, url: str) -> Identity:
    """``rel=canonical``, else ``og:url``, of the same site and of a page; else the URL that answered.

    A link to another house says whose text this is, perhaps; it does not make this page that page.
    """
    own = canonical(url) if is_http(url) else url
    chosen: str | None = None
    claims = []
    for source, raw in (("html", statements.canonical_link), ("meta", statements.first("og:url"))):
        if not raw:
            continue
        value = _absolute(raw, url)
        if value is None or not same_site(value, url):
            claims.append(
                Claim("canonical_url", source, value, raw, "contradicts", ANOTHER_HOUSE if value else "no URL")
            )
        elif _is_root(value) and not _is_root(own):
            claims.append(Claim("canonical_url", source, value, raw, "contradicts", "the front page"))
        else:
            verdict = "chosen" if chosen is None else "agrees" if value == chosen else "contradicts"
            chosen = chosen or value
            claims.append(Claim("canonical_url", source, value, raw, verdict))
    return Identity(chosen or own, tuple(claims))


def _absolute(raw: str, url: str) -> str | None:
    try:
        joined = urljoin(url, raw)
    except ValueError:
        return None
    return canonical(joined) if is_http(joined) else None


def _is_root(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query
