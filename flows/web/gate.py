"""When the next request may go to a host.

One at a time per host, a pause from the start of one request to the start of the next, so many at once over all hosts.
The pause and the times until which hosts are closed are shared with other runs of this machine through three
functions, so that this module knows no database.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

#: The longest Crawl-delay that is kept (news-crawl and fundus draw the line here too).
MAX_PAUSE = 120.0

#: A run waits this long for a closed host to open; beyond, its URLs are left to a later run.
PATIENCE = timedelta(seconds=60)


class HostClosed(Exception):  # noqa: N818 - says what the host is
    """The host asked not to be asked before a time that this run does not wait for."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"closed until {until:%Y-%m-%d %H:%M:%S} UTC")
        self.until = until


class Gate:
    """Held open for one run; ``host`` is ``extractors.urls.host_of`` everywhere."""

    def __init__(  # noqa: PLR0913 - what it shares with other runs, and two settings
        self,
        *,
        pause: float,
        requests_at_once: int,
        reserve: Callable[[str, float], float],  # host, pause -> seconds to wait: takes the next start time of the host
        close: Callable[[str, datetime], None],
        closed_until: Callable[[str], datetime | None],
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pause = pause
        self._at_once = asyncio.Semaphore(requests_at_once)
        self._reserve = reserve
        self._close = close
        self._closed_until = closed_until
        self._clock = clock
        self._sleep = sleep
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._pauses: dict[str, float] = {}
        self._started_at: dict[str, datetime] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the turn of *host*; the request is made inside. Raises HostClosed."""
        async with self._locks[host]:
            await self._until_open(host)
            await self._until_due(host)
            async with self._at_once:
                # Reserved only now: a start time that passes while others hold the semaphore would be worth nothing.
                # So there is nothing left to wait for, unless another run asks this host too.
                if (wait := self._reserve(host, self.pause_for(host))) > 0:
                    await self._sleep(wait)
                await self._until_open(host)
                self._started_at[host] = self._clock()
                yield

    def has_left(self, host: str) -> None:
        """The request goes out only now, its connection stands: the pause counts from here, not from the turn."""
        self._started_at[host] = self._clock()

    def pause_for(self, host: str) -> float:
        """Seconds from the start of one request to the start of the next."""
        return self._pauses.get(host, self._pause)

    def set_pause(self, host: str, seconds: float) -> None:
        """Lengthen the pause of *host* to its Crawl-delay, up to 120 s. Never shortens it below the settings."""
        self._pauses[host] = max(self._pause, min(seconds, MAX_PAUSE))

    def close_until(self, host: str, when: datetime) -> None:
        """Let no run ask *host* before *when*."""
        self._close(host, when)

    async def _until_open(self, host: str) -> None:
        while (until := self._closed_until(host)) and (wait := until - self._clock()) > timedelta():
            if wait > PATIENCE:
                raise HostClosed(until)
            await self._sleep(wait.total_seconds())

    async def _until_due(self, host: str) -> None:
        """Wait out the pause before the semaphore is taken: it would keep other hosts waiting."""
        if host in self._started_at:
            gone = (self._clock() - self._started_at[host]).total_seconds()
            pause = self.pause_for(host)
            # A system clock that was set back must not make the wait longer than the pause.
            if (wait := min(pause - gone, pause)) > 0:
                await self._sleep(wait)
