import json

import pytest

from extractors.model import Article, Claim, Cleaned, Removal
from extractors.outcomes import Reason
from flows.files.extract import UnreadableInputError, extract, record, saved_pages

pytest_plugins = "tests.flows.cli.outlet"

#: What programs find in every line.
KEYS = {
    "id", "url", "title", "text", "paragraphs", "authors", "published_at", "language", "dateline", "wire_agency",
    "cited_source", "claims", "removed", "confidence", "outcome",
}  # fmt: skip


def saved(*paths, url=None):
    return list(saved_pages(paths, url))


def lines(tmp_path, *objects):
    file = tmp_path / "pages.jsonl"
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in objects), encoding="utf-8")
    return file


def test_a_file_is_a_page_under_its_name(tmp_path):
    file = tmp_path / "ferry.html"
    file.write_bytes(b"<p>Ferry")
    (one,) = saved(file, url="http://quay.news/ferry")
    assert (one.page_id, one.page.url, one.page.content) == ("ferry", "http://quay.news/ferry", b"<p>Ferry")


def test_a_folder_is_all_pages_in_it_by_their_paths(tmp_path):
    for name in ("b.html", "a/c.HTM", "a/d.xhtml", "a/notes.txt", "e.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [one.page_id for one in saved(tmp_path)] == ["a/c.HTM", "a/d.xhtml", "b.html"]


def test_lines_are_pages_that_stand_in_them_or_in_files_beside_them(tmp_path):
    (tmp_path / "ferry.html").write_bytes("<p>Fähre".encode("latin-1"))
    file = lines(
        tmp_path,
        {"id": "a", "html": "<p>Fähre", "url": "http://quay.news/a"},
        "",
        {"id": 7, "file": "ferry.html"},
        {"html": "<p>no name"},
    )
    pages = saved(file, url="http://quay.news/all")
    assert [(one.page_id, one.page.url) for one in pages] == [
        ("a", "http://quay.news/a"),
        ("7", "http://quay.news/all"),
        (f"{file}:4", "http://quay.news/all"),
    ]
    assert pages[0].page.content.decode("utf-8") == "<p>Fähre"
    assert pages[1].page.content == "<p>Fähre".encode("latin-1")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "this line is not JSON"),
        ("[1]", "this line is no JSON object; write one object a line"),
        ({"id": "a"}, 'neither "html" nor "file" is in it'),
        ({"html": 7}, 'neither "html" nor "file" is in it'),
        ({"file": "gone.html"}, "gone.html: No such file or directory"),
        ({"html": "<p>", "url": 7}, '"url" is no string'),
        ("[" * 100_000, "this line is not JSON"),
    ],
    ids=["no JSON", "no object", "no page", "page of a number", "file that is gone", "URL of a number", "too deep"],
)
def test_a_bad_line_is_named_with_its_file_and_number(tmp_path, line, complaint):
    file = lines(tmp_path, {"html": "<p>good"}, line)
    with pytest.raises(UnreadableInputError) as error:
        saved(file)
    assert str(error.value).startswith(f"{file}:2: ")
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("name", "make", "complaint"),
    [
        ("gone.html", lambda _: None, "No such file or directory"),
        ("gone.jsonl", lambda _: None, "cannot be read: No such file"),
        ("old.jsonl", lambda file: file.write_bytes(b'{"html": "F\xe4hre"}'), "this line is not UTF-8"),
    ],
    ids=["no page", "no lines", "lines that are not UTF-8"],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, name, make, complaint):
    make(tmp_path / name)
    with pytest.raises(UnreadableInputError) as error:
        saved(tmp_path / name)
    assert str(error.value).startswith(f"{tmp_path / name}:")
    assert complaint in str(error.value)


def test_a_record_says_all_that_was_found():
    article = Article(
        "http://quay.news/ferry",
        "Ferry",
        ("One.", "Two."),
        claims=(Claim("title", "h1", "Ferry", "Ferry", "chosen"),),
        removed=(Removal(1, "Read also", "link", "a link"),),
    )
    found = record("a", Cleaned(Reason.OK, article))
    assert set(found) >= KEYS
    assert (found["id"], found["outcome"], found["text"], found["paragraphs"]) == (
        "a",
        "ok",
        "One.\nTwo.",
        ("One.", "Two."),
    )
    assert found["claims"][0]["verdict"] == "chosen"
    assert found["removed"][0]["reason"] == "link"


def test_a_record_of_a_page_without_an_article_has_the_same_keys():
    found = record("a", Cleaned(Reason.PAYWALL, evidence="a stub"))
    assert set(found) == set(record("a", Cleaned(Reason.OK, Article("http://quay.news/a", "A", ("A.",)))))
    assert (found["outcome"], found["evidence"], found["text"], found["title"]) == ("paywall", "a stub", "", None)


def test_pages_are_extracted_in_their_order(tmp_path, page, stories):
    file = lines(
        tmp_path,
        {"id": "1", "html": page("ferry"), "url": "http://quay.news/ferry"},
        {"id": "2", "html": "<p>", "url": "http://quay.news/nothing"},
        {"id": "3", "html": page("market"), "url": "http://quay.news/market"},
    )
    first, second, third = extract(saved(file))
    assert (first["id"], second["id"], third["id"]) == ("1", "2", "3")
    assert first["text"] == "\n".join(stories["ferry"][1:])
    assert (first["url"], first["language"], first["outcome"]) == ("http://quay.news/ferry", "en", "ok")
    assert second["outcome"] != "ok"
    assert third["title"] == stories["market"][0]
