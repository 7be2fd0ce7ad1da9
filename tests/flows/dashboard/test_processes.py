"""Processes that someone who was killed left behind."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import psutil
import pytest

from flows.dashboard.processes import CARRIES, carriers, end, end_group, started_at

#: It holds a port, and so much memory that the kernel takes a while to put it away.
HOLDS = """
import os, socket
server = socket.create_server(("127.0.0.1", 0))
ballast = bytearray(300_000_000)
ballast[::4096] = b"x" * len(ballast[::4096])
print(os.getpid(), server.getsockname()[1], flush=True)
server.accept()
"""

#: Starts it and is gone, so that it has lost its parent as one that was left behind has.
LEAVES = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", sys.argv[1]], process_group=0)
"""


@pytest.fixture
def left_behind():
    """Starts one; its number and its port."""
    started = []

    def start(**environment):
        command = [sys.executable, "-c", LEAVES, HOLDS]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | environment) as parent:
            pid, port = map(int, parent.stdout.readline().split())
        started.append(psutil.Process(pid))
        return pid, port

    yield start
    for process in started:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)


def test_a_group_that_was_ended_holds_its_port_no_more(left_behind):
    pid, port = left_behind()
    assert end_group(pid, started_at(pid))
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_process_that_only_bears_the_number_is_left_alone(left_behind):
    pid, _ = left_behind()
    assert not end_group(pid, started_at(pid) - 1)
    assert psutil.pid_exists(pid)


def test_what_carries_a_run_is_known_by_the_run_and_ended(left_behind):
    pid, _ = left_behind(**{CARRIES: "a-run-of-this-test"})
    carried = carriers()["a-run-of-this-test"]
    assert [process.pid for process in carried] == [pid]
    end(carried)
    assert "a-run-of-this-test" not in carriers()
