"""Asks one outlet: its feeds and sitemaps for URLs, then the pages that are due."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from extractors.outcomes import Reason
from extractors.redaction import shown
from flows.desk import utc_now
from flows.discovery.discover import discover
from flows.due import AskAgain, GiveUp, Settled, after_failure
from flows.line import line_down
from flows.rechecks import next_recheck
from flows.telling import counted
from flows.web.answers import redirect_target
from storage import aliases, fetches, hosts, incidents, runs, urls
from storage.archive import from_text, transaction
from storage.incidents import LINE_DOWN

if TYPE_CHECKING:
    from flows.desk import Desk
    from flows.settings import Outlet
    from flows.web.answers import Answer
    from storage.urls import DueUrl

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of asking one outlet."""

    outlet: str
    discovered: int  # URLs that were new
    fetched: int  # pages that came
    failed: int  # pages that did not
    answered: bool  # at least one of its listings did
    note: str | None  # the first thing that went wrong


async def collect_outlet(desk: Desk, outlet: Outlet) -> Collected:
    """Asks *outlet* for URLs and fetches the pages that are due. Never raises for what an outlet does."""
    discovered = await discover(desk, outlet)
    fetched, failed = await _fetch_due(desk, outlet.name)
    note = shown(discovered.complaint) if discovered.complaint else None
    came = f"{counted(discovered.new, 'new URL', 'new URLs')}, {counted(fetched, 'page', 'pages')}"
    log.info("%s: %s%s", outlet.name, came, f" ({note})" if note else "")
    return Collected(outlet.name, discovered.new, fetched, failed, discovered.answered, note)


def settle_setbacks(desk: Desk) -> str | None:
    """Counts the failures of hosts that were never reached in this run, unless our own line was down: then says so."""
    was_down = LINE_DOWN in incidents.open_incidents(desk.archive)
    finding = line_down(desk.gate.connected, was_down=was_down)
    if not was_down and runs.fails_alone(desk.archive, desk.run_id):
        finding = None  # else each run of this group would find it down, and the next of another one well again
    with transaction(desk.archive):
        desk.keep_notes()
        if finding:
            hosts.forgive(
                desk.archive, [host for host, has_connected in desk.gate.connected.items() if not has_connected]
            )
            runs.line_was_down(desk.archive, desk.run_id, finding)
        for setback in desk.setbacks if not finding else ():
            setback()
    desk.setbacks.clear()
    return finding


async def _fetch_due(desk: Desk, outlet: str) -> tuple[int, int]:
    """Asks the pages that are due, one after the other; how many came, and how many did not."""
    came = missed = 0
    for page in urls.due(desk.archive, outlet, utc_now()):
        if not urls.is_still_due(desk.archive, page.url):
            continue
        reason = await _fetch_page(desk, page)
        came += reason in {Reason.OK, Reason.NOT_MODIFIED}
        missed += reason is not None and reason not in {Reason.OK, Reason.NOT_MODIFIED, Reason.DUPLICATE_URL}
    return came, missed


async def _fetch_page(desk: Desk, page: DueUrl) -> Reason | None:
    """What came of it; None where its host failed too often: the URL is left as it is, for another run."""
    verdict = await desk.may_ask(page.outlet, page.url)
    if not verdict.allowed:
        with transaction(desk.archive):
            _enter_failure(desk, page, verdict.reason)
        return verdict.reason
    await desk.note_reservation(page.outlet, page.url, page.url)
    answer = await desk.ask(page.outlet, page.url, "page", _page_conditions(desk, page))
    if answer.outcome is Reason.CONNECTION_FAILED and not answer.was_asked:
        return None
    if answer.hops and answer.outcome is Reason.OK:
        await desk.note_reservation(page.outlet, page.url, answer.final_url)
    with transaction(desk.archive):
        fetch_id = desk.keep(page.outlet, "page", answer)
        if answer.outcome is Reason.OK and fetch_id is not None:
            _enter_page(desk, page, answer, fetch_id)
        elif answer.outcome is Reason.DUPLICATE_URL:
            _enter_alias(desk, page, answer)
        elif answer.outcome is Reason.NOT_MODIFIED:
            urls.unchanged(desk.archive, page.url, next_recheck(page.changed_at, utc_now()))
        else:
            _enter_failure(desk, page, answer.outcome)
    return answer.outcome


def _enter_page(desk: Desk, page: DueUrl, answer: Answer, fetch_id: int) -> None:
    """Under the URL to which it belongs; one that is loaded already needs no page from another."""
    is_moved = bool(answer.hops) and not page.is_known
    url = aliases.led_to(desk.archive, page.url, answer.final_url) if is_moved else page.url
    if url == page.url or urls.is_still_due(desk.archive, url):
        urls.got_page(desk.archive, url, fetch_id)


def _enter_alias(desk: Desk, page: DueUrl, answer: Answer) -> None:
    """It redirects to a page that is here, which was not asked again."""
    target = redirect_target(replace(answer, url=answer.final_url))  # relative to the last that answered
    assert target is not None
    aliases.led_to(desk.archive, page.url, target)


def _page_conditions(desk: Desk, page: DueUrl) -> dict[str, str]:
    """For a recheck: the validators of the last answer."""
    known = fetches.latest(desk.archive, page.url) if page.is_known else None
    return fetches.conditions(known.headers.get("etag"), known.headers.get("last-modified")) if known else {}


def _enter_failure(desk: Desk, page: DueUrl, reason: Reason) -> None:
    """At once, or at the end of the run where it may turn out that our own line is down."""
    if desk.was_never_reached(page.url):
        desk.setbacks.append(partial(_count_failure, desk, page, reason))
    else:
        _count_failure(desk, page, reason)


def _count_failure(desk: Desk, page: DueUrl, reason: Reason) -> None:
    now = utc_now()
    failing_since = from_text(page.failing_since)
    match after_failure(reason, page.attempts, failing_since, now, desk.closed_until(page.url)):
        case AskAgain(at):
            urls.got_none(desk.archive, page.url, reason, due_at=at, now=now)
        case Settled():
            urls.got_none(desk.archive, page.url, reason, due_at=None, now=now)
        case GiveUp():
            urls.give_up(desk.archive, page.url, reason)
