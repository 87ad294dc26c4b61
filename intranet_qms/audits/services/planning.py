"""Plan an audit and change its plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...numbering import next_in_year
from ...trail import services as trail
from .. import notifications
from ..agenda import AgendaKind, Line, clashes
from ..agenda_words import sentence_of
from ..checking import sentence, team_problems
from ..models import (
    AgendaItem,
    Audit,
    AuditChangeCounter,
    AuditClause,
    AuditDocument,
    AuditNumber,
    AuditStandard,
    AuditUnit,
    FollowedFinding,
    TeamMember,
)
from ..plan_choices import ScopeChoice, TeamChoice
from ..queries.agenda import bookings
from ..workflow import AuditKind, AuditState

CHANGEABLE = frozenset({AuditState.PLANNED, AuditState.ANNOUNCED, AuditState.IN_PROGRESS})
"""States in which the plan may change; from the announcement on, checklist and kind stay."""

METHODS = ("on_site", "remote", "both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that the plan of an audit says."""

    title: str
    kind: AuditKind
    first_day: date
    last_day: date
    checklist_version_id: int | None
    objective: str = ""
    criteria: str = ""
    method: str = "on_site"
    place: str = ""
    standard_edition_id: int | None = None
    further_edition_ids: Sequence[int] = ()
    follows_id: int | None = None
    """The audit that a follow-up comes after."""
    followed_ids: Sequence[int] = ()
    """The findings that it looks at again."""
    scope: ScopeChoice = field(default_factory=ScopeChoice)
    team: TeamChoice = field(default_factory=TeamChoice)


def plan_audit(session: Session, actor: Actor, clock: Clock, plan: Plan) -> Audit:
    """Enter a planned audit under the next number of its year.

    Raises:
        Forbidden: the actor does not plan audits.
        Invalid: something is missing, or somebody would audit their own work.
    """
    access.require(actor, "audits.plan")
    _check(session, plan)
    year = plan.first_day.year
    audit = Audit(
        uuid=new_uuid(),
        number=f"A-{year}-{next_in_year(session, AuditNumber, year):02d}",
        state=AuditState.PLANNED,
        created_by_id=actor.person_id or None,
        created_at=clock.now(),
        team=[],
        units=[],
        documents=[],
        clauses=[],
        agenda=[],
        further_standards=[],
        followed=[],
    )
    _write_head(audit, plan)
    _write_scope(session, audit, plan.scope)
    _write_criteria(session, audit, plan)
    _write_team(audit, plan.team, clock)
    session.add(audit)
    session.flush()
    session.add(AuditChangeCounter(audit_id=audit.id, last=0))
    session.flush()
    trail.record(
        session, actor, clock, "audits.plan", "audit", audit.uuid, {"number": audit.number}
    )
    return audit


def change_plan(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    plan: Plan,
    *,
    seen_version: int | None,
    zone: ZoneInfo,
) -> None:
    """Change the plan. Somebody who leaves the team keeps a row, so that late work is recognised.

    An audit that is put off takes its agenda along, at the same hours.

    Args:
        zone: of the office, whose hours the agenda has.

    Raises:
        Forbidden: the actor neither plans nor leads this audit.
        Conflict: changed meanwhile, or the audit is over.
        Invalid: as for ``plan_audit``; the checklist of an announced audit would change; or the
            agenda has lines on days that would not be the audit's any more.
    """
    if not access.decide(actor, "audits.plan"):
        access.require(actor, "audits.lead", audit)
    check_version(audit, seen_version)
    if audit.state not in CHANGEABLE:
        raise Conflict(
            "audits.plan_is_past",
            lazy("The plan of an audit that is over does not change."),
            way_out=lazy("Plan a follow-up audit."),
        )
    if audit.state != AuditState.PLANNED and (
        plan.checklist_version_id != audit.checklist_version_id or plan.kind != audit.kind
    ):
        raise Invalid(
            "audits.checklist_is_pinned",
            lazy("From the announcement on, the kind of audit and its checklist stay."),
            way_out=lazy("Cancel this audit and plan another one."),
            fields={"checklist_version_id": [t("The checklist was pinned by the announcement.")]},
        )
    _check(session, plan)
    before = notifications.invited(audit)
    _move_agenda(session, audit, plan, zone)
    _write_head(audit, plan)
    _write_scope(session, audit, plan.scope)
    _write_criteria(session, audit, plan)
    _write_team(audit, plan.team, clock)
    left = _leave_agenda(audit)
    session.flush()
    details = {"left_the_agenda": left} if left else None
    trail.record(session, actor, clock, "audits.change_plan", "audit", audit.uuid, details)
    if audit.state != AuditState.PLANNED:
        session.expire(audit, ["team", "units"])
        notifications.changed(session, clock, audit, before)


