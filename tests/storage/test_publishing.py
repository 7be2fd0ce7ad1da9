import os
import shutil
import stat
import subprocess
import sys
import time

import duckdb
import pytest

from storage import publishing
from storage.publishing import (
    PUBLISHED_FILE,
    REMOVE_SECONDS,
    NothingPublishedError,
    PublishingError,
    publish,
    published,
)
from storage.query import read
from storage.work import WORK_FILE, insert, open_work


def add(folder, *numbers):
    with open_work(folder) as work:
        insert(work, "private.pending", [(number,) for number in numbers])


def numbers(path):
    return [number for (number,) in read(path, "FROM private.pending ORDER BY 1").values]


def generations(folder):
    return sorted(path.name for path in (folder / "pub").iterdir())


def age(folder, generation, seconds=REMOVE_SECONDS + 10):
    """As if it had been replaced so long ago."""
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


def test_what_a_file_manager_left_is_no_hindrance(tmp_path):
    add(tmp_path, 1)
    publish(tmp_path)
    (tmp_path / "pub" / ".DS_Store").write_text("a view")
    add(tmp_path, 2)
    publish(tmp_path)
    assert numbers(published(tmp_path)) == [1, 2]


def test_a_published_file_that_is_damaged_is_named_with_what_to_do(tmp_path):
    add(tmp_path, 1)
    publish(tmp_path).write_bytes(b"minutes of the harbour council" * 1000)
    with pytest.raises(PublishingError, match=r"news\.duckdb: it cannot be read: .*: type wirewatch rebuild"):
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


def publish_often(folder, times):
    for number in range(times):
        add(folder, number)
        publish(folder)


def test_a_generation_that_was_just_replaced_stays_for_who_is_about_to_open_it(tmp_path):
    publish_often(tmp_path, 4)
    assert generations(tmp_path) == ["000001", "000002", "000003", "000004"]


def test_a_generation_that_nobody_reads_any_more_becomes_the_next_one(tmp_path):
    publish_often(tmp_path, 3)
    inode = (tmp_path / "pub" / "000001" / PUBLISHED_FILE).stat().st_ino
    age(tmp_path, "000001")
    add(tmp_path, 3)
    publish(tmp_path)
    assert generations(tmp_path) == ["000002", "000003", "000004"]
    assert published(tmp_path).stat().st_ino == inode
    assert numbers(published(tmp_path)) == [0, 1, 2, 3]
    assert published(tmp_path).read_bytes() == (tmp_path / WORK_FILE).read_bytes()


def test_generations_that_were_replaced_long_ago_go_but_for_the_one_that_becomes_the_next(tmp_path):
    publish_often(tmp_path, 4)
    for generation in ("000001", "000002", "000003"):
        age(tmp_path, generation)
    publish(tmp_path)
    assert generations(tmp_path) == ["000004", "000005"]  # 3 became 5, 4 was replaced only now


def test_the_generation_that_was_current_until_now_stays_however_old_it_is(tmp_path):
    publish_often(tmp_path, 1)
    age(tmp_path, "000001", seconds=999_999)
    publish(tmp_path)
    assert generations(tmp_path) == ["000001", "000002"]
    publish(tmp_path)
    assert generations(tmp_path) == ["000001", "000002", "000003"]


def test_a_generation_that_was_written_into_and_has_a_log_is_not_used_again(tmp_path):
    publish_often(tmp_path, 3)
    for generation in ("000001", "000002"):
        (tmp_path / "pub" / generation / f"{PUBLISHED_FILE}.wal").write_bytes(b"of someone's session")
        age(tmp_path, generation)
    publish(tmp_path)
    assert numbers(published(tmp_path)) == [0, 1, 2]
    assert generations(tmp_path) == ["000003", "000004"]


def test_what_someone_wrote_into_a_generation_is_in_no_later_one(tmp_path):
    publish_often(tmp_path, 2)
    with duckdb.connect(tmp_path / "pub" / "000001" / PUBLISHED_FILE) as session:
        session.execute("INSERT INTO private.pending SELECT unnest(range(100, 900))")
        session.execute("CREATE TABLE notes (words VARCHAR)")
    age(tmp_path, "000001")
    publish(tmp_path)
    assert generations(tmp_path) == ["000002", "000003"]
    assert published(tmp_path).read_bytes() == (tmp_path / WORK_FILE).read_bytes()


