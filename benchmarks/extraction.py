"""How well ``clean_page`` finds the words of labelled pages beside plain trafilatura, how sure it is, what it costs.

    python benchmarks/extraction.py FOLDER... [--half 0|1]

A FOLDER holds ``gold.jsonl`` (one object a page: ``id``, ``url`` and either ``text`` with ``title`` and ``lang`` where
known, or the segments ``with_`` that must stand in the text and ``without`` that must not) and ``html/ID.html.gz``.
--half takes only the pages of one half of the sites: rules are tuned on half 0, half 1 says whether they hold.

Printed for each set, with trafilatura in the same run: mean bag-of-words F1 and 4-shingle F1 (the headline removed on
both sides), the difference with its 95 % interval (paired bootstrap), pages at F1 >= .98 and < .5, segments, language;
for all sets together confidence against F1, and CPU a page.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import trafilatura

from extractors.model import Page
from extractors.pages.article import clean_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff"
TOKEN = re.compile(f"[{UNSPACED}]|[^\\W{UNSPACED}]+")
SHINGLE = 4
RESAMPLES = 1_000

#: From this F1 on a text is right but for a line or two; under the other it is another text.
EXACT = 0.98
LOST = 0.5

#: From which confidence on pages are counted in a band of the table.
BANDS = (0.95, 0.9, 0.8, 0.7, 0.5, 0.0)

#: The share of pages that a reader who wants to be sure would keep.
KEPT = 0.75


@dataclass(frozen=True)
class Result:
    """One page as both extractors saw it."""

    gold: dict[str, Any]
    title: str
    ours: str
    theirs: str
    confidence: float
    language: str | None
    our_seconds: float
    their_seconds: float


@dataclass(frozen=True)
class Scores:
    """A text against its gold: bag-of-words F1, and precision and recall of its shingles."""

    f1: float
    precision: float
    recall: float


def main() -> None:
    """Print the figures of each set, then those of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", type=int, choices=(0, 1))
    arguments = parser.parse_args()
    everything: list[Result] = []
    for folder in arguments.folders:
        results = list(_results(folder, arguments.half))
        everything += results
        print(f"\n{folder.name}: {len(results)} pages")
        _print_bodies([result for result in results if "text" in result.gold])
        _print_segments([result for result in results if "with_" in result.gold])
        _print_languages([result for result in results if result.gold.get("lang")])
    _print_confidence([result for result in everything if "text" in result.gold])
    _print_cost(everything)


def _results(folder: Path, half: int | None) -> Iterator[Result]:
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        url = gold.get("url") or ""
        if half is not None and _half_of(url or gold["id"]) != half:
            continue
        content = gzip.decompress((folder / "html" / f"{gold['id']}.html.gz").read_bytes())
        started = time.process_time()
        theirs = trafilatura.extract(content, include_comments=False, with_metadata=True)
        between = time.process_time()
        article = clean_page(Page(url, content)).article
        ended = time.process_time()
        body = trafilatura.extract(content, include_comments=False) if theirs else None
        yield Result(
            gold,
            title=article.title if article else "",
            ours=article.text if article else "",
            theirs=body or "",
            confidence=article.confidence if article else 0.0,
            language=article.language if article else None,
            our_seconds=ended - between,
            their_seconds=between - started,
        )


def _half_of(url: str) -> int:
    """The half of the site that *url* belongs to: all pages of a site are in one."""
    site = ".".join((urlsplit(url).hostname or url).split(".")[-2:])
    return hashlib.sha256(site.encode()).digest()[0] % 2


