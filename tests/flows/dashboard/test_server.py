"""How Prefect's server is run."""

from __future__ import annotations

import gc
import threading

from flows.dashboard.server import collected_apart


class Cursor:
    """Something that takes long to be taken down."""

    def __init__(self, taken_down: list[str], gone: threading.Event) -> None:
        self.itself, self.taken_down, self.gone = self, taken_down, gone

    def __del__(self):
        self.taken_down.append(threading.current_thread().name)
        self.gone.set()


def test_what_an_error_left_behind_is_taken_down_apart_from_the_event_loop():
    taken_down, gone = [], threading.Event()
    with collected_apart(every=0.01):
        Cursor(taken_down, gone)
        assert not gc.isenabled()
        assert gone.wait(20)
    assert taken_down == ["garbage"]
    assert gc.isenabled()
