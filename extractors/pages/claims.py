"""What a page says of itself, weighed: which statement is chosen, which agree, which contradict it or themselves.

The rule for times is written here once: JSON-LD, then meta elements, then <time>, then the feed, then the line
over the text, then the URL. A time in the
text is never chosen: it speaks of the events. It agrees, or it contradicts the calendar, or it is about other days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from extractors.model import Claim
from extractors.pages.dates import Moment, day_in_url, iso, read_moment
from extractors.pages.heads import is_date_line
from extractors.pages.statements import Statements, texts
from extractors.pages.weekdays import days_in_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractors.model import FeedEntry

PUBLISHED_META = (
    *("article:published_time", "og:article:published_time", "datepublished", "publishdate", "pubdate", "publish-date"),
    *("publication_date", "date.publish", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created"),
    *(
        "cxenseparse:recs:publishtime",
        "article_date_original",
        "dc.date",
        "date",
        "content_publishdate",
        "originalpublicationdate",
    ),
)
MODIFIED_META = (
    *("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "lastmod"),
    *("article:modified", "revised"),
)

#: Two statements of one publication differ by hours where one has lost its zone or its time of day.
SAME_TIME = timedelta(hours=26)

#: A weekday further from the publication speaks of another event.
SPOKEN_OF = timedelta(days=7)


class Dates(NamedTuple):
    """When the page says that it was published, and all it says about it."""

    published_at: datetime | None
    claims: tuple[Claim, ...]


class _Said(NamedTuple):
    source: str
    raw: str
    moment: Moment | None


def weigh_dates(
    statements: Statements, url: str, entry: FeedEntry | None, above: Sequence[str], paragraphs: Sequence[str]
) -> Dates:
    """Choose the time of publication and judge every other statement of it.

    *above* are the lines over the text, *paragraphs* the text.
    """
    published = list(_published(statements, url, entry, above))
    chosen = next((said for said in published if said.moment is not None), None)
    claims = [
        *_judged("published_at", published, chosen),
        *_in_text(paragraphs, chosen.moment if chosen else None),
        *_modified(statements, entry, chosen.moment if chosen else None),
    ]
    return Dates(chosen.moment.at if chosen and chosen.moment else None, tuple(claims))


def judged_words(
    field: str, chosen: str | None, said: Iterable[tuple[str, str]], *, agree: Iterable[str]
) -> Iterator[Claim]:
    """Claims about words (a title, authors): the first that says *chosen* is the chosen one."""
    agreeing = set(agree)
    is_open = True
    for source, raw in dict.fromkeys(said):
        if is_open and raw == chosen:
            verdict, is_open = "chosen", False
        else:
            verdict = "agrees" if raw in agreeing or raw == chosen else "contradicts"
        yield Claim(field, source, raw, raw, verdict)


def _published(statements: Statements, url: str, entry: FeedEntry | None, above: Sequence[str]) -> Iterator[_Said]:
    for raw in texts(statements.article.get("datePublished")):
        yield _said("json-ld", raw)
    for name in PUBLISHED_META:
        for raw in statements.meta.get(name, ())[:1]:
            yield _said("meta", raw)
    for _, raw in _published_times(statements):
        yield _said("time", raw)
    if entry is not None and entry.published:
        yield _said("feed", entry.published)
    for line in [line for line in above if is_date_line(line)][:1]:
        yield _said("html", line)
    if day := day_in_url(url):
        yield _Said("url", *day)


def _published_times(statements: Statements) -> list[tuple[str, str]]:
    """The <time> marked as the publication, or else the first that is not marked as a change."""
    marked = [time for time in statements.times if "publish" in time[0].lower()]
    plain = [time for time in statements.times if not any(w in time[0].lower() for w in ("modif", "updat", "comment"))]
    return (marked or plain)[:1]


def _said(source: str, raw: str) -> _Said:
    return _Said(source, raw, read_moment(raw))


def _judged(field: str, all_said: Sequence[_Said], chosen: _Said | None) -> Iterator[Claim]:
    for said in dict.fromkeys(all_said):
        if said.moment is None:
            if _looks_like_a_date(said.raw):
                yield Claim(field, said.source, None, said.raw, "impossible", "no date that the calendar has")
            continue
        if said == chosen:
            verdict = "chosen"
        elif chosen is not None and chosen.moment is not None and abs(said.moment.at - chosen.moment.at) <= SAME_TIME:
            verdict = "agrees"
        else:
            verdict = "contradicts"
        yield Claim(field, said.source, iso(said.moment), said.raw, verdict, _note(said.moment))


def _looks_like_a_date(raw: str) -> bool:
    """Empty templates and words such as "now" claim nothing."""
    return sum(character.isdigit() for character in raw) >= 4  # noqa: PLR2004 - a year


def _note(moment: Moment) -> str | None:
    if moment.day_only:
        return "the day only"
    return None if moment.zone_known else "no time zone: read as UTC"


def _in_text(paragraphs: Iterable[str], published: Moment | None) -> Iterator[Claim]:
    seen: set[str] = set()
    for found in (found for paragraph in paragraphs for found in days_in_text(paragraph)):
        if found.raw in seen:
            continue
        seen.add(found.raw)
        value = found.day.isoformat() if found.day is not None else None
        if not found.goes_together:
            yield Claim("published_at", "text", value, found.raw, "impossible", found.note)
        elif found.day is not None and (published is None or abs(found.day - published.at.date()) <= SPOKEN_OF):
            yield Claim("published_at", "text", value, found.raw, "agrees")


def _modified(statements: Statements, entry: FeedEntry | None, published: Moment | None) -> Iterator[Claim]:
    said = [_said("json-ld", raw) for raw in texts(statements.article.get("dateModified"))]
    said += [_said("meta", raw) for name in MODIFIED_META for raw in statements.meta.get(name, ())[:1]]
    said += [_said("time", raw) for role, raw in statements.times if "modif" in role.lower()][:1]
    if entry is not None and entry.updated:
        said.append(_said("feed", entry.updated))
    possible = [one for one in said if one.moment is not None and not _is_before(one.moment, published)]
    chosen = possible[0] if possible else None
    for claim, one in zip(_judged("modified_at", said, chosen), _read(said), strict=True):
        if one.moment is not None and _is_before(one.moment, published):
            yield Claim(claim.field, claim.source, claim.value, claim.raw, "impossible", "before the publication")
        else:
            yield claim


def _read(said: Sequence[_Said]) -> Iterator[_Said]:
    """Those of which ``_judged`` makes a claim."""
    return (one for one in dict.fromkeys(said) if one.moment is not None or _looks_like_a_date(one.raw))


def _is_before(moment: Moment, published: Moment | None) -> bool:
    return published is not None and moment.at < published.at - SAME_TIME