def _leave_agenda(audit: Audit) -> list[str]:
    """Take who is not in the team any more out of the agenda. Returns their names."""
    present = {member.person_id for member in audit.team if member.removed_at is None}
    gone: dict[int, str] = {}
    for item in audit.agenda:
        for place in list(item.auditors):
            if place.person_id not in present:
                gone[place.person_id] = place.person.name
                item.auditors.remove(place)
    return sorted(gone.values())


def _move_agenda(session: Session, audit: Audit, plan: Plan, zone: ZoneInfo) -> None:
    """Otherwise everybody's calendar would keep the day that is not the audit's any more.

    Raises:
        Invalid: a line would lie outside of the audit, or somebody or a unit is in another audit
            at its new time.
    """
    if (plan.first_day, plan.last_day) == (audit.first_day, audit.last_day):
        return
    days = plan.first_day - audit.first_day
    moved: list[tuple[AgendaItem, datetime, datetime | None]] = []
    for item in audit.agenda:
        begins = _later(item.starts_at, days, zone)
        ends = _later(item.ends_at, days, zone) if item.ends_at is not None else None
        if not plan.first_day <= begins.astimezone(zone).date() <= plan.last_day:
            problem = t("The agenda has lines on days that are left out; shorten the agenda first.")
            raise Invalid(
                "audits.plan_invalid",
                lazy("The plan cannot be saved like this."),
                way_out=lazy("Correct the marked fields."),
                fields={"last_day": [problem]},
            )
        moved.append((item, begins, ends))
    _refuse_clashes(session, audit, plan, moved, zone)
    for item, begins, ends in moved:
        item.starts_at, item.ends_at = begins, ends


def _refuse_clashes(
    session: Session,
    audit: Audit,
    plan: Plan,
    moved: Sequence[tuple[AgendaItem, datetime, datetime | None]],
    zone: ZoneInfo,
) -> None:
    team = frozenset(plan.team.roles())
    lines = [
        Line(
            kind=AgendaKind(item.kind),
            starts_at=begins,
            ends_at=ends or begins,
            subject=item.subject,
            unit_id=item.unit_id,
            # Who leaves with this change is not wanted at the new time.
            auditor_ids=frozenset(one.person_id for one in item.auditors) & team,
        )
        for item, begins, ends in moved
    ]
    found = [
        clash
        for clash in clashes(
            lines,
            bookings(session, audit, lines),
            first_day=plan.first_day,
            last_day=plan.last_day,
            zone=zone,
        )
        if clash.audit
    ]
    if found:
        told = [sentence_of(clash, lines, audit, zone) for clash in found]
        raise Invalid(
            "audits.agenda_clashes",
            lazy("The audit cannot be moved to these days."),
            way_out=lazy("Choose other days, or change the agenda first."),
            fields={"first_day": list(dict.fromkeys(told))},
        )


def _later(moment: datetime, days: timedelta, zone: ZoneInfo) -> datetime:
    # By the clock on the wall: a day with a change of the hour has 23 or 25 of them.
    return (moment.astimezone(zone) + days).astimezone(UTC)


def check_version(audit: Audit, seen_version: int | None) -> None:
    """Refuse to write over what the writer has not seen.

    Raises:
        Conflict: ``changed_meanwhile``.
    """
    if seen_version is not None and seen_version != audit.row_version:
        raise Conflict(
            "changed_meanwhile",
            lazy("Somebody else changed this audit meanwhile."),
            way_out=lazy("Your text is still here; open the audit in another window and compare."),
        )


