"""What finding copies costs as the corpus grows, beside others that find copies, and when one text is everywhere.

    python -m benchmarks.scale [--quick] [growth] [million] [peers] [crowd]

``growth``: a whole ``wirewatch import`` of 1,000 articles, and comparing them alone, against 3,000 and against 30,000
on file, the same copies among them; the bar is a ratio of 1.5. ``million``: the same against 1,000,000, of which
100,000 have a text and the others prints drawn at random: candidates and matches take 6 ms an article at most, the
index .6 kB. ``peers``: 10,000 articles compared with each other, by wirewatch, datasketch, rensa and rapidfuzz alone.
``crowd``: 12 stories of 400 copies (and 100 copies on 40 outlets, in 8 runs) beside 3,000 other articles; 2 comparisons
an article at most, ARI .99.

News is made up (`benchmarks.made_news`); a tenth of what is new are wire copies, a tenth partial copies. CPU is that of
processes; only figures of one run compare. --quick: sizes that end in a minute, at which the bars mean little.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.copies import rand_index
from benchmarks.made_news import OUTLETS, articles, partial_copy, title_of, wire_copy
from benchmarks.peers import PEERS
from extractors.copies import pairs
from extractors.ids import hash63
from extractors.model import Article, ArticleText
from flows.compare import compare, find_pairs
from storage import copies
from storage.articles import Incoming, load_articles
from storage.query import read
from storage.work import WORK_FILE, open_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.made_news import Paragraphs
    from extractors.copies.prose import Prose
    from extractors.model import Pair
    from storage.work import Database

    Places = tuple[int, int]  # of two articles, the earlier first

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)

#: How often each import is repeated, on a copy of the same folder; the median counts.
REPEATS = 3

#: Articles with a text that are put on file at once.
BATCH = 10_000

RANDOM_PRINTS = """
INSERT INTO private.prints
SELECT (hash(n) >> 1)::BIGINT, 'outlet-' || n % 60, (hash(n, part) >> 1)::BIGINT
FROM (SELECT unnest(range($1, $2)) AS n), (SELECT unnest(range($3)) AS part) ORDER BY n;
"""

COMPARED = """
INSERT INTO private.placements (article_id, story_id, seen_by)
SELECT article_id, article_id, first_seen_at FROM private.articles;
DELETE FROM private.pending;
"""

PRINTLESS = """
INSERT INTO private.articles (article_id, outlet, title, text, published_at, first_seen_at)
SELECT (hash(n) >> 1)::BIGINT, 'outlet-' || n % 60, '', '', $3::TIMESTAMPTZ - to_minutes(n), $3::TIMESTAMPTZ
FROM (SELECT unnest(range($1, $2))::INTEGER AS n);
"""


@dataclass(frozen=True, slots=True)
class News:
    """Articles, and which of them are copies: (place of the copy, place of its source) by kind."""

    texts: list[Paragraphs]
    copied: dict[str, list[tuple[int, int]]]


def main() -> None:
    """Print the figures of each part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="sizes that end in a minute")
    arguments = parser.parse_args()
    for name in arguments.parts or PARTS:
        print(f"\n{name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](Path(folder), quick=arguments.quick)


def growth(folder: Path, *, quick: bool) -> None:
    """CPU of taking in the same number of articles, with few and with many on file."""
    few, many, new = (300, 3_000, 200) if quick else (3_000, 30_000, 1_000)
    news = made(many, new, copied=few)
    data = {size: folder / str(size) for size in (few, many)}
    _import(data[few], news, 0, few)
    shutil.copytree(data[few], data[many], symlinks=True)
    _import(data[many], news, few, many)
    costs: dict[int, list[tuple[float, float]]] = {few: [], many: []}
    for _ in range(REPEATS):  # in turn: what else the machine does weighs on both alike
        for size, repeats in costs.items():
            repeats.append(_costs(data[size], folder / "copy", news, many))
    spent: dict[int, tuple[float, float]] = {}
    for size, repeats in costs.items():
        whole, alone = zip(*repeats, strict=True)
        spent[size] = median(whole), median(alone)
        print(
            f"{new} articles against {size:7}: import {1000 * spent[size][0] / new:6.2f} CPU ms an article,"
            f" compare {1000 * spent[size][1] / new:6.2f}",
            flush=True,
        )
    whole, alone = (after / before for after, before in zip(spent[many], spent[few], strict=True))
    print(f"ratio: import {whole:.2f}, compare {alone:.2f} (at most 1.5)")


def _costs(data: Path, copy: Path, news: News, on_file: int) -> tuple[float, float]:
    """CPU seconds of importing what is new into a copy of *data*, and of comparing it alone in another."""
    shutil.copytree(data, copy, symlinks=True)
    whole = _import(copy, news, on_file, len(news.texts))
    shutil.rmtree(copy)
    shutil.copytree(data, copy, symlinks=True)
    with open_work(copy / "data") as work:
        load_articles(work, _incoming(news.texts, on_file))
    alone = _cpu(lambda: compare(copy / "data", frozenset()))
    shutil.rmtree(copy)
    return whole, alone


def _import(folder: Path, news: News, start: int, end: int) -> float:
    """CPU seconds of ``wirewatch import`` of these articles, with all the processes that it starts."""
    folder.mkdir(exist_ok=True)
    settings, lines = folder / "wirewatch.toml", folder / "articles.jsonl"
    settings.write_text('contact = "desk@benchmark.localhost"\n', encoding="utf-8")
    lines.write_text("".join(json.dumps(_line(news.texts, place)) + "\n" for place in range(start, end)), "utf-8")
    command = [Path(sys.executable).with_name("wirewatch"), "import", "--config", settings, lines]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def million(folder: Path, *, quick: bool) -> None:
    """What candidates and matches cost beside very many articles, and what their index takes on disk."""
    with_text, on_file, new = (2_000, 20_000, 200) if quick else (100_000, 1_000_000, 1_000)
    news = made(with_text, new)
    for start in range(0, with_text, BATCH):
        with open_work(folder) as work:
            load_articles(work, _incoming(news.texts[:with_text], start, start + BATCH))
    with open_work(folder) as work:
        work.execute(PRINTLESS, [with_text, on_file, NOON])
        work.execute(COMPARED)
    without = (folder / WORK_FILE).stat().st_size
    prints = 0
    for start in range(0, with_text, BATCH):
        with open_work(folder) as work:
            copies.index_prints(work, _as_compared(_incoming(news.texts[:with_text], start, start + BATCH)))
            ((prints,),) = work.execute("SELECT count(*) FROM private.prints").fetchall()
    for start in range(with_text, on_file, 10 * BATCH):
        with open_work(folder) as work:
            end = min(start + 10 * BATCH, on_file)
            work.execute(RANDOM_PRINTS, [start, end, round(prints / with_text)])
    index = (folder / WORK_FILE).stat().st_size - without
    print(f"{on_file} on file: index {index / on_file / 1000:.3f} kB an article (at most .6)", flush=True)
    with open_work(folder) as work:
        load_articles(work, _incoming(news.texts, with_text))
    with open_work(folder) as work:
        cpu, found = _found(work, news, with_text)
    print(
        f"candidates and matches: {1000 * cpu / new:.2f} CPU ms an article (at most 6); {recall(news, found)}",
        flush=True,
    )
    cpu = _cpu(lambda: compare(folder, frozenset()))
    print(f"the whole of comparing, copies and stories included: {1000 * cpu / new:.2f}")


def peers(folder: Path, *, quick: bool) -> None:
    """CPU and recall of different ways to compare the same articles with each other, all of them new."""
    old, new = (900, 100) if quick else (9_000, 1_000)
    news = made(old, new)
    with open_work(folder) as work:
        load_articles(work, _incoming(news.texts))
    with open_work(folder) as work:
        cpu, found = _found(work, news)
    _print_peer("wirewatch", len(news.texts), cpu, news, found)
    for name, peer in PEERS.items():
        try:
            seconds, found = peer(news.texts, [ids for copied in news.copied.values() for ids in copied])
        except ModuleNotFoundError as error:
            print(f"{name}: left out, {error.name} is not installed: pip install datasketch rensa")
            continue
        _print_peer(name, len(news.texts), seconds, news, found)


def _print_peer(name: str, count: int, cpu: float, news: News, found: set[Places]) -> None:
    print(f"{name:38} {1000 * cpu / count:9.2f} CPU ms an article; {recall(news, found)}", flush=True)


def crowd(folder: Path, *, quick: bool) -> None:
    """Comparisons made, and how well stories agree with what was made, where a few texts stand nearly everywhere."""
    copies_each, others = (60, 300) if quick else (400, 3_000)
    _crowd(folder / "many", copies_each, others, outlets=500, runs=1)
    _crowd(folder / "few", 100, others, outlets=40, runs=8)


def _crowd(folder: Path, copies_each: int, others: int, outlets: int, runs: int) -> None:
    folder.mkdir()
    rng = np.random.default_rng(3)
    rows = _stories(rng, 12, copies_each) + [(f"other {n}", text) for n, text in enumerate(articles(rng, others))]
    rows = [rows[place] for place in rng.permutation(len(rows))]
    incoming = _incoming([text for _, text in rows], outlets=outlets)
    compared, cpu, size = 0, 0.0, -(-len(rows) // runs)
    for start in range(0, len(rows), size):
        with open_work(folder) as work:
            load_articles(work, incoming[start : start + size])
        with _counted() as calls:
            cpu += _cpu(lambda: compare(folder, frozenset()))
        compared += len(calls)
    story_of = dict(read(folder / WORK_FILE, "SELECT article_id, story_id FROM articles").values)
    ari = rand_index([story_of[one.article_id] for one in incoming], [story for story, _ in rows])
    print(
        f"12 stories x {copies_each} copies on {outlets} outlets, {others} others, in {runs} runs:"
        f" {compared / len(rows):.2f} comparisons an article (at most 2), ARI {ari:.4f} (at least .99),"
        f" {1000 * cpu / len(rows):.2f} CPU ms an article",
        flush=True,
    )


def _stories(rng: np.random.Generator, stories: int, copies_each: int) -> list[tuple[str, Paragraphs]]:
    """Copies that are whole or cut short, some under a paragraph of their own, half with a line below."""
    rows = []
    for number, source in enumerate(articles(rng, stories)):
        for own in articles(rng, copies_each):
            kind = rng.random()
            text = source[: rng.integers(6, 9)] if kind < 0.4 else source
            text = (own[0], *text[1:]) if kind < 0.3 else text
            rows.append((f"story {number}", (*text, own[1][:90]) if rng.random() < 0.5 else text))
    return rows


@contextmanager
def _counted() -> Iterator[list[None]]:
    """An element for each time that two articles are compared."""
    calls: list[None] = []
    plain = pairs.compare_prose

    def counting(a: Prose, b: Prose) -> Pair | None:
        calls.append(None)
        return plain(a, b)

    pairs.compare_prose = counting
    try:
        yield calls
    finally:
        pairs.compare_prose = plain


def made(on_file: int, new: int, copied: int | None = None) -> News:
    """Articles of which the last *new* are in part copies of those before: of the first *copied*, where given."""
    rng = np.random.default_rng(1)
    texts = articles(rng, on_file + new)
    tenth = new // 10
    sources = rng.choice(copied or on_file, 2 * tenth, replace=False).tolist()
    pairs_ = list(zip(range(on_file, on_file + 2 * tenth), sources, strict=True))
    known = {"wire": pairs_[:tenth], "partial": pairs_[tenth:]}
    for make, kind in ((wire_copy, "wire"), (partial_copy, "partial")):
        for place, source in known[kind]:
            texts[place] = make(texts[source], texts[place], rng)
    return News(texts, known)


def recall(news: News, found: set[Places]) -> str:
    """The share of the copies of each kind that is among the pairs *found*, and how many others are."""
    shares = [
        f"{kind} {sum((b, a) in found for a, b in known) / len(known):.3f}" for kind, known in news.copied.items()
    ]
    others = len(found) - sum((b, a) in found for known in news.copied.values() for a, b in known)
    return f"recall {', '.join(shares)}; {others} other pairs"


def _found(work: Database, news: News, start: int = 0) -> tuple[float, set[Places]]:
    """CPU seconds of comparing what is new from *start* on, and the places of the pairs."""
    incoming = _incoming(news.texts)
    new = _as_compared(incoming[start:])
    place_of = {one.article_id: place for place, one in enumerate(incoming)}

    def find() -> None:
        copies.index_prints(work, new)
        find_pairs(work, [text.article_id for text in new])

    cpu = _cpu(find)
    rows = work.execute("SELECT a_id, b_id FROM private.pairs").fetchall()
    return cpu, {(min(places), max(places)) for row in rows if (places := [place_of[one] for one in row])}


def _incoming(
    texts: Sequence[Paragraphs], start: int = 0, end: int | None = None, outlets: int = OUTLETS
) -> list[Incoming]:
    """The articles from *start* to *end*, as they are loaded."""
    return [
        Incoming(
            hash63(url := _url(place)),
            f"outlet-{place % outlets}",
            Article(url, title_of(texts[place]), texts[place], published_at=NOON + timedelta(minutes=place)),
            NOON + timedelta(minutes=place),
            NOON + timedelta(minutes=place),
        )
        for place in range(start, len(texts) if end is None else min(end, len(texts)))
    ]


def _as_compared(incoming: Sequence[Incoming]) -> list[ArticleText]:
    return [ArticleText(one.article_id, one.article.title, one.article.paragraphs) for one in incoming]


def _line(texts: Sequence[Paragraphs], place: int) -> dict[str, object]:
    """The article at *place*, as it is imported."""
    published = (NOON + timedelta(minutes=place)).isoformat()
    title, outlet = title_of(texts[place]), f"outlet-{place % OUTLETS}"
    return {"url": _url(place), "outlet": outlet, "title": title, "paragraphs": texts[place], "published_at": published}


def _url(place: int) -> str:
    return f"https://news.localhost/{place}"


def _cpu(step: Callable[[], object]) -> float:
    """CPU seconds of this process in *step*, all its threads counted."""
    started = time.process_time()
    step()
    return time.process_time() - started


PARTS = {"growth": growth, "million": million, "peers": peers, "crowd": crowd}

if __name__ == "__main__":
    main()
