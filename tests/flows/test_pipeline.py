"""The whole pipeline over the invented newsroom, against its ground truth."""

import asyncio
import errno
import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from extractors.similarity import fold
from flows import pipeline
from flows.newsroom import truth
from flows.newsroom.server import Running, serve
from flows.newsroom.settings import settings_toml
from flows.pipeline import run_group
from flows.settings import Settings, parse_settings
from storage.query import read

#: Derived from what outlets said: equal after a run that finds nothing new.
TABLES = (
    "articles", "paragraphs", "removed_text", "claims", "copies", "shared_paragraphs", "stories", "versions", "urls",
)  # fmt: skip


@dataclass
class Reader:
    """Someone who runs wirewatch over the newsroom and queries what it published."""

    newsroom: Running
    settings: Settings

    def run(self):
        return asyncio.run(run_group(self.settings, "all", self.settings.in_group("all")))

    def rows(self, sql):
        return list(read(self.settings.data_folder / "news.duckdb", sql).values)

    def url(self, place):
        outlet, path = place
        return self.newsroom.bases[outlet] + path

    def dump(self):
        return {table: sorted(self.rows(f"FROM {table}"), key=repr) for table in TABLES}


@contextmanager
def reading(folder):
    with serve() as newsroom:
        settings = parse_settings(settings_toml(newsroom, "data"), folder / "wirewatch.toml")
        yield Reader(newsroom, settings)


class Course(NamedTuple):
    """What was read after one run (state 1) or two (state 2)."""

    state: int
    reader: Reader


@pytest.fixture(scope="module", params=[1, 2], ids=["after the first run", "after the second run"])
def course(request, tmp_path_factory):
    with reading(tmp_path_factory.mktemp("course")) as reader:
        for state in range(1, request.param + 1):
            reader.newsroom.turn_to(state)
            reader.run()
        yield Course(request.param, reader)


def test_every_article_is_there_word_for_word(course):
    state, reader = course
    found = reader.rows("SELECT url, title, text, language, dateline, wire_agency, cited_source FROM articles")
    expected = [
        (reader.url(one.place), one.title, "\n".join(one.paragraphs), one.language, one.dateline, one.wire_agency,
         one.cited_source)
        for one in truth.articles(state)
    ]  # fmt: skip
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_every_discovered_url_is_in_its_one_state(course):
    state, reader = course
    expected = {reader.url(one.place): ("loaded", "ok") for one in truth.articles(state)}
    expected |= {reader.url(fate.place): (fate.state, fate.reason) for fate in truth.fates(state)}
    assert {url: (where, why) for url, where, why in reader.rows("SELECT url, state, reason FROM urls")} == expected


def test_an_alias_says_whose_it_is(course):
    state, reader = course
    whose = dict(reader.rows("SELECT urls.url, articles.url FROM urls JOIN articles USING (article_id)"))
    for fate in truth.fates(state):
        if fate.article:
            assert whose[reader.url(fate.place)] == reader.url(fate.article)


def test_the_planted_copies_are_found_and_no_other(course):
    state, reader = course
    found = reader.rows(
        "SELECT copy.url, source.url, kind FROM copies"
        " JOIN articles AS copy ON copy_id = copy.article_id JOIN articles AS source ON source_id = source.article_id"
    )
    assert set(found) == {(reader.url(e.copy), reader.url(e.source), e.kind) for e in truth.copies(state)}


def test_the_comment_of_removed_text_names_every_reason(course):
    _, reader = course
    ((comment,),) = reader.rows(
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'removed_text' AND column_name = 'reason'"
    )
    reasons = {reason for (reason,) in reader.rows("SELECT DISTINCT reason FROM removed_text")}
    assert {reason for reason in reasons if reason not in comment} == set()


def test_the_wire_story_counts_for_its_agency(course):
    state, reader = course
    found = reader.rows(
        "SELECT first.url, stories.wire_agency, newsrooms, articles FROM stories"
        " JOIN articles AS first ON first_article_id = first.article_id WHERE articles > 1"
    )
    assert found == [
        (reader.url(story.first), story.wire_agency, story.newsrooms, len(story.articles))
        for story in truth.stories(state)
    ]


