"""Reads of what changes of documents ask of those who cite them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ...errors import not_found
from ...host import Actor
from ...people.queries import UnitThen, units_on
from ...people.workflow import Role
from ..hooks import Citation, citations
from ..models import ChangeEffect, Document, DocumentChange, EarlierOwnerUnit, Revision
from ..services.effects import affected, changed_keys
from ..workflow import DocumentChangeKind, EffectState, RevisionState


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph (``key`` empty: the document as a whole) with what cites it."""

    key: str
    number: str
    text: str
    citations: list[Citation] = field(default_factory=list)
    changed: bool = False


def places(
    session: Session, document: Document, base: Revision | None, ahead: Revision | None = None
) -> list[Place]:
    """What cites a document, paragraph by paragraph; for an issue ahead, only what it affects."""
    found = citations(session, document)
    changed: set[str] | None = None
    if ahead is not None and base is not None:
        changed = changed_keys(base.paragraphs, ahead.paragraphs)
        found = affected(found, changed)
    whole = Place("", "", "", [one for one in found if not one.paragraphs])
    listed = [whole] if whole.citations else []
    known = {one.key: one for one in [*(base.paragraphs if base else ())]}
    for one in ahead.paragraphs if ahead else ():
        known.setdefault(one.key, one)
    for key, paragraph in known.items():
        cited = [one for one in found if key in one.paragraphs]
        if cited and (changed is None or key in changed):
            listed.append(Place(key, paragraph.number, paragraph.text, cited, bool(changed)))
    gone = [one for one in found if one.paragraphs and not set(one.paragraphs) & set(known)]
    if gone:
        listed.append(Place("?", "", "", gone))
    return listed


def changes_of(session: Session, document: Document) -> Sequence[DocumentChange]:
    """All noted changes of a document with what they affect, the latest first."""
    return session.scalars(
        select(DocumentChange)
        .where(DocumentChange.document_id == document.id)
        .options(
            selectinload(DocumentChange.effects).joinedload(ChangeEffect.owner),
            joinedload(DocumentChange.revision),
        )
        .order_by(DocumentChange.id.desc())
        .limit(100)
    ).all()


def effect_of(session: Session, document: Document, identifier: uuid.UUID) -> ChangeEffect:
    """One effect of a change of a document. Raises NotFound."""
    effect = session.scalars(
        select(ChangeEffect)
        .join(ChangeEffect.change)
        .where(ChangeEffect.uuid == identifier, DocumentChange.document_id == document.id)
        .options(joinedload(ChangeEffect.change))
    ).one_or_none()
    if effect is None:
        raise not_found("documents.effect_not_found")
    return effect


def open_effects(session: Session, actor: Actor) -> Sequence[ChangeEffect]:
    """What the actor is asked to look at, the oldest first."""
    people = {actor.person_id, *actor.covers_person_ids}
    mine: ColumnElement[bool] = ChangeEffect.owner_id.in_(people)
    if actor.has_role(Role.QMS_REPRESENTATIVE):
        mine = or_(mine, ChangeEffect.owner_id.is_(None))
    return session.scalars(
        select(ChangeEffect)
        .where(mine, ChangeEffect.state == EffectState.OPEN)
        .options(joinedload(ChangeEffect.change).joinedload(DocumentChange.document))
        .order_by(ChangeEffect.id)
        .limit(200)
    ).all()


def acts_changed_under(session: Session, document_id: int) -> Sequence[DocumentChange]:
    """Changes of acts because of which a document is due for review, and not reviewed yet."""
    return session.scalars(
        select(DocumentChange)
        .join(ChangeEffect, ChangeEffect.change_id == DocumentChange.id)
        .where(
            ChangeEffect.source_document_id == document_id,
            ChangeEffect.state == EffectState.OPEN,
            DocumentChange.kind == DocumentChangeKind.ACT,
        )
        .options(joinedload(DocumentChange.document))
        .order_by(DocumentChange.id)
    ).all()


def owner_units_on(
    session: Session, document_ids: Sequence[int], day: date
) -> dict[int, int | None]:
    """The units that kept documents on a day, for those that have changed hands since.

    Documents that are not in the answer were kept by the unit that keeps them now.
    """
    rows = session.execute(
        select(EarlierOwnerUnit.document_id, EarlierOwnerUnit.unit_id)
        .where(EarlierOwnerUnit.document_id.in_(document_ids), EarlierOwnerUnit.until > day)
        .order_by(EarlierOwnerUnit.until.desc(), EarlierOwnerUnit.id.desc())
    )
    # The last one that is read is the earliest after the day.
    return {row.document_id: row.unit_id for row in rows}


def unit_then(session: Session, document: Document, revision: Revision) -> UnitThen | None:
    """The unit that kept an issue on its last day in force, by its name of that day; None for an
    issue whose document is kept as it is now."""
    if revision.in_force_until is None or revision.state is RevisionState.EFFECTIVE:
        return None
    last = revision.in_force_until - timedelta(days=1)
    earlier = owner_units_on(session, [document.id], last)
    unit_id = earlier.get(document.id, document.owner_unit_id)
    return units_on(session, [unit_id], last).get(unit_id) if unit_id is not None else None


def in_force(document: Document) -> Revision | None:
    """The issue in force of a document with its issues."""
    return next((one for one in document.revisions if one.state is RevisionState.EFFECTIVE), None)
