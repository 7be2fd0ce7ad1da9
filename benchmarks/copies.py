"""How well copies and stories are found: precision and recall on a labelled set.

    python benchmarks/copies.py --articles articles.jsonl.gz --pairs pairs.jsonl.gz

Articles are one JSON object a line: ``id``, ``outlet``, ``title``, ``paragraphs`` (or ``paras``, or ``text``), and
where known ``published_at`` (or ``ts``), ``wire_agency``, ``cited_source``, ``gold`` (the story it belongs to).
Pairs are JSON lines or CSV with ``a``, ``b`` and ``label`` (or ``kind``). Labels under --none say that two articles
have nothing to do with each other.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.copies.edges import Links, resolve
from extractors.copies.pairs import compare_all
from extractors.copies.prints import HOT_ARTICLES, HOT_REPEATS, HOT_SHARE, RARITY_FLOOR, SHARED_FLOOR, prints
from extractors.model import ArticleFacts, ArticleText, Pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print the figures of one labelled set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--none", default="N,none,quote,template", help="labels of pairs that are no copies")
    parser.add_argument("--same", default="S,exact,update,wire", help="labels of pairs that are one text")
    arguments = parser.parse_args()

    rows = list(_rows(arguments.articles))
    texts = [ArticleText(number, row["title"], _paragraphs(row)) for number, row in enumerate(rows)]
    facts = [_facts(number, row) for number, row in enumerate(rows)]
    numbers = {str(row["id"]): number for number, row in enumerate(rows)}

    started = time.process_time()
    candidates = _candidates([prints(text.paragraphs) for text in texts], facts)
    printed = time.process_time()
    pairs = compare_all((texts[a], texts[b]) for a, b in candidates)
    compared = time.process_time()
    links = resolve(facts, pairs)
    resolved = time.process_time()
    print(f"{len(texts)} articles, {len(candidates)} candidates, {len(pairs)} pairs, {len(links.stories)} stories")
    print(f"edges: {dict(sorted(Counter(copy.kind for copy in links.copies).items()))}")
    print(f"CPU ms: prints and candidates {_per(printed - started, texts)} an article, ", end="")
    print(
        f"compare {_per(compared - printed, candidates)} a candidate, resolve {_per(resolved - compared, pairs)} a pair"
    )

    if arguments.pairs:
        labelled = {_ids(numbers, row): str(row.get("label") or row.get("kind")) for row in _rows(arguments.pairs)}
        direct = compare_all((texts[a], texts[b]) for a, b in labelled)
        none, same = (set(labels.split(",")) for labels in (arguments.none, arguments.same))
        _print_labels(labelled, candidates, direct, links)
        _print_verdicts(labelled, direct, links, none, same)
        _print_unlabelled(labelled, links, none)
    if all("gold" in row for row in rows):
        _print_stories([str(row["gold"]) for row in rows], links)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = content.decode("utf-8-sig").split("\n")  # not splitlines: texts hold other line separators
    if path.suffixes[:1] == [".csv"]:
        yield from csv.DictReader(lines)
    else:
        yield from (json.loads(line) for line in lines if line.strip())


def _paragraphs(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row.get("paragraphs") or row.get("paras") or str(row.get("text", "")).split("\n"))


def _facts(number: int, row: Mapping[str, Any]) -> ArticleFacts:
    published = row.get("published_at") or row.get("ts")
    return ArticleFacts(
        article_id=number,
        outlet=row["outlet"],
        agency=row.get("agency"),
        title=row["title"],
        wire_agency=row.get("wire_agency"),
        cited_source=row.get("cited_source"),
        published_at=datetime.fromisoformat(published).astimezone(UTC) if isinstance(published, str) else None,
        first_seen_at=_EPOCH + timedelta(seconds=number),
    )


def _ids(numbers: Mapping[str, int], row: Mapping[str, Any]) -> tuple[int, int]:
    a, b = sorted((numbers[str(row["a"])], numbers[str(row["b"])]))
    return a, b


def _candidates(all_prints: Sequence[tuple[int, ...]], facts: Sequence[ArticleFacts]) -> list[tuple[int, int]]:
    """What storage's SQL does, in Python."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, article_prints in enumerate(all_prints):
        for print_ in article_prints:
            holders[print_].append(number)
    rarity: dict[tuple[int, int], float] = defaultdict(float)
    shared: Counter[tuple[int, int]] = Counter()
    for articles in holders.values():
        if not _is_hot(len(articles), len({facts[number].outlet for number in articles})):
            for pair in combinations(articles, 2):
                rarity[pair] += 1 / len(articles)
                shared[pair] += 1
    return sorted(pair for pair in shared if rarity[pair] >= RARITY_FLOOR or shared[pair] >= SHARED_FLOOR)


def _is_hot(articles: int, outlets: int) -> bool:
    return articles >= HOT_ARTICLES and articles - outlets >= max(HOT_REPEATS, HOT_SHARE * articles)


