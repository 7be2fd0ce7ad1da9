import json
from datetime import UTC, datetime, timedelta

import pytest

from storage import ledger, runs
from storage.archive import open_archive
from storage.health import judge
from storage.publishing import publish
from storage.work import open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def watched(tmp_path):
    """Settings, and a published file that knows one run of two outlets."""
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "wirewatch.toml").write_text('contact = "desk@newsroom.localhost"\n')
    with open_archive(folder / "pages.sqlite") as archive, open_work(folder) as work:
        runs.name_outlets(archive, [runs.OutletRow("quay", "http://quay.news/", "asia"), runs.OutletRow("pier")])
        run_id = runs.start(archive, "asia", NOON, None)
        runs.finish(archive, run_id, "completed", {"fetched": 12, "new_articles": 9}, NOON + timedelta(seconds=90))
        ledger.follow(work, archive)
        judge(work, archive, NOON, line_is_down=False)
    publish(folder)
    return tmp_path / "wirewatch.toml"


def test_outlets_and_runs_are_shown(wirewatch, watched):
    done = wirewatch("status", "--config", watched)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert any(line[:2] == ["quay", "new"] and line[-3:] == ["not", "asked", "yet"] for line in lines)
    assert any(line[:2] == ["pier", "imported"] for line in lines)
    assert any({"asia", "completed", "0:01:30", "12", "9"} <= set(line) for line in lines)


def test_programs_get_json(wirewatch, watched):
    found = json.loads(wirewatch("status", "--config", watched, "--json").stdout)
    assert [(one["outlet"], one["state"]) for one in found["outlets"]] == [("pier", "imported"), ("quay", "new")]
    (run,) = found["runs"]
    assert (run["group"], run["outcome"], run["fetched"], run["new_articles"]) == ("asia", "completed", 12, 9)


def test_before_the_first_run_there_is_advice(wirewatch, tmp_path):
    (tmp_path / "wirewatch.toml").write_text('contact = "desk@newsroom.localhost"\n')
    done = wirewatch("status", "--config", tmp_path / "wirewatch.toml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("news.duckdb: nothing was published yet: type wirewatch run first\n")
