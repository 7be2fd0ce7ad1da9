"""What headers, meta elements and robots.txt say about the use of pages."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.rights import MAX_VALUE_CHARACTERS, page_rights, robots_rights

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
DROPPED = "raw page dropped once it is cleaned"

DIRECTIVES = {
    "nothing": ("", []),
    "for search results only": ("max-snippet:-1, max-image-preview:large, nofollow", []),
    "noindex": ("noindex", [("noindex", "recorded", None)]),
    "noarchive": ("NOARCHIVE", [("noarchive", DROPPED, NOON)]),
    "several": ("noindex, noarchive", [("noindex", "recorded", None), ("noarchive", DROPPED, NOON)]),
    "for another robot": ("otherbot: noarchive, noindex", []),
    "for us by name": ("wirewatch: noarchive", [("noarchive", DROPPED, NOON)]),
    "for everyone and for another": ("noarchive, otherbot: noindex", [("noarchive", DROPPED, NOON)]),
    "until a day": (
        "unavailable_after: 2031-06-25",
        [("unavailable_after", "raw page dropped after 2031-06-25", datetime(2031, 6, 25, tzinfo=UTC))],
    ),
    "until a time with a comma in it": (
        "noindex, unavailable_after: Wed, 25 Jun 2031 15:00:00 GMT",
        [
            ("noindex", "recorded", None),
            ("unavailable_after", "raw page dropped after 2031-06-25", datetime(2031, 6, 25, 15, tzinfo=UTC)),
        ],
    ),
    "until some day": ("unavailable_after: soon", [("unavailable_after", "recorded: its date cannot be read", None)]),
}


@pytest.mark.parametrize(("said", "found"), DIRECTIVES.values(), ids=DIRECTIVES)
@pytest.mark.parametrize("source", ["x-robots-tag", "meta"])
def test_robots_directives(said, found, source):
    headers = {"x-robots-tag": said} if source == "x-robots-tag" else {}
    meta = {"robots": (said,)} if source == "meta" else {}
    rights = page_rights(headers, meta, NOON)
    assert [(one.signal, one.verdict, one.keep_until) for one in rights] == found
    assert {(one.source, one.value) for one in rights} == ({(source, said)} if found else set())


TDM = {
    "reserved": ("1", "text and data mining reserved"),
    "not reserved": ("0", "text and data mining not reserved"),
    "neither": ("yes", "recorded: neither 0 nor 1"),
}


@pytest.mark.parametrize(("said", "verdict"), TDM.values(), ids=TDM)
def test_the_tdm_reservation_protocol(said, verdict):
    (in_header,) = page_rights({"tdm-reservation": said}, {}, NOON)
    (in_meta,) = page_rights({}, {"tdm-reservation": (said,)}, NOON)
    assert (in_header.source, in_header.verdict) == ("header", verdict)
    assert (in_meta.source, in_meta.verdict) == ("meta", verdict)
    assert in_meta.value == f"tdm-reservation: {said}"


def test_a_policy_and_a_license_are_recorded_with_their_words():
    headers = {
        "tdm-policy": "https://quay.news/policy.json",
        "link": '</feed>; rel="alternate", <https://quay.news/license.xml>; rel="license"; type="application/rsl+xml"',
    }
    assert [(one.signal, one.source, one.value) for one in page_rights(headers, {}, NOON)] == [
        ("tdm-policy", "header", "https://quay.news/policy.json"),
        ("license", "link", '<https://quay.news/license.xml>; rel="license"; type="application/rsl+xml"'),
    ]


def test_robots_txt_may_name_a_license_and_what_content_may_be_used_for():
    fields = [
        ("user-agent", "*", "User-agent: *"),
        ("license", "https://quay.news/license.xml", "License: https://quay.news/license.xml"),
        ("content-signal", "ai-train=no", "Content-Signal: ai-train=no"),
    ]
    assert [(one.signal, one.value) for one in robots_rights(fields)] == [
        ("license", "License: https://quay.news/license.xml"),
        ("content-signal", "Content-Signal: ai-train=no"),
    ]


WORDS = st.sampled_from(
    ["noarchive", "unavailable_after:", ",", ":", " ", "wirewatch", "2031-06-25", "<a>", "; rel=license"]
)


@given(st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text(max_size=3))).map("".join)))
def test_any_words_are_signals_or_none(said):
    headers = {"x-robots-tag": said, "tdm-reservation": said, "link": said}
    for right in page_rights(headers, {"robots": (said,)}, NOON):
        assert len(right.value) <= MAX_VALUE_CHARACTERS
        assert right.value.isprintable()
