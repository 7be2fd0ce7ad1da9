"""Whether words in capitals over a text are a place, by what the text itself does with them.

"MIGRATION - " is a kicker: its text goes on to speak of migration in small letters. "NATO - " is a name of capitals. A
place that the text writes "Brussels", or never again, is a place, and so is one that locale data knows.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.pages.calendar_names import cities_and_countries

#: What stands over texts in capitals in any country, and is no place.
KICKERS = frozenset(
    """
    exclusive analysis breaking opinion editorial sport sports politics business world update updated live video watch
    report explainer factbox interview feature review column commentary obituary profile corrected correction advisory
    culture science health travel economy finance markets technology weather crime
    eksklusif analisis opini kolom olahraga politik ekonomi dunia berita terkini laporan wawancara hukum bisnis
    exklusiv analyse meinung kommentar politik wirtschaft interview porträt exclusif analyse opinion économie
    exclusiva análisis opinión deportes política economía esclusiva analisi opinione
    """.split()  # noqa: SIM905 - a word a line would be two screens
)

#: Shorter words ("LA", "OF") stand in small letters in any text.
TELLING_LETTERS = 4


def may_be_a_place(words: str, text: str) -> bool:
    """Whether *words*, printed in capitals over *text*, may name a place."""
    if any(letter.isdigit() for letter in words):
        return False
    if is_known_place(words):
        return True
    parts = re.findall(r"[^\W\d_]+", words)
    if any(part.casefold() in KICKERS for part in parts):
        return False
    return not any(_is_a_word_of(part, text) for part in parts if len(part) >= TELLING_LETTERS)


@lru_cache(maxsize=1024)
def is_known_place(words: str) -> bool:
    """Whether locale data has it among countries and large cities."""
    return words.casefold() in cities_and_countries()


def _is_a_word_of(part: str, text: str) -> bool:
    """Whether *text* uses a word in small letters, or in capitals alone, and never as a name."""
    if re.search(rf"\b{re.escape(part.capitalize())}\b", text):
        return False
    return bool(re.search(rf"\b(?:{re.escape(part.lower())}|{re.escape(part.upper())})\b", text))
