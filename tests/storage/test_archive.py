import sqlite3
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.archive import ArchiveError, from_text, newest_version, open_archive, to_text, transaction


def test_a_new_archive_is_made_where_there_is_none_and_found_again(tmp_path):
    path = tmp_path / "pages.sqlite"
    with open_archive(path) as archive, transaction(archive):
        archive.execute("INSERT INTO hosts (host) VALUES ('quay.news')")
    with open_archive(path) as archive:
        assert [row["host"] for row in archive.execute("SELECT host FROM hosts")] == ["quay.news"]


def test_an_archive_of_a_newer_version_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "pages.sqlite"
    with open_archive(path) as archive:
        archive.execute("INSERT INTO schema_version VALUES (?)", (newest_version() + 1,))
    with pytest.raises(ArchiveError) as refused, open_archive(path):
        pass
    assert (
        str(refused.value) == f"{path}: written by a newer wirewatch (schema {newest_version() + 1}); update wirewatch"
    )


def test_a_file_that_is_not_sqlite_is_refused_and_stays_as_it_is(tmp_path):
    path = tmp_path / "pages.sqlite"
    path.write_bytes(b"minutes of the harbour council\n" * 100)
    with (
        pytest.raises(ArchiveError, match="this is no archive of wirewatch: file is not a database"),
        open_archive(path),
    ):
        pass
    assert path.read_bytes() == b"minutes of the harbour council\n" * 100


def test_a_path_at_which_no_file_can_be_is_named(tmp_path):
    path = tmp_path / "nowhere" / "pages.sqlite"
    with pytest.raises(ArchiveError, match=r"nowhere/pages\.sqlite: cannot be opened"), open_archive(path):
        pass


def test_processes_that_open_a_new_archive_at_once_all_get_it(at_once):
    script = """
import sys
import time
from pathlib import Path
from storage.archive import open_archive, transaction
for number in range(10):
    while time.time() < float(sys.argv[3]) + number / 20:
        pass
    with open_archive(Path(sys.argv[1]) / f"{number}.sqlite") as archive, transaction(archive):
        archive.execute("INSERT INTO hosts (host) VALUES (?)", (sys.argv[2],))
        print(archive.execute("PRAGMA user_version").fetchone()[0])
"""
    assert at_once(script, processes=3) == [f"{newest_version()}\n" * 10] * 3


def test_a_transaction_is_all_or_nothing(archive):
    two = "INSERT INTO hosts (host) VALUES ('quay.news'); INSERT INTO hosts (host) VALUES ('quay.news')"
    with pytest.raises(sqlite3.IntegrityError), transaction(archive):
        [archive.execute(one) for one in two.split(";")]
    assert archive.execute("SELECT count(*) FROM hosts").fetchone()[0] == 0


times = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(-timedelta(hours=9))]))


@given(st.lists(times, min_size=2))
def test_times_as_text_sort_as_times_and_come_back(moments):
    texts = [to_text(moment) for moment in moments if 1 < moment.year < 9999]
    assert [to_text(from_text(text)) for text in texts] == texts
    assert [from_text(text) for text in sorted(texts)] == sorted(from_text(text) for text in texts)


def test_no_text_is_no_time():
    assert from_text(None) is None


def test_a_folder_that_cannot_be_written_is_not_taken_for_a_damaged_archive(tmp_path):
    path = tmp_path / "pages.sqlite"
    with open_archive(path):
        pass
    path.with_name("pages.sqlite-wal").mkdir()  # SQLite has no log then, as in a folder that is read only
    with (
        pytest.raises(ArchiveError, match=f"cannot be opened: unable to open .* its log into {tmp_path}"),
        open_archive(path),
    ):
        pass
