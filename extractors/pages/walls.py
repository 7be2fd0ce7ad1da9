"""Pages that stand where an article should: robot checks, consent dialogues, paywalls, error pages, lists of links.

A wall is short. Its words also stand in articles about walls, so they count only where there is hardly any text.
"""

from __future__ import annotations

from bisect import bisect_left
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from extractors.outcomes import Reason
from extractors.pages.lines import HEADINGS
from extractors.pages.prose import LOST_CHARACTERS, LOST_PARAGRAPHS, is_prose
from extractors.pages.residue import leads_elsewhere
from extractors.pages.wall_words import BOT_TITLE, BOT_WALL, CHECK_SCRIPTS, CONSENT_WALL, NOT_FOUND, SUBSCRIBE
from extractors.similarity import fold

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from extractors.pages.lines import Line
    from extractors.pages.statements import Statements

#: Letters and digits in bytes, about six a word: a text of fewer is not an article (14 words); newsflashes are short.
MIN_ARTICLE_BYTES = 80

#: What may stand beside the words of a wall without making it an article: a notice, a footer (25 words).
BESIDE_A_WALL_BYTES = 140

#: A stub shows the first paragraphs (about 150 words); a text longer than this is no wall either.
STUB_BYTES = 900

#: A page with so many linked headlines between its lines of text is a list of articles.
LISTED_HEADLINES = 5

#: A headline longer than this is about something else: "404 people left the island".
ERROR_TITLE_WORDS = 8

#: A teaser's headline is a link and has some words; sections and tags have fewer.
MOSTLY_LINK = 0.5
HEADLINE_WORDS = 4

#: Paragraphs of articles are longer on average, lines below a headline in a list are shorter.
TEASER_CHARACTERS = 250


class Failing(NamedTuple):
    """Why a page is no article, and by which words."""

    reason: Reason
    evidence: str


def find_wall(
    lines: Sequence[Line], kept: Sequence[Line], title: str, statements: Statements, markup: str
) -> Failing | None:
    """Why the page is not an article; None if it is one."""
    if not any(line.key for line in lines):
        return Failing(Reason.EMPTY, "no text on the page")
    prose = [line for line in kept if is_prose(line)]
    if _weight(prose) < STUB_BYTES:
        failing = _robot_check(lines, prose, statements.title_element or title, markup) or _error_page(title)
        failing = failing or _consent(lines, prose) or _stub(lines, statements, _weight(prose))
        if failing:
            return failing
    failing = _no_article(lines, kept, title, statements)
    return failing and (_error_page(title) or failing)


def _weight(lines: Iterable[Line]) -> int:
    return sum(len(line.key.encode()) for line in lines)


def _robot_check(lines: Sequence[Line], prose: Sequence[Line], title: str, markup: str) -> Failing | None:
    """Its title says so; or its words or scripts do, and there is no text beside them."""
    if found := BOT_TITLE.fullmatch(title.strip()):
        return Failing(Reason.BOT_WALL, f"its title is {found[0]!r}")
    return _said_alone(lines, prose, BOT_WALL, Reason.BOT_WALL) or _scripted(prose, markup)


def _scripted(prose: Sequence[Line], markup: str) -> Failing | None:
    if _weight(prose) < BESIDE_A_WALL_BYTES and (found := CHECK_SCRIPTS.search(markup)):
        return Failing(Reason.BOT_WALL, f"loads {found[0]!r} and has no text")
    return None


def _error_page(title: str) -> Failing | None:
    if (found := NOT_FOUND.search(title)) and len(title.split()) <= ERROR_TITLE_WORDS:
        return Failing(Reason.NOT_FOUND, f"its title says {found[0]!r}")
    return None


def _consent(lines: Sequence[Line], prose: Sequence[Line]) -> Failing | None:
    return _said_alone(lines, prose, CONSENT_WALL, Reason.CONSENT_WALL)


