"""What a page says of itself, weighed: which statement is chosen, which agree, which contradict it or themselves.

The rule for times is written here once: JSON-LD, then meta elements, then <time>, then the feed, then the line
over the text, then the URL. A time in the
text is never chosen: it speaks of the events. It agrees, or it contradicts the calendar, or it is about other days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from extractors.model import Claim
from extractors.pages.dates import Moment, calendar_day, day_in_url, iso, read_moment
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

#: A clock without a zone may be as far ahead of ours, in Kiribati.
AHEAD = timedelta(hours=14)

#: A weekday further from the publication speaks of another event.
SPOKEN_OF = timedelta(days=7)


class Dates(NamedTuple):
    """When the page says that it was published, and all it says about it."""

    published_at: datetime | None
    claims: tuple[Claim, ...]


class Said(NamedTuple):
    """All that may say when a page was published."""

    statements: Statements
    url: str
    entry: FeedEntry | None
    above: Sequence[str]  # the lines over the text
    paragraphs: Sequence[str]
    seen_at: datetime | None  # when the page was fetched


class _Said(NamedTuple):
    source: str
    raw: str
    moment: Moment | None


def weigh_dates(said: Said) -> Dates:
    """Choose the time of publication and judge every other statement of it. What cannot be is not chosen."""
    published = list(dict.fromkeys(_published(said)))
    possible = [one for one in published if one.moment is not None and _impossible(one, said.seen_at) is None]
    dated = [one for one in published if one.moment is not None and not _is_ahead(one.moment, said.seen_at)]
    chosen = next(iter([*possible, *dated]), None)  # a day with the wrong weekday, where nothing else is said
    moment = chosen.moment if chosen else None
    claims = [
        *(claim for one in published if (claim := _judged("published_at", one, chosen, said.seen_at))),
        *_in_text(said.paragraphs, moment),
        *_modified(said, moment),
    ]
    return Dates(moment.at if moment else None, tuple(claims))


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


def _published(page: Said) -> Iterator[_Said]:
    for raw in texts(page.statements.article.get("datePublished")):
        yield _said("json-ld", raw)
    for name in PUBLISHED_META:
        for raw in page.statements.meta.get(name, ())[:1]:
            yield _said("meta", raw)
    for _, raw in _published_times(page.statements):
        yield _said("time", raw)
    if page.entry is not None and page.entry.published:
        yield _said("feed", page.entry.published)
    for line in [line for line in page.above if is_date_line(line)][:1]:
        yield _said("html", line)
    if day := day_in_url(page.url):
        yield _Said("url", *day)


def _published_times(statements: Statements) -> list[tuple[str, str]]:
    """The <time> marked as the publication, or else the first that is not marked as a change."""
    marked = [time for time in statements.times if "publish" in time[0].lower()]
    plain = [time for time in statements.times if not any(w in time[0].lower() for w in ("modif", "updat", "comment"))]
    return (marked or plain)[:1]


def _said(source: str, raw: str) -> _Said:
    return _Said(source, raw, read_moment(raw))


def _judged(field: str, said: _Said, chosen: _Said | None, seen_at: datetime | None) -> Claim | None:
    """The claim that a statement is; None where it claims nothing."""
    if said.moment is None:
        if not _looks_like_a_date(said.raw):
            return None
        return Claim(field, said.source, None, said.raw, "impossible", "no date that the calendar has")
    value = iso(said.moment)
    why = _impossible(said, seen_at)
    if said == chosen:
        return Claim(field, said.source, value, said.raw, "chosen", why or _note(said.moment))
    why = why or _swapped(said.moment, chosen.moment if chosen else None)
    if why is not None:
        return Claim(field, said.source, value, said.raw, "impossible", why)
    agrees = chosen is not None and chosen.moment is not None and _is_same_time(said.moment, chosen.moment)
    return Claim(field, said.source, value, said.raw, "agrees" if agrees else "contradicts", _note(said.moment))


def _is_same_time(a: Moment, b: Moment) -> bool:
    return abs(a.at - b.at) <= SAME_TIME


def _impossible(said: _Said, seen_at: datetime | None) -> str | None:
    """Why a statement cannot be: it names a weekday that the day was not, or a time that had not come."""
    if said.moment is not None and _is_ahead(said.moment, seen_at):
        return "in the future when the page was fetched"
    return next((found.note for found in days_in_text(said.raw) if not found.goes_together), None)


def _is_ahead(moment: Moment, seen_at: datetime | None) -> bool:
    return seen_at is not None and moment.at > seen_at + AHEAD


def _swapped(moment: Moment, chosen: Moment | None) -> str | None:
    """Whether a statement is the chosen one with its day read as the month."""
    if chosen is None or _is_same_time(moment, chosen):
        return None
    swapped = calendar_day(moment.at.year, moment.at.day, moment.at.month)
    return "day and month swapped" if swapped == chosen.at.date() else None


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


def _modified(page: Said, published: Moment | None) -> Iterator[Claim]:
    said = [_said("json-ld", raw) for raw in texts(page.statements.article.get("dateModified"))]
    said += [_said("meta", raw) for name in MODIFIED_META for raw in page.statements.meta.get(name, ())[:1]]
    said += [_said("time", raw) for role, raw in page.statements.times if "modif" in role.lower()][:1]
    if page.entry is not None and page.entry.updated:
        said.append(_said("feed", page.entry.updated))
    said = list(dict.fromkeys(said))
    possible = [
        one
        for one in said
        if one.moment and not _is_before(one.moment, published) and _impossible(one, page.seen_at) is None
    ]
    chosen = possible[0] if possible else None
    for one in said:
        claim = _judged("modified_at", one, chosen, page.seen_at)
        if claim is None:
            continue
        if one.moment is not None and _is_before(one.moment, published):
            yield Claim(claim.field, claim.source, claim.value, claim.raw, "impossible", "before the publication")
        else:
            yield claim


def _is_before(moment: Moment, published: Moment | None) -> bool:
    """Whether a change came before the publication; a day alone, or a time without a zone, may be off by a day."""
    if published is None:
        return False
    is_exact = all(one.zone_known and not one.day_only for one in (moment, published))
    return moment.at < published.at - (timedelta() if is_exact else SAME_TIME)
