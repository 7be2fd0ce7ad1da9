"""The share of dirty pages that come back to the letter, by kind of dirt, language and skin, beside plain trafilatura.

    python -m benchmarks.dirt [--texts FILE] [--pages N]

Texts are one JSON object a line: ``language``, ``title``, ``paragraphs``; absent: those of the demo's newsroom.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import trafilatura

from benchmarks.injector import KINDS, Clean, Dirty, make_dirty
from extractors.model import Page
from extractors.pages.article import clean_page
from flows.newsroom.outlets import outlets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def main() -> None:
    """Print shares restored, and the clean paragraphs lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--show", type=int, default=0, help="print so many pages that failed")
    parser.add_argument("--kind", help="this kind of dirt alone")
    arguments = parser.parse_args()
    texts = list(_given(arguments.texts) if arguments.texts else newsroom_texts())
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    lost = paragraphs = 0
    for seed in range(arguments.pages):
        clean = texts[seed % len(texts)]
        dirty = make_dirty(clean, seed, _kinds(seed, arguments.kind))
        got = _cleaned(dirty)
        lost += sum(text not in got for text in clean.paragraphs)
        paragraphs += len(clean.paragraphs)
        is_plain = (trafilatura.extract(dirty.html, include_comments=False) or "").split("\n") == list(clean.paragraphs)
        for name in ("all", f"language {clean.language}", f"skin {dirty.skin}", _label(dirty)):
            counts[name][0] += 1
            counts[name][1] += got == clean.paragraphs
            counts[name][2] += is_plain
        if got != clean.paragraphs and arguments.show > 0:
            arguments.show -= 1
            _show(seed, clean, dirty, got)
    for name, (pages, ours, plain) in sorted(counts.items()):
        print(f"{name:40} {pages:6} pages  restored {ours / pages:6.1%}  trafilatura {plain / pages:6.1%}")
    print(f"clean paragraphs lost {lost} of {paragraphs} ({lost / paragraphs:.2%})")


def newsroom_texts() -> Iterator[Clean]:
    """The articles of the demo's newsroom."""
    for outlet in outlets():
        for article in outlet.articles:
            yield Clean(outlet.language, article.title, article.paragraphs)


def _given(path: Path) -> Iterator[Clean]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Clean(row["language"], row["title"], tuple(row["paragraphs"]))


def _kinds(seed: int, only: str | None) -> Sequence[str] | None:
    """Each kind alone in turn, then mixtures."""
    names = [*sorted(KINDS), None, None, None, None, None, None]
    chosen = only or names[seed % len(names)]
    return None if chosen is None else (chosen,)


def _label(dirty: Dirty) -> str:
    return dirty.kinds[0] if len(dirty.kinds) == 1 else "mixture"


def _cleaned(dirty: Dirty) -> tuple[str, ...]:
    article = clean_page(Page("https://lentera.example/a/1", dirty.html.encode())).article
    return article.paragraphs if article else ()


def _show(seed: int, clean: Clean, dirty: Dirty, got: Iterable[str]) -> None:
    got = list(got)
    print(f"--- seed {seed}, {dirty.kinds}, skin {dirty.skin!r}")
    for text in clean.paragraphs:
        if text not in got:
            print(f"  LOST  {text[:150]}")
    for number, text in enumerate(got):
        if text not in clean.paragraphs or text in got[:number]:
            print(f"  EXTRA {text[:200]}")


if __name__ == "__main__":
    main()
