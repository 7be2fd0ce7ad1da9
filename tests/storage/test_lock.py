import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.lock import LockedError, api_that_is_up, run_lock, up_lock, writer_lock

HOLD = """
import sys, time
from pathlib import Path
from storage.lock import run_lock
with run_lock(Path(sys.argv[1]), "asia"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that runs the group "asia"."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True, cwd=root)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_run_of_a_group_is_refused_by_its_name(holder, tmp_path):
    with pytest.raises(LockedError, match='a run of group "asia" is under way'), run_lock(tmp_path, "asia"):
        pass
    assert holder.poll() is None


def test_another_group_runs_beside_it(holder, tmp_path):
    with run_lock(tmp_path, "europe"):
        assert holder.poll() is None


def test_a_killed_run_leaves_no_lock(holder, tmp_path):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with run_lock(tmp_path, "asia"):
        pass


def test_a_lock_is_free_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path, "asia"):
        raise ZeroDivisionError
    with run_lock(tmp_path, "asia"):
        pass


def test_writers_take_turns(at_once, tmp_path):
    script = """
import sys
from pathlib import Path
from storage.lock import writer_lock
folder = Path(sys.argv[1])
for _ in range(200):
    with writer_lock(folder):
        counter = folder / "counter"
        counter.write_text(str(int(counter.read_text() if counter.exists() else 0) + 1))
"""
    at_once(script, processes=3)
    assert (tmp_path / "counter").read_text() == "600"
    with writer_lock(tmp_path):
        pass


def test_who_keeps_things_up_says_where_for_as_long_as_he_does(tmp_path):
    assert api_that_is_up(tmp_path) is None
    with up_lock(tmp_path, "http://127.0.0.1:4200/api"):
        assert api_that_is_up(tmp_path) == "http://127.0.0.1:4200/api"
        with (
            pytest.raises(LockedError, match=rf"up already: process {os.getpid()}, http://127.0.0.1:4200$"),
            up_lock(tmp_path, "http://127.0.0.1:4201/api"),
        ):
            pass
    assert api_that_is_up(tmp_path) is None
