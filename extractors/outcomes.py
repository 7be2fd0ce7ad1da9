"""The closed list of what can become of a URL, written here once.

``urls.state`` and ``urls.reason``, ``fetches.outcome`` and the ``outcome`` of ``wirewatch extract`` all come from it.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a URL stands; each is in exactly one."""

    LOADED = "loaded"
    WAITING = "waiting"
    SKIPPED = "skipped"
    FAILED = "failed"


class Reason(StrEnum):
    """Why it stands there."""

    OK = "ok"
    NOT_MODIFIED = "not modified"

    NEW = "new"
    NOT_YET = "not yet"
    SERVER_ERROR = "server error"
    TIMED_OUT = "timed out"
    RATE_LIMITED = "rate limited"
    CONNECTION_FAILED = "connection failed"
    TRUNCATED = "truncated"
    ROBOTS_UNREACHABLE = "robots unreachable"

    ROBOTS = "robots"
    REFUSED_ADDRESS = "refused address"
    NOT_HTTP = "not http"
    DUPLICATE_URL = "duplicate url"
    TOO_OLD = "too old"
    FORGOTTEN = "forgotten"

    NOT_FOUND = "not found"
    GONE = "gone"
    BOT_WALL = "bot wall"
    CONSENT_WALL = "consent wall"
    PAYWALL = "paywall"
    TOO_LARGE = "too large"
    TOO_MANY_REDIRECTS = "too many redirects"
    REDIRECT_LOOP = "redirect loop"
    UNDECODABLE = "undecodable"
    EMPTY = "empty"
    NO_ARTICLE = "no article"
    TOO_SHORT = "too short"
    CLEANER_STOPPED = "cleaner stopped"


#: The state that goes with a reason, and what the reason means to a reader of the ``urls`` table.
MEANING: dict[Reason, tuple[State, str]] = {
    Reason.OK: (State.LOADED, "it has a row in articles"),
    Reason.NOT_MODIFIED: (State.LOADED, "asked again, and the outlet said that nothing changed"),
    Reason.NEW: (State.WAITING, "discovered, not asked yet"),
    Reason.NOT_YET: (State.WAITING, "not due yet"),
    Reason.SERVER_ERROR: (State.WAITING, "the outlet answered with a 5xx status"),
    Reason.TIMED_OUT: (State.WAITING, "no complete answer within 60 seconds"),
    Reason.RATE_LIMITED: (State.WAITING, "the outlet asked us to wait (429, or 503 with Retry-After)"),
    Reason.CONNECTION_FAILED: (State.WAITING, "no connection: name, network or TLS"),
    Reason.TRUNCATED: (State.WAITING, "the answer ended before its announced end"),
    Reason.ROBOTS_UNREACHABLE: (
        State.WAITING,
        "robots.txt answered 5xx or not at all: nothing else is asked at that host",
    ),
    Reason.ROBOTS: (State.SKIPPED, "robots.txt forbids it"),
    Reason.REFUSED_ADDRESS: (
        State.SKIPPED,
        "it leads to an address that is not public and not allowed by the settings",
    ),
    Reason.NOT_HTTP: (State.SKIPPED, "neither http nor https, or no URL that can be asked"),
    Reason.DUPLICATE_URL: (State.SKIPPED, "another URL of an article that is known: article_id says whose"),
    Reason.TOO_OLD: (State.SKIPPED, "older than what is collected"),
    Reason.FORGOTTEN: (State.SKIPPED, "taken down with wirewatch forget: it is not asked, kept or loaded again"),
    Reason.NOT_FOUND: (State.FAILED, "404, or a page that says so"),
    Reason.GONE: (State.FAILED, "410"),
    Reason.BOT_WALL: (State.FAILED, "a check for robots instead of the page, or 401 or 403"),
    Reason.CONSENT_WALL: (State.FAILED, "a consent dialogue instead of the page"),
    Reason.PAYWALL: (State.FAILED, "a stub that asks for a subscription"),
    Reason.TOO_LARGE: (State.FAILED, "more than 10 MB after inflation"),
    Reason.TOO_MANY_REDIRECTS: (State.FAILED, "more than 5 redirects"),
    Reason.REDIRECT_LOOP: (State.FAILED, "a redirect to a URL of the same chain"),
    Reason.UNDECODABLE: (State.FAILED, "no encoding turns its bytes into text; of a feed: it is none"),
    Reason.EMPTY: (State.FAILED, "no bytes, or no text at all"),
    Reason.NO_ARTICLE: (State.FAILED, "a page, but no article on it"),
    Reason.TOO_SHORT: (State.FAILED, "too few words to be an article"),
    Reason.CLEANER_STOPPED: (State.FAILED, "cleaning it took longer than its limit, or the parser died on it"),
}
