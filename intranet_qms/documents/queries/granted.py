"""The documents in force that somebody from outside was granted, and their texts for them.

What was granted is decided by the caller; nothing is open that is not named here.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from ...http import Page, paginate
from .. import markup
from ..models import Document, Revision
from ..workflow import RevisionState


@dataclass(frozen=True, slots=True)
class Granted:
    """Which documents: all, those of kinds, those of owner units, those named."""

    everything: bool = False
    kinds: Collection[str] = ()
    unit_ids: Collection[int] = ()
    uuids: Collection[uuid.UUID] = ()


def _open(granted: Granted) -> ColumnElement[bool]:
    if granted.everything:
        return true()
    return or_(
        false(),
        Document.kind.in_(list(granted.kinds)),
        Document.owner_unit_id.in_(list(granted.unit_ids)),
        Document.uuid.in_(list(granted.uuids)),
    )


def _in_force(granted: Granted) -> Select[Document]:
    return select(Document).where(Document.current_state == RevisionState.EFFECTIVE, _open(granted))


def granted_documents(session: Session, granted: Granted, *, page: int, per_page: int = 50) -> Page:
    """The documents by code, one page of them."""
    query = _in_force(granted).options(joinedload(Document.owner_unit)).order_by(Document.code_key)
    return paginate(session, query, page=page, per_page=per_page)


def granted_ids(session: Session, granted: Granted, ids: Collection[int]) -> frozenset[int]:
    """Which of these documents, by internal number, are open. One query."""
    query = _in_force(granted).where(Document.id.in_(list(ids)))
    return frozenset(session.scalars(query.with_only_columns(Document.id)))


def granted_document(
    session: Session, granted: Granted, code: str
) -> tuple[Document, Revision] | None:
    """A document by its code with its issue in force, if both are open."""
    document = session.scalars(
        _in_force(granted)
        .where(Document.code == code)
        .options(joinedload(Document.owner), joinedload(Document.owner_unit))
    ).one_or_none()
    if document is None:
        return None
    revision = session.scalars(
        select(Revision)
        .where(Revision.document_id == document.id, Revision.state == RevisionState.EFFECTIVE)
        .options(selectinload(Revision.paragraphs), selectinload(Revision.decisions))
    ).one_or_none()
    return (document, revision) if revision is not None else None


def text_for_guests(revision: Revision) -> str:
    """The text of an issue as HTML, without links into the system and without its pictures.

    A page for guests has no script that would let the keyboard into a wide table.
    """
    html = markup.render(revision.body, [one.key for one in revision.paragraphs], {}, {}).html
    return html.replace('<div class="qms-scroll"', '<div tabindex="0" class="qms-scroll"')
