"""Processes of this machine that carry a flow run, found by the run's id in their environment."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Prefect tells a process so which run it is to carry; what that process starts inherits it.
CARRIES = "PREFECT__FLOW_RUN_ID"

#: Seconds in which a process that was asked to end has done so; then it is killed.
PATIENCE = 10


def carriers() -> dict[str, list[psutil.Process]]:
    """The processes of this user that carry a flow run, by the id of the run."""
    found: dict[str, list[psutil.Process]] = {}
    for process in psutil.process_iter():
        try:
            carried = process.environ().get(CARRIES)
        except (psutil.Error, OSError):  # another user's, or gone
            continue
        if carried:
            found.setdefault(carried, []).append(process)
    return found


def end(processes: Iterable[psutil.Process]) -> None:
    """Ends *processes*, at once: what they did is kept, and they may wait for a server that is gone."""
    gone = []
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
        gone.append(process)
    psutil.wait_procs(gone, timeout=PATIENCE)


def started_at(pid: int) -> float | None:
    """When process *pid* began: with its number, what a process is known by. None when it is gone."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return None


def listens(pid: int, port: int) -> bool:
    """Whether process *pid*, or what it has started, is the one that answers at *port*; yes where nobody may know."""
    try:
        head = psutil.Process(pid)
        family = [head, *head.children(recursive=True)]
        sockets = [socket for one in family for socket in one.net_connections("tcp")]
    except psutil.AccessDenied:
        return True
    except psutil.NoSuchProcess:
        return False
    return any(socket.status == psutil.CONN_LISTEN and socket.laddr.port == port for socket in sockets)


def end_group(pid: int, began: float | None) -> bool:
    """Kills the process group that *pid* heads, if it is still the process that began then; whether it was.

    Waits until it is gone: a port that it held is free only then.
    """
    if began is None or started_at(pid) != began:
        return False
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        head = psutil.Process(pid)
        os.killpg(pid, signal.SIGKILL)
        psutil.wait_procs([head], timeout=PATIENCE)
    return True
