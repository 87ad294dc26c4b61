"""What somebody chose in the plan of an audit: scope and team. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .workflow import TeamRole


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChoice:
    """What is audited, by internal numbers."""

    unit_ids: Sequence[int] = ()
    document_ids: Sequence[int] = ()
    clause_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChoice:
    """Who audits, by internal numbers. Somebody named twice has the first role of this order."""

    lead_id: int | None = None
    auditor_ids: Sequence[int] = ()
    expert_ids: Sequence[int] = ()
    observer_ids: Sequence[int] = ()

    def roles(self) -> dict[int, TeamRole]:
        """Role by person."""
        chosen: dict[int, TeamRole] = {}
        for role, people in (
            (TeamRole.LEAD, [self.lead_id] if self.lead_id is not None else []),
            (TeamRole.AUDITOR, self.auditor_ids),
            (TeamRole.EXPERT, self.expert_ids),
            (TeamRole.OBSERVER, self.observer_ids),
        ):
            for person_id in people:
                chosen.setdefault(person_id, role)
        return chosen
