"""Inflation, whatever the size of the pieces."""

import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.web.bodies import Body, Broken, TooLarge


def bare_deflate(content):
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


COMPRESSIONS = {
    "": lambda content: content,
    "gzip": gzip.compress,
    "X-GZip": lambda content: gzip.compress(content[:3]) + gzip.compress(content[3:]) + bytes(8),
    "deflate": zlib.compress,
    "Deflate ": bare_deflate,
}


def inflated(encoding, compressed, size, limit):
    body = Body(encoding, limit)
    for at in range(0, len(compressed), size):
        body.feed(compressed[at : at + size])
    return body.finish()


@given(st.sampled_from(sorted(COMPRESSIONS)), st.binary(max_size=3000), st.integers(2, 4000))
def test_the_content_is_the_same_however_it_was_cut(encoding, content, size):
    compressed = COMPRESSIONS[encoding](content)
    assert inflated(encoding, compressed, size, len(content)) == content
    if content:
        with pytest.raises(TooLarge):
            inflated(encoding, compressed, size, len(content) - 1)


@given(st.sampled_from(["gzip", "deflate"]), st.binary(min_size=1), st.integers(1, 50))
def test_any_bytes_are_content_or_broken(encoding, junk, size):
    with suppress(Broken, TooLarge):
        assert len(inflated(encoding, junk, size, 10_000)) <= 10_000
