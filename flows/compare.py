"""Compares the articles that are new with those on file, and writes what follows: pairs, copies, stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.copies.edges import resolve
from extractors.copies.pairs import compare_all
from storage import copies
from storage.articles import index_paragraphs
from storage.work import open_work

if TYPE_CHECKING:
    from pathlib import Path

    from storage.work import Database


def compare(folder: Path, agencies: frozenset[str]) -> int:
    """Compares all that waits, at once, so that the order of loading does not matter; how many copies are new."""
    with open_work(folder) as work:
        new = copies.pending(work)
        if not new:
            return 0
        ids = [article.article_id for article in new]
        copies.index_prints(work, new)
        index_paragraphs(work, ids)
        _find_pairs(work, ids)
        found = _link(work, ids, agencies)
        copies.compared(work)
    return found


def _find_pairs(work: Database, ids: list[int]) -> None:
    candidates = copies.candidates(work, ids)
    needed = sorted({article_id for pair in candidates for article_id in pair})
    texts = {text.article_id: text for text in copies.texts(work, needed)}
    copies.replace_pairs(work, ids, compare_all((texts[a_id], texts[b_id]) for a_id, b_id in candidates))


def _link(work: Database, ids: list[int], agencies: frozenset[str]) -> int:
    core = copies.within_reach(work, frozenset(ids))  # whose story or edges may change
    scope = copies.within_reach(work, core)  # what is needed to decide about these
    links = resolve(copies.facts(work, scope, agencies), copies.pairs_among(work, scope))
    return copies.replace_links(work, core, links.copies, links.stories)
