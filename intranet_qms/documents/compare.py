"""What changes between two texts: paragraph by paragraph, then word by word. Standard library.

Paragraphs are matched by their keys, so one that moved or was edited is shown as that and not as
one taken out and one put in; and only paragraphs that changed are compared word by word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .word_diff import Change as WordChange
from .word_diff import changed_words


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
    old_number: str = ""
    """Its number in the older text; empty for a new one."""

    @property
    def before(self) -> list[Piece]:
        """What the older text has here."""
        return [one for one in self.pieces if one.change is not Change.ADDED]

    @property
    def after(self) -> list[Piece]:
        """What the newer text has here."""
        return [one for one in self.pieces if one.change is not Change.REMOVED]


def compare(old: Sequence[Wording], new: Sequence[Wording]) -> list[Comparison]:
    """All paragraphs of both texts in reading order, each with what happened to it."""
    before = {one.key: at for at, one in enumerate(old)}
    after = {one.key for one in new}
    places = [before[one.key] for one in new if one.key in before]
    in_order = {old[at].key for at in _longest_rising(places)}
    result: list[Comparison] = []
    at = 0
    for one in new:
        where = before.get(one.key)
        if where is None:
            result.append(_whole(Change.ADDED, one))
            continue
        earlier = old[where]
        if one.key in in_order:
            # What was taken out in front of this paragraph is shown in its place.
            result += [
                _whole(Change.REMOVED, gone) for gone in old[at:where] if gone.key not in after
            ]
            at = where + 1
        result.append(_both(earlier, one, moved=one.key not in in_order))
    result += [_whole(Change.REMOVED, gone) for gone in old[at:] if gone.key not in after]
    return result


def _both(earlier: Wording, one: Wording, *, moved: bool) -> Comparison:
    moved_from = (earlier.number or "?") if moved else ""
    if earlier.text == one.text:
        change = Change.EDITED if moved else Change.SAME
        pieces = [Piece(Change.SAME, one.text)]
    else:
        change, pieces = Change.EDITED, words(earlier.text, one.text)
    return Comparison(change, one.key, one.number, pieces, moved_from, earlier.number)


def _longest_rising(places: Sequence[int]) -> list[int]:
    """The longest subsequence that rises: the paragraphs that need not have moved.

    Patience sorting, n log n; every place stands once.
    """
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for at, place in enumerate(places):
        pile = bisect_left(ends, place)
        back.append(tails[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(place)
            tails.append(at)
        else:
            ends[pile], tails[pile] = place, at
    found: list[int] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        found.append(places[at])
        at = back[at]
    return found[::-1]


def _whole(change: Change, one: Wording) -> Comparison:
    old_number = one.number if change is Change.REMOVED else ""
    return Comparison(change, one.key, one.number, [Piece(change, one.text)], "", old_number)


_WORDS = {
    WordChange.SAME: Change.SAME,
    WordChange.ADDED: Change.ADDED,
    WordChange.REMOVED: Change.REMOVED,
}


def words(old: str, new: str) -> list[Piece]:
    """The words of an edited paragraph."""
    return [Piece(_WORDS[one.change], one.text) for one in changed_words(old, new)]
