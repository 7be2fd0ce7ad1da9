import os
import random
import shutil

import pytest

from storage import blocks
from storage.blocks import HEADERS_BYTES, bring_up_to_date
from storage.compaction import compact
from storage.work import WORK_FILE, insert, open_work


def load(folder, start, articles, text_bytes=3000):
    """Articles with texts that do not compress to nothing; some known rows go and come back changed."""
    pick = random.Random(start)
    rows = [
        (number, 1, None, "title", pick.randbytes(text_bytes // 2).hex(), None, "1.0")
        for number in range(start, start + articles)
    ]
    with open_work(folder) as work:
        insert(work, "private.old_versions", rows)
        work.execute("DELETE FROM private.placements WHERE article_id % 7 = $1", [start % 7])
        insert(work, "private.placements", [(number, start, None, None) for number in range(start, start + articles)])


def same(one, other):
    return one.read_bytes() == other.read_bytes()


def test_an_older_copy_becomes_the_same_file(tmp_path):
    load(tmp_path, 0, 2000)
    copy, original = tmp_path / "copy", tmp_path / WORK_FILE
    shutil.copyfile(original, copy)
    for turn in range(1, 5):
        load(tmp_path, turn * 10_000, 100 * turn)
        if turn != 2:  # a copy may be older than one load
            bring_up_to_date(copy, original, turn)
            assert same(copy, original)


def test_what_is_written_depends_on_what_was_loaded_not_on_what_is_there(tmp_path):
    written = []
    for number, articles in enumerate((1_000, 10_000)):
        folder = tmp_path / str(number)
        folder.mkdir()
        load(folder, 0, articles)
        shutil.copyfile(folder / WORK_FILE, folder / "copy")
        load(folder, 50_000, 200)
        written.append(bring_up_to_date(folder / "copy", folder / WORK_FILE, 0))
        assert same(folder / "copy", folder / WORK_FILE)
    assert (tmp_path / "1" / WORK_FILE).stat().st_size > 4 * written[1]
    assert written[1] < 3 * written[0]


def test_a_copy_becomes_shorter_with_the_original(tmp_path):
    load(tmp_path, 0, 2_000)
    shutil.copyfile(tmp_path / WORK_FILE, tmp_path / "copy")
    with open_work(tmp_path) as work:
        work.execute("DELETE FROM private.old_versions WHERE article_id % 2 = 0")
    compact(tmp_path)
    assert (tmp_path / WORK_FILE).stat().st_size < (tmp_path / "copy").stat().st_size
    bring_up_to_date(tmp_path / "copy", tmp_path / WORK_FILE, 0)
    assert same(tmp_path / "copy", tmp_path / WORK_FILE)


@pytest.fixture
def with_a_flaw(tmp_path):
    """A copy with one byte changed behind what is looked at, deep in a block."""
    load(tmp_path, 0, 2_000, text_bytes=4_000)
    copy = tmp_path / "copy"
    shutil.copyfile(tmp_path / WORK_FILE, copy)
    with copy.open("r+b") as file:
        os.pwrite(file.fileno(), b"?", HEADERS_BYTES + 262_144 * 2 + 100_000)
    return copy


def test_a_flaw_that_no_checksum_shows_is_found_when_its_turn_comes(with_a_flaw, tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "AUDITED_BLOCKS", 3)
    count = ((tmp_path / WORK_FILE).stat().st_size - HEADERS_BYTES) // 262_144
    turns = -(-count // 3)
    assert turns > 1
    for turn in range(1, turns + 1):
        bring_up_to_date(with_a_flaw, tmp_path / WORK_FILE, turn)
    assert same(with_a_flaw, tmp_path / WORK_FILE)
