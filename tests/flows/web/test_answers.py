"""When an outlet wants to be asked again, how evidence reads, and that the archive gives an answer back as it came."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from extractors.outcomes import Reason
from flows.web.answers import (
    MAX_EVIDENCE_CHARACTERS,
    Answer,
    answer_of,
    detour,
    evidence_of,
    fetch_of,
    one_line,
    outcome_of,
    retry_after,
)

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


WALLS = {
    "Cloudflare": (403, {"cf-mitigated": "challenge"}),
    "Cloudflare that says unavailable": (503, {"cf-mitigated": "challenge", "retry-after": "5"}),
    "AWS that says accepted": (202, {"x-amzn-waf-action": "challenge"}),
    "AWS that asks for a captcha": (405, {"x-amzn-waf-action": "captcha"}),
    "Vercel": (429, {"x-vercel-mitigated": "challenge"}),
    "Akamai": (403, {"server": "AkamaiGHost"}),
    "Akamai that says bad request": (400, {"server": "AkamaiGHost"}),
    "AWS's balancer": (403, {"server": "awselb/2.0"}),
    "DataDome": (403, {"x-datadome": "protected"}),
    "DataDome that says not allowed": (405, {"x-datadome": "protected"}),
    "Imperva": (406, {"x-iinfo": "1-2-3"}),
    "a site's own": (401, {}),
}
NO_WALLS = {
    "a page behind DataDome": (200, {"x-datadome": "protected"}, Reason.OK),
    "not there, behind DataDome": (404, {"x-datadome": "protected"}, Reason.NOT_FOUND),
    "gone, behind Akamai": (410, {"server": "AkamaiGHost"}, Reason.GONE),
    "too many, behind Imperva": (429, {"x-iinfo": "1"}, Reason.RATE_LIMITED),
    "a teapot of its own": (418, {"server": "nginx"}, Reason.NOT_FOUND),
}


@pytest.mark.parametrize(("status", "headers"), WALLS.values(), ids=WALLS)
def test_walls_are_known_by_their_headers_which_are_the_evidence(status, headers):
    outcome, evidence = outcome_of(status, headers, NOW)
    assert outcome is Reason.BOT_WALL
    assert all(f"{name}: {value}" in evidence for name, value in headers.items())


@pytest.mark.parametrize(("status", "headers", "reason"), NO_WALLS.values(), ids=NO_WALLS)
def test_a_house_that_stops_robots_does_not_make_a_wall_of_everything(status, headers, reason):
    assert outcome_of(status, headers, NOW)[0] is reason


DETOURS = {
    "another page": ("https://quay.news/a", "https://quay.news/2031/a", None),
    "the home page": ("https://quay.news/a", "https://quay.news/", Reason.NOT_FOUND),
    "the home page of another host": ("https://quay.news/a", "https://www.quay.news", Reason.NOT_FOUND),
    "an article by its number": ("https://quay.news/a", "https://quay.news/?p=12", None),
    "from one home page to the other": ("https://quay.news", "https://www.quay.news/", None),
    "a consent dialogue": ("https://quay.news/a", "https://consent.quay.com/v2?to=a", Reason.CONSENT_WALL),
    "a consent path": ("https://quay.news/a", "https://quay.news/consent?to=a", Reason.CONSENT_WALL),
    "an article about consent": ("https://quay.news/consent/a", "https://quay.news/consent/", None),
}


@pytest.mark.parametrize(("asked", "final_url", "reason"), DETOURS.values(), ids=DETOURS)
def test_a_redirect_may_lead_to_no_page_at_all(asked, final_url, reason):
    found = detour(asked, final_url)
    assert (found[0] if found else None) is reason


def test_evidence_lets_nobody_in():
    assert one_line("back to https://me:s3cr3t@quay.news/a?token=s3cr3t").count("s3cr3t") == 0


CAME = Answer(
    url="https://quay.news/a",
    final_url="https://quay.news/b",
    requested_at=NOW,
    seconds=0.25,
    outcome=Reason.NOT_FOUND,
    status=404,
    headers={"server": "quay"},
    content=b"no",
    evidence="404 Not Found, server: quay",
)


def test_the_archive_gives_an_answer_back_as_it_came_but_for_the_redirects_on_the_way():
    fetch = fetch_of(replace(CAME, hops=("https://quay.news/a",)), "quay", "page")
    assert (fetch.outlet, fetch.purpose) == ("quay", "page")
    assert answer_of(fetch) == CAME


def test_what_was_imported_names_no_last_address_and_came_from_its_own():
    assert answer_of(replace(fetch_of(CAME, "quay", "page"), final_url=None)).final_url == CAME.url
