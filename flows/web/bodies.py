"""The bytes of an answer inflated as they come, never beyond a limit.

httpx inflates a whole network chunk at once (64 KiB of gzip may be 64 MB) and takes a gzip stream that ends early for
a complete one; hence this.
"""

from __future__ import annotations

import zlib

#: What we ask for: what the standard library inflates.
ACCEPT_ENCODING = "gzip, deflate"

#: Not encodings, but servers send them, over plain bodies.
PLAIN = {"", "identity", "none", "utf-8"}

#: The header of a gzip member, RFC 1952 section 2.3.1.
GZIP_MAGIC = b"\x1f\x8b"


class TooLarge(Exception):  # noqa: N818 - bears the name of its reason
    """More bytes than the limit."""


class Broken(Exception):  # noqa: N818 - says what the body is
    """The compressed bytes end early or are damaged."""


class Unknown(Exception):  # noqa: N818 - says what the encoding is
    """A content encoding that was not asked for."""


class Body:
    """Collects one body. Feed it chunks, then ask for the content; raises TooLarge, Broken, Unknown."""

    def __init__(self, encoding: str, limit: int) -> None:
        encoding = encoding.strip().lower().removeprefix("x-")
        if encoding not in PLAIN | {"gzip", "deflate"}:
            raise Unknown(f"content-encoding {encoding}, which was not asked for")
        self.content = bytearray()  # inflated so far, at most limit bytes
        self._limit = limit
        self._encoding = encoding
        self._inflater = None if encoding in PLAIN else zlib.decompressobj(_window_bits(encoding, b"\x78"))
        self._is_begun = False
        self._rest = b""  # half of the magic of a next gzip member

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes from the network."""
        if self._inflater is None:
            self._keep(chunk)
            return
        if not self._is_begun and chunk:
            self._is_begun = True
            self._inflater = zlib.decompressobj(_window_bits(self._encoding, chunk))
        chunk, self._rest = self._rest + chunk, b""
        while chunk:
            chunk = self._inflate(chunk)

    def finish(self) -> bytes:
        """The whole content, now that the network has no more."""
        if self._is_begun and self._inflater and not self._inflater.eof:
            raise Broken(f"{self._encoding} stream ended early, after {len(self.content):,} bytes")
        return bytes(self.content)

    def _inflate(self, chunk: bytes) -> bytes:
        """Inflate as much as the limit leaves room for; returns what is still to do."""
        assert self._inflater
        if self._inflater.eof:
            # gzip may be several members; other bytes behind the end are padding that browsers ignore too.
            if chunk == GZIP_MAGIC[:1]:
                self._rest = chunk
            if self._encoding != "gzip" or not chunk.startswith(GZIP_MAGIC):
                return b""
            self._inflater = zlib.decompressobj(_window_bits("gzip", chunk))
        try:
            self._keep(self._inflater.decompress(chunk, self._limit - len(self.content) + 1))
        except zlib.error as error:
            raise Broken(f"{self._encoding} damaged after {len(self.content):,} bytes: {error}") from error
        return self._inflater.unconsumed_tail or self._inflater.unused_data

    def _keep(self, inflated: bytes) -> None:
        room = self._limit - len(self.content)
        self.content += inflated[:room]
        if len(inflated) > room:
            raise TooLarge(f"more than {self._limit:,} bytes")


def _window_bits(encoding: str, beginning: bytes) -> int:
    """How zlib shall read it. "deflate" is a zlib stream by the RFC, a bare one by many servers (RFC 9110, 8.4.1.2)."""
    if encoding == "gzip":
        return zlib.MAX_WBITS | 16
    has_zlib_header = beginning[0] & 0x0F == zlib.DEFLATED
    return zlib.MAX_WBITS if has_zlib_header else -zlib.MAX_WBITS
