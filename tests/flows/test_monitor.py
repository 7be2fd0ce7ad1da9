"""Runs on a real Prefect server, by its schedule and by a real worker, against the invented newsroom."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from flows.newsroom.outlets import outlets
from storage.lock import run_lock
from storage.query import read

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Dashboard

pytestmark = pytest.mark.slow

#: Group, and the time for which it was scheduled.
NAME = re.compile(r"all \d{4}-\d\d-\d\d \d\d:\d\d")

#: An outlet that is not there, under a name for its feed that would act on a page.
SILENT = """
contact = "newsdesk@newsroom.localhost"
data = "silent"

[network]
private_addresses = ["127.0.0.0/8"]

[[outlet]]
name = "quiet-bay"
home = "http://127.0.0.1:1/"
feeds = ["http://127.0.0.1:1/<script>alert(1)</script>[feed](javascript:alert(2))|"]
"""

#: Runs that are refused, and the state in which each ends.
REFUSED = """
import asyncio, json, sys
from flows.monitor import monitor

async def ended(**parameters):
    state = await monitor(**parameters, return_state=True)
    print(json.dumps([state.name, state.message]))

for parameters in json.loads(sys.argv[1]):
    asyncio.run(ended(**parameters))
"""


#: A step whose thread never comes back, under limits of seconds instead of hours.
HANGS = """
import asyncio, json, sys, threading
from flows import monitor, pipeline

async def hang(*_):
    await asyncio.to_thread(threading.Event().wait)

async def ended():
    state = await monitor.monitor(config=sys.argv[1], return_state=True)
    print(json.dumps([state.name, state.message]), flush=True)

monitor.STEP_SECONDS, monitor.PROCESS_SECONDS, pipeline.collect_outlet = 1, 15, hang
asyncio.run(ended())
"""

#: Someone saves the settings while a run is under way, and is not done with them.
EDITED = """
import asyncio, json, sys
from pathlib import Path
from flows import monitor

run_group = monitor.run_group

async def edited_meanwhile(*given, **more):
    report = await run_group(*given, **more)
    Path(sys.argv[1]).write_text("contact = ", encoding="utf-8")
    return report

async def ended():
    state = await monitor.monitor(config=sys.argv[1], return_state=True)
    print(json.dumps([state.name, state.message]))

monitor.run_group = edited_meanwhile
asyncio.run(ended())
"""

#: An outlet of one article, that is there, then is not, then is again; and someone who watches for two words.
FADING = """
contact = "newsdesk@newsroom.localhost"
data = "fading"
watch = ["lamp oil", "whale oil"]

[politeness]
seconds_between_requests = 0

[network]
private_addresses = ["127.0.0.0/8"]

[[outlet]]
name = "fading-light"
home = "http://127.0.0.1:{port}/"
feeds = ["http://127.0.0.1:{port}/feed"]
"""

FADES = """
import asyncio, sys, threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit
from flows.monitor import monitor
from flows.settings import load_settings
from pathlib import Path

outlet = load_settings(Path(sys.argv[1])).outlets[0]
ITEM = "<item><title>No more lamp oil on the rock</title><link>{0}oil</link></item>"
FEED = "<rss version='2.0'><channel><title>Light</title>" + ITEM + "</channel></rss>"
LINE = "<p>The keeper of the light said on day {0} that the lamp oil would last until the supply ship came.</p>"
PAGE = "<html><head><title>No more lamp oil on the rock</title></head><body><article>"
PAGE += "<h1>No more lamp oil on the rock</h1>" + "".join(map(LINE.format, range(9))) + "</article></body></html>"

class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        body = {"/feed": FEED.format(outlet.home), "/oil": PAGE}.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass

@contextmanager
def there():
    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(outlet.home).port), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()

def run(times):
    for _ in range(times):
        state = asyncio.run(monitor(config=sys.argv[1], return_state=True))
        print(state.name)

with there():
    run(1)
run(5)
with there():
    run(2)
