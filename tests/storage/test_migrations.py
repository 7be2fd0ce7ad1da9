"""A folder of data that an older wirewatch made is brought forward whole, or left as it is."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from storage import archive as archives
from storage import statements, work
from storage.archive import ArchiveError, open_archive
from storage.publishing import PUBLISHED_FILE, published
from storage.query import read
from storage.work import CONFIG, WORK_FILE, WorkError, column_of, is_up_to_date, open_work

ROOT = Path(__file__).parents[2]


def first(of):
    """The layout of the first version, as a file of that time has it."""
    return files("storage").joinpath("migrations", of, "001_first.sql").read_text(encoding="utf-8")


@pytest.fixture
def old(tmp_path):
    """A folder of data of the first version, with a URL and an article."""
    archive = sqlite3.connect(tmp_path / "pages.sqlite", isolation_level=None)
    archive.execute("PRAGMA journal_mode = WAL")
    archive.executescript(first("archive"))
    archive.execute("PRAGMA user_version = 1")
    archive.execute(
        "INSERT INTO urls (url, outlet, discovered_by, discovered_at, state, reason, entry)"
        " VALUES ('http://quay.news/a', 'quay', 'feed', '2031-05-04', 'waiting', 'new', '{}')"
    )
    archive.close()
    with duckdb.connect(tmp_path / WORK_FILE, config=CONFIG) as database:
        database.execute(first("work"))
        database.execute("INSERT INTO private.articles (article_id, title, version) VALUES (7, 'Ferry sails', 1)")
        database.execute("CREATE VIEW versions AS SELECT article_id FROM private.articles")
    return tmp_path


def layout(path, database):
    """Each column with its type."""
    if database == "archive":
        with sqlite3.connect(path) as archive:
            tables = [name for (name,) in archive.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {table: archive.execute(f"PRAGMA table_info({table})").fetchall() for table in tables}
    with duckdb.connect(path, read_only=True) as connection:
        columns = "schema_name, table_name, column_name, column_index, data_type, comment"
        return connection.execute(f"SELECT {columns} FROM duckdb_columns() WHERE NOT internal ORDER BY ALL").fetchall()


def test_steps_are_numbered_without_a_gap():
    assert statements.migrations("archive")
    assert statements.migrations("work")


def test_an_archive_of_the_first_version_is_brought_forward_with_what_it_holds(old, tmp_path):
    with open_archive(old / "pages.sqlite") as archive:
        assert [row["url"] for row in archive.execute("SELECT url FROM urls")] == ["http://quay.news/a"]
        assert archive.execute("PRAGMA user_version").fetchone()[0] == archives.newest_version()
        assert archive.execute("SELECT max(version) FROM schema_version").fetchone()[0] == archives.newest_version()
    with open_archive(tmp_path / "new.sqlite"):
        pass
    assert layout(old / "pages.sqlite", "archive") == layout(tmp_path / "new.sqlite", "archive")


def test_a_database_of_the_first_version_is_brought_forward_with_what_it_holds(old, tmp_path):
    with open_work(old) as database:
        assert column_of(database, "SELECT title FROM articles") == ["Ferry sails"]
        assert column_of(database, "SELECT title FROM versions") == ["Ferry sails"]
        assert column_of(database, "SELECT max(version) FROM schema_version") == [work.newest_version()]
    new = tmp_path / "new"
    new.mkdir()
    with open_work(new):
        pass
    assert layout(old / WORK_FILE, "work") == layout(new / WORK_FILE, "work")


def test_what_is_up_to_date_is_not_touched(old):
    for _ in range(3):
        with open_archive(old / "pages.sqlite") as archive, open_work(old) as database:
            assert archive.execute("SELECT count(*) FROM schema_version").fetchone()[0] == 1
            assert column_of(database, "SELECT count(*) FROM schema_version") == [work.newest_version()]


def with_a_step(monkeypatch, of, step):
    """One step more than there are."""
    steps = statements.migrations(of)
    module = archives if of == "archive" else work
    monkeypatch.setattr(module, "migrations", lambda _: (*steps, step))


def test_an_archive_is_never_half_brought_forward(old, monkeypatch):
    before = layout(old / "pages.sqlite", "archive")
    with_a_step(monkeypatch, "archive", "CREATE TABLE tides (high TEXT);\nALTER TABLE nowhere ADD COLUMN low TEXT;\n")
    with pytest.raises(ArchiveError, match="nowhere"), open_archive(old / "pages.sqlite"):
        pass
    assert layout(old / "pages.sqlite", "archive") == before
    with_a_step(monkeypatch, "archive", "CREATE TABLE tides (high TEXT);\n")
    with open_archive(old / "pages.sqlite") as archive:
        assert archive.execute("SELECT count(*) FROM tides").fetchone()[0] == 0


def test_a_database_is_never_half_brought_forward(old, monkeypatch):
    before = layout(old / WORK_FILE, "work")
    with_a_step(
        monkeypatch, "work", "CREATE TABLE tides (high TIMESTAMPTZ); ALTER TABLE nowhere ADD COLUMN low INTEGER;"
    )
    with pytest.raises(duckdb.Error, match="nowhere"), open_work(old):
        pass
    assert layout(old / WORK_FILE, "work") == before
    with_a_step(monkeypatch, "work", "ALTER TABLE private.articles ADD COLUMN tide VARCHAR;")
    with open_work(old) as database:
        assert column_of(database, "SELECT title FROM private.articles WHERE tide IS NULL") == ["Ferry sails"]


def test_views_follow_their_file(old, monkeypatch):
    with open_work(old):
        pass
    views = statements.statements("views.sql") + "CREATE VIEW tides AS SELECT title FROM private.articles;"
    monkeypatch.setattr(work, "statements", lambda _: views)
    with open_work(old) as database:
        assert column_of(database, "FROM tides") == ["Ferry sails"]
    monkeypatch.undo()
    with open_work(old) as database:
        assert column_of(database, "SELECT view_name FROM duckdb_views() WHERE view_name = 'tides'") == []


KILLED = """
import os, signal, sys
from pathlib import Path
from storage import work
work._checkpoint = lambda database: os.kill(os.getpid(), signal.SIGKILL)
with work.open_work(Path(sys.argv[1])):
    pass
