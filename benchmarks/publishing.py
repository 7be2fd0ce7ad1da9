"""What it costs to publish after a batch of 500 articles, at 10,000 and at 500,000 on file.

    python benchmarks/publishing.py [--articles 10000 500000] [--batches 6] [--folder FOLDER]

The articles on file are made in SQL, of phrases that compress as prose does; the batches are loaded as runs load them,
and change some hundred stories. CPU in seconds and bytes written are those of this process, the median of the batches;
their ratios are what counts (the bar is 3). A publication counts as half an hour after the one before.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from extractors.ids import hash63
from extractors.model import Article, Claim, Removal
from storage.articles import Incoming, load_articles
from storage.paragraphs import index_paragraphs
from storage.publishing import publish
from storage.work import WORK_FILE, column_of, insert, open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
BATCH = 500
CHUNK = 20_000

_pick = random.Random(0)
_VOCABULARY = ["".join(_pick.choices("aeioubcdfghklmnprst", k=_pick.randint(2, 9))) for _ in range(6_000)]
PHRASES = [" ".join(_pick.choices(_VOCABULARY, k=7)) for _ in range(20_000)]

ON_FILE = """
CREATE TEMP TABLE ids AS
    SELECT n, (hash(n) >> 1)::BIGINT AS article_id, 'outlet-' || n % 60 AS outlet,
           $noon::TIMESTAMPTZ + to_minutes(n) AS seen_at,
           'http://outlet-' || n % 60 || '.news/' || n AS url
    FROM (SELECT unnest(range($start, $end))::INTEGER AS n);
CREATE TEMP TABLE picked AS
    SELECT n, article_id, position, (hash(n, position, part) % 20000)::BIGINT AS number
    FROM ids, (SELECT unnest(range(1, 10))::INTEGER AS position), (SELECT unnest(range(8)) AS part);
CREATE TEMP TABLE made AS
    SELECT n, article_id, position, (hash(n, position) >> 1)::BIGINT AS text_id, string_agg(phrase, ' ') AS text
    FROM picked JOIN phrases USING (number) GROUP BY ALL ORDER BY n, position;
INSERT INTO private.paragraphs SELECT article_id, position, text, 56, text_id FROM made;
INSERT INTO private.paragraph_texts SELECT text_id, article_id, 1 FROM made;
INSERT INTO private.articles (article_id, outlet, url, title, published_at, first_seen_at, fetched_at, language, text,
                              words, confidence, version)
    SELECT article_id, outlet, url, left(min(text), 60), seen_at, seen_at, seen_at, 'en',
           string_agg(text, chr(10) ORDER BY position), 504, 1.0, 1
    FROM made JOIN ids USING (n, article_id) GROUP BY ALL ORDER BY seen_at;
INSERT INTO private.placements (article_id, story_id) SELECT article_id, article_id FROM ids;
INSERT INTO stories (story_id, title, articles, outlets, newsrooms, first_article_id, started_at, last_at)
    SELECT article_id, 'A story', 1, 1, 1, article_id, seen_at, seen_at FROM ids;
INSERT INTO private.prints (article_id, outlet, print)
    SELECT article_id, outlet, (hash(n, part, 7) >> 1)::BIGINT FROM ids, (SELECT unnest(range(40)) AS part);
INSERT INTO claims (article_id, field, source, value, raw, verdict)
    SELECT article_id, field, 'json-ld', field || n, field || n, 'chosen' FROM ids,
           (SELECT unnest(['title', 'authors', 'published_at', 'language', 'canonical_url']) AS field);
INSERT INTO removed_text (article_id, position, text, reason, evidence)
    SELECT article_id, 9, 'Read also: ' || n, 'link', 'a link' FROM ids;
INSERT INTO urls (url, outlet, state, reason, discovered_by, discovered_at, article_id)
    SELECT url, outlet, 'loaded', 'ok', 'feed', seen_at, article_id FROM ids;
INSERT INTO fetches (fetch_id, run_id, url, outlet, purpose, fetched_at, outcome, status, bytes, seconds)
    SELECT n, n // 500, url, outlet, 'page', seen_at, 'ok', 200, 30000, 0.3 FROM ids;
