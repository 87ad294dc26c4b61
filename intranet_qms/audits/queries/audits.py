"""Reads of audits for pages: one with its plan, and lists as somebody may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, inspect, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from ...access import GUEST_ROLE
from ...host import Actor
from ...i18n import localized
from ..models import (
    AgendaAuditor,
    AgendaItem,
    Answer,
    Audit,
    AuditClause,
    AuditDocument,
    AuditMeeting,
    AuditStandard,
    AuditUnit,
    Evidence,
    Signature,
    TeamMember,
)
from ..permissions import SEES_ALL
from ..standing import generations
from ..workflow import AuditState, TeamRole

PER_PAGE = 25


def related(holder: Any, name: str) -> Any:
    """The class on the other side of a relationship, without importing a lower feature's models."""
    return inspect(holder).relationships[name].mapper.class_


# -- one audit -----------------------------------------------------------------------------------


def _whole() -> Select[Audit]:
    return select(Audit).options(
        selectinload(Audit.team).joinedload(TeamMember.person),
        selectinload(Audit.units).joinedload(AuditUnit.unit),
        selectinload(Audit.documents).options(
            joinedload(AuditDocument.document), joinedload(AuditDocument.revision)
        ),
        selectinload(Audit.clauses).joinedload(AuditClause.clause),
        selectinload(Audit.agenda).joinedload(AgendaItem.unit),
        selectinload(Audit.agenda)
        .selectinload(AgendaItem.auditors)
        .joinedload(AgendaAuditor.person),
        selectinload(Audit.further_standards).joinedload(AuditStandard.edition),
        selectinload(Audit.meetings).selectinload(AuditMeeting.attendees),
        joinedload(Audit.edition),
        joinedload(Audit.report_file),
    )


def by_number(session: Session, number: str) -> Audit | None:
    """One audit with plan, team and scope, or None."""
    return session.scalars(_whole().where(Audit.number == number)).unique().one_or_none()


def by_uuid(session: Session, audit_uuid: uuid.UUID) -> Audit | None:
    """One audit by the identifier that phones use, with plan, team and scope, or None."""
    return session.scalars(_whole().where(Audit.uuid == audit_uuid)).unique().one_or_none()


def by_id(session: Session, audit_id: int) -> Audit | None:
    """One audit by its internal number, with plan, team and scope, or None."""
    return session.scalars(_whole().where(Audit.id == audit_id)).unique().one_or_none()


def by_uuids(session: Session, identifiers: Iterable[uuid.UUID]) -> Sequence[Audit]:
    """Audits with plan, team and scope."""
    return (
        session.scalars(_whole().where(Audit.uuid.in_(list(identifiers))).order_by(Audit.id))
        .unique()
        .all()
    )


def team_and_units() -> list[Any]:
    """What the rules about who may read an audit look at, to load along."""
    return [
        selectinload(Audit.team),
        selectinload(Audit.units).joinedload(AuditUnit.unit),
    ]


def clause_choices(session: Session) -> list[tuple[int, str]]:
    """For a choice in a form: the clauses of all editions as cited, the newest edition first."""
    clause = related(AuditClause, "clause")
    edition = related(Audit, "edition")
    rows = session.execute(
        select(clause, edition)
        .join(edition, clause.edition_id == edition.id)
        .order_by(edition.standard, edition.edition.desc(), clause.position)
    )
    return [
        (one.id, f"{of.label}, {one.number} {localized(one.title_pl, one.title_en)}")
        for one, of in rows
    ]


# -- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to; empty means not narrowed. ``state``: a state or ``active``."""

    search: str = ""
    year: int | None = None
    state: str = ""
    kind: str = ""
    unit_id: int | None = None
    lead_id: int | None = None
    sort: str = ""


def _own(actor: Actor) -> Any:
    return Audit.id.in_(
        select(TeamMember.audit_id).where(
            TeamMember.person_id == actor.person_id, TeamMember.removed_at.is_(None)
        )
    )


def visible_to(actor: Actor) -> Any:
    """The condition that ``permissions.read`` puts on one audit, for lists."""
    if actor.has_role(GUEST_ROLE):
        return _own(actor)
    if actor.has_role(*SEES_ALL):
        return true()
    return or_(Audit.state.not_in((AuditState.PLANNED, AuditState.CANCELLED)), _own(actor))


def listing(actor: Actor, filters: Filters) -> Select[Any]:
    """Audits that the actor may see, narrowed; without a sort the actor's own come first."""
    wanted = [visible_to(actor)]
    if filters.search:
        wanted.append(
            or_(
                Audit.number.icontains(filters.search, autoescape=True),
                Audit.title.icontains(filters.search, autoescape=True),
            )
        )
    if filters.year is not None:
        wanted.append(Audit.first_day.between(date(filters.year, 1, 1), date(filters.year, 12, 31)))
    if filters.state == "active":
        wanted.append(Audit.state.not_in((AuditState.CLOSED, AuditState.CANCELLED)))
    elif filters.state:
        wanted.append(Audit.state == filters.state)
    if filters.kind:
        wanted.append(Audit.kind == filters.kind)
    if filters.unit_id is not None:
        wanted.append(
            Audit.id.in_(select(AuditUnit.audit_id).where(AuditUnit.unit_id == filters.unit_id))
        )
    if filters.lead_id is not None:
        wanted.append(
            Audit.id.in_(
                select(TeamMember.audit_id).where(
                    TeamMember.person_id == filters.lead_id,
                    TeamMember.role == TeamRole.LEAD,
                    TeamMember.removed_at.is_(None),
                )
            )
        )
    query = (
        select(Audit)
        .where(and_(*wanted))
        .options(
            selectinload(Audit.units).joinedload(AuditUnit.unit),
            selectinload(Audit.team).joinedload(TeamMember.person),
        )
    )
    orders: dict[str, Any] = {
        "number": Audit.number,
        "title": Audit.title,
        "day": Audit.first_day,
        "state": Audit.state,
        "kind": Audit.kind,
    }
    column = orders.get(filters.sort.lstrip("-"))
    if column is None:
        finished = Audit.state.in_((AuditState.CLOSED, AuditState.CANCELLED))
        return query.order_by(
            case((and_(_own(actor), ~finished), 0), else_=1),
            Audit.first_day.desc(),
            Audit.id.desc(),
        )
    if filters.sort.startswith("-"):
        column = column.desc()
    return query.order_by(column, Audit.id.desc())


