"""Other ways to find articles that share text: what they find, and the CPU seconds that it takes them.

Each gets all articles at once and the pairs that are wanted, and gives the pairs that it finds, by place. What holds
everything against everything is timed on a sample, and is asked for the wanted pairs alone.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.made_news import Paragraphs

    Places = tuple[int, int]
    Peer = Callable[[Sequence[Paragraphs], Sequence[Places]], tuple[float, set[Places]]]

#: As their documentation has it, for texts that are alike by half.
PERMUTATIONS = 128
JACCARD = 0.5
BANDS = 32

#: Words in a shingle.
SHINGLE = 5

#: As alike as copies are to be: whole articles, single paragraphs.
ALIKE_ARTICLES = 0.7
ALIKE_PARAGRAPHS = 0.8


def datasketch(texts: Sequence[Paragraphs], wanted: Sequence[Places]) -> tuple[float, set[Places]]:  # noqa: ARG001
    """MinHash with LSH, in Python."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - it may be absent

    started = time.process_time()
    index, found = MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS), set()
    for place, text in enumerate(texts):
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in _shingles(text)])
        found |= {(other, place) for other in index.query(sketch)}
        index.insert(place, sketch)
    return time.process_time() - started, found


def rensa(texts: Sequence[Paragraphs], wanted: Sequence[Places]) -> tuple[float, set[Places]]:  # noqa: ARG001
    """The same in Rust."""
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415 - it may be absent

    started = time.process_time()
    index, found = RMinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS, num_bands=BANDS), set()
    for place, text in enumerate(texts):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(_shingles(text))
        found |= {(other, place) for other in index.query(sketch)}
        index.insert(place, sketch)
    return time.process_time() - started, found


def rapidfuzz_articles(texts: Sequence[Paragraphs], wanted: Sequence[Places]) -> tuple[float, set[Places]]:
    """Every article against every other, whole."""
    whole = [[fold(" ".join(text))] for text in texts]
    return _all_pairs(whole, wanted, ALIKE_ARTICLES, sample=4_000)


def rapidfuzz_paragraphs(texts: Sequence[Paragraphs], wanted: Sequence[Places]) -> tuple[float, set[Places]]:
    """Every paragraph against every other."""
    return _all_pairs([[*map(fold, text)] for text in texts], wanted, ALIKE_PARAGRAPHS, sample=4_000)


def _all_pairs(
    pieces: Sequence[Sequence[str]], wanted: Sequence[Places], alike: float, sample: int
) -> tuple[float, set[Places]]:
    """Seconds, estimated from *sample* pairs of articles, and those of the *wanted* pairs that are alike in a piece."""
    rows, columns = pieces[:10], pieces[10 : 10 + sample // 10]
    started = time.process_time()
    _alike([piece for row in rows for piece in row], [piece for column in columns for piece in column], alike)
    seconds = (time.process_time() - started) / (len(rows) * len(columns))
    found = {(b, a) for a, b in wanted if _alike(pieces[a], pieces[b], alike).any()}
    return seconds * len(pieces) * (len(pieces) - 1) / 2, found


def _alike(rows: Sequence[str], columns: Sequence[str], alike: float) -> np.ndarray:
    return cdist(rows, columns, scorer=Indel.normalized_similarity, score_cutoff=alike, dtype=np.float32)


def _shingles(text: Iterable[str]) -> list[str]:
    words = fold(" ".join(text)).split()
    return [" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)]


PEERS: dict[str, Peer] = {
    "datasketch, MinHash LSH": datasketch,
    "rensa, MinHash LSH": rensa,
    "rapidfuzz, whole articles (estimated)": rapidfuzz_articles,
    "rapidfuzz, paragraphs (estimated)": rapidfuzz_paragraphs,
}
