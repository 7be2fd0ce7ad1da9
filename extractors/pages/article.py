"""The bytes of a page in, Cleaned out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from extractors.model import Article, Claim, Cleaned, FeedEntry
from extractors.outcomes import Reason
from extractors.pages.agreement import choose_lines
from extractors.pages.authors import choose_authors
from extractors.pages.citations import cited_source
from extractors.pages.claims import Said, weigh_dates
from extractors.pages.confidence import confidence_of
from extractors.pages.credits import wire_agency
from extractors.pages.dateline import read_dateline
from extractors.pages.decoding import decode
from extractors.pages.identity import choose_url
from extractors.pages.language import language_of, stated_language
from extractors.pages.lines import Line, page_lines
from extractors.pages.payloads import hidden_body
from extractors.pages.runs import squeezed
from extractors.pages.sorting import sort_lines, sort_words
from extractors.pages.statements import Statements, page_statements
from extractors.pages.teasers import with_teasers_marked
from extractors.pages.titles import Headline, choose_headline, site_names
from extractors.pages.tree import parse_shallow
from extractors.pages.walls import find_wall
from extractors.rights import RIGHTS_META
from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from extractors.model import Page, Text
    from extractors.pages.sorting import Sorted

#: Bylines stand at most so many lines over the text where the headline is not printed.
LINES_ABOVE = 8

#: Labels, tags and links to other articles stand between a text and whose rights are reserved.
LINES_BELOW = 6

#: How far words are trusted that the page itself does not show.
UNSEEN = 0.7


def clean_page(page: Page, agencies: Sequence[str] = ()) -> Cleaned:
    """The article on *page*, or why there is none. *agencies* are wire agencies beside those we know."""
    if not page.content.strip():
        return Cleaned(Reason.EMPTY, evidence="no bytes")
    markup = decode(page.content, page.headers.get("content-type"))
    if markup is None:
        return Cleaned(Reason.UNDECODABLE, evidence=f"{len(page.content)} bytes are text in no encoding")
    tree, markup = parse_shallow(markup)
    if tree is None:
        return Cleaned(Reason.EMPTY, evidence="no element in it")
    statements = page_statements(tree)
    rights = {name: said for name in RIGHTS_META if (said := statements.meta.get(name))}
    selected, agreement = choose_lines(with_teasers_marked(page_lines(tree)), tree, markup)
    headline = choose_headline(selected.lines, statements, page.url, page.entry)
    summaries = [_key(summary) for summary in statements.summaries()]
    text = sort_lines(selected.lines, selected.kept, _key(headline.title), headline.line, summaries)
    lines = selected.lines
    if body := hidden_body(tree, statements, headline.title, text.kept):
        lines, agreement = body, UNSEEN
        text = sort_lines(lines, range(len(lines)), _key(headline.title), None)
    if failing := find_wall(lines, text.kept, headline.title, statements, markup):
        return Cleaned(failing.reason, evidence=failing.evidence, meta=rights)
    found = _Found(page.url, page.entry, statements, headline, text, lines, agreement, page.seen_at)
    return Cleaned(Reason.OK, _article(found, agencies), meta=rights)


def clean_text(text: Text, agencies: Sequence[str] = ()) -> Cleaned:
    """The article of words that were extracted elsewhere: cleaned like a page's; clean ones stay unchanged."""
    lines = [Line(words) for paragraph in text.paragraphs if (words := squeezed(paragraph))]
    title = squeezed(text.title)
    cleaned = sort_words(lines, _key(title))
    if not cleaned.kept:
        return Cleaned(Reason.EMPTY, evidence="no text")
    entry = FeedEntry(text.url, title or None, text.published, authors=text.authors)
    headline = Headline(title, (Claim("title", "feed", title, title, "chosen"),) if title else (), None)
    return Cleaned(Reason.OK, _article(_Found(text.url, entry, Statements(), headline, cleaned, lines), agencies))


class _Found(NamedTuple):
    """What the steps before found on a page."""

    url: str
    entry: FeedEntry | None
    statements: Statements
    headline: Headline
    text: Sorted
    lines: Sequence[Line]
    agreement: float = 1.0  # of the extractors; words that came without a page are all meant
    seen_at: datetime | None = None  # when the page was fetched


def _article(found: _Found, agencies: Sequence[str]) -> Article:
    url, entry, statements, headline, text, lines, agreement, seen_at = found
    paragraphs = tuple(line.text for line in text.kept)
    language = language_of("\n".join(paragraphs), statements.html_language)
    dateline = read_dateline(paragraphs[0], language, agencies, "\n".join(paragraphs[1:]))
    identity = choose_url(statements, url)
    above = _above(lines, text, headline)
    dates = weigh_dates(Said(statements, url, entry, above, paragraphs, seen_at))
    authors = choose_authors(statements, above, entry.authors if entry else (), site_names(statements, url))
    claims = (headline.claims, authors.claims, dates.claims, _language_claims(statements, language), identity.claims)
    return Article(
        url=identity.url,
        title=headline.title,
        paragraphs=paragraphs,
        authors=authors.names,
        published_at=dates.published_at,
        language=language,
        dateline=dateline.place if dateline else None,
        wire_agency=wire_agency(
            paragraphs,
            authors.names,
            dateline,
            below=_below(lines, text),
            host=urlsplit(url).hostname or "",
            agencies=agencies,
        ),
        cited_source=cited_source(paragraphs),
        claims=tuple(claim for one in claims for claim in one),
        removed=tuple(text.removed),
        confidence=confidence_of(
            agreement,
            text.kept,
            title=headline.title,
            has_agreed_title=sum(claim.verdict != "contradicts" for claim in headline.claims) > 1,
            is_free=statements.is_free,
        ),
    )


def _above(lines: Sequence[Line], text: Sorted, headline: Headline) -> list[str]:
    """The lines between the headline and the first paragraph: bylines stand there."""
    first = next((number for number, line in enumerate(lines) if line is text.kept[0]), 0)
    is_over_it = headline.line is not None and headline.line < first
    start = headline.line if is_over_it else max(0, first - LINES_ABOVE)
    return [line.text for line in lines[start:first]]


def _below(lines: Sequence[Line], text: Sorted) -> list[str]:
    """The lines right under the last paragraph, but for captions: whose rights are reserved stands there."""
    last = next((number for number, line in enumerate(lines) if line is text.kept[-1]), len(lines))
    under = lines[last + 1 : last + 1 + LINES_BELOW]
    return [line.text for line in under if not (line.zone or line.hidden or line.is_caption or line.is_under_picture)]


def _language_claims(statements: Statements, language: str | None) -> Iterator[Claim]:
    if said := stated_language(statements.html_language):
        verdict = "agrees" if said == language else "contradicts"
        yield Claim("language", "html", said, statements.html_language or "", verdict)


def _key(title: str) -> str:
    return fold(title).replace(" ", "")
