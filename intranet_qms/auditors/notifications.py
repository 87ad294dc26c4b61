"""Whom to tell about auditors: rows of the outbox, in the same transaction as their reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ..audits import queries as audits
from ..audits.workflow import AuditState, TeamRole
from ..host import Clock
from ..outbox import services as outbox
from ..people import queries as people
from ..people.workflow import Role
from .models import Absence, Competence, Evaluation
from .workflow import REMIND_BEFORE


def running_out(session: Session, clock: Clock, today: date) -> int:
    """Tell the representative of competence that runs out, once at each of the days ahead.

    A day on which the worker stood still is made up for: each stage is told when it is reached
    first. What was renewed by another competence that lasts longer is left out.

    Returns:
        How many mails are new.
    """
    furthest = today + timedelta(days=max(REMIND_BEFORE))
    listed = session.scalars(
        select(Competence)
        .where(
            Competence.until.between(today, furthest),
            Competence.since <= today,
            Competence.withdrawn_on.is_(None),
        )
        .options(joinedload(Competence.person))
        .order_by(Competence.until, Competence.id)
    ).all()
    lasting = _lasting(session, {one.person_id for one in listed})
    due: list[tuple[Competence, int]] = []
    for one in listed:
        if one.until is None or not one.person.active:
            continue
        if lasting.get((one.person_id, one.standard), date.min) > one.until:
            continue
        left = (one.until - today).days
        due.append((one, min(stage for stage in REMIND_BEFORE if left <= stage)))
    mails = [
        outbox.Mail(
            to_person_id=keeper.id,
            context={
                "person": one.person.name,
                "standard": one.standard,
                "until": one.until.isoformat() if one.until else "",
                "proof": one.proof,
                "path": f"/auditors/{one.person.uuid}",
            },
            dedup_key=f"auditors-running-out:{one.uuid}:{stage}:{keeper.id}",
        )
        for one, stage in due
        for keeper in people.people_with_role(session, Role.QMS_REPRESENTATIVE.value, today=today)
    ]
    return outbox.enqueue_mails(session, clock, "auditors_running_out", mails)


def _lasting(session: Session, person_ids: set[int]) -> dict[tuple[int, str], date]:
    """Until when each person is competent for each standard at the latest."""
    found: dict[tuple[int, str], date] = {}
    for person_id, standard, until in session.execute(
        select(Competence.person_id, Competence.standard, Competence.until).where(
            Competence.person_id.in_(person_ids), Competence.withdrawn_on.is_(None)
        )
    ):
        key = (person_id, standard)
        found[key] = max(found.get(key, date.min), until or date.max)
    return found


def away(session: Session, clock: Clock, person: Any, absence: Absence) -> None:
    """Tell who leads audits in those days that somebody of the team is away."""
    parts = audits.parts_in_audits(
        session, [person.id], since=absence.first_day, until=absence.last_day
    )
    told = [one for one in parts if one.state not in (AuditState.CLOSED, AuditState.REPORTING)]
    leads = audits.leads_of(session, [one.audit_id for one in told])
    for part in told:
        lead_id = leads.get(part.audit_id)
        if lead_id is None or part.role not in (TeamRole.LEAD, TeamRole.AUDITOR):
            continue
        if lead_id == person.id:
            # Who leads knows; whoever planned the audit has to.
            lead_id = audits.planners_of(session, [part.audit_id]).get(part.audit_id)
            if lead_id is None or lead_id == person.id:
                continue
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=lead_id,
            template="auditors_away",
            context={
                "person": person.name,
                "number": part.number,
                "title": part.title,
                "first_day": absence.first_day.isoformat(),
                "last_day": absence.last_day.isoformat(),
            },
            dedup_key=f"auditors-away:{absence.uuid}:{part.audit_id}",
        )


def evaluated(session: Session, clock: Clock, audit: Any, evaluation: Evaluation) -> None:
    """Tell somebody that their part in an audit was evaluated; what was said stays in the system."""
    outbox.enqueue_mail(
        session,
        clock,
        to_person_id=evaluation.person_id,
        template="auditors_evaluated",
        context={"number": audit.number, "title": audit.title, "by": evaluation.given_by},
        dedup_key=f"auditors-evaluated:{evaluation.uuid}:{evaluation.row_version}",
    )
