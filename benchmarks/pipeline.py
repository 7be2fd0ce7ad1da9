"""What a whole ``wirewatch run`` costs beside the script that one would write in an afternoon.

    python benchmarks/pipeline.py [--pages FOLDER] [--plain] [--rounds 3]

Both fetch the same 300 pages over HTTP on loopback and leave a DuckDB file: the script with httpx,
``trafilatura.extract`` and one bulk insert; wirewatch with everything that it does (archive, clean text with its
evidence, copies, stories, publication). Printed is the CPU of both process trees, in turn, their ratio, and where
wirewatch's goes by stage.

Pages are made here (invented words in the markup of a news site, as heavy as real ones); --pages takes a folder of
HTML files (``.html`` or ``.html.gz``) instead.
"""

from __future__ import annotations

import argparse
import ctypes
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = 300
OUTLETS = 10

#: prctl: orphans become children of this process, so that the CPU of every descendant is counted when it ends.
PR_SET_CHILD_SUBREAPER = 36

AFTERNOON = """
import json, sys, duckdb, httpx, trafilatura
rows = []
with httpx.Client(timeout=60) as client:
    for url in sys.argv[3:]:
        html = client.get(url).text
        rows.append((url, trafilatura.extract(html, **json.loads(sys.argv[2]))))
con = duckdb.connect(sys.argv[1])
con.execute("CREATE TABLE articles AS SELECT unnest($1::VARCHAR[]) AS url, unnest($2::VARCHAR[]) AS record",
            [[row[0] for row in rows], [row[1] for row in rows]])
print(con.execute("SELECT count(record) FROM articles").fetchall()[0][0], "articles")
"""

#: What the script keeps of a page: a record, as wirewatch does.
RECORD: dict[str, object] = {"with_metadata": True, "include_comments": False, "output_format": "json"}

SYLLABLES = [
    "ba",
    "ra",
    "ni",
    "ko",
    "te",
    "lu",
    "ma",
    "si",
    "do",
    "pe",
    "ga",
    "ru",
    "ti",
    "no",
    "ka",
    "me",
    "sa",
    "ve",
    "li",
    "on",
    "ter",
    "an",
    "is",
    "ur",
]


def main() -> None:
    """Prints the costs of both."""
    arguments = _arguments()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    pages = _saved_pages(arguments.pages) if arguments.pages else _made_pages()
    print(f"{len(pages)} pages, {sum(map(len, pages)) / len(pages) / 1000:.0f} kB on average")
    ratios = []
    with _served(pages) as (addresses, feeds), tempfile.TemporaryDirectory() as folder:
        for number in range(1, arguments.rounds + 1):
            script = _afternoon(
                Path(folder) / f"script{number}.duckdb", addresses, RECORD if not arguments.plain else {}
            )
            ours = _wirewatch(Path(folder) / f"wirewatch{number}", feeds)
            ratios.append(ours / script)
            print(f"round {number}: script {script:.2f} CPU s, wirewatch {ours:.2f} CPU s, ratio {ratios[-1]:.2f}")
        print(f"median ratio: {median(ratios):.2f}")
        _stages(Path(folder) / "stages", feeds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=Path, help="a folder of .html or .html.gz files")
    parser.add_argument(
        "--plain", action="store_true", help="the script keeps the text alone, no title, author or date"
    )
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _saved_pages(folder: Path) -> list[bytes]:
    files = sorted(file for file in folder.rglob("*") if file.name.endswith((".html", ".html.gz")))[:PAGES]
    return [gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files]


def _made_pages() -> list[bytes]:
    chance = random.Random(1)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(4000)]
    return [_page(chance, words).encode() for _ in range(PAGES)]


def _page(chance: random.Random, words: list[str]) -> str:
    def sentence() -> str:
        return " ".join(chance.choices(words, k=chance.randint(8, 22))).capitalize() + "."

    def paragraph() -> str:
        return " ".join(sentence() for _ in range(chance.randint(2, 4)))

    def headline() -> str:
        return " ".join(chance.choices(words, k=chance.randint(5, 9))).capitalize()

    title = headline()
    teasers = [
        f'<li class="teaser"><div class="card"><a href="/t/{chance.random()}"><img src="/i.jpg" alt=""></a>'
        f'<div class="card-body"><span class="kicker">{chance.choice(words)}</span><h3><a href="/t/{chance.random()}">'
        f"{headline()}</a></h3><time>2026-11-03</time></div></div></li>"
        for _ in range(chance.randint(100, 300))
    ]
    body = "".join(f"<p>{paragraph()}</p>" for _ in range(chance.randint(8, 24)))
    script = "".join(f"window.state[{number}]='{chance.random()}';" for number in range(3000))
    return f"""<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title} - Kabar</title>
<meta property="og:title" content="{title}"><meta property="article:published_time" content="2026-11-03T08:00:00+07:00">
<script>{script}</script></head><body><nav><ul>{"".join(teasers[:20])}</ul></nav>
<main><article><h1>{title}</h1><div class="byline">Oleh {words[0].title()}</div>{body}</article></main>
<aside><h2>Terkait</h2><ul>{"".join(teasers)}</ul></aside><footer><p>&copy; Kabar</p></footer></body></html>"""


