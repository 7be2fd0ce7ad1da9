"""The lines between a headline and its text that are about the article: its date and who wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.pages.printed_dates import printed_dates

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Longer lines are sentences, whatever date they hold.
HEAD_CHARACTERS = 120

BYLINE = re.compile(
    r"^(?:(?:posted |written )?by|(?:ditulis |diposkan )?oleh|penulis|reporter|von|par|por|door|di)\b\s*:?\s+"
    r"(?P<names>[^.:!?]{3,100})$",
    re.IGNORECASE,
)
UPDATED = re.compile(
    r"(?:terakhir di\w+|diperba(?:ha)?rui|(?:last )?(?:updated|modified)|(?:zuletzt )?(?:aktualisiert|geändert)"
    r"|letzte (?:änderung|aktualisierung)|mis(?:e)? à jour|última actualización|actualizado)\b",
    re.IGNORECASE,
)
#: Two to four words in capitals, none of them with digits: a name, where a date stands below it.
NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?:\s+[^\W\d_a-z][\w.'’-]*){1,3}")
SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)]*$")


def is_date_line(text: str) -> bool:
    """Whether a line over the text only says when: "Jumat, 4 Maret 2022 - 08:15 WIB"."""
    if len(text) > HEAD_CHARACTERS or SENTENCE.search(text):
        return False
    return bool(printed_dates(text))


def is_update_line(text: str) -> bool:
    """Whether a line only says when the page was changed last: "Terakhir diperbarui Jumat, 4 Maret 2022"."""
    return bool(UPDATED.match(text)) and is_date_line(text)


def is_name(text: str) -> bool:
    """Whether a line can be a name and nothing else."""
    return bool(NAME.fullmatch(text)) and not any(letter.isdigit() for letter in text)


def is_byline(text: str, authors: Iterable[str] = ()) -> bool:
    """Whether a line over the text only says who: "Oleh Ayu Lestari", or the name alone where markup knows it."""
    return len(text) <= HEAD_CHARACTERS and (bool(BYLINE.match(text)) or text in authors)


def byline_names(lines: Iterable[str]) -> list[str]:
    """The names in the first byline among the *lines* over a text."""
    return [found["names"] for line in lines if (found := BYLINE.match(line))][:1]
