"""Weekdays that a text prints with a date, in any language, checked against the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.pages.calendar_names import (
    languages_of,
    month_name,
    weekday_at_the_end,
    weekday_at_the_start,
    weekday_name,
    weekday_of,
)
from extractors.pages.dates import calendar_day
from extractors.pages.printed_dates import printed_dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from extractors.pages.printed_dates import PrintedDate

#: Between a weekday and its date: marks, and the words by which languages join them.
BETWEEN = re.compile(
    r"(?:[\s,.(（/–—-]+(?:(?:den|dem|der|d|le|el|la|dia|día|il|ngày|tanggal|tgl|dnia|the)\b[\s.]*)?|ที่\s*)$",
    re.IGNORECASE,
)
#: The last word before that, or the last two ("Thứ Tư").
LAST_WORDS = (re.compile(r"[^\s\d,.()（）]+\s[^\s\d,.()（）]+$"), re.compile(r"[^\s\d,.()（）]+$"))

#: Behind a date: "(Thu)", "（木）", ", csütörtök", " Perşembe".
BEHIND = re.compile(r"\.?[\s,]*(?P<open>[(（])?\s*(?P<name>[^\W\d_][^\s\d,.()（）]*)\.?(?:\s*[)）]|(?![\w'’]))")

#: The longest weekday with what joins it.
BEFORE_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class DayInText:
    """A weekday printed with a date."""

    raw: str
    day: date | None  # None where the calendar has no such day
    goes_together: bool
    note: str | None


def days_in_text(text: str) -> Iterator[DayInText]:
    """Each weekday that stands with a full date, checked against the calendar."""
    for printed in printed_dates(text):
        if found := _before(text, printed) or _behind(text, printed):
            name, start, end = found
            yield _checked(text[start:end], name, printed)


def _before(text: str, printed: PrintedDate) -> tuple[str, int, int] | None:
    """The name of the weekday before a date, and where both begin and end."""
    head = text[max(0, printed.start - BEFORE_CHARACTERS) : printed.start]
    joint = BETWEEN.search(head)
    letters = head[: joint.start()] if joint else head
    stop = "." if joint and joint[0].startswith(".") else ""
    ends = (words[0] + stop for last in LAST_WORDS if (words := last.search(letters)))
    name = next((words for words in ends if weekday_of(words) is not None), None)
    name = name or (weekday_at_the_end(letters) if not letters[-1:].isascii() else None)
    if name is None or (joint is None and letters[-1:].isascii()):
        return None
    start = printed.start - len(head) + len(letters) - len(name.removesuffix("."))
    is_open = "(" in text[start : printed.start] or "（" in text[start : printed.start]
    closed = re.match(r"\s*[)）]", text[printed.end :]) if is_open else None
    return name, start, printed.end + (closed.end() if closed else 0)


def _behind(text: str, printed: PrintedDate) -> tuple[str, int, int] | None:
    """The same for a weekday behind a date; a single letter is one only in brackets."""
    found = BEHIND.match(text, printed.end)
    if found is None:
        return None
    name, end = found["name"], found.end() if found["open"] else found.end("name")
    if weekday_of(name) is None and (short := weekday_at_the_start(name)):
        name, end = short, found.start("name") + len(short)
    if weekday_of(name) is None or (len(name) == 1 and not found["open"]):
        return None
    return name, printed.start, end


def _checked(raw: str, name: str, printed: PrintedDate) -> DayInText:
    """Numbers alone are day and month, in English also month and day."""
    number, languages = weekday_of(name), languages_of(name)
    days = [calendar_day(*reading) for reading in printed.readings]
    usual, swapped = days[0], days[1] if len(days) > 1 else None
    for day in days if "en" in languages else days[:1]:
        if day is not None and day.weekday() == number:
            return DayInText(raw, day, goes_together=True, note=None)
    if swapped is not None and swapped.weekday() == number:
        return DayInText(raw, usual, goes_together=False, note=f"day and month swapped: {_said(swapped, languages)}")
    day = usual or swapped
    if day is None:
        return DayInText(raw, None, goes_together=False, note="the calendar has no such day")
    return DayInText(raw, day, goes_together=False, note=_said(day, languages))


def _said(day: date, languages: frozenset[str]) -> str:
    """What the calendar says: "4 March 2022 was a Friday (Jumat)"."""
    english = weekday_name(day.weekday(), "en")
    own = "" if "en" in languages else f" ({weekday_name(day.weekday(), min(languages))})"
    return f"{day.day} {month_name(day.month, 'en')} {day.year} was a {english}{own}"
