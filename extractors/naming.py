"""Whether a listing names one of given pages, however it spells, escapes or shortens their addresses."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from extractors.pages.decoding import decode
from extractors.urls import hosts_of, identity_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What may be an address: whatever has a slash in it, between the signs that end one in HTML, XML (CDATA) and JSON.
TOKEN = re.compile(r"""[^\s"'<>()\[\]]*/[^\s"'<>()\[\]]*""")

#: The name of an attribute whose value has no quotation marks.
ATTRIBUTE = re.compile(r"^[\w:-]+=")


def names_page(content: bytes, address: str, identities: frozenset[str], hosts: frozenset[str]) -> bool:
    """Whether *content*, which came from *address*, names a page of *identities* or anything of *hosts*.

    Identities as ``identity_of`` has them, hosts in lower case.
    """
    text = unescape(unescape(decode(content) or "")).replace("\\/", "/").replace("\\u0026", "&")  # as JSON escapes
    lowered = text.lower()
    if not hosts.isdisjoint(hosts_of(address)) or any(host in lowered for host in hosts):
        return True
    if any(identity in text for identity in identities):
        return True
    paths = {_path_of(identity) for identity in identities} - {""}
    return any(identity_of(found) in identities for found in _addresses(text, address, paths))


def _path_of(identity: str) -> str:
    """What every spelling of its address has in it: its path, or of ``quay.news?p=7`` the query."""
    page, _, query = identity.partition("?")
    return unquote(page.partition("/")[2] or query).lower()


def _addresses(text: str, address: str, paths: set[str]) -> Iterator[str]:
    """The addresses in *text* that have one of *paths* in them, made whole."""
    for token in set(TOKEN.findall(text)):
        plain = unquote(token).lower()
        if any(path in plain for path in paths):
            try:
                yield urljoin(address, ATTRIBUTE.sub("", token))
            except ValueError:  # brackets that hold no address of IPv6
                continue
