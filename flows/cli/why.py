"""``wirewatch why``: everything known about one URL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractors.outcomes import State
from flows.cli.failures import COULD_NOT, UsageError, told
from flows.cli.run import AsJson, Config
from flows.cli.screen import complain, say, show_table
from flows.inspection.why import History, UnknownUrlError, history
from flows.settings import load_settings
from flows.telling import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The tables of a history, and which of their columns are shown to a person.
TABLES = {
    "sightings": ("seen_at", "kind", "listing", "url"),
    "fetches": ("fetched_at", "purpose", "outcome", "status", "bytes", "seconds", "url", "final_url", "evidence"),
    "versions": ("version", "fetched_at", "title", "change", "note"),
    "claims": ("field", "source", "value", "verdict", "note"),
    "removed_text": ("position", "reason", "text", "evidence"),
    "copy_of": ("outlet", "url", "kind", "coverage", "lag", "direction", "evidence"),
    "copied_by": ("outlet", "url", "kind", "coverage", "lag", "direction", "evidence"),
}

TITLES = {
    "sightings": "Named by",
    "fetches": "Asked",
    "versions": "Versions",
    "claims": "What the page says of itself",
    "removed_text": "What was taken out of the text",
    "copy_of": "Whose text it carries",
    "copied_by": "Who carries its text",
}

#: Of a text in a table.
MOST_CHARACTERS = 100


def why(
    url: Annotated[str, typer.Argument(help="The URL, in any spelling.")],
    config: Config = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of a URL, in any spelling.

    Who named it, what robots.txt says, each request, its text, versions, claims, what was taken out, and copies. Exits
    1 when it was never discovered.
    """
    with told():
        if not url.strip():
            raise UsageError("no URL was given; write one as a feed or a browser shows it")
        try:
            known = history(load_settings(config).data_folder, url)
        except UnknownUrlError as error:
            complain(str(error))
            raise typer.Exit(COULD_NOT) from None
    if as_json:
        say(json.dumps(known.plain(), ensure_ascii=False, default=str, indent=2))
    else:
        _show(known)


def _show(known: History) -> None:
    row = known.row
    say(f"{row['url']} ({row['outlet']}): {row['state']}, {row['reason']}: {row['meaning']}")
    say(f"discovered {row['discovered_at']} by {row['discovered_by']}")
    for line in (*_waiting(row), *_names(known), _robots(known.robots), *_article(known.made)):
        say(line)
    for name, columns in TABLES.items():
        _show_rows(TITLES[name], columns, (known.happened | known.made).get(name) or [])


def _waiting(row: dict[str, Any]) -> list[str]:
    """What is to come."""
    lines = [f"asked again at {row['due_at']}"] if row["due_at"] else []
    if row["waits_for_cleaning"]:
        lines.append("its page came and was not cleaned yet: the next run does")
    if row["failing_since"] and row["state"] != State.SKIPPED:  # one that we refuse has not failed
        times = "request" if row["attempts"] == 1 else f"{row['attempts']} requests in a row"
        lines.append(f"{times} failed, since {row['failing_since']}")
    return lines


def _names(known: History) -> list[str]:
    row = known.row
    own = [f"an alias of {row['alias_of']}"] if row["alias_of"] else []
    canonical = (
        [f"its canonical URL is {row['canonical_url']}"] if row["canonical_url"] not in {None, row["url"]} else []
    )
    return own + canonical + [f"also {one['url']} ({one['state']}, {one['reason']})" for one in known.spellings]


def _robots(said: dict[str, Any] | None) -> str:
    if said is None:
        return "robots.txt of its host was never asked"
    verdict = "may be asked" if said["allowed"] else f"may not be asked ({said['rule'] or said['reason']})"
    return f"robots.txt: {verdict}, as of {said['asked_at']}"


def _article(made: dict[str, Any]) -> list[str]:
    article, story = made.get("article"), made.get("story")
    if not article:
        return []
    facts = {"by": ", ".join(article["authors"] or ()), "published": article["published_at"]}
    facts |= {
        name: article[name] for name in ("language", "dateline", "wire_agency", "cited_source", "words", "confidence")
    }
    lines = [f"\n{article['title']}", ", ".join(f"{name} {value}" for name, value in facts.items() if value)]
    if story and story["articles"] > 1:
        spread = counted(story["outlets"], "outlet", "outlets"), counted(story["newsrooms"], "newsroom", "newsrooms")
        lines.append(f"its story: {story['articles']} articles of {', '.join(spread)}")
    return lines


def _show_rows(title: str, columns: Sequence[str], rows: list[dict[str, Any]]) -> None:
    """A table without the columns in which nothing stands."""
    used = [column for column in columns if any(row[column] is not None for row in rows)]
    if rows:
        say("")
        show_table(used, [[_short(row[column]) for column in used] for row in rows], title=title)


def _short(value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)
    text = str(value)
    return value if value is None or len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."
