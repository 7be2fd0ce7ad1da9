"""Dates as pages print them, to aware UTC times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from extractors.pages.printed_dates import printed_dates

#: The first news sites are of this year, and dates far ahead are templates.
YEARS = range(1990, 2100)


#: Zone names in the hours that outlets mean by them.
ZONES = {
    "z": 0,
    "utc": 0,
    "gmt": 0,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "msk": 3,
    "wib": 7,
    "wita": 8,
    "sgt": 8,
    "myt": 8,
    "wit": 9,
    "jst": 9,
    "kst": 9,
    "et": -5,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "pst": -8,
    "pdt": -7,
}

#: The time of day behind a date.
CLOCK = re.compile(
    r"\D{1,14}?(?P<hour>\d{1,2})\s?[:.h]\s?(?P<minute>\d{2})(?:[:.]\d{2})?\s*(?P<half>[ap]\.?m\b\.?)?[\s(]*"
    r"(?P<zone>[a-z]{1,4}\b|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
ISO_LIKE = re.compile(
    r"^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|[A-Za-z]{2,4}|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?)?\s*$"
)
IN_URL = re.compile(r"/(?P<y>(?:19|20)\d{2})[/-]?(?P<m>0[1-9]|1[0-2])[/-]?(?P<d>0[1-9]|[12]\d|3[01])(?=[/_-]|\d*\b)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that was read, and how well it was said."""

    at: datetime  # aware UTC; midnight where only the day was said
    day_only: bool = False
    zone_known: bool = True
    offset: timedelta = timedelta()  # of the clock that said it, from UTC


def read_moment(raw: str) -> Moment | None:
    """The time that *raw* says: ISO 8601 with common slips, RFC 2822, or a date in words."""
    raw = raw.strip()
    moment = _iso(raw) or _rfc2822(raw) or _printed(raw)
    return moment if moment is not None and moment.at.year in YEARS else None


def iso(moment: Moment) -> str:
    """ISO 8601 in the zone that was said, Z for UTC; or the day alone."""
    if moment.day_only:
        return moment.at.date().isoformat()
    return moment.at.astimezone(timezone(moment.offset)).isoformat().replace("+00:00", "Z")


def day_in_url(url: str) -> tuple[str, Moment] | None:
    """The day that a path such as /2022/01/13/ names, with the part that names it."""
    found = IN_URL.search(url)
    if found is None:
        return None
    moment = _on_day(int(found["y"]), int(found["m"]), int(found["d"]))
    return (found[0].strip("/"), moment) if moment is not None else None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _on_day(year: int, month: int, day: int) -> Moment | None:
    found = calendar_day(year, month, day)
    return Moment(datetime(year, month, day, tzinfo=UTC), day_only=True) if found is not None else None


def _iso(raw: str) -> Moment | None:
    found = ISO_LIKE.match(raw)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    if hour is None:
        return _on_day(int(year), int(month), int(day))
    return _at((int(year), int(month), int(day)), (int(hour), int(minute), int(second or 0)), zone)


def _at(day: tuple[int, int, int], time: tuple[int, int, int], zone: str | None) -> Moment | None:
    offset = _offset(zone)
    try:
        local = datetime(*day, *time, tzinfo=timezone(offset or timedelta()))
        return Moment(local.astimezone(UTC), zone_known=offset is not None, offset=offset or timedelta())
    except (ValueError, OverflowError):
        return None


def _offset(zone: str | None) -> timedelta | None:
    """None where no zone, or none that we know, is named."""
    if not zone:
        return None
    if zone[0] not in "+-":
        hours = ZONES.get(zone.lower())
        return None if hours is None else timedelta(hours=hours)
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if minutes >= 24 * 60:
        return None
    return timedelta(minutes=minutes if zone[0] == "+" else -minutes)


def _rfc2822(raw: str) -> Moment | None:
    if not re.match(r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{2,4}\s+\d", raw):
        return None
    try:
        parsed = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError):
        return None
    if parsed.tzinfo is None:
        return Moment(parsed.replace(tzinfo=UTC), zone_known=raw.rstrip().endswith("-0000"))
    return Moment(parsed.astimezone(UTC), offset=parsed.utcoffset() or timedelta())


def _printed(raw: str) -> Moment | None:
    """The first date in *raw*, with the time of day behind it; a month that cannot be one is a day."""
    for printed in printed_dates(raw):
        day = next((reading for reading in printed.readings if calendar_day(*reading)), None)
        if day is None:
            continue
        clock = CLOCK.match(raw, printed.end)
        if clock is None:
            return _on_day(*day)
        hour = int(clock["hour"])
        half = (clock["half"] or "").lower().replace(".", "")
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        return _at(day, (hour, int(clock["minute"]), 0), clock["zone"])
    return None
