"""Reads of the register for its pages: the list, and one auditor."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, inspect, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ...audits import queries as audits
from ...audits.workflow import TeamRole
from ...documents import queries as documents
from ...host import Actor
from ...workdays import is_working_day
from ..models import Absence, Appointment, Auditor, Competence, Evaluation
from ..workflow import EXPIRES_SOON, Grade
from .planning import ROLES, each_day, valid_on

PER_PAGE = 25
STATES = ("active", "by_role", "ended", "all")
"""Appointed or with the role (the list begins so), with the role alone, appointed once, everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to; empty means not narrowed.

    ``competence``: ``running_out`` or ``expired``.
    """

    search: str = ""
    unit_id: int | None = None
    grade: str = ""
    standard: str = ""
    competence: str = ""
    state: str = "active"


@dataclass(frozen=True, slots=True)
class Line:
    """One auditor of the list. ``days``: working days of audits planned for the year."""

    person: Any
    appointment: Appointment | None
    by_role: bool
    competences: Sequence[Competence]
    counts: audits.PartCounts
    days: int
    limit: int | None
    away: bool


def _person() -> Any:
    return inspect(Appointment).relationships["person"].mapper.class_


def in_force_on(day: date) -> ColumnElement[bool]:
    """The condition under which an appointment holds on a day."""
    return and_(
        Appointment.first_day <= day,
        or_(Appointment.ended_on.is_(None), Appointment.ended_on > day),
    )


def _has_role(person: Any, today: date) -> ColumnElement[bool]:
    grant = inspect(person).relationships["grants"].mapper.class_
    held: ColumnElement[bool] = person.grants.any(
        and_(grant.role.in_(ROLES), or_(grant.valid_until.is_(None), grant.valid_until >= today))
    )
    return held


def listing(filters: Filters, today: date) -> Select[Any]:
    """People of the register, by surname."""
    person = _person()
    ever = person.id.in_(select(Appointment.person_id))
    now = person.id.in_(select(Appointment.person_id).where(in_force_on(today)))
    ahead = person.id.in_(select(Appointment.person_id).where(Appointment.first_day > today))
    by_role = and_(person.active, ~ever, _has_role(person, today))
    wanted: list[Any] = [
        {
            "active": or_(and_(person.active, or_(now, ahead)), by_role),
            "by_role": by_role,
            "ended": and_(ever, ~now, ~ahead),
            "all": or_(ever, by_role),
        }[filters.state if filters.state in STATES else "active"]
    ]
    if filters.search:
        wanted.append(
            or_(
                person.name.icontains(filters.search, autoescape=True),
                person.host_id.icontains(filters.search, autoescape=True),
            )
        )
    if filters.unit_id is not None:
        wanted.append(person.unit_id == filters.unit_id)
    if filters.grade:
        wanted.append(
            person.id.in_(
                select(Appointment.person_id).where(
                    in_force_on(today), Appointment.grade == filters.grade
                )
            )
        )
    if filters.standard:
        wanted.append(
            person.id.in_(
                select(Competence.person_id).where(
                    Competence.standard == filters.standard, *valid_on(today)
                )
            )
        )
    if filters.competence:
        span = (
            Competence.until.between(today, today + EXPIRES_SOON)
            if filters.competence == "running_out"
            else Competence.until < today
        )
        wanted.append(
            person.id.in_(
                select(Competence.person_id).where(span, Competence.withdrawn_on.is_(None))
            )
        )
    return (
        select(person)
        .where(*wanted)
        .options(selectinload(person.unit))
        .order_by(person.sort_key, person.id)
    )


def lines(session: Session, listed: Sequence[Any], today: date) -> list[Line]:
    """What the list says of people, in a constant number of queries."""
    ids = [one.id for one in listed]
    held = {
        one.person_id: one
        for one in session.scalars(
            select(Appointment)
            .where(Appointment.person_id.in_(ids), in_force_on(today))
            .order_by(Appointment.first_day)
        )
    }
    ever = set(session.scalars(select(Appointment.person_id).where(Appointment.person_id.in_(ids))))
    competences: dict[int, list[Competence]] = {}
    for competence in session.scalars(
        select(Competence)
        .where(Competence.person_id.in_(ids), Competence.withdrawn_on.is_(None))
        .order_by(Competence.standard, Competence.until.desc())
    ):
        competences.setdefault(competence.person_id, []).append(competence)
    away = set(
        session.scalars(
            select(Absence.person_id).where(
                Absence.person_id.in_(ids), Absence.first_day <= today, Absence.last_day >= today
            )
        )
    )
    limits = {
        row[0]: row[1]
        for row in session.execute(
            select(Auditor.person_id, Auditor.load_days_limit).where(Auditor.person_id.in_(ids))
        )
    }
    counts = audits.part_counts(session, ids)
    days = planned_days(session, ids, today.year)
    return [
        Line(
            one,
            held.get(one.id),
            one.id not in ever,
            latest(competences.get(one.id, ())),
            counts.get(one.id, audits.PartCounts()),
            days.get(one.id, 0),
            limits.get(one.id),
            one.id in away,
        )
        for one in listed
    ]


def latest(competences: Iterable[Competence]) -> list[Competence]:
    """Of each standard the competence that lasts longest; what it renewed is history."""
    found: dict[str, Competence] = {}
    for one in competences:
        known = found.get(one.standard)
        if known is None or (one.until or date.max) > (known.until or date.max):
            found[one.standard] = one
    return list(found.values())


def planned_days(session: Session, person_ids: Sequence[int], year: int) -> dict[int, int]:
    """How many working days of audits people have in a year. One query."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days: dict[int, set[date]] = {}
    for part in audits.parts_in_audits(session, person_ids, since=first, until=last):
        if part.role not in (TeamRole.LEAD, TeamRole.AUDITOR):
            continue
        days.setdefault(part.person_id, set()).update(
            day
            for day in each_day(max(part.first_day, first), min(part.last_day, last))
            if is_working_day(day)
        )
    return {person_id: len(listed) for person_id, listed in days.items()}


