import asyncio
import json
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
import zstandard

from extractors.outcomes import Reason
from flows.files.imports import import_records
from flows.maintenance.forget import UnknownSubjectError, forget, look_up, subject_of
from flows.pipeline import Unwatched, run_group
from flows.settings import load_settings
from storage import fetches
from storage.archive import ArchiveError, open_archive, transaction
from storage.fetches import Fetch
from storage.lock import LockedError, run_lock
from storage.query import read
from storage.work import WorkError

pytest_plugins = "tests.flows.cli.outlet"


NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
EDITED = "Ferry sails into a storm of old rope"


class Desk:
    """One outlet whose feed tells of three articles, one of them with a summary, and all that is kept of it."""

    def __init__(self, file):
        self.settings = load_settings(file)
        self.folder = self.settings.data_folder

    def run(self):
        return asyncio.run(run_group(self.settings, "all", self.settings.in_group("all")))

    def rows(self, sql):
        return list(read(self.folder / "news.duckdb", sql).values)

    def archive(self, sql):
        with open_archive(self.folder / "pages.sqlite") as archive:
            return [tuple(row) for row in archive.execute(sql).fetchall()]

    def everything(self):
        """All bytes of the folder, with what is packed in them unpacked, and all values of the databases."""
        yield from ((path, path.read_bytes()) for path in self.folder.rglob("*") if path.is_file())
        archive = sqlite3.connect(self.folder / "pages.sqlite")
        for (table,) in archive.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in archive.execute(f"SELECT * FROM {table}"):
                for value in row:
                    is_packed = isinstance(value, bytes) and value[:4] == zstandard.FRAME_HEADER
                    yield table, zstandard.decompress(value) if is_packed else str(value).encode()
        archive.close()
        for path in [*self.folder.rglob("*.duckdb")]:
            with duckdb.connect(path, read_only=True) as connection:
                for (table,) in connection.sql(
                    "SELECT schema_name || '.' || table_name FROM duckdb_tables()"
                ).fetchall():
                    for row in connection.sql(f"FROM {table}").fetchall():
                        yield f"{path}: {table}", str(row).encode()

    def holds(self, *texts):
        """Where one of these words still stands: runs of five of each text."""
        probes = []
        for text in texts:
            words = text.split()
            probes += [" ".join(words[start : start + 5]).encode() for start in range(max(1, len(words) - 4))]
        return sorted({str(where) for where, content in self.everything() if any(probe in content for probe in probes)})


def feed(site, stories, *names):
    """A feed with titles and summaries, the markup of the summaries escaped."""
    items = "".join(
        f"<item><link>{site.url('/' + name)}</link><title>{stories[name][0]}</title>"
        f"<description>&lt;p&gt;{stories[name][1]}&lt;/p&gt;</description></item>"
        for name in names
    )
    site.say("/feed", f'<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>')


@pytest.fixture
def site(lasting_site, page):
    for name in ("ferry", "market", "library"):
        lasting_site.say(f"/{name}", page(name))
    lasting_site.asked()
    return lasting_site


@pytest.fixture(scope="module")
def library(tmp_path_factory, lasting_site, page, stories):
    """After runs in which an article was edited, and another page had led to it."""
    site = lasting_site
    folder = tmp_path_factory.mktemp("library")
    (folder / "wirewatch.toml").write_text(f"""
contact = "desk@newsroom.localhost"
politeness.seconds_between_requests = 0
network.private_addresses = ["127.0.0.0/8"]
outlet = [{{name = "quay", home = "{site.url("/")}", feeds = ["{site.url("/feed")}"]}}]
""")
    desk = Desk(folder / "wirewatch.toml")
    feed(site, stories, "ferry", "market", "library")
    teaser = f"<p>Read also: {stories['ferry'][0]}</p><p>{stories['market'][-1]}"
    site.say("/ferry", page("ferry"))
    site.say("/market", page("market").replace(f"<p>{stories['market'][-1]}", teaser))
    site.say("/library", page("library"))
    desk.run()
    site.say("/ferry", page("ferry", title=EDITED))
    desk.archive("UPDATE urls SET due_at = '2000-01-01T00:00:00.000000+00:00'")
    desk.run()
    assert len(desk.holds(*stories["ferry"])) > 3
    assert desk.rows("SELECT count(*) FROM versions") == [(4,)]
    led_to = "SELECT removed_text.text FROM removed_text JOIN articles USING (article_id) WHERE url LIKE '%market'"
    assert desk.rows(led_to) == [(f"Read also: {stories['ferry'][0]}",)]
    return folder


