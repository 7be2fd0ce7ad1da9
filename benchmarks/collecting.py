"""What it costs to collect 40 outlets of 25 pages on loopback, and what bounds how long it takes.

    python benchmarks/collecting.py [--outlets 40] [--pages 25] [--slowest 0.1]

Outlets answer at once but for one, which takes --slowest seconds for each page. Printed is the CPU of ``collect`` for
a page (without the server, which is a process of its own), and how its wall time compares with the slowest outlet
alone and with all outlets one after the other. No pause is kept.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import tempfile
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from flows.collect import collect_outlet, settle_setbacks
from flows.desk import open_desk
from flows.settings import load_settings
from storage import runs
from storage.archive import open_archive

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: A page of a news site without pictures.
PAGE = b"<html><body>" + b"<p>The ferry between Quarrow and Ilmora sails again.</p>" * 1000

SETTINGS = """contact = "desk@newsroom.localhost"
[politeness]
seconds_between_requests = 0
requests_at_once = 64
[network]
private_addresses = ["127.0.0.0/8"]
"""
OUTLET = '[[outlet]]\nname = "o{0}"\nhome = "http://127.0.{2}.{0}:{1}/"\nfeeds = ["http://127.0.{2}.{0}:{1}/feed"]\n'


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--outlets", type=int, default=40)
    parser.add_argument("--pages", type=int, default=25)
    parser.add_argument("--slowest", type=float, default=0.1)
    arguments = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs, arguments.pages, arguments.slowest), daemon=True)
    server.start()
    port = ours.recv()
    alone, _ = _measure(port, 1, arguments.pages)
    wall, cpu = _measure(port, arguments.outlets, arguments.pages)
    server.terminate()
    pages = arguments.outlets * arguments.pages
    print(f"{pages} pages: {1000 * cpu / pages:.2f} CPU ms a page, {wall:.1f} s")
    print(f"the slowest outlet alone: {alone:.1f} s, so {wall / alone:.1f} times that")
    print(f"if each took as long, one after the other: {wall / (alone * arguments.outlets):.2f} of that")


def _measure(port: int, outlets: int, pages: int) -> tuple[float, float]:
    """Wall and CPU seconds of collecting so many, the slowest (the first) among them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wirewatch.toml"
        file.write_text(SETTINGS + "".join(OUTLET.format(n, port, 7) for n in range(1, outlets + 1)))
        settings = load_settings(file)
        settings.data_folder.mkdir()
        with open_archive(settings.data_folder / "pages.sqlite") as archive:
            run_id = runs.start(archive, "all", datetime.now(UTC), None)
        before, started = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()

        async def collect() -> int:
            async with open_desk(settings, run_id) as desk:
                done = await asyncio.gather(*(collect_outlet(desk, outlet) for outlet in settings.outlets))
                settle_setbacks(desk)
                return sum(one.fetched for one in done)

        assert asyncio.run(collect()) == outlets * pages
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return time.monotonic() - started, cpu


def _serve(ready: Connection, pages: int, slowest: float) -> None:
    class Site(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers["host"]
            body, status = PAGE + self.path.encode() + host.encode(), 200
            if self.path == "/robots.txt":
                body, status = b"", 404
            elif self.path == "/feed":
                links = "".join(f"<item><link>http://{host}/{n}</link></item>" for n in range(pages))
                body = f'<rss version="2.0"><channel>{links}</channel></rss>'.encode()
            elif host.startswith("127.0.7.1:"):
                time.sleep(slowest)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Site)
    ready.send(server.server_port)
    server.serve_forever()


if __name__ == "__main__":
    main()
