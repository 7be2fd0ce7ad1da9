import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from extractors.model import FeedEntry, Page, Text
from extractors.outcomes import Reason
from flows.clean import IN_FLIGHT, Cleaner

pytest_plugins = "tests.flows.cli.outlet"


@pytest.fixture(scope="module")
def cleaner():
    with Cleaner(workers=2) as cleaner:
        yield cleaner


def text(number, paragraphs=1):
    words = f"Tide table number {number} was pinned to the door of the harbour master's office before dawn on Monday."
    return Text(f"http://quay.news/{number}", f"Tide table {number}", (words,) * paragraphs)


def deadly(url="http://quay.news/deadly"):
    """A page on which its worker dies, as on a fault of a parser written in C."""
    return Page(url, SimpleNamespace(strip=partial(os._exit, 9)))


def test_pages_and_texts_become_articles(cleaner, page, stories):
    (from_page,) = cleaner.clean([Page("http://quay.news/ferry", page("ferry").encode())])
    headline, *paragraphs = stories["ferry"]
    assert (from_page.outcome, from_page.article.title) == (Reason.OK, headline)
    assert from_page.article.paragraphs == tuple(paragraphs)
    (from_text,) = cleaner.clean([Text("http://quay.news/ferry", headline, tuple(paragraphs))])
    assert from_text.article.paragraphs == tuple(paragraphs)


def test_what_comes_out_is_in_the_order_of_what_went_in(cleaner):
    lengths = [300, 1, 1, 40, 1, 1, 1, 90] * (IN_FLIGHT // 4)
    found = list(cleaner.clean(text(number, length) for number, length in enumerate(lengths)))
    assert [one.article.url for one in found] == [f"http://quay.news/{number}" for number in range(len(lengths))]


def test_no_pages_are_no_results(cleaner):
    assert list(cleaner.clean([])) == []


def test_a_page_that_kills_its_worker_costs_only_itself(cleaner):
    pages = [text(0), deadly(), text(1), deadly(), deadly(), text(2)]
    found = list(cleaner.clean(pages))
    assert [one.outcome for one in found] == [
        Reason.OK,
        Reason.CLEANER_STOPPED,
        Reason.OK,
        Reason.CLEANER_STOPPED,
        Reason.CLEANER_STOPPED,
        Reason.OK,
    ]
    assert found[1].evidence == "its process ended with code 9"
    assert [one.outcome for one in cleaner.clean([text(3)])] == [Reason.OK]


@pytest.mark.parametrize(
    ("content", "outcomes"),
    [
        (b"", {Reason.EMPTY}),
        (b"\0" * 10_000, {Reason.EMPTY, Reason.NO_ARTICLE, Reason.UNDECODABLE}),
        (os.urandom(50_000), {Reason.EMPTY, Reason.NO_ARTICLE, Reason.UNDECODABLE, Reason.TOO_SHORT}),
        (
            b"<div>" * 20_000 + b"<p>deep</p>",
            {Reason.EMPTY, Reason.NO_ARTICLE, Reason.TOO_SHORT, Reason.CLEANER_STOPPED},
        ),
        (b"<p " + b"a=b " * 100_000 + b">x", {Reason.EMPTY, Reason.NO_ARTICLE, Reason.TOO_SHORT}),
    ],
    ids=["nothing", "zeroes", "noise", "too deep", "attributes"],
)
def test_no_bytes_end_a_run(cleaner, content, outcomes):
    entry = FeedEntry("http://quay.news/strange", title="Strange")
    (found,) = cleaner.clean([Page("http://quay.news/strange", content, entry=entry)])
    assert found.outcome in outcomes


def test_agencies_of_the_settings_are_known_to_the_workers():
    words = ("QUARROW (Gannet) - The harbour froze over for the first time in forty years, the harbour master said.",)
    with Cleaner(("gannet",), workers=1) as cleaner:
        (found,) = cleaner.clean([Text("http://quay.news/ice", "Harbour freezes", words)])
    assert (found.article.wire_agency or "").lower() == "gannet"


def test_who_waits_for_pages_in_another_thread_is_let_go_when_the_run_is_interrupted():
    asleep = Page("http://quay.news/asleep", SimpleNamespace(strip=partial(time.sleep, 60)))
    let_go = threading.Event()

    def wait(cleaner):
        with suppress(CancelledError, BrokenProcessPool):
            list(cleaner.clean([asleep] * 3))
        let_go.set()

    with pytest.raises(KeyboardInterrupt), Cleaner(workers=1) as cleaner:  # noqa: PT012 - a run in the middle of things
        threading.Thread(target=wait, args=(cleaner,), daemon=True).start()
        time.sleep(0.5)
        raise KeyboardInterrupt
    assert let_go.wait(10)


BURN = """
import resource
from functools import partial
from types import SimpleNamespace
from extractors.model import Page, Text
from flows.clean import Cleaner
resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
burning = Page("http://quay.news/burning", SimpleNamespace(strip=partial(sum, range(10**13))))
words = ("Tide tables were pinned to the door of the harbour master's office before dawn on Monday.",)
good = [Text(f"http://quay.news/{number}", "Tide tables", words) for number in range(3)]
with Cleaner(workers=1) as cleaner:
    for cleaned in cleaner.clean([good[0], burning, *good[1:]]):
        print(cleaned.outcome.value, cleaned.evidence or "", sep="|")
"""


def test_a_page_that_burns_cpu_is_ended_by_the_kernel_and_costs_only_itself():
    """With two seconds of CPU a process, which the system allows here, in place of our twenty a page."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", BURN], cwd=root, text=True, capture_output=True, timeout=60, check=False
    )
    first, burnt, *others = done.stdout.splitlines()
    assert (first, others) == ("ok|", ["ok|", "ok|"]), done.stderr
    assert burnt.startswith("cleaner stopped|its process ended with code -")


def test_recursion_without_end_is_a_verdict_and_not_the_end_of_a_worker(cleaner):
    nested = SimpleNamespace(strip=partial(json.loads, "[" * 100_000))
    (found,) = cleaner.clean([Page("http://quay.news/nested", nested)])
    assert (found.outcome, found.evidence) == (Reason.CLEANER_STOPPED, "RecursionError")