@pytest.fixture
def filled(library, tmp_path):
    shutil.copytree(library, tmp_path / "filled", symlinks=True)
    return Desk(tmp_path / "filled" / "wirewatch.toml")


@pytest.fixture
def desk(tmp_path):
    """Nothing on file yet."""
    (tmp_path / "wirewatch.toml").write_text('contact = "desk@newsroom.localhost"\n')
    return Desk(tmp_path / "wirewatch.toml")


def test_no_byte_of_the_text_is_left_in_any_file(filled, site, stories):
    receipt = forget(filled.folder, site.url("/ferry"), Unwatched())
    assert (receipt.urls, receipt.articles, receipt.answers) == (1, 1, 2)
    assert receipt.bodies_elsewhere >= 2
    assert receipt.carried_by == receipt.still_in == ()
    assert filled.holds(*stories["ferry"], EDITED) == []
    assert filled.holds(*stories["library"][1:]) != []


def test_what_is_left_are_the_other_articles_and_that_it_was_taken_down(filled, site, stories):
    forget(filled.folder, site.url("/ferry"), Unwatched())
    assert sorted(filled.rows("SELECT title FROM articles")) == sorted(
        (stories[one][0],) for one in ("market", "library")
    )
    assert filled.rows("SELECT url, state, reason, article_id FROM urls WHERE state <> 'loaded'") == [
        (site.url("/ferry"), "skipped", "forgotten", None)
    ]
    assert len(list((filled.folder / "pub").iterdir())) == 1
    for table in ("versions", "paragraphs", "claims", "stories"):
        assert filled.rows(f"SELECT DISTINCT count(*) > 0 FROM {table}") == [(True,)]


def test_the_next_runs_neither_fetch_nor_keep_it(filled, site, stories):
    forget(filled.folder, site.url("/ferry"), Unwatched())
    feed(site, stories, "ferry", "market")
    site.asked()
    filled.run()
    assert "/ferry" not in site.asked()
    assert filled.holds(*stories["ferry"]) == []


def test_a_home_page_or_feed_that_shortens_or_escapes_its_address_is_not_kept(filled, site, page):
    address = site.say("/a?id=7&x=2", page("ferry", title=EDITED.upper()))
    site.feed("/a?id=7&x=2", title=EDITED.upper())
    filled.run()
    forget(filled.folder, address, Unwatched())
    site.feed("/a?id=7&x=2", "/b", title=EDITED.upper())
    filled.run()
    assert filled.rows("SELECT count(*) FROM urls WHERE url LIKE '%/b'") == [(1,)]
    newest = "SELECT body_id FROM fetches WHERE purpose = 'feed' ORDER BY fetch_id DESC LIMIT 1"
    assert filled.archive(newest) == [(None,)]


def test_headlines_that_listings_gave_to_other_urls_go_too(filled, site, stories):
    feed_of_two = "".join(
        f"<item><link>{site.url(path)}</link><title>{stories['ferry'][0]}</title></item>"
        for path in ("/ferry", "/live")
    )
    site.say("/feed", f'<rss version="2.0"><channel><title>Quay</title>{feed_of_two}</channel></rss>')
    filled.run()
    receipt = forget(filled.folder, site.url("/ferry"), Unwatched())
    assert receipt.still_in == ()
    assert filled.holds(*stories["ferry"], EDITED) == []