DROP TABLE made;
DROP TABLE picked;
DROP TABLE ids;
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step took."""

    cpu: float
    written: int

    @classmethod
    def so_far(cls) -> Cost:
        """Of this process, up to now."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        written = next(line for line in Path("/proc/self/io").read_text().splitlines() if line.startswith("wchar"))
        return cls(used.ru_utime + used.ru_stime, int(written.split()[1]))

    def since(self, before: Cost) -> Cost:
        """What was added."""
        return Cost(self.cpu - before.cpu, self.written - before.written)


def main() -> None:
    """Prints a row for each size, and the ratios of the last to the first."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, nargs="+", default=[10_000, 500_000])
    options.add_argument("--batches", type=int, default=6)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    print(f"{'articles':>9} {'file MB':>8}   load: CPU s, MB written   publish: CPU s, MB written")
    costs = []
    for articles in chosen.articles:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            load, published = measure(Path(folder), articles, chosen.batches)
            size = (Path(folder) / WORK_FILE).stat().st_size / 1e6
        costs.append(published)
        print(
            f"{articles:>9,} {size:>8.0f}   {load.cpu:>11.2f} {load.written / 1e6:>12.1f}"
            f"   {published.cpu:>14.3f} {published.written / 1e6:>12.1f}",
            flush=True,
        )
    first, last = costs[0], costs[-1]
    print(f"publish, last to first: CPU {last.cpu / first.cpu:.2f}, bytes {last.written / first.written:.2f}")


def measure(folder: Path, articles: int, batches: int) -> tuple[Cost, Cost]:
    """What a load and a publication of a batch cost with so many articles on file."""
    for start in range(0, articles, CHUNK):
        fill(folder, start, min(start + CHUNK, articles))
    loads, publications = [], []
    for number in range(-2, batches):  # the first two are full copies: there is no generation to bring up to date
        before = Cost.so_far()
        load(folder, number)
        loaded = Cost.so_far()
        publish(folder)
        if number >= 0:
            loads.append(loaded.since(before))
            publications.append(Cost.so_far().since(loaded))
        half_an_hour_passes(folder)
    return _median(loads), _median(publications)


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(cost.cpu for cost in costs), int(median(cost.written for cost in costs)))


def fill(folder: Path, start: int, end: int) -> None:
    """Articles in SQL."""
    with open_work(folder) as work:
        work.execute(
            "CREATE TEMP TABLE phrases AS SELECT unnest(range(20000)) AS number, unnest($1) AS phrase", [PHRASES]
        )
        for statement in ON_FILE.split(";\n"):
            named = {"start": start, "end": end, "noon": NOON}
            work.execute(statement, {name: value for name, value in named.items() if f"${name}" in statement})


def load(folder: Path, number: int) -> None:
    """A batch as a run loads it; of the stories on file some get a member."""
    pick = random.Random(number)
    items = [one_article(pick, number, item) for item in range(BATCH)]
    with open_work(folder) as work:
        load_articles(work, items)
        index_paragraphs(work, [item.article_id for item in items])
        insert(
            work,
            "private.prints",
            [(item.article_id, item.outlet, pick.getrandbits(63)) for item in items for _ in range(40)],
        )
        joined = column_of(work, f"SELECT story_id FROM stories USING SAMPLE 100 ROWS (reservoir, {number + 9})")
        work.execute("DELETE FROM stories WHERE story_id IN (SELECT unnest($1::BIGINT[]))", [joined])
        insert(work, "stories", [(story_id, "A story", 2, 2, 1, story_id, None, NOON, NOON) for story_id in joined])


def one_article(pick: random.Random, batch: int, item: int) -> Incoming:
    """An article that nobody has seen."""
    url = f"http://outlet-{item % 60}.news/{batch}/{item}"
    paragraphs = tuple(" ".join(pick.choices(PHRASES, k=8)) for _ in range(9))
    claims = tuple(
        Claim(field, "json-ld", f"{field}{item}", f"{field}{item}", "chosen")
        for field in ("title", "authors", "language")
    )
    removed = (Removal(9, f"Read also: {batch} {item}", "link", "a link"),)
    article = Article(
        url, paragraphs[0][:60], paragraphs, published_at=NOON, language="en", claims=claims, removed=removed
    )
    seen = NOON + timedelta(days=1_000, minutes=batch)
    return Incoming(hash63(url), f"outlet-{item % 60}", article, seen, seen)


def half_an_hour_passes(folder: Path) -> None:
    """Generations age."""
    for generation in (folder / "pub").iterdir():
        before = generation.stat().st_mtime - 1_800
        os.utime(generation, (before, before))


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"in {time.monotonic() - started:.0f} s")
