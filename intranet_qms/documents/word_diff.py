"""Which words of a text changed, in time that grows with its length. Standard library only.

A plain comparison of twenty thousand words by the longest common run takes minutes when a word
was replaced everywhere. Here both texts are first pinned together at groups of words that stand
exactly once in each; what is between two pins is short, and is compared by the shortest edit
(E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986) within a bound.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_PIECE = re.compile(r"(\w+|[^\w\s])(\s*)|(\s+)")
GROUPS = (8, 4, 2, 1)
"""How many words a pin has, the longest first: long groups are nearly always unique."""
MOST_STEPS = 200
"""Edits up to which the shortest way is looked for between two pins; beyond it the stretch was
written anew, and is shown as that."""


class Change(StrEnum):
    """What happened to some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words with the space behind it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    text: str

    @property
    def space(self) -> str:
        """The space behind the word."""
        return self.text[len(self.word) :] if self.word != " " else ""


_Span = tuple[int, int, int, int]
"""A stretch of both texts: from and to in the old, from and to in the new."""


def changed_words(old: str, new: str) -> list[Words]:
    """The words of both texts in reading order, each with what happened to it.

    Joined, what is same or removed gives the old text but for space, and what is same or added
    gives exactly the new one.
    """
    before, after = _tokens(old), _tokens(new)
    a, b = [one.word for one in before], [one.word for one in after]
    same = _matches(a, b)
    return _readable(_runs(before, after, same))


def _tokens(text: str) -> list[_Token]:
    return [_Token(match[1] or " ", match[0]) for match in _PIECE.finditer(text)]


