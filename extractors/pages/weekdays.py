"""Weekdays that a text prints with a date, checked against the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.pages.dates import MONTH, MONTH_NAMES, calendar_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
INDONESIAN_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
OTHER_SPELLINGS = {"jum'at": 4, "jum’at": 4, "ahad": 6, "isnin": 0, "khamis": 3, "jumaat": 4}

#: The number of each weekday, Monday is 0.
WEEKDAY_NAMES: dict[str, int] = {
    **{name.lower(): number for names in (ENGLISH_DAYS, INDONESIAN_DAYS) for number, name in enumerate(names)},
    **OTHER_SPELLINGS,
}

ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_DAY = "|".join(sorted((re.escape(name) for name in WEEKDAY_NAMES), key=len, reverse=True))
WEEKDAY_AND_DATE = re.compile(
    rf"""
    \b(?P<weekday>{_DAY})\b [,\s]* (?P<open>\()? \s*
    (?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)? [\s.-]+ (?P<month>{MONTH})\.? [\s,.-]+ (?P<year>\d{{4}})
      | (?P<month2>{MONTH})\.? \s+ (?P<day2>\d{{1,2}})(?:st|nd|rd|th)? ,? \s+ (?P<year2>\d{{4}})
      | (?P<first>\d{{1,2}}) [/.-] (?P<second>\d{{1,2}}) [/.-] (?P<year3>\d{{4}}) )
    (?!\d) (?:\s*\))?
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class DayInText:
    """A weekday printed with a date."""

    raw: str
    day: date | None  # None where the calendar has no such day
    goes_together: bool
    note: str | None


def days_in_text(text: str) -> Iterator[DayInText]:
    """Each weekday that stands with a full date, checked against the calendar."""
    for found in WEEKDAY_AND_DATE.finditer(text):
        raw = found[0] if found["open"] else found[0].rstrip(") ")
        yield _checked(raw, found["weekday"], list(_readings(found)))


def _readings(found: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    """Year, month, day; numbers alone are day and month, and in English also month and day."""
    if found["month"]:
        yield int(found["year"]), MONTH_NAMES[found["month"].lower()], int(found["day"])
    elif found["month2"]:
        yield int(found["year2"]), MONTH_NAMES[found["month2"].lower()], int(found["day2"])
    else:
        year, first, second = int(found["year3"]), int(found["first"]), int(found["second"])
        yield year, second, first
        if found["weekday"].title() in ENGLISH_DAYS:
            yield year, first, second


def _checked(raw: str, weekday: str, readings: list[tuple[int, int, int]]) -> DayInText:
    days = [day for day in (calendar_day(*reading) for reading in readings) if day is not None]
    number = WEEKDAY_NAMES[weekday.lower()]
    right = next((day for day in days if day.weekday() == number), None)
    if right is not None:
        return DayInText(raw, right, goes_together=True, note=None)
    if not days:
        return DayInText(raw, None, goes_together=False, note="the calendar has no such day")
    day = days[0]
    english = ENGLISH_DAYS[day.weekday()]
    same_language = "" if weekday.title() in ENGLISH_DAYS else f" ({INDONESIAN_DAYS[day.weekday()]})"
    note = f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year} was a {english}{same_language}"
    return DayInText(raw, day, goes_together=False, note=note)
