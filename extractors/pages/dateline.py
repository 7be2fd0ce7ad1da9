"""Where a text says it was written, and the agency and words that stand with it: "PARIS, Nov 3 (AFP) - "."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.pages.agencies import known_agency

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Between the dateline and the first words: a dash with spaces, a double hyphen, or a colon after an agency in
#: brackets.
DASH = r"(?:\s+[-–—―]{1,2}\s+|\s*[—―]\s*|\s*--\s*)"
WORD = r"[^\W\d_][\w.'’-]*"
PLACE = rf"{WORD}(?:[ /]{WORD}){{0,3}}"
BRACKETS = r"\((?P<bracket>[^()]{2,60})\)"

FORMS = (
    # LONDON (Reuters) - , Jakarta (ANTARA) - , KYIV, Ukraine (AP) — , PARIS, Nov 3 (AFP) -
    re.compile(
        rf"^(?P<place>{PLACE})(?P<rest>(?:[,.]\s*[^,()–—]{{1,30}}){{0,3}}?)\s*{BRACKETS}\s*(?:{DASH}|[-–—:]\s*)"
    ),
    # MOSCOW, January 13. /TASS/.
    re.compile(
        rf"^(?P<place>{PLACE})(?P<rest>(?:,\s*[^,()/–—]{{1,30}}){{0,2}}?)\.?\s*"
        r"/(?P<bracket>[^/]{2,30})/\s*[.:–—-]*\s*"
    ),
    # (Reuters) - , (ANTARA) -
    re.compile(rf"^(?P<place>)(?P<rest>){BRACKETS}\s*(?:{DASH}|[-–—:]\s+)"),
    # TEMPO.CO, Jakarta - , Liputan6.com, Jakarta -
    re.compile(
        r"^(?P<outlet>[\w-]+\.(?:com|co|id|net|org|co\.id|tv|news))\s*,\s*"
        rf"(?P<place>{PLACE})(?P<rest>)(?P<bracket>){DASH}",
        re.IGNORECASE,
    ),
    # JAKARTA, KOMPAS.com - , BRUSSELS - , SEOUL, Jan. 13 -
    re.compile(rf"^(?P<place>{PLACE})(?P<rest>(?:,\s*[^,()–—]{{1,30}}){{0,3}}?)(?P<bracket>){DASH}"),
)

#: Longer beginnings are sentences with a dash in them.
MAX_CHARACTERS = 80

#: Indonesian and Malay outlets print the place without capitals: "Jakarta - ".
TITLE_CASE_LANGUAGES = frozenset({"id", "ms"})

MONTH_OR_DATE = re.compile(
    r"^\s*(?:\d|(?:jan|feb|mar|apr|may|mei|jun|jul|aug|agu|sep|oct|okt|nov|dec|des)\w*\.?(?:\s*\d|$))", re.IGNORECASE
)
OUTLET = re.compile(r"(?i:\.(?:com|co|id|net|org|tv|news)\b)|^[A-Z]\w+ (?:Indonesia|News|TV|Online)$")


class Dateline(NamedTuple):
    """What stands before the first words of a text."""

    place: str | None
    bracket: str | None  # "Reuters" of "LONDON (Reuters) -"
    printed: str


def read_dateline(paragraph: str, language: str | None = None, agencies: Sequence[str] = ()) -> Dateline | None:
    """The dateline that *paragraph* begins with. *agencies* are agencies beside those we know."""
    for form in FORMS:
        found = form.match(paragraph)
        if found is None or found.end() > MAX_CHARACTERS or found.end() == len(paragraph):
            continue
        place, bracket = found["place"].strip(" ,"), (found["bracket"] or "").strip()
        if known_agency(place, agencies) and not bracket:
            return Dateline(None, place, found[0])
        has_mark = bool(bracket) or "outlet" in form.groupindex
        if place and not _is_place(
            place, has_mark=has_mark, rest=found["rest"], after=paragraph[found.end() :], language=language
        ):
            continue
        return Dateline(_with_region(place, found["rest"]) or None, bracket or None, found[0])
    return None


def _is_place(place: str, *, has_mark: bool, rest: str, after: str, language: str | None) -> bool:
    """Capitals are a dateline by themselves; other spellings need an agency, an outlet, or such a language."""
    if not all(word[:1].isupper() or (word.islower() and len(word) <= 3) for word in re.split(r"[ /]", place)):  # noqa: PLR2004 - de, of
        return False
    if place[0].islower():
        return False
    letters = [c for c in place if c.isalpha()]
    if all(c.isupper() for c in letters) and len(letters) > 1:
        return True
    if has_mark or (rest and OUTLET.search(rest.strip(" ,"))):
        return True
    starts_sentence = bool(re.match(r"[\"'“‘«]?[A-Z\d]", after))
    return language in TITLE_CASE_LANGUAGES and not rest and starts_sentence and len(place.split()) <= 2  # noqa: PLR2004 - Jakarta Selatan


def _with_region(place: str, rest: str) -> str:
    """The place with its country, without dates and outlets: "KYIV, Ukraine"."""
    parts = [part.strip() for part in rest.lstrip(". ").split(",") if part.strip()]
    regions = [
        part for part in parts if not MONTH_OR_DATE.match(part) and not OUTLET.search(part) and part[0].isupper()
    ]
    return ", ".join([place, *regions])
