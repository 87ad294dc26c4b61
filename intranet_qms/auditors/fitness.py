"""What speaks against a team by the register: absence, competence, appointment, own work.

None of it forbids an audit: the office may have nobody else. Who plans it decides, knowing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..audits.hooks import TeamPlan
from ..audits.workflow import RECORDS, TeamRole
from ..documents import queries as documents
from ..i18n import t
from ..people import queries as people
from ..people.workflow import Role
from ..standards import queries as standards
from .days import said
from .models import Absence, Appointment, Competence
from .queries import grade_on
from .workflow import Grade


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that speaks against somebody.

    ``code``: ``away``, ``not_appointed``, ``may_not_lead``, ``not_competent``, ``expired``,
    ``not_competent_to_lead`` or ``own_work``.
    """

    code: str
    person_id: int
    sentence: str


def doubts(session: Session, plan: TeamPlan) -> list[Doubt]:
    """Everything that speaks against the lead and the auditors of a plan, person by person.

    Without a day only what does not depend on one is told. A constant number of queries.
    """
    roles = {person_id: role for person_id, role in plan.roles.items() if role in RECORDS}
    if not roles:
        return []
    names = {one.id: one.name for one in people.people_by_ids(session, roles)}
    found: dict[int, list[Doubt]] = {person_id: [] for person_id in roles if person_id in names}
    for doubt in (
        *(_absences(session, names, plan) if plan.first_day and plan.last_day else ()),
        *(_appointments(session, names, roles, plan.first_day) if plan.first_day else ()),
        *(_competences(session, names, roles, plan) if plan.first_day else ()),
        *_own_work(session, names, plan),
    ):
        found[doubt.person_id].append(doubt)
    return [doubt for listed in found.values() for doubt in listed]


def _absences(session: Session, names: Mapping[int, str], plan: TeamPlan) -> list[Doubt]:
    return [
        Doubt(
            "away", one.person_id,
            t("%(person)s is away from %(first)s to %(last)s.", person=names[one.person_id],
              first=said(one.first_day), last=said(one.last_day)),
        )
        for one in session.scalars(
            select(Absence)
            .where(
                Absence.person_id.in_(names),
                Absence.first_day <= plan.last_day,
                Absence.last_day >= plan.first_day,
            )
            .order_by(Absence.first_day)
        )
    ]  # fmt: skip


def _appointments(
    session: Session, names: Mapping[int, str], roles: Mapping[int, TeamRole], day: date
) -> list[Doubt]:
    held = grade_on(session, names, day)
    ever = set(session.scalars(select(Appointment.person_id)))
    # An office that has not entered its appointments yet goes by the roles.
    leads = {one.id for one in people.people_with_role(session, Role.LEAD_AUDITOR.value, today=day)}
    found = []
    for person_id, name in names.items():
        is_lead = roles[person_id] == TeamRole.LEAD
        grade = held.get(person_id)
        if grade is None and person_id in ever:
            found.append(
                Doubt("not_appointed", person_id,
                      t("%(person)s is not appointed as an auditor on this day.", person=name))
            )  # fmt: skip
        elif is_lead and (grade is Grade.AUDITOR or (grade is None and person_id not in leads)):
            found.append(
                Doubt("may_not_lead", person_id,
                      t("%(person)s is not appointed to lead audits.", person=name))
            )  # fmt: skip
    return found


def _competences(
    session: Session, names: Mapping[int, str], roles: Mapping[int, TeamRole], plan: TeamPlan
) -> list[Doubt]:
    wanted_ids = set(plan.edition_ids)
    wanted = sorted({one.standard for one in standards.editions(session) if one.id in wanted_ids})
    if not wanted or plan.first_day is None:
        return []
    listed: dict[tuple[int, str], list[Competence]] = {}
    for one in session.scalars(
        select(Competence).where(
            Competence.person_id.in_(names), Competence.standard.in_(wanted),
            Competence.withdrawn_on.is_(None),
        )
    ):  # fmt: skip
        listed.setdefault((one.person_id, one.standard), []).append(one)
    last = plan.last_day or plan.first_day
    return [
        doubt
        for person_id, name in names.items()
        for standard in wanted
        if (
            doubt := _about(
                person_id, name, standard, listed.get((person_id, standard), ()),
                (plan.first_day, last), is_lead=roles[person_id] == TeamRole.LEAD,
            )
        )
        is not None
    ]  # fmt: skip


def _about(
    person_id: int,
    name: str,
    standard: str,
    listed: Sequence[Competence],
    days: tuple[date, date],
    *,
    is_lead: bool,
) -> Doubt | None:
    words = {"person": name, "standard": standard}
    valid = [
        one
        for one in listed
        if one.since <= days[0] and (one.until is None or one.until >= days[1])
    ]
    if not valid:
        ended = max(
            (one.until for one in listed if one.until and one.until < days[1]), default=None
        )
        if ended is not None:
            return Doubt(
                "expired", person_id,
                t("The competence of %(person)s for %(standard)s runs out on %(day)s.",
                  day=said(ended), **words),
            )  # fmt: skip
        return Doubt(
            "not_competent", person_id,
            t("The register has no competence of %(person)s for %(standard)s.", **words),
        )  # fmt: skip
    if is_lead and all(one.grade == Grade.AUDITOR for one in valid):
        return Doubt(
            "not_competent_to_lead", person_id,
            t("%(person)s is competent for %(standard)s as an auditor, not as a lead.", **words),
        )  # fmt: skip
    return None


def _own_work(session: Session, names: Mapping[int, str], plan: TeamPlan) -> list[Doubt]:
    wanted = set(plan.document_ids)
    if not wanted:
        return []
    own = documents.own_work(session, names)
    codes = {one.id: one.code for one in documents.documents_by_ids(session, wanted)}
    return [
        Doubt(
            "own_work", person_id,
            t("%(person)s wrote or owns the audited document %(code)s.",
              person=names[person_id], code=codes[document_id]),
        )
        for person_id, listed in own.items()
        for document_id in sorted(listed & wanted)
        if document_id in codes
    ]  # fmt: skip
