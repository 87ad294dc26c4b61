"""Which documents are whose work: whom an audit of them must not be given to."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import Document, Revision
from ..workflow import RevisionState


def own_work(session: Session, person_ids: Iterable[int]) -> dict[int, set[int]]:
    """The documents that people answer for or whose issue in force they wrote.

    Returns:
        Internal numbers of documents by person; somebody without any is not in it. Two queries.
    """
    wanted = set(person_ids)
    found: dict[int, set[int]] = {}
    owned = session.execute(
        select(Document.owner_id, Document.id).where(
            Document.owner_id.in_(wanted), Document.current_state != RevisionState.WITHDRAWN
        )
    )
    for owner_id, document_id in owned:
        if owner_id is not None:
            found.setdefault(owner_id, set()).add(document_id)
    written = session.execute(
        select(Revision.document_id, Revision.author_id, Revision.writer_ids).where(
            Revision.state == RevisionState.EFFECTIVE
        )
    )
    for document_id, author_id, writer_ids in written:
        for person_id in wanted.intersection([author_id, *(writer_ids or ())]):
            found.setdefault(person_id, set()).add(document_id)
    return found
