import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli.main import app

pytest_plugins = "tests.flows.cli.outlet"


@pytest.fixture(scope="module")
def library(tmp_path_factory, stories):
    """A folder with settings and three articles, of which one is a copy."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "wirewatch.toml").write_text('contact = "desk@newsroom.localhost"\n')
    lines = [
        json.dumps({"url": f"http://{host}.news/{name}", "title": stories[name][0], "paragraphs": stories[name][1:]})
        for host, name in (("quay", "ferry"), ("pier", "ferry"), ("quay", "market"))
    ]
    (folder / "articles.jsonl").write_text("\n".join(lines))
    done = CliRunner().invoke(
        app, ["import", str(folder / "articles.jsonl"), "--config", str(folder / "wirewatch.toml")]
    )
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def folder(library, tmp_path):
    shutil.copytree(library, tmp_path / "library", symlinks=True)
    return tmp_path / "library"


@pytest.fixture
def doctor(wirewatch, folder):
    """What it says: the exit code, and what is not ok by the name of the check."""

    def look():
        done = wirewatch("doctor", "--json", "--config", folder / "wirewatch.toml")
        said = json.loads(done.stdout)
        assert said["well"] is (done.exit_code == 0)
        assert all(one["advice"] for one in said["findings"] if one["verdict"] != "ok")
        return done.exit_code, {one["check"]: one["verdict"] for one in said["findings"] if one["verdict"] != "ok"}

    return look


def in_archive(folder, sql):
    with sqlite3.connect(folder / "data" / "pages.sqlite") as archive:
        archive.execute(sql)
    archive.close()


def in_published(folder, sql):
    with duckdb.connect(folder / "data" / "news.duckdb") as news:
        news.execute(sql)


def test_a_folder_that_is_well_is_said_to_be_so(doctor):
    assert doctor() == (0, {})


def test_sizes_and_growth_are_shown(wirewatch, folder):
    done = wirewatch("doctor", "--config", folder / "wirewatch.toml")
    assert done.exit_code == 0
    assert [word for word in ("archive", "database", "free on the disk", "articles") if word not in done.stdout] == []
    said = json.loads(wirewatch("doctor", "--json", "--config", folder / "wirewatch.toml").stdout)
    assert said["sizes"]["archive"] > 0
    assert said["sizes"]["published"] >= said["sizes"]["database"] > 0
    assert said["growth"]["articles"] == 3


BROKEN = {
    "bytes that are gone": (in_archive, "DELETE FROM bodies WHERE body_id = 1", "bytes of answers", "wrong"),
    "bytes of nobody": (
        in_archive, "INSERT INTO bodies VALUES (99, x'00', 1, x'00')", "bytes without a request", "warning",
    ),
    "a URL that is lost": (in_published, "DELETE FROM urls WHERE url LIKE '%market'", "URLs", "wrong"),
    "an article that is lost": (
        in_published, "DELETE FROM private.articles WHERE url LIKE '%market'", "loaded URLs", "wrong",
    ),
    "an article of nowhere": (
        in_published, "UPDATE urls SET state = 'failed' WHERE url LIKE '%market'", "URLs", "wrong",
    ),
    "paragraphs of nothing": (
        in_published, "UPDATE private.paragraphs SET article_id = 7", "private.paragraphs.article_id", "wrong",
    ),
    "an article without a story": (
        in_published, "DELETE FROM private.placements", "articles without a story", "warning",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("where", "sql", "check", "verdict"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_amiss_is_named(folder, doctor, where, sql, check, verdict):
    where(folder, sql)
    code, found = doctor()
    assert found[check] == verdict
    assert code == (1 if "wrong" in found.values() else 0)


def test_a_page_that_waits_for_its_verdict_is_named(folder, doctor):
    in_archive(folder, "UPDATE urls SET page_id = 1 WHERE url LIKE '%market'")
    in_archive(folder, "UPDATE fetches SET requested_at = '2001-01-01T00:00:00.000000+00:00'")
    assert doctor()[1]["pages without a verdict"] == "warning"


def test_a_published_file_that_cannot_be_read_is_named(folder, doctor):
    (folder / "data" / "news.duckdb").resolve().write_bytes(b"minutes of the harbour council\n" * 999)
    assert doctor()[1]["published file"] == "wrong"


def test_a_log_that_someone_left_is_named(folder, doctor):
    (folder / "data" / "news.duckdb").resolve().with_name("old.wal").write_bytes(b"")
    assert doctor()[1]["logs of others"] == "warning"


def test_answers_that_never_came_are_no_bytes_that_are_missing(folder, doctor):
    in_archive(folder, "DELETE FROM bodies")
    in_archive(folder, "UPDATE fetches SET body_id = NULL")
    assert doctor() == (0, {})


def test_before_the_first_run_there_is_advice(wirewatch, settings_file):
    done = wirewatch("doctor", "--config", settings_file())
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "type wirewatch run first" in done.stderr


@pytest.mark.parametrize(("cron", "amiss"), [("*/30 * * * *", {"last run": "warning"}), ("0 9 * * 1", {})])
def test_a_schedule_that_rests_for_a_week_is_not_one_that_does_not_run(doctor, folder, cron, amiss):
    with (folder / "wirewatch.toml").open("a") as settings:
        settings.write(f'[[group]]\ncron = "{cron}"\n')
    days_ago = (datetime.now(UTC) - timedelta(days=3)).isoformat(timespec="microseconds")
    in_archive(folder, f"UPDATE runs SET finished_at = '{days_ago}'")
    assert doctor() == (0, amiss)
