import json
from datetime import UTC, datetime, timedelta

import pytest

from storage.runs import OutletRow, agencies, fails_alone, finish, line_was_down, name_outlets, start

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def outcomes(archive):
    return [(row["group"], row["outcome"]) for row in archive.execute("SELECT * FROM runs ORDER BY run_id")]


def test_a_run_is_entered_at_its_start_and_says_how_it_ended(archive):
    run_id = start(archive, "asia", NOON, "0b7e")
    assert outcomes(archive) == [("asia", None)]
    finish(archive, run_id, "completed", {"fetched": 7}, NOON + HOUR)
    (row,) = archive.execute("SELECT * FROM runs").fetchall()
    assert (row["flow_run_id"], row["outcome"], json.loads(row["counts"])) == ("0b7e", "completed", {"fetched": 7})
    assert row["started_at"] < row["finished_at"]


def test_a_run_that_never_ended_was_interrupted_as_the_next_one_of_its_group_knows(archive):
    start(archive, "asia", NOON, None)
    start(archive, "europe", NOON, None)
    start(archive, "asia", NOON + HOUR, None)
    assert outcomes(archive) == [("asia", "interrupted"), ("europe", None), ("asia", None)]


def ran(archive, group, outcome="completed", line=None):
    run_id = start(archive, group, NOON, None)
    if line:
        line_was_down(archive, run_id, line)
    finish(archive, run_id, outcome, {}, NOON)


#: The runs before: their groups, those that found our line down in capitals, and those that got no answer with a "!".
ALONE = ("ASIA europe", "ASIA europe asia!", "ASIA europe EUROPE asia!")
TOGETHER = ("", "europe", "asia europe", "ASIA", "ASIA EUROPE", "ASIA europe!", "ASIA import", "ASIA europe asia")


@pytest.mark.parametrize("before", [*ALONE, *TOGETHER])
def test_a_group_that_finds_our_line_down_while_others_get_answers_fails_alone(archive, before):
    for name in before.split():
        group = name.rstrip("!").lower()
        ran(archive, group, "failed" if "!" in name else "completed", "down" if name.isupper() else None)
    assert fails_alone(archive, start(archive, "asia", NOON, None)) == (before in ALONE)


def outlets(archive):
    return [tuple(row) for row in archive.execute('SELECT name, home, "group", language, agency FROM outlets')]


def test_an_outlet_that_an_import_brought_is_known_by_its_name_alone(archive):
    name_outlets(archive, [OutletRow("quay")])
    assert outlets(archive) == [("quay", None, None, None, 0)]


def test_the_settings_tell_more_of_an_imported_outlet_and_an_import_takes_nothing_away(archive):
    full = OutletRow("quay", "http://quay.news/", "asia", "en", agency=True)
    for row in (OutletRow("quay"), full, OutletRow("quay")):
        name_outlets(archive, [row])
    assert outlets(archive) == [("quay", "http://quay.news/", "asia", "en", 1)]


def test_agencies_are_the_outlets_that_say_so(archive):
    name_outlets(archive, [OutletRow("quay"), OutletRow("wire", agency=True)])
    assert agencies(archive) == {"wire"}
