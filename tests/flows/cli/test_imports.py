import json

import pytest

from flows.settings import load_settings
from storage.query import read

pytest_plugins = "tests.flows.cli.outlet"


@pytest.fixture
def file(settings_file):
    return settings_file()


def rows(file, sql):
    return list(read(load_settings(file).data_folder / "news.duckdb", sql).values)


def article(stories, name, **fields):
    headline, *paragraphs = stories[name]
    return {"url": f"http://quay.news/{name}", "outlet": "quay", "title": headline, "paragraphs": paragraphs} | fields


def lines(folder, *objects):
    path = folder / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, objects)))
    return path


def test_articles_are_imported(wirewatch, file, tmp_path, stories):
    done = wirewatch("import", lines(tmp_path, article(stories, "ferry"), article(stories, "market")), "--config", file)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 new articles" in done.stdout
    assert rows(file, "SELECT DISTINCT outlet, state FROM outlets") == [("quay", "imported")]


def test_what_cannot_be_used_is_named_the_rest_is_imported_and_the_exit_code_says_so(
    wirewatch, file, tmp_path, stories
):
    path = lines(tmp_path, article(stories, "ferry"), {"title": "No URL"}, 7, article(stories, "market"))
    done = wirewatch("import", path, "--config", file)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        f'{path}:2: "url" is missing',
        f"{path}:3: this line is no JSON object; write one object a line",
    ]
    assert len(rows(file, "FROM articles")) == 2


def test_pages_of_a_folder_are_imported_under_the_outlet_that_is_named(wirewatch, file, tmp_path, page):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text(page("ferry"))
    (folder / "b.html").write_text(page("market", canonical="http://quay.news/market"))
    (folder / "urls.csv").write_text("file,url\na.html,http://quay.news/ferry\n")
    assert wirewatch("import", folder, "--outlet", "old-quay", "--config", file).exit_code == 0
    assert rows(file, "SELECT url, outlet FROM articles ORDER BY url") == [
        ("http://quay.news/ferry", "old-quay"),
        ("http://quay.news/market", "old-quay"),
    ]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("gone.jsonl", "does not exist"),
        ("articles.xlsx", "name a folder of HTML pages, or a file that ends in .jsonl"),
        ("empty", "neither HTML nor WARC in this folder"),
    ],
)
def test_what_is_no_import_is_bad_usage(wirewatch, file, tmp_path, name, says):
    (tmp_path / "articles.xlsx").write_bytes(b"PK")
    (tmp_path / "empty").mkdir()
    done = wirewatch("import", tmp_path / name, "--config", file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in " ".join(done.stderr.split())
    assert not load_settings(file).data_folder.exists()


def test_two_imports_at_once_are_both_taken_in(started, file, tmp_path, stories):
    processes = []
    for name in ("ferry", "market"):
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps(article(stories, name)))
        processes.append(started("import", path, "--config", file))
    assert [process.wait(60) for process in processes] == [0, 0]
    assert rows(file, "SELECT count(*) FROM articles") == [(2,)]