def _check(session: Session, plan: Plan) -> None:
    fields: dict[str, list[str]] = {}
    if not plan.title.strip():
        fields["title"] = [t("Give the audit a title.")]
    elif len(plan.title) > 300:
        fields["title"] = [t("The title is too long.")]
    if plan.last_day < plan.first_day:
        fields["last_day"] = [t("The last day is before the first.")]
    if plan.checklist_version_id is None:
        fields["checklist_version_id"] = [t("Choose a checklist.")]
    if plan.team.lead_id is None:
        fields["lead_id"] = [t("An audit needs a lead auditor.")]
    if not plan.scope.unit_ids:
        fields["unit_ids"] = [t("Choose at least one unit.")]
    if plan.kind == AuditKind.FOLLOW_UP and plan.follows_id is not None and not plan.followed_ids:
        fields["followed_ids"] = [t("Choose the findings that the follow-up looks at again.")]
    if plan.method not in METHODS:
        fields["method"] = [t("Choose how the audit is held.")]
    for problem in team_problems(session, plan.team.roles(), plan.scope):
        name = "lead_id" if problem.person_id == plan.team.lead_id else "auditor_ids"
        fields.setdefault(name, []).append(sentence(problem))
    if fields:
        raise Invalid(
            "audits.plan_invalid",
            lazy("The plan cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )


def _write_head(audit: Audit, plan: Plan) -> None:
    audit.title = plan.title.strip()
    audit.kind = plan.kind
    audit.objective = plan.objective.strip()
    audit.criteria = plan.criteria.strip()
    audit.method = plan.method
    audit.place = plan.place.strip()[:300]
    audit.first_day = plan.first_day
    audit.last_day = plan.last_day
    audit.standard_edition_id = plan.standard_edition_id
    if plan.checklist_version_id is not None:
        audit.checklist_version_id = plan.checklist_version_id


def _write_scope(session: Session, audit: Audit, scope: ScopeChoice) -> None:
    units = _only_changes(session, audit.units, "unit_id", scope.unit_ids)
    audit.units.extend(AuditUnit(unit_id=number) for number in units)
    documents = _only_changes(session, audit.documents, "document_id", scope.document_ids)
    audit.documents.extend(AuditDocument(document_id=number) for number in documents)
    clauses = _only_changes(session, audit.clauses, "clause_id", scope.clause_ids)
    audit.clauses.extend(AuditClause(clause_id=number) for number in clauses)


def _write_criteria(session: Session, audit: Audit, plan: Plan) -> None:
    further = [one for one in plan.further_edition_ids if one != plan.standard_edition_id]
    editions = _only_changes(session, audit.further_standards, "edition_id", further)
    audit.further_standards.extend(AuditStandard(edition_id=number) for number in editions)
    followed = _only_changes(session, audit.followed, "finding_id", plan.followed_ids)
    audit.followed.extend(FollowedFinding(finding_id=number) for number in followed)
    audit.follows_id = plan.follows_id


def _only_changes(
    session: Session, rows: list[Any], column: str, wanted: Iterable[int]
) -> list[int]:
    """Remove rows that are not wanted any more; return the numbers that are new."""
    chosen = dict.fromkeys(wanted)
    present = {getattr(row, column): row for row in rows}
    for number, row in present.items():
        if number not in chosen:
            rows.remove(row)
            if row in session:
                session.delete(row)
    return [number for number in chosen if number not in present]


def _write_team(audit: Audit, team: TeamChoice, clock: Clock) -> None:
    wanted = team.roles()
    for member in audit.team:
        role = wanted.pop(member.person_id, None)
        if role is None:
            member.removed_at = member.removed_at or clock.now()
        else:
            member.removed_at = None
            member.role = role
    audit.team.extend(
        TeamMember(person_id=person_id, role=role, added_at=clock.now())
        for person_id, role in wanted.items()
    )