def _matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The words that stay, as pairs of places, both rising."""
    open_spans: list[_Span] = [(0, len(a), 0, len(b))]
    found: list[tuple[int, int]] = []
    for size in GROUPS:
        rest: list[_Span] = []
        for span in open_spans:
            trimmed = _trim(a, b, span, found)
            if trimmed is not None:
                rest += _pin(a, b, trimmed, size, found)
        open_spans = rest
    for span in open_spans:
        trimmed = _trim(a, b, span, found)
        if trimmed is not None:
            found += _shortest(a, b, trimmed)
    return sorted(found)


def _trim(
    a: Sequence[str], b: Sequence[str], span: _Span, found: list[tuple[int, int]]
) -> _Span | None:
    """Take the common beginning and end off a stretch; None where nothing is left to compare."""
    a1, a2, b1, b2 = span
    while a1 < a2 and b1 < b2 and a[a1] == b[b1]:
        found.append((a1, b1))
        a1, b1 = a1 + 1, b1 + 1
    while a1 < a2 and b1 < b2 and a[a2 - 1] == b[b2 - 1]:
        a2, b2 = a2 - 1, b2 - 1
        found.append((a2, b2))
    return (a1, a2, b1, b2) if a1 < a2 and b1 < b2 else None


def _pin(
    a: Sequence[str], b: Sequence[str], span: _Span, size: int, found: list[tuple[int, int]]
) -> list[_Span]:
    """Pin a stretch at groups of ``size`` words that stand once in each text.

    Returns:
        The stretches between the pins.
    """
    a1, a2, b1, b2 = span
    once_a, once_b = _once(a, a1, a2, size), _once(b, b1, b2, size)
    shared = sorted(
        (at, once_b[group]) for group, at in once_a.items() if group in once_b
    )  # fmt: skip
    rest: list[_Span] = []
    for at_a, at_b in _rising(shared):
        # Pins overlap where the text is the same for longer than one group.
        skip = max(0, a1 - at_a, b1 - at_b)
        if skip >= size:
            continue
        rest.append((a1, at_a + skip, b1, at_b + skip))
        found += [(at_a + step, at_b + step) for step in range(skip, size)]
        a1, b1 = at_a + size, at_b + size
    rest.append((a1, a2, b1, b2))
    return rest


def _once(words: Sequence[str], start: int, end: int, size: int) -> dict[tuple[str, ...], int]:
    """Groups that stand exactly once, with their places."""
    seen: dict[tuple[str, ...], int] = {}
    for at in range(start, end - size + 1):
        group = tuple(words[at : at + size])
        seen[group] = -1 if group in seen else at
    return {group: at for group, at in seen.items() if at >= 0}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises in both texts; ``pairs`` rise in the first already."""
    ends: list[int] = []
    tails: list[int] = []
    back: list[int] = []
    for at, (_, place) in enumerate(pairs):
        pile = bisect_left(ends, place)
        back.append(tails[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(place)
            tails.append(at)
        else:
            ends[pile], tails[pile] = place, at
    found: list[tuple[int, int]] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        found.append(pairs[at])
        at = back[at]
    return found[::-1]


def _shortest(a: Sequence[str], b: Sequence[str], span: _Span) -> Iterable[tuple[int, int]]:
    """What stays in a stretch by the shortest edit; nothing where that is too long."""
    a1, a2, b1, b2 = span
    n, m = a2 - a1, b2 - b1
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for steps in range(min(n + m, MOST_STEPS) + 1):
        trail.append(dict(furthest))
        for diagonal in range(-steps, steps + 1, 2):
            down = diagonal == -steps or (
                diagonal != steps and furthest[diagonal - 1] < furthest[diagonal + 1]
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y = x - diagonal
            while x < n and y < m and a[a1 + x] == b[b1 + y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if x >= n and y >= m:
                return _walk_back(trail, n, m, a1, b1)
    return []


def _walk_back(
    trail: Sequence[dict[int, int]], n: int, m: int, a1: int, b1: int
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    x, y = n, m
    for steps in range(len(trail) - 1, -1, -1):
        furthest, diagonal = trail[steps], x - y
        down = diagonal == -steps or (
            diagonal != steps and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        before = diagonal + 1 if down else diagonal - 1
        x0 = furthest.get(before, 0)
        y0 = x0 - before
        while x > x0 and y > y0 and x > 0 and y > 0:
            x, y = x - 1, y - 1
            found.append((a1 + x, b1 + y))
        if steps == 0:
            break
        x, y = x0, y0
    return found


def _runs(
    before: Sequence[_Token], after: Sequence[_Token], same: Sequence[tuple[int, int]]
) -> list[Words]:
    runs: list[Words] = []
    at_a = at_b = 0

    def add(change: Change, tokens: Sequence[_Token]) -> None:
        if tokens:
            text = "".join(one.text for one in tokens)
            if runs and runs[-1].change is change:
                text = runs.pop().text + text
            runs.append(Words(change, text))

    def add_same(old: _Token, new: _Token) -> None:
        # Words that stay may lose or get the space behind them: "skarga i" and "skarga, a".
        if bool(old.space) == bool(new.space):
            add(Change.SAME, [new])
            return
        add(Change.SAME, [_Token(new.word, new.word)])
        change, space = (Change.REMOVED, old.space) if old.space else (Change.ADDED, new.space)
        add(change, [_Token(space, space)])

    for place_a, place_b in [*same, (len(before), len(after))]:
        add(Change.REMOVED, before[at_a:place_a])
        add(Change.ADDED, after[at_b:place_b])
        if place_a < len(before) and place_b < len(after):
            add_same(before[place_a], after[place_b])
        at_a, at_b = place_a + 1, place_b + 1
    return runs


def _readable(runs: Sequence[Words]) -> list[Words]:
    """Join changes that only a comma or one short word keeps apart: nobody reads such confetti."""
    joined: list[Words] = []
    removed = added = ""

    def flush() -> None:
        nonlocal removed, added
        for change, text in ((Change.REMOVED, removed), (Change.ADDED, added)):
            if text:
                joined.append(Words(change, text))
        removed = added = ""

    for at, run in enumerate(runs):
        if run.change is Change.REMOVED:
            removed += run.text
        elif run.change is Change.ADDED:
            added += run.text
        elif (
            removed and added and at + 1 < len(runs)
            and len(run.text.strip()) <= 2 and "\n" not in run.text
        ):  # fmt: skip
            removed, added = removed + run.text, added + run.text
        else:
            flush()
            joined.append(run)
    flush()
    return joined
