"""How sure we are that a text is the article and all of it: 0 to 1.

How far unlike extractors agree on the lines of the text, less what else speaks against it. The table in
docs/clean-text.md says what a confidence is worth on labelled pages; it orders pages, it is no probability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.pages.lines import Line

#: A text of this many bytes of letters (about 100 words) is doubted no more for its size.
FULL_SIZE_BYTES = 600

#: What is left of the confidence where a doubt is complete.
SHORT = 0.5
NO_TITLE = 0.7
TITLE_ALONE = 0.9
NOT_FREE = 0.8


def confidence_of(
    agreement: float, kept: Sequence[Line], *, title: str, has_agreed_title: bool, is_free: bool | None
) -> float:
    """The confidence in *kept*, the lines on which the extractors agree as far as *agreement*, to two places."""
    weight = sum(len(line.key.encode()) for line in kept)
    confidence = agreement * (SHORT + (1 - SHORT) * min(1.0, weight / FULL_SIZE_BYTES))
    confidence *= (1.0 if has_agreed_title else TITLE_ALONE) if title else NO_TITLE
    return round(confidence * (NOT_FREE if is_free is False else 1.0), 2)