def test_a_line_that_led_to_it_with_a_part_of_its_headline_goes_from_archive_and_database(filled, site, page, stories):
    teaser = f"<p>Read also: {stories['ferry'][0].rpartition(' ')[0]}</p><p>{stories['market'][-1]}"
    site.say("/market", page("market", title="No fish today").replace(f"<p>{stories['market'][-1]}", teaser))
    filled.archive("UPDATE urls SET due_at = '2000-01-01T00:00:00.000000+00:00'")
    filled.run()
    assert filled.rows("SELECT count(*) FROM removed_text WHERE text LIKE 'Read also: Ferry%five'") == [(1,)]
    forget(filled.folder, site.url("/ferry"), Unwatched())
    assert filled.holds(*stories["ferry"], EDITED) == []


def test_what_a_rebuild_left_that_was_killed_goes_too(filled, site, stories):
    shutil.copytree(filled.folder / "pub" / "000001", filled.folder / "rebuild")
    (filled.folder / "work.duckdb.tmp").mkdir()
    (filled.folder / "work.duckdb.tmp" / "block").write_text(stories["ferry"][1])
    forget(filled.folder, site.url("/ferry"), Unwatched())
    assert filled.holds(*stories["ferry"], EDITED) == []


def test_what_the_dashboard_was_told_of_it_goes_too(filled, site, stories):
    (filled.folder / "prefect").mkdir()
    headline, other = stories["ferry"][0], stories["market"][0]
    pages = ["| 2 | [" + one.replace("F", "\\F") + "](http://quay.news) |" for one in (headline, other)]
    with closing(sqlite3.connect(filled.folder / "prefect" / "prefect.db")) as server:
        server.executescript("PRAGMA journal_mode = WAL; CREATE TABLE artifact (id, data); CREATE TABLE log (message);")
        server.executemany("INSERT INTO artifact VALUES (1, ?)", [(json.dumps(page),) for page in pages])
        server.execute("INSERT INTO log VALUES (?)", (f'"rope" in quay: {headline}',))
        server.execute("INSERT INTO log VALUES (?)", (f"asked {site.url('/ferry')}",))
        server.commit()
        forget(filled.folder, site.url("/ferry"), Unwatched())
        assert server.execute("SELECT data FROM artifact").fetchall() == [(json.dumps(pages[1]),)]
        assert server.execute("SELECT count(*) FROM log").fetchone() == (0,)
    assert filled.holds(*stories["ferry"], EDITED) == []


def test_another_spelling_of_it_is_not_taken_in_either(filled, site, page, stories):
    forget(filled.folder, site.url("/ferry"), Unwatched())
    site.say("/other", page("ferry", canonical=site.url("/ferry")))
    site.feed("/other")
    filled.run()
    assert filled.rows("SELECT state, reason FROM urls WHERE url LIKE '%/other'") == [("skipped", "forgotten")]
    assert filled.holds(*stories["ferry"]) == []


def test_an_import_does_not_bring_it_back(filled, site, tmp_path, stories):
    forget(filled.folder, site.url("/ferry"), Unwatched())
    line = {"url": site.url("/ferry"), "title": stories["ferry"][0], "paragraphs": stories["ferry"][1:]}
    (tmp_path / "articles.jsonl").write_text(json.dumps(line))
    asyncio.run(import_records(filled.settings, tmp_path / "articles.jsonl", None, pytest.fail, Unwatched()))
    assert filled.holds(*stories["ferry"]) == []


def imported(desk, tmp_path, *articles):
    """Articles of (host, name, headline and paragraphs)."""
    lines = [
        json.dumps({"url": f"http://{host}/{name}", "title": text[0], "paragraphs": text[1:]})
        for host, name, text in articles
    ]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines))
    asyncio.run(import_records(desk.settings, tmp_path / "articles.jsonl", None, pytest.fail, Unwatched()))


