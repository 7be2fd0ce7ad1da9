import os
import shutil
import stat
import subprocess
import sys
import time

import duckdb
import pytest

from storage.publishing import GRACE_SECONDS, PUBLISHED_FILE, NothingPublishedError, publish, published
from storage.query import read
from storage.work import insert, open_work


def add(folder, *numbers):
    with open_work(folder) as work:
        insert(work, "private.pending", [(number,) for number in numbers])


def numbers(path):
    return [number for (number,) in read(path, "FROM private.pending ORDER BY 1").values]


def generations(folder):
    return sorted(path.name for path in (folder / "pub").iterdir())


def age(folder, generation, seconds=GRACE_SECONDS + 10):
    moment = time.time() - seconds
    os.utime(folder / "pub" / generation, (moment, moment))


def test_what_was_published_is_opened_by_any_client(tmp_path):
    add(tmp_path, 1, 2)
    publish(tmp_path)
    with duckdb.connect(tmp_path / PUBLISHED_FILE, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM private.pending").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    assert stat.S_IMODE((tmp_path / PUBLISHED_FILE).stat().st_mode) == 0o644


def test_each_publication_flips_the_link_to_a_new_generation(tmp_path):
    add(tmp_path, 1)
    first = publish(tmp_path)
    assert (first.resolve(), numbers(published(tmp_path))) == ((tmp_path / PUBLISHED_FILE).resolve(), [1])
    add(tmp_path, 2)
    publish(tmp_path)
    assert numbers(published(tmp_path)) == [1, 2]
    assert generations(tmp_path) == ["000001", "000002"]


def test_before_the_first_publication_there_is_advice(tmp_path):
    with pytest.raises(
        NothingPublishedError, match=r"news\.duckdb: nothing was published yet: type wirewatch run first"
    ):
        published(tmp_path)


def test_the_folder_can_be_moved(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    add(folder, 1)
    publish(folder)
    shutil.move(folder, tmp_path / "elsewhere")
    assert numbers(tmp_path / "elsewhere" / PUBLISHED_FILE) == [1]


def test_a_reader_keeps_what_it_opened_and_holds_nobody_up(tmp_path):
    add(tmp_path, 1)
    publish(tmp_path)
    with duckdb.connect(tmp_path / PUBLISHED_FILE, read_only=True) as reader:
        for number in range(2, 6):
            add(tmp_path, number)
            publish(tmp_path)
        assert reader.execute("SELECT count(*) FROM private.pending").fetchone() == (1,)
    assert numbers(published(tmp_path)) == [1, 2, 3, 4, 5]


def test_a_generation_goes_when_it_was_replaced_long_enough_ago(tmp_path):
    add(tmp_path, 1)
    for _ in range(3):
        publish(tmp_path)
    assert generations(tmp_path) == ["000001", "000002", "000003"]
    age(tmp_path, "000002")
    publish(tmp_path)
    assert generations(tmp_path) == ["000002", "000003", "000004"]


def test_the_generation_that_was_current_until_now_stays_however_old_it_is(tmp_path):
    add(tmp_path, 1)
    publish(tmp_path)
    age(tmp_path, "000001", seconds=999_999)
    publish(tmp_path)
    assert generations(tmp_path) == ["000001", "000002"]


def test_a_reader_of_a_generation_that_is_gone_reads_on(tmp_path):
    add(tmp_path, 1)
    publish(tmp_path)
    with duckdb.connect(tmp_path / PUBLISHED_FILE, read_only=True) as reader:
        publish(tmp_path)
        age(tmp_path, "000002")
        publish(tmp_path)
        assert generations(tmp_path) == ["000002", "000003"]
        assert reader.execute("SELECT count(*) FROM private.pending").fetchone() == (1,)


def test_what_a_killed_publication_left_does_not_matter(tmp_path):
    add(tmp_path, 1)
    publish(tmp_path)
    half = tmp_path / "pub" / "000002"
    half.mkdir()
    (half / PUBLISHED_FILE).write_bytes(b"half of a fi")
    (tmp_path / "news.new").symlink_to("pub/000002/news.duckdb")
    assert numbers(published(tmp_path)) == [1]
    add(tmp_path, 2)
    publish(tmp_path)
    assert numbers(published(tmp_path)) == [1, 2]
    age(tmp_path, "000002")
    age(tmp_path, "000003")
    publish(tmp_path)
    assert generations(tmp_path) == ["000003", "000004"]
    assert not (tmp_path / "news.new").exists()


def test_processes_that_write_and_publish_at_once_lose_nothing(at_once, tmp_path):
    script = """
import sys
from pathlib import Path
from storage.publishing import publish
from storage.work import insert, open_work
folder, number = Path(sys.argv[1]), int(sys.argv[2])
for turn in range(4):
    with open_work(folder) as work:
        insert(work, "private.pending", [(number * 100 + turn,)])
    publish(folder)
"""
    at_once(script, processes=3)
    assert numbers(published(tmp_path)) == [number * 100 + turn for number in range(3) for turn in range(4)]
    assert len(generations(tmp_path)) == 12


READ = """
import sys, duckdb
counts = []
for _ in range(60):
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        counts.append(connection.execute("SELECT count(*) FROM private.pending").fetchone()[0])
print(*counts)
"""


def test_a_reader_who_opens_the_link_again_and_again_never_meets_a_broken_file(tmp_path):
    add(tmp_path, 0)
    publish(tmp_path)
    command = [sys.executable, "-c", READ, tmp_path / PUBLISHED_FILE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        for number in range(1, 8):
            add(tmp_path, number)
            publish(tmp_path)
        printed, _ = reader.communicate(timeout=30)
    counts = [int(count) for count in printed.split()]
    assert (reader.returncode, len(counts), counts) == (0, 60, sorted(counts))
