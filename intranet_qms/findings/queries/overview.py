"""How findings stand in the whole office, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..models import Finding
from ..workflow import FindingState
from .register import DONE


@dataclass(frozen=True, slots=True)
class FindingFigures:
    """Open findings by class, and how many of all are late, wait for an answer, for verification or
    for the judgement of effectiveness (``effect_due``: its day has come)."""

    by_class: dict[str, int]
    late: int
    unanswered: int
    to_verify: int
    effect_waits: int
    effect_due: int

    @property
    def open(self) -> int:
        """All that are not done."""
        return sum(self.by_class.values())


def finding_figures(session: Session, today: date) -> FindingFigures:
    """The figures of the whole office. Two queries."""
    active = Finding.state.not_in(DONE)
    by_class: dict[str, int] = {
        str(name): number
        for name, number in session.execute(
            select(Finding.finding_class, func.count())
            .where(active)
            .group_by(Finding.finding_class)
        )
    }
    verified = Finding.state == FindingState.VERIFIED
    row = session.execute(
        select(
            func.count().filter(active, Finding.due_on < today),
            func.count().filter(Finding.state == FindingState.OPEN),
            func.count().filter(Finding.state == FindingState.IMPLEMENTED),
            func.count().filter(verified),
            func.count().filter(verified, Finding.effectiveness_on <= today),
        ).select_from(Finding)
    ).one()
    return FindingFigures(by_class, *(int(one) for one in row))
