"""The words by which a text says that it was corrected: "Correction:", "An earlier version of this article ...".

A notice is a form, not a mention: a heading with its mark, or a sentence about this very text. "Correction officers
said" is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A notice is quoted so far; some houses print the whole of the old text behind it.
NOTICE_CHARACTERS = 600

_HEADINGS = (
    r"corrections?|corrected|clarifications?|clarified|errat(?:um|a)|retractions?|editor(?:s['’]?|['’]s)?\ note"
    r"|correction\ notice|for\ the\ record"
    r"|ralat|koreksi|klarifikasi|pembetulan|penjelasan\ redaksi|catatan\ redaksi|hak\ jawab|hak\ koreksi|errata"
    r"|korrektur(?:hinweis)?|berichtigung|richtigstellung|anmerkung\ der\ redaktion"
    r"|rectificatifs?|rectification|précision|note\ de\ la\ rédaction"
    r"|corrección|rectificación|aclaración|fe\ de\ erratas?|nota\ del\ editor"
    r"|correção|retificação|esclarecimento|nota\ do\ editor|correzione|rettifica|errata\ corrige|precisazione"
    r"|correctie|rectificatie|sprostowanie|korekta|rättelse|rettelse|retting|oikaisu|korjaus|oprava|helyesbítés"
    r"|rectificare|erată|düzeltme|διόρθωση|исправление|уточнение|поправка|опровержение|виправлення|уточнення"
    r"|đính\ chính|تصحيح|توضيح|اصلاحیه|सुधार|स्पष्टीकरण|แก้ไขข่าว|แก้ข่าว"
    r"|更正|更正啟事|勘误|勘誤|澄清|訂正|おわび|정정|바로잡습니다"
)

#: The heading and its mark: "Correction:", "CORRECTED-Ferry sails", "Clarification (4 May)", "Correction, May 4:"; or
#: all of a line. Without one it is the beginning of a sentence: "Correction officers said".
HEADING = re.compile(
    rf"""^[\W_]*(?:{_HEADINGS})\b(?:\ *(?:&|and|und|dan|y|e|et)\ *\w+)?
    (?: \s*\([^()]{{1,60}}\)\s*(?:[:：–—-]|$) | [,\s]+[^:.]{{0,30}}\d[^:.]{{0,15}}[:：–—]
      | \s*[)\]】]?\s*[:：|–—] | -(?=\w) | \s-\s | [)\]】*.\s]*$ )""",
    re.IGNORECASE | re.VERBOSE,
)

#: What a text calls itself; "this report" and "the report" may be another's.
_SELF = r"(?:article|story|post|piece|column|headline|caption|photo\ caption)"
_THIS = rf"this\ (?:{_SELF}|report|page|item|dispatch|obituary|review|version|file)"
_TEXT_ID = r"(?:artikel|berita|tulisan|judul|naskah|laporan)"

SENTENCES = re.compile(
    rf"""
      \b(?:{_THIS}|the\ {_SELF})\ (?:has\ (?:since\ )?been|was)\ (?:\w+\ ){{0,2}}(?:corrected|amended|clarified)
    | \b{_THIS}\ (?:corrects|clarifies)
    | \b{_THIS}\ (?:has\ been|was)\ (?:\w+\ )?(?:updated|edited|changed|revised)\ to\ (?:correct|clarify
        |reflect\ that|remove|fix|say|state|make\ clear)
    | \b(?:earlier|previous|original|initial|prior)\ (?:version|edition)s?\ of\ {_THIS}
    | \b(?:an?|the)\ (?:earlier|previous|original)\ {_SELF}\b.{{0,60}}
        \b(?:incorrectly|misstated|misspelled|misspelt|misidentified|mistakenly|erroneously|misattributed|misquoted)
    | ^\W*(?:corrects|clarifies|corrected)\ (?:to|the|in|spelling|name|day|date|figure|title|paragraph
        |headline|typo\w*|garble\w*)\b
    | \b(?:we|the\ editors?)\ (?:apologi[sz]e|regret)\ (?:for\ )?(?:the|this|any|our)\ (?:error|mistake|confusion)
    | \b{_TEXT_ID}\ ini\ (?:telah|sudah)\ (?:\w+\ )?(?:dikoreksi|diralat|diperbaiki|direvisi|diklarifikasi|diubah
        |mengalami\ (?:koreksi|ralat|perbaikan|revisi|perubahan))
    | \bredaksi\ (?:\w+\ )?(?:memohon|meminta|mohon)\ maaf\ (?:atas|kepada)
    | \bsebelumnya\ (?:tertulis|ditulis|disebut(?:kan)?|diberitakan)\b.{{1,160}}
        \b(?:seharusnya|yang\ benar|diperbaiki|dikoreksi)
    | \bin\ einer\ (?:früheren|vorherigen|ersten|älteren)\ (?:version|fassung)
    | \b(?:fehler|angabe)\b.{{0,60}}\bkorrigiert
    | \b(?:une|dans\ une)\ version\ (?:précédente|antérieure|initiale)\ de\ (?:cet|ce)
    | \buna\ versi[oó]ne?\ (?:anterior|previa|precedente)\ (?:de|di|del|dell)\b
    | \buma\ versão\ anterior\b | \bin\ een\ eerdere\ versie\b | \bi\ en\ (?:tidigare|tidligere)\ (?:version|versjon)\b
    | \bв\ предыдущей\ версии\b | \bв\ ранней\ версии\b
    | (?:记事|記事|报道|報道|新闻|本文).{{0,20}}(?:訂正|更正|修正)し?
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def correction_notice(lines: Iterable[str]) -> str | None:
    """The notices among *lines* (a headline and paragraphs), each on a line; None where there is none."""
    found = [line[:NOTICE_CHARACTERS] for line in lines if is_notice(line)]
    return "\n".join(found) or None


def is_notice(line: str) -> bool:
    """Whether *line* says that the text that it belongs to was corrected."""
    return bool(HEADING.match(line) or SENTENCES.search(line))
