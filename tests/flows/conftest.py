"""A Prefect server and what talks to it, all of it on this machine and in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")

#: A busy machine takes a minute for what an idle one does in seconds.
PATIENCE = 120

SETTINGS = {
    "DO_NOT_TRACK": "1",
    "NO_COLOR": "1",
    "NO_PROXY": "127.0.0.1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",  # what has happened can be asked for soon
    "PREFECT_WORKER_QUERY_SECONDS": "1",
}


@dataclass
class Dashboard:
    """A Prefect server, seen as a person sees it: through commands and its API."""

    folder: Path
    port: int
    project: Path = Path(__file__).parents[2]
    _running: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "WIREWATCH_"))}
        places = {"PREFECT_HOME": str(self.folder / "prefect"), "WIREWATCH_CONFIG": str(self.settings)}
        return ours | SETTINGS | places | {"PREFECT_API_URL": self.api}

    @property
    def settings(self) -> Path:
        """Where runs look for what to watch, unless they are told otherwise."""
        return self.folder / "wirewatch.toml"

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
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == exit_code, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    @contextmanager
    def running(self, name: str, *command: str) -> Iterator[None]:
        """A service, with its output in a file; ended with all that it has started."""
        with (self.folder / f"{name}.log").open("w") as log:
            service = subprocess.Popen(
                _installed(command),
                cwd=self.project,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running[name] = service
        try:
            yield
        finally:
            _end(service)
            del self._running[name]

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """What the API answers to a filter."""
        answer = httpx.post(f"{self.api}/{path}", json=body or {}, trust_env=False, timeout=30)
        assert answer.is_success, answer.text
        return answer.json()

    def wait_for(self, what: str, look: Callable[[], T | None]) -> T:
        """What *look* sees, once it sees something; else the output of all services."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):  # the server is busy, or not there yet
                if seen := look():
                    return seen
            if ended := [name for name, service in self._running.items() if service.poll() is not None]:
                pytest.fail(f"ended while we waited for {what}: {ended}\n{self.output}")
            time.sleep(0.25)
        return pytest.fail(f"no {what} within {PATIENCE} s\n{self.output}")

    def is_healthy(self) -> bool:
        return httpx.get(f"{self.api}/health", trust_env=False).is_success

    @property
    def output(self) -> str:
        return "\n".join(f"== {log.name}\n{log.read_text()[-6000:]}" for log in sorted(self.folder.glob("*.log")))


def _installed(command: tuple[str, ...]) -> list[str]:
    """The program of this environment."""
    return [str(Path(sys.executable).with_name(command[0])), *command[1:]]


def _end(service: subprocess.Popen) -> None:
    """Asks it to end, waits, and leaves nothing of its session behind."""
    service.terminate()
    try:
        service.wait(timeout=30)
    except subprocess.TimeoutExpired:
        service.kill()
        service.wait()
    with suppress(ProcessLookupError):
        os.killpg(service.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory) -> Iterator[Dashboard]:
    """A server that answers. It costs seconds: for tests that are marked slow."""
    dashboard = Dashboard(tmp_path_factory.mktemp("dashboard"), Dashboard.free_port())
    with dashboard.running(
        "server", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(dashboard.port)
    ):
        dashboard.wait_for("healthy server", dashboard.is_healthy)
        yield dashboard
