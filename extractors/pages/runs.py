"""A run of text between the edges of blocks to its paragraphs.

Two line breaks in a row end a paragraph. A single one is a space, unless the text on both its sides has the size and
the end of a paragraph, or is a widget's.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from extractors.pages.captions import is_picture_caption
from extractors.pages.labels import is_label
from extractors.pages.promotions import is_promotion
from extractors.pages.residue import leads_elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: From this length on, text that ends like a sentence is a paragraph; addresses, verses and wrapped lines are shorter.
PARAGRAPH_CHARACTERS = 80

#: A <p> says itself that it is one paragraph: only this many full paragraphs in it prove that it is not.
PARAGRAPHS_IN_A_P = 3

#: Where this share of a run stands in full paragraphs, each break in it ends one: no line is wrapped there.
FULL_SHARE = 0.8

#: The same where the paragraphs are short: a wrapped line or a verse seldom ends where a sentence does.
ENDED_SHARE = 0.9

#: Nobody wraps lines at a greater width than this.
WRAPPED_CHARACTERS = 160

#: A wrapped line ends where the next word would go over the edge; one that fills no more was ended on purpose.
ROOM = 0.8

#: Letters that the next word takes, in scripts without spaces too.
WORD_CHARACTERS = 12

#: A sentence ends with its mark, or with the initials of the desk behind it: "(abc/de)", "[eko]".
SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*(?:\s?[(\[][a-z]{2,6}(?:/[a-z]{2,6})*[)\]])?$|[:;]$|[”\"»]$")

#: So many labels side by side are a widget and no words of a sentence.
WIDGETS_IN_A_ROW = 2

#: Letters before a link with which a line still begins: "10:23 WIB", "Nasional | ".
BEFORE_A_LINK = 25

INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f]")


class Piece(NamedTuple):
    """One text node, or a line break."""

    text: str
    link: str | None = None  # where the link leads that it stands in
    is_under_picture: bool = False  # nothing is printed between it and the picture before it


BREAK = Piece("\n")


def paragraphs(pieces: Sequence[Piece], *, in_p: bool) -> Iterator[list[Piece]]:
    """The paragraphs in a run; *in_p*: a <p> holds it."""
    if len(pieces) == 1:
        yield list(pieces)
        return
    for group in _between_double_breaks(pieces):
        for paragraph in _joined(_between_breaks(group), in_p=in_p):
            yield from _without_widgets(paragraph)


def words_of(pieces: Sequence[Piece]) -> str:
    """What the pieces print."""
    return squeezed("".join(piece.text for piece in pieces))


def is_under_picture(pieces: Iterable[Piece]) -> bool:
    """Whether the first words of the pieces are the first behind a picture."""
    return next((piece.is_under_picture for piece in pieces if piece.text.strip()), False)


def opening_link(pieces: Iterable[Piece]) -> tuple[str, str]:
    """The words of the link that the pieces begin with, behind no more than a time or a section, and where it leads."""
    before = 0
    words = ""
    address: str | None = None
    for piece in pieces:
        if address is None and piece.link is None:
            before += len(piece.text.strip())
            if before > BEFORE_A_LINK:
                break
        elif address is None:
            address, words = piece.link, piece.text
        elif piece.link == address:
            words += piece.text
        elif piece.text.strip():
            break
    return squeezed(words), address or ""


def squeezed(text: str) -> str:
    """*text* on one line: white space is one space, invisible characters are gone."""
    return " ".join(INVISIBLE.sub("", text).split())


def _between_double_breaks(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Groups between two or more breaks in a row; white space between them does not count."""
    groups: list[list[Piece]] = [[]]
    breaks = 0
    for piece in pieces:
        if piece is BREAK:
            breaks += 1
        elif piece.text.strip():
            if breaks > 1:
                groups.append([])
            breaks = 0
        if breaks < 2:  # noqa: PLR2004 - one break is kept for the next step
            groups[-1].append(piece)
    return groups