# -- one auditor ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that the register keeps of one person; what the reader may see is left to the page."""

    entry: Auditor | None
    appointments: Sequence[Appointment]
    competences: Sequence[Competence]
    absences: Sequence[Absence]
    parts: Sequence[audits.PartInAudit]
    counts: audits.PartCounts
    days: int
    evaluations: Sequence[Evaluation] = field(default=())

    @property
    def known(self) -> bool:
        """Whether the register knows the person at all."""
        return self.entry is not None or bool(self.appointments)


def whole(session: Session, actor: Actor | None, person_id: int, today: date) -> Whole:
    """One auditor's page in a constant number of queries; the newest of everything first.

    Args:
        actor: who reads: audits that they may not know of are left out; None for everything.
    """
    return Whole(
        entry=session.scalars(select(Auditor).where(Auditor.person_id == person_id)).one_or_none(),
        appointments=session.scalars(
            select(Appointment)
            .where(Appointment.person_id == person_id)
            .order_by(Appointment.first_day.desc(), Appointment.id.desc())
        ).all(),
        competences=session.scalars(
            select(Competence)
            .where(Competence.person_id == person_id)
            .options(joinedload(Competence.file))
            .order_by(Competence.standard, Competence.since.desc(), Competence.id.desc())
        ).all(),
        absences=session.scalars(
            select(Absence)
            .where(Absence.person_id == person_id, Absence.last_day >= today)
            .order_by(Absence.first_day)
        ).all(),
        parts=list(reversed(audits.parts_in_audits(session, [person_id], seen_by=actor)))[:100],
        counts=audits.part_counts(session, [person_id]).get(person_id, audits.PartCounts()),
        days=planned_days(session, [person_id], today.year).get(person_id, 0),
        evaluations=session.scalars(
            select(Evaluation)
            .where(Evaluation.person_id == person_id)
            .order_by(Evaluation.given_at.desc())
        ).all(),
    )


