"""How many of the points that a checklist gives were reached, where it gives any.

Each question counts by its weight. Of the answers that stand, those count for which the checklist
gives points (0 to 100); what does not apply, is not answered or is in conflict does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Score:
    """Points reached, in percent of those that could be reached by what was answered."""

    percent: int
    counted: int
    """How many answers were counted."""


def points_of(question: Mapping[str, Any], value: Any) -> float | None:
    """The points of an answer, 0 to 100; None if the checklist gives none for it.

    Of several choices the mean of those that carry points.
    """
    kind = question.get("type")
    if kind in ("conformity", "yes_no"):
        found = (question.get("scores") or {}).get(value)
        return float(found) if found is not None else None
    if kind not in ("one_of", "many_of"):
        return None
    chosen = value if isinstance(value, list) else [value]
    points = [
        float(one["score"])
        for one in question.get("choices", ())
        if one.get("value") in chosen and one.get("score") is not None
    ]
    return sum(points) / len(points) if points else None


def score_of(sheet: Any) -> Score | None:
    """The score of a whole sheet; None where its checklist gives no points for what was answered."""
    reached = possible = 0.0
    counted = 0
    for section in sheet.sections:
        for line in section.questions:
            if not line.shown or line.earlier:
                continue
            weight = float(line.question.get("weight", 1))
            for sample in line.samples:
                if sample.says != "answered" or weight == 0:
                    continue
                points = points_of(line.question, sample.standing.shown[0].value)
                if points is not None:
                    reached += weight * points
                    possible += weight * 100
                    counted += 1
    return Score(round(reached * 100 / possible), counted) if possible else None
