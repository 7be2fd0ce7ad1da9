"""What a run did, for the dashboard. All text from outside is escaped: it renders as Markdown there."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.collect import Collected
    from flows.pipeline import Report

MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~-])")


def escaped(text: str) -> str:
    """*text* as its own letters in Markdown, whatever it holds."""
    return MARKDOWN.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


def table_of(report: Report) -> list[dict[str, str | int]]:
    """A row for each outlet."""
    return [
        {
            "outlet": escaped(one.outlet),
            "state": _state(one),
            "new URLs": one.discovered,
            "pages": one.fetched,
            "without a page": one.failed,
            "note": escaped(one.note or ""),
        }
        for one in report.collected
    ]


def markdown_of(report: Report) -> str:
    """The run on one page."""
    counts = "\n".join(f"| {name.replace('_', ' ')} | {count} |" for name, count in report.counts.items())
    notes = "\n".join(f"- **{escaped(one.outlet)}**: {escaped(one.note)}" for one in report.collected if one.note)
    return f"""# {escaped(report.group)}: {report.sentence}

| | |
|---|---:|
{counts}

## What went wrong

{notes or "Nothing."}
"""


def _state(collected: Collected) -> str:
    return "answered" if collected.answered else "silent"
