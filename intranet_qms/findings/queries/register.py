"""Reads of findings. Every list takes the reader, so that nobody counts what they may not see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, inspect, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from ...access import GUEST_ROLE
from ...documents.queries.words import dictionary_forms
from ...host import Actor
from ..models import (
    CorrectiveAction,
    ExtentCheck,
    Finding,
    FindingAnswer,
    FindingClassSetting,
    FindingFile,
    FindingIssue,
    FindingTerm,
)
from ..permissions import SEES_ALL
from ..workflow import FindingClass, FindingState

DONE = (FindingState.CLOSED, FindingState.WITHDRAWN)
"""States in which nobody owes anything any more."""

OWED = (FindingState.OPEN, FindingState.ACCEPTED, FindingState.ACTIONS_AGREED)
"""States in which the unit owes an answer or an action, so that it can be late."""

PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; empty means not narrowed.

    ``state`` is a state, or ``active`` for everything that is not done. ``due``: ``overdue``,
    ``soon`` (14 days) or ``none``. ``clause`` is a number with everything below it. ``year``: in
    which it was raised. ``finding_class`` is a class of the five or of the office's own.
    """

    search: str = ""
    state: str = ""
    finding_class: str = ""
    source: str = ""
    unit_id: int | None = None
    owner_id: int | None = None
    audit_id: int | None = None
    document_id: int | None = None
    due: str = ""
    clause: str = ""
    year: int | None = None
    repeated: bool = False
    sort: str = ""


