"""What a run found, as Prefect events: what automations and notifications are hooked on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from prefect.events import emit_event

from extractors.health import Cause
from flows.telling import closed, mentioned, opened

if TYPE_CHECKING:
    from flows.pipeline import Report
    from storage.incidents import Incident, Mention, News

#: The namespace of our events' ids: what is told again after a kill has the id that it had, and stays one event.
EVENTS = UUID("6f0e9a3c-0d53-4c57-9a86-5b3f6d2c1e77")


def emit_batch(report: Report) -> None:
    """``wirewatch.batch.loaded``: new articles, or new versions, are in the database."""
    if report.new_articles or report.new_versions:
        resource = {"prefect.resource.id": f"wirewatch.group.{report.group}", "prefect.resource.name": report.group}
        emit_event("wirewatch.batch.loaded", resource, payload=report.counts | {"message": report.sentence})


def emit_news(news: News) -> None:
    """An event for each incident, each recovery and each mention."""
    for incident in news.opened:
        _emit_incident(incident, _opening(incident), opened(incident))
    for incident in news.closed:
        _emit_incident(incident, _closing(incident), closed(incident))
    for mention in news.mentions:
        _emit_mention(mention)


def _opening(incident: Incident) -> str:
    if incident.cause is Cause.LINE_DOWN:
        return "wirewatch.line.down"
    return f"wirewatch.outlet.{incident.cause}"


def _closing(incident: Incident) -> str:
    return "wirewatch.line.recovered" if incident.outlet is None else "wirewatch.outlet.recovered"


def _emit_incident(incident: Incident, event: str, message: str) -> None:
    name = f"outlet.{incident.outlet}" if incident.outlet else "line"
    emit_event(
        event,
        {"prefect.resource.id": f"wirewatch.{name}", "prefect.resource.name": incident.outlet or "our own line"},
        id=uuid5(EVENTS, f"{event} {incident.incident_id} {incident.opened_at.isoformat()}"),
        payload={"message": message, "cause": str(incident.cause), "evidence": incident.evidence},
    )


def _emit_mention(mention: Mention) -> None:
    emit_event(
        "wirewatch.watch.matched",
        {"prefect.resource.id": f"wirewatch.outlet.{mention.outlet}", "prefect.resource.name": mention.outlet},
        id=uuid5(EVENTS, f"watch {mention.word} {mention.article_id}"),
        payload={
            "message": mentioned(mention),
            "word": mention.word,
            "title": mention.title,
            "url": mention.url,
            "article_id": str(mention.article_id),  # 63 bits: more than a number of JavaScript holds
            "position": mention.position,
        },
    )
