"""Two runs at once beside one host, and hostile pages beside an ordinary outlet: over real HTTP."""

import asyncio
import gzip
import socket
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from flows.collect import collect_outlet
from flows.desk import open_desk
from flows.settings import load_settings
from flows.web.fetch import Fetcher
from storage import runs
from storage.archive import open_archive

pytest_plugins = "tests.flows.cli.outlet"

#: Of it the server may miss half: on a busy machine it notes one request late and the next at once.
PAUSE = 0.2


async def collect(settings, group):
    with open_archive(settings.data_folder / "pages.sqlite") as archive:
        run_id = runs.start(archive, group, datetime.now(UTC), None)
    async with open_desk(settings, run_id) as desk:
        await asyncio.gather(*(collect_outlet(desk, outlet) for outlet in settings.in_group(group)))


def prepared(file):
    settings = load_settings(file)
    settings.data_folder.mkdir()
    return settings


def test_two_runs_at_once_keep_one_request_at_a_time_and_the_pause(site, settings_file):
    spans, lock = [], threading.Lock()

    def slow(path):
        def say(request):
            started = time.monotonic()
            time.sleep(0.03)
            request.answer(200, {}, f"<p>{path}")
            with lock:
                spans.append((started, time.monotonic()))

        return say

    stanzas = []
    for group in ("asia", "europe"):
        paths = [f"/{group}/{n}" for n in range(6)]
        site.feed(*paths, path=f"/{group}/feed")
        site.pages |= {path: slow(path) for path in paths}
        stanzas.append((group, site.url("/"), f'feeds = ["{site.url(f"/{group}/feed")}"]\ngroup = "{group}"'))
    file = settings_file(*stanzas, head='[[group]]\nname = "asia"\n[[group]]\nname = "europe"')
    file.write_text(file.read_text().replace("requests = 0", f"requests = {PAUSE}"))
    settings = prepared(file)

    async def both():
        await asyncio.gather(*(collect(settings, group) for group in ("asia", "europe")))

    asyncio.run(both())
    assert len(spans) == 12
    for (begun, ended), (next_begun, _) in pairwise(sorted(spans)):
        assert next_begun >= ended
        assert next_begun - begun >= PAUSE / 2


def raw(said, *, then=None):
    def say(request):
        request.wfile.write(said)
        if then:
            then(request)
        request.close_connection = True

    return say


def trickle(request):
    for _ in range(100):
        request.wfile.write(b".")
        time.sleep(0.05)


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def forbidden():
    """A listener that nobody may connect to; it counts who did."""
    with socket.create_server(("127.0.0.2", 0)) as listener:
        listener.settimeout(0.05)
        yield listener


def hostile_pages(site, forbidden):
    port = forbidden.getsockname()[1]
    bomb = gzip.compress(bytes(40_000_000), 1)
    yield "/bomb", raw(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb), "too large"
    yield "/huge", raw(OK + b"Content-Length: 30000000\r\n\r\n"), "too large"
    yield "/huge-unsaid", raw(OK + b"Connection: close\r\n\r\n" + bytes(12_000_000)), "too large"
    yield "/slow", raw(OK + b"Content-Length: 1000\r\n\r\n", then=trickle), "timed out"
    yield "/half", raw(OK + b"Content-Length: 1000\r\n\r\nabc"), "truncated"
    yield "/chunks", raw(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"), "truncated"
    yield "/twice", raw(OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: 3\r\n\r\nabc"), "undecodable"
    yield "/loop", (302, {"location": "/loop"}, ""), "redirect loop"
    for hop in range(12):
        site.say(f"/hop{hop}", "", status=302, location=f"/hop{hop + 1}")
    yield "/hops", (302, {"location": "/hop0"}, ""), "too many redirects"
    forbidden_targets = {
        "/private": f"http://127.0.0.2:{port}/",
        "/decimal": f"http://{(127 << 24) + 2}:{port}/",
        "/octal": f"http://0177.0.0.2:{port}/",
        "/hex": f"http://0x7f000002:{port}/",
        "/mapped": f"http://[::ffff:127.0.0.2]:{port}/",
        "/metadata": "http://169.254.169.254/latest/",
    }
    for path, target in forbidden_targets.items():
        yield path, (302, {"location": target}, ""), "refused address"
    for path, target in {"/user": f"http://me:s3cr3t@127.0.0.2:{port}/", "/file": "file:///etc/passwd"}.items():
        yield path, (302, {"location": target}, ""), "not http"


def test_a_hostile_outlet_costs_no_other_its_articles_and_leads_nowhere(
    site, another_site, settings_file, forbidden, monkeypatch
):
    monkeypatch.setitem(Fetcher.__init__.__kwdefaults__, "total_seconds", 1.0)
    cases = {path: (page, outcome) for path, page, outcome in hostile_pages(site, forbidden)}
    site.pages |= {path: page for path, (page, _) in cases.items()}
    site.feed(*cases)
    another_site.feed("/a", "/b")
    another_site.say("/a", "<p>A")
    another_site.say("/b", "<p>B")
    outlets = [("hostile", site.url("/"), f'feeds = ["{site.url("/feed")}"]')]
    outlets += [("quay", another_site.url("/"), f'feeds = ["{another_site.url("/feed")}"]')]
    file = settings_file(*outlets)
    file.write_text(file.read_text().replace("127.0.0.0/8", "127.0.0.1/32"))
    settings = prepared(file)
    asyncio.run(collect(settings, "all"))
    with open_archive(settings.data_folder / "pages.sqlite") as archive:
        found = archive.execute("SELECT url, outcome FROM fetches WHERE purpose = 'page'").fetchall()
        told = " ".join(map(str, archive.execute("SELECT group_concat(evidence) FROM fetches").fetchone()))
    outcomes = {row["url"]: row["outcome"] for row in found}
    assert {path: outcomes.get(site.url(path)) for path in cases} == {path: why for path, (_, why) in cases.items()}
    assert [outcomes.get(another_site.url(path)) for path in ("/a", "/b")] == ["ok", "ok"]
    assert "s3cr3t" not in told
    with pytest.raises(TimeoutError):
        forbidden.accept()
