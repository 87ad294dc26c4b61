"""What the trail of an office remembers of a register that came from elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ...host import Actor, Clock
from ...trail.services import record
from ..models import Acknowledgement, Document, Revision
from ..seals import carried_issue, joint_seal_of_confirmations, sealed_issue

_BATCH = 200


def note_restored(session: Session, actor: Actor, clock: Clock, *, seal: str) -> None:
    """Note every issue that was brought in from an archive, so that altering one later is found
    out as for any other.

    Args:
        seal: of the archive.
    """
    last = 0
    while True:
        batch = session.scalars(
            select(Document)
            .where(Document.id > last)
            .options(selectinload(Document.revisions).selectinload(Revision.decisions))
            .order_by(Document.id)
            .limit(_BATCH)
        ).all()
        if not batch:
            return
        last = batch[-1].id
        confirmed = _confirmations(session, batch)
        for document in batch:
            ended = [one for one in document.revisions if one.published_at is not None]
            others = [one for one in document.revisions if one.published_at is None]
            record(
                session, actor, clock, "documents.restore", "document", document.uuid,
                {
                    "code": document.code, "issues": len(document.revisions), "archive": seal,
                    "sealed": [sealed_issue(one, one.decisions) for one in ended],
                    "carried": [carried_issue(one, one.decisions) for one in others],
                    "confirmed": {
                        str(one.uuid): joint_seal_of_confirmations(confirmed[one.id])
                        for one in document.revisions
                        if one.id in confirmed
                    },
                },
            )  # fmt: skip
        # What was read only for this does not pile up in the session.
        for document in batch:
            for revision in document.revisions:
                session.expunge(revision)
            session.expunge(document)


def _confirmations(
    session: Session, documents: Sequence[Document]
) -> Mapping[int, list[Acknowledgement]]:
    """The given confirmations of these documents, by issue."""
    found: dict[int, list[Acknowledgement]] = defaultdict(list)
    rows = session.scalars(
        select(Acknowledgement)
        .join(Revision, Revision.id == Acknowledgement.revision_id)
        .where(
            Revision.document_id.in_([one.id for one in documents]),
            Acknowledgement.acknowledged_at.is_not(None),
        )
    )
    for one in rows:
        found[one.revision_id].append(one)
    return dict(found)
