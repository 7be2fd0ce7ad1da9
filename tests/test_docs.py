"""What the documents say is what the code does."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.outcomes import MEANING
from flows.cli.main import app
from flows.settings import Group, NetworkSection, Outlet, Politeness, Retention, Settings, SettingsError, parse_settings
from storage.work import open_work

ROOT = Path(__file__).parents[1]


def test_every_reason_is_explained():
    explained = (ROOT / "docs" / "outcomes.md").read_text(encoding="utf-8")
    for reason, (state, meaning) in MEANING.items():
        assert f"| `{reason}` | `{state}` | {meaning} |" in explained


def test_every_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in app.registered_commands:
        assert f"`wirewatch {command.name or command.callback.__name__}" in readme


def test_the_example_settings_work_once_they_bear_an_address():
    example = ROOT / "examples" / "wirewatch.toml"
    text = example.read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match="placeholder"):
        parse_settings(text, example)
    settings = parse_settings(text.replace("your-name@example.org", "desk@kabar.id"), example)
    assert len(settings.outlets) == len(tomllib.loads(text)["outlet"])


def test_the_example_settings_name_every_key():
    text = (ROOT / "examples" / "wirewatch.toml").read_text(encoding="utf-8")
    tables = (Settings, Politeness, NetworkSection, Retention, Group, Outlet)
    keys = {field.alias or name for table in tables for name, field in table.model_fields.items()}
    assert {key for key in keys - {"folder"} if not re.search(rf"^(\[+{key}\]+|{key} +=)", text, re.MULTILINE)} == set()


def test_every_document_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"(docs/{path.name})" not in readme] == []


def test_every_table_is_in_the_readme(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    with open_work(tmp_path) as work:
        tables = work.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'").fetchall()
    assert [name for (name,) in tables if f"`{name}`" not in readme] == ["schema_version"]


def test_the_manual_that_the_readme_names_is_of_our_tables_and_explains_each_column(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ((statement,),) = [re.findall(r"`(SELECT[^`]+FROM duckdb_columns\(\)[^`]*)` is the manual", readme)]
    with open_work(tmp_path) as work:
        manual = work.execute(statement).fetchall()
    assert [f"{table}.{column}" for table, column, comment in manual if not comment] == []
    assert {"articles", "copies", "urls"} <= {table for table, _, _ in manual}


def test_every_command_explains_itself():
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        answer = CliRunner().invoke(app, [name, "--help"])
        assert answer.exit_code == 0
        assert answer.output.count("\n") > 5
