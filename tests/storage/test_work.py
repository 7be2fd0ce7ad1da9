import re

import duckdb
import pytest

from storage.work import WORK_FILE, WorkError, column_of, insert, open_work

#: What people query (docs of the database): names that other programs rely on.
COLUMNS = {
    "articles": "article_id outlet url title authors published_at first_seen_at fetched_at language dateline"
    " wire_agency cited_source text words confidence version story_id copy_of",
    "paragraphs": "article_id position text words first_article_id outlets",
    "removed_text": "article_id position text reason evidence",
    "copies": "copy_id source_id kind coverage source_coverage shared_words longest_run lag direction evidence",
    "shared_paragraphs": "copy_id copy_position source_id source_position similarity",
    "stories": "story_id title articles outlets newsrooms first_article_id wire_agency started_at last_at",
    "claims": "article_id field source value raw verdict note",
    "versions": "article_id version fetched_at title text change note",
    "corrections_not_followed": "source_id source_version position before after copy_id copy_url changed_at",
    "urls": "url outlet state reason discovered_by discovered_at article_id",
    "fetches": "fetch_id url outlet fetched_at outcome status bytes seconds final_url evidence",
    "sightings": "url outlet listing kind seen_at",
    "listings": "url outlet kind found last_success_at",
    "coverage_estimate": "outlet since feed_only sitemap_only both estimated_missed",
    "outlets": "outlet state last_success_at articles_24h usual_24h note",
    "rights": "rights_id outlet host url signal source value verdict seen_at",
    "polls": "url outlet asked_at interval due_at not_before seen_share failures failing_since outcome false_304_at",
    "hosts": "host state pause asked_at answer_seconds slowdown failures closed_until closed_because",
    "runs": "run_id flow_run_id started_at finished_at outcome",
    "incidents": "incident_id outlet cause evidence opened_at closed_at told_at end_told_at",
    "mentions": "word article_id position matched_at",
}


@pytest.fixture(scope="module")
def manual(tmp_path_factory):
    """A new database, opened as anyone would."""
    folder = tmp_path_factory.mktemp("manual")
    with open_work(folder):
        pass
    with duckdb.connect(folder / WORK_FILE, read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("table", COLUMNS)
def test_the_columns_that_people_query_are_there(manual, table):
    found = column_of(manual, "SELECT column_name FROM duckdb_columns() WHERE table_name = $1", table)
    assert set(COLUMNS[table].split()) <= set(found)


def test_every_table_that_people_see_says_what_a_row_is(manual):
    rows = manual.execute(
        "SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'main' AND NOT internal UNION ALL"
        " SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
    ).fetchall()
    assert {name for name, comment in rows if comment} == {*COLUMNS, "schema_version"}
    assert [name for name, comment in rows if not comment] == []


def test_every_column_that_people_see_says_what_it_holds(manual):
    rows = manual.execute(
        "SELECT table_name || '.' || column_name, comment FROM duckdb_columns()"
        " WHERE schema_name = 'main' AND NOT internal"
    ).fetchall()
    assert len(rows) > 80
    assert [name for name, comment in rows if not comment] == []


def test_authors_are_a_list_and_times_have_a_zone(manual):
    kinds = dict(
        manual.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'articles'").fetchall()
    )
    assert (kinds["authors"], kinds["published_at"]) == ("VARCHAR[]", "TIMESTAMP WITH TIME ZONE")


def test_clients_of_the_1_5_line_can_read_the_file(manual):
    (version,) = column_of(manual, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal")
    major, minor = map(int, re.match(r"v(\d+)\.(\d+)", version).groups())
    assert (major, minor) <= (1, 5), version


def test_a_block_that_fails_leaves_nothing(tmp_path):
    with open_work(tmp_path) as work:
        insert(work, "private.pending", [(1,)])
    with pytest.raises(duckdb.Error), open_work(tmp_path) as work:
        [insert(work, table, [(2,)]) for table in ("private.pending", "no.such_table")]
    with open_work(tmp_path) as work:
        assert column_of(work, "SELECT article_id FROM private.pending") == [1]


def test_a_first_block_that_fails_leaves_a_database_that_can_be_opened(tmp_path):
    with pytest.raises(ZeroDivisionError), open_work(tmp_path):
        raise ZeroDivisionError
    with open_work(tmp_path) as work:
        assert column_of(work, "SELECT count(*) FROM articles") == [0]


def test_everything_is_in_the_one_file_when_the_block_has_ended(tmp_path):
    with open_work(tmp_path) as work:
        insert(work, "private.pending", [(1,)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wirewatch.lock", WORK_FILE]


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path):
    (tmp_path / WORK_FILE).write_text("minutes of the harbour council\n" * 1000)
    with pytest.raises(WorkError, match=r"work\.duckdb: cannot be used") as refused, open_work(tmp_path):
        pass
    assert "\n" not in str(refused.value)


def test_a_database_of_another_program_is_refused_in_a_sentence(tmp_path):
    with duckdb.connect(tmp_path / WORK_FILE) as other:
        other.execute("CREATE TABLE tides (high TIMESTAMP)")
    with pytest.raises(WorkError, match=r"work\.duckdb: cannot be used"), open_work(tmp_path):
        pass


def test_a_database_of_a_newer_layout_is_refused_in_a_sentence(tmp_path):
    with open_work(tmp_path) as work:
        work.execute("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(WorkError, match=r"written by a newer wirewatch \(layout 99\)"), open_work(tmp_path):
        pass


@pytest.mark.parametrize("rows", [0, 1, 5_000, 5_001, 12_345])
def test_rows_are_inserted_all_and_in_their_order(tmp_path, rows):
    with open_work(tmp_path) as work:
        insert(work, "private.marks", [(f"mark {number}", number) for number in range(rows)])
        assert column_of(work, "SELECT value FROM private.marks ORDER BY rowid") == list(range(rows))


def test_any_words_are_inserted_as_they_are(tmp_path):
    words = [
        "O'Hara; DROP TABLE urls --",
        "$1",
        'a "quoted" word',
        "line\nbreak\ttab",
        "漁港 ท่าเรือ 🚢",
        "",
        "\x00 nul",
        None,
    ]
    with open_work(tmp_path) as work:
        insert(work, "private.marks", [(word, 1) for word in words])
        assert column_of(work, "SELECT name FROM private.marks ORDER BY rowid") == words


def test_a_column_that_is_all_null_keeps_its_type(tmp_path):
    with open_work(tmp_path) as work:
        insert(work, "runs", [(1, None, "all", *[None] * 9)])
        assert work.execute("SELECT started_at, counts.* FROM runs, (SELECT 1 AS one) AS counts").fetchall() == [
            (None, 1)
        ]
