"""Two states of one article in, what changed between them out, or that nothing did which a reader would call an edit.

A page changes with every look at it: white space, widgets, counters, the order of a byline, the date in a dateline.
Such a change is *boring*. What counts are the words of the headline and of the prose: two states that agree in these
are one version. Signs that carry meaning count as words do: "$5" is not "€5", and "-5" is not "5".
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, TypedDict

from extractors.pages.dateline import read_dateline
from extractors.pages.labels import is_label
from extractors.pages.promotions import is_promotion
from extractors.pages.residue import is_copyright, leads_elsewhere
from extractors.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Signs that change what a number says; a hyphen between two numbers is a dash as any other.
MEANING_SIGN = re.compile(r"[%‰]|[$€£¥₩₹₽]|(?<!\S)[+−-](?=\d)")

#: Labels and credits are short; a paragraph that begins like one is prose.
LABEL_CHARACTERS = 120
CREDIT_CHARACTERS = 240

_COUNTED = (
    r"views?|reads?|shares?|comments?|likes?|reactions?|times|min(?:ute)?s?\ read|followers?"
    r"|kali|dibaca|dilihat|komentar|tayangan|tontonan|suka"
    r"|aufrufe|kommentare?|min(?:uten)?|vues|commentaires?|partages|lecturas|comentarios?|visualizações|letture|commenti"
    r"|reacties|комментари\w+|просмотр\w+|阅读|评论|次"
)
_AGO = (
    r"(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month)s?\ ago|(?:detik|menit|jam|hari|minggu|bulan)\ (?:yang\ )?"
    r"lalu"
    r"|(?:minuten?|stunden?|tage[n]?)|(?:minutes?|heures?|jours?)|(?:minutos?|horas?|d[ií]as?)\ ?(?:atr[áa]s)?"
)

#: A line that only counts (readers, comments, minutes since): "1,204 views", "Comments (12)", "dibaca 400 kali".
COUNTER = re.compile(
    rf"""\W*(?:
      (?:(?:{_COUNTED})\W*)?[\d.,]+\s*(?:[km]|rb|jt|ribu)?\b\W*(?:{_COUNTED})\W*
    | (?:{_COUNTED})\W*[\d.,]+\s*[km]?\W*
    | (?:il\ y\ a|vor|hace|há)?\s*\d+\s*(?:{_AGO})\W*
    | (?:last\ |letzte\s|terakhir\ )?(?:updated|modified|published|posted|diperbarui|diupdate|aktualisiert|stand
        |mis\ à\ jour|publié|actualizado|publicado|atualizado|aggiornato|bijgewerkt|обновлено)\b(?=.*\d).*
    )""",
    re.IGNORECASE | re.VERBOSE,
)

#: A line that names who made the text: in what order is all the same.
CREDIT = re.compile(
    r"^\W*(?:(?:additional\s+|writing\s+and\s+)?(?:reporting|writing|editing|reported|written|edited)\s+by|by|byline"
    r"|reporters?|editors?|authors?|oleh|pewarta|penulis|penyunting|wartawan|reporter|laporan|von|par|por|di|door|av|af)"
    r"\b",
    re.IGNORECASE,
)


class Change(TypedDict):
    """One change: *position* counts paragraphs from 1 (in the newer state; in the older one for what is gone)."""

    op: str  # 'replace', 'insert', 'delete'
    position: int  # 0 is the headline
    before: str | None
    after: str | None


def edits(before: Sequence[str], after: Sequence[str], language: str | None = None) -> tuple[Change, ...]:
    """What differs between two states, each a headline and its paragraphs; empty when all of it is boring."""
    return () if _words(before, language) == _words(after, language) else changes(before, after)


def changes(before: Sequence[str], after: Sequence[str]) -> tuple[Change, ...]:
    """All that differs between two states, each a headline and its paragraphs; empty when they read the same."""
    headline = [_change("replace", 0, before[0], after[0])] if before[0] != after[0] else []
    return (*headline, *_paragraph_changes(before[1:], after[1:]))


def _paragraph_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for op, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if op == "equal":
            continue
        for offset, (old, new) in enumerate(zip_longest(before[a_start:a_end], after[b_start:b_end])):
            if new is None:
                yield _change("delete", a_start + offset + 1, old, None)
            else:
                yield _change("insert" if old is None else "replace", b_start + offset + 1, old, new)


def _change(op: str, position: int, before: str | None, after: str | None) -> Change:
    return {"op": op, "position": position, "before": before, "after": after}


def _words(state: Sequence[str], language: str | None) -> tuple[str, str]:
    """The words that count of a headline and its paragraphs, wherever the page breaks its lines."""
    title, *paragraphs = state
    if paragraphs and (dateline := read_dateline(paragraphs[0], language)):
        paragraphs[0] = paragraphs[0][len(dateline.printed) :]
    return _key(title), " ".join(_line_key(text) for text in paragraphs if not _is_furniture(text))


def _is_furniture(text: str) -> bool:
    is_counter = len(text) <= LABEL_CHARACTERS and bool(COUNTER.fullmatch(text))
    return is_counter or is_label(text) or leads_elsewhere(text, None) or is_promotion(text) or is_copyright(text)


def _line_key(text: str) -> str:
    if len(text) <= CREDIT_CHARACTERS and CREDIT.match(text):
        return " ".join(sorted(_key(text).split()))
    return _key(text)


def _key(text: str) -> str:
    signs = "".join(sign.replace("−", "-") for sign in MEANING_SIGN.findall(text))
    return f"{fold(text)} {signs}".strip()
