import asyncio
import csv
import io
import json
import random
import shutil
from datetime import UTC, datetime, timedelta

import duckdb
import feedparser
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.files.exports import Format, export_all, format_of
from flows.files.imports import import_records
from flows.files.warc import Capture, write_captures
from flows.maintenance.forget import forget
from flows.pipeline import Unwatched
from flows.settings import load_settings
from storage import fetches
from storage.archive import open_archive
from storage.query import read

pytest_plugins = "tests.flows.cli.outlet"

NOON = datetime(2031, 5, 4, 12, 0, 7, 250_000, tzinfo=UTC)

#: What a person asks; runs differ in when they ran.
TABLES = (
    "articles",
    "paragraphs",
    "removed_text",
    "claims",
    "copies",
    "shared_paragraphs",
    "stories",
    "versions",
    "urls",
)


class Desk:
    """One data folder."""

    def __init__(self, folder):
        folder.mkdir(exist_ok=True)
        file = folder / "wirewatch.toml"
        file.write_text('contact = "desk@newsroom.localhost"\n')
        self.settings = load_settings(file)

    def take(self, path, outlet=None):
        return asyncio.run(import_records(self.settings, path, outlet, pytest.fail, Unwatched()))

    def put(self, path, format_=None, *, reserved=False):
        format_ = format_of(path, format_)
        return list(export_all(self.settings, path, format_, Unwatched(), reserved=reserved))

    def rows(self, sql):
        return list(read(self.settings.data_folder / "news.duckdb", sql).values)

    def dump(self):
        dump = {table: sorted(self.rows(f"FROM {table}"), key=repr) for table in TABLES}
        fetches = "SELECT url, outlet, fetched_at, outcome, bytes, final_url FROM fetches ORDER BY ALL"
        return dump | {"fetches": self.rows(fetches)}


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "one")


def articles_file(tmp_path, stories):
    """Articles of two months; the third copies the first."""
    lines = []
    for name, outlet, day in (("ferry", "quay", "05-04"), ("market", "quay", "06-01"), ("ferry", "pier", "05-05")):
        headline, *paragraphs = stories[name]
        fields = {"url": f"http://{outlet}.news/{name}", "outlet": outlet, "title": headline, "paragraphs": paragraphs}
        lines.append(json.dumps(fields | {"published_at": f"2031-{day}T08:00:00Z", "authors": ["=A. Quill"]}))
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(lines))
    return file


@pytest.fixture(scope="module")
def library(tmp_path_factory, stories):
    """Imported once, for those who only look."""
    folder = tmp_path_factory.mktemp("library")
    desk = Desk(folder / "desk")
    desk.take(articles_file(folder, stories))
    return desk


@pytest.fixture
def filled(library, tmp_path):
    """A copy, for those who add to it."""
    shutil.copytree(library.settings.folder, tmp_path / "one", symlinks=True)
    return Desk(tmp_path / "one")


@pytest.mark.parametrize(
    ("name", "asked", "format_"),
    [
        ("out", None, Format.PARQUET),
        ("out", Format.CSV, Format.CSV),
        ("out.jsonl", None, Format.JSONL),
        ("out.warc.gz", None, Format.WARC),
        ("out.XML", Format.RSS, Format.RSS),
    ],
)
def test_the_format_is_what_was_asked_or_what_the_name_says(tmp_path, name, asked, format_):
    assert format_of(tmp_path / name, asked) is format_


def test_a_name_that_says_otherwise_is_refused(tmp_path):
    with pytest.raises(ValueError, match="does not go with this ending"):
        format_of(tmp_path / "out.csv", Format.WARC)


def test_articles_go_out_as_parquet_by_month(library, tmp_path):
    out = tmp_path / "out"
    done = library.put(out)
    assert sorted(path.name for path in out.iterdir()) == [
        "articles-2031-05.parquet", "articles-2031-06.parquet", "copies.parquet", "export.json", "stories.parquet",
    ]  # fmt: skip
    assert [one.rows for one in done] == [2, 1, 1, 2]
    with duckdb.connect() as connection:
        found = connection.sql(
            f"SELECT url, text FROM read_parquet('{out}/articles-*.parquet') ORDER BY url"
        ).fetchall()
        assert found == library.rows("SELECT url, text FROM articles ORDER BY url")


def test_a_full_disk_is_that_of_the_export_and_not_of_the_archive(library, tmp_path, monkeypatch):
    def write_parquet(*_, **__):
        raise duckdb.IOException("IO Error: Could not write file: No space left on device")

    monkeypatch.setattr("storage.export.write_parquet", write_parquet)
    with pytest.raises(OSError, match="No space left") as error:
        library.put(tmp_path / "out.parquet")
    assert error.value.filename == str(tmp_path / "out.parquet")


@pytest.mark.parametrize("format_", Format)
def test_the_same_export_again_writes_nothing_and_the_same_bytes_from_the_start(library, tmp_path, format_):
    def content(folder):
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    library.put(tmp_path / "out", format_)
    before = content(tmp_path / "out")
    assert not any(one.is_new for one in library.put(tmp_path / "out", format_))
    assert content(tmp_path / "out") == before
    library.put(tmp_path / "again", format_)
    assert content(tmp_path / "again") == before


