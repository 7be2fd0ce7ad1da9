"""Says what this version of the cleaner would make otherwise of the pages in the archive; nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.versions import changes
from flows.clean import Cleaner, agency_names
from flows.desk import ARCHIVE_FILE
from flows.load import page_of
from storage import fetches, loads
from storage.archive import open_archive

if TYPE_CHECKING:
    from extractors.model import Cleaned
    from extractors.versions import Change
    from flows.pipeline import Progress
    from flows.settings import Settings
    from storage.loads import Load

#: Of so many articles the differences are shown.
SHOWN = 10

#: Pages that are read from the archive at once.
PAGES_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Difference:
    """A page that would be something else, or read otherwise."""

    outlet: str
    url: str
    words_gained: int
    words_lost: int
    before: str  # outcome
    after: str
    changes: tuple[Change, ...]


@dataclass(slots=True)
class OutletOpinion:
    """What would be otherwise for an outlet."""

    outlet: str
    pages: int = 0
    changed: int = 0
    gained: int = 0  # articles where there was none
    lost: int = 0
    words_gained: int = 0
    words_lost: int = 0


@dataclass(slots=True)
class Opinion:
    """What would be otherwise in all."""

    outlets: dict[str, OutletOpinion] = field(default_factory=dict)
    worst: list[Difference] = field(default_factory=list)  # most words lost or gained first


def second_opinion(settings: Settings, progress: Progress) -> Opinion:
    """Cleans the newest page of each URL again, writes nothing, and says what comes out otherwise."""
    opinion = Opinion()
    with open_archive(settings.data_folder / ARCHIVE_FILE) as archive, Cleaner(agency_names(settings)) as cleaner:
        newest = loads.newest(archive)
        progress.stage("comparing", len(newest))
        for start in range(0, len(newest), PAGES_AT_ONCE):
            batch = loads.read(archive, newest[start : start + PAGES_AT_ONCE])
            pages = (page_of(load.stored, fetches.read(archive, load.stored.fetch_id)) for load in batch)
            for load, cleaned in zip(batch, cleaner.clean(pages), strict=True):
                _note(opinion, load, cleaned)
                progress.advance()
    return opinion


def _note(opinion: Opinion, load: Load, now: Cleaned) -> None:
    outlet = opinion.outlets.setdefault(load.stored.outlet, OutletOpinion(load.stored.outlet))
    outlet.pages += 1
    assert load.cleaned is not None
    difference = _difference(load, load.cleaned, now)
    if difference is None:
        return
    outlet.changed += 1
    outlet.gained += load.cleaned.article is None and now.article is not None
    outlet.lost += load.cleaned.article is not None and now.article is None
    outlet.words_gained += difference.words_gained
    outlet.words_lost += difference.words_lost
    opinion.worst = sorted([*opinion.worst, difference], key=_badness)[:SHOWN]


def _badness(difference: Difference) -> tuple[int, str]:
    return -(difference.words_gained + difference.words_lost), difference.url


def _difference(load: Load, before: Cleaned, after: Cleaned) -> Difference | None:
    old, new = _lines(before), _lines(after)
    differences = changes(old, new)
    if not differences and before.outcome is after.outcome:
        return None
    had, has = Counter(" ".join(old).split()), Counter(" ".join(new).split())
    return Difference(
        outlet=load.stored.outlet,
        url=load.stored.url,
        words_gained=(has - had).total(),
        words_lost=(had - has).total(),
        before=before.outcome,
        after=after.outcome,
        changes=differences,
    )


def _lines(cleaned: Cleaned) -> tuple[str, ...]:
    """The headline and the paragraphs; of what is no article, an empty headline."""
    return (cleaned.article.title, *cleaned.article.paragraphs) if cleaned.article else ("",)
