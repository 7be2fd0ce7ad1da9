"""Of two articles, whose text it was: by what they credit, then by when they were published or first seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from extractors.pages.agencies import known_agency
from extractors.similarity import fold

if TYPE_CHECKING:
    from datetime import datetime

    from extractors.model import ArticleFacts

    Names = tuple[tuple[str, ...], ...]

CREDIT, PUBLISHED, FIRST_SEEN = "credit", "published", "first seen"

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Direction:
    """Which of two articles is the copy, and why."""

    copy: ArticleFacts
    source: ArticleFacts
    by: str  # CREDIT, PUBLISHED or FIRST_SEEN
    sentence: str


def direct(a: ArticleFacts, b: ArticleFacts) -> Direction:
    """The direction between *a* and *b*, whichever is given first."""
    a_credits, b_credits = credits_house(a, b), credits_house(b, a)
    if a_credits != b_credits:
        return explain(a, b) if a_credits else explain(b, a)
    source, copy = sorted((a, b), key=appeared)
    return explain(copy, source)


def explain(copy: ArticleFacts, source: ArticleFacts) -> Direction:
    """Why *source* stands before *copy*. Only credits, its own or those of others, overrule that a copy came first."""
    if credits_house(copy, source) or appeared(copy) < appeared(source):
        return Direction(copy, source, CREDIT, _credit_sentence(copy, source))
    contradiction = f", although {source.outlet} credits {copy.outlet}" if credits_house(source, copy) else ""
    by = PUBLISHED if lag_seconds(copy, source) else FIRST_SEEN
    return Direction(copy, source, by, _time_sentence(copy, source) + contradiction)


def appeared(article: ArticleFacts) -> tuple[datetime, datetime, int]:
    """Sorts articles by when they came out, as well as that is known; never two alike."""
    return moment(article), article.seen_by, article.article_id


def moment(article: ArticleFacts) -> datetime:
    """When it was published, or seen where it does not say."""
    return article.published_at or article.seen_by


def credits_house(article: ArticleFacts, house: ArticleFacts) -> bool:
    """Whether *article* names the outlet or the agency of *house* as its source, or its page as the canonical one.

    Naming oneself is no credit, and a link is none where the other names or links *article*.
    """
    if article.outlet == house.outlet:
        return False
    if _names_house(article, house):
        return True
    return _links(article, house) and not _names_house(house, article) and not _links(house, article)


def _links(article: ArticleFacts, house: ArticleFacts) -> bool:
    return article.canonical_elsewhere is not None and article.canonical_elsewhere == house.identity


def _names_house(article: ArticleFacts, house: ArticleFacts) -> bool:
    own = _names(article.agency, article.outlet)
    credited = tuple(name for name in _names(article.wire_agency, article.cited_source) if not _meet((name,), own))
    return _meet(credited, _names(house.agency, house.outlet))


def credited_agency(article: ArticleFacts) -> str | None:
    """The wire agency that *article* names, unless that is itself."""
    own = _names(article.agency, article.outlet)
    return None if _meet(_names(article.wire_agency), own) else article.wire_agency


def house_of(name: str) -> str:
    """*name* in the one form that all spellings of a house share, as far as they are known."""
    return " ".join(_words(name))


def lag_seconds(copy: ArticleFacts, source: ArticleFacts) -> float | None:
    """From the source's publication to the copy's; negative where the source says it came later."""
    if copy.published_at is None or source.published_at is None:
        return None
    return (copy.published_at - source.published_at).total_seconds()


def _credit_sentence(copy: ArticleFacts, source: ArticleFacts) -> str:
    house = _names(source.agency, source.outlet)
    credits_ = [credit for credit in (copy.wire_agency, copy.cited_source) if credit and _meet(_names(credit), house)]
    if credits_:
        said = f"{copy.outlet} credits {credits_[0]}"
    elif _links(copy, source):
        said = f"{copy.outlet} links the page of {source.outlet} as the canonical one"
    else:
        said = f"other copies credit {source.outlet}"
    lag = lag_seconds(copy, source)
    if lag is not None and lag < 0:
        return f"{said}, although {source.outlet} published {_duration(lag)} after {copy.outlet}"
    return said


def _time_sentence(copy: ArticleFacts, source: ArticleFacts) -> str:
    lag = (moment(copy) - moment(source)).total_seconds()
    if lag:
        return f"{source.outlet} {_came_out(source)} {_duration(lag)} before {copy.outlet} {_came_out(copy)}"
    seen = (copy.seen_by - source.seen_by).total_seconds()
    order = f"first seen {_duration(seen)} before" if seen else "first seen together with"
    return f"no two publication times differ; {source.outlet} was {order} {copy.outlet}"


def _came_out(article: ArticleFacts) -> str:
    return "published" if article.published_at else "was first seen"


def _meet(names: Names, others: Names) -> bool:
    return any(_is_same(name, other) for name in names for other in others)


def _names(*names: str | None) -> Names:
    return tuple(words for name in names if name and (words := _words(name)))


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """A folded name, of an agency its usual one; "the" and "www" before it do not count. Cached: a run asks for few."""
    return tuple(fold(known_agency(name) or name.removeprefix("www.")).removeprefix("the ").split())


def _is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name begins with the other, as "Antara News" does with "ANTARA"."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _duration(seconds: float) -> str:
    """*seconds*, without a sign, in the unit that a reader would use."""
    amount = abs(seconds)
    for unit, size in (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE)):
        if amount >= size:
            count = round(amount / size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{round(amount)} seconds"
