"""What keeps the server and the worker up, without either."""

from __future__ import annotations

from flows.dashboard.supervisor import put_aside


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
