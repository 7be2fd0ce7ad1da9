"""How sure we are that a text is the article and all of it: 0 to 1, from what can be seen on one page.

A product of doubts, none of them calibrated against labelled pages: it orders pages, it is no probability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.pages.prose import is_prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.pages.lines import Line

#: A text of this many bytes of letters (about 100 words) is doubted no more for its size.
FULL_SIZE_BYTES = 600

#: What is left of the confidence where a doubt is complete.
NO_PROSE_LEFT_OUT = 0.5
SHORT = 0.5
NOT_PROSE = 0.5
LINKED = 0.5
NO_TITLE = 0.7
TITLE_ALONE = 0.9
NOT_FREE = 0.8


def confidence_of(
    lines: Sequence[Line], kept: Sequence[Line], *, title: str, has_agreed_title: bool, is_free: bool | None
) -> float:
    """The confidence in *kept*, out of the visible *lines* of its page, rounded to two places."""
    weight = sum(len(line.key.encode()) for line in kept) or 1
    prose = sum(len(line.key.encode()) for line in kept if is_prose(line))
    visible = sum(len(line.key.encode()) for line in lines if is_prose(line) and not line.hidden and not line.zone)
    linked = sum(line.linked * len(line.key.encode()) for line in kept) / weight
    confidence = _doubted(min(1.0, weight / FULL_SIZE_BYTES), SHORT)
    confidence *= _doubted(prose / weight, NOT_PROSE) * _doubted(1 - linked, LINKED)
    confidence *= _doubted(min(1.0, prose / visible) if visible else 1.0, NO_PROSE_LEFT_OUT)
    confidence *= (1.0 if has_agreed_title else TITLE_ALONE) if title else NO_TITLE
    return round(confidence * (NOT_FREE if is_free is False else 1.0), 2)


def _doubted(share: float, least: float) -> float:
    """1 for a share of 1, *least* for a share of 0."""
    return least + (1 - least) * share
