import csv
import io
import json
from datetime import UTC, datetime
from resource import RUSAGE_CHILDREN, getrusage

import duckdb
import pytest

from extractors.ids import hash63
from extractors.model import Article
from storage.articles import Incoming, load_articles
from storage.publishing import publish
from storage.work import open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
STEERING = "Red \x1b[31malert\x1b[0m \x9b2J \u202etxet\u202c \x07bell"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Settings, and a published file with two articles."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "wirewatch.toml").write_text('contact = "desk@newsroom.localhost"\n')
    (folder / "data").mkdir()
    articles = [
        Article("http://quay.news/ferry", "Ferry sails", ("One.", "Two, and more."), ("A. Quill",), NOON),
        Article("http://quay.news/red", STEERING, ("=HYPERLINK(1)",), (STEERING,)),
    ]
    with open_work(folder / "data") as work:
        load_articles(work, [Incoming(hash63(one.url), "quay", one, NOON, NOON) for one in articles])
    publish(folder / "data")
    return folder / "wirewatch.toml"


@pytest.fixture
def query(wirewatch, library):
    return lambda *words: wirewatch("query", "--config", library, *words)


FERRY = "SELECT title, words, published_at, authors, copy_of FROM articles WHERE title LIKE 'Ferry%'"


def test_rows_are_shown_as_a_table(query):
    done = query(FERRY)
    heads, _, row = (line for line in done.stdout.splitlines() if line.strip())
    assert heads.split() == ["title", "words", "published_at", "authors", "copy_of"]
    assert "Ferry sails" in row
    assert (done.exit_code, done.stderr) == (0, "")


def test_rows_are_written_as_csv(query):
    rows = list(csv.reader(io.StringIO(query("--format", "csv", FERRY).stdout)))
    assert rows == [
        ["title", "words", "published_at", "authors", "copy_of"],
        ["Ferry sails", "4", "2031-05-04T12:00:00+00:00", '["A. Quill"]', ""],
    ]


def test_rows_are_written_as_json(query):
    assert json.loads(query("--format", "json", FERRY).stdout) == [
        {
            "title": "Ferry sails",
            "words": 4,
            "published_at": "2031-05-04T12:00:00+00:00",
            "authors": ["A. Quill"],
            "copy_of": None,
        }
    ]


def test_rows_are_written_as_parquet(query, tmp_path):
    (tmp_path / "rows.parquet").write_bytes(query("--format", "parquet", FERRY).stdout_bytes)
    with duckdb.connect() as connection:
        found = connection.read_parquet(str(tmp_path / "rows.parquet")).fetchall()
    assert found == [("Ferry sails", 4, NOON, ["A. Quill"], None)]


@pytest.mark.parametrize("comment", ["-- How many?\n", "--how many?\n"], ids=["a space", "none"])
def test_a_statement_may_begin_with_its_question(query, comment):
    assert query("--format", "csv", f"{comment}SELECT 1 AS one;").stdout == "one\n1\n"


@pytest.mark.parametrize(("format_", "nothing"), [("csv", "url\n"), ("json", "[\n]\n")])
def test_no_rows_are_still_an_answer(query, format_, nothing):
    assert query("--format", format_, "SELECT url FROM articles WHERE false").stdout == nothing


def test_a_table_shows_a_thousand_rows_and_says_how_many_more_there_are(query):
    done = query("SELECT 'row' AS word FROM range(1234)")
    assert done.stdout.count("row") == 1000
    assert done.stderr == "... and 234 more rows: use --format csv, json or parquet for all\n"


def test_csv_and_json_have_all_rows(query):
    assert query("--format", "csv", "SELECT 'row' AS word FROM range(12345)").stdout.count("row\n") == 12345


def test_columns_of_one_name_are_told_apart_in_json(query):
    done = query("--format", "json", "SELECT 1 AS outlet, 2 AS outlet, 3 AS outlet_1, 4 AS outlet")
    assert json.loads(done.stdout) == [{"outlet": 1, "outlet_1": 2, "outlet_1_1": 3, "outlet_2": 4}]


def test_a_table_is_not_filled_by_one_cell(query):
    done = query("SELECT repeat('x', 30_000_000) AS words FROM range(3)")
    assert done.exit_code == 0
    assert done.stdout.count("30,000,000 characters: --format csv, json or parquet has all") == 3
    assert len(done.stdout) < 100_000


@pytest.mark.parametrize("format_", ["table", "csv", "json"])
def test_no_page_steers_the_terminal(query, format_):
    shown = query("--format", format_, "SELECT title, authors, [title] AS list FROM articles").stdout
    assert "alert" in shown
    assert not set(shown) & set("\x1b\x07\x9b\u202e\u202c\r\0")


def test_json_keeps_what_it_does_not_show(query):
    (row,) = json.loads(query("--format", "json", "SELECT title FROM articles WHERE title LIKE 'Red%'").stdout)
    assert row["title"] == STEERING


