"""What `wirewatch up` keeps up, and what it does when something of it dies; `wirewatch deploy` beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import psutil
import pytest

from flows.dashboard.processes import carriers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Dashboard

pytestmark = pytest.mark.slow


@pytest.fixture
def run_under_way(dashboard) -> Iterator[str]:
    """The id of a run that is in the middle of asking an outlet."""
    dashboard.slow.is_let.clear()
    dashboard.slow.was_asked.clear()
    run_id = dashboard.start("by-hand")
    assert dashboard.slow.was_asked.wait(60), dashboard.output
    yield run_id
    dashboard.slow.is_let.set()


def completes(dashboard: Dashboard, run_id: str) -> None:
    """The run *run_id* does; afterwards the place of its deployment is free."""
    dashboard.slow.is_let.set()
    assert dashboard.ended(run_id) == ("COMPLETED", "0 new articles, 0 copies, 0 outlets silent")
    assert dashboard.deployment("by-hand")["global_concurrency_limit"]["active_slots"] == 0


def test_the_form_of_a_run_explains_its_fields_and_offers_what_can_be_chosen(dashboard):
    fields = dashboard.deployment("by-hand")["parameter_openapi_schema"]["properties"]
    assert list(fields) == ["group", "outlet", "config"]
    assert all(field["description"] for field in fields.values())
    assert (fields["group"]["enum"], fields["outlet"]["enum"]) == (["by-hand"], ["", "slow-bay"])


def test_a_second_one_says_that_it_is_up_already_and_by_whom(dashboard):
    done = dashboard.run("wirewatch", "up", "--port", "1", exit_code=1)
    page = dashboard.api.removesuffix("/api")
    assert done.stderr == f"wirewatch is up already: process {dashboard.process.pid}, {page}\n"


def test_deploying_again_changes_nothing(dashboard):
    same = ("id", "parameters", "schedules", "entrypoint", "job_variables", "tags", "concurrency_options")
    before = dashboard.deployment("all")
    done = dashboard.run("wirewatch", "deploy")
    assert done.stdout.splitlines() == [
        "all: as it was, * * * * * UTC",
        "by-hand: as it was, 0 0 29 2 * UTC",
        "digest: as it was, 0 7 * * * UTC",
        "backfill: as it was, started by hand",
        "rebuild: as it was, started by hand",
    ]
    after = dashboard.deployment("all")
    assert {key: after[key] for key in same} == {key: before[key] for key in same}


def test_a_schedule_that_a_person_paused_stays_paused_even_when_its_times_change(dashboard):
    known = dashboard.deployment("by-hand")
    dashboard.ask(f"deployments/{known['id']}/schedules/{known['schedules'][0]['id']}", {"active": False}, "PATCH")
    text = dashboard.settings.read_text("utf-8")
    dashboard.settings.write_text(text.replace("0 0 29 2 *", "1 1 29 2 *"), "utf-8")
    done = dashboard.run("wirewatch", "deploy")
    assert "by-hand: changed, 1 1 29 2 * UTC, paused (as it was)" in done.stdout.splitlines()
    (schedule,) = dashboard.deployment("by-hand")["schedules"]
    assert (schedule["schedule"]["cron"], schedule["active"]) == ("1 1 29 2 *", False)
    assert '"1 1 29 2 *"' in (dashboard.folder / "prefect.yaml").read_text("utf-8")


def test_a_group_is_deployed_once_it_stands_in_the_settings_and_removed_once_it_does_not(dashboard):
    text = dashboard.settings.read_text("utf-8")
    try:
        dashboard.settings.write_text(text + '\n[[group]]\nname = "asia"\ntimezone = "Asia/Jakarta"\n', "utf-8")
        made = dashboard.run("wirewatch", "deploy")
        assert "asia: made, */30 * * * * Asia/Jakarta" in made.stdout.splitlines()
        assert dashboard.deployment("asia")["schedules"][0]["active"]
    finally:
        dashboard.settings.write_text(text, "utf-8")
    removed = dashboard.run("wirewatch", "deploy")
    assert "asia: removed, for the settings have it no more" in removed.stdout.splitlines()
    assert dashboard.deployment("asia") is None
    assert dashboard.deployment("all")


def test_the_file_of_deployments_is_one_that_prefect_itself_deploys(dashboard):
    file = str(dashboard.folder / "prefect.yaml")
    dashboard.run("prefect", "--no-prompt", "deploy", "--name", "by-hand", "--prefect-file", file)
    assert dashboard.deployment("by-hand")["entrypoint"] == "flows.monitor.monitor"
    done = dashboard.run("wirewatch", "deploy")
    assert [line for line in done.stdout.splitlines() if line.startswith("by-hand: changed")]


def test_the_database_is_made_anew_by_hand(dashboard):
    """It comes after a run of the schedule, which has found 45 articles."""
    dashboard.wait_for("articles", (dashboard.folder / "data" / "news.duckdb").exists)
    state, message = dashboard.ended(dashboard.start("rebuild"))
    assert (state, message.partition("; ")[2]) == ("COMPLETED", "0 URLs are something else now")


def test_a_run_that_is_due_while_another_is_under_way_is_cancelled_and_says_why(dashboard, run_under_way):
    assert dashboard.ended(dashboard.start("by-hand")) == ("CANCELLED", "Deployment concurrency limit reached.")
    completes(dashboard, run_under_way)


def test_a_worker_that_is_killed_is_started_again_and_the_next_run_completes(dashboard, run_under_way):
    dashboard.child("worker").kill()
    assert dashboard.ended(run_under_way) == ("CRASHED", "its worker is gone; the next run completes it")
    assert run_under_way not in carriers()
    completes(dashboard, dashboard.start("by-hand"))


def test_a_server_that_is_killed_is_started_again_and_the_run_goes_on(dashboard, run_under_way):
    dashboard.child("flows.dashboard.server").kill()
    dashboard.wait_for("server", lambda: dashboard.deployment("by-hand"))
    completes(dashboard, run_under_way)


def test_ctrl_c_ends_all_of_it_and_leaves_nothing_running(dashboard, run_under_way):
    started = psutil.Process(dashboard.process.pid).children(recursive=True)
    assert dashboard.down() == 0
    assert [process for process in started if process.is_running()] == []
    with closing(sqlite3.connect(dashboard.folder / "data" / "prefect" / "prefect.db")) as database:
        states = database.execute("SELECT state_type FROM flow_run WHERE id = ?", (run_under_way,)).fetchall()
        left = database.execute("SELECT count(*) FROM flow_run WHERE state_type IN ('RUNNING', 'PENDING')").fetchone()
    assert (states, left) == ([("CRASHED",)], (0,))
    dashboard.up()
    completes(dashboard, dashboard.start("by-hand"))
