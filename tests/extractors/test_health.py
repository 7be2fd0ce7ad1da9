"""An outlet against its own last four weeks."""

from __future__ import annotations

from statistics import median

import pytest

from extractors.health import Cause, Change, Day, Finding, Record, Silence, change, findings, usual

#: Four weeks of an outlet that rests at weekends: today is a Friday.
WEEK = (20, 21, 19, 20, 3, 2, 22)
MONTH = WEEK * 5


def days(*counts, words=400.0, confidence=0.9, removed=0.05, walls=0.0):
    return [Day(count, words, confidence, removed, walls) if count else Day(0) for count in counts]


def record(history, **more):
    """What is known of an outlet whose articles come in the middle of each of these days."""
    counts = [day.articles for day in history]
    if not any(counts):
        return Record("meridian", history, **more)
    silent = next(ago for ago, count in enumerate(counts) if count)
    before = counts[silent : silent + 28]
    rests = [len(rest) for rest in "".join("x" if count else "0" for count in before).split("x")]
    silence = Silence(silent + 0.5, max(rests) + 1.0, median(before) if len(before) >= 7 else None)
    return Record("meridian", history, silence, **more)


def causes(history, **more):
    return [finding.cause for finding in findings(record(history, **more)) if finding.opens]


def test_an_ordinary_month_has_no_findings():
    assert causes(days(*MONTH)) == []


def test_an_ordinary_weekend_is_no_finding():
    for ago in range(7):
        assert causes(days(*MONTH[ago:])) == []


def test_an_outlet_of_weekdays_is_not_silent_on_sunday():
    weekdays_only = (0, 0, 20, 21, 19, 20, 22) * 5
    assert causes(days(*weekdays_only)) == []
    assert causes(days(*weekdays_only[1:])) == []


def test_a_silence_longer_than_any_before_is_one_finding():
    (finding,) = findings(record(days(0, *MONTH)))
    assert finding == Finding("meridian", Cause.SILENT, "no new article in 1 days, usually 20 a day")


def test_an_outlet_that_writes_once_a_day_may_be_silent_for_one():
    assert causes(days(0, *[1] * 30)) == []


@pytest.mark.parametrize(("failures", "expected"), [(0, []), (2, []), (3, [Cause.SILENT]), (9, [Cause.SILENT])])
def test_three_runs_in_a_row_without_an_answer_make_an_outlet_silent_however_young(failures, expected):
    assert causes(days(4), failures=failures, failure="timed out") == expected


def test_half_as_many_articles_on_two_of_three_days_are_fewer():
    assert causes(days(5, 4, 20, *MONTH[3:])) == [Cause.FEWER]
    assert causes(days(5, 20, 20, *MONTH[3:])) == []


@pytest.mark.parametrize("back", [(60, 0, 0, 20), (3, 0, 0, 20), (20, 3, 0, 0), (0, 0, 20, 20)])
def test_the_days_of_a_silence_that_is_over_are_not_few_articles(back):
    assert Cause.FEWER not in causes(days(*back, *MONTH[4:]))


@pytest.mark.parametrize(
    ("worse", "cause"),
    [
        ({"words": 120.0}, Cause.SHORTER),
        ({"confidence": 0.4}, Cause.UNSURE),
        ({"removed": 0.5}, Cause.DIRTIER),
        ({"walls": 0.6}, Cause.WALLED),
    ],
)
def test_what_articles_are_like_is_judged_by_what_they_were_like(worse, cause):
    assert causes([*days(20, 21, **worse), *days(*MONTH[2:])]) == [cause]
    assert causes([*days(20, **worse), *days(*MONTH[1:])]) == []


def test_a_wall_among_a_hundred_pages_is_noise():
    assert causes([*days(20, 21, walls=0.05), *days(*MONTH[2:])]) == []


def test_an_outlet_in_its_first_week_is_judged_by_its_answers_alone():
    assert causes(days(0, 0, 0, 50, 50)) == []
    assert usual(days(1, 2, 3)) is None


@pytest.mark.parametrize("history", [[], days(0), days(*[0] * 31)])
def test_no_history_no_finding(history):
    assert causes(history) == []


def test_an_outlet_that_writes_a_few_a_day_is_not_silent_after_one_without():
    for lasts, longest, expected in ((1.2, 0.5, False), (1.3, 0.5, True), (1.6, 1.4, False), (1.8, 1.4, True)):
        known = Record("meridian", days(0, *[4] * 30), Silence(lasts, longest, usual=4.0))
        assert (Cause.SILENT in [one.cause for one in findings(known)]) == expected


@pytest.mark.parametrize("failures", [0, 3])
def test_what_was_wrong_with_an_outlet_is_not_over_when_it_says_nothing_at_all(failures):
    known = {("meridian", Cause.SHORTER), ("meridian", Cause.FEWER)}
    silent = [*days(0, 0), *days(4, 5, words=90.0), *days(*MONTH[4:])]
    assert {(one.outlet, one.cause) for one in findings(record(silent[1:], failures=failures))} >= known
    told = change(known, findings(record(silent[1:], failures=failures)), line_is_down=False)
    assert ([one.cause for one in told.opened], told.closed) == ([Cause.SILENT], ())


SILENT = Finding("meridian", Cause.SILENT, "no answer")
KEY = ("meridian", Cause.SILENT)


def test_an_incident_is_told_once_and_its_end_once():
    assert change([], [SILENT], line_is_down=False) == Change((SILENT,), ())
    assert change([KEY], [SILENT], line_is_down=False) == Change((), ())
    assert change([KEY], [], line_is_down=False) == Change((), (KEY,))


def test_while_our_own_line_is_down_that_is_the_one_finding():
    line = (None, Cause.LINE_DOWN)
    first = change([KEY], [SILENT, Finding("bay", Cause.SILENT, "no answer")], line_is_down=True)
    assert [(finding.outlet, finding.cause) for finding in first.opened] == [line]
    assert first.closed == ()
    assert change([KEY, line], [SILENT], line_is_down=True) == Change((), ())
    assert change([KEY, line], [SILENT], line_is_down=False) == Change((), (line,))