def _between_breaks(pieces: Sequence[Piece]) -> list[list[Piece]]:
    segments: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece is BREAK:
            segments.append([])
        else:
            segments[-1].append(piece)
    return [segment for segment in segments if any(piece.text.strip() for piece in segment)]


def _joined(segments: list[list[Piece]], *, in_p: bool) -> list[list[Piece]]:
    """The segments between single breaks, joined where the break is only a wrapped line."""
    if len(segments) < 2:  # noqa: PLR2004 - nothing to join
        return segments
    full = [_is_full(words_of(segment)) for segment in segments]
    labels = [_is_furniture(segment) for segment in segments]
    may_split = not in_p or sum(full) >= PARAGRAPHS_IN_A_P
    must_split = _are_paragraphs(segments, full) or (may_split and _are_ended_on_purpose(segments))
    joined = [list(segments[0])]
    for before, after in pairwise(range(len(segments))):
        if must_split or (may_split and full[before] and full[after]) or labels[before] or labels[after]:
            joined.append(list(segments[after]))
        else:
            joined[-1] += [Piece(" "), *segments[after]]
    return joined


def _are_paragraphs(segments: Sequence[Sequence[Piece]], full: Sequence[bool]) -> bool:
    """Whether nearly all of what the breaks part is paragraphs: then the rest are short ones, and labels."""
    texts = [words_of(segment) for segment in segments]
    total = sum(map(len, texts))
    held = sum(len(text) for text, is_full in zip(texts, full, strict=True) if is_full)
    ended = sum(len(text) for text in texts if SENTENCE_END.search(text))
    if sum(full) >= PARAGRAPHS_IN_A_P and held >= FULL_SHARE * total:
        return True
    return len(texts) >= PARAGRAPHS_IN_A_P and ended >= ENDED_SHARE * total


def _are_ended_on_purpose(segments: Sequence[Sequence[Piece]]) -> bool:
    """Whether the lines are longer than wrapped ones, and most end where the next word would have found room."""
    texts = [words_of(segment) for segment in segments]
    width = max(map(len, texts))
    if len(texts) < PARAGRAPHS_IN_A_P or width < WRAPPED_CHARACTERS:
        return False
    ended = [len(line) + min(WORD_CHARACTERS, len(after)) <= ROOM * width for line, after in pairwise(texts)]
    return sum(ended) > len(ended) / 2


def _is_full(text: str) -> bool:
    return len(text) >= PARAGRAPH_CHARACTERS and bool(SENTENCE_END.search(text))


def _is_furniture(segment: Sequence[Piece]) -> bool:
    """Whether a segment is labels alone, a promotion or a caption, or leads to another article."""
    if all(map(_is_labelled, _printed(segment))):
        return True
    printed = "".join(piece.text for piece in segment).strip()
    text = squeezed(printed)
    if is_label(text) or is_promotion(text) or is_picture_caption(text, is_under_picture=is_under_picture(segment)):
        return True
    linked = sum(len(piece.text.strip()) for piece in segment if piece.link is not None)
    return leads_elsewhere(text, linked / len(printed))


def _without_widgets(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """A line of its own for each of several widget labels in a row: three letters of a font size switch.

    One letter alone may be a drop capital, and one word in bold the beginning of a sentence.
    """
    text: list[Piece] = []
    for labelled, group in groupby(_printed(pieces), key=_is_labelled):
        row = list(group)
        if labelled and len(row) >= WIDGETS_IN_A_ROW:
            yield text
            yield from ([label] for label in row)
            text = []
        else:
            text += row
    yield text


def _printed(pieces: Sequence[Piece]) -> list[Piece]:
    """*pieces* without those of white space, which goes to the piece before it."""
    printed: list[Piece] = []
    for piece in pieces:
        if piece.text.strip() or not printed:
            printed.append(piece)
        else:
            printed[-1] = printed[-1]._replace(text=printed[-1].text + piece.text)
    return printed


def _is_labelled(piece: Piece) -> bool:
    return is_label(squeezed(piece.text))
