"""How well copies and stories are found, and what each threshold does: precision and recall on labelled pairs.

    python benchmarks/copies.py PAIRS --articles articles.jsonl.gz    # a labelled set
    python benchmarks/copies.py my-pairs.csv --data data              # pairs of your own, in your own database

PAIRS is a CSV or JSON lines with ``a``, ``b`` and ``label`` (or ``kind``): two ids of the articles file, or with --data
two URLs. Labels under --none say that two articles have nothing to do with each other, labels under --same that they
are one text; every other label is a passage. Articles are one JSON object a line: ``id``, ``outlet``, ``title``,
``paragraphs`` (or ``paras``, or ``text``), and where known ``published_at`` (or ``ts``), ``wire_agency``,
``cited_source``, and ``gold``, the story that it belongs to; --articles alone, without PAIRS, measures stories.

First what SQL says after everything was compared with everything in the usual way, then for each threshold what the
labelled pairs would be with it a little lower and higher. The thresholds stand in extractors/copies/thresholds.py.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.copies import edges, pairs, stories
from extractors.ids import hash63
from extractors.model import Article, ArticleFacts, ArticleText
from flows.compare import compare
from storage.articles import Incoming, load_articles
from storage.publishing import published
from storage.query import read
from storage.work import WORK_FILE, open_work

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import ModuleType

    Ids = tuple[str, str]  # of two articles, in order

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

#: Where each threshold is read, and the values to try.
SWEEP: tuple[tuple[ModuleType, str, tuple[float, ...]], ...] = (
    (pairs, "MIN_SHARED_WORDS", (15, 20, 25, 30, 35, 40, 50)),
    (pairs, "MIN_RUN", (8, 11, 14, 17, 20, 24)),
    (pairs, "MIN_PASSAGE_WORDS", (10, 15, 20, 25, 30)),
    (pairs, "PARAGRAPH_SIMILARITY", (0.7, 0.75, 0.8, 0.85, 0.9)),
    (pairs, "NUMBERS_AGREE", (0.3, 0.4, 0.5, 0.6, 0.7)),
    (edges, "COPY_COVERAGE", (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)),
    (edges, "MUCH_COVERAGE", (0.55, 0.6, 0.65, 0.7)),
    (edges, "UNBROKEN_RUN", (0.2, 0.25, 0.3, 0.35, 0.5, 1.0)),
    (edges, "VERSION_COVERAGE", (0.1, 0.2, 0.3, 0.4, 0.5)),
    (stories, "SAME_TEXT_OTHER", (0.4, 0.5, 0.6, 0.7)),
    (stories, "CUT_TEXT", (0.75, 0.8, 0.85, 0.9, 0.95)),
    (stories, "CUT_TEXT_OTHER", (0.2, 0.3, 0.4, 0.5)),
)


def main() -> None:
    """Print the figures of one labelled set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="?", help="labelled pairs: CSV or JSON lines")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--articles", type=Path, help="the articles of a labelled set, JSON lines")
    source.add_argument("--data", type=Path, help="a data folder of wirewatch; pairs name URLs")
    parser.add_argument("--none", default="N,none,quote,template", help="labels of pairs that are no copies")
    parser.add_argument("--same", default="S,exact,update,wire", help="labels of pairs that are one text")
    arguments = parser.parse_args()

    if arguments.data:
        database, gold = published(arguments.data), {}
        print_all(arguments, database, "url", gold)
        return
    rows = list(_rows(arguments.articles))
    gold = {str(row["id"]): str(row["gold"]) for row in rows if "gold" in row}
    with tempfile.TemporaryDirectory() as folder:
        _load(Path(folder), rows)
        started = time.process_time()
        compare(Path(folder), frozenset(row["outlet"] for row in rows if row.get("agency")))
        print(
            f"{len(rows)} articles; compare: {1000 * (time.process_time() - started) / len(rows):.2f} CPU ms an article"
        )
        print_all(arguments, Path(folder) / WORK_FILE, "parse_path(url)[-1]", gold)


def print_all(arguments: argparse.Namespace, database: Path, key: str, gold: Mapping[str, str]) -> None:
    """What the *database* says of the labelled pairs; *key* is the SQL for what they call an article."""
    found = read(database, "SELECT kind, count(*) FROM copies GROUP BY kind ORDER BY kind").values
    print("rows of copies: " + ", ".join(f"{count} {kind}" for kind, count in found))
    if gold:
        _print_stories(gold, dict(read(database, f"SELECT {key}, story_id FROM articles").values))
    if arguments.pairs:
        labelled = {_ids(row): str(row.get("label") or row.get("kind")) for row in _rows(arguments.pairs)}
        none, same = (set(labels.split(",")) for labels in (arguments.none, arguments.same))
        reused = {ids for ids, label in labelled.items() if label not in none}
        one_text = {ids for ids, label in labelled.items() if label in same}
        _print_sql(database, key, labelled, reused, one_text)
        _print_sweep(database, key, labelled, reused, one_text)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = content.decode("utf-8-sig").split("\n")  # not splitlines: texts hold other line separators
    if path.suffixes[:1] == [".csv"]:
        yield from csv.DictReader(lines)
    else:
        for number, line in enumerate(line for line in lines if line.strip()):
            yield {"id": number} | json.loads(line)


