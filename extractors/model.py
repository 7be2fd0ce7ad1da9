"""The values that flow between the floors: one frozen dataclass for each stage.

Times are aware UTC. Similarities and coverages are 0 to 1. Ids are 63-bit hashes of what they name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from extractors.outcomes import Reason


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed or sitemap says of one article. Nothing in it is trusted: dates are raw words."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page as they came, and what was known about it before it was read."""

    url: str  # the one that answered, after redirects
    content: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    entry: FeedEntry | None = None  # what a feed said of it
    seen_at: datetime | None = None  # when it answered: what it dates later lies in the future


@dataclass(frozen=True, slots=True)
class Text:
    """An article that was collected elsewhere: its words are known, there is no page."""

    url: str
    title: str
    paragraphs: tuple[str, ...]
    published: str | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removal:
    """Something taken out of a text, and why."""

    position: int  # how many kept paragraphs stand before it
    text: str
    reason: str  # 'repeat', 'residue', 'link', 'comments', 'promotion', 'boilerplate', 'caption', 'headline'
    evidence: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a page says about itself."""

    field: str  # 'title', 'authors', 'published_at', 'modified_at', 'language', 'canonical_url'
    source: str  # 'json-ld', 'meta', 'time', 'h1', 'text', 'url', 'feed', 'html'
    value: str | None  # normalised (dates: ISO 8601), None where it cannot be read
    raw: str
    verdict: str  # 'chosen', 'agrees', 'contradicts', 'impossible'
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The clean record of one article: its words as printed, and what was found around them."""

    url: str  # canonical
    title: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    language: str | None = None  # ISO 639-1
    dateline: str | None = None
    wire_agency: str | None = None
    cited_source: str | None = None
    claims: tuple[Claim, ...] = ()
    removed: tuple[Removal, ...] = ()
    confidence: float = 1.0

    @property
    def text(self) -> str:
        """The paragraphs, joined by one newline."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of one page: an article, or the reason why there is none."""

    outcome: Reason
    article: Article | None = None
    evidence: str | None = None
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of the elements that are about rights


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What two articles are compared by."""

    article_id: int
    title: str
    paragraphs: tuple[str, ...]
    recurring: frozenset[int] = frozenset()  # those of its prints that outlets say again and again


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two articles that may share prose."""

    article_id: int
    other_id: int
    shared_prints: int
    crowded: bool  # found by prints alone that very many articles have: the other speaks for them
    lone_print: int | None = None  # the shared one, where it is the only one


@dataclass(frozen=True, slots=True)
class Match:
    """Two paragraphs that say the same in nearly the same letters, or hold the same passage."""

    a_position: int
    b_position: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles that share prose: symmetric facts, no verdict on who had it first. ``a_id < b_id``."""

    a_id: int
    b_id: int
    a_coverage: float  # share of a's words found in b
    b_coverage: float  # share of b's words found in a
    shared_words: int
    longest_run: int  # words in a row
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What decides direction and kind, beside the words."""

    article_id: int
    outlet: str
    agency: str | None  # the agency that this outlet is
    title: str
    wire_agency: str | None
    cited_source: str | None
    published_at: datetime | None
    first_seen_at: datetime
    seen_by: datetime  # the same for all that were first compared together: which of them came first is an accident
    identity: str | None = None  # of its URL: what all spellings of it have in common
    canonical_elsewhere: str | None = None  # the same of another house's page that it names as the canonical one


@dataclass(frozen=True, slots=True)
class Copy:
    """One article carries another's text."""

    copy_id: int
    source_id: int
    kind: str  # 'copy', 'version', 'partial', 'digest'
    coverage: float  # share of the copy's words found in the source
    source_coverage: float
    shared_words: int
    longest_run: int
    lag_seconds: float | None  # from the source's publication to the copy's
    direction: str  # 'credit', 'published', 'first seen'
    evidence: str
    matches: tuple[tuple[int, int, float], ...]  # copy position, source position, similarity


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that carry one text."""

    story_id: int
    title: str
    article_ids: tuple[int, ...]
    outlets: int
    newsrooms: int  # independent ones: a wire copy counts for its agency
    first_article_id: int
    wire_agency: str | None
    started_at: datetime
    last_at: datetime