def _print_bodies(results: Sequence[Result]) -> None:
    if not results:
        return
    ours = [_scores(result.ours, result.gold, result.title) for result in results]
    theirs = [_scores(result.theirs, result.gold, result.title) for result in results]
    for name, scores in (("wirewatch", ours), ("trafilatura", theirs)):
        f1 = [one.f1 for one in scores]
        exact, lost = _share(value >= EXACT for value in f1), _share(value < LOST for value in f1)
        print(
            f"  {name:12} F1 {mean(f1):.4f}  {SHINGLE}-shingle F1 {_shingle_f1(scores):.4f}"
            f"  pages >= {EXACT} {exact:.3f}  < {LOST} {lost:.3f}"
        )
    for name, differences in (
        ("F1", _resampled(ours, theirs, lambda scores: mean(one.f1 for one in scores))),
        (f"{SHINGLE}-shingle F1", _resampled(ours, theirs, _shingle_f1)),
    ):
        low, high = differences[len(differences) // 40], differences[-len(differences) // 40]
        print(f"  difference in {name}: {mean(differences):+.4f} [{low:+.4f}, {high:+.4f}]")


def _resampled(ours: Sequence[Scores], theirs: Sequence[Scores], figure: Any) -> list[float]:  # noqa: ANN401 - a function of scores
    """The difference of *figure* on pages drawn again and again with replacement, in order."""
    dice = random.Random(1)
    pages = range(len(ours))
    draws = (dice.choices(pages, k=len(ours)) for _ in range(RESAMPLES))
    return sorted(figure([ours[n] for n in draw]) - figure([theirs[n] for n in draw]) for draw in draws)


def _scores(text: str, gold: dict[str, Any], title: str) -> Scores:
    got = _words(text, gold.get("title") or title)
    wanted = _words(gold["text"], gold.get("title"))
    _, _, f1 = _overlap(Counter(got), Counter(wanted))
    precision, recall, _ = _overlap(_shingles(got), _shingles(wanted))
    return Scores(f1, precision, recall)


def _words(text: str, title: str | None) -> list[str]:
    """The words of *text* without the lines that are its title."""
    head = TOKEN.findall((title or "").lower())
    lines = [TOKEN.findall(line.lower()) for line in text.splitlines()]
    return [word for line in lines if line != head for word in line]


def _shingles(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    count = max(1, len(words) - SHINGLE + 1) if words else 0
    return Counter(tuple(words[start : start + SHINGLE]) for start in range(count))


def _overlap(got: Counter[Any], wanted: Counter[Any]) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    both, found, all_wanted = (got & wanted).total(), got.total(), wanted.total()
    precision = both / found if found else float(not all_wanted)
    recall = both / all_wanted if all_wanted else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _shingle_f1(scores: Sequence[Scores]) -> float:
    """As the article extraction benchmark computes it: F1 of the mean precision and the mean recall."""
    precision, recall = mean(one.precision for one in scores), mean(one.recall for one in scores)
    return 2 * precision * recall / (precision + recall)


def _share(values: Any) -> float:  # noqa: ANN401 - an iterable of truths
    return mean(map(float, values))


def _print_segments(results: Sequence[Result]) -> None:
    if not results:
        return
    for name, texts in (("wirewatch", [r.ours for r in results]), ("trafilatura", [r.theirs for r in results])):
        pairs = list(zip(results, texts, strict=True))
        wanted = [segment in text for result, text in pairs for segment in result.gold["with_"]]
        unwanted = [segment in text for result, text in pairs for segment in result.gold["without"]]
        precision, recall = sum(wanted) / max(1, sum(wanted) + sum(unwanted)), mean(wanted)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"  {name:12} segments: precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}")


def _print_languages(results: Sequence[Result]) -> None:
    if results:
        print(f"  language right on {_share(result.language == result.gold['lang'] for result in results):.3f}")


def _print_confidence(results: Sequence[Result]) -> None:
    """What a confidence is worth: the pages in each band, and what keeping the surer pages would give."""
    if not results:
        return
    rated = sorted(((r.confidence, _scores(r.ours, r.gold, r.title).f1) for r in results), reverse=True)
    print(f"\nconfidence, {len(rated)} pages with a gold text\n  from   pages   mean F1   F1 < .5")
    above = 1.01
    for band in BANDS:
        values = [f1 for confidence, f1 in rated if band <= confidence < above]
        above = band
        if values:
            bad = _share(value < LOST for value in values)
            print(f"  {band:.2f} {len(values) / len(rated):7.1%} {mean(values):9.4f} {bad:9.3%}")
    kept = rated[: round(KEPT * len(rated))]
    bad = _share(f1 < LOST for _, f1 in kept)
    print(
        f"  the surest {KEPT:.0%} (from {kept[-1][0]:.2f}): mean F1 {mean(f1 for _, f1 in kept):.4f}, F1 < .5 {bad:.3%}"
    )


def _print_cost(results: Sequence[Result]) -> None:
    ours, theirs = sorted(r.our_seconds for r in results), sorted(r.their_seconds for r in results)
    last = round(0.99 * (len(results) - 1))
    print(
        f"\nCPU a page: {mean(ours) * 1000:.1f} ms beside {mean(theirs) * 1000:.1f} ms of trafilatura with metadata:"
        f" ratio {mean(ours) / mean(theirs):.2f}; 99 % within {ours[last]:.3f} s beside {theirs[last]:.3f} s"
    )


if __name__ == "__main__":
    main()
