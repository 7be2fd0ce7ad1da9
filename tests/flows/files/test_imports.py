import asyncio
import json

import pytest

from extractors.ids import hash63
from flows.compare import compare
from flows.files.extract import UnreadableInputError
from flows.files.imports import import_records, records_of
from flows.load import TEXT
from flows.maintenance.rebuild import rebuild
from flows.pipeline import Unwatched, run_group
from flows.settings import load_settings
from storage.query import read
from storage.work import WorkError

pytest_plugins = "tests.flows.cli.outlet"

FERRY = "http://quay.news/ferry"
WORDS = ["The ferry sails again after five weeks in dock.", "It had been laid up since the spring tide of May."]


def lines(folder, *objects):
    file = folder / "articles.jsonl"
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in objects), encoding="utf-8")
    return file


def records(path, outlet=None):
    """The records of a file, and the complaints."""
    complaints = []
    return list(records_of(path, outlet, complaints.append)), complaints


@pytest.mark.parametrize(
    "words",
    [{"text": "\n".join(WORDS)}, {"paragraphs": WORDS}, {"text": "\r\n\r\n".join(WORDS)}],
    ids=["text", "paragraphs", "CRLF"],
)
def test_a_line_is_an_article_with_its_words(tmp_path, words):
    line = {"id": 1, "url": FERRY, "outlet": "quay", "title": "Ferry", "published_at": "2031-05-04T12:00:00Z", **words}
    ((record,), complaints) = records(lines(tmp_path, line))
    kept = json.loads(record.content)
    assert complaints == []
    assert (record.entry.url, record.outlet, record.purpose) == (FERRY, "quay", TEXT)
    assert [one for one in kept["paragraphs"] if one] == WORDS
    assert (kept["title"], kept["published"]) == ("Ferry", "2031-05-04T12:00:00Z")


@pytest.mark.parametrize(
    ("fields", "option", "outlet"),
    [
        ({"outlet": "pier"}, "quay", "pier"),
        ({}, "quay", "quay"),
        ({}, None, "quay.news"),
        ({"outlet": None}, "quay", "quay"),
        ({"outlet": ""}, None, "quay.news"),
    ],
    ids=["its own", "the option", "the host", "null", "nothing"],
)
def test_the_outlet_is_the_one_that_is_named_closest(tmp_path, fields, option, outlet):
    ((record,), _) = records(lines(tmp_path, {"url": FERRY, "title": "Ferry", "text": "One."} | fields), option)
    assert record.outlet == outlet


def test_a_number_of_seconds_is_a_time(tmp_path):
    ((record,), _) = records(lines(tmp_path, {"url": FERRY, "text": "One.", "published_at": 1935835200}))
    assert record.entry.published == "2031-05-06T12:00:00+00:00"


def test_a_url_goes_in_under_its_one_spelling(tmp_path):
    ((record,), _) = records(lines(tmp_path, {"url": "HTTP://Quay.News:80/ferry?utm_source=x#top", "text": "One."}))
    assert record.entry.url == FERRY


GOOD = {"url": FERRY, "outlet": "quay", "title": "Ferry", "text": "One."}
BAD = {
    "no JSON": ("{", "this line is not JSON"),
    "no object": ("7", "this line is no JSON object"),
    "no URL": ({"title": "Ferry", "text": "One."}, '"url" is missing'),
    "URL of a number": (GOOD | {"url": 7}, '"url" is no string'),
    "URL of another scheme": (GOOD | {"url": "ftp://quay.news/a"}, "is neither http nor https"),
    "URL with a line break": (GOOD | {"url": "http://quay.news/\na"}, "control character"),
    "no words": ({"url": FERRY, "title": "Ferry"}, '"text" is missing'),
    "words of a number": (GOOD | {"text": 7}, '"text" is no string'),
    "paragraphs in one string": (GOOD | {"paragraphs": "One."}, '"paragraphs" is no list of strings'),
    "a paragraph of a number": (GOOD | {"paragraphs": ["One.", 2]}, '"paragraphs" is no list of strings'),
    "title of a list": (GOOD | {"title": ["Ferry"]}, '"title" is no string'),
    "outlet of a number": (GOOD | {"outlet": 7}, '"outlet" is no string'),
    "half a surrogate in the text": ('{"url": "http://quay.news/a", "text": "\\ud800"}', "surrogates not allowed"),
    "half a surrogate in the outlet": (GOOD | {"outlet": "\ud800"}, "surrogates not allowed"),
    "time without end": (GOOD | {"published_at": 1e300}, '"published_at"'),
    "time after time": (GOOD | {"published_at": 1e14}, '"published_at"'),
    "too deep": ("[" * 100_000, "this line is not JSON"),
}


