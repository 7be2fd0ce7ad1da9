"""What a run did, for the dashboard. All text from outside is escaped: it renders as Markdown there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.collect import Collected
    from flows.pipeline import Report

#: What acts within a line of Markdown, and what makes a link of a bare address: the escapes inside would become part of
#: it. (The dashboard that finds addresses after it has read the escapes still links them, and rightly.)
MARKDOWN = re.compile(r"[\\`*_\[\]|~@]|:(?=//)|(?<=www)\.")

#: An ampersand that would make another letter of what follows it.
ENTITY = re.compile(r"&(?=#?\w+;)")


def escaped(text: str) -> str:
    """*text* on one line, as its own letters within a line of Markdown, whatever it holds."""
    shown = MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))
    return ENTITY.sub("&amp;", shown).replace("<", "&lt;").replace(">", "&gt;")


def table_of(report: Report) -> list[dict[str, str | int]]:
    """A row for each outlet, the silent ones first.

    It has no words from outside: one dashboard renders its cells as Markdown, the other as they stand.
    """
    return [
        {
            "outlet": one.outlet,
            "state": "answered" if one.answered else "silent",
            "new URLs": one.discovered,
            "pages": one.fetched,
            "pages missed": one.failed,
        }
        for one in sorted(report.collected, key=_silent_first)
    ]


def _silent_first(collected: Collected) -> tuple[bool, str]:
    return collected.answered, collected.outlet


def markdown_of(report: Report) -> str:
    """The run on one page."""
    counts = "\n".join(f"| {name.replace('_', ' ')} | {count:,} |" for name, count in report.counts.items())
    complaints = [one for one in sorted(report.collected, key=_silent_first) if one.note]
    notes = "\n".join(f"- **{escaped(one.outlet)}**: {escaped(one.note or '')}" for one in complaints)
    return f"""## {escaped(report.group)}: {report.sentence}

| counted | in this run |
|---|---:|
{counts}

### What went wrong

{notes or "Nothing."}
"""