def test_who_copied_it_in_short_is_nobodys_copy(desk, tmp_path, stories):
    long = [*stories["ferry"], *stories["market"][1:]]
    reworded = [text.replace(" the ", " that ") for text in stories["ferry"][1:]]
    short = ["Another headline", *reworded, stories["library"][1]]
    imported(desk, tmp_path, ("quay.news", "a", long), ("pier.news", "b", short))
    assert desk.rows("SELECT count(*), count(copy_of), count(DISTINCT story_id) FROM articles") == [(2, 1, 2)]
    ((source,),) = desk.rows("SELECT url FROM articles WHERE copy_of IS NULL")
    forget(desk.folder, source, Unwatched())
    assert desk.rows("SELECT copy_of FROM articles") == [(None,)]


def test_a_copy_elsewhere_stays_is_named_and_has_its_own_story(desk, tmp_path, stories):
    imported(desk, tmp_path, ("quay.news", "a", stories["ferry"]), ("pier.news", "b", stories["ferry"]))
    assert desk.rows("SELECT count(*) FROM copies") == [(1,)]
    receipt = forget(desk.folder, "http://quay.news/a", Unwatched())
    assert receipt.carried_by == ("http://pier.news/b",)
    assert desk.rows("SELECT url, copy_of, story_id = article_id FROM articles") == [("http://pier.news/b", None, True)]
    assert desk.rows("SELECT articles, outlets FROM stories") == [(1, 1)]
    assert desk.rows("SELECT count(*) FROM copies") == [(0,)]
    assert desk.rows("SELECT DISTINCT outlets, first_article_id = article_id FROM paragraphs") == [(1, True)]
    assert desk.archive("SELECT count(*) FROM bodies") == [(1,)]


def test_a_copy_elsewhere_stays_with_its_page_however_it_cuts_the_text(desk, tmp_path, stories):
    headline, *paragraphs = stories["ferry"]
    whole = [headline, " ".join([*paragraphs, stories["market"][1]])]
    imported(desk, tmp_path, ("quay.news", "a", stories["ferry"]), ("pier.news", "b", whole))
    receipt = forget(desk.folder, "http://quay.news/a", Unwatched())
    assert (receipt.carried_by, receipt.still_in) == (("http://pier.news/b",), ())
    assert desk.rows("SELECT text FROM articles") == [(whole[1],)]
    assert desk.archive("SELECT count(*) FROM bodies") == [(1,)]


def test_a_copy_elsewhere_that_was_rewritten_since_keeps_what_it_once_said(desk, tmp_path, stories):
    imported(desk, tmp_path, ("quay.news", "a", stories["ferry"]), ("pier.news", "b", stories["ferry"]))
    imported(desk, tmp_path, ("pier.news", "b", stories["market"]))
    assert desk.rows("SELECT count(*) FROM copies") == [(0,)]
    receipt = forget(desk.folder, "http://quay.news/a", Unwatched())
    assert (receipt.carried_by, receipt.still_in) == (("http://pier.news/b",), ())
    assert desk.rows("SELECT count(*) FROM versions") == [(2,)]
    assert desk.archive("SELECT count(*) FROM bodies") == [(2,)]


def test_a_host_goes_with_all_below_it_and_stays_out(desk, tmp_path, stories):
    texts = [
        ("Headline of a day", " ".join(random.Random(n).choices(stories["market"][1].split(), k=40))) for n in (1, 2)
    ]
    imported(
        desk,
        tmp_path,
        ("quay.news", "a", stories["ferry"]),
        ("www.quay.news", "b", texts[0]),
        ("pier.news", "c", texts[1]),
    )
    receipt = forget(desk.folder, "quay.news", Unwatched())
    assert (receipt.urls, receipt.articles) == (2, 2)
    assert desk.rows("SELECT url FROM articles") == [("http://pier.news/c",)]
    assert desk.holds(*stories["ferry"], texts[0][1]) == []
    imported(desk, tmp_path, ("quay.news", "new", stories["ferry"]))
    assert desk.rows("SELECT url FROM articles") == [("http://pier.news/c",)]


