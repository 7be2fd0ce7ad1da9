"""A loopback server that says exactly the bytes that a test wants it to say."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest

from flows.web.addresses import Reach
from flows.web.fetch import Fetcher
from flows.web.gate import Gate
from storage.hosts import LOOK_AGAIN_SECONDS, seconds_until_free
from storage.hosts import Host as Known

LOOPBACK = Reach((ip_network("127.0.0.0/8"),), frozenset({80, 443}))


class Host:
    """Answers each path from a script, with raw bytes or a coroutine function, and notes what it is asked."""

    def __init__(self, script):
        self.script = script
        self.requests = []
        self.port = 0

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader, writer):
        writer.write(self.script.get("greeting", b""))
        try:
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.requests.append(request)
                said = self.script[request.split()[1]]
                if callable(said):
                    await said(writer)
                    break
                writer.write(said.replace(b"PORT", str(self.port).encode()))
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            writer.close()

    def paths(self):
        return [request.split()[1] for request in self.requests]


@asynccontextmanager
async def serving(script, context=None):
    host = Host(script)
    server = await asyncio.start_server(host.serve, "127.0.0.1", 0, ssl=context)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()


class Hosts:
    """The part of the archive that the gate needs, in memory: what is known of each host, and who has it."""

    def __init__(self, clock=lambda: datetime.now(UTC)):
        self.clock = clock
        self.states = {}
        self.taken = set()

    def known(self, host):
        return self.states.get(host, Known())

    def take(self, host, pause):
        if host in self.taken:
            return LOOK_AGAIN_SECONDS
        if (wait := seconds_until_free(self.known(host), pause, self.clock())) > 0:
            return wait
        self.taken.add(host)
        return 0.0

    def release(self, host, after):
        self.taken.remove(host)
        self.states[host] = after

    def gate(self, **changes):
        settings = {"pause": 0.0, "requests_at_once": 16, "hosts": self, "clock": self.clock}
        return Gate(**(settings | changes))


@pytest.fixture
def hosts():
    return Hosts()


@pytest.fixture
def ask(hosts):
    """Serve a script, ask one of its paths (or a whole URL), return the answer and the host."""

    def asked(script, path, *, context=None, limit=100_000, before=(), **how):
        usual = {"reach": LOOPBACK, "total_seconds": 5.0, "contact": "desk@wire.example", "purpose": "page"}
        how = usual | how
        fetch = {name: how.pop(name) for name in ["purpose", "headers", "may_ask"] if name in how}

        async def run():
            async with (
                serving(script, context) as host,
                Fetcher(version="9.9", gate=hosts.gate(), clock=lambda: datetime.now(UTC), **how) as fetcher,
            ):
                for earlier in before:
                    await fetcher.fetch(host.url(earlier), limit=limit, **fetch)
                url = host.url(path) if path.startswith("/") else path.replace("PORT", str(host.port))
                return await fetcher.fetch(url, limit=limit, **fetch), host

        return asyncio.run(run())

    return asked