def test_the_evidence_of_a_copy_is_its_aligned_paragraphs(course):
    _, reader = course
    pairs = reader.rows(
        "SELECT one.text, other.text, similarity FROM shared_paragraphs"
        " JOIN paragraphs AS one ON copy_id = one.article_id AND copy_position = one.position"
        " JOIN paragraphs AS other ON source_id = other.article_id AND source_position = other.position"
    )
    assert len(pairs) == len(reader.rows("FROM shared_paragraphs")) > 0
    assert all(fold(one) == fold(other) for one, other, similarity in pairs if similarity == 1)


@pytest.mark.parametrize("case", truth.cases("repeat"), ids=lambda case: case["name"])
def test_the_second_standing_of_a_body_is_kept_as_evidence(course, case):
    _, reader = course
    (path,) = case["paths"]
    url = reader.url((case["outlet"], path))
    (text,) = [text for (text,) in reader.rows(f"SELECT text FROM articles WHERE url = '{url}'")]
    removed = reader.rows(
        "SELECT removed_text.text FROM removed_text JOIN articles USING (article_id)"
        f" WHERE url = '{url}' AND reason = 'repeat'"
    )
    assert sorted(removed) == sorted((text.split("\n")[position - 1],) for position in case["repeated"])


def test_a_weekday_that_the_date_contradicts_is_an_impossible_claim(course):
    _, reader = course
    found = reader.rows("SELECT raw, note FROM claims WHERE verdict = 'impossible'")
    (case,) = truth.cases("impossible date")
    assert [raw for raw, _ in found] == case["impossible"]


def test_a_run_over_an_unchanged_newsroom_asks_for_no_article_and_changes_no_row(tmp_path):
    with reading(tmp_path) as reader:
        reader.run()
        before, asked = reader.dump(), len(reader.newsroom.requests())
        report = reader.run()
        feeds = {feed for outlet in reader.settings.outlets for feed in outlet.feeds}
        again = {f"http://{request.host}{request.path}" for request in reader.newsroom.requests()[asked:]}
        assert again == feeds
        assert reader.dump() == before
        assert (report.new_articles, report.new_versions, report.copies) == (0, 0, 0)


def test_a_correction_is_a_second_version_with_what_changed(tmp_path):
    with reading(tmp_path) as reader:
        reader.run()
        reader.newsroom.turn_to(2)
        reader.run()
        changed = reader.rows(
            "SELECT url, versions.version, change FROM versions JOIN articles USING (article_id)"
            " WHERE change IS NOT NULL"
        )
        corrected = {reader.url((case["outlet"], case["paths"][0])): case for case in truth.cases("correction")}
        assert {url for url, _, _ in changed} == set(corrected)
        for url, version, change in changed:
            assert version == 2
            (step,) = [step for step in json.loads(change) if step["position"] > 0]
            assert (step["before"], step["after"]) == (corrected[url]["before"], corrected[url]["after"])


@pytest.mark.parametrize("outlets", [1, 40, 41, 200])
def test_outlets_are_collected_in_at_most_40_steps(outlets):
    shares = pipeline._shares(tuple(range(outlets)))
    assert len(shares) <= 40
    assert [outlet for share in shares for outlet in share] == list(range(outlets))


def test_every_example_query_has_an_answer(course):
    examples = Path(__file__).parents[2] / "examples" / "queries.sql"
    queries = [query for query in examples.read_text(encoding="utf-8").split(";") if query.strip()]
    assert len(queries) == 10
    for query in queries:
        course.reader.rows(query)


def test_where_one_outlet_meets_a_full_disk_the_others_end_with_it_while_the_archive_is_open(
    tmp_path, monkeypatch, caplog
):
    async def collect(desk, outlet):
        if outlet.name == "meridian":
            raise OSError(errno.ENOSPC, "No space left on device")
        try:
            await asyncio.sleep(60)
        finally:  # as a request does, which gives its host back
            desk.archive.execute("SELECT count(*) FROM hosts")

    monkeypatch.setattr(pipeline, "collect_outlet", collect)
    with reading(tmp_path) as reader, pytest.raises(OSError, match="No space left"):
        reader.run()
    assert [record for record in caplog.records if record.name == "asyncio"] == []
