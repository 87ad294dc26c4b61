"""What changes between two issues: paragraph by paragraph, then word by word. Standard library.

Paragraphs are matched by their keys, so one that moved or was edited is shown as that and not as
one taken out and one put in; and only paragraphs that changed are compared word by word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

MAX_WORDS = 3000
"""Above this many words a paragraph is shown whole, old and new: comparing grows with the square."""
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


class Change(StrEnum):
    """What happened to a paragraph."""

    SAME = "same"
    EDITED = "edited"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Wording:
    """A paragraph as an issue has it."""

    key: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: ``same``, ``added`` or ``removed``."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One paragraph of the comparison."""

    change: Change
    key: str
    number: str
    pieces: list[Piece] = field(default_factory=list)
    moved_from: str = ""
    """Its old number, when it stands elsewhere now."""


def compare(old: Sequence[Wording], new: Sequence[Wording]) -> list[Comparison]:
    """All paragraphs of both texts in reading order, each with what happened to it."""
    before = {one.key: one for one in old}
    after = {one.key for one in new}
    in_order = _kept_order([one.key for one in old], [one.key for one in new])
    result: list[Comparison] = []
    rest = list(old)
    for one in new:
        earlier = before.get(one.key)
        if earlier is None:
            result.append(_whole(Change.ADDED, one))
            continue
        if one.key in in_order:
            # What was taken out in front of this paragraph is shown in its place.
            at = rest.index(earlier)
            result += [_whole(Change.REMOVED, gone) for gone in rest[:at] if gone.key not in after]
            rest = rest[at + 1 :]
        moved = "" if one.key in in_order else earlier.number
        if earlier.text == one.text:
            pieces = [Piece(Change.SAME, one.text)]
            change = Change.EDITED if moved else Change.SAME
        else:
            pieces, change = words(earlier.text, one.text), Change.EDITED
        result.append(Comparison(change, one.key, one.number, pieces, moved))
    result += [_whole(Change.REMOVED, gone) for gone in rest if gone.key not in after]
    return result


def _kept_order(old: list[str], new: list[str]) -> set[str]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return {
        old[run.a + offset] for run in matcher.get_matching_blocks() for offset in range(run.size)
    }


def _whole(change: Change, one: Wording) -> Comparison:
    return Comparison(change, one.key, one.number, [Piece(change, one.text)])


def words(old: str, new: str) -> list[Piece]:
    """The words of an edited paragraph."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    if max(len(before), len(after)) > MAX_WORDS:
        return [Piece(Change.REMOVED, old), Piece(Change.ADDED, new)]
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(before[a1:a2])))
            continue
        if a2 > a1:
            pieces.append(Piece(Change.REMOVED, "".join(before[a1:a2])))
        if b2 > b1:
            pieces.append(Piece(Change.ADDED, "".join(after[b1:b2])))
    return pieces
