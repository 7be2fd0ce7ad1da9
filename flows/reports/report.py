"""What happened, in Markdown for the dashboard. All text from outside is escaped: it renders there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from extractors.urls import is_http
from flows.telling import OUR_LINE, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.collect import Collected
    from flows.pipeline import Report
    from storage.overview import Hit, Left, Overview, Step, Story, Trouble

#: What acts within a line of Markdown, and what makes a link of a bare address: the escapes inside would become part of
#: it. (The dashboard that finds addresses after it has read the escapes still links them, and rightly.)
MARKDOWN = re.compile(r"[\\`*_\[\]|~@]|:(?=//)|(?<=www)\.")

#: An ampersand that would make another letter of what follows it.
ENTITY = re.compile(r"&(?=#?\w+;)")

#: What may stand as it is in the address of a link.
IN_ADDRESSES = "/:?&=%#+,;@!$*~-._"

NOTHING = "Nothing."


def escaped(text: str) -> str:
    """*text* on one line, as its own letters within a line of Markdown, whatever it holds."""
    shown = MARKDOWN.sub(r"\\\g<0>", " ".join(visible(text).split()))
    return ENTITY.sub("&amp;", shown).replace("<", "&lt;").replace(">", "&gt;")


def link(title: str, url: str) -> str:
    """*title* as a link to *url*, if that is one of the web; a page without a headline is known by its address."""
    words = escaped(title) or escaped(url)
    return f"[{words}]({quote(url, safe=IN_ADDRESSES)})" if is_http(url) else words


def table_of(overview: Overview) -> list[dict[str, str | int | float]]:
    """A row for each outlet, those with trouble first.

    It has no words from outside: one dashboard renders its cells as Markdown, the other as they stand.
    """
    return [
        {
            "outlet": one.outlet,
            "state": one.state,
            "new": one.new,
            "last 24 h": one.today,
            "usual 24 h": "" if one.usual is None else one.usual,
            "last answer": "never" if one.last_success_at is None else f"{one.last_success_at:%Y-%m-%d %H:%M} UTC",
        }
        for one in overview.outlets
    ]


def run_page(report: Report, overview: Overview) -> str:
    """A run on one page: how far the URLs came, what is no article and why, what went wrong."""
    return f"""## {escaped(report.group)}: {report.sentence}

{_funnel(overview.funnel)}

### What is no article, and why

{_left(overview.left)}

### What went wrong

{escaped(report.line_down) if report.line_down else _wrong(report.collected)}

### Incidents

{troubles(overview.troubles)}
"""


def stories(ranked: Iterable[Story]) -> str:
    """The texts that are new, those that most newsrooms wrote or took first."""
    rows = [
        f"| {one.newsrooms} | {one.outlets} | {link(one.title, one.url)} | {escaped(one.outlet)} |"
        f" {escaped(one.wire_agency or '')} |"
        for one in ranked
    ]
    head = "| newsrooms | outlets | story | first in | agency |\n|---:|---:|---|---|---|"
    return "\n".join([head, *rows]) if rows else NOTHING


def troubles(found: Iterable[Trouble]) -> str:
    """A line for each incident, with its end if it has one."""
    lines = [
        f"- **{escaped(one.outlet or OUR_LINE)}**: {one.cause}: {escaped(one.evidence)}"
        f" (since {one.opened_at:%Y-%m-%d %H:%M} UTC{_end(one)})"
        for one in found
    ]
    return "\n".join(lines) or NOTHING


def hits(found: Iterable[Hit]) -> str:
    """A line for each new text that mentions a watched word."""
    lines = [f"- **{escaped(one.word)}** in {escaped(one.outlet)}: {link(one.title, one.url)}" for one in found]
    return "\n".join(lines) or NOTHING


def _end(one: Trouble) -> str:
    return f", well again since {one.closed_at:%Y-%m-%d %H:%M} UTC" if one.closed_at else ""


def _funnel(steps: Iterable[Step]) -> str:
    """The same as a table and as a drawing."""
    steps = tuple(steps)
    rows = "\n".join(f"| {step.name} | {step.urls:,} |" for step in steps)
    boxes = " --> ".join(f'{step.name}["{step.name} {step.urls:,}"]' for step in steps)
    return f"| of the URLs that were new | |\n|---|---:|\n{rows}\n\n```mermaid\nflowchart LR\n  {boxes}\n```"


def _left(left: Iterable[Left]) -> str:
    rows = [f"| {escaped(one.outlet)} | {one.state} | {one.reason} | {one.urls:,} |" for one in left]
    return "\n".join(["| outlet | state | reason | URLs |\n|---|---|---|---:|", *rows]) if rows else NOTHING


def _wrong(collected: Iterable[Collected]) -> str:
    lines = [f"- **{escaped(one.outlet)}**: {escaped(one.note)}" for one in collected if one.note]
    return "\n".join(lines) or NOTHING
