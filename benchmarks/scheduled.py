"""Scheduled runs in a row and what they leave on the dashboard: `python benchmarks/scheduled.py [--pictures FOLDER]`.

`wirewatch up` with a schedule of every minute over the invented newsroom, which prints its second day once the first
run is done. Three runs of the schedule, a minute apart, must be Completed, each with all its artifacts as the API gives
them; failure is exit code 1. With --pictures Chromium, where it is installed, takes pictures of the dashboard, of the
second run and of each of its artifacts, for a person to look at. It takes five minutes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outages import House, housed

from flows.newsroom.server import serve
from flows.newsroom.settings import settings_toml

if TYPE_CHECKING:
    from flows.newsroom.server import Running

#: So many runs in a row.
RUNS = 3

ARTIFACTS = {"outlets-all": "table", "run-all": "markdown", "stories-all": "markdown", "days-all": "image"}

#: Seconds that Chromium has for a page, which asks the server for its content bit by bit.
PATIENCE = 60


def main() -> int:
    """Runs, artifacts, pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="where the pictures shall be")
    pictures = parser.parse_args().pictures
    with (
        serve() as newsroom,
        tempfile.TemporaryDirectory(prefix="scheduled-", ignore_cleanup_errors=True) as folder,
        housed(Path(folder).resolve(), settings_toml(newsroom, "data"), {}) as house,
    ):
        runs = _in_a_row(house, newsroom)
        trouble = [line for run in runs for line in _judged(house, run)]
        times = [datetime.fromisoformat(run["expected_start_time"]) for run in runs]
        if times[-1] - times[0] != timedelta(minutes=RUNS - 1):
            trouble.append("there are gaps between the runs")
        if pictures:
            _take(house, runs[1], pictures)
    print("\n".join(trouble) or f"{RUNS} runs in a row, each Completed and with its {len(ARTIFACTS)} artifacts")
    return bool(trouble)


def _in_a_row(house: House, newsroom: Running) -> list[dict[str, Any]]:
    """The first runs of the schedule that have ended, in order."""

    def ended(number: int) -> list[dict[str, Any]]:
        runs = [run for run in house.runs() if run["auto_scheduled"] and run["end_time"]]
        return runs[:number] if len(runs) >= number else []

    house.wait_for("run that ends", lambda: ended(1))
    newsroom.turn_to(2)
    return house.wait_for(f"{RUNS} runs that end", lambda: ended(RUNS))


def _judged(house: House, run: dict[str, Any]) -> list[str]:
    """Prints what *run* was; what is wrong with it."""
    found = _artifacts(house, run)
    sizes = {one["key"]: len(str(one["data"])) for one in found}
    print(f"{run['expected_start_time']}  {run['name']}: {run['state_name']}: {run['state']['message']}", flush=True)
    print(
        "   " + ", ".join(f"{one['key']} ({one['type']}, {sizes[one['key']]:,} letters)" for one in found), flush=True
    )
    trouble = [] if run["state_type"] == "COMPLETED" else [f"{run['name']} is {run['state_name']}"]
    if {one["key"]: one["type"] for one in found} != ARTIFACTS or not all(sizes.values()):
        trouble.append(f"{run['name']} has the artifacts {sorted(sizes)}")
    return trouble


def _artifacts(house: House, run: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    return found


def _take(house: House, run: dict[str, Any], folder: Path) -> None:
    """Pictures of what a person sees."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        raise SystemExit("--pictures: Chromium is not installed (Debian: apt-get install chromium)")
    folder.mkdir(parents=True, exist_ok=True)
    pages = {"dashboard": "dashboard", "runs": "runs", "run": f"runs/flow-run/{run['id']}"}
    pages |= {one["key"]: f"artifacts/artifact/{one['id']}" for one in _artifacts(house, run)}
    pages["history"] = "artifacts/key/outlets-all"
    for name, page in pages.items():
        url = f"http://127.0.0.1:{house.port}/v2/{page}"
        with tempfile.TemporaryDirectory(prefix="chromium-") as profile:
            command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
                       "--window-size=1600,1500", "--virtual-time-budget=20000",
                       f"--screenshot={(folder / name).resolve()}.png", url]  # fmt: skip
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        print(f"   {folder / name}.png: {url}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