class _Site(BaseHTTPRequestHandler):
    """Pages at /0, /1, ...; a feed of every OUTLETS-th page at /feed."""

    protocol_version = "HTTP/1.1"

    def __init__(self, pages: list[bytes], *arguments: object) -> None:
        self._pages = pages
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answers."""
        name = self.path.strip("/")
        if name.isdigit():
            self._say(200, "text/html", self._pages[int(name)])
        elif name == "feed":
            self._say(200, "application/rss+xml", self._feed())
        else:
            self._say(404, "text/plain", b"no")

    def _feed(self) -> bytes:
        host = self.headers["Host"]
        outlet = int(host.split(":")[0].rsplit(".", 1)[1]) - 1
        numbers = range(outlet, len(self._pages), OUTLETS)
        items = "".join(f"<item><title>n</title><link>http://{host}/{number}</link></item>" for number in numbers)
        return f'<rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode()

    def _say(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that ended with its connections open is none."""


@contextmanager
def _served(pages: list[bytes]) -> Iterator[tuple[list[str], list[str]]]:
    """The addresses of all pages, and of the feeds that name them."""
    server = _Quiet(("0.0.0.0", 0), partial(_Site, pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hosts = [f"http://127.0.2.{number}:{server.server_port}" for number in range(1, OUTLETS + 1)]
    try:
        yield [f"{hosts[n % OUTLETS]}/{n}" for n in range(len(pages))], [f"{host}/feed" for host in hosts]
    finally:
        server.shutdown()
        server.server_close()


def _afternoon(database: Path, addresses: list[str], options: dict[str, object]) -> float:
    return _cpu_of([sys.executable, "-c", AFTERNOON, str(database), json.dumps(options), *addresses])


def _settings(folder: Path, feeds: list[str]) -> Path:
    folder.mkdir()
    file = folder / "wirewatch.toml"
    outlets = "".join(
        f'[[outlet]]\nname = "o{number}"\nhome = "{feed.removesuffix("feed")}"\nfeeds = ["{feed}"]\n'
        for number, feed in enumerate(feeds)
    )
    politeness = "[politeness]\nseconds_between_requests = 0.0\n"
    network = '[network]\nprivate_addresses = ["127.0.0.0/8"]\n'
    file.write_text(f'contact = "desk@benchmark.localhost"\n{politeness}{network}{outlets}', encoding="utf-8")
    return file


def _wirewatch(folder: Path, feeds: list[str]) -> float:
    command = str(Path(sys.executable).with_name("wirewatch"))
    return _cpu_of([command, "run", "--config", str(_settings(folder, feeds))])


def _cpu_of(command: list[str]) -> float:
    """CPU seconds of *command* and all its descendants."""
    before = _children_cpu()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    print("   ", done.stdout.strip().splitlines()[-1])
    while True:  # orphans, which are ours now
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return _children_cpu() - before


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


STAGES = """
import asyncio, resource, sys
from pathlib import Path
from flows import pipeline
from flows.settings import load_settings

def cpu():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

class Timed(pipeline.Bare):
    async def step(self, name, step):
        stage = name.split()[0]
        first, _ = spans.get(stage, (cpu(), 0))
        result = await step()
        spans[stage] = (first, cpu())
        return result

started, spans = cpu(), {}
settings = load_settings(Path(sys.argv[1]))
asyncio.run(pipeline.run_group(settings, "all", settings.in_group("all"), watch=Timed()))
print(f"imports    {started:6.2f} CPU s")
for stage, (first, last) in spans.items():
    print(f"{stage:10} {last - first:6.2f} CPU s")
print(f"{'all':10} {cpu():6.2f} CPU s of the main process; the rest of a round is its workers, who clean")
"""


def _stages(folder: Path, feeds: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STAGES, str(_settings(folder, feeds))], check=True, capture_output=True, text=True
    )
    print(done.stdout)


if __name__ == "__main__":
    main()
