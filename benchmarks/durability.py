"""What an archive that forgets nothing and a database that locks nobody are put through, by real processes.

    python benchmarks/durability.py [--quick] [--only writers readers disk] [--folder FOLDER]

*writers*: four processes run, import and load small batches at once into one data folder; all that they acknowledged
must be there, once. *readers*: sessions are opened all the time, short ones and ones of 10 s, and a plain read-write
client keeps one open throughout, while three runs end. *disk*: a run meets a full disk at every stage (a small tmpfs,
which takes root), says so, and after room is made the next one completes what an undisturbed course has. Over an
invented newsroom on this machine; exits 1 when anything does not hold.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from kills import differences, dump

from extractors.model import FeedEntry, Text
from extractors.outcomes import Reason
from extractors.pages.article import clean_text
from flows.cli.screen import say, show_table
from flows.load import TEXT, Work, content_of, load
from flows.newsroom.server import serve
from flows.newsroom.settings import settings_toml
from storage import fetches, runs, urls
from storage.archive import open_archive, transaction
from storage.fetches import Fetch
from storage.query import read
from storage.work import WORK_FILE, column_of, open_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flows.newsroom.server import Running

#: Acknowledged batches, of both processes that load together; articles in each file that is imported.
BATCHES, QUICK_BATCHES = 1_000, 100
ARTICLES_A_FILE = 5

#: Of the sessions that stay open for long, in seconds.
SESSION, QUICK_SESSION = 10.0, 3.0

#: Of the tmpfs when there is room again.
LARGE = 400_000_000

#: What is free in bytes when a run begins: with nothing on file, and when the pages of the day before are there.
FIRST = (100_000, 600_000, 1_500_000, 4_000_000, 7_000_000, 12_000_000)
LATER = (0, 300_000, 1_000_000, 2_500_000, 5_000_000, 8_000_000, 11_000_000)
QUICK_FIRST, QUICK_LATER = (600_000, 7_000_000), (1_000_000, 5_000_000, 8_000_000)

VOCABULARY = ["".join(random.Random(n).choices("aeioubcdfghklmnprst", k=3 + n % 7)) for n in range(5_000)]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was measured, and what of it should not be."""

    bar: str
    measured: str
    wrong: tuple[str, ...] = ()


