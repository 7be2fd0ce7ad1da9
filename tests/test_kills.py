"""Runs that were killed at random moments, and what came of it (many more in ``benchmarks/kills.py``)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_runs_that_are_killed_at_random_moments_cost_nothing(tmp_path):
    command = [sys.executable, "benchmarks/kills.py", "--kills", "12", "--folder", tmp_path]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "12 kills, 0 courses went wrong"), done.stderr
