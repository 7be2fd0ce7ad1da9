"""A takedown: one page in all its spellings, or a whole host, out of archive, database and published files."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.urls import canonical
from extractors.word_runs import runs_of
from flows.compare import compare
from flows.desk import ARCHIVE_FILE, utc_now
from flows.pipeline import refuse_an_empty_database
from storage import forget as takedown
from storage import ledger, prefect_rows, runs
from storage.archive import open_archive
from storage.lock import rebuild_lock, run_lock, writer_lock
from storage.paragraphs import index_paragraphs
from storage.work import open_work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flows.pipeline import Progress
    from storage.archive import Archive
    from storage.forget import Found, Removed, Words


class UnknownSubjectError(Exception):
    """Nothing is on file of it; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken out."""

    subject: str
    urls: int
    articles: int
    answers: int  # requests and what they brought
    bodies_elsewhere: int  # listings and other pages that told of it, whose bytes are gone
    carried_by: tuple[str, ...]  # URLs of other articles that have the same words: they stay
    still_in: tuple[str, ...]  # files in which words of it were found afterwards: none, unless something is wrong


def subject_of(words: str) -> str:
    """A canonical URL, or a host in lower case. Raises UnusableUrl for a URL that cannot be one."""
    return canonical(words) if "://" in words else words.strip().strip("/").lower()


def look_up(folder: Path, subject: str) -> Found:
    """What is on file of *subject*. Raises UnknownSubjectError, and WorkError where the database is gone."""
    unknown = UnknownSubjectError(f"{subject}: nothing is on file of it: name a URL as it stands in urls, or a host")
    if not (folder / ARCHIVE_FILE).exists():
        raise unknown
    with open_archive(folder / ARCHIVE_FILE) as archive:
        refuse_an_empty_database(folder, archive)
        found = takedown.find(archive, subject)
    if not found.urls:
        raise unknown
    with open_work(folder) as work:
        return takedown.with_known(work, found)


def forget(folder: Path, subject: str, progress: Progress) -> Receipt:
    """Takes *subject* out of every file. Raises UnknownSubjectError, and LockedError while a run is under way."""
    look_up(folder, subject)
    progress.stage("forgetting", 3)
    with ExitStack() as stack:
        for file in sorted(folder.glob("run-*.lock")):
            stack.enter_context(run_lock(folder, file.stem.removeprefix("run-")))
        stack.enter_context(rebuild_lock(folder))  # which reads the archive for long, and would bring it back
        stack.enter_context(writer_lock(folder))
        found = look_up(folder, subject)
        archive = stack.enter_context(open_archive(folder / ARCHIVE_FILE))
        with open_work(folder) as work:
            words = takedown.words_of(work, found)
        word_runs, stays = runs_of(words.own), {one.url for one in words.elsewhere}
        prefect_rows.take_out(folder, lambda text: takedown.tells(text, found, word_runs))  # while its words are known
        removed = takedown.take_out_of_archive(archive, found, word_runs, stays, utc_now())
        progress.advance()
        _take_out_of_work(folder, archive, found, words, word_runs)
        progress.advance()
        takedown.write_anew(folder, archive)
        progress.advance()
        return _receipt(folder, subject, found, words, removed)


def _take_out_of_work(
    folder: Path, archive: Archive, found: Found, words: Words, word_runs: Mapping[int, frozenset[str]]
) -> None:
    with open_work(folder) as work:
        takedown.take_out_of_work(work, found, words, word_runs)
        index_paragraphs(work, [one.article_id for one in words.elsewhere])
        ledger.follow(work, archive)
    compare(folder, runs.agencies(archive))


def _receipt(folder: Path, subject: str, found: Found, words: Words, removed: Removed) -> Receipt:
    return Receipt(
        subject=subject,
        urls=removed.urls,
        articles=len(found.article_ids),
        answers=removed.answers,
        bodies_elsewhere=removed.bodies_elsewhere,
        carried_by=tuple(one.url for one in words.elsewhere),
        still_in=tuple(str(path) for path in takedown.files_with(folder, words)),
    )
