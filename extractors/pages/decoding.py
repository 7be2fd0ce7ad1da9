"""The bytes of a page to its characters.

A byte order mark speaks first, then UTF-8 (no other encoding looks like it by chance), then what HTTP and the page
itself declare, a server's default last; then windows-1252 for a page that claims to be UTF-8, is not, and can be
that; and last a guess.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Browsers look for the declaration in the first 1,024 bytes; some pages have it a little later.
DECLARED_WITHIN = 4096

DECLARATION = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
IN_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)

#: What browsers read under these names (WHATWG Encoding Standard, section 4.2).
READ_AS = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "tis-620": "cp874",
}

#: What servers say of every page unseen (``AddDefaultCharset`` of Apache): the page knows better.
SAID_BY_DEFAULT = frozenset({"windows-1252"})

#: Japanese by e-mail's encoding is ASCII to everybody else, but for what switches between its character sets.
ISO_2022_JP = re.compile(rb"\x1b\$[@B].+?\x1b\([BJ]", re.DOTALL)

#: Bytes beyond ASCII in a row: in windows-1252 hardly two, in Chinese, Cyrillic or Thai most of them.
RUN = re.compile(rb"[\x80-\xff]{4,}")
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")

#: More of them in runs than this are no windows-1252.
MOST_IN_RUNS = 0.3

#: A page with one broken character in a thousand is a page with broken characters; with more it is read wrongly.
MAX_BROKEN_SHARE = 0.001

#: So many sound characters beyond ASCII for a broken one, and the encoding is right, however short the page.
SOUND = 8

#: More control characters than this, and it is an image or an archive.
MAX_CONTROL_SHARE = 0.02

#: Enough to recognise an encoding by; the guess costs more than the rest of the cleaning on a whole page.
GUESSED_FROM = 20_000

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def decode(content: bytes, content_type: str | None = None) -> str | None:
    """The text of *content*; None if no encoding makes one of it. Control characters are gone."""
    text = _decoded(content, content_type)
    if text is None:
        return None
    cleaned = CONTROL.sub("", text)
    nuls = text.count("\0")  # padding, harmless
    return None if len(text) - nuls - len(cleaned) > MAX_CONTROL_SHARE * len(text) else cleaned


def _decoded(content: bytes, content_type: str | None) -> str | None:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").lstrip("\ufeff")
    for encoding in _candidates(content, content_type):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return _nearly_utf8(content) or _guessed(content)


def _candidates(content: bytes, content_type: str | None) -> Iterator[str]:
    """Encodings in the order of trust; strict, so that a wrong one fails."""
    if _looks_like_utf16(content):
        yield "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    if ISO_2022_JP.search(content):
        yield "iso2022_jp"
    yield "utf-8"
    if _is_nearly_utf8(content):
        return
    said = (*IN_HEADER.findall(content_type or ""), *_in_page(content))
    declared = [READ_AS.get(name.lower(), name) for name in said]
    yield from sorted(declared, key=lambda name: name in SAID_BY_DEFAULT)
    if any(name.lower() in {"utf-8", "utf8"} for name in declared) and not _has_runs(content):
        yield "windows-1252"


def _has_runs(content: bytes) -> bool:
    """Whether the letters beyond ASCII stand side by side, as in scripts that have no others."""
    beyond = len(BEYOND_ASCII.findall(content))
    return sum(map(len, RUN.findall(content))) > MOST_IN_RUNS * beyond


def _in_page(content: bytes) -> list[str]:
    return [name.decode("ascii", "replace") for name in DECLARATION.findall(content[:DECLARED_WITHIN])]


def _looks_like_utf16(content: bytes) -> bool:
    """Markup in UTF-16 without a mark: every other byte of its beginning is zero."""
    head = content[:64]
    return head.count(b"\0") >= len(head) // 2 - 4 > 0 and b"<" in head


def _is_nearly_utf8(content: bytes) -> bool:
    return _nearly_utf8(content) is not None


def _nearly_utf8(content: bytes) -> str | None:
    """UTF-8 with a few bytes cut or spoilt, as page builders that cut at a byte make it."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(1 for character in text if character > "\x7f") if broken else 0
    # Of windows-1252 read as UTF-8 nearly all characters beyond ASCII are broken.
    is_sound = broken <= MAX_BROKEN_SHARE * len(text) and broken * 2 <= beyond_ascii
    return text if is_sound or broken * SOUND <= beyond_ascii else None


def _guessed(content: bytes) -> str | None:
    best = from_bytes(content[:GUESSED_FROM]).best()
    if best is None:
        return None
    text = content.decode(best.encoding, "replace")
    return text if text.count("\ufffd") <= MAX_BROKEN_SHARE * len(text) else None
