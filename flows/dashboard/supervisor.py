"""Keeps the Prefect server and a worker up: starts them in order, starts again what has died, ends them all.

Each is the head of a process group of its own, so that Ctrl-C at the terminal reaches this process alone and they can
be ended in order: the worker with its runs, then what the runs left on the server, then the server.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Self

from flows.dashboard.prefect_api import ServerError
from flows.dashboard.processes import end_group, listens, started_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

#: Seconds between two looks at the processes: as long may a death or Ctrl-C wait for an answer.
LOOK = 0.2

#: Seconds for the server's first start, which makes its database: half a minute, and more on a busy machine.
FIRST_ANSWER = 300

#: Seconds between two questions to the server whether it is well, and so many that it may miss before it is started
#: again: a process that lives and answers nothing is as good as dead.
ASK_EVERY, ASK_TIMEOUT, MISSED = 30, 10, 6

#: Seconds before what has died is started again: the first time, and at most (it doubles while it dies young).
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0

#: A process that lived so many seconds had started well: the next pause is short again.
LIVED = 120

#: Seconds for a process to end when it is asked to; then its group is killed.
PATIENCE = 20

#: Lines of the server's log that are shown when it does not come up.
TAIL = 15

#: Bytes of the server's log, and of what was before: each lock that it had to wait for in vain is 8,000.
LONGEST_LOG = 10_000_000


class Stopped(Exception):  # noqa: N818 - it is no failure
    """We were told to end: Ctrl-C, SIGTERM, or the terminal is gone."""


@dataclass(frozen=True, slots=True)
class Commands:
    """What is run; the server and the worker for ever, the others to their end."""

    server: tuple[str, ...]
    deploy: tuple[str, ...]
    worker: tuple[str, ...]
    sweep_all: tuple[str, ...]  # before a worker starts: nobody carries the runs of the one before it
    sweep_lost: tuple[str, ...]  # after the server was away: the worker lives, and so may its runs
    sweep_last: tuple[str, ...]  # at the end


@dataclass(slots=True)
class Service:
    """One of the two that are kept up."""

    process: subprocess.Popen[bytes]
    began: float = field(default_factory=time.monotonic)


def put_aside(log: Path, *, longer_than: int) -> None:
    """Empties *log* into a file beside it, once it has so many bytes; a process that appends to it goes on with it."""
    if log.exists() and log.stat().st_size > longer_than:
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)


class Supervisor:
    """A context manager; ``keep_up`` in it returns only by Stopped or ServerError."""

    def __init__(
        self, commands: Commands, environment: Mapping[str, str], home: Path, port: int, say: Callable[[str], None]
    ) -> None:
        self._commands, self._environment, self._home, self._port, self._say = commands, environment, home, port, say
        self._services: dict[str, Service] = {}
        self._pauses: dict[str, float] = {}
        self._told = 0
        self._may_have_runs = False

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # else `nohup` has said so
                signal.signal(number, self._tell)
        self._end_left_behind()
        return self

    def __exit__(self, *_: object) -> None:
        self._told = 0  # from here on a second Ctrl-C is for impatience
        try:
            self._end("worker")
            if self._may_have_runs and "server" in self._services:
                self._step(self._commands.sweep_last)
            self._end("server")
        except Stopped:
            self._say("killed at once; the next `wirewatch up` clears up what is left on the server")
        finally:
            for name in tuple(self._services):
                self._end(name, patience=0)
        self._record()

    def keep_up(self) -> None:
        """Starts everything, and then whatever dies. Raises Stopped, or ServerError when the first start fails."""
        put_aside(self._log, longer_than=0)
        self._start("server", self._commands.server, self._log)
        self._until_healthy()
        if self._step(self._commands.deploy):
            raise ServerError("the deployments could not be brought to the server: see above")
        self._start_worker()
        missed, asked_at = 0, time.monotonic()
        while True:
            self._sleep(LOOK)
            if time.monotonic() - asked_at > ASK_EVERY:
                missed, asked_at = 0 if self._is_healthy() else missed + 1, time.monotonic()
                put_aside(self._log, longer_than=LONGEST_LOG)
            if missed >= MISSED:
                self._say("server: it lives and answers nothing; it is started again")
                self._end("server", patience=0)
            if "server" not in self._services or self._has_died("server"):
                self._restart_server()
                missed = 0
            if self._has_died("worker"):
                self._restart_worker()

    def _restart_server(self) -> None:
        self._forget("server")
        self._start("server", self._commands.server, self._log)
        with suppress(ServerError):  # it is looked at again, and started again after a longer pause
            self._until_healthy()
            self._say("server: it is up again")
            self._step(self._commands.sweep_lost)

    def _restart_worker(self) -> None:
        self._forget("worker")
        self._start_worker()

    def _start_worker(self) -> None:
        if self._step(self._commands.sweep_all):
            self._say("worker: what was left on the server could not be cleared up; it starts all the same")
        self._start("worker", self._commands.worker, None)
        self._may_have_runs = True

    @property
    def _log(self) -> Path:
        return self._home / "server.log"

    def _start(self, name: str, command: tuple[str, ...], log: Path | None) -> None:
        output = log.open("ab") if log else None
        self._services[name] = Service(
            subprocess.Popen(  # noqa: S603 - our own commands
                command,
                env=self._environment,
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                process_group=0,
            )
        )
        if output:
            output.close()
        self._record()

    def _step(self, command: tuple[str, ...]) -> int:
        """Runs *command* to its end; its exit code."""
        step = subprocess.Popen(  # noqa: S603 - our own commands
            command, env=self._environment, cwd=self._home, stdin=subprocess.DEVNULL, process_group=0
        )
        try:
            while step.poll() is None:
                self._sleep(LOOK)
        finally:
            if step.poll() is None:
                step.kill()
                step.wait()
        return step.returncode

    def _until_healthy(self) -> None:
        deadline = time.monotonic() + FIRST_ANSWER
        while not self._is_healthy():
            if self._has_died("server") or time.monotonic() > deadline:
                raise ServerError(f"the Prefect server does not come up; the end of {self._log}:\n{self._tail()}")
            self._sleep(LOOK)
        if not listens(self._services["server"].process.pid, self._port):  # two that start together find the port free
            raise ServerError(f"another server has taken port {self._port} meanwhile: choose another with --port")

    def _is_healthy(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=ASK_TIMEOUT)
        try:
            connection.request("GET", "/api/health")
            return connection.getresponse().status == 200  # noqa: PLR2004 - HTTP's own number
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _has_died(self, name: str) -> bool:
        return name in self._services and self._services[name].process.poll() is not None

    def _forget(self, name: str) -> None:
        """Puts away the rest of a service that died, and waits before it may start again."""
        service = self._services.get(name)
        pause = self._pauses.get(name, FIRST_PAUSE)
        if service:
            lived = time.monotonic() - service.began
            pause = FIRST_PAUSE if lived > LIVED else pause
            how = service.process.returncode
            self._say(f"{name}: it ended ({how}) after {lived:.0f} s; it is started again in {pause:.0f} s")
            self._end(name, patience=0)
        self._pauses[name] = min(2 * pause, LONGEST_PAUSE)
        self._sleep(pause)

    def _end(self, name: str, patience: float = PATIENCE) -> None:
        """Asks it to end, waits, and leaves nothing of its group behind."""
        service = self._services.get(name)
        if service is None:
            return
        deadline = time.monotonic() + patience
        with suppress(ProcessLookupError):
            os.kill(service.process.pid, signal.SIGTERM)
        while service.process.poll() is None and time.monotonic() < deadline:
            self._sleep(LOOK)
        with suppress(ProcessLookupError):
            os.killpg(service.process.pid, signal.SIGKILL)
        service.process.wait()
        del self._services[name]

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)
        if self._told:
            raise Stopped

    def _tell(self, *_: object) -> None:
        self._told += 1

    def _tail(self) -> str:
        return "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-TAIL:])

    @property
    def _record_file(self) -> Path:
        return self._home / "processes.json"

    def _record(self) -> None:
        """Writes down what runs, for whoever comes after this process was killed."""
        pids = [service.process.pid for service in self._services.values()]
        self._record_file.write_text(json.dumps({pid: started_at(pid) for pid in pids}), "utf-8")

    def _end_left_behind(self) -> None:
        with suppress(FileNotFoundError, ValueError):
            for pid, began in json.loads(self._record_file.read_text("utf-8")).items():
                if end_group(int(pid), began):
                    self._say(f"ended process {pid}, which a `wirewatch up` that was killed had left behind")
