import json
import os
import signal
import socket
import threading
import time
from datetime import datetime

import pytest

from extractors.ids import hash63
from flows.settings import load_settings
from storage.archive import open_archive
from storage.lock import run_lock
from storage.query import read

pytest_plugins = "tests.flows.cli.outlet"


def rows(file, sql):
    return list(read(load_settings(file).data_folder / "news.duckdb", sql).values)


@pytest.fixture
def unreachable():
    """A base at which nobody answers."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{closed.getsockname()[1]}"


@pytest.fixture
def quay(site, page):
    """A stanza of an outlet with two stories."""
    site.feed("/ferry", "/market")
    site.say("/ferry", page("ferry"))
    site.say("/market", page("market"))
    return ("quay", site.url("/"), f'feeds = ["{site.url("/feed")}"]')


def test_a_run_loads_what_an_outlet_prints_and_says_a_line_for_it(wirewatch, settings_file, quay, site, stories):
    file = settings_file(quay)
    done = wirewatch("run", "--config", file)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "quay: 2 new URLs, 2 pages\nall: 2 new articles, 0 copies, 0 outlets silent\n"
    assert rows(file, "SELECT url, title FROM articles ORDER BY url") == [
        (site.url("/ferry"), stories["ferry"][0]),
        (site.url("/market"), stories["market"][0]),
    ]
    assert rows(file, "SELECT outlet, state FROM outlets") == [("quay", "ok")]


def test_a_second_run_asks_for_no_known_page_and_changes_no_article(wirewatch, settings_file, quay, site):
    file = settings_file(quay)
    wirewatch("run", "--config", file)
    before = rows(file, "FROM articles ORDER BY url")
    site.asked()
    done = wirewatch("run", "--config", file)
    assert (done.exit_code, site.asked()) == (0, ["/feed"])
    assert rows(file, "FROM articles ORDER BY url") == before
    assert rows(file, "SELECT outcome, discovered, fetched, new_articles FROM runs ORDER BY run_id") == [
        ("completed", 2, 2, 2),
        ("completed", 0, 0, 0),
    ]


def test_programs_are_told_of_an_outlet_that_went_silent_and_of_its_return(wirewatch, settings_file, quay, site):
    file = settings_file(quay)
    wirewatch("run", "--config", file)
    site.say("/feed", status=500)
    told = [json.loads(wirewatch("run", "--config", file, "--json").stdout)[0]["news"] for _ in range(3)]
    assert [[one["cause"] for one in news["opened"]] for news in told] == [[], [], ["silent"]]
    site.feed("/ferry")
    (report,) = json.loads(wirewatch("run", "--config", file, "--json").stdout)
    ((opened,), (closed,)) = told[-1]["opened"], report["news"]["closed"]
    assert (closed["outlet"], closed["opened_at"]) == ("quay", opened["opened_at"])
    assert datetime.fromisoformat(closed["closed_at"]) > datetime.fromisoformat(closed["opened_at"])


def test_programs_get_json_and_nothing_else(wirewatch, settings_file, quay):
    done = wirewatch("run", "--config", settings_file(quay), "--json")
    (report,) = json.loads(done.stdout)
    assert (report["group"], report["new_articles"], report["failed"]) == ("all", 2, False)
    assert report["collected"][0]["outlet"] == "quay"


def test_an_outlet_that_cannot_be_reached_is_a_line_and_a_row_and_the_others_are_collected(
    wirewatch, settings_file, quay, unreachable
):
    file = settings_file(("pier", f"{unreachable}/", f'feeds = ["{unreachable}/feed"]'), quay)
    done = wirewatch("run", "--config", file)
    assert done.exit_code == 0
    assert "quay: 2 new URLs, 2 pages\n" in done.stdout
    assert f"pier: 0 new URLs, 0 pages ({unreachable}/feed: robots unreachable" in done.stdout
    ((state, note),) = rows(file, "SELECT state, note FROM outlets WHERE outlet = 'pier'")
    assert (state, unreachable in note) == ("failing", True)
    assert rows(file, "SELECT outcome FROM runs") == [("completed",)]


def test_a_run_in_which_nobody_answers_could_not_do_it(wirewatch, settings_file, unreachable):
    file = settings_file(("pier", f"{unreachable}/", ""), ("spit", f"{unreachable}/", ""))
    done = wirewatch("run", "--config", file)
    assert done.exit_code == 1
    assert "all: 0 new articles, 0 copies, 2 outlets silent" in done.stdout
    assert rows(file, "SELECT outcome FROM runs") == [("failed",)]


GROUPS = '[[group]]\nname = "asia"\n[[group]]\nname = "europe"\n'


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--group", "afrika"), "--group afrika: there is no such group; write one of asia, europe"),
        (("--outlet", "key"), "--outlet key: there is no such outlet; write one of pier, quay"),
        (("--group", "europe", "--outlet", "quay"), "there is no outlet to run"),
    ],
    ids=["group", "outlet", "outlet of another group"],
)
def test_a_name_that_the_settings_do_not_have_is_bad_usage(wirewatch, settings_file, unreachable, words, says):
    home = f"{unreachable}/"
    file = settings_file(("pier", home, 'group = "asia"'), ("quay", home, 'group = "asia"'), head=GROUPS)
    done = wirewatch("run", "--config", file, *words)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(says)
    assert not load_settings(file).data_folder.exists()


def test_settings_without_an_outlet_are_bad_usage(wirewatch, settings_file):
    done = wirewatch("run", "--config", settings_file())
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "there is no outlet to run: add an [[outlet]] with name and home to the settings\n"


def test_only_the_asked_group_or_outlet_is_run(wirewatch, settings_file, site, another_site, unreachable):
    stanzas = [
        ("quay", site.url("/"), f'feeds = ["{site.feed()}"]\ngroup = "asia"'),
        ("pier", another_site.url("/"), f'feeds = ["{another_site.feed()}"]\ngroup = "europe"'),
        ("spit", f"{unreachable}/", 'group = "europe"'),
    ]
    file = settings_file(*stanzas, head=GROUPS)
    wirewatch("run", "--config", file, "--group", "asia")
    assert (site.asked(), another_site.asked()) == (["/robots.txt", "/feed"], [])
    done = wirewatch("run", "--config", file, "--outlet", "pier")
    assert (done.exit_code, site.asked(), another_site.asked()) == (0, [], ["/robots.txt", "/feed"])
    assert rows(file, 'SELECT "group", outcome FROM runs ORDER BY run_id') == [
        ("asia", "completed"),
        ("europe", "completed"),
    ]


def test_a_second_run_of_a_group_at_once_is_refused_by_name_and_another_group_runs(
    wirewatch, settings_file, site, another_site
):
    stanzas = [
        ("quay", site.url("/"), f'feeds = ["{site.feed()}"]\ngroup = "asia"'),
        ("pier", another_site.url("/"), f'feeds = ["{another_site.feed()}"]\ngroup = "europe"'),
    ]
    file = settings_file(*stanzas, head=GROUPS)
    folder = load_settings(file).data_folder
    folder.mkdir()
    with run_lock(folder, "asia"):
        refused = wirewatch("run", "--config", file, "--group", "asia")
        other = wirewatch("run", "--config", file, "--group", "europe")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == 'a run of group "asia" is under way: wait for its end\n'
    assert (other.exit_code, site.asked()) == (0, [])


def test_a_data_folder_that_cannot_be_made_is_said_in_a_line(wirewatch, settings_file, unreachable, tmp_path):
    (tmp_path / "file").write_text("no folder")
    file = settings_file(("pier", f"{unreachable}/", ""), head='data = "file/data"')
    done = wirewatch("run", "--config", file)
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", f"{tmp_path / 'file' / 'data'}: Not a directory\n")


def test_a_database_that_cannot_be_used_is_said_in_a_line(wirewatch, settings_file, quay):
    file = settings_file(quay)
    folder = load_settings(file).data_folder
    folder.mkdir()
    (folder / "work.duckdb").write_text("minutes of the harbour council\n" * 1000)
    done = wirewatch("run", "--config", file)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"{folder / 'work.duckdb'}: cannot be used")
    (folder / "work.duckdb").unlink()
    assert wirewatch("run", "--config", file).exit_code == 0
    assert len(rows(file, "FROM articles")) == 2


@pytest.fixture
def stuck(site, quay, settings_file):
    """A page that does not come until it is let go, and the settings for it."""
    go = threading.Event()
    site.pages["/market"] = lambda _: go.wait(30)
    yield go, settings_file(quay)
    go.set()


def wait_for(condition):
    patience = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < patience
        time.sleep(0.02)


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill"])
def test_a_run_that_was_ended_in_the_middle_is_completed_by_the_next(wirewatch, started, stuck, site, page, signal_):
    go, file = stuck
    process = started("run", "--config", file)
    wait_for(lambda: any(path == "/market" for path, _ in site.requests))
    process.send_signal(signal_)
    _, complaints = process.communicate(timeout=20)
    if signal_ is signal.SIGINT:
        assert (process.returncode, complaints.count("\n")) == (130, 1)
        assert complaints == "interrupted: what came is kept, and the next run goes on from here\n"
    go.set()
    site.say("/market", page("market"))
    site.asked()
    assert wirewatch("run", "--config", file).exit_code == 0
    assert site.asked() == ["/feed", "/market"]
    assert rows(file, "SELECT article_id FROM articles ORDER BY url") == [
        (hash63(site.url("/ferry")),),
        (hash63(site.url("/market")),),
    ]
    assert rows(file, "SELECT DISTINCT state, reason FROM urls") == [("loaded", "ok")]
    assert rows(file, "SELECT outcome FROM runs ORDER BY run_id") == [("interrupted",), ("completed",)]


def test_a_run_that_is_interrupted_while_it_cleans_ends_at_once_with_all_of_its_processes(started, settings_file, site):
    site.feed("/endless")
    site.say("/endless", "<article>" + "".join(f"<p>Tide number {number} of the year." for number in range(150_000)))
    file = settings_file(("quay", site.url("/"), f'feeds = ["{site.url("/feed")}"]'))
    process = started("run", "--config", file, start_new_session=True)
    assert process.stdout.readline() == "quay: 1 new URL, 1 page\n"
    time.sleep(0.8)  # the workers have started, or are about to
    os.killpg(process.pid, signal.SIGINT)
    printed, complaints = process.communicate(timeout=20)  # its workers hold these pipes too
    assert (process.returncode, printed) == (130, "")
    # A worker that was being started just then may complain that it has no parent any more: the line is one of some.
    assert "interrupted: what came is kept, and the next run goes on from here" in complaints.splitlines()
    assert "KeyboardInterrupt" not in complaints


def test_a_page_that_may_not_be_archived_is_an_article_without_its_raw_page(wirewatch, settings_file, quay, site, page):
    site.say("/ferry", page("ferry").replace("<title>", '<meta name="robots" content="noarchive"><title>'))
    site.say("/market", page("market"), x_robots_tag="noindex", tdm_reservation="1")
    file = settings_file(quay)
    wirewatch("run", "--config", file)
    assert len(rows(file, "FROM articles")) == 2
    assert rows(
        file,
        "SELECT parse_filename(url), signal, source, verdict FROM rights WHERE url NOT LIKE '%robots.txt'"
        " AND signal <> 'robots' ORDER BY ALL",
    ) == [
        ("ferry", "noarchive", "meta", "raw page dropped once it is cleaned"),
        ("market", "noindex", "x-robots-tag", "recorded"),
        ("market", "tdm-reservation", "header", "text and data mining reserved"),
    ]
    with open_archive(load_settings(file).data_folder / "pages.sqlite") as archive:
        kept = archive.execute("SELECT url, body_id IS NOT NULL FROM fetches WHERE purpose = 'page' ORDER BY url")
        assert [tuple(row) for row in kept] == [(site.url("/ferry"), 0), (site.url("/market"), 1)]
