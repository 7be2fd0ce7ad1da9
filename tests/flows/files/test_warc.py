import gzip
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.files.warc import Capture, read_captures, write_captures

NOON = datetime(2031, 5, 4, 12, 30, 15, 123456, tzinfo=UTC)
FERRY = "http://quay.news/ferry"
LARGEST = 1_000_000


def read(path):
    complaints = []
    return list(read_captures(path, LARGEST, complaints.append)), complaints


def record(writer, kind="response", url=FERRY, status="200 OK", body=b"<p>Ferry", **headers):
    names = {name.replace("_", "-"): value for name, value in {"content_type": "text/html", **headers}.items()}
    http = (
        StatusAndHeaders(status, list(names.items()), protocol="HTTP/1.1") if kind in {"response", "request"} else None
    )
    return writer.create_warc_record(
        url, kind, payload=io.BytesIO(body), length=len(body), http_headers=http, warc_content_type=""
    )


@pytest.fixture(params=["pages.warc", "pages.warc.gz"])
def warc(request, tmp_path):
    """Writes records of others into a file."""
    path = tmp_path / request.param

    def write(*records):
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=path.suffix == ".gz")
            writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
            for fields in records:
                writer.write_record(record(writer, **fields))
        return path

    return write


def test_pages_that_were_answered_with_200_are_read_and_nothing_else(warc):
    path = warc(
        {},
        {"kind": "request", "body": b""},
        {"url": FERRY + "/photo", "content_type": "image/jpeg"},
        {"url": FERRY + "/gone", "status": "404 Not Found"},
        {"url": FERRY + "/moved", "status": "301 Moved", "location": FERRY},
        {"url": FERRY + "/2", "content_type": "application/xhtml+xml; charset=utf-8"},
        {"kind": "metadata", "url": FERRY},
    )
    found, complaints = read(path)
    assert [capture.url for capture in found] == [FERRY, FERRY + "/2"]
    assert (found[0].content, found[0].headers["content-type"], found[0].status) == (b"<p>Ferry", "text/html", 200)
    assert abs(found[0].fetched_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert complaints == []


def test_what_was_packed_on_its_way_is_unpacked(warc):
    packed = gzip.compress(b"<p>Ferry sails")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    found, _ = read(
        warc(
            {"body": packed, "content_encoding": "gzip"},
            {"body": chunked, "content_encoding": "gzip", "transfer_encoding": "chunked"},
        )
    )
    assert [capture.content for capture in found] == [b"<p>Ferry sails"] * 2


def test_a_page_that_is_too_large_is_named_and_the_others_are_read(warc):
    bomb = gzip.compress(b"x" * (LARGEST + 1))
    path = warc({"body": bomb, "content_encoding": "gzip", "url": FERRY + "/bomb"}, {})
    found, complaints = read(path)
    assert [capture.url for capture in found] == [FERRY]
    assert complaints == [f"{path}: {FERRY}/bomb: more than 1 MB"]


def test_a_file_that_was_packed_as_a_whole_is_read(warc):
    path = warc({}, {"url": FERRY + "/2"})
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    found, complaints = read(path)
    assert len(found) == 2
    assert complaints == []


def test_of_a_file_that_was_cut_the_whole_records_are_read_and_it_is_named(warc):
    path = warc({}, {"url": FERRY + "/2", "body": b"<p>Ferry" * 9999})
    path.write_bytes(path.read_bytes()[:-60])
    found, complaints = read(path)
    assert [capture.url for capture in found] == [FERRY]
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{path}: ")


@pytest.mark.parametrize("warc", ["pages.warc"], indirect=True)
@pytest.mark.parametrize("said", [b"X-Was-Date: ", b"WARC-Date: someday, "], ids=["none", "no date"])
def test_a_page_without_a_date_came_at_no_time_and_not_in_1970(warc, said):
    path = warc({})
    path.write_bytes(path.read_bytes().replace(b"WARC-Date: ", said))
    found, complaints = read(path)
    assert [(capture.url, capture.fetched_at) for capture in found] == [(FERRY, None)]
    assert complaints == []


@pytest.mark.parametrize("warc", ["pages.warc.gz"], indirect=True)
def test_of_a_file_that_was_damaged_within_what_is_before_is_read_and_it_is_named(warc):
    path = warc({}, {"url": FERRY + "/2", "body": b"<p>Ferry" * 99_999}, {"url": FERRY + "/3"})
    content = bytearray(path.read_bytes())
    last = content.rindex(b"\x1f\x8b\x08")
    content[last + 10 : last + 40] = b"\xff" * 30
    path.write_bytes(content)
    found, complaints = read(path)
    assert [capture.url for capture in found] == [FERRY]
    assert len(complaints) == 1
    assert "cannot be read: Error -3 while decompressing" in complaints[0]


@pytest.mark.parametrize(
    "content", [b"", b"<html>no WARC", b"\x1f\x8b\x08\x00damaged"], ids=["empty", "html", "damaged"]
)
@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz"])
def test_what_is_no_warc_is_named(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    found, complaints = read(path)
    assert found == []
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{path}: ")


HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "x-robots-tag", "etag", "x-own"]).filter(lambda name: name != "content-type"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20),
)
CAPTURES = st.builds(
    Capture,
    url=st.sampled_from([FERRY, FERRY + "?a=1&b=%C3%A9"]),
    fetched_at=st.datetimes(datetime(1995, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    content=st.binary(max_size=300),
    headers=HEADERS,
    outlet=st.none() | st.just("quay"),
    entry=st.none() | st.just('{"url": "http://quay.news/f", "title": "F\\u00e4hre"}'),
    discovered_at=st.none() | st.just(NOON),
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(captures=st.lists(CAPTURES, max_size=3))
def test_what_we_write_is_what_we_read(tmp_path, captures):
    path = tmp_path / "out.warc.gz"
    with path.open("wb") as file:
        assert write_captures(file, captures) == len(captures)
    first = path.read_bytes()
    found, _ = read(path)
    for capture in found:
        capture.headers.pop("content-length")
    assert found == captures
    with path.open("wb") as file:
        write_captures(file, captures)
    assert path.read_bytes() == first


def test_an_article_without_a_page_goes_out_and_comes_in(tmp_path):
    text = Capture(FERRY, NOON, b'{"title": "Ferry"}', is_text=True, outlet="quay")
    path = tmp_path / "out.warc.gz"
    with path.open("wb") as file:
        write_captures(file, [text])
    assert read(path) == ([text], [])
