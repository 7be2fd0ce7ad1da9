"""The source that a text says it quotes from: "seperti dikutip dari Sputnik", "as reported by the Harbour Post"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.pages.calendar_names import weekday_of

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A name in running text: capitalised words, with few joining words between them. Some agencies write themselves small.
_CAPITALISED = r"[A-ZÀ-ÖØ-ÞĀ-Ž\d][\w.&'’+-]*"
NAME = rf"(?:{_CAPITALISED}|dpa|epd)(?: (?:{_CAPITALISED}|de|of|and|dan)){{0,4}}"

#: What Indonesian puts before the name of a source.
_KINDS = (
    *(r"kantor\s+berita", "laman", r"situs(?:\s+(?:web|berita))?", "media", r"surat\s+kabar", "harian", "koran"),
    *("portal", "akun", "laporan", r"stasiun\s+televisi", "saluran", "the"),
)
_KIND = rf"(?:(?:{'|'.join(_KINDS)})\s+)*"
_QUOTED = r"[Dd](?:ikutip|ilansir|inukil|isadur|ikabarkan|iberitakan|ilaporkan)"
_QUOTING = r"[Mm](?:elansir|engutip|enukil|enyadur)"
_BY = r"(?:[Cc]iting|[Qq]uoting|[Qq]uoted\s+by|[Rr]eported\s+by|[Cc]ited\s+by)"
_HOUSE = r"(?:(?:state\s+)?(?:news\s+)?(?:agency|broadcaster|media|newspaper)\s+)?"

CITATIONS = tuple(
    re.compile(rf"\b{words}(?P<name>{NAME}){end}")
    for words, end in (
        (rf"{_QUOTED}\s+(?:\w+\s+)?(?:dari|oleh|dalam)\s+{_KIND}", ""),
        (rf"[Dd](?:ikutip|ilansir)\s+{_KIND}", ""),
        (rf"{_QUOTING}\s+(?:dari\s+)?{_KIND}", ""),
        (rf"[Aa]s\s+(?:first\s+)?(?:reported|quoted|cited)\s+by\s+(?:the\s+)?{_HOUSE}", ""),
        (r"[Aa]ccording\s+to\s+(?:the\s+)?(?:\w+\s+)?(?:news\s+agency|newswire|wire\s+service)\s+", ""),
        (
            r"[Aa]ccording\s+to\s+(?:a\s+report\s+(?:by|from|in)\s+)?(?:the\s+)?",
            r"(?:\s+news\s+agency|['’]s?\s+report\b)",
        ),
        (rf"{_BY}\s+(?:the\s+)?(?:\w+\s+)?news\s+agency\s+", ""),
        (rf"{_BY}\s+(?:the\s+)?", r"\s+news\s+agency"),
    )
)

#: Every citation holds one of these words; most paragraphs hold none, and are spared the search for the forms.
MAY_CITE = re.compile(
    "ikutip|ilansir|inukil|isadur|ikabarkan|iberitakan|ilaporkan|elansir|engutip|enukil|enyadur"
    "|reported|quot|cit(?:ed|ing)|according",
    re.IGNORECASE,
)

#: A full stop behind a word; behind a letter or two it belongs to an abbreviation.
SENTENCE_END = re.compile(r"\w{3}\.$")

#: No paragraph is longer; what is, is no paragraph.
READ_CHARACTERS = 5000

#: What may follow a name without a comma and is not part of it.
AFTER_A_NAME = frozenset({"pada", "dan", "and", "of", "de"})

#: "As quoted by President Widodo": a person is no source of words in the sense meant here.
PERSONAL = re.compile(r"^(?:President|Presiden|Minister|Menteri|Mr|Ms|Mrs|Dr|Prof|He|She|Dia|Ia)\b")


def cited_source(paragraphs: Sequence[str]) -> str | None:
    """The first source that the text says it quotes from."""
    for paragraph in (paragraph[:READ_CHARACTERS] for paragraph in paragraphs if MAY_CITE.search(paragraph)):
        places = [(found.start(), found["name"]) for form in CITATIONS for found in form.finditer(paragraph)]
        for _, printed in sorted(places):
            name = bare_name(printed)
            if name and not PERSONAL.match(name):
                return name
    return None


def bare_name(printed: str) -> str:
    """The name without what follows it: weekdays, joining words, a full stop."""
    words = printed.split()
    weekday = next((n for n, word in enumerate(words) if weekday_of(word.strip(".,")) is not None), len(words))
    sentence = next((n for n, word in enumerate(words, 1) if SENTENCE_END.search(word)), len(words))
    words = words[: min(weekday, sentence)]
    while words and words[-1].strip(".,").lower() in AFTER_A_NAME:
        words.pop()
    return " ".join(words).rstrip(".,'’").removesuffix("'s").removesuffix("’s")
