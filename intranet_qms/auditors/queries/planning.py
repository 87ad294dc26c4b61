"""What the planner of audits asks of the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ...audits import queries as audits
from ...documents import queries as documents
from ...people import queries as people
from ...people.workflow import Role
from ...workdays import is_working_day
from ..models import Absence, Appointment, Auditor, Competence
from ..workflow import Grade

ROLES = (Role.AUDITOR.value, Role.LEAD_AUDITOR.value)


@dataclass(frozen=True, slots=True)
class PlannableAuditor:
    """Somebody who can be planned for an audit on a day.

    ``may_lead``: appointed as a lead, or, without an appointment in the register, has the role.
    ``standards``: for which a competence is valid on the day, as in the catalogue (``ISO 9001``).
    ``procedures_owned``: documents that they answer for or whose issue in force they wrote.
    ``absences``: first and last day of each that has not ended before the day.
    ``load_days_limit``: days a year; None where nothing was agreed.
    """

    person_id: int
    name: str
    unit_id: int | None
    may_lead: bool
    standards: frozenset[str]
    procedures_owned: frozenset[int]
    absences: tuple[tuple[date, date], ...]
    load_days_limit: int | None


@dataclass(frozen=True, slots=True)
class Availability:
    """What keeps somebody from auditing between two days.

    ``audits``: number, first and last day of audits in which they have a part. ``free_days``:
    working days with neither an absence nor an audit.
    """

    person_id: int
    absences: tuple[tuple[date, date], ...]
    audits: tuple[tuple[str, date, date], ...]
    free_days: tuple[date, ...]


def availability(
    session: Session, people_ids: Iterable[int], start: date, end: date
) -> dict[int, Availability]:
    """When people can audit between two days, both included; two queries for any number of them.

    Raises:
        ValueError: more than five years, which is nobody's plan.
    """
    if end - start > timedelta(days=5 * 366):
        raise ValueError("availability is asked for five years at most")
    wanted = list(dict.fromkeys(people_ids))
    away: dict[int, list[tuple[date, date]]] = {}
    for person_id, first, last in session.execute(
        select(Absence.person_id, Absence.first_day, Absence.last_day)
        .where(Absence.person_id.in_(wanted), Absence.last_day >= start, Absence.first_day <= end)
        .order_by(Absence.first_day)
    ):
        away.setdefault(person_id, []).append((first, last))
    busy: dict[int, list[tuple[str, date, date]]] = {}
    for part in audits.parts_in_audits(session, wanted, since=start, until=end):
        busy.setdefault(part.person_id, []).append((part.number, part.first_day, part.last_day))
    days = [day for day in each_day(start, end) if is_working_day(day)]
    return {
        person_id: Availability(
            person_id,
            tuple(away.get(person_id, ())),
            tuple(busy.get(person_id, ())),
            _outside(
                days,
                [
                    *away.get(person_id, ()),
                    *((first, last) for _, first, last in busy.get(person_id, ())),
                ],
            ),
        )
        for person_id in wanted
    }


def each_day(first: date, last: date) -> list[date]:
    """The days from one to another, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _outside(days: list[date], spans: list[tuple[date, date]]) -> tuple[date, ...]:
    return tuple(day for day in days if not any(first <= day <= last for first, last in spans))


def auditors_for_planning(session: Session, on: date) -> list[PlannableAuditor]:
    """Everybody who can be planned for an audit on a day, by surname.

    These are the people who are appointed on that day, and those who have an auditor's role then
    without having been appointed in the register by that day. A constant number of queries.
    """
    appointed: dict[int, Grade] = {}
    ever: set[int] = set()
    for person_id, grade, first, ended in session.execute(
        select(
            Appointment.person_id, Appointment.grade, Appointment.first_day, Appointment.ended_on
        )
    ):
        if first <= on:
            ever.add(person_id)
        if first <= on and (ended is None or on < ended):
            appointed[person_id] = Grade(grade)
    by_role = {
        person.id: person
        for person in people.people_with_role(session, *ROLES, today=on)
        if person.id not in ever
    }
    leads = {
        person.id for person in people.people_with_role(session, Role.LEAD_AUDITOR.value, today=on)
    }
    listed = {one.id: one for one in people.people_by_ids(session, appointed) if one.active}
    everybody = sorted({**by_role, **listed}.values(), key=lambda one: (one.sort_key, one.id))
    ids = [one.id for one in everybody]
    standards: dict[int, set[str]] = {}
    for person_id, standard in session.execute(
        select(Competence.person_id, Competence.standard).where(
            Competence.person_id.in_(ids), *valid_on(on)
        )
    ):
        standards.setdefault(person_id, set()).add(standard)
    away: dict[int, list[tuple[date, date]]] = {}
    for person_id, first, last in session.execute(
        select(Absence.person_id, Absence.first_day, Absence.last_day)
        .where(Absence.person_id.in_(ids), Absence.last_day >= on)
        .order_by(Absence.first_day)
    ):
        away.setdefault(person_id, []).append((first, last))
    limits = {
        row[0]: row[1]
        for row in session.execute(
            select(Auditor.person_id, Auditor.load_days_limit).where(Auditor.person_id.in_(ids))
        )
    }
    own = documents.own_work(session, ids)
    return [
        PlannableAuditor(
            person_id=one.id,
            name=one.name,
            unit_id=one.unit_id,
            may_lead=appointed.get(one.id) == Grade.LEAD
            or (one.id not in appointed and one.id in leads),
            standards=frozenset(standards.get(one.id, ())),
            procedures_owned=frozenset(own.get(one.id, ())),
            absences=tuple(away.get(one.id, ())),
            load_days_limit=limits.get(one.id),
        )
        for one in everybody
    ]


def valid_on(day: date) -> list[ColumnElement[bool]]:
    """The conditions under which a competence counts on a day."""
    return [
        Competence.since <= day,
        or_(Competence.until.is_(None), Competence.until >= day),
        Competence.withdrawn_on.is_(None),
    ]