def related(name: str) -> Any:
    """The class on the other side of a relationship of a finding: ``unit``, ``owner``, ...

    So lists can sort by a name of a lower feature without importing its models.
    """
    return inspect(Finding).relationships[name].mapper.class_


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that ``permissions.read`` puts on one finding, for lists."""
    if actor.has_role(GUEST_ROLE):
        return false()
    if actor.has_role(*SEES_ALL):
        return true()
    people = {actor.person_id, *actor.covers_person_ids}
    unit = related("unit")
    return or_(
        Finding.unit_id.in_(actor.unit_ids | actor.headed_unit_ids),
        Finding.unit_id.in_(select(unit.id).where(unit.head_id.in_(people))),
        Finding.owner_id.in_(people),
        Finding.raised_by_id.in_(people),
        Finding.id.in_(
            select(CorrectiveAction.finding_id).where(CorrectiveAction.owner_id.in_(people))
        ),
        Finding.id.in_(
            select(ExtentCheck.finding_id).where(ExtentCheck.unit_id.in_(actor.headed_unit_ids))
        ),
    )


def listing(actor: Actor, filters: Filters, today: date) -> Select[Any]:
    """The register as ``actor`` sees it, narrowed and sorted."""
    unit, owner = related("unit"), related("owner")
    query = (
        select(Finding)
        .outerjoin(Finding.unit)
        .outerjoin(Finding.owner)
        .where(visible_to(actor), _narrowed(filters, today))
        .options(joinedload(Finding.unit), joinedload(Finding.owner))
    )
    orders: dict[str, list[Any]] = {
        "number": [Finding.number],
        "raised": [Finding.raised_at],
        "due": [Finding.due_on.is_(None), Finding.due_on],
        "unit": [unit.sort_key.is_(None), unit.sort_key],
        "owner": [owner.sort_key.is_(None), owner.sort_key],
        "class": [Finding.finding_class],
        "state": [Finding.state],
    }
    key = filters.sort.lstrip("-")
    if key not in orders:
        # What is owed first comes first; then the newest.
        return query.order_by(
            Finding.state.in_(DONE),
            Finding.state.not_in(OWED),
            Finding.due_on.is_(None),
            Finding.due_on,
            Finding.id.desc(),
        )
    columns = orders[key]
    if filters.sort.startswith("-"):
        columns = [*columns[:-1], columns[-1].desc()]
    return query.order_by(*columns, Finding.id.desc())


def _narrowed(filters: Filters, today: date) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [true()]
    if filters.search:
        wanted.append(_answers(filters.search))
    if filters.state == "active":
        wanted.append(Finding.state.not_in(DONE))
    elif filters.state:
        wanted.append(Finding.state == filters.state)
    if filters.finding_class:
        own = select(FindingClassSetting.id).where(
            FindingClassSetting.code == filters.finding_class,
            FindingClassSetting.base != FindingClassSetting.code,
        )
        is_own = Finding.class_id.in_(own)
        # One of the five holds whatever the office calls by another name too.
        wanted.append(
            Finding.finding_class == filters.finding_class
            if filters.finding_class in set(FindingClass)
            else is_own
        )
    if filters.source:
        wanted.append(Finding.source == filters.source)
    for column, value in (
        (Finding.unit_id, filters.unit_id),
        (Finding.owner_id, filters.owner_id),
        (Finding.audit_id, filters.audit_id),
        (Finding.document_id, filters.document_id),
    ):
        if value is not None:
            wanted.append(column == value)
    if filters.clause:
        number = filters.clause
        wanted.append(
            or_(
                Finding.clause_number == number,
                Finding.clause_number.startswith(f"{number}.", autoescape=True),
            )
        )
    if filters.year is not None:
        wanted.append(Finding.number.startswith(f"U-{filters.year:04d}-", autoescape=True))
    if filters.repeated:
        wanted.append(Finding.repeats_id.is_not(None))
    if filters.due == "overdue":
        wanted += [Finding.due_on < today, Finding.state.in_(OWED)]
    elif filters.due == "soon":
        soon = date.fromordinal(today.toordinal() + 14)
        wanted += [Finding.due_on.between(today, soon), Finding.state.in_(OWED)]
    elif filters.due == "none":
        wanted.append(Finding.due_on.is_(None))
    return and_(*wanted)


def _answers(asked: str) -> ColumnElement[bool]:
    """Findings with these words in any inflection, or with these signs as they stand."""
    found = [
        column.icontains(asked, autoescape=True)
        for column in (Finding.number, Finding.statement, Finding.clause, Finding.source_reference)
    ]
    words = [one for one in asked.split() if dictionary_forms(one)]
    if words:
        every = [
            Finding.id.in_(
                select(FindingTerm.finding_id).where(FindingTerm.term.in_(dictionary_forms(word)))
            )
            for word in words[:8]
        ]
        found.append(and_(*every))
    return or_(*found)


def years(session: Session, actor: Actor) -> list[int]:
    """The years of findings that the actor sees, the newest first."""
    rows = session.scalars(
        select(func.substr(Finding.number, 3, 4)).where(visible_to(actor)).distinct()
    )
    return sorted({int(one) for one in rows if one.isdigit()}, reverse=True)


def clause_numbers(session: Session, actor: Actor) -> list[str]:
    """The clauses that findings cite, in the order of their numbers."""
    rows = session.scalars(
        select(Finding.clause_number)
        .where(visible_to(actor), Finding.clause_number != "")
        .distinct()
    )
    return sorted(rows, key=_clause_order)


def _clause_order(number: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdigit() else -1, part) for part in number.split(".")]


def counts(session: Session, actor: Actor, today: date) -> dict[str, int]:
    """How many findings that the actor sees are ``active``, ``overdue``, ``to_verify``, ``all``."""
    active = Finding.state.not_in(DONE)
    row = session.execute(
        select(
            func.count().label("all"),
            func.count().filter(active).label("active"),
            func.count().filter(Finding.state.in_(OWED), Finding.due_on < today).label("overdue"),
            func.count().filter(Finding.state == FindingState.IMPLEMENTED).label("to_verify"),
        )
        .select_from(Finding)
        .where(visible_to(actor))
    ).one()
    return {name: int(value) for name, value in row._mapping.items()}


def by_number(session: Session, number: str) -> Finding | None:
    """One finding with all that its page shows, or None."""
    return session.scalars(_whole().where(Finding.number == number)).unique().one_or_none()


def by_uuid(session: Session, finding_uuid: uuid.UUID) -> Finding | None:
    """One finding by the identifier that phones use, or None."""
    return session.scalars(_whole().where(Finding.uuid == finding_uuid)).unique().one_or_none()


def _whole() -> Select[Finding]:
    return select(Finding).options(
        joinedload(Finding.unit),
        joinedload(Finding.owner),
        joinedload(Finding.document),
        joinedload(Finding.raised_by),
        joinedload(Finding.repeats),
        selectinload(Finding.actions).options(
            joinedload(CorrectiveAction.owner),
            joinedload(CorrectiveAction.revision).joinedload(_document_of_revision()),
        ),
        selectinload(Finding.remarks),
        selectinload(Finding.causes),
        selectinload(Finding.extents).options(
            joinedload(ExtentCheck.unit), joinedload(ExtentCheck.document)
        ),
        selectinload(Finding.files).joinedload(FindingFile.file),
        selectinload(Finding.extensions),
        selectinload(Finding.issues)
        .joinedload(FindingIssue.revision)
        .joinedload(_document_of_revision()),
    )


def _document_of_revision() -> Any:
    revision = inspect(FindingIssue).relationships["revision"].mapper.class_
    return revision.document


def of_audit(session: Session, audit_id: int) -> Sequence[Finding]:
    """The findings of an audit in the order of their numbers."""
    return session.scalars(
        select(Finding)
        .where(Finding.audit_id == audit_id)
        .options(joinedload(Finding.unit), joinedload(Finding.owner), joinedload(Finding.document))
        .order_by(Finding.id)
    ).all()


def by_uuids(session: Session, identifiers: Sequence[uuid.UUID]) -> Sequence[Finding]:
    """Findings by identifiers, with who raised them."""
    return session.scalars(
        select(Finding)
        .where(Finding.uuid.in_(identifiers))
        .options(joinedload(Finding.raised_by))
        .order_by(Finding.id)
    ).all()


def of_document(session: Session, actor: Actor, document_id: int) -> Sequence[Finding]:
    """The findings that cite a document or led to an issue of it, as far as the actor sees them,
    newest first."""
    revision = inspect(FindingIssue).relationships["revision"].mapper.class_
    led_to = (
        select(FindingIssue.finding_id)
        .join(revision, revision.id == FindingIssue.revision_id)
        .where(revision.document_id == document_id)
    )
    return session.scalars(
        select(Finding)
        .where(or_(Finding.document_id == document_id, Finding.id.in_(led_to)), visible_to(actor))
        .order_by(Finding.id.desc())
        .limit(200)
    ).all()


def counts_by_class(session: Session, audit_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many findings of each class audits have; withdrawn ones are left out."""
    found: dict[int, dict[str, int]] = {}
    for audit_id, finding_class, number in session.execute(
        select(Finding.audit_id, Finding.finding_class, func.count())
        .where(Finding.audit_id.in_(audit_ids), Finding.state != FindingState.WITHDRAWN)
        .group_by(Finding.audit_id, Finding.finding_class)
    ):
        if audit_id is not None:
            found.setdefault(audit_id, {})[str(finding_class)] = number
    return found


