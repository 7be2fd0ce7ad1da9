"""Whose words a text says that it carries: the wire agency it is credited to, and the source that it cites.

A credit is a form, not a mention: brackets in the dateline, an agency as byline, brackets or a "Reporting by" at the
end. "Told CNN" is neither; "seperti dikutip dari Sputnik" cites Sputnik and does not say that Sputnik wrote the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.pages.agencies import is_named_like_an_agency, known_agency
from extractors.pages.dates import WEEKDAY_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.pages.dateline import Dateline

NAME = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž\d][\w.&'’+-]*|dpa|epd)(?:[ ](?:[A-ZÀ-ÖØ-ÞĀ-Ž\d][\w.&'’+-]*|de|of|and|dan)){0,4}"

#: Where agencies put their mark at the end of a text: the whole paragraph or its last words.
AT_THE_END = (
    re.compile(r"[\s—–-]*\((?P<name>[^()]{2,60})\)\s*\.?$"),
    re.compile(r"[—–-]{1,2}\s*(?P<name>[\w .-]{2,40})\s*$"),
    re.compile(r"^(?P<name>[\w .&/-]{2,40})$"),
    re.compile(
        r"(?:©|\(c\)"
        r"|copyright)\s*(?:\d{4}\s*)?(?:by\s+)?(?:the\s+)?(?P<name>[\w .&'-]{2,40}?)(?:\s+\d{4})?(?:[.,/].*)?$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:source|sumber|quelle|fuente|fonte|agency|agencies|via)\s*:\s*(?P<name>[\w .&/,-]{2,60})$", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:with|dengan)\s+(?:additional\s+)?(?:input|inputs|reporting|files|laporan)\s+(?:from|by"
        r"|dari)\s+(?:the\s+)?(?P<name>[\w .&-]{2,40}?)\s*[.)]*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^this (?:story|article|report) (?:was|is|has been) (?:originally )?(?:published|distributed|provided"
        r"|produced) by (?:the )?(?P<name>[\w .&-]{2,40}?)[.,]",
        re.IGNORECASE,
    ),
)
REPORTING_BY = re.compile(
    rf"\b(?:[Rr]eporting|REPORTING|[Rr]eported|[Ll]aporan|[Pp]elapor)\s+(?:by|BY|oleh)\s+(?:the\s+)?(?P<name>{NAME})"
)

#: "(Reporting by A. Writer; Editing by B. Editor)" without a name is Reuters' own form.
REUTERS_FORM = re.compile(r"\breporting by\b.{1,200}?\bediting by\b", re.IGNORECASE | re.DOTALL)

AT_THE_BEGINNING = (
    re.compile(r"^(?P<name>[A-Za-z][\w .&-]{1,40}?)\s*(?:/|\s[-–—]{1,2}\s|--)\s*"),
    re.compile(r"^\W{0,2}(?P<name>[A-Z][\w .&-]{1,40}?)(?:\)|:)\s"),
)

#: Credits stand in the last paragraphs; the same words further up are about the agency.
LAST_PARAGRAPHS = 3

#: A paragraph that only credits is short.
CREDIT_CHARACTERS = 400

HOUSE =
r"(?:(?:kantor\s+berita|laman|situs(?:\s+(?:web|berita))?|media|surat\s+kabar|harian|koran|portal|akun|laporan|the|stasiun\s+televisi|saluran)\s+)*"
CITATIONS = ( re.compile(
rf"\b[Dd](?:ikutip|ilansir|inukil|isadur|ikabarkan|iberitakan|ilaporkan)\s+(?:\w+\s+)?(?:dari|oleh|dalam)\s+(?:[a-z]+\s+(?=[a-z]*\s*[A-Z]))?{HOUSE}(?P<name>{NAME})"
    ),
    re.compile(rf"\b[Dd](?:ikutip|ilansir)\s+{HOUSE}(?P<name>{NAME})"),
    re.compile(rf"\b[Mm](?:elansir|engutip|enukil|enyadur)\s+(?:dari\s+)?{HOUSE}(?P<name>{NAME})"),
    re.compile(
        rf"\b[Aa]s\s+(?:first\s+)?(?:reported|quoted|cited)\s+by\s+(?:the\s+)?(?:(?:state\s+)?(?:news\s+)?(?:agency|broadcaster|media|newspaper)\s+)?(?:the\s+)?(?P<name>{NAME})"
    ),
    re.compile(
        rf"\b[Aa]ccording\s+to\s+(?:the\s+)?(?:\w+\s+)?(?:news\s+agency|newswire|wire\s+service)\s+(?P<name>{NAME})"
    ),
    re.compile(
        rf"\b[Aa]ccording\s+to\s+(?:a\s+report\s+(?:by|from|in)\s+)?(?:the\s+)?(?P<name>{NAME})(?:\s+news\s+agency|['’]s?\s+report\b)"
    ),
    re.compile(
        rf"\b(?:[Cc]iting|[Qq]uoting|[Qq]uoted\s+by|[Rr]eported\s+by|[Cc]ited\s+by)\s+(?:the\s+)?(?:\w+\s+)?(?:news\s+agency\s+)(?P<name>{NAME})"
    ),
    re.compile(
        rf"\b(?:[Cc]iting|[Qq]uoting|[Qq]uoted\s+by|[Rr]eported\s+by|[Cc]ited\s+by)\s+(?:the\s+)?(?P<name>{NAME})\s+news\s+agency"
    ),
)

#: What may follow a name without a comma and is not part of it.
AFTER_A_NAME = frozenset({*WEEKDAY_NAMES, "pada", "dan", "and", "of", "de"})

#: "As quoted by President Widodo": a person is no source of words in the sense meant here.
PERSONAL = re.compile(r"^(?:President|Presiden|Minister|Menteri|Mr|Ms|Mrs|Dr|Prof|He|She|Dia|Ia)\b")


def wire_agency(
    paragraphs: Sequence[str], authors: Sequence[str], dateline: Dateline | None, agencies: Sequence[str] = ()
) -> str | None:
    """The agency that the text is credited to; *agencies* are names beside those we know."""
    found = _in_dateline(dateline, agencies) or _in_byline(authors, agencies)
    if found is None and paragraphs:
        found = _at_the_beginning(paragraphs[0], agencies) or _at_the_end(paragraphs, agencies)
    return found


def cited_source(paragraphs: Sequence[str]) -> str | None:
    """The first source that the text says it quotes from."""
    for paragraph in paragraphs:
        places = [(found.start(), found["name"]) for form in CITATIONS for found in form.finditer(paragraph)]
        for _, printed in sorted(places):
            name = _bare_name(printed)
            if name and not PERSONAL.match(name):
                return name
    return None


def _in_dateline(dateline: Dateline | None, agencies: Sequence[str]) -> str | None:
    """In brackets of a dateline stands an agency, known or not; a date, a lone letter or a long remark is none."""
    if dateline is None or dateline.bracket is None:
        return None
    for part in re.split(r"\s*[/,;]\s*", dateline.bracket):
        if agency := known_agency(part, agencies):
            return agency
    return dateline.bracket if re.fullmatch(NAME, dateline.bracket) and not dateline.bracket[0].isdigit() else None


def _in_byline(authors: Sequence[str], agencies: Sequence[str]) -> str | None:
    for author in authors:
        for part in (author, *re.split(r"\s*[/,|]\s*|\s+[-–]\s+|\s+(?:via|with|and|dan)\s+", author)):
            if agency := known_agency(part.removeprefix("By ").strip(), agencies):
                return agency
    return None


def _at_the_beginning(paragraph: str, agencies: Sequence[str]) -> str | None:
    for form in AT_THE_BEGINNING:
        found = form.match(paragraph)
        if found and (agency := known_agency(found["name"], agencies)):
            return agency
    return None


def _at_the_end(paragraphs: Sequence[str], agencies: Sequence[str]) -> str | None:
    for paragraph in reversed(paragraphs[-LAST_PARAGRAPHS:]):
        tail = paragraph[-CREDIT_CHARACTERS:]
        for name in _names_at_the_end(tail):
            if agency := known_agency(name, agencies):
                return agency
        if agency := _reporting_by(tail, agencies):
            return agency
    return None


def _names_at_the_end(tail: str) -> Iterator[str]:
    for form in AT_THE_END:
        if found := form.search(tail):
            yield found["name"].strip()
            yield from (part for part in re.split(r"\s*[/,;]\s*|\s+(?:and|dan)\s+", found["name"].strip()) if part)


def _reporting_by(tail: str, agencies: Sequence[str]) -> str | None:
    """A name after "Reporting by" is an agency if it is known or named like one; else it is a reporter."""
    if found := REPORTING_BY.search(tail):
        name = _bare_name(found["name"])
        if agency := known_agency(name, agencies):
            return agency
        if is_named_like_an_agency(name):
            return name
    return "Reuters" if REUTERS_FORM.search(tail) else None


def _bare_name(printed: str) -> str:
    """The name without what follows it: weekdays, joining words, a full stop."""
    words = printed.split()
    for at, word in enumerate(words):
        if word.strip(".,").lower() in WEEKDAY_NAMES:
            words = words[:at]
            break
    while words and words[-1].strip(".,").lower() in AFTER_A_NAME:
        words.pop()
    return " ".join(words).rstrip(".,'’").removesuffix("'s").removesuffix("’s")
