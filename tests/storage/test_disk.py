"""When nothing more can be written: one clear error, nothing acknowledged is lost, and all goes on once it can."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.archive import open_archive
from storage.publishing import publish
from storage.query import read
from storage.work import WORK_FILE, column_of, insert, open_work

ROOT = Path(__file__).parents[2]

FILL = """
import os, random, resource, sys
from contextlib import ExitStack
from pathlib import Path
from storage.archive import open_archive, transaction
from storage.publishing import publish
from storage.work import insert, open_work

folder, what, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
acknowledged = 0

def page():
    return random.Random(acknowledged).randbytes(100_000)

try:
    with ExitStack() as stack:
        if what == "archive":
            archive = stack.enter_context(open_archive(folder / "pages.sqlite"))
        for acknowledged in range(600):
            if what == "archive":
                with transaction(archive):
                    row = (str(acknowledged), page())
                    archive.execute("INSERT INTO bodies (sha256, size, zstd) VALUES (?, 1, ?)", row)
            else:
                with open_work(folder) as work:
                    insert(work, "private.marks", [(page().hex(), acknowledged)])
            if what == "published":
                publish(folder)
except OSError as error:
    print(acknowledged, error.strerror, error.filename)
    sys.exit(1)
"""


def fill(folder, what, *, limit=0, inside=()):
    """Writes until nothing more can be written; how much was acknowledged, and the error."""
    command = [*inside, sys.executable, "-c", FILL, str(folder), what, str(limit)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    acknowledged, words = done.stdout.strip().split(" ", 1)
    return int(acknowledged), words


def test_an_archive_that_may_not_grow_says_so_and_keeps_what_it_acknowledged(tmp_path):
    acknowledged, words = fill(tmp_path, "archive", limit=3_000_000)
    assert words == f"No space left on device {tmp_path}/pages.sqlite"
    with open_archive(tmp_path / "pages.sqlite") as archive:
        (kept,) = archive.execute("SELECT count(*) FROM bodies").fetchone()
        assert kept == acknowledged > 5
        archive.execute("INSERT INTO bodies (sha256, size, zstd) VALUES ('more', 1, ?)", (b"x" * 4_000_000,))


@pytest.mark.parametrize("what", ["work", "published"])
def test_a_database_that_may_not_grow_says_so_and_keeps_what_it_acknowledged(tmp_path, what):
    acknowledged, words = fill(tmp_path, what, limit=6_000_000)
    assert words == f"File too large {tmp_path}/{WORK_FILE}"
    with open_work(tmp_path) as work:
        kept = column_of(work, "SELECT count(*) FROM private.marks")[0]
        assert kept >= acknowledged > 5
        insert(work, "private.marks", [("more", 1)] * 1000)
    publish(tmp_path)
    assert read(tmp_path / "news.duckdb", "SELECT count(*) FROM private.marks").values == ((kept + 1000,),)


SMALL_DISK = 'mount -t tmpfs -o size=12m none "$0" && "$@"; code=$?; cp -a "$0/." "$0.copy"; exit $code'


def small_disk_is_allowed(folder):
    trial = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", str(folder)]
    try:
        return subprocess.run(trial, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("what", ["archive", "work", "published"])
def test_a_full_disk_says_so_and_costs_nothing_that_was_acknowledged(tmp_path, what):
    if not small_disk_is_allowed(tmp_path):
        pytest.skip("no file system may be mounted here")
    disk, copy = tmp_path / "disk", tmp_path / "disk.copy"
    disk.mkdir()
    copy.mkdir()
    inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", SMALL_DISK, str(disk)]
    acknowledged, words = fill(disk, what, inside=inside)
    assert words.startswith("No space left on device ")
    if what == "archive":
        with open_archive(copy / "pages.sqlite") as archive:
            assert archive.execute("SELECT count(*) FROM bodies").fetchone()[0] == acknowledged
        return
    with open_work(copy) as work:
        assert column_of(work, "SELECT count(*) FROM private.marks")[0] >= acknowledged
    publish(copy)  # with room again
