"""Text folded for comparison, and how alike two folded texts are: the only door to rapidfuzz.

Never ``rapidfuzz.utils.default_process``: it drops combining marks, so that Thai and vocalised Arabic lose their
vowels. Never ``partial_ratio``: on two whole articles it takes a second and more.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt


def fold(text: str) -> str:
    """The letters, digits and combining marks of *text*, case and width folded, everything else one space.

    Idempotent. Soft hyphens and joiners vanish: they stand inside words, and outlets differ in them.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.translate(_KEPT).split())


def paragraph_similarities(a: Sequence[str], b: Sequence[str], cutoff: float) -> npt.NDArray[np.float32]:
    """Indel similarity, 0 to 1, of each folded text of *a* (rows) with each of *b* (columns).

    0 where it is under *cutoff*. Two empty texts are alike (1.0). The matrix is dense, 4 bytes a cell.
    """
    if not a or not b:
        return np.zeros((len(a), len(b)), dtype=np.float32)
    return cdist(a, b, scorer=Indel.normalized_similarity, score_cutoff=cutoff, dtype=np.float32)


def word_blocks(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """The runs of equal words of a longest common subsequence: (start in *a*, start in *b*, length), in order."""
    return [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in Indel.opcodes(a, b)
        if step.tag == "equal"
    ]


class _Kept(dict[int, str | None]):
    """What becomes of a character, looked up once for each: itself, nothing, or a space."""

    def __missing__(self, codepoint: int) -> str | None:
        character = chr(codepoint)
        category = unicodedata.category(character)
        kept = character if category[0] in "LMN" else None if category == "Cf" else " "
        self[codepoint] = kept
        return kept


_KEPT = _Kept()
