"""The database, made anew from the archive, holds what the runs had put into it."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.ids import hash63
from extractors.model import Article, Claim, Cleaned, FeedEntry, Removal, Text
from extractors.outcomes import Reason
from flows.clean import cleaner_version
from flows.cli.main import app
from flows.desk import ARCHIVE_FILE
from flows.inspection.second_opinion import second_opinion
from flows.load import TEXT, Work, content_of, load
from flows.maintenance import rebuild as rebuilding
from flows.maintenance.rebuild import RebuildError, rebuild
from flows.newsroom.server import serve
from flows.newsroom.settings import settings_toml
from flows.pipeline import Unwatched, run_group
from flows.settings import load_settings
from storage import fetches, loads, urls
from storage.archive import open_archive, transaction
from storage.fetches import Fetch
from storage.lock import LockedError, rebuild_lock
from storage.work import WORK_FILE, column_of, open_work

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def after_runs(tmp_path_factory):
    """What three runs over a newsroom left, the second of which found corrections."""
    folder = tmp_path_factory.mktemp("runs")
    with serve() as newsroom:
        (folder / "wirewatch.toml").write_text(settings_toml(newsroom, "data"), encoding="utf-8")
        settings = load_settings(folder / "wirewatch.toml")
        for state in (1, 2, 2):
            newsroom.turn_to(state)
            asyncio.run(run_group(settings, "all", settings.in_group("all")))
    return folder


@pytest.fixture
def settings(after_runs, tmp_path):
    """The settings of a copy of it."""
    shutil.copytree(after_runs, tmp_path / "copy", symlinks=True)
    return load_settings(tmp_path / "copy" / "wirewatch.toml")


def dump(settings):
    """Every row of every table and view, but for how large the file was."""
    with open_work(settings.data_folder) as work:
        tables = column_of(work, "SELECT schema_name || '.' || table_name FROM duckdb_tables()")
        views = column_of(work, "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal")
        names = sorted({*tables, *views} - {"private.layout"})
        return {name: sorted(work.execute(f"FROM {name}").fetchall(), key=repr) for name in names}


def same(found, expected):
    assert [name for name in expected if found[name] != expected[name]] == []
    assert found.keys() == expected.keys()


def without_bytes(settings):
    """Retention has dropped all pages."""
    with open_archive(settings.data_folder / ARCHIVE_FILE) as archive, transaction(archive):
        assert fetches.drop_old_bodies(archive, datetime.now(UTC) + timedelta(days=1)) > 60


def test_a_rebuild_makes_equal_rows_and_does_so_again_with_nothing_but_the_archive(settings):
    before = dump(settings)
    assert len(before["private.batches"]) == 2
    for _ in range(2):
        done = rebuild(settings, Unwatched())
        assert (done.cleaned > 60, done.carried_over, done.verdicts) == (True, 0, 0)
        same(dump(settings), before)
        assert not (settings.data_folder / "rebuild").exists()
        assert (settings.data_folder / "news.duckdb").read_bytes() == (settings.data_folder / WORK_FILE).read_bytes()
        for path in settings.data_folder.iterdir():
            if path.name != ARCHIVE_FILE:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def test_a_rebuild_in_another_time_zone_and_locale_makes_equal_rows(settings):
    before = dump(settings)
    ours = os.environ | {"PYTHONPATH": str(ROOT), "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8"}
    config = settings.data_folder.parent / "wirewatch.toml"
    code = f"import sys; from flows.cli.main import app; app(['rebuild', '--config', {str(config)!r}])"
    done = subprocess.run([sys.executable, "-c", code], env=ours, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    same(dump(settings), before)


def test_articles_whose_pages_are_gone_are_carried_over(settings):
    before = dump(settings)
    without_bytes(settings)
    done = rebuild(settings, Unwatched())
    assert (done.cleaned, done.carried_over > 60) == (0, True)
    same(dump(settings), before)


def test_what_is_neither_page_nor_record_is_not_lost_by_a_rebuild(settings):
    without_bytes(settings)
    with open_archive(settings.data_folder / ARCHIVE_FILE) as archive:
        archive.execute("UPDATE loads SET cleaned = NULL WHERE load_id = 1")
    before = dump(settings)
    with pytest.raises(RebuildError, match="1 articles would be lost"):
        rebuild(settings, Unwatched())
    same(dump(settings), before)


def test_a_rebuild_that_is_interrupted_leaves_everything_as_it_was(settings, monkeypatch):
    before, published = dump(settings), (settings.data_folder / "news.duckdb").resolve()

    def compare(_folder, _agencies):
        raise KeyboardInterrupt

    monkeypatch.setattr(rebuilding, "compare", compare)
    with pytest.raises(KeyboardInterrupt):
        rebuild(settings, Unwatched())
    same(dump(settings), before)
    assert (settings.data_folder / "news.duckdb").resolve() == published
    assert not (settings.data_folder / "rebuild").exists()


def test_the_log_of_a_run_that_was_killed_does_not_spoil_what_takes_the_place_of_its_database(settings):
    before = dump(settings)
    code = f"""