"""


def test_a_kill_between_the_steps_and_the_checkpoint_costs_nothing(old):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, old], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert (old / f"{WORK_FILE}.wal").exists()
    with open_work(old) as database:
        assert column_of(database, "SELECT max(version) FROM schema_version") == [work.newest_version()]
        assert column_of(database, "SELECT title FROM articles") == ["Ferry sails"]


@pytest.mark.usefixtures("old")
def test_processes_that_bring_one_folder_forward_at_once_all_find_it_so(at_once):
    script = """
import sys, time
from pathlib import Path
from storage.archive import open_archive
from storage.work import column_of, open_work
folder = Path(sys.argv[1])
while time.time() < float(sys.argv[3]):
    pass
with open_archive(folder / "pages.sqlite") as archive:
    (steps,) = archive.execute("SELECT count(*) FROM schema_version").fetchone()
with open_work(folder) as work:
    print(steps, column_of(work, "SELECT count(DISTINCT version) = count(*) FROM schema_version"))
"""
    assert at_once(script, processes=3) == ["1 [True]\n"] * 3


def test_what_an_older_version_published_is_published_anew_before_it_is_read(old):
    (old / "pub" / "000001").mkdir(parents=True)
    shutil.copy(old / WORK_FILE, old / "pub" / "000001" / PUBLISHED_FILE)
    (old / PUBLISHED_FILE).symlink_to(f"pub/000001/{PUBLISHED_FILE}")
    assert read(published(old), "SELECT title, cleaner_version FROM articles").values == (("Ferry sails", None),)
    assert is_up_to_date(published(old))
    assert len(list((old / "pub").iterdir())) == 2


def test_what_a_newer_version_published_is_refused_in_a_sentence(old):
    with open_work(old) as database:
        database.execute("INSERT INTO schema_version VALUES (999)")
    (old / PUBLISHED_FILE).symlink_to(WORK_FILE)
    with pytest.raises(WorkError, match=r"written by a newer wirewatch \(layout 999\); update wirewatch"):
        published(old)
