"""For which paths of a host its tdmrep.json reserves text and data mining."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.rights import MAX_VALUE_CHARACTERS
from extractors.tdmrep import read_tdmrep, tdmrep_rights

HOST = "https://quay.news"


def said(rules, path):
    content = rules if isinstance(rules, bytes) else json.dumps(rules).encode()
    return [(one.signal, one.value, one.verdict) for one in tdmrep_rights(read_tdmrep(content), HOST + path)]


def is_reserved(location, path):
    return bool(said([{"location": location, "tdm-reservation": 1}], path))


#: The last example of the report, section "Examples" of the file on the origin server.
REPORT = [
    {"location": "/directory-a/", "tdm-reservation": 1},
    {
        "location": "/directory-b/html/",
        "tdm-reservation": 1,
        "tdm-policy": "https://provider.com/policies/policy.json",
    },
    {"location": "/directory-b/images/*.jpg", "tdm-reservation": 0},
]
RESERVED, FREE = "text and data mining reserved", "text and data mining not reserved"


def test_the_example_of_the_report():
    assert said(REPORT, "/directory-a/paper.pdf") == [
        ("tdm-reservation", "location: /directory-a/, tdm-reservation: 1", RESERVED)
    ]
    assert said(REPORT, "/directory-b/html/rice") == [
        ("tdm-reservation", "location: /directory-b/html/, tdm-reservation: 1", RESERVED),
        ("tdm-policy", "https://provider.com/policies/policy.json", "recorded"),
    ]
    assert said(REPORT, "/directory-b/images/harbour.jpg") == [
        ("tdm-reservation", "location: /directory-b/images/*.jpg, tdm-reservation: 0", FREE)
    ]
    assert said(REPORT, "/directory-c/") == []


def test_the_first_rule_that_matches_holds():
    rules = [{"location": "/press/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]
    assert [verdict for _, _, verdict in said(rules, "/press/ferry")] == [FREE]
    assert [verdict for _, _, verdict in said(rules, "/news/ferry")] == [RESERVED]


MATCHES = {
    "the whole host": ("/", "/a/b?c=d", True),
    "the host itself": ("/", "", True),
    "every path": ("*", "/a", True),
    "another folder": ("/a/", "/b/a/", False),
    "case": ("/News/", "/news/", False),
    "a star between": ("/a/*/c", "/a/b/b/c/d", True),
    "no such end": ("/a/*/c", "/a/b", False),
    "stars in a row": ("/a**c", "/abc", True),
    "the end": ("/a$", "/a", True),
    "not the end": ("/a$", "/a/b", False),
    "a kind of file": ("/*.pdf$", "/a/b.pdf", True),
    "a kind of file, and more": ("/*.pdf$", "/a/b.pdf?c", False),
    "a part that would have to count twice": ("/ab*b$", "/ab", False),
    "a query": ("/a?b=", "/a?b=c", True),
    "an escape that is none": ("/%7Equay/", "/~quay/", True),
    "letters": ("/über/", "/%c3%bcber/a", True),
    "a slash that is no slash": ("/a%2Fb", "/a/b", False),
    "a dollar sign": ("/foo-%24", "/foo-$", True),
    "a star that is one": ("/foo-%2A", "/foo-bar", False),
}


@pytest.mark.parametrize(("location", "path", "matches"), MATCHES.values(), ids=MATCHES)
def test_locations_are_matched_as_robots_txt_matches_paths(location, path, matches):
    assert is_reserved(location, path) is matches


def test_a_location_of_many_stars_takes_no_time():
    started = time.process_time()
    assert not is_reserved("/" + "a*" * 1000 + "b", "/" + "a" * 2000)
    assert time.process_time() - started < 1


WRITTEN = {
    "a page in its place": (b"<html>Not here</html>", []),
    "nothing": (b"", []),
    "a byte order mark": (b'\xef\xbb\xbf[{"location": "/", "tdm-reservation": 1}]', [RESERVED]),
    "no brackets": (b'{"location": "/", "tdm-reservation": 1}', [RESERVED]),
    "a word": (b'[{"location": "/", "tdm-reservation": "1"}]', [RESERVED]),
    "neither": (b'[{"location": "/", "tdm-reservation": 2}]', ["recorded: neither 0 nor 1"]),
    "no location": (b'[{"tdm-reservation": 1}]', []),
    "other things": (b'[7, null, {"location": 7}, {"location": "/", "tdm-reservation": 1}]', [RESERVED]),
    "nested without end": (b"[" * 100_000, []),
}


@pytest.mark.parametrize(("content", "verdicts"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_written_otherwise_is_read_as_far_as_it_can_be(content, verdicts):
    assert [verdict for _, _, verdict in said(content, "/a")] == verdicts


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner),
        st.dictionaries(st.sampled_from(["location", "tdm-reservation", "tdm-policy"]), inner),
    ),
)


@given(st.one_of(st.binary(), JSON.map(lambda value: json.dumps(value).encode())), st.text())
def test_any_bytes_are_rules_or_none(content, path):
    for right in tdmrep_rights(read_tdmrep(content), f"{HOST}/{path}"):
        assert len(right.value) <= MAX_VALUE_CHARACTERS
        assert right.value.isprintable()
