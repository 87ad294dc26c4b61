"""What the planner of audits asks of the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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

_ONE_DAY = timedelta(days=1)
ROLES = (Role.AUDITOR.value, Role.LEAD_AUDITOR.value)


@dataclass(frozen=True, slots=True)
class PlannableAuditor:
    """Somebody who can be planned for an audit on a day.

    ``may_lead``: appointed as a lead, or, without an appointment in the register, has the role.
    ``standards``: for which a competence is valid then, as in the catalogue (``ISO 9001``).
    ``procedures_owned``: documents that they answer for or whose issue in force they wrote.
    ``absences``: first and last day of each that has not ended before the day.
    ``load_days_limit``: days a year; None where nothing was agreed.
    ``unappointed``, ``not_leading``, ``incompetent``: the days of the asked time on which they are
    not appointed, may not lead, and have no competence for a standard of ``standards``. All empty
    where one day was asked for.
    """

    person_id: int
    name: str
    unit_id: int | None
    may_lead: bool
    standards: frozenset[str]
    procedures_owned: frozenset[int]
    absences: tuple[tuple[date, date], ...]
    load_days_limit: int | None
    unappointed: tuple[tuple[date, date], ...] = ()
    not_leading: tuple[tuple[date, date], ...] = ()
    incompetent: Mapping[str, tuple[tuple[date, date], ...]] = field(default_factory=dict)


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


def auditors_for_planning(
    session: Session, on: date, until: date | None = None
) -> list[PlannableAuditor]:
    """Everybody who can be planned for an audit on a day, or on one of some days, by surname.

    These are the people who are appointed then, and those who have an auditor's role on the first
    day without having been appointed in the register by the last. A constant number of queries.

    Args:
        until: the last day; None: ``on`` alone is asked for.
    """
    last_day = max(on, until or on)
    appointed: dict[int, list[tuple[Grade, date, date]]] = {}
    ever: set[int] = set()
    for person_id, grade, first, ended in session.execute(
        select(
            Appointment.person_id, Appointment.grade, Appointment.first_day, Appointment.ended_on
        )
    ):
        if first <= last_day:
            ever.add(person_id)
        if first <= last_day and (ended is None or on < ended):
            held_until = ended - _ONE_DAY if ended is not None else date.max
            appointed.setdefault(person_id, []).append((Grade(grade), first, held_until))
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
    standards: dict[int, dict[str, list[tuple[date, date]]]] = {}
    for person_id, standard, since, ends in session.execute(
        select(
            Competence.person_id, Competence.standard, Competence.since, Competence.until
        ).where(
            Competence.person_id.in_(ids), Competence.since <= last_day,
            or_(Competence.until.is_(None), Competence.until >= on),
            Competence.withdrawn_on.is_(None),
        )
    ):  # fmt: skip
        competent = standards.setdefault(person_id, {}).setdefault(standard, [])
        competent.append((since, ends or date.max))
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
    still = {one.id for one in people.people_with_role(session, *ROLES, today=last_day)}
    leads_still = {
        one.id for one in people.people_with_role(session, Role.LEAD_AUDITOR.value, today=last_day)
    }
    held = {
        one.id: [span[1:] for span in appointed[one.id]]
        if one.id in appointed
        # Of a role that ends within the time, the first day alone is sure.
        else [(on, last_day if one.id in still else on)]
        for one in everybody
    }
    leading = {
        one.id: [span[1:] for span in appointed[one.id] if span[0] == Grade.LEAD]
        if one.id in appointed
        else ([(on, last_day if one.id in leads_still else on)] if one.id in leads else [])
        for one in everybody
    }
    return [
        PlannableAuditor(
            person_id=one.id,
            name=one.name,
            unit_id=one.unit_id,
            may_lead=bool(leading[one.id]),
            standards=frozenset(standards.get(one.id, ())),
            procedures_owned=frozenset(own.get(one.id, ())),
            absences=tuple(away.get(one.id, ())),
            load_days_limit=limits.get(one.id),
            unappointed=outside(held[one.id], on, last_day),
            not_leading=outside(leading[one.id], on, last_day) if leading[one.id] else (),
            incompetent={
                standard: gaps
                for standard, spans in standards.get(one.id, {}).items()
                if (gaps := outside(spans, on, last_day))
            },
        )
        for one in everybody
    ]


def outside(
    spans: Iterable[tuple[date, date]], first: date, last: date
) -> tuple[tuple[date, date], ...]:
    """The days from ``first`` to ``last`` that are in none of the spans, as spans."""
    found = []
    begin = first
    for start, end in sorted(spans):
        if start > begin:
            found.append((begin, min(start - _ONE_DAY, last)))
        if end >= last:
            return tuple(found)
        begin = max(begin, end + _ONE_DAY)
        if begin > last:
            return tuple(found)
    found.append((begin, last))
    return tuple(found)


def valid_on(day: date) -> list[ColumnElement[bool]]:
    """The conditions under which a competence counts on a day."""
    return [
        Competence.since <= day,
        or_(Competence.until.is_(None), Competence.until >= day),
        Competence.withdrawn_on.is_(None),
    ]
