"""How urgent an area is, computed of four factors, each shown with its number.

After ISO 9001, clause 9.2.2 a (importance, changes, earlier results) and ISO 19011, clause 5.3
(risks of the programme). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

FACTORS = ("importance", "age", "findings", "changes")
CLASSES = ("major", "minor", "observation")
_FULL_FINDINGS, _FULL_CHANGES = 10.0, 4.0
"""Points of findings, and changes, at which the factor is full."""
_DAYS_OF_YEAR = 365.25


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a programme counts with; kept with every version.

    ``weights``: how much each of ``FACTORS`` counts. ``class_points``: of a finding by its class.
    ``open_times``, ``late_times``: how many times an open and a late finding count.
    ``month_half_days``, ``year_half_days``: how much an auditor is asked for at most; 0 for no
    limit. ``rest_days``: open days between two audits of an auditor.
    """

    weights: Mapping[str, int] = field(
        default_factory=lambda: {"importance": 30, "age": 25, "findings": 30, "changes": 15}
    )
    class_points: Mapping[str, int] = field(
        default_factory=lambda: {"major": 5, "minor": 2, "observation": 1}
    )
    open_times: int = 2
    late_times: int = 3
    month_half_days: int = 8
    year_half_days: int = 0
    rest_days: int = 2
    needs_competence: bool = True

    def as_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            **asdict(self), "weights": dict(self.weights), "class_points": dict(self.class_points)
        }  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Rules:
        """As it was kept; what a later version of the program adds has its default."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        return cls(**known)


@dataclass(frozen=True, kw_only=True)
class FoundThere:
    """An earlier finding in an area. ``raised_on``: in the office's zone."""

    finding_class: str
    is_open: bool
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class AreaFacts:
    """What the factors are computed of. ``changes``: issues published and changes of the unit
    since the last audit."""

    importance: int
    last_audit: date | None
    findings: Sequence[FoundThere] = ()
    changes: int = 0


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One part of a priority.

    ``number``: what was counted: importance from 1 to 5, days since the last audit (-1: never),
    points of findings, changes. ``level``: from 0 to 100. ``points``: what it adds to the priority.
    """

    name: str
    number: int
    level: int
    points: float
    weight: int


@dataclass(frozen=True, kw_only=True)
class Priority:
    """From 0 to 100, with the factors that make it."""

    value: int
    factors: tuple[Factor, ...]


def priority(facts: AreaFacts, rules: Rules, cycle_years: int, today: date) -> Priority:
    """How urgent an audit of the area is on a day."""
    days = (today - facts.last_audit).days if facts.last_audit is not None else -1
    findings = sum(_points(one, rules) for one in facts.findings)
    numbers = {
        "importance": facts.importance,
        "age": days,
        "findings": findings,
        "changes": facts.changes,
    }
    levels = {
        "importance": (facts.importance - 1) / 4,
        "age": 1.0 if days < 0 else days / (max(1, cycle_years) * _DAYS_OF_YEAR),
        "findings": findings / _FULL_FINDINGS,
        "changes": facts.changes / _FULL_CHANGES,
    }
    whole = sum(max(0, rules.weights.get(name, 0)) for name in FACTORS) or 1
    factors = []
    for name in FACTORS:
        level = min(1.0, max(0.0, levels[name]))
        weight = max(0, rules.weights.get(name, 0))
        factors.append(
            Factor(
                name=name,
                number=numbers[name],
                level=round(level * 100),
                points=round(100 * weight * level / whole, 1),
                weight=weight,
            )
        )
    return Priority(value=round(sum(one.points for one in factors)), factors=tuple(factors))


def _points(found: FoundThere, rules: Rules) -> int:
    points = rules.class_points.get(found.finding_class, 0)
    if found.is_late:
        return points * rules.late_times
    return points * rules.open_times if found.is_open else points