def test_what_a_host_sent_under_the_address_of_another_goes_with_it(desk, tmp_path, stories):
    imported(desk, tmp_path, ("quay.news", "a", stories["ferry"]))
    wall = "<p>Whoever subscribes to the Quay may read how it went on."
    with open_archive(desk.folder / "pages.sqlite") as archive, transaction(archive):
        for address in ("http://quay.news/wall", "http://pier.news/wall"):
            sent = Fetch("http://sho.rt/x", "pier", "page", NOON, Reason.PAYWALL, final_url=address)
            fetches.record(archive, 1, replace(sent, content=f"{wall} {address}".encode()))
    forget(desk.folder, "quay.news", Unwatched())
    assert desk.archive("SELECT final_url FROM fetches WHERE body_id > 0") == [("http://pier.news/wall",)]


def test_what_is_not_on_file_is_named(filled, site):
    for subject in (site.url("/tonnage"), "no.such.host"):
        with pytest.raises(UnknownSubjectError, match="nothing is on file"):
            look_up(filled.folder, subject)


def test_a_host_is_no_part_of_another_name(filled, site):
    with pytest.raises(UnknownSubjectError):
        look_up(filled.folder, "0.0.1:" + site.base.rpartition(":")[2])


def test_nothing_is_taken_out_while_a_run_is_under_way(filled, site):
    with run_lock(filled.folder, "all"), pytest.raises(LockedError, match="wait for its end"):
        forget(filled.folder, site.url("/ferry"), Unwatched())
    assert filled.rows("SELECT count(*) FROM articles") == [(3,)]


def test_while_somebody_reads_the_archive_it_is_not_said_to_be_done(filled, site, stories, monkeypatch):
    monkeypatch.setattr("storage.archive.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(filled.folder / "pages.sqlite", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM bodies").fetchone()
        with pytest.raises(ArchiveError, match=r"somebody is reading the archive: until then .* type the same again"):
            forget(filled.folder, site.url("/ferry"), Unwatched())
    assert forget(filled.folder, site.url("/ferry"), Unwatched()).still_in == ()
    assert filled.holds(*stories["ferry"], EDITED) == []


def test_a_takedown_that_was_cut_short_goes_on(filled, site, stories, monkeypatch):
    def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.maintenance.forget._take_out_of_work", cut)
        with pytest.raises(KeyboardInterrupt):
            forget(filled.folder, site.url("/ferry"), Unwatched())
    assert filled.holds(*stories["ferry"]) != []
    receipt = forget(filled.folder, site.url("/ferry"), Unwatched())
    assert receipt.articles == 1
    assert filled.holds(*stories["ferry"]) == []


def test_what_the_dashboard_was_told_goes_too_when_its_database_could_not_be_written_at_first(filled, site, stories):
    file = filled.folder / "prefect" / "prefect.db"
    file.parent.mkdir()
    file.write_text("no database yet")
    with pytest.raises(ArchiveError, match=r"prefect\.db: cannot be written: .* run this again"):
        forget(filled.folder, site.url("/ferry"), Unwatched())
    file.unlink()
    with closing(sqlite3.connect(file)) as server:
        server.execute("CREATE TABLE log (message)")
        server.execute("INSERT INTO log VALUES (?)", (f'"rope" in quay: {stories["ferry"][0]}',))
        server.commit()
        forget(filled.folder, site.url("/ferry"), Unwatched())
        assert server.execute("SELECT * FROM log").fetchall() == []


def test_without_its_database_nothing_is_taken_out_of_an_archive(filled, site):
    (filled.folder / "work.duckdb").unlink()
    with pytest.raises(WorkError, match=r"work\.duckdb: is gone: wirewatch rebuild makes it anew"):
        forget(filled.folder, site.url("/ferry"), Unwatched())
    assert filled.rows("SELECT count(*) FROM articles") == [(3,)]
    assert filled.archive("SELECT count(*) FROM forgotten") == [(0,)]
    assert not (filled.folder / "work.duckdb").exists()


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("HTTP://Quay.News:80/ferry?utm_source=x#top", "http://quay.news/ferry"),
        ("Quay.News/", "quay.news"),
        ("127.0.0.1:8080", "127.0.0.1:8080"),
    ],
)
def test_a_subject_has_one_spelling(words, subject):
    assert subject_of(words) == subject
