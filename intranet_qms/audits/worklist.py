"""Conflicts between answers that wait for the lead auditor."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from ..host import Actor
from ..i18n import t, tn
from ..people.worklist import WorkItem, source
from .models import Answer, Audit, TeamMember
from .standing import derive
from .workflow import AuditState, TeamRole


@source
def conflicts_to_decide(session: Session, actor: Actor, _today: date) -> list[WorkItem]:
    """One item for each audit that the actor leads with answers that differ, in two queries."""
    led = session.scalars(
        select(Audit)
        .join(TeamMember, TeamMember.audit_id == Audit.id)
        .where(
            TeamMember.person_id == actor.person_id,
            TeamMember.role == TeamRole.LEAD,
            TeamMember.removed_at.is_(None),
            Audit.state.in_((AuditState.IN_PROGRESS, AuditState.REPORTING)),
        )
        .order_by(Audit.first_day)
    ).all()
    if not led:
        return []
    conflicts = _conflicts(session, [audit.id for audit in led])
    return [
        WorkItem(
            kind=t("Decide between answers"),
            title=f"{audit.number} {audit.title}: "
            + tn(
                "%(n)s question with two answers",
                "%(n)s questions with two answers",
                conflicts[audit.id],
            ),
            endpoint="audits_show",
            values={"number": audit.number},
            due_on=audit.last_day,
            icon="question",
        )
        for audit in led
        if conflicts.get(audit.id)
    ]


def _conflicts(session: Session, audit_ids: list[int]) -> dict[int, int]:
    """How many questions of these audits have answers that differ, by audit. One query."""
    slot = (Answer.audit_id, Answer.question_key, Answer.sample)
    contested = (
        select(*slot)
        .where(Answer.audit_id.in_(audit_ids), Answer.standing)
        .group_by(*slot)
        .having(func.count() > 1)
        .subquery()
    )
    records: dict[tuple[int, str, int], list[Answer]] = {}
    for answer in session.scalars(
        select(Answer).join(
            contested,
            and_(
                contested.c.audit_id == Answer.audit_id,
                contested.c.question_key == Answer.question_key,
                contested.c.sample == Answer.sample,
            ),
        )
    ):
        records.setdefault((answer.audit_id, answer.question_key, answer.sample), []).append(answer)
    found: dict[int, int] = {}
    for (audit_id, _key, _sample), answers in records.items():
        found[audit_id] = found.get(audit_id, 0) + derive(answers).in_conflict
    return found
