"""Whether an outlet is well, measured against its own last four weeks.

Observations: outlets differ by orders of magnitude in how much they publish and how it reads, rest at weekends, and
have bad days that mean nothing. So each is compared with itself (median and median absolute deviation, which a few odd
days do not move), a count of articles with the same weekday too, and a deviation counts when it stands in two of three
days. An outlet that does not answer is told after three runs in a row, however young it is; all other findings need a
week of history.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: Days that a record looks back: the three that are judged, and the four weeks that they are judged by.
JUDGED_DAYS = 3
BASELINE_DAYS = 28

#: Of the judged days, those that must be out of bounds before it is said.
BAD_DAYS = 2

#: A baseline of fewer days says nothing.
FEWEST_DAYS = 7

#: A day with fewer articles has no typical length, confidence or residue.
FEWEST_ARTICLES = 3

#: Runs in a row without an answer; one or two are the ordinary hiccups of a web server.
FAILURES_IN_A_ROW = 3

#: Articles a day below which a day of silence says nothing.
USUALLY_LOUD = 2.0

#: A deviation counts from three standard deviations on; 1.4826 times the median absolute deviation estimates one.
BOUND = 3 * 1.4826

#: A median absolute deviation is taken for at least this share of the median: four quiet weeks forgive no change else.
LEAST_SPREAD = 0.05


class Cause(StrEnum):
    """What can be wrong with an outlet, or with our own line."""

    SILENT = "silent"
    FEWER = "fewer"
    SHORTER = "shorter"
    UNSURE = "unsure"
    DIRTIER = "dirtier"
    WALLED = "walled"
    LINE_DOWN = "line down"


@dataclass(frozen=True, slots=True)
class Day:
    """24 hours of an outlet. What has no value that day is None."""

    articles: int
    words: float | None = None  # median length of an article
    confidence: float | None = None  # median, 0 to 1
    removed: float | None = None  # share of the lines that were taken out, 0 to 1
    walls: float | None = None  # share of the discovered pages that were a wall, 0 to 1


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an outlet: its days back from now, the newest first, from its first day on."""

    outlet: str
    days: Sequence[Day]
    failures: int = 0  # runs in a row, up to the last one, in which none of its listings answered
    failure: str | None = None  # what the last of them met


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong now. Its outlet is None when it is our own line."""

    outlet: str | None
    cause: Cause
    evidence: str


def findings(record: Record) -> tuple[Finding, ...]:
    """What is wrong with the outlet of *record* now."""
    if record.failures >= FAILURES_IN_A_ROW:  # what it publishes cannot be judged
        evidence = f"no answer in {record.failures} runs in a row: {record.failure or 'no reason known'}"
        return (Finding(record.outlet, Cause.SILENT, evidence),)
    judged = ((cause, judge(record.days)) for cause, judge in _JUDGES.items())
    found = {cause: evidence for cause, evidence in judged if evidence}
    if Cause.SILENT in found:
        found.pop(Cause.FEWER, None)
    return tuple(Finding(record.outlet, cause, evidence) for cause, evidence in found.items())


def usual(days: Sequence[Day]) -> float | None:
    """Articles a day: the median of the four weeks before the last day; None in the first week."""
    before = [day.articles for day in days[1 : BASELINE_DAYS + 1]]
    return float(median(before)) if len(before) >= FEWEST_DAYS else None


def _silent(days: Sequence[Day]) -> str | None:
    """A silence that is longer than any of the four weeks before it."""
    rate = usual(days)
    if rate is None or rate < USUALLY_LOUD or days[0].articles:
        return None
    silences = _silences([day.articles for day in days[: BASELINE_DAYS + 1]])
    if silences[0] <= max(silences[1:], default=0):
        return None
    return f"no new article in {silences[0]} days, usually {rate:g} a day"


def _silences(counts: Iterable[int]) -> list[int]:
    """The lengths of the runs of days without an article; the first is the one that goes on, 0 when none does."""
    lengths = [0]
    for count in counts:
        if count:
            lengths.append(0)
        else:
            lengths[-1] += 1
    return lengths


def _fewer(days: Sequence[Day]) -> str | None:
    counts = [float(day.articles) for day in days]
    baseline = counts[JUDGED_DAYS : JUDGED_DAYS + BASELINE_DAYS]
    if len(baseline) < FEWEST_DAYS or median(baseline) < USUALLY_LOUD:
        return None
    bound = _bound(baseline, -1)
    bad = sum(count < bound and count < _same_weekday(counts, ago) / 2 for ago, count in _judged(counts))
    return f"{_shown(counts)} articles a day, usually {median(baseline):g}" if bad >= BAD_DAYS else None


def _judged(counts: Sequence[float]) -> Iterable[tuple[int, float]]:
    """By how long ago. Days without an article are a silence: once it is over, it is over."""
    return [(ago, count) for ago, count in enumerate(counts[:JUDGED_DAYS]) if count or not counts[0]]


def _same_weekday(counts: Sequence[float], ago: int) -> float:
    """What the same weekday brought in the weeks before; without such weeks, what any day did."""
    same = counts[ago + 7 : ago + BASELINE_DAYS + 1 : 7]
    return median(same or counts[JUDGED_DAYS:])


def _quality(value: Callable[[Day], float | None], direction: int, words: str, form: str) -> Callable[..., str | None]:
    """A judge of what articles are like: the last three days that have a value, against the four weeks before."""

    def judge(days: Sequence[Day]) -> str | None:
        values = [measured for day in days if (measured := value(day)) is not None]
        baseline = values[JUDGED_DAYS : JUDGED_DAYS + BASELINE_DAYS]
        if len(baseline) < FEWEST_DAYS or value(days[0]) is None:
            return None
        bound = _bound(baseline, direction)
        bad = sum((measured - bound) * direction > 0 for measured in values[:JUDGED_DAYS])
        return f"{words} {values[0]:{form}}, usually {median(baseline):{form}}" if bad >= BAD_DAYS else None

    return judge


def _bound(baseline: Sequence[float], direction: int) -> float:
    """The last value that is still usual, above (+1) or below (-1) the median; never below 0."""
    middle = median(baseline)
    spread = max(median(abs(value - middle) for value in baseline), LEAST_SPREAD * abs(middle))
    return max(middle + direction * BOUND * spread, 0.0)


def _of_some(value: Callable[[Day], float | None]) -> Callable[[Day], float | None]:
    return lambda day: value(day) if day.articles >= FEWEST_ARTICLES else None


def _shown(counts: Sequence[float]) -> str:
    return ", ".join(f"{count:g}" for count in reversed(counts[:JUDGED_DAYS]))


#: Below this share, walls and removed lines are noise whatever the four weeks were.
NOISE = 0.1


def _share(value: Callable[[Day], float | None]) -> Callable[[Day], float | None]:
    """A share that counts as at least NOISE, so that going from none to one is no finding."""
    return lambda day: None if (share := value(day)) is None else max(share, NOISE)


_JUDGES: dict[Cause, Callable[[Sequence[Day]], str | None]] = {
    Cause.SILENT: _silent,
    Cause.FEWER: _fewer,
    Cause.SHORTER: _quality(_of_some(lambda day: day.words), -1, "words an article", ".0f"),
    Cause.UNSURE: _quality(_of_some(lambda day: day.confidence), -1, "confidence", ".2f"),
    Cause.DIRTIER: _quality(_of_some(_share(lambda day: day.removed)), +1, "share of lines taken out", ".2f"),
    Cause.WALLED: _quality(_share(lambda day: day.walls), +1, "share of pages that were a wall", ".2f"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What the findings of a run change: what opens, and what is well again."""

    opened: tuple[Finding, ...]
    closed: tuple[tuple[str | None, Cause], ...]


def change(is_open: Iterable[tuple[str | None, Cause]], found: Iterable[Finding], *, line_is_down: bool) -> Change:
    """What *found* changes about the incidents that are open: one for each outlet and cause.

    While our own line is down nothing is known of any outlet: that is the one finding, and nothing else changes.
    """
    known = set(is_open)
    line = (None, Cause.LINE_DOWN)
    if line_is_down:
        finding = Finding(None, Cause.LINE_DOWN, "no outlet could be reached")
        return Change(() if line in known else (finding,), ())
    still = {(finding.outlet, finding.cause): finding for finding in found}
    opened = tuple(finding for key, finding in sorted(still.items(), key=_by_name) if key not in known)
    return Change(opened, tuple(sorted(known - set(still), key=_by_key)))


def _by_name(item: tuple[tuple[str | None, Cause], Finding]) -> tuple[str, str]:
    return _by_key(item[0])


def _by_key(key: tuple[str | None, Cause]) -> tuple[str, str]:
    return key[0] or "", key[1]