def device_count(session: Session, audit_id: int, device_uuid: uuid.UUID) -> int:
    """How many findings one phone raised in an audit."""
    return (
        session.scalar(
            select(func.count()).where(
                Finding.audit_id == audit_id, Finding.device_uuid == device_uuid
            )
        )
        or 0
    )


def counts_by_device(session: Session, audit_id: int) -> dict[uuid.UUID, int]:
    """How many findings each phone raised in an audit."""
    rows = session.execute(
        select(Finding.device_uuid, func.count())
        .where(Finding.audit_id == audit_id, Finding.device_uuid.is_not(None))
        .group_by(Finding.device_uuid)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def waiting_for(
    session: Session, actor: Actor, today: date
) -> tuple[Sequence[Finding], Sequence[CorrectiveAction]]:
    """Findings that the actor must answer, and actions that the actor must do."""
    people = {actor.person_id, *actor.covers_person_ids}
    findings = session.scalars(
        select(Finding)
        .where(
            Finding.owner_id.in_(people),
            Finding.state.in_((FindingState.OPEN, FindingState.ACCEPTED)),
            Finding.disputed_at.is_(None),
        )
        .order_by(Finding.due_on)
        .limit(100)
    ).all()
    actions = session.scalars(
        select(CorrectiveAction)
        .join(CorrectiveAction.finding)
        .where(
            CorrectiveAction.owner_id.in_(people),
            CorrectiveAction.state == "planned",
            CorrectiveAction.round == Finding.round,
            Finding.state == FindingState.ACTIONS_AGREED,
        )
        .options(joinedload(CorrectiveAction.finding))
        .order_by(CorrectiveAction.due_on)
        .limit(100)
    ).all()
    return findings, actions


def with_everything_of_a_sheet() -> list[Any]:
    """Load what a sheet of the register shows along with a list."""
    return [
        joinedload(Finding.document),
        joinedload(Finding.repeats),
        selectinload(Finding.actions).joinedload(CorrectiveAction.owner),
    ]


def with_document() -> Any:
    """Load the cited documents along with a list."""
    return joinedload(Finding.document)


def answers_of(session: Session, finding: Finding) -> Sequence[FindingAnswer]:
    """The answers that a finding rests on."""
    return session.scalars(
        select(FindingAnswer)
        .where(FindingAnswer.finding_id == finding.id)
        .order_by(FindingAnswer.id)
    ).all()
