"""Breaks what `wirewatch up` keeps up, on purpose, and looks whether it heals: `python benchmarks/outages.py [NAME]`.

For each outage: a real server and a real worker in a folder of their own, a schedule of every minute over the invented
newsroom, the outage in the middle of a run. Printed are how the runs ended, how long the longest was Running or Pending
after it had died, whether the place of the deployment is free, and whether the data equal those of a course without any
outage. It takes two to four minutes each; a failure is exit code 1. With --postgres Prefect keeps its history in a
PostgreSQL of its own, where `initdb` and `postgres` are installed.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psutil

from flows.dashboard.processes import CARRIES
from flows.newsroom.server import serve
from flows.newsroom.settings import settings_toml
from storage.publishing import published
from storage.query import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Seconds between two requests at a host: a first run takes twenty seconds, enough to be met in the middle.
PAUSE = 2.5

#: The issue's own bar.
LONGEST_UNDER_WAY = 300

PATIENCE = 420

#: What the server says when its SQLite could not be written to: nothing was done, every client asks again.
BUSY = 503

#: Of rows that differ, so many are shown.
SHOWN = 4

#: What must be the same after any outage: nothing of it tells a time or a run.
DATA = {
    "articles": "SELECT outlet, title, text, version, story_id, copy_of FROM articles ORDER BY ALL",
    "paragraphs": "SELECT article_id, position, text, outlets FROM paragraphs ORDER BY ALL",
    "copies": "SELECT copy_id, source_id, kind, coverage FROM copies ORDER BY ALL",
    "removed": "SELECT article_id, position, text, reason FROM removed_text ORDER BY ALL",
    "stories": "SELECT story_id, articles, outlets, newsrooms FROM stories ORDER BY ALL",
    "urls": "SELECT url, outlet, state, reason FROM urls ORDER BY ALL",
}


@dataclass
class House:
    """One `wirewatch up` in a folder of its own."""

    folder: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def up(self) -> None:
        """Starts it."""
        with (self.folder / "up.log").open("ab") as log:
            command = [str(Path(sys.executable).with_name("wirewatch")), "up", "--port", str(self.port)]
            where = {"cwd": self.folder, "env": self.environment, "start_new_session": True}
            self.process = subprocess.Popen(command, **where, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """What the API answers, once its database is not busy with others."""
        url = f"http://127.0.0.1:{self.port}/api/{path}"
        while (answer := httpx.post(url, json=body or {}, trust_env=False, timeout=120)).status_code == BUSY:
            time.sleep(1)
        answer.raise_for_status()
        return answer.json()

    def runs(self) -> list[dict[str, Any]]:
        """Those that were due, in order."""
        runs = self.ask("flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC"})
        return [run for run in runs if run["state_type"] != "SCHEDULED"]

    def wait_for(self, what: str, look: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is looked for
        """What *look* sees, once it sees something."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                if seen := look():
                    return seen
            time.sleep(0.3)
        raise SystemExit(f"no {what} within {PATIENCE} s; see {self.folder}")

    def server(self) -> psutil.Process:
        """Its process."""
        return self._child("flows.dashboard.server")

    def worker(self) -> psutil.Process:
        """Its process."""
        return self._child("worker")

    def _child(self, word: str) -> psutil.Process:
        assert self.process
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                if word in child.cmdline():
                    return child
        raise SystemExit(f"no {word} runs")

    def flow(self) -> list[psutil.Process]:
        """The processes that carry a run of this house."""
        found = []
        for child in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                carries = child.environ()
                if CARRIES in carries and carries.get("WIREWATCH_CONFIG") == str(self.folder / "wirewatch.toml"):
                    found.append(child)
        return found

    def data(self) -> dict[str, Any]:
        """What people query."""
        path = published(self.folder / "data")
        return {name: read(path, sql).values for name, sql in DATA.items()}


def undisturbed(_: House) -> None:
    """Nothing happens."""


def kill_flow(house: House) -> None:
    """Kill -9 of the process of the run."""
    kill(house.flow())


def kill_worker(house: House) -> None:
    """Kill -9 of the worker."""
    kill([house.worker()])


def kill_both(house: House) -> None:
    """Kill -9 of the worker and of the process of the run."""
    kill([house.worker(), *house.flow()])


def terminate_worker(house: House) -> None:
    """SIGTERM of the worker."""
    house.worker().terminate()


def kill_server(house: House) -> None:
    """Kill -9 of the server; it is started again at once."""
    kill([house.server()])


def kill_server_for_long(house: House) -> None:
    """Kill -9 of the server, which stays away for 30 seconds."""
    assert house.process
    server = house.server()
    os.kill(house.process.pid, signal.SIGSTOP)
    kill([server])
    time.sleep(30)
    os.kill(house.process.pid, signal.SIGCONT)


def kill_all(house: House) -> None:
    """Kill -9 of `wirewatch up` itself and of the run, then `wirewatch up` again."""
    assert house.process
    kill([psutil.Process(house.process.pid), *house.flow()])
    house.process.wait()
    house.up()


def interrupt(house: House) -> None:
    """Ctrl-C in the middle of a run, then `wirewatch up` again."""
    assert house.process
    house.process.send_signal(signal.SIGINT)
    house.process.wait(60)
    left = [one for one in psutil.process_iter() if str(house.folder) in _home(one)]
    if left:
        raise SystemExit(f"left behind by Ctrl-C: {left}")
    house.up()


OUTAGES = {
    one.__name__: one
    for one in (
        undisturbed, kill_flow, kill_worker, kill_both, terminate_worker, kill_server, kill_server_for_long, kill_all,
        interrupt,
    )
}  # fmt: skip


