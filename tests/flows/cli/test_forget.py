import json

import pytest

from flows.settings import load_settings
from storage.query import read

pytest_plugins = "tests.flows.cli.outlet"


@pytest.fixture
def file(settings_file, wirewatch, stories, tmp_path):
    """Settings, with two articles on file, of which one is a copy."""
    headline, *paragraphs = stories["ferry"]
    lines = [
        json.dumps({"url": f"http://{host}.news/ferry", "title": headline, "paragraphs": paragraphs})
        for host in ("quay", "pier")
    ]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines))
    file = settings_file()
    assert wirewatch("import", tmp_path / "articles.jsonl", "--config", file).exit_code == 0
    return file


def test_a_receipt_says_what_was_taken_out(wirewatch, file):
    done = wirewatch("forget", "http://quay.news/ferry", "--yes", "--config", file)
    assert done.stdout.splitlines() == [
        "http://quay.news/ferry: forgotten, and not fetched again",
        "1 URLs, 1 articles, 1 answers",
        "0 listings and other pages whose bytes told of it",
        "the same words stay in http://pier.news/ferry",
    ]
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_receipt_can_be_read_by_programs(wirewatch, file):
    done = wirewatch("forget", "quay.news", "--yes", "--json", "--config", file)
    assert json.loads(done.stdout) == {
        "subject": "quay.news",
        "urls": 1,
        "articles": 1,
        "answers": 1,
        "bodies_elsewhere": 0,
        "carried_by": ["http://pier.news/ferry"],
        "still_in": [],
    }


def test_without_a_terminal_nobody_is_asked_and_nothing_is_done(wirewatch, file):
    done = wirewatch("forget", "quay.news", "--config", file)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "add --yes" in done.stderr
    news = load_settings(file).data_folder / "news.duckdb"
    assert read(news, "SELECT count(*) FROM articles").values == ((2,),)


@pytest.mark.parametrize(("subject", "code"), [("spit.news", 1), ("http://spit.news/a", 1), ("ftp://quay.news/a", 2)])
def test_what_is_not_on_file_is_named(wirewatch, file, subject, code):
    done = wirewatch("forget", subject, "--yes", "--config", file)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert subject in done.stderr


def test_before_the_first_run_nothing_is_on_file(wirewatch, settings_file):
    done = wirewatch("forget", "quay.news", "--yes", "--config", settings_file())
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)


def test_who_interrupts_it_is_told_that_it_is_not_done(wirewatch, file, monkeypatch):
    def write_anew(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("storage.forget.write_anew", write_anew)
    done = wirewatch("forget", "http://quay.news/ferry", "--yes", "--config", file)
    assert (done.exit_code, done.stderr) == (130, "interrupted: type the same again: only then all of it is out\n")
    monkeypatch.undo()
    assert wirewatch("forget", "http://quay.news/ferry", "--yes", "--config", file).exit_code == 0
