"""Kills runs at random moments, and checks that the next run makes good for all of it.

    python benchmarks/kills.py [--kills 200] [--seed 1] [--folder FOLDER]

Over an invented newsroom on this machine: each course kills the whole process group of a run some times, with SIGKILL,
then lets two runs end, the second after corrections. After every kill news.duckdb is opened, where there is one. At the
end all tables must hold what an undisturbed course has, but for the times and numbers of runs, and no page of which
the answer was kept may have been asked again. Exits 1 when anything differs.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from flows.newsroom.server import serve
from flows.newsroom.settings import settings_toml
from storage.query import read

if TYPE_CHECKING:
    from flows.newsroom.server import Running

#: What the runs of another course cannot have in common with this one: when they ran.
OF_A_RUN = {"first_seen_at", "seen_by", "fetched_at", "discovered_at", "seen_at", "last_seen_at", "cleaner_version"}
TABLES = (
    "articles", "paragraphs", "removed_text", "claims", "copies", "shared_paragraphs", "stories", "versions",
    "urls", "private.placements", "private.paragraph_texts", "private.prints", "private.pairs", "private.pending",
)  # fmt: skip

#: Kills in one course, before a run may end.
KILLS_A_COURSE = 12

Dump = dict[str, list[tuple[object, ...]]]


def main() -> int:
    """Runs the courses; how many went wrong decides the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    pick = random.Random(chosen.seed)
    with serve() as newsroom, tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        started = time.monotonic()
        undisturbed = course(newsroom, Path(folder) / "undisturbed", [])
        longest = (time.monotonic() - started) / 2
        done = wrong = 0
        while done < chosen.kills:
            kills = [pick.uniform(0, longest) for _ in range(min(KILLS_A_COURSE, chosen.kills - done))]
            try:
                found = course(newsroom, Path(folder) / str(done), kills)
                problems = differences(undisturbed, found)
            except AssertionError as error:
                problems = [str(error)]
            done += len(kills)
            wrong += bool(problems)
            print(f"{done} kills: {'; '.join(problems) or 'all tables equal, no page asked again'}", flush=True)
    print(f"{done} kills, {wrong} courses went wrong")
    return 1 if wrong else 0


def course(newsroom: Running, folder: Path, kills: list[float]) -> Dump:
    """Runs that are killed after so many seconds each, then one that ends, then one after corrections."""
    folder.mkdir()
    newsroom.turn_to(1)
    (folder / "wirewatch.toml").write_text(settings_toml(newsroom, "data"), encoding="utf-8")
    half = (len(kills) + 1) // 2
    for state, share in ((1, kills[:half]), (2, kills[half:])):
        newsroom.turn_to(state)
        for seconds in share:
            kill_after(folder, seconds)
        run = start(folder)
        assert run.wait() == 0, f"a run ended with {run.returncode}: {(folder / 'log').read_text()[-500:]}"
    return dump(folder / "data")


def start(folder: Path) -> subprocess.Popen[bytes]:
    """A run, in a process group of its own."""
    command = [
        sys.executable,
        "-c",
        "from flows.cli.main import app; app()",
        "run",
        "--config",
        folder / "wirewatch.toml",
    ]
    with (folder / "log").open("w") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def kill_after(folder: Path, seconds: float) -> None:
    """Kills a run, unless it ends before, and opens what is published, as anyone might."""
    run = start(folder)
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.wait(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    published = folder / "data" / "news.duckdb"
    if published.is_symlink():
        read(published, "SELECT count(*), max(length(text)) FROM articles")


def dump(data: Path) -> Dump:
    """What is published, but for when; and that no page was asked again."""
    with contextlib.closing(sqlite3.connect(data / "pages.sqlite")) as archive:
        twice = archive.execute(
            "SELECT url, count(*) FROM fetches WHERE purpose = 'page' AND outcome = 'ok' GROUP BY url, body_id"
            " HAVING count(*) > 1"
        ).fetchall()
    assert not twice, f"asked again: {twice[:3]}"
    return {table: rows(data / "news.duckdb", table) for table in TABLES}


def rows(published: Path, table: str) -> list[tuple[object, ...]]:
    """The rows of *table* without what tells of a run."""
    found = read(published, f"FROM {table}")
    kept = [place for place, column in enumerate(found.columns) if column not in OF_A_RUN]
    return sorted((tuple(row[place] for place in kept) for row in found.values), key=repr)


def differences(expected: Dump, found: Dump) -> list[str]:
    """The tables that differ, with how many rows."""
    return [
        f"{table}: {len(set(map(repr, expected[table])) ^ set(map(repr, found[table])))} rows differ"
        for table in TABLES
        if expected[table] != found[table]
    ]


if __name__ == "__main__":
    sys.exit(main())
