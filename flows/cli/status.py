"""``wirewatch status``: outlets and their health, and the last runs."""

from __future__ import annotations

import json

from flows.cli.failures import told
from flows.cli.run import AsJson, Config
from flows.cli.screen import say, show_table
from flows.settings import load_settings
from storage.publishing import published
from storage.query import Rows, read

OUTLETS = """
SELECT outlet, state, date_trunc('second', last_success_at) AS last_success_at, articles_24h, usual_24h, note
FROM outlets ORDER BY state <> 'ok' DESC, outlet
"""

RUNS = """
SELECT run_id, "group", date_trunc('second', started_at) AS started_at,
       to_seconds(round(epoch(finished_at - started_at))::BIGINT) AS took, outcome, discovered, fetched, new_articles,
       new_versions, copies
FROM runs ORDER BY run_id DESC LIMIT 10
"""


def status(config: Config = None, *, as_json: AsJson = False) -> None:
    """Show the outlets and their health, and the last ten runs."""
    with told():
        path = published(load_settings(config).data_folder)
        tables = {"outlets": read(path, OUTLETS), "runs": read(path, RUNS)}
    if as_json:
        say(json.dumps({name: _records(rows) for name, rows in tables.items()}, default=str, ensure_ascii=False))
        return
    for name, rows in tables.items():
        show_table(rows.columns, rows.values, title=name)


def _records(rows: Rows) -> list[dict[str, object]]:
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.values]
