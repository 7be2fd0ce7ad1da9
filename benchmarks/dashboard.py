"""What runs cost Prefect: `python benchmarks/dashboard.py`.

200 outlets with ten new articles each in one run, on a real server with a real worker: how many task runs it has, and
how many of them the server has recorded as Completed. Then a run that finds nothing new: CPU of its process with all
that it starts, and of server and worker meanwhile.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outages import House, environment, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psutil

OUTLETS, ARTICLES = 200, 10

#: The bars: task runs of one run, CPU seconds of a run that finds nothing.
MOST_TASKS, MOST_CPU = 50, 15.0

#: Seconds in which the server has written down what it knows.
SETTLED = 20

WORDS = [
    "harbour",
    "council",
    "ferry",
    "market",
    "river",
    "school",
    "teacher",
    "engine",
    "minister",
    "budget",
    "storm",
    "island",
    "cable",
    "repair",
    "crew",
    "winter",
    "bridge",
    "train",
    "station",
    "doctor",
    "nurse",
    "farmer",
    "harvest",
    "price",
    "water",
    "road",
    "tunnel",
    "court",
    "judge",
    "verdict",
    "player",
    "coach",
    "season",
    "signal",
    "tower",
    "light",
    "keeper",
    "museum",
    "painter",
    "gallery",
    "singer",
    "concert",
    "library",
    "reader",
    "festival",
    "village",
    "mayor",
    "vote",
    "paper",
]

GROUPS = """
[[group]]
name = "all"
cron = "0 0 29 2 *"
"""


def main() -> int:
    """The two runs."""
    with tempfile.TemporaryDirectory(prefix="dashboard-") as name, _served() as port:
        folder = Path(name).resolve()
        (folder / "wirewatch.toml").write_text(_settings(port), "utf-8")
        house = House(folder, free_port(), environment())
        house.up()
        try:
            house.wait_for("deployment", lambda: house.ask("deployments/filter"))
            return _measure(house)
        finally:
            assert house.process
            house.process.terminate()
            house.process.wait(90)


def _measure(house: House) -> int:
    first = _run(house)
    time.sleep(SETTLED)
    states = [task["state_type"] for task in _task_runs(house, first)]
    completed = states.count("COMPLETED")
    print(f"{OUTLETS} outlets, {OUTLETS * ARTICLES} articles: {first['state']['message']}")
    print(f"task runs: {len(states)}, recorded as Completed: {completed}")
    before = _cpu(house)
    second = _run(house)
    time.sleep(SETTLED / 4)  # until its process is gone
    used = {name: value - before[name] for name, value in _cpu(house).items()}
    print(f"nothing new: {second['state']['message']}")
    print(
        f"CPU seconds: {', '.join(f'{name} {value:.1f}' for name, value in used.items())}, all {sum(used.values()):.1f}"
    )
    return not (len(states) <= MOST_TASKS and completed == len(states) and sum(used.values()) < MOST_CPU)


def _run(house: House) -> dict[str, Any]:
    """A run, to its end."""
    (deployment,) = house.ask("deployments/filter", {"deployments": {"name": {"any_": ["all"]}}})
    run_id = house.ask(f"deployments/{deployment['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})["id"]

    def look() -> dict[str, Any] | None:
        (run,) = house.ask("flow_runs/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
        return run if run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"} else None

    return house.wait_for("end of the run", look)


def _task_runs(house: House, run: dict[str, Any]) -> list[dict[str, Any]]:
    return house.ask("task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})


def _cpu(house: House) -> dict[str, float]:
    worker = house.worker()
    times = worker.cpu_times()
    return {
        "the run's process": times.children_user + times.children_system,
        "worker": times.user + times.system,
        "server": _own(house.server()),
    }


def _own(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _settings(port: int) -> str:
    head = f"""contact = "desk@newsroom.localhost"
[politeness]
seconds_between_requests = 0.0
[network]
private_addresses = ["127.0.0.0/8"]
{GROUPS}"""
    return head + "".join(_outlet(number, port) for number in range(OUTLETS))


def _outlet(number: int, port: int) -> str:
    base = f"http://127.9.{number // 100}.{number % 100 + 1}:{port}"
    return f"""
[[outlet]]
name = "outlet-{number}"
home = "{base}/"
feeds = ["{base}/feed"]
sitemaps = []
"""


class _Outlets(BaseHTTPRequestHandler):
    """All of them, by the address that is asked."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        if self.path == "/feed":
            items = "".join(
                f"<item><link>{base}/{n}</link><title>{_title(base, n)}</title></item>" for n in range(ARTICLES)
            )
            self._answer(f"<rss version='2.0'><channel><title>{base}</title>{items}</channel></rss>", 200)
        elif self.path[1:].isdigit():
            self._answer(_page(base, int(self.path[1:])), 200)
        else:
            self._answer("", 404)

    def _answer(self, text: str, status: int) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/rss+xml" if self.path == "/feed" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _title(base: str, number: int) -> str:
    return " ".join(random.Random(f"{base} {number}").choices(WORDS, k=7)).capitalize()


def _page(base: str, number: int) -> str:
    chance = random.Random(f"{base} {number} text")
    lines = (" ".join(chance.choices(WORDS, k=30)).capitalize() + "." for _ in range(8))
    title, text = _title(base, number), "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


@contextmanager
def _served() -> Iterator[int]:
    with _Server(("0.0.0.0", 0), _Outlets) as server:  # all of 127.0.0.0/8
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


if __name__ == "__main__":
    sys.exit(main())
