"""prefect.yaml follows wirewatch.toml, and what a person wrote in it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from flows.dashboard.deployments import planned
from flows.dashboard.prefect_yaml import with_deployments
from flows.settings import SettingsError, parse_settings

PROJECT = Path(__file__).parents[3]

CONTACT = 'contact = "desk@kabar.id"\n'

TWO_GROUPS = (
    CONTACT
    + """
[[group]]
name = "asia"
cron = "*/15 * * * *"
timezone = "Asia/Jakarta"

[[group]]
name = "europe"
"""
)

WITH_ANOTHER = """\
# what our desk deploys
name: desk
deployments:
  - name: gone
    tags: [wirewatch]
    entrypoint: flows.monitor.monitor
  - name: weekly  # on Mondays
    entrypoint: weekly.py:report
"""


def plan(toml: str):
    return planned(parse_settings(toml, Path("wirewatch.toml")))


def groups(text: str) -> list[str]:
    return [one["name"] for one in yaml.safe_load(text)["deployments"] if one["entrypoint"] == "flows.monitor.monitor"]


def test_the_file_in_the_project_is_that_of_settings_without_groups():
    text = (PROJECT / "prefect.yaml").read_text("utf-8")
    assert with_deployments(None, plan(CONTACT)) == text
    assert with_deployments(text, plan(CONTACT)) == text


def test_each_group_has_its_schedule_and_parameters():
    text = with_deployments(None, plan(TWO_GROUPS))
    assert groups(text) == ["asia", "europe"]
    asia = yaml.safe_load(text)["deployments"][0]
    assert asia["parameters"] == {"group": "asia"}
    assert asia["schedules"] == [
        {"cron": "*/15 * * * *", "timezone": "Asia/Jakarta", "slug": "cron", "active": True},
    ]
    assert asia["concurrency_limit"]["collision_strategy"] == "CANCEL_NEW"


@pytest.mark.parametrize("name", ["no", "on", "true", "null", "12", "1e3", "2026-01-01", "-"])
def test_a_group_may_have_a_name_that_yaml_reads_otherwise(name):
    text = with_deployments(None, plan(f'{CONTACT}[[group]]\nname = "{name}"\n'))
    assert with_deployments(text, plan(f'{CONTACT}[[group]]\nname = "{name}"\n')) == text
    first = yaml.safe_load(text)["deployments"][0]
    assert (first["name"], first["parameters"]) == (name, {"group": name})


def test_what_a_person_wrote_stays_and_a_group_that_is_gone_goes():
    text = with_deployments(WITH_ANOTHER, plan(TWO_GROUPS))
    assert groups(text) == ["asia", "europe"]
    assert "# what our desk deploys\nname: desk\n" in text
    assert "- name: weekly  # on Mondays\n    entrypoint: weekly.py:report\n" in text


@pytest.mark.parametrize("text", ["deployments: [", "- a list", "deployments: {a: 1}\n", "deployments: [1]\n"])
def test_a_file_of_something_else_is_named_and_not_written_over(text):
    with pytest.raises(SettingsError, match=r"^prefect\.yaml: it is no file of deployments"):
        with_deployments(text, plan(CONTACT))
