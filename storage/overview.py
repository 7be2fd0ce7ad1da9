"""What happened since a moment, read from the published file: for the dashboard, the digest and the report."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.query import connect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class OutletState:
    """An outlet as it is, and what is new of it."""

    outlet: str
    state: str
    new: int
    today: int
    usual: float | None
    last_success_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """How many of the discovered URLs came so far."""

    name: str
    urls: int


@dataclass(frozen=True, slots=True)
class Left:
    """URLs that are no article, and why."""

    outlet: str
    state: str
    reason: str
    urls: int


@dataclass(frozen=True, slots=True)
class Story:
    """A text that is new, and who carries it."""

    title: str
    url: str
    outlet: str
    newsrooms: int
    outlets: int
    wire_agency: str | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """An incident that is open, or that closed since."""

    outlet: str | None
    cause: str
    evidence: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A watched word in a new text."""

    word: str
    outlet: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class DayCount:
    """The new articles of an outlet on a day in UTC."""

    outlet: str
    day: date
    articles: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it."""

    since: datetime
    outlets: tuple[OutletState, ...]
    funnel: tuple[Step, ...]
    left: tuple[Left, ...]
    stories: tuple[Story, ...]
    troubles: tuple[Trouble, ...]
    hits: tuple[Hit, ...]
    days: tuple[DayCount, ...]


def read_overview(path: Path, since: datetime, outlets: Sequence[str] | None = None) -> Overview:
    """What the published file at *path* says of *outlets* (of all of them that are watched) since then."""
    with closing(connect(str(path))) as news:
        chosen = list(outlets) if outlets is not None else _watched(news)
        given = {"since": since, "outlets": chosen}
        counts = _all(news, _FUNNEL, given)[0]
        return Overview(
            since=since,
            outlets=tuple(OutletState(*row) for row in _all(news, _OUTLETS, given)),
            funnel=tuple(Step(name, count) for name, count in zip(STEPS, counts, strict=True)),
            left=tuple(Left(*row) for row in _all(news, _LEFT, given)),
            stories=tuple(Story(*row) for row in _all(news, _STORIES, given)),
            troubles=tuple(Trouble(*row) for row in _all(news, _TROUBLES, given)),
            hits=tuple(Hit(*row) for row in _all(news, _HITS, given)),
            days=tuple(DayCount(*row) for row in _all(news, _DAYS, given)),
        )


def overview_of_run(path: Path, run_id: int, outlets: Sequence[str]) -> Overview:
    """The same since that run began."""
    with closing(connect(str(path))) as news:
        ((since,),) = news.execute("SELECT started_at FROM runs WHERE run_id = $1", [run_id]).fetchall()
    return read_overview(path, since, outlets)


def _watched(news: DuckDBPyConnection) -> list[str]:
    return [row[0] for row in news.execute('SELECT outlet FROM outlets WHERE "group" IS NOT NULL').fetchall()]


def _all(news: DuckDBPyConnection, query: str, given: dict[str, object]) -> list[tuple[Any, ...]]:
    used = {name: value for name, value in given.items() if f"${name}" in query}
    return news.execute(query, used).fetchall()


STEPS = ("discovered", "allowed", "fetched", "extracted", "loaded", "copies")

_OUTLETS = """
WITH new AS (SELECT outlet, count(*) AS articles FROM articles WHERE first_seen_at >= $since GROUP BY outlet)
SELECT outlet, state, coalesce(articles, 0), articles_24h, usual_24h, last_success_at, note
FROM outlets LEFT JOIN new USING (outlet) WHERE outlet IN (SELECT unnest($outlets::VARCHAR[]))
ORDER BY state = 'ok', outlet
"""

_FUNNEL = """
WITH found AS (
    SELECT * FROM urls WHERE discovered_at >= $since AND outlet IN (SELECT unnest($outlets::VARCHAR[]))
), came AS (
    SELECT DISTINCT url FROM fetches
    WHERE fetched_at >= $since AND purpose = 'page' AND outcome IN ('ok', 'not modified')
), same AS (
    SELECT copy_id FROM copies WHERE kind IN ('copy', 'version')
)
SELECT count(*), count(*) FILTER (state <> 'skipped' OR article_id IS NOT NULL),
       count(*) FILTER (article_id IS NOT NULL OR url IN (FROM came)), count(article_id),
       count(*) FILTER (state = 'loaded'), count(*) FILTER (state = 'loaded' AND article_id IN (FROM same))
FROM found
"""

_LEFT = """
SELECT outlet, state, reason, count(*) FROM urls
WHERE discovered_at >= $since AND state <> 'loaded' AND outlet IN (SELECT unnest($outlets::VARCHAR[]))
GROUP BY ALL ORDER BY count(*) DESC, outlet, state, reason LIMIT 100
"""

_STORIES = """
SELECT stories.title, articles.url, articles.outlet, newsrooms, stories.outlets, stories.wire_agency
FROM stories JOIN articles ON article_id = first_article_id
WHERE stories.story_id IN (
    SELECT story_id FROM articles WHERE first_seen_at >= $since AND outlet IN (SELECT unnest($outlets::VARCHAR[])))
ORDER BY newsrooms DESC, stories.outlets DESC, stories.articles DESC, stories.story_id LIMIT 20
"""

_TROUBLES = """
SELECT outlet, cause, evidence, opened_at, closed_at FROM incidents
WHERE (closed_at IS NULL OR closed_at >= $since)
  AND (outlet IS NULL OR outlet IN (SELECT unnest($outlets::VARCHAR[])))
ORDER BY closed_at IS NOT NULL, opened_at, incident_id
"""

_HITS = """
SELECT word, outlet, title, url FROM mentions JOIN articles USING (article_id)
WHERE matched_at >= $since AND outlet IN (SELECT unnest($outlets::VARCHAR[])) ORDER BY word, matched_at, url LIMIT 100
"""

_DAYS = """
SELECT outlet, first_seen_at::DATE AS day, count(*) FROM articles
WHERE first_seen_at >= $since - INTERVAL 14 DAYS AND outlet IN (SELECT unnest($outlets::VARCHAR[]))
GROUP BY ALL ORDER BY outlet, day
"""
