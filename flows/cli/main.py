"""The ``wirewatch`` command."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

try:
    from flows.cli.demo import demo
    from flows.cli.deploy import deploy, sweep
    from flows.cli.doctor import doctor
    from flows.cli.export import export
    from flows.cli.extract import extract
    from flows.cli.forget import forget
    from flows.cli.imports import import_
    from flows.cli.probe import probe
    from flows.cli.query import CommentedCommand, query
    from flows.cli.rebuild import rebuild
    from flows.cli.report import report
    from flows.cli.run import run
    from flows.cli.screen import say
    from flows.cli.status import status
    from flows.cli.up import up
    from flows.cli.why import why
except KeyboardInterrupt:  # they take a second to come in, and a trace tells nobody anything
    sys.exit(130)

app = typer.Typer(
    name="wirewatch",
    help="Watches news outlets: clean text, who copies whom, and of which wire agency, in a DuckDB file.",
    epilog="Exit codes: 0 done, 1 could not do it, 2 bad usage or settings.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(demo)
app.command()(run)
app.command()(up)
app.command()(deploy)
app.command()(sweep)
app.command()(probe)
app.command()(extract)
app.command("import")(import_)
app.command()(export)
app.command(cls=CommentedCommand)(query)
app.command()(why)
app.command()(status)
app.command()(report)
app.command()(forget)
app.command()(doctor)
app.command()(rebuild)


def _show_version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        say(f"wirewatch {version('wirewatch')}")
        raise typer.Exit


@app.callback()
def main(
    *, _version: Annotated[bool, typer.Option("--version", help="Show the version.", callback=_show_version)] = False
) -> None:
    """Watches news outlets: clean text, who copies whom, and of which wire agency, in a DuckDB file."""