def main() -> int:
    """Runs the bars; whether all hold decides the exit code."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--only", nargs="+", choices=BARS, default=list(BARS))
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    findings = []
    with serve() as newsroom, tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        for name in chosen.only:
            findings += BARS[name](newsroom, Path(folder) / name, chosen.quick)
    show_table(("bar", "measured", "holds"), [(one.bar, one.measured, not one.wrong) for one in findings])
    for one in findings:
        for line in one.wrong:
            say(f"{one.bar}: {line}")
    return 1 if any(one.wrong for one in findings) else 0


def writers(newsroom: Running, folder: Path, quick: bool) -> list[Finding]:  # noqa: FBT001 - of the command line
    """Two processes that load, one chain of runs, one of imports, at once."""
    make_house(newsroom, folder)
    batches = (QUICK_BATCHES if quick else BATCHES) // 2
    acknowledged = [folder / f"acknowledged-{number}" for number in range(2)]
    loaders = [in_process(load_batches, folder / "data", path, batches) for path in acknowledged]
    codes, imported = [], 0
    while any(one.is_alive() for one in loaders) or not imported:
        newsroom.turn_to(2 if imported else 1)
        run = start(folder, "run")
        codes.append(start(folder, "import", write_articles(folder, imported)).wait())
        codes.append(run.wait())
        imported += ARTICLES_A_FILE
    failed = [f"a process ended with {code}" for code in (*codes, *(one.exitcode for one in loaders)) if code]
    newsroom.turn_to(2)
    last = start(folder, "run").wait()
    wanted = dict(line.split() for path in acknowledged for line in path.read_text().splitlines())
    wrong = [*failed, *(["the last run failed"] if last else []), *lost(folder, wanted, imported)]
    measured = f"{len(wanted):,} batches acknowledged, beside {len(codes) // 2} runs and {len(codes) // 2} imports"
    return [Finding("four writers at once lose nothing", measured, tuple(wrong))]


def load_batches(data: Path, acknowledged: Path, batches: int) -> None:
    """Loads so many batches of an article each as a run does, and says of each, once it is done, which it was."""
    outlet = acknowledged.name
    with open_archive(data / "pages.sqlite") as archive, acknowledged.open("w") as said:
        runs.name_outlets(archive, [runs.OutletRow(outlet)])
        run_id = runs.start(archive, outlet, datetime.now(UTC), None)
        for number in range(batches):
            text = Text(f"http://{outlet}.news/{number}", f"Report {number}", prose(f"{outlet} {number}"))
            fetch = Fetch(text.url, outlet, TEXT, datetime.now(UTC), Reason.OK, content=content_of(text))
            with transaction(archive):
                fetch_id = fetches.record(archive, run_id, fetch)
                urls.enter_imported(archive, outlet, FeedEntry(text.url), fetch_id, fetch.requested_at)
            (stored,) = urls.without_verdict(archive, [outlet], 2)
            load(archive, data, run_id, [Work(stored, clean_text(text), "1.0")])
            said.write(f"{text.url} {text.paragraphs[0].split()[0]}\n")
            said.flush()
        runs.finish(archive, run_id, "completed", {}, datetime.now(UTC))


def lost(folder: Path, acknowledged: dict[str, str], imported: int) -> Iterator[str]:
    """What is not where it should be: in the database, in what is published, in the archive."""
    with open_work(folder / "data") as work:
        batches = set(column_of(work, "SELECT batch_id FROM private.batches"))
    published = read(folder / "data" / "news.duckdb", "SELECT url, text FROM articles").values
    found = {url: text.split()[0] for url, text in published}
    with closing(sqlite3.connect(folder / "data" / "pages.sqlite")) as archive:
        loaded = {batch for (batch,) in archive.execute("SELECT batch_id FROM loads")}
        (waiting,) = archive.execute("SELECT count(*) FROM urls WHERE page_id IS NOT NULL").fetchone()
    missing = [url for url, word in acknowledged.items() if found.get(url) != word]
    files = [url for url in found if "import.news" in url]
    yield from [f"{len(missing)} acknowledged articles lost, such as {missing[0]}"] if missing else []
    yield from [f"{len(loaded ^ batches)} batches in one of archive and database only"] if loaded != batches else []
    yield from [f"{len(found)} articles in {len(published)} rows"] if len(found) != len(published) else []
    yield from [f"{len(files)} of {imported} imported articles"] if len(files) != imported else []
    yield from [f"{waiting} pages without a verdict"] if waiting else []


def readers(newsroom: Running, folder: Path, quick: bool) -> list[Finding]:  # noqa: FBT001 - of the command line
    """Sessions of three kinds, against three runs."""
    make_house(newsroom, folder)
    news, seconds = folder / "data" / "news.duckdb", QUICK_SESSION if quick else SESSION
    assert start(folder, "run").wait() == 0
    stop, plain_is_open = multiprocessing.Event(), multiprocessing.Event()
    notes = [folder / name for name in ("plain", "short", "long")]
    plain = in_process(one_session, news, notes[0], plain_is_open, stop)
    plain_is_open.wait(60)
    codes = [start(folder, "status").wait()]  # the plain client has taken the file for itself; any command frees it
    loops = [
        in_process(sessions, news, note, length, stop) for note, length in zip(notes[1:], (0, seconds), strict=True)
    ]
    for state in (1, 2, 2):
        newsroom.turn_to(state)
        codes.append(start(folder, "run").wait())
        time.sleep(seconds)
    stop.set()
    for process in (plain, *loops):
        process.join()
    before, *seen = [json.loads(note.read_text()) for note in notes]
    wrong = [f"a command ended with {code}" for code in codes if code]
    wrong += [f"an open failed: {error}" for one in (before, *seen) for error in one["errors"]]
    (count,) = read(news, "SELECT count(*) FROM articles").values[0]
    wrong += [f"new sessions saw {one['counts']}, not {count}" for one in seen if one["counts"][-1:] != [count]]
    if before["counts"] != seen[0]["counts"][:1] or before["counts"] == [count]:
        wrong.append(f"the session that was open throughout saw {before['counts']}")
    opened = " and ".join(f"{one['opened']:,}" for one in seen)
    shown = f"3 runs exit 0; {opened} sessions (short, {seconds:.0f} s) opened, {seen[0]['counts']} articles seen"
    return [Finding("readers and runs hold nobody up", shown, tuple(wrong))]


def one_session(news: Path, note: Path, is_open: Any, stop: Any) -> None:  # noqa: ANN401 - events
    """A plain client, which opens for writing, and stays."""
    counts, errors = [], []
    try:
        with duckdb.connect(str(news)) as session:
            while not stop.wait(0.5) or not counts:
                counts.append(session.execute("SELECT count(*) FROM articles").fetchone()[0])
                is_open.set()
    except duckdb.Error as error:
        errors.append(str(error))
    is_open.set()
    note.write_text(json.dumps({"opened": 1, "counts": sorted(set(counts)), "errors": errors}))


def sessions(news: Path, note: Path, seconds: float, stop: Any) -> None:  # noqa: ANN401 - an event
    """One session after the other, each open for so long; the numbers of articles in the order in which they came."""
    counts, errors, opened = [], [], 0
    while not stop.is_set():
        try:
            with duckdb.connect(str(news), read_only=True) as session:
                opened += 1
                first = session.execute("SELECT count(*) FROM articles").fetchone()[0]
                stop.wait(seconds)
                if session.execute("SELECT count(text) FROM articles").fetchone()[0] != first:
                    errors.append("a session did not keep what it opened")
            counts += [first] if first not in counts else []
        except duckdb.Error as error:
            errors.append(str(error))
        stop.wait(0.05)
    note.write_text(json.dumps({"opened": opened, "counts": counts, "errors": errors}))


def disk(newsroom: Running, folder: Path, quick: bool) -> list[Finding]:  # noqa: FBT001 - of the command line
    """Runs on a disk with so little room, then with enough."""
    if not may_mount(folder):
        return [Finding("a full disk", "not tried: no file system may be mounted here")]
    make_house(newsroom, folder / "undisturbed")
    day_before, findings = folder / "day-before", []
    for state, free in ((1, QUICK_FIRST if quick else FIRST), (2, QUICK_LATER if quick else LATER)):
        newsroom.turn_to(state)
        assert start(folder / "undisturbed", "run").wait() == 0
        expected = dump(folder / "undisturbed" / "data")
        met: dict[str, list[str]] = {}
        wrong = []
        for room in free:
            with small_disk(folder / "disk", day_before if state > 1 else None, newsroom, room) as house:
                newsroom.turn_to(state)
                where, problems = fill(house, expected)
            met.setdefault(where, []).append(f"{room:,}")
            wrong += [f"{room:,} bytes free: {problem}" for problem in problems]
        if state == 1:
            shutil.copytree(folder / "undisturbed" / "data", day_before, symlinks=True)
        shown = "; ".join(f"{where} at {', '.join(rooms)}" for where, rooms in met.items())
        findings.append(Finding(f"a disk that is full on day {state}", shown, tuple(wrong)))
    return findings


def fill(house: Path, expected: Any) -> tuple[str, list[str]]:  # noqa: ANN401 - a dump
    """Runs until the disk is full, makes room, runs again: where it ended, and what is wrong."""
    code = start(house, "run").wait()
    said = (house.parent / "run.log").read_text()
    try:
        where = "fits" if code == 0 else stage_of(house / "data", said)
    except sqlite3.OperationalError:  # no room even for the index of its log
        where = "opening"
    problems = []
    if code not in {0, 1} or (code == 1 and (said.count("the disk is full") != 1 or "Traceback" in said)):
        problems.append(f"exit {code}: {said[-300:]}")
    subprocess.run(["mount", "-o", f"remount,size={LARGE}", house], check=True)
    if (again := start(house, "run").wait()) != 0:
        return where, [*problems, f"with room again: exit {again}: {(house.parent / 'run.log').read_text()[-300:]}"]
    try:
        return where, problems + differences(expected, dump(house / "data"))
    except AssertionError as error:
        return where, [*problems, str(error)]


def stage_of(data: Path, said: str) -> str:
    """What the run was at when there was no room."""
    with closing(sqlite3.connect(data / "pages.sqlite")) as archive:
        tables = {name for (name,) in archive.execute("SELECT name FROM sqlite_master")}
        if "comparisons" not in tables:
            return "opening"
        (compared,) = archive.execute(
            "SELECT count(*) FROM comparisons WHERE run_id = (SELECT max(run_id) FROM runs)"
        ).fetchone()
    if compared:
        return "publishing"
    return "loading" if WORK_FILE in said else "fetching"


@contextmanager
def small_disk(mounted: Path, content: Path | None, newsroom: Running, free: int) -> Iterator[Path]:
    """A tmpfs with *content* as its data and so much room beside it."""
    mounted.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={LARGE}", "none", mounted], check=True)
    try:
        if content:
            shutil.copytree(content, mounted / "data", symlinks=True)
        make_house(newsroom, mounted)
        used = os.statvfs(mounted)
        size = (used.f_blocks - used.f_bfree) * used.f_frsize + free
        subprocess.run(["mount", "-o", f"remount,size={max(size, 16_384)}", mounted], check=True)
        yield mounted
    finally:
        subprocess.run(["umount", "--lazy", mounted], check=True)
        mounted.rmdir()


def may_mount(folder: Path) -> bool:
    """Whether a file system may be mounted."""
    folder.mkdir()
    trial = subprocess.run(["mount", "-t", "tmpfs", "none", folder], capture_output=True, check=False)
    return trial.returncode == 0 and subprocess.run(["umount", folder], check=False).returncode == 0


def make_house(newsroom: Running, folder: Path) -> None:
    """A folder with the settings of the newsroom, on its first day."""
    newsroom.turn_to(1)
    folder.mkdir(exist_ok=True)
    (folder / "wirewatch.toml").write_text(settings_toml(newsroom, "data"), encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)


def start(folder: Path, command: str, *arguments: Path) -> subprocess.Popen[bytes]:
    """A command of wirewatch; what it says goes beside the folder, where there is room."""
    program = [sys.executable, "-c", "from flows.cli.main import app; app()", command, *arguments]
    with (folder.parent / f"{command}.log").open("w") as log:
        return subprocess.Popen([*program, "--config", folder / "wirewatch.toml"], stdout=log, stderr=log)


def in_process(work: Callable[..., None], *arguments: Any) -> multiprocessing.process.BaseProcess:  # noqa: ANN401
    """*work* in a process of its own, which has begun."""
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    process.start()
    return process


def write_articles(folder: Path, first: int) -> Path:
    """A file to import."""
    path = folder / f"{first}.jsonl"
    lines = [
        {"url": f"http://import.news/{n}", "outlet": "import", "title": f"Import {n}", "paragraphs": prose(f"file {n}")}
        for n in range(first, first + ARTICLES_A_FILE)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def prose(seed: str) -> tuple[str, ...]:
    """Three paragraphs that no other article has."""
    pick = random.Random(seed)
    return tuple(" ".join(pick.choices(VOCABULARY, k=40)).capitalize() + "." for _ in range(3))


BARS: dict[str, Callable[[Running, Path, bool], list[Finding]]] = {
    "writers": writers,
    "readers": readers,
    "disk": disk,
}

if __name__ == "__main__":
    sys.exit(main())
