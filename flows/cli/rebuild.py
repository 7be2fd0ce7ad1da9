"""``wirewatch rebuild``: the database anew from the archive, or what that would change."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated

import typer

from flows.clean import cleaner_version
from flows.cli.failures import told
from flows.cli.run import AsJson, Config
from flows.cli.screen import Bars, say, show_table
from flows.desk import ARCHIVE_FILE
from flows.inspection.second_opinion import second_opinion
from flows.maintenance.rebuild import RebuildError
from flows.maintenance.rebuild import rebuild as make_anew
from flows.settings import load_settings

if TYPE_CHECKING:
    from flows.inspection.second_opinion import Difference
    from flows.settings import Settings

#: Of a change so many letters are shown, and of an article so many changes.
SHOWN_LETTERS = 160
SHOWN_CHANGES = 5

COLUMNS = ("outlet", "pages", "changed", "articles gained", "articles lost", "words gained", "words lost")


def rebuild(
    config: Config = None,
    *,
    compare: Annotated[
        bool, typer.Option("--compare", help="Only show what this version of the cleaner would change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make news.duckdb anew from the archive, while runs go on.

    It is switched at the end; Ctrl-C leaves everything as it was. Pages whose bytes were dropped keep their clean text
    as it is.
    """
    with told("everything is as it was"):
        settings = load_settings(config)
        if not (settings.data_folder / ARCHIVE_FILE).exists():
            raise RebuildError(f"{settings.data_folder}: there is nothing to rebuild yet: type wirewatch run first")
        if compare:
            _compare(settings, as_json=as_json)
        else:
            _rebuild(settings, as_json=as_json)


def _rebuild(settings: Settings, *, as_json: bool) -> None:
    with Bars() as bars:
        done = make_anew(settings, bars)
    if as_json:
        say(json.dumps(asdict(done)))
        return
    say(f"{done.cleaned:,} pages cleaned with {cleaner_version()}; {done.verdicts:,} URLs are something else now")
    if done.carried_over:
        say(f"{done.carried_over:,} clean records carried over as they were: their pages are not kept any more")


def _compare(settings: Settings, *, as_json: bool) -> None:
    with Bars() as bars:
        opinion = second_opinion(settings, bars)
    outlets = [opinion.outlets[name] for name in sorted(opinion.outlets)]
    if as_json:
        found = {"outlets": [asdict(one) for one in outlets], "worst": [asdict(one) for one in opinion.worst]}
        say(json.dumps(found, ensure_ascii=False))
        return
    show_table(COLUMNS, [astuple(one) for one in outlets])
    for difference in opinion.worst:
        _show(difference)
    if not opinion.worst:
        say("This version of the cleaner changes nothing.")


def _show(difference: Difference) -> None:
    what = f"{difference.words_gained:,} words gained, {difference.words_lost:,} lost"
    if difference.before != difference.after:
        what = f"{difference.before} becomes {difference.after}, {what}"
    say(f"\n{difference.url}: {what}")
    for change in difference.changes[:SHOWN_CHANGES]:
        for sign, words in (("-", change["before"]), ("+", change["after"])):
            if words:
                say(f"  {sign} {shorten(words, SHOWN_LETTERS, placeholder=' ...')}")
    if more := len(difference.changes[SHOWN_CHANGES:]):
        say(f"  ... and {more:,} more changes")
