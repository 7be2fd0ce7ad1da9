"""A URL as printed in, the one spelling that names its article out.

Two different articles under one spelling are lost for good; one article under two spellings is found again by its
canonical link or its text. So a query parameter goes only when it is certain to be about the visit:

1. names that nobody gives to an article (``utm_source``, ``fbclid``, ``xtor``) always go;
2. other names that courlan takes for tracking (``ref``, ``cid``, ``source``) go only as whole words, and only if
   their value has no digit: ``?cid=ios_app`` is a campaign, ``?cid=20931`` may well be the article.

Path, case, order of parameters and percent-escapes stay as printed.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from courlan import extract_domain, is_navigation_page, is_not_crawlable
from courlan.clean import TRACKERS_RE
from w3lib.url import canonicalize_url

#: Longer ones are session state or garbage (Media Cloud's rss-fetcher draws the line here too).
MAX_URL_CHARACTERS = 2048

DEFAULT_PORTS = {"http": 80, "https": 443}

CERTAINLY_ABOUT_THE_VISIT = re.compile(
    r"^(?:utm|mtm|at|pk|mc|itm|vero|oly|mkt|hsa|_hs|icid|ga)_"
    r"|^(?:fbc|gc|dc|twc|yc|ysc|msclk|gbra|wbra|igsh|srslt)(?:l?id)$"
    r"|(?:^|_)(?:campaign|medium|affiliate|referr?er|xtor)(?:$|_)"
)

#: Of a reg-name, the characters that DNS names are made of. Percent-escapes and backslashes are read differently by
#: different parsers, which is how address checks are led astray.
HOST = re.compile(r"[\w.-]+|\[[0-9a-f:.]+\]")

#: Publishers keep AMP pages under a path, a parameter or a host of their own.
AMP_PARAMETER = re.compile(r"(?:amp|outputtype=amp|(?:is)?amp=(?:1|true|yes)?|m=1)", re.IGNORECASE)
AMP_HOST = re.compile(r"^(?:amp|www|m)\.", re.IGNORECASE)
AMP_PATH = re.compile(r"^/amp(?=/.)|(?:/amp|\.amp)(?=/?$)|\.amp(?=\.html?$)", re.IGNORECASE)

#: Copies that Google serves of AMP pages: .../c/s/news.test/a is https://news.test/a.
AMP_CACHE = re.compile(
    r"^https?://(?:[\w-]+\.cdn\.ampproject\.org/[\w]|(?:www\.)?google\.\w+(?:\.\w+)?/amp)/(?P<tls>s/)?(?P<page>.+)$"
)

INDEX_FILE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
USER = re.compile(r"(?<=//)[^/?#]*@")

#: Control characters, and halves of surrogate pairs, which no encoding can send.
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class UnusableUrl(ValueError):  # noqa: N818 - reads as what it says, like UnreadableFeed
    """No http(s) URL that can be asked; the message names it and says why."""


def canonical(url: str) -> str:
    """*url* without fragment, default port and tracking parameters, its host in lower case.

    Raises UnusableUrl for everything that cannot be asked: another scheme, no host, user information, a bad port,
    control characters, more than 2,048 characters.
    """
    parts = _split(url)
    query = "&".join(p for p in parts.query.replace("&amp;", "&").split("&") if not _is_tracking(p))
    return urlunsplit((parts.scheme, _authority(parts), parts.path or "/", query, "")).replace(" ", "%20")


def identity_of(url: str) -> str:
    """What all spellings of one page have in common; no address. What cannot be asked is its own.

    Scheme, ``www.``, trailing slashes, index files, AMP forms, the order of parameters and the way of escaping do not
    make another article.
    """
    cached = AMP_CACHE.match(url)
    page = f"http{'s' if cached['tls'] else ''}://{cached['page']}" if cached else url
    if not is_http(page):
        return url
    parts = urlsplit(canonicalize_url(canonical(page)))
    query = "&".join(one for one in parts.query.split("&") if not AMP_PARAMETER.fullmatch(one.rstrip("=")))
    path = INDEX_FILE.sub("/", AMP_PATH.sub("", parts.path)).rstrip("/")
    host = AMP_HOST.sub("", parts.netloc) if parts.netloc.count(".") > 1 else parts.netloc
    return f"{host}{path}{'?' if query else ''}{query}"


def is_navigation(url: str) -> bool:
    """Whether *url* leads to lists of articles or to services of the outlet, by its words."""
    return is_navigation_page(url) or is_not_crawlable(url)


def without_user(url: str) -> str:
    """*url* as it may stand in a table: without names and passwords, and not longer than any that is asked."""
    return USER.sub("***@", url)[:MAX_URL_CHARACTERS]


def is_http(url: str) -> bool:
    """Whether *url* can be asked: ``canonical`` would not raise."""
    try:
        _split(url)
    except UnusableUrl:
        return False
    return True


def host_of(url: str) -> str:
    """``host`` or ``host:port`` in lower case without a default port: the key of politeness. Raises UnusableUrl."""
    return _authority(_split(url))


def hosts_of(url: str) -> tuple[str, ...]:
    """Its host with its port, its host, and the domains above that."""
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    return (parts.netloc, *(".".join(labels[start:]) for start in range(len(labels))))


def same_site(a: str, b: str) -> bool:
    """Whether both stand under one registrable domain.

    IP addresses and names under no public suffix: one host, with or without www, and one port.
    """
    if not (is_http(a) and is_http(b)):
        return False
    a_domain, b_domain = (extract_domain(f"http://{_split(url).hostname}/") for url in (a, b))
    if a_domain is None or b_domain is None:
        return host_of(a).removeprefix("www.") == host_of(b).removeprefix("www.")
    return a_domain == b_domain


def site_of(url: str) -> str | None:
    """The word by which people call the site: "news" of www.news.co.uk; None for IP addresses and bare names."""
    domain = extract_domain(f"http://{_split(url).hostname}/")
    return domain.partition(".")[0] if domain else None


def _split(url: str) -> SplitResult:
    url = url.strip()
    if len(url) > MAX_URL_CHARACTERS:
        raise UnusableUrl(f"{url[:60]}... has {len(url):,} characters, at most {MAX_URL_CHARACTERS:,} are asked")
    if CONTROL.search(url):
        raise UnusableUrl(f"{url!r} holds a control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnusableUrl(f"{url!r}: {error}") from error
    if complaint := _complaint(parts, port):
        raise UnusableUrl(f"{url!r} {complaint}")
    return parts


def _complaint(parts: SplitResult, port: int | None) -> str | None:
    if parts.scheme not in DEFAULT_PORTS:
        return "is neither http nor https"
    if "@" in parts.netloc:
        return "holds user information"
    host = (parts.hostname or "").rstrip(".")
    if not HOST.fullmatch(host) and not HOST.fullmatch(f"[{host}]"):
        return "has no usable host"
    return "has port 0" if port == 0 else None


def _authority(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f"{shown}:{parts.port}"


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.lower().partition("=")
    if CERTAINLY_ABOUT_THE_VISIT.search(name):
        return True
    suspect = TRACKERS_RE.search(name)
    return bool(suspect and _is_whole_word(name, suspect.end()) and not any(c.isdigit() for c in value))


def _is_whole_word(name: str, end: int) -> bool:
    """Whether the name ends there: courlan knows beginnings, its ``ga`` would take ``gallery``."""
    return end == len(name) or not name[end].isalnum() or name[end - 1] == "_"
