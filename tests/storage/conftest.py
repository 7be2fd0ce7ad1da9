"""Real files in the folder of a test: an archive, a database, and invented news to fill them with."""

import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.ids import hash63
from extractors.model import Article
from extractors.outcomes import Reason
from storage import fetches, ledger, runs
from storage.archive import open_archive, transaction
from storage.articles import Incoming
from storage.fetches import Fetch
from storage.health import judge
from storage.listings import Listing, remember
from storage.query import read
from storage.work import WORK_FILE, open_work

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)

_WORDS = """
anchor barge beacon bollard breakwater buoy cannery captain cargo chandler channel chart coaster compass crane
current customs depot derrick dock dredger dyke eddy ferry fishery fleet freight galley gangway gauge gravel
grain harbour hawser headland herring hull inlet island jetty keel kelp landing lantern ledger levee lighter
lock lugger mackerel manifest marsh mooring mudflat mussel net oakum oar outrigger oyster packet paddle pier
pilot pontoon porter quarry quay ransom reef rigging rudder salt sandbar schooner seawall shoal shrimp sluice
smuggler sounding spit stevedore storm strait surge tally tariff tender tide tiller toll trawler tug vessel
warehouse watchman wharf whistle winch yard yawl
"""
WORDS = _WORDS.split()


def prose(seed, paragraphs=4, words=45):
    """Paragraphs that share no phrase with those of another seed."""
    pick = random.Random(seed)
    return tuple(" ".join(pick.choices(WORDS, k=words)).capitalize() + "." for _ in range(paragraphs))


def incoming(outlet, name, paragraphs, *, title=None, minutes=0, published=None, **fields):
    """An article of *outlet* on its way into the database; *minutes* and *published* count from noon."""
    url = f"http://{outlet}.news/{name}"
    seen = NOON + timedelta(minutes=minutes)
    published_at = None if published is None else NOON + timedelta(minutes=published)
    title = title or " ".join(random.Random(name).sample(WORDS, 5)).capitalize()
    article = Article(url, title, tuple(paragraphs), published_at=published_at, **fields)
    return Incoming(hash63(url), outlet, article, first_seen_at=seen, fetched_at=seen)


FEED = "http://quay.news/feed"


class House:
    """An archive, and the database that follows it."""

    def __init__(self, archive, folder):
        self.archive, self.folder = archive, folder
        folder.mkdir()
        self.run_id = self.start_run()

    def start_run(self, now=NOON):
        return runs.start(self.archive, "all", now, None)

    def follow(self, now=NOON, *, line_is_down=False):
        with open_work(self.folder) as work:
            ledger.follow(work, self.archive)
            judge(work, self.archive, now, line_is_down=line_is_down)

    def rows(self, sql):
        return list(read(self.folder / WORK_FILE, sql).values)

    def ask(self, url=FEED, outlet="quay", *, purpose="feed", outcome=Reason.OK, at=NOON, **fields):
        with transaction(self.archive):
            fetch = Fetch(url, outlet, purpose, at, outcome, **fields)
            return fetches.record(self.archive, self.run_id, fetch)

    def list(self, *listings):
        for url in listings:
            remember(self.archive, Listing(url, "quay", "feed"), found=True)

    def name(self, *names, group="all"):
        rows = [runs.OutletRow(name, f"http://{name}.news/", group) for name in names]
        runs.name_outlets(self.archive, rows)

    def health(self, now=NOON, **line):
        self.follow(now, **line)
        return {outlet: (state, note) for outlet, state, note in self.rows("SELECT outlet, state, note FROM outlets")}


@pytest.fixture(name="prose", scope="session")
def _prose():
    return prose


@pytest.fixture(name="incoming", scope="session")
def _incoming():
    return incoming


@pytest.fixture
def archive(tmp_path):
    with open_archive(tmp_path / "pages.sqlite") as archive:
        yield archive


@pytest.fixture
def house(archive, tmp_path):
    return House(archive, tmp_path / "data")


@pytest.fixture
def run_id(archive):
    return runs.start(archive, "all", NOON, None)


@pytest.fixture
def at_once(tmp_path):
    """Runs a script in several processes; what each printed. Its arguments: folder, number, when to start together."""

    def run(script, processes=2):
        file = tmp_path / "script.py"
        file.write_text(script, encoding="utf-8")
        together = str(time.time() + 0.5)
        started = [
            subprocess.Popen(
                [sys.executable, file, tmp_path, str(number), together],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                env={"PYTHONPATH": str(Path(__file__).parents[2])},
            )
            for number in range(processes)
        ]
        printed = [process.communicate(timeout=30)[0] for process in started]
        assert [process.returncode for process in started] == [0] * processes, printed
        return printed

    return run
