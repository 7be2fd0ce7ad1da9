"""What keeps the server and the worker up, without either."""

from __future__ import annotations

import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows.dashboard.prefect_api import ServerError
from flows.dashboard.supervisor import Commands, Supervisor, put_aside


class Healthy(BaseHTTPRequestHandler):
    """The server of somebody else, who was quicker."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def port_of_another():
    with ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def _signals_as_they_were():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals_as_they_were")
def test_what_is_ours_is_not_brought_to_the_server_of_another_who_took_the_port_meanwhile(tmp_path, port_of_another):
    waits, never = (sys.executable, "-c", "import time; time.sleep(60)"), ("never-called",)
    commands = Commands(server=waits, deploy=never, worker=never, sweep_all=never, sweep_lost=never, sweep_last=never)
    sentence = f"another server has taken port {port_of_another} meanwhile: choose another with --port"
    with (
        pytest.raises(ServerError, match=sentence),
        Supervisor(commands, {}, tmp_path, port_of_another, print) as supervisor,
    ):
        supervisor.keep_up()


def test_a_log_that_is_long_is_put_aside_while_its_process_writes_on(tmp_path):
    log = tmp_path / "server.log"
    put_aside(log, longer_than=0)  # there is none yet
    with log.open("ab", buffering=0) as server:
        server.write(b"long ago")
        put_aside(log, longer_than=8)
        assert log.read_text() == "long ago"
        server.write(b", still")
        put_aside(log, longer_than=8)
        server.write(b"now")
    assert (log.read_text(), (tmp_path / "server.log.1").read_text()) == ("now", "long ago, still")


@pytest.mark.usefixtures("_signals_as_they_were")
@pytest.mark.parametrize("before", [signal.SIG_IGN, signal.SIG_DFL])
def test_under_nohup_the_end_of_the_terminal_is_no_end(tmp_path, before):
    signal.signal(signal.SIGHUP, before)
    with Supervisor(Commands((), (), (), (), (), ()), {}, tmp_path, 1, print):
        assert (signal.getsignal(signal.SIGHUP) == signal.SIG_IGN) == (before == signal.SIG_IGN)
