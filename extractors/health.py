"""Whether an outlet is well, measured against its own last four weeks.

Observations: outlets differ by orders of magnitude in how much they publish and how it reads, rest at weekends, and
have bad days that mean nothing. So each is compared with itself (median and median absolute deviation, which a few odd
days do not move), a count of articles with the same weekday too, and a deviation counts when it stands in two of three
days. A silence is told when it is longer than those of the four weeks before it, and lasts until an article comes. What
was found and cannot be judged now, because nothing came, or too little, is not over. An outlet that does not answer is
told after three runs in a row, however young it is; all other findings need a week of history.
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

#: Articles a day below which silence says nothing.
USUALLY_LOUD = 2.0

#: A silence counts when it lasts for a day at least, is clearly longer than any of the four weeks before it (weekends
#: are not equally long), and has cost so many articles. Made outlets of two to four a day, at random, are then called
#: silent by mistake once in a quarter of a year; by whole days without an article they were every week or two.
SILENT_DAYS = 1.0
LONGER_THAN_EVER = 1.25
MISSED_ARTICLES = 5

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
class Silence:
    """How long an outlet has had nothing new, in days, and what is known from the four weeks before that."""

    lasts: float
    longest: float  # of those weeks
    usual: float | None  # articles a day: their median; None when it was not known for a week


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an outlet: its days back from now, the newest first, from its first day on."""

    outlet: str
    days: Sequence[Day]
    silence: Silence | None = None  # None: it never had an article
    failures: int = 0  # runs in a row, up to the last one, in which none of its listings answered
    failure: str | None = None  # what the last of them met


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong now. Its outlet is None when it is our own line."""

    outlet: str | None
    cause: Cause
    evidence: str
    opens: bool = True  # an incident; else it only keeps one open that is


def findings(record: Record) -> tuple[Finding, ...]:
    """What is wrong with the outlet of *record* now, and what may be for all that is known."""
    if record.failures >= FAILURES_IN_A_ROW:  # what it publishes cannot be judged
        evidence = f"no answer in {record.failures} runs in a row: {record.failure or 'no reason known'}"
        others = (Finding(record.outlet, cause, "not known now", opens=False) for cause in _JUDGES)
        return (Finding(record.outlet, Cause.SILENT, evidence), *others)
    found = [Finding(record.outlet, Cause.SILENT, silence)] if (silence := _silent(record.silence)) else []
    for cause, (measure, judge) in _JUDGES.items():
        if deviation := judge(record.days):
            is_of_today = measure(record.days[0]) is not None
            found.append(Finding(record.outlet, cause, deviation, opens=is_of_today))
    return tuple(found)


def usual(days: Sequence[Day]) -> float | None:
    """Articles a day: the median of the four weeks before the last day; None in the first week."""
    before = [day.articles for day in days[1 : BASELINE_DAYS + 1]]
    return float(median(before)) if len(before) >= FEWEST_DAYS else None


def _silent(silence: Silence | None) -> str | None:
    """It goes by the weeks before the silence, so that it ends with an article and not with getting used to it."""
    if silence is None or silence.usual is None or silence.usual < USUALLY_LOUD:
        return None
    if silence.lasts <= max(SILENT_DAYS, LONGER_THAN_EVER * silence.longest, MISSED_ARTICLES / silence.usual):
        return None
    return f"no new article in {int(silence.lasts)} days, usually {silence.usual:g} a day"


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
        if len(baseline) < FEWEST_DAYS:
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


def _articles(day: Day) -> float | None:
    """A day without one is a silence."""
    return day.articles or None


_WORDS = _of_some(lambda day: day.words)
_CONFIDENCE = _of_some(lambda day: day.confidence)
_REMOVED = _of_some(_share(lambda day: day.removed))
_WALLS = _share(lambda day: day.walls)

#: What a day must have to be judged, and the judge.
_JUDGES: dict[Cause, tuple[Callable[[Day], float | None], Callable[[Sequence[Day]], str | None]]] = {
    Cause.FEWER: (_articles, _fewer),
    Cause.SHORTER: (_WORDS, _quality(_WORDS, -1, "words an article", ".0f")),
    Cause.UNSURE: (_CONFIDENCE, _quality(_CONFIDENCE, -1, "confidence", ".2f")),
    Cause.DIRTIER: (_REMOVED, _quality(_REMOVED, +1, "share of lines taken out", ".2f")),
    Cause.WALLED: (_WALLS, _quality(_WALLS, +1, "share of pages that were a wall", ".2f")),
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
    opened = tuple(one for key, one in sorted(still.items(), key=_by_name) if one.opens and key not in known)
    return Change(opened, tuple(sorted(known - set(still), key=_by_key)))


def _by_name(item: tuple[tuple[str | None, Cause], Finding]) -> tuple[str, str]:
    return _by_key(item[0])


def _by_key(key: tuple[str | None, Cause]) -> tuple[str, str]:
    return key[0] or "", key[1]
