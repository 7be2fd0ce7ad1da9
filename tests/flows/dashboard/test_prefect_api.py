"""Whether a run belongs on a dashboard: asked in processes of their own, for Prefect reads its settings once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage.lock import up_lock

ASKED = """
import sys
from flows.dashboard.prefect_api import is_configured
print(is_configured(), "prefect" in sys.modules)
"""

URL = "http://127.0.0.1:4200/api"
PROFILES = f"""
active = "newsroom"
[profiles.newsroom]
PREFECT_API_URL = "{URL}"
[profiles.desk]
"""


def asked(folder: Path, environment: dict[str, str], files: dict[str, str]) -> tuple[bool, bool]:
    """Whether an API is configured, and whether Prefect was imported to find it out."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / ".prefect").mkdir(exist_ok=True)
    command = [sys.executable, "-c", ASKED]
    project = str(Path(__file__).parents[3])
    environment = {"HOME": str(folder), "PYTHONPATH": project, **environment}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=60)
    configured, imported = done.stdout.split()
    return configured == "True", imported == "True"


@pytest.mark.parametrize(
    ("environment", "files", "configured"),
    [
        pytest.param({}, {}, False, id="nothing"),
        pytest.param({"PREFECT_API_URL": URL}, {}, True, id="the environment"),
        pytest.param({"PREFECT_API_URL": ""}, {".prefect/profiles.toml": PROFILES}, False, id="empty, over a profile"),
        pytest.param({}, {"pyproject.toml": "[tool.ruff]\n"}, False, id="a project of something else"),
    ],
)
def test_the_plain_cases_are_decided_without_prefect(tmp_path, environment, files, configured):
    assert asked(tmp_path, environment, files) == (configured, False)


@pytest.mark.parametrize(
    ("environment", "files", "configured"),
    [
        pytest.param({}, {".prefect/profiles.toml": PROFILES}, True, id="the active profile"),
        pytest.param({"PREFECT_PROFILE": "desk"}, {".prefect/profiles.toml": PROFILES}, False, id="another profile"),
        pytest.param({"PREFECT_HOME": "."}, {"profiles.toml": PROFILES}, True, id="another home"),
        pytest.param({}, {"prefect.toml": f'[api]\nurl = "{URL}"\n'}, True, id="prefect.toml"),
        pytest.param({}, {"pyproject.toml": f'[tool.prefect.api]\nurl = "{URL}"\n'}, True, id="pyproject.toml"),
        pytest.param({}, {".env": f"PREFECT_API_URL={URL}\n"}, True, id=".env"),
    ],
)
def test_where_a_file_may_name_an_api_prefect_itself_is_asked(tmp_path, environment, files, configured):
    assert asked(tmp_path, environment, files) == (configured, True)


LED = """
import os
from pathlib import Path
from flows.dashboard.prefect_api import has_server
print(has_server(Path("data")), *(os.environ.get(name) for name in ("PREFECT_API_URL", "PREFECT_PROFILE", "NO_PROXY")))
"""
ELSEWHERE = {
    "PREFECT_API_URL": "https://prefect.elsewhere.id/api",
    "PREFECT_PROFILE": "work",
    "HTTP_PROXY": "http://p:1",
}


@pytest.mark.parametrize(
    ("environment", "led"),
    [
        pytest.param({}, f"True {URL} None None", id="nothing"),
        pytest.param(ELSEWHERE, f"True {URL} None 127.0.0.1,localhost", id="a Prefect of one's own, behind a proxy"),
        pytest.param({"PREFECT_API_URL": ""}, "False  None None", id="none is wanted"),
    ],
)
def test_while_up_runs_its_server_is_the_one(tmp_path, environment, led):
    (tmp_path / "data").mkdir()
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3]), **environment}
    with up_lock(tmp_path / "data", URL):
        command = [sys.executable, "-c", LED]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60
        )
    assert done.stdout == f"{led}\n"
