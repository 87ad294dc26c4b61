"""What documents keep by unit, for a unit's page and for a reorganisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..host import Actor, Clock
from ..i18n import lazy, localized
from ..outbox.services import enqueue
from ..people.hooks import Follower, Holding, Move, Told, register
from ..trail.services import record
from .models import DistributionEntry, Document, EarlierOwnerUnit
from .queries.conditions import visible_to
from .workflow import RevisionState


def _owned(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    query = (
        select(Document)
        .where(
            Document.owner_unit_id.in_(unit_ids),
            # A withdrawn document stays with the unit that kept it: that is how it was.
            Document.current_state != RevisionState.WITHDRAWN,
        )
        .order_by(Document.code_key)
    )
    if actor is not None:
        query = query.where(visible_to(actor))
    return [
        Holding(
            kind="documents",
            key=one.id,
            unit_id=one.owner_unit_id or 0,
            code=one.code,
            title=localized(one.title, one.title_en),
            person_id=one.owner_id,
            endpoint="documents_show",
            values={"code": one.code},
        )
        for one in session.scalars(query)
    ]


def keep_earlier_unit(session: Session, document: Document, day: date) -> None:
    """Keep which unit a document belonged to before ``day``, before it goes to another."""
    session.add(
        EarlierOwnerUnit(document_id=document.id, until=day, unit_id=document.owner_unit_id)
    )


def _hand_over_documents(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    by_key = {move.key: move for move in moves}
    told: list[Told] = []
    documents = session.scalars(
        select(Document).where(Document.id.in_(by_key)).order_by(Document.code_key)
    ).all()
    for document in documents:
        move = by_key[document.id]
        keep_earlier_unit(session, document, day)
        details: dict[str, object] = {
            "code": document.code, "unit_id": [document.owner_unit_id, move.to_unit_ids[0]]
        }  # fmt: skip
        document.owner_unit_id = move.to_unit_ids[0]
        passes = move.new_head_id is not None and move.new_head_id != move.old_head_id
        if passes and document.owner_id in (None, move.old_head_id):
            details["owner_id"] = [document.owner_id, move.new_head_id]
            document.owner_id = move.new_head_id
        if document.owner_id is not None:
            told.append(
                Told(document.owner_id, document.code, document.title,
                     f"/documents/{document.code}")
            )  # fmt: skip
        record(session, actor, clock, "documents.hand_over", "document", document.uuid, details)
    session.flush()
    return told


def _distributed(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    query = (
        select(DistributionEntry.id, DistributionEntry.unit_id, Document)
        .join(Document, Document.id == DistributionEntry.document_id)
        .where(
            DistributionEntry.unit_id.in_(unit_ids),
            Document.current_state != RevisionState.WITHDRAWN,
        )
        .order_by(Document.code_key)
    )
    if actor is not None:
        query = query.where(visible_to(actor))
    return [
        Holding(
            kind="distribution",
            key=entry_id,
            unit_id=unit_id or 0,
            code=document.code,
            title=localized(document.title, document.title_en),
            endpoint="documents_readers",
            values={"code": document.code},
        )
        for entry_id, unit_id, document in session.execute(query)
    ]


def _hand_over_distribution(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    by_key = {move.key: move for move in moves}
    entries = session.scalars(
        select(DistributionEntry).where(DistributionEntry.id.in_(by_key))
    ).all()
    numbers = {entry.document_id for entry in entries}
    listed = {
        (document_id, unit_id)
        for document_id, unit_id in session.execute(
            select(DistributionEntry.document_id, DistributionEntry.unit_id).where(
                DistributionEntry.document_id.in_(numbers)
            )
        )
    }
    documents = {
        one.id: one for one in session.scalars(select(Document).where(Document.id.in_(numbers)))
    }
    for entry in entries:
        move, document = by_key[entry.id], documents[entry.document_id]
        if entry.unit_id not in move.to_unit_ids:
            listed.discard((entry.document_id, entry.unit_id))
            session.execute(delete(DistributionEntry).where(DistributionEntry.id == entry.id))
        for unit_id in move.to_unit_ids:
            if (entry.document_id, unit_id) not in listed:
                listed.add((entry.document_id, unit_id))
                session.add(DistributionEntry(document_id=entry.document_id, unit_id=unit_id))
        record(
            session, actor, clock, "documents.redistribute", "document", document.uuid,
            {"code": document.code, "from_unit_id": move.from_unit_id,
             "to_unit_ids": list(move.to_unit_ids)},
        )  # fmt: skip
    # Who works in the unit that takes a list over owes what stands on it; the worker asks them.
    enqueue(session, clock, "documents.people_changed", {"people": None})
    session.flush()
    return []


register(
    Follower(
        kind="documents",
        label=lazy("Documents"),
        columns=("qms_document.owner_unit_id",),
        holdings=_owned,
        hand_over=_hand_over_documents,
        order=30,
    )
)
register(
    Follower(
        kind="distribution",
        label=lazy("Distribution lists"),
        columns=("qms_distribution_entry.unit_id",),
        holdings=_distributed,
        hand_over=_hand_over_distribution,
        shared=True,
        order=35,
    )
)
