"""What a person sees: lines, tables and progress; plain text where there is no terminal."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.progress import TaskID

#: Wide enough for any table: a pipe has no right margin.
NO_MARGIN = 100_000

#: Work that is done before this needs no bar.
QUIET_SECONDS = 2.0

#: Control characters and those that turn the direction of writing: a page must not steer a terminal.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def console() -> Console:
    """Standard output as it is now."""
    return Console(width=None if sys.stdout.isatty() else NO_MARGIN, highlight=False, soft_wrap=False)


def printable(text: str) -> str:
    """*text* without what would steer a terminal."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def say(line: str) -> None:
    """A line on standard output."""
    sys.stdout.write(printable(line) + "\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """A line on standard error."""
    sys.stderr.write(printable(line) + "\n")


def called() -> str:
    """How a person calls this command: by its name, or by its path where the shell does not find it."""
    if shutil.which("wirewatch"):
        return "wirewatch"
    path = Path(sys.executable).with_name("wirewatch")
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """A table on standard output."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(Text(printable(column)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    console().print(table)


def _cell(value: object) -> str:
    return "" if value is None else printable(" ".join(str(value).split("\n")))


@contextmanager
def lines_of_the_log() -> Iterator[None]:
    """What the pipeline says at info goes to standard output, a line each."""
    handler = _Lines()
    logger = logging.getLogger("flows")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage())


class Bars:
    """Progress bars on a terminal, one for each stage, once it has lasted two seconds. A context manager."""

    def __init__(self) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bars = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
        self._stage: TaskID | None = None
        self._started = time.monotonic()

    def stage(self, name: str, total: int | None) -> None:
        """A stage of so many pieces begins, where that is known."""
        if self._stage is not None:
            self._bars.remove_task(self._stage)
        self._started = time.monotonic()
        self._stage = self._bars.add_task(name, total=total, visible=False)

    def advance(self) -> None:
        """One of them is done."""
        if self._stage is not None:
            self._bars.update(self._stage, advance=1, visible=time.monotonic() - self._started > QUIET_SECONDS)

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars.live.is_started:  # else it would leave an empty line
            self._bars.stop()
