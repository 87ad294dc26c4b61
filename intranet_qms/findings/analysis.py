"""The causes of a finding as a tree and as a fishbone, for pages and prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .fishbone import fishbone
from .models import Finding, FindingCause
from .workflow import Bone


@dataclass(frozen=True, slots=True)
class CauseNode:
    """A cause with what lies below it."""

    cause: FindingCause
    depth: int
    below: list[CauseNode] = field(default_factory=list)


def cause_tree(causes: Sequence[FindingCause], *, category: str | None = None) -> list[CauseNode]:
    """Causes as a tree; of one bone, or (None) those of no bone."""
    nodes = {one.id: CauseNode(one, 1) for one in causes}
    roots: list[CauseNode] = []
    for one in causes:
        if (one.category or None) != category:
            continue
        above = nodes.get(one.parent_id or 0)
        if above is None:
            roots.append(nodes[one.id])
        else:
            made = CauseNode(one, above.depth + 1, nodes[one.id].below)
            nodes[one.id] = made
            above.below.append(made)
    return roots


def analysis_of(finding: Finding, number: int) -> dict[str, Any]:
    """What the causes of one round look like: for the page of the finding too."""
    causes = [one for one in finding.causes if one.round == number]
    boned = [one for one in causes if one.category]
    return {
        "causes": causes,
        "whys": cause_tree(causes),
        "bones": {bone.value: cause_tree(causes, category=bone.value) for bone in Bone},
        "drawing": fishbone(finding.statement, boned) if boned else None,
        "roots": [one for one in causes if one.is_root],
    }
