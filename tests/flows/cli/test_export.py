import json

import pytest

pytest_plugins = "tests.flows.cli.outlet"


@pytest.fixture
def file(settings_file, wirewatch, stories, tmp_path):
    """Settings, with one article on file."""
    headline, *paragraphs = stories["ferry"]
    line = {"url": "http://quay.news/ferry", "title": headline, "paragraphs": paragraphs, "published_at": "2031-05-04"}
    (tmp_path / "articles.jsonl").write_text(json.dumps(line))
    file = settings_file()
    assert wirewatch("import", tmp_path / "articles.jsonl", "--config", file).exit_code == 0
    return file


def test_what_is_written_is_named_with_how_many_rows(wirewatch, file, tmp_path):
    done = wirewatch("export", tmp_path / "out", "--config", file)
    assert done.stdout.splitlines() == [
        f"{tmp_path}/out/articles-2031-05.parquet: 1",
        f"{tmp_path}/out/copies.parquet: 0",
        f"{tmp_path}/out/stories.parquet: 1",
        "3 written, 0 as they were",
    ]
    assert (done.exit_code, done.stderr) == (0, "")
    assert wirewatch("export", tmp_path / "out", "--config", file).stdout == "0 written, 3 as they were\n"


def test_a_name_that_does_not_go_with_the_format_is_bad_usage(wirewatch, file, tmp_path):
    done = wirewatch("export", tmp_path / "out.csv", "--format", "warc", "--config", file)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert not (tmp_path / "out.csv").exists()


def test_a_folder_that_cannot_be_written_is_named(wirewatch, file, tmp_path):
    (tmp_path / "out").write_text("a file")
    done = wirewatch("export", tmp_path / "out", "--config", file)
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"{tmp_path}/out: File exists\n")


def test_before_the_first_run_there_is_advice(wirewatch, settings_file, tmp_path):
    done = wirewatch("export", tmp_path / "out", "--config", settings_file())
    assert (done.exit_code, done.stdout) == (1, "")
    assert "nothing was published yet" in done.stderr
    assert not (tmp_path / "out").exists()
