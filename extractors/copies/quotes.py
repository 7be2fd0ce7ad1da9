"""What in a text is not the outlet's own prose: stretches between quotation marks, posts, captions, bare lines.

Outlets mark speech in every way there is ("..", “..”, „..“, ”..”, «..», »..«, 「..」, ``..'', ‘..’), and the same
speech in different ways. Marks are read one paragraph at a time and must balance in it, so that a forgotten one
swallows nothing: an opening mark that follows another opening mark replaces it. The one exception is a speech over
several paragraphs, each opened and only the last one closed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.words import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = re.compile(r"[\"“”„‟«»‹›「」『』〝〞〟＂]|``|''|‘‘|’’")

_ONLY_OPENS = {"„", "‟", "「", "『", "〝", "``", "‘‘"}
_ONLY_CLOSES = {"」", "』", "〞", "〟", "''", "’’"}
_GUILLEMETS = {"«", "»", "‹", "›"}

#: Single marks are apostrophes too: only speech that ends in its own punctuation is taken, as British outlets print it.
_SINGLE = re.compile(r"(?<!\w)[‘'](?=[^\W\d_])[^‘\"“”«»]{0,1000}?[.,!?…][’'](?!\w)")

#: A single-quoted stretch of fewer words is a title or a scare quote.
_MIN_SINGLE_WORDS = 3


#: How photo credits are printed. Two outlets that bought one photo have its caption in common, and nothing else.
_PHOTO = re.compile(
    r"\b(?:AP|AFP|EPA|Pool|File|Courtesy) photo\b|\bphoto(?:graph)?s? (?:by|credit|courtesy)\b|\bREUTERS/\w"
    r"|^In this .{4,40}? photo\b"
    r"|/(?:AFP|AP|Getty)\b|\bvia (?:AP|AFP|Reuters|Getty)\b|\bGetty Images\b|\bANTARA FOTO\b|\b(?:foto|photo) ?[:/]",
    re.IGNORECASE,
)

#: One of these is in every match, and they are found ten times as fast.
_PHOTO_HINTS = ("photo", "foto", "reuters/", "/afp", "/ap", "/getty", "via ", "getty images")

#: A longer paragraph is no caption, even if it speaks of a photo.
_MAX_CAPTION_WORDS = 80

#: A line of fewer words that ends in no punctuation is a byline, a subheading or a button: "CLOSE", "1 of 6".
_MIN_LINE_WORDS = 6
_MAX_LINE_LETTERS = 60
_ENDS = tuple('.!?…:;,。！？।؟۔"”’»」')

#: The line under an embedded post: "— Name (@handle) July 16, 2018".
_POST = re.compile(r"\(@\w+\)\W+\w+ \d{1,2}, \d{4}|\(@\w+\)\W+\d{1,2} \w+ \d{4}")


def quoted_stretches(paragraphs: Sequence[str]) -> list[list[tuple[int, int]]]:
    """For each paragraph, the (start, end) of what is not own prose in it: in order, not overlapping, without marks."""
    found = []
    for position, paragraph in enumerate(paragraphs):
        following = paragraphs[position + 1] if position + 1 < len(paragraphs) else ""
        if _is_post(paragraph, following) or _is_caption(paragraph) or _is_line(paragraph):
            found.append([(0, len(paragraph))])
            continue
        stretches, unclosed = _double(paragraph)
        if unclosed is not None and _begins_quoted(paragraph[:unclosed]) and _begins_quoted(following[:2]):
            stretches.append((unclosed, len(paragraph)))
        stretches += [match.span() for match in _SINGLE.finditer(paragraph) if _is_speech(match.group())]
        found.append(_merged(stretches))
    return found


def _is_post(paragraph: str, following: str) -> bool:
    """Whether a post ends in *paragraph*, or all of it is one that the next line credits."""
    return _POST.search(paragraph) is not None or (following[:1] in "—–-" and _POST.search(following) is not None)


def _is_caption(paragraph: str) -> bool:
    folded = paragraph.casefold()
    if not any(hint in folded for hint in _PHOTO_HINTS):
        return False
    return _PHOTO.search(paragraph) is not None and len(paragraph.split()) <= _MAX_CAPTION_WORDS


def _is_line(paragraph: str) -> bool:
    if len(paragraph) > _MAX_LINE_LETTERS or paragraph.rstrip().endswith(_ENDS):
        return False
    return count_words(paragraph) < _MIN_LINE_WORDS


def _double(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """The balanced stretches, and where the last mark that nothing closes ends."""
    stretches: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if _opens(text, mark, opened):
            opened = mark
        elif opened is not None:
            stretches.append((opened.end(), mark.start()))
            opened = None
    return stretches, opened.end() if opened else None


def _opens(text: str, mark: re.Match[str], opened: re.Match[str] | None) -> bool:
    """Whether *mark* opens a quotation, given the one that is open. Else it closes that one, or means nothing."""
    glyph = mark.group()
    if glyph in _ONLY_OPENS or glyph in _ONLY_CLOSES:
        return glyph in _ONLY_OPENS
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if (
        glyph in _GUILLEMETS
    ):  # French «a», German »a«, Finnish »a»; French sets spaces inside, so that neighbours say little
        return opened is None or (opened.group() == glyph and glyph in "«‹")
    starts = (not before or before.isspace() or before in "([{—–-/:") and bool(after) and not after.isspace()
    if opened is not None:
        return starts and opened.group() not in "„‟"
    if glyph == "“":
        return True
    return starts or (before.isspace() and after.isspace()) or (not before.isalnum() and after.isalnum())


def _begins_quoted(text: str) -> bool:
    """Whether nothing stands before the first mark of *text*."""
    mark = _MARK.search(text)
    return mark is not None and not text[: mark.start()].strip()


def _is_speech(text: str) -> bool:
    return len(text.split()) >= _MIN_SINGLE_WORDS


def _merged(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
