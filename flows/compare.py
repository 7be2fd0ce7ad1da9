"""Compares the articles that are new with those on file, and writes what follows: pairs, copies, stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.boilerplate import boilerplate_lines
from extractors.copies.crowds import verify
from extractors.copies.edges import resolve, without_source
from extractors.copies.pairs import compare_all
from storage import boilerplate, copies
from storage.paragraphs import index_paragraphs
from storage.work import open_work

if TYPE_CHECKING:
    from pathlib import Path

    from extractors.model import ArticleFacts
    from storage.work import Database


def compare(folder: Path, agencies: frozenset[str]) -> int:
    """Compares all that waits, at once, so that the order of loading does not matter; how many copies are new."""
    with open_work(folder) as work:
        _take_out_boilerplate(work)
        new = copies.pending(work)
        if not new:
            return 0
        ids = [article.article_id for article in new]
        copies.index_prints(work, new)
        touched = find_pairs(work, ids)
        found = _link(work, touched, agencies)
        index_paragraphs(work, ids)
        copies.compared(work)
    return found


def _take_out_boilerplate(work: Database) -> None:
    """Takes out of all articles of an outlet what it prints everywhere: that is nobody's copy."""
    for outlet, lines in boilerplate.candidates(work).items():
        if found := boilerplate_lines(boilerplate.texts(work, outlet, lines), lines):
            boilerplate.take_out(work, outlet, found)


def find_pairs(work: Database, ids: list[int]) -> frozenset[int]:
    """Compares *ids* with what shares prints with them; all articles whose pairs may have changed."""
    partners = copies.forget_pairs(work, ids)
    copies.find_postings(work, ids)
    outdated = copies.outdated(work)
    candidates = (*copies.candidates(work, ids), *outdated)
    needed = {article_id for one in candidates for article_id in (one.article_id, one.other_id)}
    texts = {text.article_id: text for text in copies.texts(work, needed)}
    copies.replace_pairs(work, verify(candidates, texts, copies.stories_of(work, needed.difference(ids))))
    return partners.union(ids, (article_id for one in outdated for article_id in (one.article_id, one.other_id)))


def _link(work: Database, ids: frozenset[int], agencies: frozenset[str]) -> int:
    core = copies.within_reach(work, ids)  # whose story or edges may change
    scope = copies.within_reach(work, core)  # what is needed to decide about these
    facts = copies.facts(work, scope, agencies)
    _compare_with_origins(work, facts)
    links = resolve(facts, copies.pairs_among(work, scope))
    return copies.replace_links(work, core, links.copies, links.stories, facts)


def _compare_with_origins(work: Database, facts: tuple[ArticleFacts, ...]) -> None:
    """Compares those with the origin of their story that were not held against anything in it that is older."""
    missing = without_source(facts, copies.pairs_among(work, frozenset(one.article_id for one in facts)))
    texts = {
        text.article_id: text for text in copies.texts(work, {article_id for ids in missing for article_id in ids})
    }
    verified = dict.fromkeys(missing) | {
        (pair.a_id, pair.b_id): pair for pair in compare_all((texts[a_id], texts[b_id]) for a_id, b_id in missing)
    }
    copies.replace_pairs(work, verified)
