"""Where a text says it was written, and the agency and words that stand with it: "PARIS, Nov 3 (AFP) - "."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.pages.agencies import known_agency
from extractors.pages.places import is_known_place, may_be_a_place

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Between the dateline and the first words: a dash with spaces, a double hyphen, or a colon after an agency in
#: brackets.
DASH = r"(?:\s+[-–—―]{1,2}\s+|\s*[—―]\s*|\s*--\s*)"
WORD = r"[^\W\d_][^\s,()/–—―:=\d-]*(?:-[^\W\d_][^\s,()/–—―:=\d-]*)*"
PLACE = rf"{WORD}(?:[ /]{WORD}){{0,3}}"
BRACKETS = r"\((?P<bracket>[^()]{2,60})\)"

FORMS = (
    # 新华社北京1月13日电（记者王某）, 北京1月13日電
    re.compile(
        r"^(?:【[^】]{1,12}】)?(?P<bracket>[\u4e00-\u9fff]{1,4}[社网網])?(?P<place>[\u4e00-\u9fff]{2,8})"
        r"(?P<rest>\d{1,2}(?:月\d{1,2})?日)[电電讯訊][\s：:]*(?:[（(][^（）()]{1,40}[)）])?[\s：:]*"
    ),
    # 【ワシントン共同】, 【パリ＝佐藤太郎】
    re.compile(
        r"^[【［](?P<place>[^】］＝=\s]{1,12}?)(?P<bracket>AFP時事|ロイター|共同|時事|AFP|AP)(?P<rest>)[^】］]{0,12}[】］]\s*"
    ),
    re.compile(r"^[【［](?P<place>[^】］＝=]{1,12})[＝=](?P<bracket>)(?P<rest>)[^】］]{1,20}[】］]\s*"),
    # (서울=연합뉴스) 홍길동 기자 =
    re.compile(
        r"^\((?P<place>[가-힣]{2,8})=(?P<bracket>[가-힣]{2,8})\)(?P<rest>)\s*"
        r"(?:[가-힣·\s]{2,30}(?:기자|특파원)\s*=)?\s*"
    ),
    # LONDON (Reuters) - , Jakarta (ANTARA) - , KYIV, Ukraine (AP) — , PARIS, Nov 3 (AFP) -
    re.compile(
        rf"^(?P<place>{PLACE})(?P<rest>(?:[,.]\s*[^,()–—]{{1,30}}){{0,3}}?)\s*{BRACKETS}\s*(?:{DASH}|[-–—:]\s*)"
    ),
    # MOSCOW, January 13. /TASS/.
    re.compile(
        rf"^(?P<place>{PLACE})(?P<rest>(?:,\s*[^,()/–—]{{1,30}}){{0,2}}?)\.?\s*"
        r"/(?P<bracket>[^/]{2,30})/\s*[.:–—-]*\s*"
    ),
    # (ANSA) - ROMA, 13 GEN -
    re.compile(rf"^{BRACKETS}\s*(?:{DASH}|[-–—:]\s+)(?P<place>{PLACE})(?P<rest>(?:,\s*[^,()–—]{{1,30}})?){DASH}"),
    # (Reuters) - , (ANTARA) -
    re.compile(rf"^(?P<place>)(?P<rest>){BRACKETS}\s*(?:{DASH}|[-–—:]\s+)"),
    # TEMPO.CO, Jakarta - , Liputan6.com, Jakarta -
    re.compile(
        r"^(?P<outlet>[\w-]+\.(?:com|co|id|net|org|co\.id|tv|news))\s*,\s*"
        rf"(?P<place>{PLACE})(?P<rest>)(?P<bracket>){DASH}",
        re.IGNORECASE,
    ),
    # JAKARTA, KOMPAS.com - , BRUSSELS - , SEOUL, Jan. 13 - ; МОСКВА, 13 янв - РИА Новости.
    re.compile(rf"^(?P<place>{PLACE})(?P<rest>(?:,\s*[^,()–—]{{1,30}}){{0,3}}?)(?P<bracket>){DASH}"),
)

#: Their shape says that a place stands in them.
MARKED = FORMS[:4]

#: The agency behind the dash, as Russian outlets print it.
BEHIND_THE_DASH = re.compile(r"(?P<name>[^.]{2,30})\.\s")

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


def read_dateline(
    paragraph: str, language: str | None = None, agencies: Sequence[str] = (), text: str = ""
) -> Dateline | None:
    """The dateline that *paragraph* begins with.

    *agencies* are agencies beside those we know, *text* the article: what it writes in small letters is no place.
    """
    for form in FORMS:
        found = form.match(paragraph)
        if found is None or found.end() > MAX_CHARACTERS or found.end() == len(paragraph):
            continue
        place, bracket = found["place"].strip(" ,"), (found["bracket"] or "").strip()
        if known_agency(place, agencies) and not bracket:
            return Dateline(None, place, found[0])
        behind = BEHIND_THE_DASH.match(paragraph, found.end())
        if behind and not bracket and known_agency(behind["name"], agencies):
            bracket = behind["name"]
        has_mark = bool(bracket) or "outlet" in form.groupindex or form in MARKED
        after = f"{paragraph[found.end() :]}\n{text}"
        if place and not _is_place(place, has_mark=has_mark, rest=found["rest"], after=after, language=language):
            continue
        return Dateline(_with_region(place, found["rest"]) or None, bracket or None, found[0])
    return None


def _is_place(place: str, *, has_mark: bool, rest: str, after: str, language: str | None) -> bool:
    """Capitals are a dateline if they name no subject; other spellings need a mark, a country, or such a language."""
    if place.upper() == place.lower():  # a script without capitals
        return has_mark or is_known_place(place)
    if OUTLET.search(place) or not _is_name(place):
        return False
    if has_mark or (rest and OUTLET.search(rest.strip(" ,"))):
        return True
    letters = [c for c in place if c.isalpha()]
    if all(c.isupper() for c in letters) and len(letters) > 1:
        return may_be_a_place(place, after)
    starts_sentence = bool(re.match(r"[\"'“‘«]?[A-Z\d]", after))
    has_country = any(is_known_place(part.strip()) for part in rest.split(",") if part.strip())
    is_short = language in TITLE_CASE_LANGUAGES and not rest and len(place.split()) <= 2  # noqa: PLR2004 - Jakarta Selatan
    return starts_sentence and (has_country or is_short)


def _is_name(place: str) -> bool:
    """Whether each word but the joining ones has a capital."""
    words = re.split(r"[ /]", place)
    return place[0].isupper() and all(word[:1].isupper() or (word.islower() and len(word) <= 3) for word in words)  # noqa: PLR2004 - de, of


def _with_region(place: str, rest: str) -> str:
    """The place with its country, without dates and outlets: "KYIV, Ukraine"."""
    parts = [part.strip() for part in rest.lstrip(". ").split(",") if part.strip()]
    regions = [
        part for part in parts if not MONTH_OR_DATE.match(part) and not OUTLET.search(part) and part[0].isupper()
    ]
    return ", ".join([place, *regions])