HOLD = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reads") as session:
    print(session.execute("SELECT count(*) FROM private.pending").fetchone()[0], flush=True)
    sys.stdin.readline()
    print(session.execute("SELECT count(*) FROM private.pending").fetchone()[0])
"""


@pytest.mark.parametrize("how", ["reads", "reads and writes"])
def test_who_keeps_a_generation_open_keeps_what_it_holds_however_old_it_is(tmp_path, how):
    publish_often(tmp_path, 1)
    command = [sys.executable, "-c", HOLD, tmp_path / PUBLISHED_FILE, how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
        assert session.stdout.readline() == "1\n"
        for number in range(1, 6):
            add(tmp_path, number)
            publish(tmp_path)
            for generation in generations(tmp_path)[:-1]:
                age(tmp_path, generation)
        printed, _ = session.communicate("\n", timeout=30)
    assert (session.returncode, printed) == (0, "1\n")
    assert numbers(published(tmp_path)) == [0, 1, 2, 3, 4, 5]


def test_a_client_that_has_the_file_for_itself_keeps_nobody_else_from_it(tmp_path):
    publish_often(tmp_path, 1)
    command = [sys.executable, "-c", HOLD, tmp_path / PUBLISHED_FILE, "reads and writes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
        session.stdout.readline()
        with pytest.raises(duckdb.IOException, match="Conflicting lock"):
            read(tmp_path / PUBLISHED_FILE, "SELECT 1")
        assert numbers(published(tmp_path)) == [0]
        assert generations(tmp_path) == ["000001", "000002"]
        session.communicate("\n", timeout=30)
    published(tmp_path)
    assert generations(tmp_path) == ["000001", "000002"]


def test_what_a_killed_publication_left_does_not_matter(tmp_path):
    publish_often(tmp_path, 1)
    half = tmp_path / "pub" / "000002.new"
    half.mkdir()
    (half / PUBLISHED_FILE).write_bytes(b"half of a fi")
    (tmp_path / "news.new").symlink_to("pub/000002/news.duckdb")
    assert numbers(published(tmp_path)) == [0]
    publish_often(tmp_path, 2)
    assert numbers(published(tmp_path)) == [0, 0, 1]
    assert generations(tmp_path) == ["000001", "000002", "000003"]
    assert not (tmp_path / "news.new").exists()


def test_what_a_killed_writer_left_in_its_log_is_published_too(tmp_path):
    add(tmp_path, 1)
    script = """
import os, sys, signal
from pathlib import Path
from storage import work
work._checkpoint = lambda database: os.kill(os.getpid(), signal.SIGKILL)
with work.open_work(Path(sys.argv[1])) as database:
    work.insert(database, "private.pending", [(2,)])
"""
    subprocess.run([sys.executable, "-c", script, tmp_path], check=False)
    assert (tmp_path / f"{WORK_FILE}.wal").exists()
    publish(tmp_path)
    assert numbers(published(tmp_path)) == [1, 2]


def test_a_copy_that_does_not_hold_what_the_database_holds_is_not_published(tmp_path, monkeypatch):
    publish_often(tmp_path, 1)
    other = tmp_path / "other"
    other.mkdir()
    add(other, *range(7))
    monkeypatch.setattr(
        publishing.shutil, "copyfile", lambda _, target: target.write_bytes((other / WORK_FILE).read_bytes())
    )
    add(tmp_path, 1)
    with pytest.raises(
        PublishingError, match=r"000002\.new: is no copy of .*\(rows of private\.pending\): check the disk"
    ):
        publish(tmp_path)
    assert numbers(published(tmp_path)) == [0]
    assert generations(tmp_path) == ["000001"]


def test_processes_that_write_and_publish_at_once_lose_nothing(at_once, tmp_path):
    script = """
import sys
from pathlib import Path
from storage.publishing import publish
from storage.work import WORK_FILE, insert, open_work
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
