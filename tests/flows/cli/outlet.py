"""An outlet on this machine that says what a test wants, over real HTTP: fixtures, taken with ``pytest_plugins``."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

import pytest

_PRINTED = {
    "ferry": """
Ferry to Ilmora sails again after five weeks

The ferry between Quarrow and Ilmora carried passengers again on Monday, five weeks after a gearbox failed in the
middle of the strait and left two hundred people adrift for a night.

Engineers replaced the shaft and both bearings in a dry dock at Lambana, the operator said, and the harbour master
signed the papers on Sunday evening after a trial in heavy seas.

Tickets that were sold for the weeks without a ferry stay valid until the end of the summer, and those who would rather
have their money back can ask for it at any quay.
""",
    "market": """
Fish market moves to the old rope works

Traders will leave the quay where they have sold herring for a century and move into the empty rope works in autumn, the
council of Port Alder decided by one vote on Tuesday.

The hall has been without a roof since the storm of last winter, and the builders who looked at it want four months and
a new set of gutters before anyone may set up a stall there.

Opponents of the move say that nobody will walk uphill for a fish; those in favour say that nobody could park at the
quay either, and that the gulls will be glad of the peace.
""",
    "library": """
Night library opens for shift workers

A reading room that never closes opened on the upper floor of the customs house on Wednesday, for those whose shifts end
when every other library has put out its lamps.

The first guests were three crane drivers and a nurse, who asked for crime novels and tea; the librarian could offer
both, and a promise that the heating would work by the weekend.

The town pays for the first year out of what was left of the harbour festival, and wants to count the readers before it
decides whether there will be a second.
""",
}

#: By name, a headline and its paragraphs.
STORIES = {
    name: tuple(" ".join(part.split()) for part in printed.strip().split("\n\n")) for name, printed in _PRINTED.items()
}


def page_of(name, *, title=None, canonical=None):
    """A page with one of the stories on it."""
    headline, *paragraphs = STORIES[name]
    headline = escape(title or headline)
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{headline}</title>{link}</head>"
        f"<body><nav><a href=/>Home</a></nav><article><h1>{headline}</h1>\n{body}</article></body></html>"
    )


def rss_of(*items):
    """A feed of (url, title)."""
    body = "".join(f"<item><link>{escape(url)}</link><title>{escape(title)}</title></item>" for url, title in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{body}</channel></rss>'


#: Every host is asked for it once a day, before its first page.
TDMREP = "/.well-known/tdmrep.json"


class Site:
    """Answers each path from ``pages``, and notes what it is asked; a page is (status, headers, body) or a function."""

    def __init__(self, base):
        self.base = base
        self.pages = {}
        self.requests = []

    def url(self, path):
        return self.base + path

    def say(self, path, body="", status=200, **headers):
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return self.url(path)

    def feed(self, *paths, path="/feed", title="A headline", **headers):
        return self.say(path, self.feed_of(*paths, title=title), content_type="application/rss+xml", **headers)

    def feed_of(self, *paths, title="A headline"):
        return rss_of(*((self.url(one), f"{title} of {one}") for one in paths))

    def asked(self):
        """The paths that were asked since the last time, but for tdmrep.json, which test_reservations.py follows."""
        paths = [path for path, _ in self.requests if path != TDMREP]
        self.requests.clear()
        return paths


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server.site
        headers = {name.lower(): value for name, value in self.headers.items()}
        site.requests.append((self.path, headers))
        page = site.pages.get(self.path, (404, {}, "nothing here"))
        if callable(page):
            page(self)
        else:
            self.answer(*page, asked_for=headers.get("if-none-match"))

    def answer(self, status, headers, body, asked_for=None):
        body = body if isinstance(body, bytes) else body.encode()
        if asked_for is not None and headers.get("etag") == asked_for:
            status, body = 304, b""
        self.send_response(status)
        usual = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body))}
        for name, value in (usual | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def serving():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.site = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.site
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def lasting_site():
    """For what several tests start from."""
    with serving() as site:
        yield site


@pytest.fixture
def another_site():
    with serving() as site:
        yield site


@pytest.fixture(scope="session")
def page():
    return page_of


@pytest.fixture(scope="session")
def stories():
    return STORIES


@pytest.fixture
def settings_file(tmp_path):
    """Writes settings for outlets on this machine: (name, home, further lines of TOML)."""

    def write(*outlets, head=""):
        stanzas = [f'[[outlet]]\nname = "{name}"\nhome = "{home}"\n{more}\n' for name, home, more in outlets]
        text = f"""contact = "desk@newsroom.localhost"
{head}
[politeness]
seconds_between_requests = 0

[network]
private_addresses = ["127.0.0.0/8"]

{"".join(stanzas)}"""
        file = tmp_path / "wirewatch.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write
