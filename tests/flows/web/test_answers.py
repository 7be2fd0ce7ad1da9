"""When an outlet wants to be asked again, and how evidence reads."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.web.answers import MAX_EVIDENCE_CHARACTERS, evidence_of, one_line, retry_after

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WISHES = {
    "seconds": ("120", timedelta(seconds=120)),
    "none": ("0", timedelta()),
    "spaces": (" 7 ", timedelta(seconds=7)),
    "a date": ("Sun, 01 Mar 2026 12:10:00 GMT", timedelta(minutes=10)),
    "a date without zone": ("Sun, 01 Mar 2026 12:10:00", timedelta(minutes=10)),
    "a date elsewhere": ("Sun, 01 Mar 2026 19:10:00 +0700", timedelta(minutes=10)),
    "a date that is over": ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta()),
    "too long": ("316800", timedelta(days=1)),
    "far too long": ("9" * 300, timedelta(days=1)),
    "a far date": ("Fri, 01 Mar 2030 12:00:00 GMT", timedelta(days=1)),
}


@pytest.mark.parametrize(("told", "wait"), WISHES.values(), ids=WISHES)
def test_seconds_and_dates_say_when_to_come_back(told, wait):
    assert retry_after({"retry-after": told}, NOW) == NOW + wait


@pytest.mark.parametrize("told", ["", "soon", "-5", "1.5", "²", "Sun, 99 Mar 2026 12:00:00 GMT"])
def test_what_cannot_be_read_is_no_wish(told):
    assert retry_after({"retry-after": told}, NOW) is None


def test_evidence_is_one_short_printable_line():
    assert one_line("a\r\n\tb\x1b[31m  c") == "a b [31m c"
    assert len(one_line("word " * 100)) == MAX_EVIDENCE_CHARACTERS


def test_evidence_names_the_wall_first():
    headers = {"server": "edge", "cf-mitigated": "challenge"}
    assert evidence_of(403, headers) == "403 Forbidden, cf-mitigated: challenge, server: edge"
