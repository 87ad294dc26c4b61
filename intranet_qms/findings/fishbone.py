"""Ishikawa's diagram of a finding's causes, drawn on the server as SVG.

The drawing only repeats the list beside it, which is what everybody edits and what a screen reader
reads. No script and no style attribute: its looks are those of ``findings.css``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..i18n import t, tn
from . import labels
from .models import FindingCause
from .workflow import Bone

_WIDTH, _HEAD, _BONE = 1080, 230, 270
_LINE, _CHARACTERS = 17, 27
_MARGIN, _LABEL = 14, 30
_SLANT = 0.32


@dataclass(frozen=True, slots=True)
class _Rib:
    lines: tuple[str, ...]
    is_root: bool
    indent: int


def wrapped(text: str, characters: int, most: int = 3) -> tuple[str, ...]:
    """A text in lines of at most so many characters; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    for word in " ".join(text.split()).split(" "):
        while len(word) > characters:
            lines.append(word[: characters - 1] + "-")
            word = word[characters - 1 :]
        if lines and len(lines[-1]) + 1 + len(word) <= characters and not lines[-1].endswith("-"):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1][: characters - 1].rstrip(" ,;") + "…"
    return tuple(lines)


def _ribs(causes: Sequence[FindingCause], bone: Bone) -> list[_Rib]:
    found: list[_Rib] = []

    def below(parent: int | None, indent: int) -> None:
        for one in causes:
            if one.category == bone.value and one.parent_id == parent:
                lines = wrapped(one.text, _CHARACTERS - 2 * min(indent, 3))
                found.append(_Rib(lines, one.is_root, min(indent, 3)))
                below(one.id, indent + 1)

    below(None, 0)
    return found


def _height(ribs: Sequence[_Rib]) -> int:
    return _LABEL + _MARGIN + sum(len(one.lines) * _LINE + 10 for one in ribs)


def fishbone(problem: str, causes: Sequence[FindingCause]) -> Markup:
    """The diagram: the finding at the head, a bone for each place where causes come from.

    Args:
        causes: of one round, in their order.
    """
    bones = {bone: _ribs(causes, bone) for bone in Bone}
    order = list(Bone)
    upper, lower = order[:3], order[3:]
    above = max(110, *(_height(bones[bone]) for bone in upper))
    under = max(110, *(_height(bones[bone]) for bone in lower))
    spine, height = above + 10, above + under + 20
    parts = [
        Markup(
            '<line class="qms-fishbone__spine" x1="10" y1="{y}" x2="{end}" y2="{y}"></line>'
            '<path class="qms-fishbone__spine" d="M{end} {top} l16 12 l-16 12 z"></path>'
        ).format(y=spine, end=_WIDTH - _HEAD - 16, top=spine - 12)
    ]
    for place, bone in enumerate(upper):
        parts.append(_bone(bone, bones[bone], 270 + place * _BONE, spine, -1, above))
    for place, bone in enumerate(lower):
        parts.append(_bone(bone, bones[bone], 270 + place * _BONE, spine, 1, under))
    parts.append(_head(problem, spine))
    roots = sum(one.is_root for one in causes)
    description = tn("%(n)s cause", "%(n)s causes", len(causes)) + ", "
    description += tn("%(n)s root cause", "%(n)s root causes", roots) + ". "
    description += t("The same stands in the list below.")
    return Markup(
        '<svg class="qms-fishbone" viewBox="0 0 {width} {height}" width="{width}"'
        ' height="{height}" role="img" aria-label="{title}. {description}">{parts}</svg>'
    ).format(
        width=_WIDTH,
        height=height,
        title=t("Fishbone diagram"),
        description=description,
        parts=Markup("").join(parts),
    )


def _head(problem: str, spine: int) -> Markup:
    lines = wrapped(problem, 29, most=6)
    box = max(64, len(lines) * _LINE + 24)
    left, top = _WIDTH - _HEAD, spine - box // 2
    text = Markup("").join(
        Markup('<tspan x="{x}" y="{y}">{line}</tspan>').format(
            x=left + 14, y=top + 24 + number * _LINE, line=line
        )
        for number, line in enumerate(lines)
    )
    return Markup(
        '<rect class="qms-fishbone__head" x="{x}" y="{y}" width="{width}" height="{height}"'
        ' rx="4"></rect><text class="qms-fishbone__problem">{text}</text>'
    ).format(x=left, y=top, width=_HEAD - 4, height=box, text=text)


def _bone(bone: Bone, ribs: Sequence[_Rib], at: int, spine: int, side: int, room: int) -> Markup:
    """One bone that meets the spine at ``at``; ``side`` is -1 above it and 1 below."""
    length = room - _LABEL
    end_x, end_y = at - round(length * _SLANT), spine + side * length
    label = str(labels.BONES[bone])
    width = 16 + round(7.6 * len(label))
    label_y = end_y - _LABEL if side < 0 else end_y
    drawn = [
        Markup(
            '<line class="qms-fishbone__bone" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"></line>'
            '<rect class="qms-fishbone__label" x="{left}" y="{top}" width="{width}" height="26"'
            ' rx="3"></rect>'
            '<text class="qms-fishbone__name" x="{middle}" y="{base}">{label}</text>'
        ).format(
            x1=end_x, y1=end_y, x2=at, y2=spine, left=end_x - width // 2, top=label_y + 2,
            width=width, middle=end_x, base=label_y + 20, label=label,
        )
    ]  # fmt: skip
    # Above, the first cause stands next to the label; below, next to the spine.
    y = end_y + 8 if side < 0 else spine + 14
    for rib in ribs:
        middle = y + len(rib.lines) * _LINE / 2
        x = at - round(abs(middle - spine) * _SLANT)
        left = x - 218 + 18 * rib.indent
        drawn.append(
            Markup(
                '<line class="qms-fishbone__rib" x1="{left}" y1="{y}" x2="{x}" y2="{y}"></line>'
            ).format(left=left, x=x, y=round(y + len(rib.lines) * _LINE + 3))
        )
        if rib.is_root:
            drawn.append(
                Markup(
                    '<rect class="qms-fishbone__root" x="{x}" y="{y}" width="8" height="8"'
                    ' transform="rotate(45 {cx} {cy})"></rect>'
                ).format(x=left + 1, y=round(y + 5), cx=left + 5, cy=round(y + 9))
            )
        shift = 16 if rib.is_root else 2
        spans = Markup("").join(
            Markup('<tspan x="{x}" y="{y}">{line}</tspan>').format(
                x=left + shift, y=round(y + 13 + number * _LINE), line=line
            )
            for number, line in enumerate(rib.lines)
        )
        kind = (
            "qms-fishbone__cause qms-fishbone__cause--root"
            if rib.is_root
            else "qms-fishbone__cause"
        )
        drawn.append(Markup('<text class="{}">{}</text>').format(kind, spans))
        y += len(rib.lines) * _LINE + 10
    return Markup("").join(drawn)
