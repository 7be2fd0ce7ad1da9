"""Decides when a known article is asked again to see whether it was edited.

Edits come soon after publication and after other edits: the wait grows with the time since the last change, and after
a week an article is left alone. Constants are those of newsdiffs, which watched five houses for years.
"""

from __future__ import annotations

from datetime import datetime, timedelta

#: How long since the last change, and how long to wait then.
LADDER = (
    (timedelta(hours=3), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=3)),
)

#: An article that changed so often is a ticker, or a page that never reads the same twice.
MOST_CHANGES = 24

#: One that went back to an earlier state so often has two servers that disagree.
MOST_RETURNS = 2


def next_recheck(changed_at: datetime | None, now: datetime) -> datetime | None:
    """When an article that last changed at *changed_at* and was looked at *now* is asked again; None: not any more.

    *changed_at* is its publication where it never changed, and None where the ladder has ended for it.
    """
    if changed_at is None:
        return None
    since = max(now - changed_at, timedelta())
    return next((now + wait for until, wait in LADDER if since < until), None)


def last_change(changed_at: datetime, changes: int, returns: int) -> datetime | None:
    """*changed_at*, or None where so many *changes*, or *returns* to an earlier state, show that there is no end."""
    return None if changes >= MOST_CHANGES or returns >= MOST_RETURNS else changed_at
