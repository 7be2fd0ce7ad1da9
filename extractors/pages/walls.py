"""Pages that stand where an article should: robot checks, consent dialogues, paywalls, error pages, lists of links.

A wall is short. Its words also stand in articles about walls, so they count only where there is hardly any text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from extractors.outcomes import Reason
from extractors.pages.sorting import is_prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.pages.lines import Line
    from extractors.pages.statements import Statements

#: Letters and digits in bytes, about six a word: a text of fewer is not an article (25 words).
MIN_ARTICLE_BYTES = 140

#: Walls explain themselves in fewer (about 150 words); checked on saved walls of five vendors.
WALL_BYTES = 900

#: A stub shows the first paragraphs (about 150 words).
STUB_BYTES = 900

#: A page with so many linked headlines between its lines of text is a list of articles.
LISTED_HEADLINES = 5

BOT_WALL = re.compile(
    r"^just a moment|attention required!? \| cloudflare|checking (?:if the site connection is secure|your browser)"
    r"|verif(?:y|ying) (?:that )?you are (?:a )?human|are you a (?:robot|human)"
    r"|please enable js and disable any ad ?blocker"
    r"|enable javascript and cookies to continue|pardon our interruption|performance (?:&|and) security by cloudflare"
    r"|access (?:to this page has been )?denied|you don.t have permission to access|unusual traffic from your"
    r"|request unsuccessful\. incapsula|press (?:&|and) hold to confirm|complete the (?:security check|captcha)"
    r"|ddos protection by"
    r"|why have i been blocked|sorry, you have been blocked|human verification|bot (?:detection|verification)",
    re.IGNORECASE,
)
CONSENT_WALL = re.compile(
    r"before you continue|we (?:value|care about) your privacy|(?:accept|agree)(?: all)? (?:cookies )?(?:and"
    r"|to) continue"
    r"|we and our partners (?:store|use|process)|manage (?:your )?(?:cookie|privacy|consent) (?:settings"
    r"|preferences|choices)"
    r"|your privacy (?:choices|is important)|wir benötigen ihre (?:zustimmung|einwilligung)|(?:mit werbung"
    r"|werbefrei) (?:weiter)?lesen"
    r"|zustimmen (?:und|&) weiter|(?:privacy|cookie) consent|avant de (?:continuer|poursuivre)|kami menghargai privasi",
    re.IGNORECASE,
)
SUBSCRIBE = re.compile(
    r"subscribe (?:now |today )?to (?:continue|keep|read|unlock|access)|to (?:continue|keep) reading|(?:already"
    r"|existing) (?:a )?subscriber"
    r"|(?:for|only for|exclusive to|available to) (?:our )?subscribers|subscriber[- ]only"
    r"|become a (?:subscriber|member) to"
    r"|unlock (?:this|the full) (?:article|story)|(?:this )?(?:article|story|content) is (?:for|reserved|available)"
    r"|sign in to (?:read|continue)|register (?:for free )?to (?:read|continue)|start your (?:free )?trial"
    r"|(?:ber)?langganan (?:untuk|sekarang)|(?:khusus|hanya) (?:untuk )?pelanggan|masuk untuk (?:membaca|melanjutkan)"
    r"|jetzt (?:abonnieren|weiterlesen|testen)|abo(?:nnieren|nnenten)|weiterlesen mit|réservé aux abonnés|abonnez-vous"
    r"|exclusivo para suscriptores|suscríbete|assine (?:para|já)|riservato agli abbonati|abbonati",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(
    r"\b404\b|(?:page|article|content|story) (?:was |is )?(?:not found|no longer (?:available|exists)"
    r"|doesn.t exist|cannot be found)"
    r"|not found|halaman (?:yang anda cari )?tidak (?:ditemukan|tersedia)|(?:artikel|berita) tidak ditemukan"
    r"|(?:seite|artikel) (?:wurde )?nicht gefunden|página no encontrada|page (?:introuvable|non trouvée)"
    r"|pagina (?:niet gevonden|non trovata)"
    r"|página não encontrada|страница не найдена|ページが見つかりません|页面不存在",
    re.IGNORECASE,
)

#: Scripts that only checks for robots load.
CHECK_SCRIPTS = re.compile(
    r"captcha-delivery\.com|/cdn-cgi/challenge-platform/h/|_Incapsula_Resource|px-captcha|cf-browser-verification|awswaf|/_sec/cp_challenge/",
    re.IGNORECASE,
)

#: A headline longer than this is about something else: "404 people left the island".
ERROR_TITLE_WORDS = 8


class Failing(NamedTuple):
    """Why a page is no article, and by which words."""

    reason: Reason
    evidence: str


def find_wall(
    lines: Sequence[Line], kept: Sequence[Line], title: str, statements: Statements, markup: str
) -> Failing | None:
    """Why the page is not an article; None if it is one."""
    if not any(line.key for line in lines) and not title:
        return Failing(Reason.EMPTY, "no text on the page")
    weight = sum(len(line.key.encode()) for line in kept if is_prose(line))
    shown = _shown(lines, statements)
    if weight < WALL_BYTES and (failing := _wall(lines, shown, title, markup, weight)):
        return failing
    if weight < STUB_BYTES and (failing := _stub(lines, statements, weight)):
        return failing
    return _no_article(kept, title, statements)


def _shown(lines: Sequence[Line], statements: Statements) -> str:
    """The visible words of a short page, its title first."""
    words = "\n".join(line.text for line in lines)[: 4 * WALL_BYTES]
    return f"{statements.title_element or ''}\n{words}"


def _wall(lines: Sequence[Line], shown: str, title: str, markup: str, weight: int) -> Failing | None:
    is_short = sum(len(line.key.encode()) for line in lines) < 3 * WALL_BYTES
    if is_short and (found := BOT_WALL.search(shown)):
        return Failing(Reason.BOT_WALL, f"says {found[0]!r}")
    if is_short and weight < MIN_ARTICLE_BYTES and (found := CHECK_SCRIPTS.search(markup)):
        return Failing(Reason.BOT_WALL, f"loads {found[0]!r} and has no text")
    if (found := NOT_FOUND.search(title)) and len(title.split()) <= ERROR_TITLE_WORDS:
        return Failing(Reason.NOT_FOUND, f"its title says {found[0]!r}")
    if is_short and (found := CONSENT_WALL.search(shown)):
        return Failing(Reason.CONSENT_WALL, f"says {found[0]!r}")
    return None


def _stub(lines: Sequence[Line], statements: Statements, weight: int) -> Failing | None:
    """A short text with a prompt to subscribe, where the page says that it is not free; or hardly any text at all."""
    if statements.is_free is True or (statements.is_free is None and weight >= STUB_BYTES / 2):
        return None
    prompt = next((line for line in lines if not line.hidden and SUBSCRIBE.search(line.text)), None)
    if prompt is None or (statements.is_free is None and prompt.zone):
        return None
    return Failing(Reason.PAYWALL, f"{weight} bytes of text, then {prompt.text[:80]!r}")


def _no_article(kept: Sequence[Line], title: str, statements: Statements) -> Failing | None:
    weight = sum(len(line.key.encode()) for line in kept)
    if weight < MIN_ARTICLE_BYTES:
        is_meant = bool(title and (statements.article or statements.first("og:type") == "article") and kept)
        return Failing(Reason.TOO_SHORT if is_meant else Reason.NO_ARTICLE, f"{weight} bytes of text")
    if _is_list(kept) and not statements.article and statements.first("og:type") != "article":
        return Failing(Reason.NO_ARTICLE, "headlines of other articles with a line of text each")
    return None


def _is_list(kept: Sequence[Line]) -> bool:
    """Teasers: linked headlines, and no two paragraphs of prose in one place."""
    headlines = sum(1 for line in kept if line.linked >= 0.5 and not is_prose(line))  # noqa: PLR2004 - mostly link
    prose = [line for line in kept if is_prose(line)]
    if not prose:
        return headlines >= LISTED_HEADLINES
    together = max(sum(1 for line in prose if line.parent == parent) for parent in {line.parent for line in prose})
    return headlines >= LISTED_HEADLINES and headlines >= len(prose) / 2 and together < 3  # noqa: PLR2004 - an article has three