def appointment(session: Session, person_id: int, identifier: uuid.UUID) -> Appointment | None:
    """One appointment of a person."""
    return session.scalars(
        select(Appointment).where(
            Appointment.uuid == identifier, Appointment.person_id == person_id
        )
    ).one_or_none()


def competence(session: Session, person_id: int, identifier: uuid.UUID) -> Competence | None:
    """One competence of a person, with its file."""
    return session.scalars(
        select(Competence)
        .where(Competence.uuid == identifier, Competence.person_id == person_id)
        .options(joinedload(Competence.file))
    ).one_or_none()


def absence(session: Session, person_id: int, identifier: uuid.UUID) -> Absence | None:
    """One absence of a person."""
    return session.scalars(
        select(Absence).where(Absence.uuid == identifier, Absence.person_id == person_id)
    ).one_or_none()


def evaluations_of(session: Session, audit_id: int) -> dict[int, Evaluation]:
    """What was said after an audit, by the evaluated person."""
    return {
        one.person_id: one
        for one in session.scalars(select(Evaluation).where(Evaluation.audit_id == audit_id))
    }


def in_register(session: Session, person_id: int) -> bool:
    """Whether somebody has an entry, or was ever appointed."""
    return (
        session.scalar(select(Auditor.id).where(Auditor.person_id == person_id).limit(1))
        is not None
    )


def grade_on(session: Session, person_ids: Iterable[int], day: date) -> dict[int, Grade]:
    """What people are appointed as on a day; somebody who is not appointed is not in it."""
    rows = session.execute(
        select(Appointment.person_id, Appointment.grade).where(
            Appointment.person_id.in_(list(person_ids)), in_force_on(day)
        )
    )
    return {row[0]: Grade(row[1]) for row in rows}


TO_EVALUATE_WITHIN = timedelta(days=92)


def to_evaluate(
    session: Session, actor: Actor, today: date
) -> list[tuple[str, str, str, uuid.UUID]]:
    """Whom the actor has not evaluated yet: number and title of the audit, name and identifier.

    The representative owes it to leads, a lead to the auditors of the audit; after three months
    nobody is asked any more. Two queries.
    """
    keeps = actor.has_role("qms_representative")
    parts = audits.ended_parts(
        session, today - TO_EVALUATE_WITHIN, led_by=None if keeps else actor.person_id
    )
    owed = [
        one
        for one in parts
        if one.person_id != actor.person_id
        and (
            (one.role is TeamRole.LEAD and keeps)
            or (one.role is TeamRole.AUDITOR and one.lead_id == actor.person_id)
        )
    ]
    if not owed:
        return []
    given = {
        (row[0], row[1])
        for row in session.execute(
            select(Evaluation.audit_id, Evaluation.person_id).where(
                Evaluation.audit_id.in_({one.audit_id for one in owed})
            )
        )
    }
    return [
        (one.number, one.title, one.name, one.person_uuid)
        for one in owed
        if (one.audit_id, one.person_id) not in given
    ]


def audits_by_role(person: Any, today: date) -> bool:
    """Whether somebody has an auditor's role today; their grants are loaded."""
    return any(
        one.role in ROLES and (one.valid_until is None or one.valid_until >= today)
        for one in person.grants
    )


def own_documents(session: Session, person_id: int) -> Sequence[Any]:
    """The documents that somebody answers for or whose issue in force they wrote, by code."""
    ids = documents.own_work(session, [person_id]).get(person_id, set())
    return documents.documents_by_ids(session, ids) if ids else []


def audit_numbers(session: Session, evaluations: Iterable[Evaluation]) -> dict[int, str]:
    """The numbers of the audits that evaluations are about."""
    return audits.numbers_by_id(session, {one.audit_id for one in evaluations})
