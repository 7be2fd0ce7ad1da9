"""The environment in which `wirewatch up` runs Prefect."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import pytest

from flows.dashboard.prefect_settings import TUNED, environment_of, trouble_with_database

PROJECT = Path(__file__).parents[3]


def environment(outer: dict[str, str]) -> dict[str, str]:
    return environment_of(outer, Path("/d/prefect"), "http://127.0.0.1:4200/api", Path("/d/wirewatch.toml"))


def test_a_persons_own_prefect_leads_nowhere():
    own = {"PREFECT_API_URL": "https://elsewhere", "PREFECT_API_KEY": "k", "PREFECT_PROFILE": "p", "PREFECT_HOME": "/h"}
    found = environment(own | {"prefect_profiles_path": "/p", "PATH": "/bin"})
    assert found == TUNED | {
        "PATH": "/bin",
        "PREFECT_HOME": "/d/prefect",
        "PREFECT_API_URL": "http://127.0.0.1:4200/api",
        "WIREWATCH_CONFIG": "/d/wirewatch.toml",
    }


def test_whoever_sets_one_of_ours_has_it_his_way():
    assert environment({"PREFECT_WORKER_QUERY_SECONDS": "30"})["PREFECT_WORKER_QUERY_SECONDS"] == "30"


def test_the_password_of_the_server_is_the_workers_too():
    assert environment({"PREFECT_SERVER_API_AUTH_STRING": "desk:word"})["PREFECT_API_AUTH_STRING"] == "desk:word"


def test_the_password_for_another_server_is_not_the_workers():
    words = {"PREFECT_SERVER_API_AUTH_STRING": "desk:word", "PREFECT_API_AUTH_STRING": "someone:else"}
    assert environment(words)["PREFECT_API_AUTH_STRING"] == "desk:word"


@pytest.mark.parametrize(
    ("outer", "exempt"),
    [
        ({}, None),
        ({"NO_PROXY": "intranet"}, "intranet"),
        ({"HTTP_PROXY": "http://proxy:3128"}, "127.0.0.1,localhost"),
        ({"all_proxy": "http://proxy:3128", "no_proxy": "intranet"}, "intranet,127.0.0.1,localhost"),
        ({"HTTP_PROXY": "http://proxy:3128", "NO_PROXY": "*"}, "*"),
    ],
)
def test_the_server_on_this_machine_is_asked_past_a_proxy(outer, exempt):
    assert environment(outer).get("NO_PROXY") == exempt


@pytest.mark.parametrize(
    ("url", "is_fine"),
    [
        ("postgresql+asyncpg://u:p@h/d", True),
        ("sqlite+aiosqlite:////d/prefect.db", True),
        ("postgresql://u:p@h/d", False),
        ("", False),
    ],
)
def test_a_database_that_prefect_cannot_use_is_refused_before_anything_starts(url, is_fine):
    trouble = trouble_with_database({"PREFECT_SERVER_DATABASE_CONNECTION_URL": url})
    assert (trouble is None) is is_fine


def test_the_page_for_services_lists_the_same_settings():
    page = (PROJECT / "docs" / "operate.md").read_text("utf-8")
    assert "\n".join(f"{name}={quote(value)}" for name, value in TUNED.items()) in page
