"""Runs that fall silent, and messages that are to be sent, on a real server: `python benchmarks/silence.py`.

No worker and no sweep looks after these runs; the automations have to. Each stands for one way to fall silent, and is
put on the server by its API; one run gives signs of life as long as the others take. Then docs/operate.md is taken at
its word: its lines that hook a message on our events, with an address of this machine in them, and an event of each
kind. It takes six minutes of waiting; a failure is exit code 1.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
from outages import House, environment, free_port

from flows.dashboard.automations import SIGNS_OF_LIFE, STARTS
from flows.dashboard.deployments import HEARTBEAT_SECONDS, TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds that a server may take to notice, on a busy machine.
NOTICED = 90

SETTINGS = """contact = "desk@newsroom.localhost"
[[group]]
name = "all"
cron = "0 0 29 2 *"
[[outlet]]
name = "nobody"
home = "http://nobody.localhost/"
"""

DOCS = Path(__file__).parents[1] / "docs" / "operate.md"

#: As the documents have it.
ADDRESS = "https://hooks.slack.com/services/YOUR/OWN/ADDRESS"

#: One of each kind; the last is nobody's business.
EVENTS = ("wirewatch.outlet.silent", "wirewatch.outlet.recovered", "wirewatch.line.down", "wirewatch.batch.loaded")


def main() -> int:
    """Both."""
    with tempfile.TemporaryDirectory(prefix="silence-") as name:
        folder = Path(name).resolve()
        (folder / "wirewatch.toml").write_text(SETTINGS, "utf-8")
        house = House(folder, free_port(), environment())
        house.up()
        try:
            house.wait_for("deployment", lambda: house.ask("deployments/filter"))
            house.wait_for("automations", lambda: house.ask("automations/filter"))
            return max(told(house), silent(house))
        finally:
            assert house.process
            house.process.terminate()
            house.process.wait(90)


def silent(house: House) -> int:
    """Each run that falls silent is ended in its time; one that gives signs of life, and a foreign one, are not."""
    runs = {
        "claimed, never started": _run(house, "PENDING"),
        "started, then nothing": _run(house, "PENDING", "RUNNING"),
        "alive for a minute": _run(house, "PENDING", "RUNNING"),
        "silent while it is cancelled": _run(house, "PENDING", "RUNNING", "CANCELLING"),
        "alive": _run(house, "PENDING", "RUNNING"),
        "nobody's": _run(house, "PENDING", "RUNNING", tags=[]),
    }
    for beat in range(int((STARTS.seconds + NOTICED) / HEARTBEAT_SECONDS)):
        alive = ["alive", "alive for a minute"] if beat < 60 / HEARTBEAT_SECONDS else ["alive"]
        _emit(house, *(_event("prefect.flow-run.heartbeat", f"prefect.flow-run.{runs[name]}") for name in alive))
        time.sleep(HEARTBEAT_SECONDS)
    states = {name: _state(house, run) for name, run in runs.items()}
    for name, state in states.items():
        print(f"{name}: {state['name']} {state['timestamp'][11:19]}: {state['message']}", flush=True)
    lives = {"alive", "nobody's"}
    print(f"(they had {SIGNS_OF_LIFE.seconds} s for a sign of life, and {STARTS.seconds} s to start)")
    return any((state["type"] in {"CRASHED", "CANCELLED"}) == (name in lives) for name, state in states.items())


def told(house: House) -> int:
    """The lines of the documents bring each of our events, once."""
    (lines,) = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert ADDRESS in lines
    with _desk() as (port, messages):
        script = lines.replace(ADDRESS, f"json://127.0.0.1:{port}/")
        api = {"PREFECT_API_URL": f"http://127.0.0.1:{house.port}/api", "PREFECT_HOME": str(house.folder / "desk")}
        subprocess.run([sys.executable, "-c", script], env={**os.environ, **api}, check=True)
        _emit(house, *(_event(name, "wirewatch.outlet.pier", {"message": f"says {name}"}) for name in EVENTS))
        house.wait_for("messages", lambda: len(messages) >= len(EVENTS) - 1)
        time.sleep(10)  # for one that should not come
    for message in messages:
        print(f"told: {message['title']}: {message['message']}", flush=True)
    return sorted(one["message"] for one in messages) != sorted(f"says {name}" for name in EVENTS[:-1])


def _run(house: House, *states: str, tags: list[str] | None = None) -> str:
    """The id of a run that nobody carries, brought through *states*."""
    flow = house.ask("flows/", {"name": "silent"})["id"]
    run: str = house.ask("flow_runs/", {"flow_id": flow, "tags": [TAG] if tags is None else tags})["id"]
    for state in states:
        house.ask(f"flow_runs/{run}/set_state", {"state": {"type": state}, "force": True})
    return run


def _state(house: House, run: str) -> dict[str, Any]:
    (found,) = house.ask("flow_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
    state: dict[str, Any] = found["state"]
    return state


def _event(name: str, resource: str, payload: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": name,
        "resource": {"prefect.resource.id": resource},
        "related": [{"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}],
        "payload": payload or {},
    }


def _emit(house: House, *events: dict[str, Any]) -> None:
    httpx.post(f"http://127.0.0.1:{house.port}/api/events", json=events, trust_env=False).raise_for_status()


@contextmanager
def _desk() -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Someone who is told: the port, and the messages that came."""
    messages: list[dict[str, str]] = []

    class Told(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Told) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, messages
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    sys.exit(main())
