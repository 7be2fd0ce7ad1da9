"""Decides when a URL that did not answer is asked again, and when it is given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from extractors.outcomes import MEANING, Reason, State

#: The first wait; it doubles with each failure, up to the longest.
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)

#: After so long without an answer a URL has failed (design: "given up after a week").
PATIENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AskAgain:
    """It waits, and is due then."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """It is not asked again: its reason is final."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It would wait, but has done so for too long."""


def after_failure(
    reason: Reason, attempts: int, failing_since: datetime | None, now: datetime, not_before: datetime | None = None
) -> AskAgain | Settled | GiveUp:
    """What follows when no page came for *reason*; *attempts* failed before, *not_before* is the outlet's own wish."""
    if MEANING[reason][0] is not State.WAITING:
        return Settled()
    if failing_since is not None and now - failing_since >= PATIENCE:
        return GiveUp()
    wait = min(FIRST_WAIT * 2 ** min(attempts, 16), LONGEST_WAIT)
    return AskAgain(max(now + wait, not_before or now))
