"""A `wirewatch up` on this machine, with what it watches, in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import psutil
import pytest

from flows.newsroom.server import serve
from flows.newsroom.settings import settings_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")

#: A busy machine takes a minute for what an idle one does in seconds.
PATIENCE = 120

SETTINGS = {
    "NO_COLOR": "1",
    "NO_PROXY": "127.0.0.1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",  # what has happened can be asked for soon
    "PREFECT_WORKER_QUERY_SECONDS": "1",
}

#: Every minute, and never: the runs of the second are started by the tests.
GROUPS = """
[[group]]
name = "all"
cron = "* * * * *"

[[group]]
name = "by-hand"
cron = "0 0 29 2 *"

"""

SLOW = """
[[outlet]]
name = "slow-bay"
group = "by-hand"
home = "{base}/"
feeds = ["{base}/feed"]
sitemaps = []
"""

#: What a flow run can be in before it has ended.
UNDER_WAY = ("PENDING", "RUNNING", "CANCELLING")


@dataclass
class Dashboard:
    """What `wirewatch up` keeps up, seen as a person sees it: through commands and the API."""

    folder: Path
    port: int
    slow: SlowOutlet
    project: Path = Path(__file__).parents[2]
    process: subprocess.Popen = field(init=False)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "WIREWATCH_"))}
        return ours | SETTINGS | {"HOME": str(self.folder / "home"), "WIREWATCH_CONFIG": str(self.settings)}

    @property
    def settings(self) -> Path:
        """Where runs look for what to watch, unless they are told otherwise."""
        return self.folder / "wirewatch.toml"

    def up(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                _installed(("wirewatch", "up", "--port", str(self.port))),
                cwd=self.project,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_for("worker", lambda: self.workers_status() == "READY")

    def down(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)

    @staticmethod
    def free_port() -> int:
        """One at which nobody listens."""
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            return taken.getsockname()[1]

    def run(self, *command: str, exit_code: int = 0) -> subprocess.CompletedProcess:
        """A command, to its end; nobody sits at its standard input."""
        done = subprocess.run(
            _installed(command),
            cwd=self.project,
            env=self.environment | {"PREFECT_API_URL": self.api},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == exit_code, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def ask(self, path: str, body: Mapping[str, Any] | None = None, method: str = "POST") -> Any:
        """What the API answers to a filter, a thing to be made, a change."""
        deadline = time.monotonic() + PATIENCE
        while True:
            url = f"{self.api}/{path}"
            answer = httpx.request(method, url, json=body or {}, trust_env=False, timeout=PATIENCE)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
                break  # the database was busy with others: nothing was done
            time.sleep(1)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def wait_for(self, what: str, look: Callable[[], T | None]) -> T:
        """What *look* sees, once it sees something; else all output."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):  # the server is busy, or not there yet
                if seen := look():
                    return seen
            if self.process.poll() is not None:
                pytest.fail(f"wirewatch up ended while we waited for {what}\n{self.output}")
            time.sleep(0.25)
        return pytest.fail(f"no {what} within {PATIENCE} s\n{self.output}")

    def deployment(self, name: str) -> dict[str, Any] | None:
        found = self.ask("deployments/filter", {"deployments": {"name": {"any_": [name]}}})
        return found[0] if found else None

    def workers_status(self) -> str | None:
        answer = httpx.get(f"{self.api}/work_pools/wirewatch", trust_env=False, timeout=30)
        return answer.json()["status"] if answer.is_success else None

    def start(self, name: str) -> str:
        """Orders a run of the deployment *name*; its id."""
        body = {"state": {"type": "SCHEDULED"}}
        return self.ask(f"deployments/{self.deployment(name)['id']}/create_flow_run", body)["id"]

    def flow_run(self, run_id: str) -> dict[str, Any]:
        return self.ask("flow_runs/filter", {"flow_runs": {"id": {"any_": [run_id]}}})[0]

    def ended(self, run_id: str) -> tuple[str, str]:
        """State and message of a run, once it has ended."""

        def look() -> tuple[str, str] | None:
            run = self.flow_run(run_id)
            has_ended = run["state_type"] not in {"SCHEDULED", *UNDER_WAY}
            return (run["state_type"], run["state"]["message"]) if has_ended else None

        return self.wait_for(f"end of run {run_id}", look)

    def child(self, word: str) -> psutil.Process:
        """The server's or the worker's process."""

        def look() -> psutil.Process | None:
            for child in psutil.Process(self.process.pid).children():
                with suppress(psutil.Error):
                    if word in child.cmdline():
                        return child
            return None

        return self.wait_for(f"process of the {word}", look)

    @property
    def log(self) -> Path:
        return self.folder / "up.log"

    @property
    def output(self) -> str:
        logs = (self.log, self.folder / "data" / "prefect" / "server.log")
        return "\n".join(f"== {log.name}\n{log.read_text()[-6000:]}" for log in logs if log.exists())


class SlowOutlet(ThreadingHTTPServer):
    """An outlet whose feed comes only when it is let, so that a run can be met in the middle."""

    daemon_threads = True

    def __init__(self) -> None:
        self.is_let, self.was_asked = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", 0), _SlowAnswer)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_) -> None:
        """A client that was killed is nothing to tell."""


class _SlowAnswer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/feed":
            self.send_error(404)
            return
        self.server.was_asked.set()
        self.server.is_let.wait(PATIENCE)
        body = b'<rss version="2.0"><channel><title>Slow Bay</title></channel></rss>'
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """Says nothing."""


@contextmanager
def _slow_outlet() -> Iterator[SlowOutlet]:
    with SlowOutlet() as outlet:
        thread = threading.Thread(target=outlet.serve_forever, args=(0.05,))
        thread.start()
        yield outlet
        outlet.is_let.set()
        outlet.shutdown()
        thread.join()


def _installed(command: tuple[str, ...]) -> list[str]:
    """The program of this environment."""
    return [str(Path(sys.executable).with_name(command[0])), *command[1:]]


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory) -> Iterator[Dashboard]:
    """The invented newsroom every minute, and a slow outlet by hand. It costs seconds: for tests marked slow."""
    with serve() as newsroom, _slow_outlet() as slow:
        dashboard = Dashboard(tmp_path_factory.mktemp("dashboard"), Dashboard.free_port(), slow)
        head, mark, outlets = settings_toml(newsroom, "data").partition("[[outlet]]")
        text = head + GROUPS + mark + outlets + SLOW.format(base=slow.base)
        dashboard.settings.write_text(text, encoding="utf-8")
        dashboard.up()
        try:
            yield dashboard
        finally:
            if dashboard.process.poll() is None:
                dashboard.down()
