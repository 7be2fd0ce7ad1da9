"""The wire agency that a text is credited to.

A credit is a form, not a mention: brackets in the dateline, an agency as byline, brackets or a "Reporting by" at the
end. "Told CNN" is none, and a text that cites Sputnik was not written by Sputnik.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.pages.agencies import is_named_like_an_agency, known_agency
from extractors.pages.citations import NAME, bare_name
from extractors.pages.residue import RESERVED
from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.pages.dateline import Dateline


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

#: Whose rights a line under the text reserves, with a year or in so many words: without them it may be a picture's.
RIGHTS = re.compile(
    r"""
    ^\W{0,2}(?:(?:copyright|hak\ cipta|©|\(c\))[\s,]*)+(?P<before>(?:\d{4}\b[\s,–-]*)*)(?:by\s+)?(?:the\s+)?
    (?P<name>[^.,|\d]{2,60}?)\s*(?:\b(?:GmbH|L\.P\.|Ltd|Inc|LLC))?[\s,]*(?P<after>\d{4})?\s*(?P<rest>[.,|;].*)?$
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: A shorter name in the address of the outlet is that of a newspaper: "© 2024 TT" at tt.com.
OWN_NAME = 4

REPORTING_BY = re.compile(
    rf"\b(?:[Rr]eporting|REPORTING|[Rr]eported|[Ll]aporan|[Pp]elapor)\s+(?:by|BY|oleh)\s+(?:the\s+)?(?P<name>{NAME})"
)

#: "(Reporting by A. Writer; Editing by B. Editor)" without a name is Reuters' own form.
REUTERS_FORM = re.compile(r"\breporting by\b.{1,200}?\bediting by\b", re.IGNORECASE | re.DOTALL)

AT_THE_BEGINNING = (
    re.compile(r"^(?P<name>[A-Za-z][\w .&-]{1,40}?)\s*(?:/|\s[-–—]{1,2}\s|--)\s*"),
    re.compile(r"^\W{0,2}(?P<name>[A-Z][\w .&-]{1,40}?)(?:\)|:)\s"),
)

#: North American broadcasters put their call sign where others put the agency.
CALL_SIGN = re.compile(r"[KWC][A-Z]{2,3}(?:[ -](?:TV|FM|AM))?$")

#: Credits stand in the last paragraphs; the same words further up are about the agency.
LAST_PARAGRAPHS = 3

#: A paragraph that only credits is short.
CREDIT_CHARACTERS = 400


def wire_agency(
    paragraphs: Sequence[str],
    authors: Sequence[str],
    dateline: Dateline | None,
    *,
    below: Sequence[str] = (),
    host: str = "",
    agencies: Sequence[str] = (),
) -> str | None:
    """The agency that the text is credited to.

    *below* are the lines under the text, *host* is the outlet's, *agencies* are names beside those we know.
    """
    found = _in_dateline(dateline, host, agencies) or _in_byline(authors, agencies)
    if found is None and paragraphs:
        found = _at_the_beginning(paragraphs[0], agencies) or _at_the_end(paragraphs, agencies)
    return found or next(filter(None, (_with_rights(line, host, agencies) for line in below)), None)


def _in_dateline(dateline: Dateline | None, host: str, agencies: Sequence[str]) -> str | None:
    """In brackets behind a place stands an agency, known or not; a date, the outlet itself or a broadcaster is none."""
    if dateline is None or dateline.bracket is None:
        return None
    for part in re.split(r"\s*[/,;]\s*", dateline.bracket):
        if agency := known_agency(part, agencies):
            return agency
    name = dateline.bracket
    is_own = fold(name).replace(" ", "") in fold(host).replace(" ", "")
    is_name = bool(re.fullmatch(NAME, name)) and not name[0].isdigit()
    return name if dateline.place and is_name and not is_own and not CALL_SIGN.match(name) else None


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


def _with_rights(line: str, host: str, agencies: Sequence[str]) -> str | None:
    found = RIGHTS.match(line)
    if found is None or not (found["before"] or found["after"] or RESERVED.search(found["rest"] or "")):
        return None
    name = found["name"].strip()
    is_own = len(name) < OWN_NAME and fold(name) in fold(host)
    return None if is_own else known_agency(name, agencies)


def _names_at_the_end(tail: str) -> Iterator[str]:
    for form in AT_THE_END:
        if found := form.search(tail):
            yield found["name"].strip()
            yield from (part for part in re.split(r"\s*[/,;]\s*|\s+(?:and|dan)\s+", found["name"].strip()) if part)


def _reporting_by(tail: str, agencies: Sequence[str]) -> str | None:
    """A name after "Reporting by" is an agency if it is known or named like one; else it is a reporter."""
    if found := REPORTING_BY.search(tail):
        name = bare_name(found["name"])
        if agency := known_agency(name, agencies):
            return agency
        if is_named_like_an_agency(name):
            return name
    return "Reuters" if REUTERS_FORM.search(tail) else None
