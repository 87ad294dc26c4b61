"""Reads of single documents, their issues, paragraphs and readers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from ...access import decide
from ...errors import not_found
from ...host import Actor
from ...standards.queries import clauses_by_ids
from ..models import (
    Acknowledgement,
    DistributionEntry,
    Document,
    DocumentClause,
    FormerCode,
    Paragraph,
    RelatedDocument,
    Revision,
)
from ..neighbours import PERSON, UNIT
from ..workflow import RevisionState
from .numbering import code_today


def document_by_code(session: Session, code: str) -> Document:
    """One document with owner, unit and its issues, also by a code that it had before.

    Raises:
        NotFound: no document has or had this code.
    """
    document = _by_code(session, code)
    if document is None:
        today = code_today(session, code)
        document = _by_code(session, today) if today is not None else None
    if document is None:
        raise not_found("documents.not_found")
    return document


def _by_code(session: Session, code: str) -> Document | None:
    return session.scalars(
        select(Document)
        .where(Document.code == code)
        .options(
            joinedload(Document.owner),
            joinedload(Document.owner_unit),
            selectinload(Document.revisions),
        )
    ).one_or_none()


def readable(session: Session, actor: Actor, code: str) -> Document:
    """The document of a code; one that the reader may not know about does not exist.

    Raises:
        NotFound: as said.
    """
    document = document_by_code(session, code)
    if not decide(actor, "documents.read", document):
        raise not_found("documents.not_found")
    return document


def revision_by_number(session: Session, document: Document, number: int) -> Revision:
    """One issue with its decisions, people and paragraphs.

    Raises:
        NotFound: the document has no issue of this number.
    """
    revision = session.scalars(
        select(Revision)
        .where(Revision.document_id == document.id, Revision.number == number)
        .options(
            joinedload(Revision.author),
            joinedload(Revision.approver),
            selectinload(Revision.assignments),
            selectinload(Revision.decisions),
            selectinload(Revision.paragraphs),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if revision is None:
        raise not_found("documents.issue_not_found")
    return revision


def revision_by_uuid(session: Session, identifier: uuid.UUID) -> Revision | None:
    """One issue by its stable identifier, with its document."""
    return session.scalars(
        select(Revision).where(Revision.uuid == identifier).options(joinedload(Revision.document))
    ).one_or_none()


def documents_by_ids(session: Session, ids: Iterable[int]) -> Sequence[Document]:
    """Documents by internal numbers, by code."""
    return session.scalars(
        select(Document)
        .where(Document.id.in_(list(ids)))
        .options(joinedload(Document.owner_unit), joinedload(Document.owner))
        .order_by(Document.code_key)
    ).all()


def effective_documents(session: Session) -> Sequence[Document]:
    """All documents in force, by code."""
    return session.scalars(
        select(Document)
        .where(Document.current_state == RevisionState.EFFECTIVE)
        .options(joinedload(Document.owner_unit))
        .order_by(Document.code_key)
    ).all()


def document_choices(session: Session) -> list[tuple[int, str]]:
    """For a choice in a form: number, and code with title, of documents in force."""
    rows = session.execute(
        select(Document.id, Document.code, Document.title)
        .where(Document.current_state == RevisionState.EFFECTIVE)
        .order_by(Document.code_key)
    )
    return [(row[0], f"{row[1]} {row[2]}") for row in rows]


def codes_to_urls(session: Session, codes: Iterable[str]) -> Mapping[str, tuple[int, str]]:
    """Which of ``codes`` are, or were, those of documents that came into force: code to number
    and title."""
    wanted = list(codes)[:500]
    if not wanted:
        return {}
    rows = session.execute(
        select(Document.code, Document.id, Document.title).where(
            Document.code.in_(wanted), Document.current_state != RevisionState.DRAFT
        )
    )
    found = {row[0]: (row[1], row[2]) for row in rows}
    unknown = [code for code in wanted if code not in found]
    if unknown:
        former = session.execute(
            select(FormerCode.code, Document.id, Document.title)
            .join(Document, Document.id == FormerCode.document_id)
            .where(FormerCode.code.in_(unknown), Document.current_state != RevisionState.DRAFT)
        )
        found |= {row[0]: (row[1], row[2]) for row in former}
    return found


def current_paragraphs(session: Session, document_ids: Iterable[int]) -> Sequence[Paragraph]:
    """The paragraphs of the issues in force, in order, with their issues and documents."""
    return session.scalars(
        select(Paragraph)
        .join(Paragraph.revision)
        .where(
            Revision.document_id.in_(list(document_ids)),
            Revision.state == RevisionState.EFFECTIVE,
        )
        .options(joinedload(Paragraph.revision).joinedload(Revision.document))
        .order_by(Revision.document_id, Paragraph.position)
    ).all()


def paragraph_by_key(session: Session, document_id: int, key: str) -> Paragraph | None:
    """The newest published wording of a paragraph, also after it was taken out."""
    return session.scalars(
        select(Paragraph)
        .join(Paragraph.revision)
        .where(
            Revision.document_id == document_id,
            Revision.published_at.is_not(None),
            Paragraph.key == key,
        )
        .order_by(Revision.number.desc())
        .limit(1)
    ).one_or_none()


def document_clauses(session: Session, document: Document) -> Sequence[object]:
    """The clauses that a document proves, with their editions."""
    ids = session.scalars(
        select(DocumentClause.clause_id).where(DocumentClause.document_id == document.id)
    ).all()
    return clauses_by_ids(session, ids) if ids else []


def related_documents(
    session: Session, document: Document
) -> tuple[list[Document], list[Document]]:
    """The documents that this one names, and those that name it; drafts left out."""
    rows = session.execute(
        select(RelatedDocument.document_id, RelatedDocument.related_id).where(
            or_(
                RelatedDocument.document_id == document.id,
                RelatedDocument.related_id == document.id,
            )
        )
    ).all()
    forward = {row[1] for row in rows if row[0] == document.id}
    back = {row[0] for row in rows if row[1] == document.id}
    known = [
        one for one in documents_by_ids(session, forward | back)
        if one.current_state is not RevisionState.DRAFT
    ] if forward or back else []  # fmt: skip
    return (
        [one for one in known if one.id in forward],
        [one for one in known if one.id in back],
    )


def distribution(session: Session, document: Document) -> Sequence[DistributionEntry]:
    """The distribution list of a document."""
    return session.scalars(
        select(DistributionEntry)
        .where(DistributionEntry.document_id == document.id)
        .order_by(DistributionEntry.id)
    ).all()


@dataclass(frozen=True, slots=True)
class AcknowledgementLine:
    """A person who owes or gave an acknowledgement, with the unit."""

    person_id: int
    name: str
    unit_id: int | None
    unit_code: str | None
    unit_pl: str | None
    unit_en: str | None
    owed_since: datetime
    acknowledged_at: datetime | None
    content_hash: str = ""
    """SHA-256 of the text that was confirmed."""


def acknowledgements(
    session: Session, revision: Revision, *, unit_ids: Iterable[int] | None = None
) -> list[AcknowledgementLine]:
    """Who owes and who gave an acknowledgement of an issue, by unit and surname; one query.

    Args:
        unit_ids: only people of these units; None for all.
    """
    query = (
        select(
            PERSON.c.id,
            # As they were when it was confirmed: a proof does not change with the office.
            _as_then(Acknowledgement.person_name, PERSON.c.name),
            UNIT.c.id,
            UNIT.c.code,
            _as_then(Acknowledgement.unit_name_pl, UNIT.c.name_pl),
            _as_then(Acknowledgement.unit_name_en, UNIT.c.name_en),
            Acknowledgement.owed_since,
            Acknowledgement.acknowledged_at,
            Acknowledgement.content_hash,
        )
        .select_from(Acknowledgement)
        .join(PERSON, PERSON.c.id == Acknowledgement.person_id)
        .outerjoin(UNIT, UNIT.c.id == PERSON.c.unit_id)
        .where(
            Acknowledgement.revision_id == revision.id,
            # Who left without confirming is not missing.
            or_(Acknowledgement.ended_at.is_(None), Acknowledgement.acknowledged_at.is_not(None)),
        )
        .order_by(UNIT.c.sort_key, PERSON.c.sort_key)
    )
    if unit_ids is not None:
        query = query.where(PERSON.c.unit_id.in_(sorted(unit_ids)))
    return [AcknowledgementLine(*row) for row in session.execute(query)]


def _as_then(kept: InstrumentedAttribute[str], today: ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(func.nullif(kept, ""), today)


def acknowledgement_counts(session: Session, revision_id: int) -> tuple[int, int]:
    """How many gave an acknowledgement of an issue, and how many were asked or gave one."""
    given, total = session.execute(
        select(func.count(Acknowledgement.acknowledged_at), func.count(Acknowledgement.id)).where(
            Acknowledgement.revision_id == revision_id, Acknowledgement.ended_at.is_(None)
        )
    ).one()
    return int(given), int(total)


def own_acknowledgement(
    session: Session, revision_id: int, person_id: int
) -> Acknowledgement | None:
    """What one person owes or gave for an issue."""
    return session.scalars(
        select(Acknowledgement).where(
            Acknowledgement.revision_id == revision_id, Acknowledgement.person_id == person_id
        )
    ).one_or_none()


def revisions_with_decisions(session: Session, ids: Iterable[int]) -> Sequence[Revision]:
    """Issues with their decisions and people, the newest first."""
    return session.scalars(
        select(Revision)
        .where(Revision.id.in_(list(ids)))
        .options(
            selectinload(Revision.decisions),
            joinedload(Revision.author),
            joinedload(Revision.document),
        )
        .order_by(Revision.number.desc())
    ).all()
