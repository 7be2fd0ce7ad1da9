"""The newsroom over real HTTP: one loopback address an outlet."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, formatdate, parsedate_to_datetime
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Self

from flows.newsroom.answers import Answer, answer
from flows.newsroom.outlets import STATES, Outlet, outlets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: How often an idle server looks whether it shall stop, in seconds: nine of them are stopped one after the other.
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the newsroom saw it, and how it was answered."""

    at: float  # of time.monotonic
    host: str  # the address that was asked, with its port
    method: str
    path: str  # with the query
    status: int
    headers: Mapping[str, str]  # names in lower case


class Desk:
    """What the outlets of one running newsroom share: the state, and the log of requests."""

    def __init__(self, state: int) -> None:
        self.state = _known(state)
        self.log: list[Request] = []


@dataclass(frozen=True, slots=True)
class Running:
    """A newsroom that answers."""

    bases: Mapping[str, str]  # by outlet: "http://127.0.1.1:41233"
    desk: Desk

    def turn_to(self, state: int) -> None:
        """Let the outlets print what they print in *state*, 1 or 2."""
        self.desk.state = _known(state)

    def requests(self) -> tuple[Request, ...]:
        """All requests so far, in the order of their answers."""
        return tuple(self.desk.log)


@contextmanager
def serve(state: int = 1) -> Iterator[Running]:
    """All outlets, until the block ends; open connections are ended with it."""
    desk = Desk(state)
    with ExitStack() as stack:
        servers = [stack.enter_context(_serving(outlet, number, desk)) for number, outlet in enumerate(outlets(), 1)]
        yield Running({server.outlet.name: server.base for server in servers}, desk)


@contextmanager
def _serving(outlet: Outlet, number: int, desk: Desk) -> Iterator[Site]:
    with _site(outlet, number, desk) as site:
        thread = threading.Thread(target=site.serve_forever, args=(POLL_SECONDS,), name=outlet.name)
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()


def _site(outlet: Outlet, number: int, desk: Desk) -> Site:
    """Bound to an address of its own; where the system has only 127.0.0.1 (macOS), to a port of its own there."""
    try:
        return Site(f"127.0.1.{number}", outlet, desk)
    except OSError:
        return Site("127.0.0.1", outlet, desk)


def _known(state: int) -> int:
    if state not in STATES:
        message = f"the newsroom has the states {STATES}, not {state!r}"
        raise ValueError(message)
    return state


class Site(ThreadingHTTPServer):
    """The server of one outlet. It knows its open connections, for a client may keep one alive for long."""

    daemon_threads = False  # closing waits for them, so that no socket is left behind
    request_queue_size = 64  # connections that may wait: a run asks with many at once

    def __init__(self, address: str, outlet: Outlet, desk: Desk) -> None:
        self.outlet, self.desk = outlet, desk
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((address, 0), _Handler)
        self.host = f"{address}:{self.server_port}"
        self.base = f"http://{self.host}"

    def __enter__(self) -> Self:
        return self

    def server_bind(self) -> None:
        """Without the look-up of http.server: it can take seconds to learn that an address has no name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        """Note the connection, then answer it on a thread of its own."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """Forget the connection, then close it."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """End the connections that are still open: the thread of an idle one waits for its next request."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client was faster
                    connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        """Say nothing of clients that went away."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a kept-alive connection waits 40 ms for each answer
    server: Site

    def do_GET(self) -> None:
        site = self.server
        reply = answer(site.outlet, site.base, site.desk.state, self.path)
        etag = f'W/"{blake2b(reply.body, digest_size=8).hexdigest()}"'
        if self._has(reply, etag):
            reply = Answer(304, reply.media_type, b"", reply.changed_at)
        self._log(reply.status)
        self._send(reply, etag)

    do_HEAD = do_GET  # noqa: N815, the same

    def log_message(self, *_args: object) -> None:
        """Nothing: the desk keeps the log."""

    def _has(self, reply: Answer, etag: str) -> bool:
        """Whether the client holds this already (RFC 9110 section 13.2.2: If-None-Match goes before the date)."""
        if reply.changed_at is None:
            return False
        if tags := self.headers["if-none-match"]:
            return etag in tags
        since = _date(self.headers["if-modified-since"])
        return since is not None and reply.changed_at <= since

    def _log(self, status: int) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(time.monotonic(), self.server.host, self.command, self.path, status, headers)
        self.server.desk.log.append(request)

    def _send(self, reply: Answer, etag: str) -> None:
        zipped = "gzip" in self.headers.get("accept-encoding", "") and bool(reply.body)
        body = gzip.compress(reply.body, mtime=0) if zipped else reply.body
        self.send_response_only(reply.status)
        for name, value in _headers(reply, etag, len(body), zipped=zipped).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _date(words: str | None) -> datetime | None:
    """A date of HTTP, always of UTC; what is none counts as absent (RFC 9110 section 13.1.3)."""
    try:
        return parsedate_to_datetime(words).replace(tzinfo=UTC) if words else None
    except ValueError:
        return None


def _headers(reply: Answer, etag: str, length: int, *, zipped: bool) -> dict[str, str]:
    headers = {"date": formatdate(usegmt=True), "server": "newsroom", "vary": "accept-encoding", **reply.headers}
    headers["content-type"] = reply.media_type
    if reply.status != 304:  # noqa: PLR2004, RFC 9110 section 15.4.5: it has no body, and no length of one
        headers["content-length"] = str(length)
    if zipped:
        headers["content-encoding"] = "gzip"
    if reply.changed_at is None:
        return headers | {"cache-control": "no-store"}
    return headers | {"etag": etag, "last-modified": format_datetime(reply.changed_at, usegmt=True)}
