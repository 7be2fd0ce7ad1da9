"""Full dates in running text, in the orders and scripts in which they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.pages.calendar_names import month_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A word that may name a month, with the marks that some scripts put on letters.
_WORD = r"[^\W\d_][^\s\d.,()/|:;–—-]{1,19}"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_OF = r"(?:(?:de|del|of|tháng)\s+|d[’']\s*)?"

FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        (
            rf"(?<![\d./-]){_DAY}(?:st|nd|rd|th|er|\.|º|ª)?[\s.-]*{_OF}(?P<month>{_WORD})\.?,?[\s.-]*"
            rf"(?:(?:de|del|năm)\s+)?{_YEAR}"
        ),
        rf"(?<!\w)(?P<month>{_WORD})\.?\s+{_DAY}(?:st|nd|rd|th)?\s*,?\s+{_YEAR}",
        rf"(?<![\d./-]){_YEAR}[\s.]*(?:m\.|gada|\(?e\)?k[oa])?\s*(?P<month>{_WORD})\.?\s+{_DAY}(?!\d)",
        rf"(?<![\d./-]){_YEAR}\.?\s*gada\s+{_DAY}\.\s*(?P<month>{_WORD})",
        rf"(?<![\d./-]){_DAY}\s+tháng\s+(?P<number>\d{{1,2}})(?:,|\s+năm)?\s+{_YEAR}",
        rf"(?<!\d){_YEAR}\s*[年년]\s*(?P<number>\d{{1,2}})\s*[月월]\s*{_DAY}\s*[日号號일]",
        r"(?<![\d./-])(?P<first>\d{1,2})(?P<sign>[/.-])\s?(?P<second>\d{1,2})(?P=sign)\s?(?P<year>\d{4})(?![\d/-])",
        rf"(?<![\d./-]){_YEAR}(?P<sign>[/.-])(?P<number>\d{{1,2}})(?P=sign){_DAY}(?![\d/-])",
    )
)
HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")

#: Thai calendars count from the Buddha: 2565 is 2022.
BUDDHIST_YEARS = range(2533, 2643)
BUDDHIST_ERA = 543

#: No paragraph is longer; what is, is no paragraph.
READ_CHARACTERS = 5000


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date, where it stands, and how it can be read: (year, month, day), the usual reading first."""

    start: int
    end: int
    readings: tuple[tuple[int, int, int], ...]


def printed_dates(text: str) -> list[PrintedDate]:
    """The full dates in *text*, in order; of two that overlap the longer one."""
    text = text[:READ_CHARACTERS]
    if not HAS_YEAR.search(text):
        return []
    found = sorted(_all(text), key=lambda date: (date.start, -date.end))
    kept: list[PrintedDate] = []
    for date in found:
        if not kept or date.start >= kept[-1].end:
            kept.append(date)
    return kept


def _all(text: str) -> Iterator[PrintedDate]:
    for form in FORMS:
        for found in form.finditer(text):
            if readings := tuple(_readings(found.groupdict())):
                yield PrintedDate(found.start(), found.end(), readings)


def _readings(parts: dict[str, str | None]) -> Iterator[tuple[int, int, int]]:
    year = int(parts["year"] or 0)
    year -= BUDDHIST_ERA if year in BUDDHIST_YEARS else 0
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        yield year, second, first
        if first != second:
            yield year, first, second
    elif parts.get("number"):
        yield year, int(parts["number"] or 0), int(parts["day"] or 0)
    elif month := month_of(parts["month"] or ""):
        yield year, month, int(parts["day"] or 0)
