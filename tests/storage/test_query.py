import json
import signal
import subprocess
import sys

import duckdb
import pytest

from storage.publishing import publish
from storage.query import RefusedError, Request, connect, read, the_select
from storage.work import insert, open_work


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """A published file with one mark in it."""
    folder = tmp_path_factory.mktemp("news")
    with open_work(folder) as work:
        insert(work, "private.marks", [("ferry", 7)])
    return publish(folder)


def ask(path, sql):
    connection = connect(str(path))
    try:
        return connection.execute(the_select(connection, sql)).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT value FROM private.marks",
        "FROM private.marks SELECT value",
        "WITH marks AS (FROM private.marks) SELECT value FROM marks;",
        "-- what is it?\nSELECT value FROM private.marks",
        "VALUES (7)",
    ],
)
def test_one_statement_that_reads_is_run(news, sql):
    assert ask(news, sql) == [(7,)]


@pytest.mark.parametrize("sql", ["SHOW TABLES", "DESCRIBE articles", "SUMMARIZE runs", "EXPLAIN SELECT 1"])
def test_what_tells_of_the_tables_is_run(news, sql):
    assert ask(news, sql)


REFUSED = {
    "insert": "INSERT INTO private.marks VALUES ('x', 1)",
    "update": "UPDATE private.marks SET value = 0",
    "delete": "DELETE FROM private.marks",
    "delete that returns rows": "DELETE FROM private.marks RETURNING *",
    "insert inside of a select": "WITH x AS (INSERT INTO private.marks VALUES ('x', 1) RETURNING *) FROM x",
    "insert that is explained": "EXPLAIN ANALYZE INSERT INTO private.marks VALUES ('x', 1)",
    "create": "CREATE TABLE x (i INTEGER)",
    "create for now": "CREATE TEMP TABLE x AS SELECT 1",
    "drop": "DROP TABLE private.marks",
    "two statements": "SELECT 1; SELECT 2",
    "no statement": " -- nothing",
    "copy out": "COPY (SELECT 1) TO 'rows.csv'",
    "copy in a query": "FROM query('COPY (SELECT 1) TO ''rows.csv''')",
    "export": "EXPORT DATABASE 'everything'",
    "attach": "ATTACH 'other.duckdb'",
    "update of extensions": "UPDATE EXTENSIONS",
    "use": "USE private",
    "csv": "SELECT * FROM read_csv('/etc/passwd')",
    "text": "SELECT * FROM read_text('/etc/passwd')",
    "blob": "SELECT * FROM read_blob('/etc/passwd')",
    "json": "SELECT * FROM read_json('/etc/passwd')",
    "parquet": "SELECT * FROM read_parquet('/etc/passwd')",
    "a file by its name": "FROM '/etc/passwd'",
    "a csv file by its name": "FROM '/etc/hosts.csv'",
    "sniff": "SELECT * FROM sniff_csv('/etc/passwd')",
    "glob": "SELECT * FROM glob('/*')",
    "the web": "SELECT * FROM read_csv('https://quay.news/rows.csv')",
    "secrets": "FROM duckdb_secrets()",
    "environment": "SELECT getenv('HOME')",
    "set": "SET threads = 64",
    "set a setting back": "RESET memory_limit",
    "pragma": "PRAGMA memory_limit = '99GB'",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "call": "CALL pragma_version()",
    "prepare": "PREPARE x AS SELECT 1",
    "begin": "BEGIN",
    "checkpoint": "CHECKPOINT",
    "no SQL": "what is new in Ilmora?",
    "a column that is not there": "SELECT tonnage FROM articles",
}


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_everything_else_is_refused(news, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = news.read_bytes()
    with pytest.raises((RefusedError, duckdb.Error)):
        ask(news, sql)
    assert list(tmp_path.iterdir()) == []
    assert news.read_bytes() == before


def test_a_statement_of_ours_gets_columns_and_rows(news):
    rows = read(news, "SELECT name, value FROM private.marks")
    assert (rows.columns, rows.values) == (("name", "value"), (("ferry", 7),))


#: The process that runs a query, as the command line starts it.
CHILD = [sys.executable, "-P", "-m", "storage.query"]


def child(request, **how):
    return subprocess.run(CHILD, input=request.to_json(), text=True, capture_output=True, check=False, **how)


def test_the_child_writes_the_columns_and_then_a_row_a_line(news):
    sql = """
SELECT 'two
lines' AS text, 1.5::DECIMAL(9, 2) AS price, DATE '2031-05-04' AS day, TIMESTAMPTZ '2031-05-04 12:00:00+07' AS at,
       INTERVAL 90 MINUTE AS lag, [1, NULL] AS list, {'a': 1} AS struct, 'x'::BLOB AS bytes, NULL AS nothing,
       true AS yes
"""
    done = child(Request(str(news), sql, 9.0))
    columns, row = map(json.loads, done.stdout.splitlines())
    assert columns == ["text", "price", "day", "at", "lag", "list", "struct", "bytes", "nothing", "yes"]
    assert row == [
        "two\nlines", 1.5, "2031-05-04", "2031-05-04T05:00:00+00:00", "1:30:00", [1, None], {"a": 1}, "78", None, True,
    ]  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_child_writes_keys_of_a_map_as_words(news):
    done = child(
        Request(str(news), "SELECT [{'a': map([DATE '2031-05-04', DATE '2031-05-05'], [1, 2])}], map([7], ['x'])", 9.0)
    )
    assert (json.loads(done.stdout.splitlines()[1])) == [[{"a": {"2031-05-04": 1, "2031-05-05": 2}}], {"7": "x"}]


def test_the_child_says_that_a_time_is_beyond_all_calendars(news):
    done = child(Request(str(news), "SELECT INTERVAL 1000000000 MONTH", 9.0))
    assert (done.returncode, done.stderr.count("\n"), "cast it to VARCHAR" in done.stderr) == (1, 1, True)


def test_the_child_ends_by_itself_when_nobody_stops_it(news):
    request = Request(str(news), "SELECT repeat('ferry', 1000) FROM range(100000)", 0.2)
    with subprocess.Popen(CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdin.write(request.to_json())
        process.stdin.close()
        assert process.wait(timeout=30) == -signal.SIGALRM  # it waits for somebody who reads its rows


def test_the_child_says_in_one_line_why_it_refuses(news):
    done = child(Request(str(news), "SELECT tonnage\nFROM articles", 9.0))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith('refused: Binder Error: Referenced column "tonnage" not found')


def test_the_child_says_that_it_cannot_read_the_file(tmp_path):
    (tmp_path / "news.duckdb").write_bytes(b"minutes of the harbour council\n" * 1000)
    done = child(Request(str(tmp_path / "news.duckdb"), "SELECT 1", 9.0))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "not a valid DuckDB database file" in done.stderr


def test_the_child_says_that_its_rows_do_not_fit_on_the_disk(news):
    command = [sys.executable, "-P", "-m", "storage.query"]
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        request = Request(str(news), "FROM range(100_000)", 9.0).to_json()
        done = subprocess.run(command, input=request, text=True, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, "stopped: its rows cannot be written: No space left on device\n")
