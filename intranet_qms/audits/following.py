"""Audits that a unit is to be audited in, for its page and for a reorganisation.

After a reorganisation nobody audits their own unit either: what a plan would break is told before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ..host import Actor, Clock
from ..i18n import lazy, t
from ..people.hooks import Concern, Follower, Future, Holding, Move, Told, check, register
from ..people.queries import UnitThen, units_on
from ..trail.services import record
from .checking import sentence
from .independence import Candidate, ScopeDocument, ScopeUnit, problems
from .models import AgendaItem, Audit, AuditDocument, AuditUnit, TeamMember
from .queries.audits import visible_to
from .workflow import AuditState, TeamRole

OVER = (AuditState.CLOSED, AuditState.CANCELLED)
"""These keep the units that they were held in."""


def _planned(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    query = (
        select(AuditUnit, Audit)
        .join(Audit, Audit.id == AuditUnit.audit_id)
        .where(AuditUnit.unit_id.in_(unit_ids), Audit.state.not_in(OVER))
        .order_by(Audit.first_day, Audit.id)
    )
    if actor is not None:
        query = query.where(visible_to(actor))
    return [
        Holding(
            kind="audits",
            key=scope.id,
            unit_id=scope.unit_id,
            code=audit.number,
            title=audit.title,
            endpoint="audits_show",
            values={"number": audit.number},
        )
        for scope, audit in session.execute(query)
    ]


def _hand_over(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    by_key = {move.key: move for move in moves}
    audit_ids = set(
        session.scalars(select(AuditUnit.audit_id).where(AuditUnit.id.in_(by_key))).all()
    )
    told: list[Told] = []
    for audit in session.scalars(
        select(Audit)
        .where(Audit.id.in_(audit_ids))
        .options(selectinload(Audit.units), selectinload(Audit.agenda), selectinload(Audit.team))
        .order_by(Audit.id)
    ).all():
        present = {one.unit_id for one in audit.units}
        changed = {}
        for scope in list(audit.units):
            move = by_key.get(scope.id)
            if move is None:
                continue
            if scope.unit_id not in move.to_unit_ids:
                audit.units.remove(scope)
                session.delete(scope)
                present.discard(scope.unit_id)
            for unit_id in move.to_unit_ids:
                if unit_id not in present:
                    present.add(unit_id)
                    audit.units.append(AuditUnit(unit_id=unit_id))
            for item in audit.agenda:
                if item.unit_id == move.from_unit_id:
                    item.unit_id = move.to_unit_ids[0]
            changed[str(move.from_unit_id)] = list(move.to_unit_ids)
        record(
            session, actor, clock, "audits.follow_units", "audit", audit.uuid,
            {"number": audit.number, "units": changed},
        )  # fmt: skip
        told += [
            Told(member.person_id, audit.number, audit.title, f"/audits/{audit.number}")
            for member in audit.team
            if member.role == TeamRole.LEAD and member.removed_at is None
        ]
    session.flush()
    return told


def _agenda_alone(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    """Lines of agendas that name a unit outside of the scope of their audit."""
    query = (
        select(AgendaItem, Audit)
        .join(Audit, Audit.id == AgendaItem.audit_id)
        .where(
            AgendaItem.unit_id.in_(unit_ids),
            Audit.state.not_in(OVER),
            ~select(AuditUnit.id)
            .where(AuditUnit.audit_id == Audit.id, AuditUnit.unit_id == AgendaItem.unit_id)
            .exists(),
        )
        .order_by(AgendaItem.id)
    )
    if actor is not None:
        query = query.where(visible_to(actor))
    return [
        Holding(
            kind="agenda",
            key=item.id,
            unit_id=item.unit_id or 0,
            code=audit.number,
            title=item.subject,
            endpoint="audits_show",
            values={"number": audit.number},
        )
        for item, audit in session.execute(query)
    ]


def _hand_over_agenda(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    by_key = {move.key: move for move in moves}
    for item in session.scalars(
        select(AgendaItem)
        .where(AgendaItem.id.in_(by_key))
        .options(joinedload(AgendaItem.audit))
        .order_by(AgendaItem.id)
    ).all():
        item.unit_id = by_key[item.id].to_unit_ids[0]
        record(
            session, actor, clock, "audits.follow_units", "audit", item.audit.uuid,
            {"number": item.audit.number, "agenda": item.subject[:120],
             "unit_id": [by_key[item.id].from_unit_id, item.unit_id]},
        )  # fmt: skip
    session.flush()
    return []


register(
    Follower(
        kind="audits",
        label=lazy("Planned and running audits"),
        columns=("qms_audit_unit.unit_id", "qms_audit_agenda.unit_id"),
        holdings=_planned,
        hand_over=_hand_over,
        shared=True,
        order=40,
    )
)
register(
    Follower(
        kind="agenda",
        label=lazy("Lines of audit agendas"),
        columns=("qms_audit_agenda.unit_id",),
        holdings=_agenda_alone,
        hand_over=_hand_over_agenda,
        order=45,
    )
)


@check
def teams_stay_independent(session: Session, future: Future) -> list[Concern]:
    """Everybody who would audit their own unit or document in the office as it will be."""
    audits = (
        session.scalars(
            select(Audit)
            .where(Audit.state.not_in(OVER))
            .options(
                selectinload(Audit.team).joinedload(TeamMember.person),
                selectinload(Audit.units),
                selectinload(Audit.documents).joinedload(AuditDocument.document),
            )
            .order_by(Audit.first_day, Audit.id)
        )
        .unique()
        .all()
    )
    office = {
        unit.id: ScopeUnit(unit.id, unit.name, unit.parent_id) for unit in future.units.values()
    }
    headed: dict[int, set[int]] = {}
    for unit in future.units.values():
        if unit.head_id is not None:
            headed.setdefault(unit.head_id, set()).add(unit.id)
    found: list[Concern] = []
    for audit in audits:
        team = []
        for member in audit.team:
            if member.removed_at is not None:
                continue
            moved = future.moves.get(("people", member.person_id))
            works = moved[0] if moved else member.person.unit_id
            units = headed.get(member.person_id, set()) | ({works} if works else set())
            team.append(
                Candidate(
                    member.person_id, member.person.name, TeamRole(member.role), frozenset(units)
                )
            )
        scope = [
            unit_id
            for one in audit.units
            for unit_id in future.moves.get(("audits", one.id), (one.unit_id,))
        ]
        documents = [
            ScopeDocument(one.document.code, one.document.title, one.document.owner_id)
            for one in audit.documents
        ]
        leads = tuple(
            one.person_id
            for one in audit.team
            if one.role == TeamRole.LEAD and one.removed_at is None
        )
        found += [
            Concern(
                t("Audit %(number)s: %(problem)s", number=audit.number, problem=sentence(problem)),
                audit.number,
                "audits_show",
                {"number": audit.number},
                leads,
            )
            for problem in problems(team, scope, documents, office)
        ]
    return found


def units_then(session: Session, audit: Audit, zone: ZoneInfo) -> dict[int, UnitThen]:
    """The units of an audit that is over, by their names of the day on which it ended.

    Args:
        zone: the office's, for the day of the closing.

    Returns:
        Nothing for an audit that goes on: its units are called what they are called now.
    """
    if audit.state not in OVER:
        return {}
    ended = audit.closed_at.astimezone(zone).date() if audit.closed_at else audit.last_day
    ids = [one.unit_id for one in audit.units]
    ids += [one.unit_id for one in audit.agenda if one.unit_id is not None]
    return units_on(session, ids, ended)
