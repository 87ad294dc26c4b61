"""What was audited and when, for a picture of the cycle: units by chapters, processes by years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ..checklist import pinned
from ..models import Audit, AuditClause, AuditDocument, AuditUnit, TeamMember
from ..workflow import AuditState
from .audits import related

HELD = frozenset({AuditState.IN_PROGRESS, AuditState.REPORTING, AuditState.CLOSED})


@dataclass(frozen=True, slots=True)
class Covered:
    """One audit with what it covers. ``chapters``: first parts of clause numbers (``8``)."""

    number: str
    state: AuditState
    first_day: date
    unit_ids: frozenset[int]
    document_ids: frozenset[int]
    chapters: frozenset[str] = field(default_factory=frozenset)

    @property
    def held(self) -> bool:
        """Whether work was done in it; else it lies ahead."""
        return self.state in HELD


def chapter_of(clause: str) -> str:
    """The chapter of a clause: ``ISO 9001:2015, 8.5.1`` is of chapter ``8``."""
    number = clause.rpartition(" ")[2]
    first = number.partition(".")[0]
    return first if first.isdigit() and len(first) <= 2 else ""


def covered(session: Session, since: date, until: date) -> list[Covered]:
    """Audits that begin between two days and were not cancelled, with what they cover, by day.

    The chapters of an audit are those of the clauses in its scope and of the questions of its
    checklist. Four queries; checklists come from memory.
    """
    audits = session.execute(
        select(
            Audit.id, Audit.number, Audit.state, Audit.first_day, Audit.checklist_version_id
        )
        .where(Audit.first_day.between(since, until), Audit.state != AuditState.CANCELLED)
        .order_by(Audit.first_day, Audit.id)
        .limit(2_000)
    ).all()  # fmt: skip
    ids = [row.id for row in audits]
    units = _grouped(session, AuditUnit.audit_id, AuditUnit.unit_id, ids)
    documents = _grouped(session, AuditDocument.audit_id, AuditDocument.document_id, ids)
    clause = related(AuditClause, "clause")
    chapters: dict[int, set[str]] = {}
    for audit_id, number in session.execute(
        select(AuditClause.audit_id, clause.number)
        .join(clause, clause.id == AuditClause.clause_id)
        .where(AuditClause.audit_id.in_(ids))
    ):
        chapters.setdefault(audit_id, set()).add(chapter_of(number))
    return [
        Covered(
            row.number,
            AuditState(row.state),
            row.first_day,
            frozenset(units.get(row.id, ())),
            frozenset(documents.get(row.id, ())),
            frozenset(
                chapters.get(row.id, set()) | _asked_chapters(session, row.checklist_version_id)
            )
            - {""},
        )
        for row in audits
    ]


def _asked_chapters(session: Session, version_id: int) -> set[str]:
    questions = pinned(session, version_id).questions.values()
    return {chapter_of(str(one.get("clause") or "")) for one in questions}


def _grouped(
    session: Session, key: Any, value: Any, audit_ids: Iterable[int]
) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for audit_id, other in session.execute(select(key, value).where(key.in_(list(audit_ids)))):
        found.setdefault(audit_id, []).append(other)
    return found


def between(session: Session, first: date, last: date) -> Sequence[Audit]:
    """Audits that touch a span of days, with team and units, by first day. Three queries."""
    unit = selectinload(Audit.units).joinedload(AuditUnit.unit)
    team = selectinload(Audit.team).joinedload(TeamMember.person)
    return session.scalars(
        select(Audit)
        .where(Audit.first_day <= last, Audit.last_day >= first)
        .options(unit, team)
        .order_by(Audit.first_day, Audit.id)
        .limit(200)
    ).all()