def main(names: list[str]) -> int:
    """Each of the outages *names*, after a course without one."""
    expected = None
    failed = 0
    on_postgres = "--postgres" in names
    names = [name for name in names if name != "--postgres"]
    with serve() as newsroom:  # one for all: its addresses are part of the data
        settings = settings_toml(newsroom, "data")
        for name in ["undisturbed", *(names or list(OUTAGES)[1:])]:
            with (
                tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder,
                postgres(Path(folder) / "postgres") if on_postgres else nullcontext({}) as database,
            ):
                trouble, data = course(OUTAGES[name], Path(folder).resolve(), settings, database)
            expected = expected or data
            for table in DATA:
                other = sorted(set(map(str, data[table])) ^ set(map(str, expected[table])))
                trouble += [f"{table} differs: {other[:SHOWN]}"] if other else []
            print(f"   {'FAILED: ' + '; '.join(trouble) if trouble else 'healed, the data are the same'}", flush=True)
            failed += bool(trouble)
    return bool(failed)


def course(
    outage: Callable[[House], None], folder: Path, settings: str, database: dict[str, str]
) -> tuple[list[str], dict[str, Any]]:
    """Starts everything, breaks it in the middle of the first run, and waits until a later one is done."""
    print(f"== {outage.__name__}: {outage.__doc__}", flush=True)
    with housed(folder, settings, database) as house:
        first = house.wait_for("run under way", lambda: _under_way(house))
        house.wait_for("pages", (house.folder / "data" / "pages.sqlite").exists)
        time.sleep(6)  # robots.txt, feeds, and the first pages have come
        broken_at = datetime.now(UTC)
        outage(house)
        later = house.wait_for("run that completes", lambda: _completed_after(house, first, broken_at))
        known = {run["id"]: run for run in house.runs()}
        print(f"   run under way: {known[first['id']]['state_name']}: {known[first['id']]['state']['message']}")
        print(f"   next to complete: {later['name']}: {later['state']['message']}")
        longest, slots = house.wait_for("quiet", lambda: _quiet(house, broken_at))
        print(f"   last run under way ended {longest:.0f} s after the outage; places taken: {slots}")
        trouble = [] if longest < LONGEST_UNDER_WAY else [f"under way for {longest:.0f} s"]
        trouble += [f"{slots} places taken"] if slots else []
        odd = [run for run in known.values() if run["state_type"] == "CANCELLED"]
        print(f"   cancelled: {sorted({run['state']['message'] for run in odd})}")
        return trouble, house.data()


@contextmanager
def housed(folder: Path, settings: str, database: dict[str, str]) -> Iterator[House]:
    """A house that is up."""
    pause = "seconds_between_requests = "
    head, mark, outlets = settings.replace(f"{pause}0.0", f"{pause}{PAUSE}").partition("[[outlet]]")
    every_minute = '[[group]]\nname = "all"\ncron = "* * * * *"\n\n'
    (folder / "wirewatch.toml").write_text(head + every_minute + mark + outlets, "utf-8")
    house = House(folder, free_port(), environment() | database)
    house.up()
    try:
        yield house
    finally:
        assert house.process
        house.process.terminate()
        house.process.wait(90)


@contextmanager
def postgres(folder: Path) -> Iterator[dict[str, str]]:
    """A PostgreSQL of its own in *folder*: what to put into the environment for it. It refuses to run as root."""
    if not (shutil.which("initdb") and shutil.which("postgres")):
        raise SystemExit("--postgres: initdb and postgres are not installed (Debian: apt-get install postgresql)")
    who = {"user": "postgres"} if os.getuid() == 0 else {}
    folder.parent.chmod(0o755)
    folder.mkdir()
    if who:
        shutil.chown(folder, who["user"])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **who}
    subprocess.run(["initdb", "-D", folder, "-U", "prefect", "--auth", "trust"], check=True, **quiet)
    port = free_port()
    command = ["postgres", "-D", folder, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"]
    with subprocess.Popen(command, **quiet) as server:
        yield {"PREFECT_SERVER_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://prefect@127.0.0.1:{port}/postgres"}
        server.send_signal(signal.SIGINT)


def _under_way(house: House) -> dict[str, Any] | None:
    return next((run for run in house.runs() if run["state_type"] == "RUNNING"), None)


def _completed_after(house: House, first: dict[str, Any], broken_at: datetime) -> dict[str, Any] | None:
    """A later run of the schedule that began after the outage."""
    for run in house.runs():
        began = run["start_time"] and datetime.fromisoformat(run["start_time"])
        if run["id"] != first["id"] and run["state_type"] == "COMPLETED" and began and began > broken_at:
            return run
    return None


def _quiet(house: House, broken_at: datetime) -> tuple[float, int] | None:
    """Once no run from before the outage is under way: when the last of them ended, and the places that are taken."""
    runs = house.runs()
    if any(run["state_type"] in {"RUNNING", "PENDING", "CANCELLING"} for run in runs):
        return None
    older = [run for run in runs if datetime.fromisoformat(run["expected_start_time"]) <= broken_at]
    ended = max(datetime.fromisoformat(run["state"]["timestamp"]) for run in older)
    (deployment,) = house.ask("deployments/filter", {"deployments": {"name": {"any_": ["all"]}}})
    return (ended - broken_at).total_seconds(), deployment["global_concurrency_limit"]["active_slots"]


def kill(processes: list[psutil.Process]) -> None:
    """All at once."""
    if not processes:
        raise SystemExit("there was nothing to kill")
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _home(process: psutil.Process) -> str:
    try:
        return process.environ().get("PREFECT_HOME", "")
    except (psutil.Error, OSError):
        return ""


def environment() -> dict[str, str]:
    """Without anyone's own Prefect."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "WIREWATCH_"))}


def free_port() -> int:
    """One at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
