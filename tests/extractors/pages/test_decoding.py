"""Bytes become the characters that a browser would show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pages.decoding import decode

GERMAN = "<p>Die Brücke über den Fluß wird für fünf Tage gesperrt, sagte die Bürgermeisterin.</p>"
RUSSIAN = "<p>Мост через реку закроют на пять дней, сообщила в среду мэр города на встрече с жителями.</p>"
JAPANESE = "<p>橋は五日間閉鎖されると市長が水曜日に発表した。</p>"


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        pytest.param(GERMAN.encode(), None, GERMAN, id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + GERMAN.encode(), "text/html; charset=iso-8859-1", GERMAN, id="mark first"),
        pytest.param(GERMAN.encode("utf-16"), None, GERMAN, id="utf-16 with a mark"),
        pytest.param(GERMAN.encode("utf-16-le"), None, GERMAN, id="utf-16 without a mark"),
        pytest.param(GERMAN.encode("cp1252"), "text/html; charset=ISO-8859-1", GERMAN, id="header"),
        pytest.param(
            b"<meta charset=utf-8>" + GERMAN.encode("cp1252"),
            "text/html; charset=utf-8",
            "<meta charset=utf-8>" + GERMAN,
            id="windows-1252 that claims to be utf-8",
        ),
        pytest.param(
            b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">' + RUSSIAN.encode("cp1251"),
            None,
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">' + RUSSIAN,
            id="meta",
        ),
        pytest.param(JAPANESE.encode("shift_jis"), "text/html; charset=Shift_JIS", JAPANESE, id="shift_jis"),
        pytest.param(RUSSIAN.encode("cp1251") * 4, None, RUSSIAN * 4, id="nobody says"),
        pytest.param(
            b"<meta charset=windows-1251>" + RUSSIAN.encode("cp1251"),
            "text/html; charset=ISO-8859-1",
            "<meta charset=windows-1251>" + RUSSIAN,
            id="a server that says iso-8859-1 of every page",
        ),
        pytest.param(
            b"<meta charset=utf-8>" + (RUSSIAN * 4).encode("cp1251"),
            "text/html; charset=utf-8",
            "<meta charset=utf-8>" + RUSSIAN * 4,
            id="another script that claims to be utf-8",
        ),
        pytest.param(JAPANESE.encode("iso2022_jp"), None, JAPANESE, id="iso-2022-jp"),
        pytest.param(b"<p>pi\0er</p>", None, "<p>pier</p>", id="NULs"),
        pytest.param(GERMAN.encode(), "text/html; charset=nonsense", GERMAN, id="unknown name"),
    ],
)
def test_an_encoding_is_found(content, content_type, text):
    assert decode(content, content_type) == text


def test_utf8_with_a_spoilt_byte_stays_utf8():
    content = (GERMAN * 30).encode()[:-1].replace(b"gesperrt", b"gesperr\xff", 1)
    text = decode(content)
    assert text is not None
    assert "Brücke über" in text
    assert text.count("\ufffd") == 1


def test_so_does_a_short_page():
    assert decode((GERMAN * 2).encode() + b"\xff", "text/html; charset=utf-8") == GERMAN * 2 + "\ufffd"


@given(st.binary(max_size=400))
def test_no_bytes_crash_it(content):
    text = decode(content)
    assert text is None or "\0" not in text