@pytest.mark.parametrize(("line", "complaint"), BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_named_and_the_others_are_taken(tmp_path, line, complaint):
    file = lines(tmp_path, GOOD, line, "", GOOD | {"url": "http://quay.news/b"})
    found, complaints = records(file)
    assert [record.entry.url for record in found] == [FERRY, "http://quay.news/b"]
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{file}:2: ")
    assert complaint in complaints[0]
    assert "\n" not in complaints[0]


def test_what_a_line_may_lack_may_be_null(tmp_path):
    line = {"url": FERRY, "title": None, "text": None, "paragraphs": WORDS, "published_at": None, "authors": None}
    ((record,), complaints) = records(lines(tmp_path, line))
    assert complaints == []
    assert json.loads(record.content)["title"] == ""


def test_a_mark_of_utf_8_is_no_part_of_the_first_line(tmp_path):
    file = lines(tmp_path, GOOD)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes() + b"\r\n")
    ((record,), complaints) = records(file)
    assert (record.entry.url, complaints) == (FERRY, [])


def test_a_line_that_is_not_utf_8_is_named_and_the_others_are_taken(tmp_path):
    file = lines(tmp_path, GOOD, GOOD | {"title": "caf\xe9"}, GOOD | {"url": "http://quay.news/b"})
    file.write_bytes(file.read_bytes().replace(b"\\u00e9", b"\xe9"))
    found, complaints = records(file)
    assert [record.entry.url for record in found] == [FERRY, "http://quay.news/b"]
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{file}:2: this line is not UTF-8: ")


def test_a_folder_of_pages_is_named_by_its_table_of_urls(tmp_path, page):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.html").write_text(page("ferry"))
    (tmp_path / "b.html").write_text(page("market", canonical="http://pier.news/market"))
    (tmp_path / "urls.csv").write_text(
        "\ufefffile,url,outlet\ndeep/a.html,http://quay.news/ferry,quay\nb.html,http://spit.news/market,\n",
        encoding="utf-8",
    )
    found, complaints = records(tmp_path, "spit")
    assert complaints == []
    assert [(one.entry.url, one.outlet, one.purpose) for one in found] == [
        ("http://spit.news/market", "spit", "page"),
        ("http://quay.news/ferry", "quay", "page"),
    ]


def test_a_page_that_the_table_of_urls_names_and_the_folder_has_not_is_named(tmp_path, page):
    (tmp_path / "a.html").write_text(page("ferry"))
    (tmp_path / "urls.csv").write_text(f"file,url\na.html,{FERRY}\nb.html,http://quay.news/market\n")
    ((record,), complaints) = records(tmp_path)
    assert record.entry.url == FERRY
    assert complaints == [f"{tmp_path / 'urls.csv'}: b.html: there is no such page in this folder"]


def test_a_folder_that_is_named_like_a_page_is_none(tmp_path, page):
    (tmp_path / "ferry.html").mkdir()
    (tmp_path / "ferry.html" / "amp.html").write_text(page("ferry", canonical=FERRY))
    ((record,), complaints) = records(tmp_path)
    assert (record.entry.url, complaints) == (FERRY, [])


