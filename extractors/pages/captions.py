"""Lines that say what a picture shows and who made it, known by the form of their credit."""

from __future__ import annotations

import re

_PICTURE = (
    r"(?:photo(?:graph)?s?|foto|image|picture|gambar|ilustrasi|illustration|bild|crédit|credit|kredit"
    r"|dok(?:umentasi)?|doc|ist)"
)
_BANK = (
    r"(?:getty(?:\ images)?|shutterstock|istimewa|istockphoto|istock|unsplash|pexels|pixabay|freepik"
    r"|wikimedia(?:\ commons)?)"
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
#: A caption says in one sentence what a picture shows.
CAPTION_CHARACTERS = 240

#: A quotation with its source in brackets is no caption.
QUOTE = re.compile('["“”«»„]')


def is_picture_caption(text: str) -> bool:
    """Whether a line says what a picture shows and who made it."""
    if len(text) > CAPTION_CHARACTERS or QUOTE.match(text):
        return False
    return bool(CAPTION_START.match(text) or CAPTION_END.search(text))
