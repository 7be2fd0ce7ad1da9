"""The day on one page, in Markdown for the dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.reports.report import hits, stories, troubles
from flows.telling import counted

if TYPE_CHECKING:
    from storage.overview import Overview


def sentence(overview: Overview) -> str:
    """``51 new articles, 3 stories in several outlets, 1 incident open, 2 mentions``."""
    new = sum(outlet.new for outlet in overview.outlets)
    shared = sum(story.outlets > 1 for story in overview.stories)
    is_open = sum(trouble.closed_at is None for trouble in overview.troubles)
    return ", ".join(
        (
            counted(new, "new article", "new articles"),
            f"{counted(shared, 'story', 'stories')} in several outlets",
            f"{counted(is_open, 'incident', 'incidents')} open",
            counted(len(overview.hits), "mention", "mentions"),
        )
    )


def digest_page(overview: Overview) -> str:
    """What is new, what is wrong and what is well again, and where watched words stand."""
    return f"""## Since {overview.since:%Y-%m-%d %H:%M} UTC: {sentence(overview)}

### Stories

{stories(overview.stories)}

### Watched words

{hits(overview.hits)}

### Outlets

{troubles(overview.troubles)}
"""
