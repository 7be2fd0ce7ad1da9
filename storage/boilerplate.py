"""The memory of what outlets print everywhere: which of their lines recur, and those known to be boilerplate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractors.boilerplate import EDGE_WITNESSES, MOST_WITNESSES, OutletText, without_boilerplate
from extractors.ids import hash63
from extractors.model import Removal
from extractors.similarity import fold
from extractors.words import count_words
from storage.paragraphs import index_texts
from storage.work import column_of, insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from storage.work import Database


def known(work: Database, outlets: Iterable[str]) -> dict[str, dict[int, int]]:
    """The boilerplate of these outlets: for each the lines, with the witnesses that were enough."""
    rows = work.execute(
        "SELECT outlet, text_id, witnesses FROM private.boilerplate WHERE outlet IN (SELECT unnest($1::VARCHAR[]))",
        [sorted(set(outlets))],
    )
    found: dict[str, dict[int, int]] = {}
    for outlet, text_id, witnesses in rows.fetchall():
        found.setdefault(outlet, {})[text_id] = witnesses
    return found


def evidence_in(lines: Mapping[int, int], text: str) -> str | None:
    """What shows that *text* is one of the *lines*."""
    witnesses = lines.get(hash63(fold(text)))
    return f"stands in {witnesses} or more unrelated articles of this outlet" if witnesses else None


def candidates(work: Database) -> dict[str, list[int]]:
    """For each outlet the lines of articles that were not compared yet that stand in enough of its articles."""
    rows = work.execute(
        """
        WITH touched AS (
            SELECT DISTINCT outlet, text_id FROM private.paragraphs JOIN private.articles USING (article_id)
            WHERE article_id IN (SELECT article_id FROM private.pending)
        )
        SELECT outlet, text_id FROM private.paragraphs JOIN private.articles USING (article_id)
        JOIN touched USING (outlet, text_id) ANTI JOIN private.boilerplate USING (outlet, text_id)
        GROUP BY ALL HAVING count(DISTINCT article_id) >= $1 ORDER BY ALL
        """,
        [EDGE_WITNESSES],
    )
    found: dict[str, list[int]] = {}
    for outlet, text_id in rows.fetchall():
        found.setdefault(outlet, []).append(text_id)
    return found


def texts(work: Database, outlet: str, lines: Sequence[int]) -> list[OutletText]:
    """Articles of *outlet* in which one of these lines stands, at most `MOST_WITNESSES` for each.

    Their paragraphs are read by row: DuckDB skips the blocks of text in which none of them stands.
    """
    rows = work.execute(
        """
        WITH own AS (
            SELECT rowid AS place, article_id, text_id FROM private.paragraphs
            WHERE article_id IN (SELECT article_id FROM private.articles WHERE outlet = $1)
        ), standing AS (SELECT DISTINCT article_id, text_id FROM own),
        witnesses AS (
            SELECT article_id FROM standing WHERE text_id IN (SELECT unnest($2::BIGINT[]))
            QUALIFY row_number() OVER (PARTITION BY text_id ORDER BY article_id) <= $3
        ), counts AS (SELECT text_id, count(*) > 1 AS recurs FROM standing GROUP BY text_id)
        SELECT article_id, list(text ORDER BY position), list(text_id ORDER BY position),
               list(text_id) FILTER (recurs)
        FROM private.paragraphs JOIN counts USING (text_id)
        WHERE paragraphs.rowid IN (SELECT place FROM own WHERE article_id IN (SELECT article_id FROM witnesses))
        GROUP BY article_id ORDER BY article_id
        """,
        [outlet, list(lines), MOST_WITNESSES],
    )
    return [OutletText(row[0], tuple(row[1]), tuple(row[2]), frozenset(row[3] or ())) for row in rows.fetchall()]


def take_out(work: Database, outlet: str, lines: Mapping[int, int]) -> None:
    """Remembers *lines* as boilerplate of *outlet*; the articles that lose them wait to be compared again."""
    insert(work, "private.boilerplate", [(outlet, text_id, lines[text_id]) for text_id in sorted(lines)])
    holders = column_of(
        work,
        "SELECT DISTINCT article_id FROM private.paragraphs WHERE text_id IN (SELECT unnest($1::BIGINT[]))"
        " AND article_id IN (SELECT article_id FROM private.articles WHERE outlet = $2) ORDER BY article_id",
        list(lines),
        outlet,
    )
    changed = {}
    removed = _removed(work, holders)
    for article_id, paragraphs in _paragraphs(work, holders).items():
        rest = without_boilerplate(paragraphs, removed.get(article_id, ()), lambda text: evidence_in(lines, text))
        if rest is not None:
            changed[article_id] = rest
    _replace(work, changed)
    index_texts(work, list(lines))
    work.execute("DELETE FROM private.pending WHERE article_id IN (SELECT unnest($1::BIGINT[]))", [list(changed)])
    insert(work, "private.pending", [(article_id,) for article_id in changed])


def _paragraphs(work: Database, ids: Sequence[int]) -> dict[int, list[str]]:
    rows = work.execute(
        "SELECT article_id, list(text ORDER BY position) FROM private.paragraphs"
        " WHERE article_id IN (SELECT unnest($1::BIGINT[])) GROUP BY article_id ORDER BY article_id",
        [list(ids)],
    )
    return dict(rows.fetchall())


def _removed(work: Database, ids: Sequence[int]) -> dict[int, list[Removal]]:
    rows = work.execute(
        "SELECT article_id, position, text, reason, evidence FROM removed_text"
        " WHERE article_id IN (SELECT unnest($1::BIGINT[])) ORDER BY article_id, rowid",
        [list(ids)],
    )
    found: dict[int, list[Removal]] = {}
    for article_id, *removal in rows.fetchall():
        found.setdefault(article_id, []).append(Removal(*removal))
    return found


def _replace(work: Database, changed: Mapping[int, tuple[tuple[str, ...], tuple[Removal, ...]]]) -> None:
    """Writes the words of these articles anew; their versions stay, for nobody edited them."""
    for table in ("private.paragraphs", "removed_text"):
        work.execute(f"DELETE FROM {table} WHERE article_id IN (SELECT unnest($1::BIGINT[]))", [list(changed)])  # noqa: S608 - our own tables
    insert(
        work,
        "private.paragraphs",
        [
            (article_id, position, text, count_words(text), hash63(fold(text)))
            for article_id, (paragraphs, _) in changed.items()
            for position, text in enumerate(paragraphs, 1)
        ],
    )
    insert(
        work,
        "removed_text",
        [
            (article_id, removal.position, removal.text, removal.reason, removal.evidence)
            for article_id, (_, removed) in changed.items()
            for removal in removed
        ],
    )
    joined = ["\n".join(paragraphs) for paragraphs, _ in changed.values()]
    work.execute(
        "UPDATE private.articles SET text = rest.text, words = rest.words FROM ("
        "SELECT unnest($1::BIGINT[]) AS article_id, unnest($2::VARCHAR[]) AS text, unnest($3::INTEGER[]) AS words) rest"
        " WHERE articles.article_id = rest.article_id",
        [list(changed), joined, [count_words(text) for text in joined]],
    )
