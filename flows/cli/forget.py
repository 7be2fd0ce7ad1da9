"""``wirewatch forget``: a takedown."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from extractors.urls import UnusableUrl
from flows.cli.failures import COULD_NOT, UsageError, told
from flows.cli.run import AsJson, Config
from flows.cli.screen import Bars, complain, say
from flows.maintenance.forget import forget as take_down
from flows.maintenance.forget import look_up, subject_of
from flows.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from flows.maintenance.forget import Receipt


def forget(
    subject: Annotated[str, typer.Argument(metavar="URL|HOST", help="One page, or a host with all below it.")],
    config: Config = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a page, or all of a host, out of every file, for good.

    Out of archive, database and published file; it is not fetched again. A receipt says what went. Exits 1 when nothing
    is on file of it, or while a run is under way.
    """
    with told("type the same again: only then all of it is out"), Bars() as bars:
        try:
            name = subject_of(subject)
        except UnusableUrl as error:
            raise UsageError(str(error)) from error
        folder = load_settings(config).data_folder
        if not yes:
            _ask(folder, name)
        receipt = take_down(folder, name, bars)
    if as_json:
        say(json.dumps(asdict(receipt), ensure_ascii=False))
    else:
        _show(receipt)
    if receipt.still_in:
        raise typer.Exit(COULD_NOT)


def _ask(folder: Path, subject: str) -> None:
    if not sys.stdin.isatty():
        raise UsageError("this cannot be undone, and there is no terminal to ask at: add --yes")
    found = look_up(folder, subject)
    question = (
        f"{subject}: {len(found.urls)} URLs, {len(found.article_ids)} articles. This cannot be undone. Forget them?"
    )
    if not typer.confirm(question):
        raise typer.Exit(COULD_NOT)


def _show(receipt: Receipt) -> None:
    say(f"{receipt.subject}: forgotten, and not fetched again")
    say(f"{receipt.urls} URLs, {receipt.articles} articles, {receipt.answers} answers")
    say(f"{receipt.bodies_elsewhere} listings and other pages whose bytes told of it")
    for url in receipt.carried_by:
        say(f"the same words stay in {url}")
    for path in receipt.still_in:
        complain(f"{path}: words of it are still in this file: run this again, and report it if they stay")