import os, pathlib, signal
from storage import work
work._checkpoint = lambda _: os.kill(os.getpid(), signal.SIGKILL)
with work.open_work(pathlib.Path({str(settings.data_folder)!r})) as database:
    work.insert(database, "private.marks", [("ferry", 7)])
"""
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert (settings.data_folder / f"{WORK_FILE}.wal").exists()
    rebuild(settings, Unwatched())
    same(dump(settings), before)


def test_two_rebuilds_at_once_are_one(settings):
    with rebuild_lock(settings.data_folder), pytest.raises(LockedError, match="a rebuild is under way"):
        rebuild(settings, Unwatched())


def left_by_another_cleaner(settings, *, otherwise):
    """As if the first page had been cleaned by one that made something else of it; its URL."""
    with open_archive(settings.data_folder / ARCHIVE_FILE) as archive, transaction(archive):
        query = "SELECT load_id, cleaned FROM loads WHERE article_id IS NOT NULL ORDER BY load_id LIMIT 1"
        row = archive.execute(query).fetchone()
        cleaned = otherwise(loads.of_json(fetches.unpack(row["cleaned"])))
        archive.execute(
            "UPDATE loads SET cleaned = ?, cleaner_version = '0.0', reason = ?,"
            " article_id = CASE WHEN ? THEN article_id END WHERE load_id = ?",
            (fetches.pack(loads.to_json(cleaned)), cleaned.outcome, cleaned.article is not None, row["load_id"]),
        )
        return archive.execute("SELECT url FROM loads WHERE load_id = ?", (row["load_id"],)).fetchone()["url"]


def one_word_short(cleaned):
    *kept, last = cleaned.article.paragraphs
    shorter = replace(cleaned.article, paragraphs=(*kept, last.rpartition(" ")[0]))
    return replace(cleaned, article=shorter)


def test_what_another_cleaner_would_change_is_shown_and_nothing_is_switched(settings):
    before = dump(settings)
    url = left_by_another_cleaner(settings, otherwise=one_word_short)
    opinion = second_opinion(settings, Unwatched())
    (worst,) = opinion.worst
    assert (worst.url, worst.words_gained, worst.words_lost, worst.before, worst.after) == (url, 1, 0, "ok", "ok")
    changed = [one for one in opinion.outlets.values() if one.changed]
    assert [(one.outlet, one.changed, one.words_gained, one.words_lost) for one in changed] == [(worst.outlet, 1, 1, 0)]
    (change,) = worst.changes
    assert change["after"].startswith(f"{change['before']} ")
    same(dump(settings), before)


def test_a_page_that_was_no_article_for_another_cleaner_is_one_after_a_rebuild_in_archive_and_database(settings):
    before = dump(settings)
    url = left_by_another_cleaner(settings, otherwise=lambda _: Cleaned(Reason.NO_ARTICLE))
    with open_archive(settings.data_folder / ARCHIVE_FILE) as archive:
        archive.execute(
            "UPDATE urls SET state = 'failed', reason = 'no article', article_id = NULL, canonical_url = NULL"
            " WHERE url = ?",
            (url,),
        )
    opinion = second_opinion(settings, Unwatched())
    assert sum(one.gained for one in opinion.outlets.values()) == 1
    assert rebuild(settings, Unwatched()).verdicts == 1
    after = dump(settings)
    same(after, before | {"private.marks": after["private.marks"]})  # the tick of the URL
    assert rebuild(settings, Unwatched()).verdicts == 0


def test_each_row_knows_the_cleaner_that_made_it(settings):
    with open_work(settings.data_folder) as work:
        assert column_of(work, "SELECT DISTINCT cleaner_version FROM articles") == [cleaner_version()]
    left_by_another_cleaner(settings, otherwise=one_word_short)
    without_bytes(settings)
    rebuild(settings, Unwatched())
    with open_work(settings.data_folder) as work:
        found = column_of(work, "SELECT DISTINCT cleaner_version FROM versions ORDER BY 1")
    assert found == ["0.0", cleaner_version()]


def test_what_runs_load_during_a_rebuild_is_in_it(settings, monkeypatch):
    """A page is loaded when most of the rebuild is done, as a run does, and not compared yet."""
    follow, folder = rebuilding.ledger.follow, settings.data_folder

    def meanwhile(*arguments):
        follow(*arguments)
        monkeypatch.setattr(rebuilding.ledger, "follow", follow)
        load_one(folder)

    monkeypatch.setattr(rebuilding.ledger, "follow", meanwhile)
    rebuild(settings, Unwatched())
    after = dump(settings)
    assert [row for row in after["main.urls"] if row[0] == LATE] == [
        (LATE, "quay", "loaded", "ok", "feed", NOON, hash63(LATE))
    ]
    assert [row[2] for row in after["main.articles"] if row[2] == LATE] == [LATE]


LATE = "http://quay.news/late"
NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def load_one(folder):
    content = content_of(
        Text(LATE, "Ferry", ("The ferry sails again after months of repair at the yard of Ilmora.",) * 3)
    )
    with open_archive(folder / ARCHIVE_FILE) as archive:
        urls.discover(archive, "quay", "feed", [(FeedEntry(LATE), Reason.NEW)], NOON)
        with transaction(archive):
            fetch = Fetch(LATE, "quay", TEXT, NOON, Reason.OK, content=content)
            urls.got_page(archive, LATE, fetches.record(archive, 1, fetch))
        (stored,) = urls.without_verdict(archive, ["quay"], 9)
        article = Article(LATE, "Ferry", ("The ferry sails again after months of repair at the yard of Ilmora.",))
        load(archive, folder, 1, [Work(stored, Cleaned(Reason.OK, article), "1.0")])


def test_a_clean_record_comes_back_from_the_archive_as_it_went_in():
    article = Article(
        url=LATE, title="Ferry", paragraphs=("One “and”", "two \ud800"), authors=("A. Quill",), published_at=NOON,
        language="en", dateline="ILMORA", wire_agency="Meridian", cited_source="Quay",
        claims=(Claim("title", "h1", None, "Ferry", "chosen", "a note"),),
        removed=(Removal(1, "Read also", "link", "a link"),), confidence=0.5,
    )  # fmt: skip
    for cleaned in (Cleaned(Reason.OK, article), Cleaned(Reason.PAYWALL, None, "a wall")):
        assert loads.of_json(loads.to_json(cleaned)) == cleaned
    assert all(getattr(article, one.name) != one.default for one in fields(Article))  # none that is not tried


def command(settings, *options):
    config = settings.data_folder.parent / "wirewatch.toml"
    return CliRunner().invoke(app, ["rebuild", "--config", str(config), *options])


def test_the_command_says_what_was_done_and_what_would_change(settings):
    done = command(settings)
    assert (done.exit_code, f" pages cleaned with {cleaner_version()}; 0 URLs" in done.stdout) == (0, True)
    assert "This version of the cleaner changes nothing." in command(settings, "--compare").stdout
    url = left_by_another_cleaner(settings, otherwise=one_word_short)
    shown = command(settings, "--compare")
    assert (shown.exit_code, f"{url}: 1 words gained, 0 lost" in shown.stdout) == (0, True)
    found = json.loads(command(settings, "--compare", "--json").stdout)
    assert [one["url"] for one in found["worst"]] == [url]


def test_without_an_archive_there_is_nothing_to_rebuild(settings):
    shutil.rmtree(settings.data_folder)
    done = command(settings)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("there is nothing to rebuild yet: type wirewatch run first\n")
    assert not settings.data_folder.exists()
    settings.data_folder.mkdir()
    with open_archive(settings.data_folder / ARCHIVE_FILE):
        pass
    assert command(settings).stderr == done.stderr
