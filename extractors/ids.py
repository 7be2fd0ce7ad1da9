"""Ids: 63-bit hashes of what they name, the same whatever the order and the machine."""

from __future__ import annotations

from hashlib import blake2b


def hash63(*parts: str) -> int:
    """A non-negative id that fits a signed 64-bit column. Parts are kept apart: ("a", "bc") is not ("ab", "c")."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
