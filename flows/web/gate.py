"""When the next request may go to a host.

One at a time per host, a pause from the start of one request to the start of the next, so many at once over all hosts.
What is known of a host is shared with other runs of this machine through ``Hosts``, so that this module knows no
database. The pause counts from the moment in which the request leaves, for its connection may take time before.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from extractors.outcomes import Reason
from flows.web.pace import after_answer, pause_of
from storage.hosts import ASKED_TO_WAIT, LOOK_AGAIN_SECONDS, Host, seconds_until_free

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from flows.web.answers import Answer

#: A run waits so long in all for a closed host to open; beyond, its URLs are left to a later run.
PATIENCE = timedelta(seconds=60)

#: Outcomes that say nothing of a host: no connection to it was tried.
NOT_ASKED = {Reason.REFUSED_ADDRESS, Reason.NOT_HTTP}


class HostClosed(Exception):  # noqa: N818 - says what the host is
    """The host is not to be asked before a time that this run does not wait for."""

    def __init__(self, host: Host) -> None:
        assert host.closed_until
        super().__init__(f"closed until {host.closed_until:%Y-%m-%d %H:%M:%S} UTC: {host.closed_because}")
        self.reason = Reason.RATE_LIMITED if host.closed_because == ASKED_TO_WAIT else Reason.CONNECTION_FAILED


class Hosts(Protocol):
    """What runs share: ``storage.hosts`` of one run."""

    def known(self, host: str) -> Host:
        """How it answers."""

    def take(self, host: str, pause: float) -> float:
        """Takes it for a request: 0.0, or the seconds to wait before trying again."""

    def release(self, host: str, after: Host) -> None:
        """Lets others ask it."""


@dataclass(slots=True)
class Turn:
    """A request that is under way."""

    started_at: datetime
    answer: Answer | None = None  # to be set by who asks


class Gate:
    """Held open for one run; ``host`` is ``extractors.urls.host_of`` everywhere."""

    def __init__(
        self,
        *,
        pause: float,
        requests_at_once: int,
        hosts: Hosts,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pause = pause
        self._at_once = asyncio.Semaphore(requests_at_once)
        self._hosts = hosts
        self._clock = clock
        self._sleep = sleep
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._crawl_delays: dict[str, float] = {}
        self._turns: dict[str, Turn] = {}
        self._waited: defaultdict[str, timedelta] = defaultdict(timedelta)
        self.connected: dict[str, bool] = {}  # of each host that was asked: was there ever a connection?

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[Turn]:
        """Wait for the turn of *host*; the request is made inside, its answer told. Raises HostClosed."""
        async with self._locks[host]:
            await self._enter(host)
            turn = self._turns[host] = Turn(self._clock())
            try:
                yield turn
            finally:
                self._at_once.release()
                self._leave(host, turn)

    def has_left(self, host: str) -> None:
        """The request goes out only now, its connection stands: the pause counts from here, not from the turn."""
        self._turns[host].started_at = self._clock()

    def set_crawl_delay(self, host: str, seconds: float) -> None:
        """Lengthen the pause of *host*. Never shortens it below the settings."""
        self._crawl_delays[host] = seconds

    async def _enter(self, host: str) -> None:
        """Takes the host, and one of the places for requests; who waits leaves the place to others."""
        while True:
            known = await self._open_host(host)
            pause = self._pause_of(host, known)
            if (wait := seconds_until_free(known, pause, self._clock())) > 0:
                await self._sleep(wait)
            await self._at_once.acquire()
            wait = LOOK_AGAIN_SECONDS
            try:
                wait = self._hosts.take(host, pause)
            finally:
                if wait > 0:
                    self._at_once.release()
            if wait <= 0:
                return
            # Another run was quicker, or closed the host: what is known of it has changed.
            await self._sleep(min(wait, LOOK_AGAIN_SECONDS))

    async def _open_host(self, host: str) -> Host:
        """What is known of *host*, once it is not closed any more."""
        while True:
            known = self._hosts.known(host)
            wait = (known.closed_until or self._clock()) - self._clock()
            if wait <= timedelta():
                return known
            if self._waited[host] + wait > PATIENCE:
                raise HostClosed(known)
            self._waited[host] += wait
            await self._sleep(wait.total_seconds())

    def _leave(self, host: str, turn: Turn) -> None:
        known = self._hosts.known(host)
        if turn.answer is not None and turn.answer.outcome not in NOT_ASKED:
            known = after_answer(known, turn.answer, self._clock())
            is_connected = turn.answer.outcome is not Reason.CONNECTION_FAILED
            self.connected[host] = is_connected or self.connected.get(host, False)
        started_at, pause = turn.started_at.timestamp(), self._pause_of(host, known)
        self._hosts.release(host, replace(known, asked_at=started_at, pause=pause))

    def _pause_of(self, host: str, known: Host) -> float:
        return pause_of(known, self._pause, self._crawl_delays.get(host))
