"""Lines that say what a picture shows and who made it, known by the form of their credit."""

from __future__ import annotations

import re

from extractors.pages.agencies import known_agency
from extractors.pages.promotions import REPORTED

_PICTURE = (
    r"(?:photo(?:graph)?s?|foto|image|picture|gambar|ilustrasi|illustration|bild|crédit|credit|kredit"
    r"|dok(?:umentasi)?|doc|ist)"
)
_BANK = (
    r"(?:getty(?:\ images)?|shutterstock|istimewa|istockphoto|istock|unsplash|pexels|pixabay|freepik"
    r"|wikimedia(?:\ commons)?|imago(?:\ images)?|picture\ alliance|nurphoto|zuma\ press|alamy(?:\ stock\ photo)?"
    r"|adobe\ stock)"
)
_NAME = r"(?-i:[A-ZÀ-ÞĀ-Ž][\w.'’-]*)"
_MAKER = rf"{_NAME}(?:\s{_NAME}){{0,4}}"
_PERSON = rf"{_NAME}(?:\s{_NAME}){{1,3}}"
CAPTION_END = re.compile(
    rf"""
      \({_PICTURE}(?:\s+(?:by|credit|courtesy|oleh|dok))?\s*[:./]?\s*[^()]{{0,80}}\)\.?$
    | [(\[]\s*{_BANK}[^()\[\]]{{0,60}}[)\]]\.?$
    | (?:^|[.!?|)]\s*)(?:{_PICTURE}\s?(?:credit|by|oleh)?|photographer|photo\ courtesy)\s*:\s*{_MAKER}
      (?:\s?/\s?{_MAKER})*\.?$
    | [(\[]{_MAKER}\s?/\s?{_PERSON}(?:\s?/\s?\w{{2,12}}\.?)?[)\]]\.?$
    | \[{_PERSON}\s?/\s?{_MAKER}\]\.?$
    | \b(?:[A-Z]{{3,}}\s)?FOTO/{_MAKER}(?:/\w{{2,12}}\.?)*$
    | [|/]\s?{_MAKER}\s?/\s?{_BANK}\.?$ | (?:[|/]|\bvia)\s*{_BANK}\.?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
CAPTION_START = re.compile(
    r"^(?:file\s(?:photo|foto|picture)|foto|photo|image|picture|gambar|ilustrasi|illustration|pictured|caption|photo\scredit)"
    r"\s?(?::|\s-\s)",
    re.IGNORECASE,
)
#: What stands behind the sentence of a caption: in brackets, behind a full stop, a dash or a sign.
LAST_WORDS = re.compile(
    r"""
    (?:.*(?:[.!?”"|)]\s+|\s[–—|-]\s|©\s*|[(\[]\s*)|^)
    (?P<sort>(?:(?:file|handout|foto|photos?|image|picture|bild|gambar|quelle|sumber|source|credits?|kredit|dok|doc|photography)\b
        [\s:./]*(?:(?:by|oleh|courtesy\ of|von|de)\s+)?){0,2})
    (?P<maker>[^()\[\]|©.!?]*(?:\.\w[^()\[\]|©.!?]*)?)[)\]]?\.?
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: What agencies put behind their name on a picture.
PICTURE_DESK = re.compile(r"\s(?:photos?|foto|images?|pictures?|pool|file)$", re.IGNORECASE)
NAMED = re.compile(_MAKER)
PERSON = re.compile(_PERSON)
BANK = re.compile(_BANK, re.IGNORECASE)

#: A credit is a few names.
CREDIT_CHARACTERS = 60

#: A caption says in one sentence what a picture shows.
CAPTION_CHARACTERS = 240

#: A quotation with its source in brackets is no caption.
QUOTE = re.compile('["“”«»„]')


def is_picture_caption(text: str, *, is_under_picture: bool = False) -> bool:
    """Whether a line says what a picture shows and who made it.

    An agency's bare name at the end is the credit of a text, unless the line *is_under_picture*.
    """
    if len(text) > CAPTION_CHARACTERS or QUOTE.match(text):
        return False
    return bool(CAPTION_START.match(text) or CAPTION_END.search(text)) or _ends_in_credit(
        text, is_under_picture=is_under_picture
    )


def _ends_in_credit(text: str, *, is_under_picture: bool) -> bool:
    """Whether the last words name who made a picture: a person and a house, or a house that says it is a picture's."""
    found = LAST_WORDS.fullmatch(text)
    if found is None or len(found["maker"]) > CREDIT_CHARACTERS:
        return False
    parts = [part for part in re.split(r"\s*[/,]\s*", found["maker"].strip()) if part]
    houses = [part for part in parts if _is_house(part)]
    if is_under_picture:
        is_named = "/" in found["maker"] and all(map(NAMED.fullmatch, parts))
        return bool(houses) or is_named or bool(found["sort"] and found.start("sort"))
    is_picture = bool(found["sort"]) or any(map(PICTURE_DESK.search, parts))
    is_byline = not text[: found.start("sort")].strip(" ([") and not is_picture
    if not houses or "/" not in found["maker"] or is_byline or REPORTED.search(text):
        return False
    others = [part for part in parts if part not in houses]
    return bool(is_picture or others) and all(map(PERSON.fullmatch, others))


def _is_house(name: str) -> bool:
    """Whether a name is an agency's or a picture bank's."""
    return (
        bool(BANK.fullmatch(name)) or name in {"EPA", "EPA-EFE"} or known_agency(PICTURE_DESK.sub("", name)) is not None
    )