def years(session: Session) -> list[int]:
    """The years in which audits begin, the latest first."""
    row = session.execute(
        select(func.min(Audit.first_day).label("first"), func.max(Audit.first_day).label("last"))
    ).one()
    if row.first is None or row.last is None:
        return []
    return list(range(row.last.year, row.first.year - 1, -1))


def leads(session: Session) -> list[tuple[int, str]]:
    """Everybody who leads or led an audit, by surname."""
    person = related(TeamMember, "person")
    rows = session.execute(
        select(person.id, person.name, person.sort_key)
        .join(TeamMember, TeamMember.person_id == person.id)
        .where(TeamMember.role == TeamRole.LEAD)
        .distinct()
        .order_by(person.sort_key)
    )
    return [(row[0], row[1]) for row in rows]


def citing_document(session: Session, actor: Actor, document_id: int) -> Sequence[Audit]:
    """The audits with a document in their scope, as far as the actor sees them, newest first."""
    return session.scalars(
        select(Audit)
        .join(AuditDocument, AuditDocument.audit_id == Audit.id)
        .where(AuditDocument.document_id == document_id, visible_to(actor))
        .order_by(Audit.first_day.desc())
        .limit(100)
    ).all()


# -- the page of one audit -----------------------------------------------------------------------


def evidence_of(session: Session, audit_id: int) -> Sequence[Evidence]:
    """All evidence of an audit in the order in which it came, with the stored files."""
    return session.scalars(
        select(Evidence)
        .where(Evidence.audit_id == audit_id)
        .options(joinedload(Evidence.file))
        .order_by(Evidence.id)
    ).all()


def evidence_of_finding(
    session: Session, audit_id: int, finding_uuid: uuid.UUID
) -> Sequence[Evidence]:
    """What was attached to a finding in its own audit, with the stored files."""
    return session.scalars(
        select(Evidence)
        .where(Evidence.audit_id == audit_id, Evidence.finding_uuid == finding_uuid)
        .options(joinedload(Evidence.file))
        .order_by(Evidence.id)
        .limit(200)
    ).all()


def evidence_piece(session: Session, audit_id: int, evidence_uuid: uuid.UUID) -> Evidence | None:
    """One piece of evidence of an audit with its stored file, or None."""
    return session.scalars(
        select(Evidence)
        .where(Evidence.audit_id == audit_id, Evidence.uuid == evidence_uuid)
        .options(joinedload(Evidence.file))
    ).one_or_none()


def signatures_of(session: Session, audit_id: int) -> Sequence[Signature]:
    """All signatures of an audit in their order."""
    return session.scalars(
        select(Signature).where(Signature.audit_id == audit_id).order_by(Signature.id)
    ).all()


def signature_pictures(session: Session, audit_id: int) -> frozenset[str]:
    """The SHA-256 of the drawn signatures of an audit; they are evidence of nothing else."""
    found = session.scalars(
        select(Signature.picture_sha256).where(
            Signature.audit_id == audit_id, Signature.picture_sha256.is_not(None)
        )
    )
    return frozenset(one for one in found if one is not None)


# -- work from phones ----------------------------------------------------------------------------


def with_team(session: Session, identifiers: Iterable[uuid.UUID]) -> Sequence[Audit]:
    """Audits with their teams only, fresh from the database: what is needed to take work."""
    return (
        session.scalars(
            select(Audit)
            .where(Audit.uuid.in_(list(identifiers)))
            .options(joinedload(Audit.team))
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )


def numbers_by_uuid(session: Session, identifiers: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How people cite these audits."""
    rows = session.execute(
        select(Audit.uuid, Audit.number).where(Audit.uuid.in_(list(identifiers)))
    )
    return {row.uuid: row.number for row in rows}


def led_by(session: Session, person_id: int) -> frozenset[uuid.UUID]:
    """The audits that somebody leads."""
    return frozenset(
        session.scalars(
            select(Audit.uuid)
            .join(TeamMember, TeamMember.audit_id == Audit.id)
            .where(
                TeamMember.person_id == person_id,
                TeamMember.role == TeamRole.LEAD,
                TeamMember.removed_at.is_(None),
            )
        )
    )


def versions_of_answers(
    session: Session, audit_ids: Iterable[int], keys: Iterable[str]
) -> dict[uuid.UUID, int]:
    """The versions of all records of these questions (``standing.generations``)."""
    rows = session.execute(
        select(Answer.uuid, Answer.based_on).where(
            Answer.audit_id.in_(list(audit_ids)), Answer.question_key.in_(list(keys))
        )
    ).all()
    return generations(rows)
