import random

import pytest

from storage import compaction
from storage.articles import load_batch
from storage.compaction import compact, compact_if_outgrown
from storage.publishing import publish
from storage.query import read
from storage.work import WORK_FILE, column_of, open_work


def dump(folder):
    with open_work(folder) as work:
        tables = column_of(work, "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL")
        views = column_of(work, "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal")
        return {name: work.execute(f"FROM {name}").fetchall() for name in (*tables, *views) if name != "private.layout"}


def load(folder, incoming, name, words):
    with open_work(folder) as work:
        (loads,) = column_of(work, "SELECT count(*) FROM private.batches")
        load_batch(work, loads, [incoming("quay", name, [words])])


@pytest.fixture
def folder(tmp_path, incoming, prose):
    for number in range(6):
        load(tmp_path, incoming, f"a{number % 4}", prose(number)[0])
    return tmp_path


def test_a_compacted_database_holds_what_it_held(folder):
    before = dump(folder)
    compact(folder)
    assert dump(folder) == before
    publish(folder)
    assert read(folder / "news.duckdb", "SELECT count(*), max(version) FROM articles").values == ((4, 2),)


def test_a_compacted_database_has_its_comments_and_no_room(folder):
    with open_work(folder) as work:
        comments = work.execute("SELECT table_name, column_name, comment FROM duckdb_columns() ORDER BY ALL").fetchall()
    compact(folder)
    with open_work(folder) as work:
        found = work.execute("SELECT table_name, column_name, comment FROM duckdb_columns() ORDER BY ALL").fetchall()
    assert found == comments


def test_no_byte_of_what_was_deleted_is_left(folder, incoming):
    secret = random.Random(4).randbytes(300).hex()  # what compresses might not be found by its letters
    load(folder, incoming, "secret", secret)
    with open_work(folder) as work:
        for table in ("private.articles", "private.paragraphs"):
            work.execute(f"DELETE FROM {table} WHERE text = $1", [secret])
    compact(folder)
    assert secret.encode()[:200] not in (folder / WORK_FILE).read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["wirewatch.lock", WORK_FILE]


def test_a_compaction_that_cannot_be_done_leaves_the_old_file(folder, monkeypatch):
    before = dump(folder)

    def fill(_work, _old):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compaction, "_fill", fill)
    with pytest.raises(OSError, match="No space"):
        compact(folder)
    assert dump(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == ["wirewatch.lock", WORK_FILE]


def test_a_database_is_compacted_when_it_has_outgrown_its_ideal(folder, monkeypatch):
    assert not compact_if_outgrown(folder)  # too small to matter
    monkeypatch.setattr(compaction, "SMALLEST_BYTES", 1_000_000)
    assert compact_if_outgrown(folder)  # for the first time
    assert not compact_if_outgrown(folder)
    with open_work(folder) as work:
        work.execute("UPDATE private.layout SET compacted_bytes = compacted_bytes / 2")
    assert compact_if_outgrown(folder)


def test_a_database_that_few_loads_made_is_left_alone_however_large(tmp_path, incoming, monkeypatch):
    load(tmp_path, incoming, "all", random.Random(4).randbytes(1_000_000).hex())
    monkeypatch.setattr(compaction, "SMALLEST_BYTES", 1_000_000)
    assert (tmp_path / WORK_FILE).stat().st_size > compaction.SMALLEST_BYTES
    assert not compact_if_outgrown(tmp_path)