def test_an_export_that_was_interrupted_goes_on_and_a_month_that_changed_is_written_again(filled, tmp_path, stories):
    done = export_all(filled.settings, tmp_path / "out", Format.JSONL, Unwatched(), reserved=False)
    next(done)
    done.close()
    assert [one.is_new for one in filled.put(tmp_path / "out", Format.JSONL)] == [False, True, True, True]
    headline, *paragraphs = stories["library"]
    line = {
        "url": "http://quay.news/library",
        "title": headline,
        "paragraphs": paragraphs,
        "published_at": "2031-06-02",
    }
    (tmp_path / "more.jsonl").write_text(json.dumps(line))
    filled.take(tmp_path / "more.jsonl")
    again = {one.file.name: one.is_new for one in filled.put(tmp_path / "out", Format.JSONL)}
    assert again["articles-2031-05.jsonl"] is False
    assert again["articles-2031-06.jsonl"] is True


def test_a_month_that_has_no_article_any_more_has_no_file_any_more(filled, tmp_path):
    filled.put(tmp_path / "out")
    filled.put(tmp_path / "out", Format.CSV)
    (tmp_path / "out" / "articles-2031-07.parquet").write_text("not ours")
    forget(filled.settings.data_folder, "http://quay.news/market", Unwatched())
    filled.put(tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").glob("articles-*")) == [
        "articles-2031-05.csv", "articles-2031-05.parquet", "articles-2031-06.csv", "articles-2031-07.parquet",
    ]  # fmt: skip
    assert "articles-2031-06.parquet" not in json.loads((tmp_path / "out" / "export.json").read_text())


def test_a_file_that_was_taken_away_is_written_again(library, tmp_path):
    library.put(tmp_path / "out")
    (tmp_path / "out" / "copies.parquet").unlink()
    assert [one.file.name for one in library.put(tmp_path / "out") if one.is_new] == ["copies.parquet"]


def test_json_lines_come_in_as_they_went_out(library, tmp_path):
    (done,) = library.put(tmp_path / "out.jsonl")
    assert done.rows == 3
    other = Desk(tmp_path / "two")
    other.take(tmp_path / "out.jsonl")
    columns = (
        "SELECT article_id, outlet, url, title, authors, published_at, text, story_id, copy_of FROM articles ORDER BY 1"
    )
    assert other.rows(columns) == library.rows(columns)


def test_a_csv_holds_no_formula(filled, tmp_path):
    text = '{"url": "http://quay.news/f", "title": "=HYPERLINK(1)", "text": "-1 degrees was measured at the quay."}'
    (tmp_path / "more.jsonl").write_text(text)
    filled.take(tmp_path / "more.jsonl")
    filled.put(tmp_path / "out.csv")
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines()))
    (row,) = [row for row in rows if row["url"].endswith("/f")]
    assert (row["title"], row["text"]) == ("'=HYPERLINK(1)", "'-1 degrees was measured at the quay.")
    (row,) = [row for row in rows if row["url"] == "http://quay.news/ferry"]
    assert json.loads(row["authors"]) == ["=A. Quill"]
    assert row["published_at"] == "2031-05-04T08:00:00+00:00"


def test_a_table_without_rows_has_its_columns(desk, tmp_path):
    (tmp_path / "none.jsonl").write_text("")
    desk.take(tmp_path / "none.jsonl")
    desk.put(tmp_path / "out", Format.CSV)
    assert (tmp_path / "out" / "copies.csv").read_text().startswith("copy_id,source_id,")


def test_pages_that_retention_dropped_stay_in_what_was_written(filled, tmp_path):
    (before,) = filled.put(tmp_path / "out", Format.WARC)
    with open_archive(filled.settings.data_folder / "pages.sqlite") as archive:
        fetches.drop_body(archive, 1)
    (after,) = filled.put(tmp_path / "out", Format.WARC)
    assert (before.is_new, after.is_new) == (True, False)


def test_a_feed_has_each_story_once_at_the_outlet_that_had_it_first(library, tmp_path, stories):
    library.put(tmp_path / "feed.xml")
    feed = feedparser.parse((tmp_path / "feed.xml").read_bytes())
    assert not feed.bozo
    assert [(entry.link, entry.title) for entry in feed.entries] == [
        ("http://quay.news/market", stories["market"][0]),
        ("http://quay.news/ferry", stories["ferry"][0]),
    ]
    assert feed.entries[1].summary == stories["ferry"][1]
    assert feed.entries[1].published_parsed[:5] == (2031, 5, 4, 8, 0)


@pytest.fixture
def reserving(desk, tmp_path, page):
    """Two pages, of which one came with a reservation in its header."""
    path = tmp_path / "reserving.warc.gz"
    headers = {"content-type": "text/html"}
    with path.open("wb") as file:
        write_captures(
            file,
            [
                Capture("http://quay.news/ferry", NOON, page("ferry").encode(), headers=headers),
                Capture(
                    "http://quay.news/market",
                    NOON,
                    page("market").encode(),
                    headers=headers | {"tdm-reservation": "1"},
                ),
            ],
        )
    desk.take(path)
    return desk