#: Words of a page, and what a spreadsheet gets of them.
WRITTEN = {
    "=1+1": "'=1+1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t=1",
    "\n=1": "'\n=1",
    "plain": "plain",
    "a=b": "a=b",
    "": "",
}


def test_a_spreadsheet_takes_no_words_for_a_formula_and_numbers_for_numbers(query):
    words = ", ".join(f"('{word}')" for word in WRITTEN)
    done = query("--format", "csv", f"SELECT word, -1 AS number FROM (VALUES {words}) AS page (word)")
    _, *rows = csv.reader(io.StringIO(done.stdout))
    assert rows == [[written, "-1"] for written in WRITTEN.values()]


def test_json_has_no_numbers_that_json_does_not_know(query):
    def unknown(word):
        raise AssertionError(word)

    shown = query("--format", "json", "SELECT 'nan'::DOUBLE AS a, 1 / 0 AS b, 0.5::DOUBLE AS c").stdout
    assert json.loads(shown, parse_constant=unknown) == [{"a": None, "b": None, "c": 0.5}]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("INSERT INTO runs (run_id) VALUES (1)", "refused: INSERT is not allowed: write a SELECT\n"),
        ("SELECT 1; SELECT 2", "refused: 2 statements: write one SELECT\n"),
        ("COPY articles TO 'a.csv'", "refused: COPY is not allowed: write a SELECT\n"),
        ("SELECT * FROM read_csv('/etc/passwd')", 'refused: Permission Error: Cannot access file "/etc/passwd"'),
        ("SET memory_limit = '99GB'", "refused: SET is not allowed: write a SELECT\n"),
        ("SELECT tonnage FROM articles", 'refused: Binder Error: Referenced column "tonnage" not found'),
    ],
    ids=["insert", "two statements", "copy", "a file", "setting", "unknown column"],
)
def test_a_statement_that_is_refused_ends_with_2_and_one_line(query, tmp_path, sql, says):
    done = query("--format", "csv", sql)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(says)
    assert list((tmp_path / "work").iterdir()) == []


def test_a_file_to_write_parquet_to_opens_no_door(query, tmp_path):
    for sql in ("SELECT * FROM read_csv('/etc/passwd')", f"COPY articles TO '{tmp_path / 'rows.parquet'}'"):
        done = query("--format", "parquet", sql)
        assert (done.exit_code, done.stdout_bytes, done.stderr.count("\n")) == (2, b"", 1)
    assert not (tmp_path / "rows.parquet").exists()


@pytest.mark.parametrize(
    ("seconds", "sql", "says"),
    [
        (1, "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))", "it took longer than 1 s (--timeout)"),
        (1, "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i FROM t) SELECT count(*) FROM t", "longer than 1 s"),
        (60, "SELECT repeat('x', 2000000000)", "it needs more than 1GB of memory"),
        (60, "SELECT list(i) FROM range(10000000000) t(i)", "it needs more than 1GB of memory"),
        (60, "SELECT string_agg(repeat('x', 1000000), '') FROM range(100000)", "it needs more than 1GB of memory"),
        (60, "SELECT {'a': repeat('x', 1000000000), 'b': repeat('y', 1000000000)}", "it needs more than 1GB of memory"),
        (1, "SELECT * FROM range(100000000000)", "longer than 1 s"),
    ],
    ids=["a call without end", "a recursion without end", "2 GB", "a list", "an aggregate", "a structure", "rows"],
)
def test_a_statement_that_is_too_much_is_stopped_with_1_and_one_line(query, seconds, sql, says):
    done = query("--timeout", seconds, sql)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("stopped: ")
    assert says in done.stderr
    assert getrusage(RUSAGE_CHILDREN).ru_maxrss < 2 * 1024**2  # kB, of the largest that any test has started


@pytest.mark.parametrize(
    "words",
    [("SELECT '\udcff'",), ("--timeout", "inf", "SELECT 1"), ("--timeout", "1e9", "SELECT 1")],
    ids=["no UTF-8", "for ever", "for years"],
)
def test_what_cannot_be_asked_is_bad_usage(query, words):
    done = query(*words)
    assert (done.exit_code, done.stdout) == (2, "")


def test_a_file_of_the_working_folder_is_not_run(query, tmp_path):
    for name in ("json.py", "storage.py", "duckdb.py"):
        (tmp_path / "work" / name).write_text("raise SystemExit('this file has nothing to do with it')")
    assert query("--format", "csv", "SELECT 1 AS one").stdout == "one\n1\n"


def test_before_the_first_run_there_is_advice(wirewatch, tmp_path):
    (tmp_path / "work" / "wirewatch.toml").write_text('contact = "desk@newsroom.localhost"\n')
    done = wirewatch("query", "SELECT 1")
    assert (done.exit_code, done.stdout) == (1, "")
    assert (
        done.stderr
        == f"{tmp_path / 'work' / 'data' / 'news.duckdb'}: nothing was published yet: type wirewatch run first\n"
    )
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["wirewatch.toml"]
