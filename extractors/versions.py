"""Two states of one article in, what changed between them out."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Change(TypedDict):
    """One change: *position* counts paragraphs from 1 (in the newer state; in the older one for what is gone)."""

    op: str  # 'replace', 'insert', 'delete'
    position: int  # 0 is the headline
    before: str | None
    after: str | None


def changes(before: Sequence[str], after: Sequence[str]) -> tuple[Change, ...]:
    """What differs between two states, each a headline and its paragraphs; empty when they read the same."""
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
