"""The ``wirewatch.toml`` of a running newsroom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flows.newsroom.outlets import Outlet, outlets

if TYPE_CHECKING:
    from flows.newsroom.server import Running


def settings_toml(running: Running, data: str) -> str:
    """Settings under which a run asks the outlets of *running*, without pauses, and keeps what it finds in *data*."""
    head = f"""contact = "newsdesk@newsroom.localhost"
data = {_quoted(data)}

[politeness]
seconds_between_requests = 0.0

[network]
private_addresses = ["127.0.0.0/8"]
"""
    return head + "".join(_stanza(outlet, running.bases[outlet.name]) for outlet in outlets())


def _stanza(outlet: Outlet, base: str) -> str:
    feeds = ", ".join(_quoted(base + feed.path) for feed in outlet.feeds)
    agency = "agency = true\n" if outlet.agency else ""
    return f"""
[[outlet]]
name = {_quoted(outlet.name)}
home = {_quoted(base + "/")}
feeds = [{feeds}]
sitemaps = []
language = {_quoted(outlet.language)}
{agency}"""


def _quoted(words: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(words, ensure_ascii=False)