def test_a_page_may_say_itself_where_it_came_from(tmp_path, page):
    (tmp_path / "a.html").write_text(page("ferry", canonical=FERRY))
    (tmp_path / "b.html").write_text(page("market"))
    ((record,), complaints) = records(tmp_path)
    assert (record.entry.url, record.outlet) == (FERRY, "quay.news")
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{tmp_path / 'b.html'}: ")
    assert "name its URL in urls.csv (columns file, url)" in complaints[0]


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (b"page,address\na.html,x\n", "must name the columns file and url"),
        (b"file,url\na.html,\xff\n", "UTF-8"),
    ],
    ids=["other columns", "not UTF-8"],
)
def test_a_table_of_urls_that_cannot_be_read_is_named(tmp_path, page, table, complaint):
    (tmp_path / "a.html").write_text(page("ferry"))
    (tmp_path / "urls.csv").write_bytes(table)
    with pytest.raises(UnreadableInputError, match=complaint) as error:
        records(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / 'urls.csv'}: ")


def test_what_is_neither_lines_nor_pages_is_refused(tmp_path):
    (tmp_path / "articles.xlsx").write_bytes(b"PK")
    with pytest.raises(UnreadableInputError, match=r"name a folder of HTML pages, or a file that ends in \.jsonl"):
        records(tmp_path / "articles.xlsx")


class Desk:
    """Someone who imports into one data folder."""

    def __init__(self, file):
        self.settings = load_settings(file)

    def take(self, path, outlet=None):
        complaints = []
        report = asyncio.run(import_records(self.settings, path, outlet, complaints.append, Unwatched()))
        assert complaints == []
        return report

    def run(self):
        return asyncio.run(run_group(self.settings, "all", self.settings.in_group("all")))

    def rows(self, sql):
        return list(read(self.settings.data_folder / "news.duckdb", sql).values)

    def dump(self):
        return {
            table: sorted(self.rows(f"FROM {table}"), key=repr)
            for table in (
                "articles",
                "paragraphs",
                "claims",
                "removed_text",
                "copies",
                "stories",
                "versions",
                "urls",
                "fetches",
            )
        }


@pytest.fixture
def desk(settings_file, site):
    return Desk(settings_file(("quay", site.url("/"), f'feeds = ["{site.url("/feed")}"]')))


@pytest.fixture
def articles(stories):
    """A line for each story, and a copy of the first by an outlet that the settings do not know."""

    def line(name, outlet, hour):
        headline, *paragraphs = stories[name]
        published_at = f"2031-05-04T{hour:02}:00:00Z"
        url = f"http://{outlet}.news/{name}"
        return {"url": url, "outlet": outlet, "title": headline, "paragraphs": paragraphs, "published_at": published_at}

    return [line("ferry", "quay", 8), line("market", "quay", 9), line("ferry", "the-pier", 10)]


def test_articles_are_imported_word_for_word_and_compared(desk, tmp_path, articles):
    report = desk.take(lines(tmp_path, *articles))
    assert (report.new_articles, report.copies) == (3, 1)
    assert sorted(desk.rows("SELECT url, outlet, title, text FROM articles")) == sorted(
        (one["url"], one["outlet"], one["title"], "\n".join(one["paragraphs"])) for one in articles
    )
    assert desk.rows(
        "SELECT a.outlet, b.outlet, kind, direction FROM copies JOIN articles AS a ON a.article_id = copy_id"
        " JOIN articles AS b ON b.article_id = source_id"
    ) == [("the-pier", "quay", "copy", "published")]
    assert desk.rows("SELECT DISTINCT state, reason, discovered_by FROM urls") == [("loaded", "ok", "import")]
    assert desk.rows('SELECT "group", outcome, new_articles FROM runs') == [("import", "completed", 3)]


def test_an_outlet_that_the_settings_do_not_know_is_taken_over_by_its_name(desk, tmp_path, articles):
    desk.take(lines(tmp_path, *articles))
    assert desk.rows("SELECT outlet, state FROM outlets ORDER BY outlet") == [("quay", "ok"), ("the-pier", "imported")]


def test_the_same_import_twice_changes_no_row(desk, tmp_path, articles):
    file = lines(tmp_path, *articles)
    desk.take(file)
    before = desk.dump()
    assert desk.take(file).new_articles == 0
    assert desk.dump() == before
    assert desk.rows("SELECT count(*) FROM runs") == [(2,)]