def test_the_text_of_who_reserves_text_and_data_mining_is_left_out(reserving, tmp_path, stories):
    reserving.put(tmp_path / "out", Format.JSONL)
    lines = [
        json.loads(line) for file in (tmp_path / "out").glob("articles*") for line in file.read_text().splitlines()
    ]
    assert {line["url"]: line["withheld"] for line in lines} == {
        "http://quay.news/ferry": False,
        "http://quay.news/market": True,
    }
    for name in ("out.parquet", "out.csv", "feed.xml"):
        reserving.put(tmp_path / name)
    (pages,) = reserving.put(tmp_path / "out.warc")
    assert pages.rows == 1
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*out*") if path.is_file())
    written += (tmp_path / "feed.xml").read_bytes()
    assert stories["ferry"][1].encode() in written
    assert stories["market"][1].encode() not in written


def test_it_goes_out_when_it_is_asked_for(reserving, tmp_path, stories):
    reserving.put(tmp_path / "out", Format.JSONL)
    done = reserving.put(tmp_path / "out", Format.JSONL, reserved=True)
    assert any(one.is_new for one in done)
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert stories["market"][1].encode() in written


def test_nothing_is_left_of_a_file_that_could_not_be_written(library, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flows.files.exports.export.write_parquet", fail)
    with pytest.raises(OSError, match="No space"):
        library.put(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


WORDS = ["anchor", "barge", "beacon", "buoy", "cargo", "crane", "dock", "ferry", "fleet", "gale", "harbour", "keel"]


def sentence(pick):
    return " ".join(pick.choices(WORDS, k=22)).capitalize() + "."


def page(number):
    """A page of its own prose; each tenth page carries the text of the one before."""
    pick = random.Random(number - 1 if number % 10 == 9 else number)
    body = "".join(f"<p>{sentence(pick)}</p>" for _ in range(5))
    day = NOON + timedelta(minutes=number)
    return (
        f"<html lang=en><head><title>Ferry {number} sails</title>"
        f'<meta property="article:published_time" content="{day.isoformat()}"></head>'
        f"<body><article><h1>Ferry {number} sails</h1>{body}</article></body></html>"
    ).encode()


@pytest.fixture
def crawl(tmp_path):
    """A WARC file of 50 pages, as a crawler writes it; the first of them is found in three states."""
    path = tmp_path / "crawl.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for number in [*range(48), 0, 0]:
            body = page(number)
            minutes = file.tell() and 1 + file.tell()
            if minutes and number == 0:
                body = body.replace(
                    b"</article>", b"<p>The mole was closed at hour %d of the gale.</p></article>" % minutes
                )
            date = (NOON + timedelta(seconds=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            url = f"http://{'quay' if number % 2 else 'pier'}.news/{number}"
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "response",
                    payload=io.BytesIO(body),
                    length=len(body),
                    http_headers=http,
                    warc_headers_dict={"WARC-Date": date},
                )
            )
    return path


def test_a_warc_of_50_pages_comes_in_goes_out_and_comes_in_again_to_the_same_rows(desk, tmp_path, crawl):
    assert desk.take(crawl).new_articles == 48
    before = desk.dump()
    assert desk.rows("SELECT url, version FROM articles WHERE version > 1") == [("http://pier.news/0", 3)]
    assert len(before["copies"]) > 0
    (done,) = desk.put(tmp_path / "out.warc.gz")
    assert done.rows == 50
    other = Desk(tmp_path / "two")
    other.take(tmp_path / "out.warc.gz")
    assert other.dump() == before
    other.put(tmp_path / "again.warc.gz")
    assert (tmp_path / "again.warc.gz").read_bytes() == (tmp_path / "out.warc.gz").read_bytes()


def test_the_same_warc_twice_changes_no_row(desk, crawl):
    desk.take(crawl)
    before = desk.dump()
    report = desk.take(crawl)
    assert (report.new_articles, report.new_versions) == (0, 0)
    assert desk.dump() == before


def test_an_import_that_was_interrupted_loses_no_state(desk, crawl, monkeypatch):
    async def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.files.imports.clean_and_load", cut)
        with pytest.raises(KeyboardInterrupt):
            desk.take(crawl)
    desk.take(crawl)
    assert desk.rows("SELECT count(*) FROM articles") == [(48,)]
    assert desk.rows("SELECT url, version FROM articles WHERE version > 1") == [("http://pier.news/0", 3)]


def test_a_folder_of_warc_files_comes_in(library, tmp_path):
    library.put(tmp_path / "out", Format.WARC)
    other = Desk(tmp_path / "two")
    assert other.take(tmp_path / "out").new_articles == 3
    columns = "SELECT article_id, outlet, url, title, authors, published_at, fetched_at, text FROM articles ORDER BY 1"
    assert other.rows(columns) == library.rows(columns)