def _load(folder: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with open_work(folder) as work:
        load_articles(work, [_incoming(number, row) for number, row in enumerate(rows)])


def _incoming(number: int, row: Mapping[str, Any]) -> Incoming:
    published_at = row.get("published_at") or row.get("ts")
    paragraphs = tuple(row.get("paragraphs") or row.get("paras") or str(row.get("text", "")).split("\n"))
    article = Article(
        url=f"https://{row['outlet']}/{row['id']}",
        title=row["title"],
        paragraphs=paragraphs,
        published_at=datetime.fromisoformat(published_at).astimezone(UTC) if isinstance(published_at, str) else None,
        wire_agency=row.get("wire_agency"),
        cited_source=row.get("cited_source"),
    )
    seen = _EPOCH + timedelta(days=row.get("day", 0), seconds=number)
    return Incoming(hash63(article.url), row["outlet"], article, seen, seen)


def _ids(row: Mapping[str, Any]) -> Ids:
    a, b = sorted((str(row["a"]), str(row["b"])))
    return a, b


def _print_sql(database: Path, key: str, labelled: Mapping[Ids, str], reused: set[Ids], one_text: set[Ids]) -> None:
    """A line a label, and the verdicts: a row of copies between the two, or one story."""
    story_of = dict(read(database, f"SELECT {key}, story_id FROM articles").values)
    rows = read(
        database,
        f"WITH named AS (SELECT article_id, {key} AS name FROM articles)"
        " SELECT least(a.name, b.name), greatest(a.name, b.name), kind FROM copies"
        " JOIN named a ON a.article_id = copy_id JOIN named b ON b.article_id = source_id",
    ).values
    kinds = {(a, b): kind for a, b, kind in rows}
    together = {ids for ids in labelled if len({story_of.get(name, name) for name in ids}) == 1}
    print(f"\n{'label':<10}{'pairs':>7}{'a row':>8}{'one story':>11}{'either':>8}")
    for label in sorted(set(labelled.values())):
        ids = {ids for ids, given in labelled.items() if given == label}
        linked = ids & kinds.keys()
        print(f"{label:<10}{len(ids):>7}{len(linked):>8}{len(ids & together):>11}{len(linked | ids & together):>8}")
    print(f"rows outside of labelled pairs: {len(kinds.keys() - labelled.keys())}")
    print(f"reuse     {_scores(reused, labelled.keys() & kinds.keys() | together)}")
    copied = {ids for ids in labelled if kinds.get(ids) == "copy"}
    print(f"one text  {_scores(one_text, copied | together)}")


def _print_sweep(database: Path, key: str, labelled: Mapping[Ids, str], reused: set[Ids], one_text: set[Ids]) -> None:
    """Each threshold apart; two articles are compared without candidates, and without what recurs on file."""
    rows = read(
        database,
        f"SELECT {key}, article_id, title, text, outlet, wire_agency, cited_source, published_at, first_seen_at"
        " FROM articles",
    ).values
    texts = {name: ArticleText(id_, title, tuple(text.split("\n"))) for name, id_, title, text, *_ in rows}
    facts = {
        name: ArticleFacts(id_, outlet, None, title, *rest, rest[-1]) for name, id_, title, _, outlet, *rest in rows
    }
    known = [ids for ids in labelled if ids[0] in texts and ids[1] in texts]
    if len(known) < len(labelled):
        print(f"{len(labelled) - len(known)} pairs name articles that are not there")
    for module, name, values in SWEEP:
        chosen = getattr(module, name)
        print(f"\n{name}")
        for value in values:
            setattr(module, name, value)
            reuse, same = set(), set()
            for ids in known:
                pair = pairs.compare(texts[ids[0]], texts[ids[1]])
                links = edges.resolve([facts[name] for name in ids], [pair] if pair else [])
                if links.copies or len(links.stories) == 1:
                    reuse.add(ids)
                if len(links.stories) == 1 or any(copy.kind == "copy" for copy in links.copies):
                    same.add(ids)
            mark = "*" if value == chosen else " "
            print(f" {mark}{value:<6} reuse {_scores(reused, reuse)}   one text {_scores(one_text, same)}")
        setattr(module, name, chosen)


def _scores(wanted: set[Ids], found: set[Ids]) -> str:
    right = len(wanted & found)
    precision, recall = right / max(len(found), 1), right / max(len(wanted), 1)
    f1 = 2 * right / max(len(wanted) + len(found), 1)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"


def _print_stories(gold: Mapping[str, str], story_of: Mapping[str, int]) -> None:
    """How well stories agree with the families that the articles name as ``gold``."""
    found, wanted = [story_of[key] for key in gold], list(gold.values())
    precision, recall = _bcubed(found, wanted)
    f1 = 2 * precision * recall / (precision + recall)
    largest = max(Counter(found).items(), key=lambda story: story[1])
    family = max(Counter(wanted)[name] for name, story in zip(wanted, found, strict=True) if story == largest[0])
    print(f"\nstories: ARI {rand_index(found, wanted):.4f}  B-cubed P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}")
    print(f"the largest story has {largest[1]} articles, its family {family}")


def rand_index(found: Sequence[int], gold: Sequence[str]) -> float:
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


if __name__ == "__main__":
    main()