def test_an_import_that_reads_otherwise_is_a_new_version(desk, tmp_path, articles):
    desk.take(lines(tmp_path, *articles))
    corrected = articles[1] | {"paragraphs": [*articles[1]["paragraphs"][:-1], "The gulls were not asked by anyone."]}
    report = desk.take(lines(tmp_path, corrected))
    assert (report.new_articles, report.new_versions) == (0, 1)
    assert desk.rows("SELECT url, version FROM articles WHERE version > 1") == [(articles[1]["url"], 2)]


def test_an_import_under_another_outlet_is_loaded_all_the_same(desk, tmp_path, articles):
    desk.take(lines(tmp_path, articles[0]))
    corrected = articles[0] | {"outlet": "spit", "title": "Ferry sails again, and late"}
    assert desk.take(lines(tmp_path, corrected)).new_versions == 1
    assert desk.rows("SELECT DISTINCT state FROM urls") == [("loaded",)]


def test_an_import_serves_a_url_that_a_feed_had_named_under_its_outlet(desk, tmp_path, site, articles):
    site.feed("/ferry")
    site.say("/ferry", "come back later", status=503)
    desk.run()
    desk.take(lines(tmp_path, articles[2] | {"url": site.url("/ferry")}))
    assert desk.rows("SELECT outlet, state FROM urls") == [("quay", "loaded")]
    assert desk.rows("SELECT outlet FROM outlets") == [("quay",)]


def test_what_we_fetched_ourselves_is_not_replaced(desk, tmp_path, site, page, articles):
    site.feed("/ferry")
    site.say("/ferry", page("ferry"))
    desk.run()
    before = desk.rows("SELECT url, text, version FROM articles")
    report = desk.take(lines(tmp_path, articles[1] | {"url": site.url("/ferry")}))
    assert (report.new_articles, report.new_versions) == (0, 0)
    assert desk.rows("SELECT url, text, version FROM articles") == before


def test_an_imported_article_is_not_asked_for_when_a_feed_names_it(desk, tmp_path, site, articles):
    desk.take(lines(tmp_path, articles[0] | {"url": site.url("/ferry")}))
    site.feed("/ferry")
    desk.run()
    assert site.asked() == ["/robots.txt", "/feed"]
    assert desk.rows("SELECT state, article_id FROM urls") == [("loaded", hash63(site.url("/ferry")))]


def test_pages_are_imported_with_their_body_extracted(desk, tmp_path, page, stories):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "ferry.html").write_text(page("ferry", canonical=FERRY))
    assert desk.take(folder, "quay").new_articles == 1
    assert desk.rows("SELECT url, outlet, title, text FROM articles") == [
        (FERRY, "quay", stories["ferry"][0], "\n".join(stories["ferry"][1:]))
    ]


def test_a_file_without_a_usable_line_changes_nothing(desk, tmp_path):
    desk.take(lines(tmp_path, "", ""))
    assert desk.rows("FROM articles") == desk.rows("FROM urls") == []


def test_an_import_that_was_killed_once_all_was_compared_leaves_what_a_rebuild_gives_too(
    desk, tmp_path, articles, monkeypatch
):
    second, first = sorted((articles[0], articles[2]), key=lambda one: hash63(one["url"]))

    def killed(run):
        compare(run.folder, frozenset())
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.pipeline._compare", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.take(lines(tmp_path, first))
    assert desk.take(lines(tmp_path, second)).copies == 1
    before = desk.dump()
    rebuild(desk.settings, Unwatched())
    assert desk.dump() == before


def test_without_its_database_an_archive_is_not_published_as_empty(desk, tmp_path, articles):
    desk.take(lines(tmp_path, *articles[:2]))
    before = desk.dump()
    (desk.settings.data_folder / "work.duckdb").unlink()
    with pytest.raises(WorkError, match=r"work\.duckdb: is gone: wirewatch rebuild makes it anew from the archive"):
        desk.take(lines(tmp_path, *articles))
    assert desk.dump() == before
    rebuild(desk.settings, Unwatched())
    assert desk.dump() == before
    assert desk.take(lines(tmp_path, *articles)).new_articles == 1
