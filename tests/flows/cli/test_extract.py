import json

pytest_plugins = "tests.flows.cli.outlet"

KEYS = {
    "id", "url", "title", "text", "paragraphs", "authors", "published_at", "language", "dateline", "wire_agency",
    "cited_source", "claims", "removed", "confidence", "outcome",
}  # fmt: skip


def objects(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_page_is_one_line_with_all_that_was_found(wirewatch, tmp_path, page, stories):
    (tmp_path / "ferry.html").write_text(page("ferry"))
    done = wirewatch("extract", tmp_path / "ferry.html", "--url", "http://quay.news/ferry")
    (found,) = objects(done)
    assert (done.exit_code, done.stderr) == (0, "")
    assert set(found) >= KEYS
    headline, *paragraphs = stories["ferry"]
    assert (found["id"], found["url"], found["title"]) == ("ferry", "http://quay.news/ferry", headline)
    assert (found["paragraphs"], found["text"]) == (paragraphs, "\n".join(paragraphs))
    assert (found["language"], found["outcome"]) == ("en", "ok")


def test_folders_files_and_lines_are_taken_together_in_their_order(wirewatch, tmp_path, page):
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("ferry", "market"):
        (pages / f"{name}.html").write_text(page(name))
    (tmp_path / "library.html").write_text(page("library"))
    lines = [
        {"id": "by text", "html": page("library"), "url": "http://quay.news/library"},
        {"id": "by file", "file": "library.html"},
    ]
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)))
    found = objects(wirewatch("extract", pages, tmp_path / "lines.jsonl", tmp_path / "library.html"))
    assert [one["id"] for one in found] == ["ferry.html", "market.html", "by text", "by file", "library"]
    assert all(set(one) >= KEYS and one["outcome"] == "ok" for one in found)


def test_a_page_without_an_article_is_a_line_too_and_no_failure(wirewatch, tmp_path):
    (tmp_path / "nothing.html").write_text("")
    done = wirewatch("extract", tmp_path / "nothing.html")
    (found,) = objects(done)
    assert (done.exit_code, found["outcome"], found["text"], set(found) >= KEYS) == (0, "empty", "", True)


def test_a_bad_line_is_bad_usage_and_named(wirewatch, tmp_path):
    file = tmp_path / "lines.jsonl"
    file.write_text('{"id": "a", "html": "<p>"}\n{"id": "b"}\n')
    done = wirewatch("extract", file)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"{file}:2: neither")


def test_a_file_that_is_not_there_is_bad_usage_and_named(wirewatch, tmp_path):
    done = wirewatch("extract", tmp_path / "gone.html")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path / 'gone.html'}: No such file or directory\n"


def test_a_folder_without_pages_is_bad_usage_and_named(wirewatch, tmp_path):
    (tmp_path / "empty").mkdir()
    done = wirewatch("extract", tmp_path / "empty")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path / 'empty'}: no HTML in this folder (.html, .htm, .xhtml)\n"


def test_a_reader_that_has_seen_enough_is_no_trouble_to_tell_of(started, tmp_path, page):
    (tmp_path / "ferry.html").write_text(page("ferry"))
    process = started("extract", *[tmp_path / "ferry.html"] * 60)
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (1, "")


def test_nothing_is_left_behind(wirewatch, tmp_path, page):
    (tmp_path / "ferry.html").write_text(page("ferry"))
    wirewatch("extract", tmp_path / "ferry.html")
    assert list((tmp_path / "work").iterdir()) == []
