"""``wirewatch demo``: the real pipeline over an invented newsroom."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.failures import UsageError, told
from flows.cli.report import write_page
from flows.cli.screen import Bars, called, lines_of_the_log, say, show_table
from flows.newsroom.server import serve
from flows.newsroom.settings import settings_toml
from flows.pipeline import run_group
from flows.settings import DEFAULT_FILE, load_settings
from storage.publishing import published
from storage.query import read

if TYPE_CHECKING:
    from flows.settings import Settings

#: What the pipeline and this command leave in the folder; a folder that holds anything else is not ours to empty.
OURS = {DEFAULT_FILE, "pages.sqlite", "pages.sqlite-wal", "pages.sqlite-shm", "work.duckdb", "work.duckdb.wal",
        "wirewatch.lock", "run-all.lock", "news.duckdb", "pub", "report.html"}  # fmt: skip

ANSWERS = {
    "Whose words are these? Everyone who carries another's text, and how much of it.": """
SELECT copy.outlet AS outlet, copy.title AS headline, kind, source.outlet AS "text of", round(coverage, 2) AS coverage,
       lag, direction AS "known by"
FROM copies JOIN articles AS copy ON copy.article_id = copy_id JOIN articles AS source ON source.article_id = source_id
ORDER BY source.published_at, lag, copy.outlet
""",
    "What was on the pages that is not the article?": """
SELECT reason, count(*) AS times, count(DISTINCT article_id) AS articles,
       arg_min(left(text, 60), (length(text), text)) AS example
FROM removed_text GROUP BY reason ORDER BY times DESC, reason
""",
    "Which pages contradict themselves, or were corrected after we had read them?": """
SELECT outlet, title, raw AS "what it says", note AS "what is wrong with it"
FROM claims JOIN articles USING (article_id) WHERE verdict = 'impossible'
UNION ALL
SELECT outlet, articles.title, change ->> '$[0].before', 'now reads: ' || (change ->> '$[0].after')
FROM versions JOIN articles USING (article_id) WHERE change IS NOT NULL
ORDER BY outlet, title, 3
""",
}


def demo(folder: Annotated[Path, typer.Option(help="Where the data go.")] = Path("demo")) -> None:
    """Watch an invented newsroom: two real runs, three SQL answers.

    It speaks HTTP on this machine only. The folder keeps settings, news.duckdb and report.html; the next demo empties
    it.
    """
    with told("the next demo begins anew"), Bars() as bars:
        _make_room(folder)
        with serve() as newsroom, lines_of_the_log():
            (folder / DEFAULT_FILE).write_text(settings_toml(newsroom, "."), encoding="utf-8")
            settings = load_settings(folder / DEFAULT_FILE)
            for state, title in ((1, "First run: nine invented outlets"), (2, "Second run: some hours later there")):
                newsroom.turn_to(state)
                say(f"\n== {title}")
                asyncio.run(run_group(settings, "all", settings.in_group("all"), progress=bars))
        _answer(settings)
        write_page(settings, folder / "report.html", days=1)
    say(f"\nThe day on one page:  {folder / 'report.html'}")
    say(f'Look into it yourself:  {called()} query --config {folder / DEFAULT_FILE} "FROM stories"')


def _make_room(folder: Path) -> None:
    """An empty folder; what an earlier demo left is removed, anything else is not touched."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: this is no folder; name another with --folder")
    folder.mkdir(parents=True, exist_ok=True)
    strange = sorted(path.name for path in folder.iterdir() if path.name not in OURS)
    if strange:
        raise UsageError(f"{folder}: holds {strange[0]}, which no demo left there; name another folder with --folder")
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _answer(settings: Settings) -> None:
    path = published(settings.data_folder)
    for question, sql in ANSWERS.items():
        say(f"\n== {question}\n{sql}")
        rows = read(path, sql)
        show_table(rows.columns, rows.values)
