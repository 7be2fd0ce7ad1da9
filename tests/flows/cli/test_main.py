import subprocess
import sys
from importlib.metadata import version

import pytest


def test_the_command_says_its_version(started):
    process = started("--version")
    printed, complaints = process.communicate(timeout=30)
    assert (process.returncode, printed, complaints) == (0, f"wirewatch {version('wirewatch')}\n", "")


INTERRUPTED_AT_THE_START = """
import sys

class CtrlC:
    def find_spec(self, name, path=None, target=None):
        if name == "flows.settings":
            raise KeyboardInterrupt

sys.meta_path.insert(0, CtrlC())
from flows.cli.main import app
app()
"""


def test_ctrl_c_while_the_command_starts_leaves_no_trace():
    command = [sys.executable, "-c", INTERRUPTED_AT_THE_START, "status"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_help_names_every_command_with_a_whole_sentence_and_the_exit_codes(wirewatch):
    shown = wirewatch("--help").stdout
    lines = shown.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert {line.split()[0] for line in lines} >= {"demo", "run", "extract", "import", "query", "status", "up", "why"}
    assert [line for line in lines if line.endswith("...")] == []
    assert "0 done, 1 could not do it, 2 bad usage or settings" in " ".join(shown.split())


@pytest.mark.parametrize(
    "words", [("fetch",), ("run", "--fast"), ("query",), ("query", "--format", "xlsx", "SELECT 1"), ("extract",)]
)
def test_what_the_command_does_not_know_is_bad_usage(wirewatch, words):
    done = wirewatch(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Usage: wirewatch" in done.stderr