def _said_alone(lines: Sequence[Line], prose: Sequence[Line], words: re.Pattern[str], reason: Reason) -> Failing | None:
    """Where the page says such words and next to nothing else; a banner over an article is no wall."""
    if _weight(line for line in prose if not words.search(line.text)) >= BESIDE_A_WALL_BYTES:
        return None
    found = next((found for line in lines if not line.hidden and (found := words.search(line.text))), None)
    return Failing(reason, f"says {found[0]!r} and nothing else") if found else None


def _stub(lines: Sequence[Line], statements: Statements, weight: int) -> Failing | None:
    """A short text with a prompt to subscribe, where the page says that it is not free; or hardly any text at all."""
    if statements.is_free is True or (statements.is_free is None and weight >= STUB_BYTES / 2):
        return None
    prompt = next((line for line in lines if not line.hidden and SUBSCRIBE.search(line.text)), None)
    if prompt is None or (statements.is_free is None and prompt.zone):
        return None
    return Failing(Reason.PAYWALL, f"{weight} bytes of text, then {prompt.text[:80]!r}")


def _no_article(lines: Sequence[Line], kept: Sequence[Line], title: str, statements: Statements) -> Failing | None:
    weight = _weight(kept)
    is_meant = bool(statements.article) or statements.first("og:type") == "article"
    if weight < MIN_ARTICLE_BYTES:
        return Failing(
            Reason.TOO_SHORT if is_meant and title and kept else Reason.NO_ARTICLE, f"{weight} bytes of text"
        )
    if not is_meant and sum((1 - line.linked) * len(line.key.encode()) for line in kept) < MIN_ARTICLE_BYTES:
        return Failing(Reason.NO_ARTICLE, "links and no text beside them")
    if not is_meant and _is_list(lines, kept, fold(title)):
        return Failing(Reason.NO_ARTICLE, "headlines of other articles with a line of text each")
    return None


def _is_list(lines: Sequence[Line], kept: Sequence[Line], title: str) -> bool:
    """Teasers: linked headlines without prose, or with a line of prose below most of them."""
    chosen = {id(line) for line in kept}
    numbers = [number for number, line in enumerate(lines) if id(line) in chosen]
    prose = [number for number in numbers if is_prose(lines[number])]
    headlines = {n for n, line in enumerate(lines) if _is_linked_headline(line) and line.folded != title}
    if not prose:
        return len(headlines & set(numbers)) >= LISTED_HEADLINES
    teasers = headlines & ({number - 1 for number in prose} | {number - 2 for number in prose})
    is_short = median(len(lines[number].text) for number in prose) < TEASER_CHARACTERS
    is_listed = is_short and len(teasers) >= max(LISTED_HEADLINES, len(prose) / 2)
    return is_listed and not _has_text_of_its_own(lines, prose, headlines, min(teasers))


def _has_text_of_its_own(
    lines: Sequence[Line], prose: Sequence[int], headlines: AbstractSet[int], first_teaser: int
) -> bool:
    """Whether paragraphs in a row stand over the teasers, or under a main heading: an article with its related ones.

    A teaser that shows several paragraphs has its own headline over them, which is a link.
    """
    edges = sorted({*headlines, *(n for n, line in enumerate(lines) if line.tag in HEADINGS)})
    runs: dict[int, list[int]] = {}
    for number in prose:
        runs.setdefault(bisect_left(edges, number), []).append(number)
    for place, run in runs.items():
        over = edges[place - 1] if place else None
        is_under_the_headline = over is not None and over not in headlines and lines[over].tag == "h1"
        is_text = len(run) >= LOST_PARAGRAPHS and sum(len(lines[n].key) for n in run) >= LOST_CHARACTERS
        if is_text and (run[-1] < first_teaser or is_under_the_headline):
            return True
    return False


def _is_linked_headline(line: Line) -> bool:
    """A line that says "read also" stands in articles."""
    is_headline = line.linked >= MOSTLY_LINK and len(line.text.split()) >= HEADLINE_WORDS
    return is_headline and not leads_elsewhere(line.text, None)
