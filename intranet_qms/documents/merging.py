"""Two texts that were made from one: what each changed, and one text out of both. Pure.

The texts are compared paragraph by paragraph. What only one of them changed is taken over; where
both changed the same paragraph a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from .compare import Piece, words

MOST_CHUNKS = 4_000
"""Paragraphs of both texts together that are compared; longer texts are chosen between whole."""


class Side(StrEnum):
    """Whose wording is taken."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    """First theirs, which is saved already, then mine."""


class PartKind(StrEnum):
    """Who changed a part."""

    SAME = "same"
    MINE = "mine"
    THEIRS = "theirs"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Part:
    """Some paragraphs of both texts in the same place; an empty text means taken out."""

    kind: PartKind
    mine: str
    theirs: str

    @property
    def proposed(self) -> Side:
        """What is taken where nobody decides: nothing of the person's own is lost."""
        return Side.THEIRS if self.kind is PartKind.THEIRS else Side.MINE

    @property
    def differences(self) -> list[Piece]:
        """The words that differ, from theirs to mine."""
        return words(self.theirs, self.mine)


def chunks(body: str) -> list[str]:
    """The paragraphs of a text as they are written; code between fences stays together."""
    found: list[str] = []
    current: list[str] = []
    fence = ""
    for line in body.split("\n"):
        mark = line.lstrip()[:3]
        if fence:
            fence = "" if mark == fence else fence
        elif mark in {"```", "~~~"}:
            fence = mark
        if line.strip() or fence:
            current.append(line)
        elif current:
            found.append("\n".join(current))
            current = []
    if current:
        found.append("\n".join(current))
    return found


def merge(base: str | None, mine: str, theirs: str) -> list[Part]:
    """The parts of two texts in order.

    Args:
        base: the text that both were made from; None where it is not known any more. Then every
            difference is a conflict.
    """
    own, other = chunks(mine), chunks(theirs)
    origin = chunks(base) if base is not None else None
    if len(own) + len(other) + len(origin or ()) > MOST_CHUNKS * 1.5:
        kind = PartKind.SAME if mine == theirs else PartKind.CONFLICT
        return [Part(kind, mine, theirs)]
    if origin is None:
        return _two_way(own, other)
    return _three_way(origin, own, other)


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(texts)


def _two_way(own: list[str], other: list[str]) -> list[Part]:
    parts: list[Part] = []
    matcher = SequenceMatcher(None, other, own, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        kind = PartKind.SAME if tag == "equal" else PartKind.CONFLICT
        parts.append(Part(kind, _joined(own[b1:b2]), _joined(other[a1:a2])))
    return parts


def _three_way(origin: list[str], own: list[str], other: list[str]) -> list[Part]:
    """Between places where all three agree, each side is asked whether it changed anything."""
    to_own = _places(origin, own)
    to_other = _places(origin, other)
    anchors = [at for at in range(len(origin)) if at in to_own and at in to_other]
    parts: list[Part] = []
    last_base = last_own = last_other = -1
    for at in [*anchors, None]:
        base_end = len(origin) if at is None else at
        own_end = len(own) if at is None else to_own[at]
        other_end = len(other) if at is None else to_other[at]
        was = origin[last_base + 1 : base_end]
        mine, theirs = own[last_own + 1 : own_end], other[last_other + 1 : other_end]
        if len(was) == len(mine) == len(theirs):
            # As many paragraphs as before on both sides: each was edited in its place.
            for old, own_one, other_one in zip(was, mine, theirs, strict=True):
                kind = _kind([old], [own_one], [other_one])
                text = own_one if kind is PartKind.SAME else other_one
                parts.append(Part(kind, own_one, text))
        elif mine or theirs:
            parts.append(Part(_kind(was, mine, theirs), _joined(mine), _joined(theirs)))
        if at is None:
            break
        parts.append(Part(PartKind.SAME, origin[at], origin[at]))
        last_base, last_own, last_other = at, own_end, other_end
    return _gathered(parts)


def _kind(was: list[str], mine: list[str], theirs: list[str]) -> PartKind:
    if mine == theirs:
        return PartKind.SAME
    if mine == was:
        return PartKind.THEIRS
    return PartKind.MINE if theirs == was else PartKind.CONFLICT


def _places(origin: list[str], text: list[str]) -> dict[int, int]:
    matcher = SequenceMatcher(None, origin, text, autojunk=False)
    return {
        run.a + offset: run.b + offset
        for run in matcher.get_matching_blocks()
        for offset in range(run.size)
    }


def _gathered(parts: list[Part]) -> list[Part]:
    """Parts that are the same in a row as one."""
    gathered: list[Part] = []
    for part in parts:
        if gathered and part.kind is PartKind.SAME and gathered[-1].kind is PartKind.SAME:
            text = _joined([gathered[-1].mine, part.mine])
            gathered[-1] = Part(PartKind.SAME, text, text)
        else:
            gathered.append(part)
    return gathered


def merged(parts: Sequence[Part], choices: Mapping[int, Side]) -> str:
    """One text of the parts.

    Args:
        choices: by the place of a part; the others are taken as proposed.
    """
    texts: list[str] = []
    for at, part in enumerate(parts):
        side = choices.get(at, part.proposed)
        if side is Side.BOTH:
            texts += [part.theirs, part.mine]
        else:
            texts.append(part.mine if side is Side.MINE else part.theirs)
    return _joined([text for text in texts if text]) + "\n"