"""


@dataclass
class Watched:
    """The newsroom, and the dashboard of the runs that watch it."""

    dashboard: Dashboard

    @property
    def folder(self) -> Path:
        return self.dashboard.folder

    def scheduled(self, number: int) -> dict[str, Any]:
        """The run that the schedule has completed as the first, the second ..."""
        which = {"state": {"type": {"any_": ["COMPLETED"]}}, "tags": {"all_": ["auto-scheduled"]}}

        def look() -> dict[str, Any] | None:
            completed = self.dashboard.ask("flow_runs/filter", {"flow_runs": which, "sort": "START_TIME_ASC"})
            return completed[number - 1] if len(completed) >= number else None

        return self.dashboard.wait_for(f"completed run {number} of the schedule", look)

    def by_hand(self) -> dict[str, Any]:
        """The newest run that no deployment has started."""
        which = {"deployment_id": {"is_null_": True}}
        return self.dashboard.ask("flow_runs/filter", {"flow_runs": which, "sort": "START_TIME_DESC"})[0]

    def task_runs(self, run: dict[str, Any], count: int) -> list[str]:
        """The names of those that have completed, once there are *count*: the server enters them some time later."""
        which = {
            "flow_runs": {"id": {"any_": [run["id"]]}},
            "task_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
        }

        def look() -> list[str] | None:
            found = self.dashboard.ask("task_runs/filter", which)
            return [one["name"] for one in found] if len(found) >= count else None

        return self.dashboard.wait_for(f"{count} task runs of {run['name']}", look)

    def log(self, run: dict[str, Any]) -> list[dict[str, Any]]:
        """Its lines, once the last one has come."""
        which = {"logs": {"flow_run_id": {"any_": [run["id"]]}}}

        def look() -> list[dict[str, Any]] | None:
            lines = self.dashboard.ask("logs/filter", which)
            last = [one for one in lines if one["name"] == "prefect.flow_runs" and "Finished in" in one["message"]]
            return lines if last else None

        return self.dashboard.wait_for(f"end of the log of {run['name']}", look)

    def events(self, name: str, count: int = 1) -> list[dict[str, Any]]:
        """Those of that name, the oldest first, once there are *count*."""

        def look() -> list[dict[str, Any]] | None:
            which = {"filter": {"event": {"name": [name]}, "order": "ASC"}}
            found = self.dashboard.ask("events/filter", which)["events"]
            return found if len(found) >= count else None

        return self.dashboard.wait_for(f"{count} events {name}", look)

    def artifacts(self, run: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """By their keys."""
        found = self.dashboard.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
        return {one["key"]: one for one in found}


@pytest.fixture(scope="module")
def watched(dashboard) -> Watched:
    return Watched(dashboard)


@pytest.fixture(scope="module")
def silent(watched) -> Path:
    """Settings with the one outlet that is not there, and their folder of data."""
    (watched.folder / "silent").mkdir()
    settings = watched.folder / "silent.toml"
    settings.write_text(SILENT, encoding="utf-8")
    return settings


def test_a_run_of_the_schedule_completes_and_says_what_it_found(watched):
    run = watched.scheduled(1)
    assert run["state"]["message"] == "45 new articles, 4 copies, 0 outlets silent"
    assert run["auto_scheduled"]
    assert run["name"] == f"all {run['expected_start_time'][:16].replace('T', ' ')}"


def test_its_steps_are_task_runs_that_name_the_outlets(watched):
    expected = [*(f"collect {outlet.name}" for outlet in outlets()), "clean 1 to 47", "compare", "publish"]
    assert sorted(watched.task_runs(watched.scheduled(1), len(expected))) == sorted(expected)


def test_its_log_has_a_line_for_each_outlet_and_none_of_the_http_client(watched):
    lines = watched.log(watched.scheduled(1))
    said = [line["message"] for line in lines if line["name"].startswith("flows.")]
    assert sorted(line.partition(":")[0] for line in said) == sorted(["all", *(outlet.name for outlet in outlets())])
    assert not [line for line in lines if not line["name"].startswith(("flows.", "prefect."))]


def test_its_artifacts_show_the_outlets_and_the_run(watched):
    artifacts = watched.artifacts(watched.scheduled(1))
    assert {key: artifact["type"] for key, artifact in artifacts.items()} == {
        "outlets-all": "table",
        "run-all": "markdown",
        "stories-all": "markdown",
        "days-all": "image",
    }
    rows = json.loads(artifacts["outlets-all"]["data"])
    assert [(row["outlet"], row["state"]) for row in rows] == [
        (name, "ok") for name in sorted(o.name for o in outlets())
    ]
    assert sum(row["new"] for row in rows) == 45
    assert "45 new articles, 4 copies, 0 outlets silent" in artifacts["run-all"]["data"]
    assert "Three islands lose power" in artifacts["stories-all"]["data"]
    assert artifacts["days-all"]["data"].startswith("data:image/svg+xml;base64,")


def test_its_new_articles_are_an_event(watched):
    run = watched.scheduled(1)
    events = watched.events("wirewatch.batch.loaded")
    (event,) = [one for one in events if any(run["id"] in related["prefect.resource.id"] for related in one["related"])]
    assert event["resource"]["prefect.resource.id"] == "wirewatch.group.all"
    assert (event["payload"]["new_articles"], event["payload"]["message"]) == (45, run["state"]["message"])


def test_the_published_file_has_the_articles_and_the_id_of_the_flow_run(watched):
    run = watched.scheduled(1)
    news = watched.folder / "data" / "news.duckdb"
    assert read(news, "SELECT count(*) FROM articles").values == ((45,),)
    assert read(news, "SELECT outcome FROM runs WHERE flow_run_id = '" + run["id"] + "'").values == (("completed",),)


def test_the_command_runs_on_the_dashboard_too(watched):
    (watched.folder / "by-hand.toml").write_text(
        watched.dashboard.settings.read_text(encoding="utf-8").replace('data = "data"', 'data = "by-hand"'),
        encoding="utf-8",
    )
    done = watched.dashboard.run("wirewatch", "run", "--group", "all", "--config", str(watched.folder / "by-hand.toml"))
    assert done.stdout.splitlines()[-1] == "all: 45 new articles, 4 copies, 0 outlets silent"
    run = watched.by_hand()
    assert NAME.fullmatch(run["name"])
    assert (run["state_name"], run["state"]["message"]) == ("Completed", "45 new articles, 4 copies, 0 outlets silent")
    assert "meridian: 6 new URLs, 6 pages" in {line["message"] for line in watched.log(run)}


def test_a_run_in_which_no_outlet_answers_has_failed_and_its_words_act_on_no_page(watched, silent):
    watched.dashboard.run("wirewatch", "run", "--config", str(silent), exit_code=1)
    run = watched.by_hand()
    assert (run["state_name"], run["state"]["message"]) == ("Failed", "0 new articles, 0 copies, 1 outlet silent")
    shown = watched.artifacts(run)["run-all"]["data"]
    assert r"http\://127.0.0.1:1/&lt;script&gt;alert(1)&lt;/script&gt;\[feed\](javascript:alert(2))\|" in shown


def test_an_outlet_that_goes_silent_and_returns_is_one_event_and_one_recovery(watched, tmp_path):
    settings = tmp_path / "wirewatch.toml"
    settings.write_text(FADING.format(port=watched.dashboard.free_port()), encoding="utf-8")
    done = watched.dashboard.run("python", "-c", FADES, str(settings))
    assert done.stdout.splitlines() == ["Completed", *["Failed"] * 5, *["Completed"] * 2]
    (recovered,) = watched.events("wirewatch.outlet.recovered")
    (silent,) = [
        one for one in watched.events("wirewatch.outlet.silent")
        if one["resource"]["prefect.resource.id"] == "wirewatch.outlet.fading-light"
    ]  # fmt: skip
    assert recovered["resource"] == silent["resource"]
    assert silent["payload"]["message"].startswith("fading-light: silent: no answer in 3 runs in a row: ")
    (matched,) = watched.events("wirewatch.watch.matched")
    assert (matched["payload"]["word"], matched["payload"]["title"]) == ("lamp oil", "No more lamp oil on the rock")


def test_a_run_that_is_refused_says_why_in_its_state(watched, silent):
    nowhere = str(watched.folder / "nowhere.toml")
    parameters = [{"config": nowhere}, {"config": str(silent), "outlet": "loud-bay"}, {"config": str(silent)}]
    with run_lock(silent.parent / "silent", "all"):
        done = watched.dashboard.run("python", "-c", REFUSED, json.dumps(parameters))
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        ["Failed", f"{nowhere}: no such file; write one (the README shows how) or name one with --config"],
        ["Failed", 'group "all" has no outlet with the name "loud-bay": look at the names in wirewatch.toml'],
        ["Cancelled", 'a run of group "all" is under way: wait for its end'],
    ]


def test_a_run_goes_by_the_settings_that_it_began_with(watched, tmp_path):
    settings = tmp_path / "wirewatch.toml"
    settings.write_text(SILENT, encoding="utf-8")
    done = watched.dashboard.run("python", "-c", EDITED, str(settings))
    assert json.loads(done.stdout) == ["Failed", "0 new articles, 0 copies, 1 outlet silent"]


def test_a_full_disk_is_one_sentence_in_the_state_of_the_run(watched, tmp_path):
    settings = tmp_path / "wirewatch.toml"
    settings.write_text(SILENT, encoding="utf-8")
    limited = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n{REFUSED}"
    done = watched.dashboard.run("python", "-c", limited, json.dumps([{"config": str(settings)}]))
    sentence = f"{tmp_path}/silent/pages.sqlite: the disk is full: make room and run again, nothing is lost"
    assert json.loads(done.stdout) == ["Failed", sentence]


def test_a_step_that_hangs_is_named_in_the_state_of_the_run_and_its_process_ends(watched, silent):
    done = watched.dashboard.run("python", "-c", HANGS, str(silent), exit_code=1)
    sentence = "collect quiet-bay: it hung, and was given up after 0:00:01; the next run goes on from there"
    assert json.loads(done.stdout) == ["Failed", sentence]
    assert "Timeout (0:00:15)!" in done.stderr


def test_the_next_run_of_the_schedule_finds_nothing_new_and_prolongs_the_history(watched):
    run = watched.scheduled(2)
    assert run["state"]["message"] == "0 new articles, 0 copies, 0 outlets silent"
    of_schedule = {one["id"] for one in (watched.scheduled(1), run)}
    only = {"artifacts": {"key": {"any_": ["outlets-all"]}}}
    assert of_schedule <= {artifact["flow_run_id"] for artifact in watched.dashboard.ask("artifacts/filter", only)}
