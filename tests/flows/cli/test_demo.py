import shutil

import pytest

from storage.query import read


def test_the_demo_leaves_a_database_and_can_be_shown_again(wirewatch, tmp_path):
    folder = tmp_path / "work" / "demo"
    done = wirewatch("demo")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count("\n== ") == 5
    assert "SELECT" in done.stdout
    ((articles, copies, corrected),) = read(
        folder / "news.duckdb",
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM copies),"
        " (SELECT count(*) FROM versions WHERE change IS NOT NULL)",
    ).values
    assert articles > 40
    assert copies > 0
    assert corrected > 0
    command, _, words = done.stdout.splitlines()[-1].removeprefix("Look into it yourself:  ").partition(" ")
    assert shutil.which(command)
    assert words == 'query --config demo/wirewatch.toml "FROM stories"'
    assert wirewatch("query", "--config", "demo/wirewatch.toml", "FROM stories").exit_code == 0


@pytest.mark.parametrize("name", ["thesis.docx", "pages.sqlite.bak"])
def test_the_demo_does_not_empty_a_folder_that_holds_something_else(wirewatch, tmp_path, name):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("precious")
    (tmp_path / "mine" / "work.duckdb").write_text("precious too")
    done = wirewatch("demo", "--folder", tmp_path / "mine")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"holds {name}, which no demo left there" in done.stderr
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == sorted([name, "work.duckdb"])


def test_the_demo_needs_a_folder(wirewatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    done = wirewatch("demo", "--folder", tmp_path / "file")
    assert (done.exit_code, done.stderr) == (2, f"{tmp_path / 'file'}: this is no folder; name another with --folder\n")