def _print_labels(
    labelled: Mapping[tuple[int, int], str], candidates: Iterable[tuple[int, int]], direct: Iterable[Pair], links: Links
) -> None:
    """A line a label: how many of its pairs pass each stage."""
    stages = {
        "candidate": set(candidates),
        "shares prose": {(pair.a_id, pair.b_id) for pair in direct},
        "edge": _edges(links),
        "one story": _together(links),
    }
    stages["edge or story"] = stages["edge"] | stages["one story"] | _between_stories(links)
    print(f"\n{'label':<10}{'pairs':>7}" + "".join(f"{stage:>15}" for stage in stages))
    for label in sorted(set(labelled.values())):
        pairs = {pair for pair, given in labelled.items() if given == label}
        print(f"{label:<10}{len(pairs):>7}" + "".join(f"{len(pairs & stage):>15}" for stage in stages.values()))


def _print_verdicts(
    labelled: Mapping[tuple[int, int], str], direct: Iterable[Pair], links: Links, none: set[str], same: set[str]
) -> None:
    reused = {pair for pair, label in labelled.items() if label not in none}
    one_text = {pair for pair, label in labelled.items() if label in same}
    pairs = {(pair.a_id, pair.b_id): pair for pair in direct}
    mostly = {ids for ids, pair in pairs.items() if max(pair.a_coverage, pair.b_coverage) >= 0.6}  # noqa: PLR2004
    linked = (_edges(links) | _together(links) | _between_stories(links)) & labelled.keys()
    print("\n" + _scores("reuse, by shared prose", reused, set(pairs)))
    print(_scores("reuse, by edges and stories", reused, linked))
    print(_scores("one text, coverage >= .6", one_text, mostly))
    print(_scores("one text, one story", one_text, _together(links) & labelled.keys()))


def _print_unlabelled(labelled: Mapping[tuple[int, int], str], links: Links, none: set[str]) -> None:
    """Edges that no label speaks of; those that only go on from labelled pairs are not counted."""
    parents: dict[int, int] = {}

    def root(article: int) -> int:
        while parents.get(article, article) != article:
            article = parents[article]
        return article

    for (a, b), label in labelled.items():
        if label not in none:
            parents[root(a)] = root(b)
    outside = [copy for copy in links.copies if root(copy.copy_id) != root(copy.source_id)]
    kinds = Counter(copy.kind for copy in outside)
    print(f"edges outside of labelled pairs: {len(outside)} of {len(links.copies)} {dict(sorted(kinds.items()))}")


def _edges(links: Links) -> set[tuple[int, int]]:
    return {_sorted(copy.copy_id, copy.source_id) for copy in links.copies}


def _together(links: Links) -> set[tuple[int, int]]:
    return {pair for story in links.stories for pair in combinations(story.article_ids, 2)}


def _between_stories(links: Links) -> set[tuple[int, int]]:
    """Pairs whose stories an edge joins: one edge stands for all members."""
    story_of = {article: story for story in links.stories for article in story.article_ids}
    return {
        _sorted(a, b)
        for copy in links.copies
        for a in story_of[copy.copy_id].article_ids
        for b in story_of[copy.source_id].article_ids
        if a != b
    }


def _sorted(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _scores(name: str, wanted: set[tuple[int, int]], found: set[tuple[int, int]]) -> str:
    right = len(wanted & found)
    precision, recall = right / max(len(found), 1), right / max(len(wanted), 1)
    f1 = 2 * right / max(len(wanted) + len(found), 1)
    return f"{name:<30} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"


def _print_stories(gold: Sequence[str], links: Links) -> None:
    story_of = {article: story.story_id for story in links.stories for article in story.article_ids}
    found = [story_of[number] for number in range(len(gold))]
    precision, recall = _bcubed(found, gold)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"\nstories: ARI {_rand(found, gold):.4f}  B-cubed P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}")


def _rand(found: Sequence[int], gold: Sequence[str]) -> float:
    """Rand index, adjusted for chance (Hubert and Arabie 1985)."""
    both, rows, columns = (
        sum(math.comb(count, 2) for count in Counter(keys).values())
        for keys in (zip(found, gold, strict=True), found, gold)
    )
    expected = rows * columns / math.comb(len(gold), 2)
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _bcubed(found: Sequence[int], gold: Sequence[str]) -> tuple[float, float]:
    """Precision and recall of the stories of each article, averaged (Bagga and Baldwin 1998)."""
    stories, families, both = Counter(found), Counter(gold), Counter(zip(found, gold, strict=True))
    precision = sum(count * count / stories[story] for (story, _), count in both.items()) / len(gold)
    recall = sum(count * count / families[family] for (_, family), count in both.items()) / len(gold)
    return precision, recall


def _per(seconds: float, things: Sequence[object]) -> str:
    return f"{1000 * seconds / max(len(things), 1):.2f}"


if __name__ == "__main__":
    main()
