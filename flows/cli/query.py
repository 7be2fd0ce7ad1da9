"""``wirewatch query``: one SELECT over what was published."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
from enum import StrEnum
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from flows.cli.failures import COULD_NOT, UsageError, told
from flows.cli.run import Config
from flows.cli.screen import UNPRINTABLE, complain, printable, say, show_table
from flows.files.spreadsheet import csv_value
from flows.settings import load_settings
from storage.publishing import published
from storage.query import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A statement that begins with its question, as those of examples/queries.sql do, and no option.
COMMENTED = re.compile(r"--(\s|.*\n)")

#: Rows of a table that a person reads; programs take another format.
SHOWN_ROWS = 1_000

#: A day: no clock of the system takes any number.
LONGEST_SECONDS = 86_400.0

#: Bytes of a command line that are no text, as Python keeps them.
UNSENDABLE = re.compile("[\ud800-\udfff]")

#: Letters of one of its cells: an article has some thousands, and wrapping megabytes takes minutes.
SHOWN_CHARACTERS = 10_000


class Format(StrEnum):
    """How the rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class CommentedCommand(TyperCommand):
    """A command whose argument may begin with a comment of SQL."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - its type is no public one of typer
        """Takes no comment for an option."""
        return super().parse_args(ctx, [f" {word}" if COMMENTED.match(word) else word for word in args])


def query(
    sql: Annotated[str, typer.Argument(help='One SELECT, such as "SELECT outlet, title FROM articles".')],
    config: Config = None,
    format_: Annotated[Format, typer.Option("--format", help="How the rows are written.")] = Format.TABLE,
    timeout: Annotated[
        float, typer.Option(help="Seconds after which it is stopped.", min=0.1, max=LONGEST_SECONDS)
    ] = 60.0,
) -> None:
    """Run one SELECT over news.duckdb, read only, within limits.

    It has --timeout seconds, 1 GB of memory, and no other file. A table shows 1,000 rows, the other formats all. Exits
    2 when the statement is refused, 1 when a limit stopped it.
    """
    with told("it is stopped"):
        if UNSENDABLE.search(sql):
            raise UsageError("the statement is no UTF-8: save or type it so")
        path = published(load_settings(config).data_folder)
        if format_ is Format.PARQUET:
            _write_parquet(path, sql, timeout)
        else:
            _write_rows(path, sql, timeout, format_)


def _write_rows(path: Path, sql: str, timeout: float, format_: Format) -> None:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as rows:
        _ask(Request(str(path), sql, timeout), timeout, rows.fileno())
        rows.seek(0)
        columns = json.loads(rows.readline())
        # What is infinite or no number, JSON cannot say.
        constant = (lambda _: None) if format_ is Format.JSON else None
        values = (json.loads(line, parse_constant=constant) for line in rows)
        match format_:
            case Format.CSV:
                _write_csv(columns, values)
            case Format.JSON:
                _write_json(columns, values)
            case _:
                _write_table(columns, values)


def _ask(request: Request, timeout: float, output: int) -> None:
    """Runs the child; ends the command with its code when it did not answer."""
    command = [sys.executable, "-P", "-m", "storage.query"]  # -P: a json.py in the working folder is not ours
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            input=request.to_json(),
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        complain(f"stopped: it took longer than {timeout:g} s (--timeout)")
        raise typer.Exit(COULD_NOT) from None
    if done.returncode < 0:
        complain(f"stopped: it needed more memory or CPU than a query may (signal {-done.returncode})")
        raise typer.Exit(COULD_NOT)
    if done.returncode:
        complain(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "stopped: it ended without a word")
        raise typer.Exit(done.returncode)


def _write_parquet(path: Path, sql: str, timeout: float) -> None:
    if sys.stdout.isatty():
        raise UsageError("--format parquet: this is not for a terminal; write > rows.parquet behind it")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder).resolve() / "rows.parquet"
        _ask(Request(str(path), sql, timeout, parquet=str(target)), timeout, subprocess.DEVNULL)
        with target.open("rb") as file:
            while piece := file.read(1 << 20):
                sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()


def _write_table(columns: list[str], rows: Iterator[list[object]]) -> None:
    show_table(columns, ([_shortened(value) for value in row] for row in islice(rows, SHOWN_ROWS)))
    if more := sum(1 for _ in rows):
        complain(f"... and {more} more rows: use --format csv, json or parquet for all")


def _shortened(value: object) -> object:
    words = "" if value is None else str(value)
    if len(words) <= SHOWN_CHARACTERS:
        return value
    return f"{words[:SHOWN_CHARACTERS]} ... ({len(words):,} characters: --format csv, json or parquet has all)"


def _write_csv(columns: list[str], rows: Iterator[list[object]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])


def _csv_value(value: object) -> object:
    value = csv_value(value)
    return printable(value) if isinstance(value, str) else value


def _write_json(columns: list[str], rows: Iterator[list[object]]) -> None:
    say("[")
    separator, columns = "", _told_apart(columns)
    for row in rows:
        sys.stdout.write(f"{separator}{_json(dict(zip(columns, row, strict=True)))}")
        separator = ",\n"
    say("\n]" if separator else "]")


def _told_apart(columns: list[str]) -> list[str]:
    """*columns*, those of a name that is taken with a number behind it: an object has each name once."""
    names: list[str] = []
    for column in columns:
        candidates = chain([column], (f"{column}_{number}" for number in count(1)))
        names.append(next(name for name in candidates if name not in names))
    return names


def _json(value: object) -> str:
    """*value* as JSON; characters that steer a terminal stand in their escaped form."""
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
