"""Which documents cite a document: by relation, as their legal basis, or in their text."""

from __future__ import annotations

import re

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from .hooks import Citation, citing
from .models import Document, LegalBasis, Paragraph, RelatedDocument, Revision
from .references import codes_in
from .workflow import DocumentKind, RevisionState

KINDS = {DocumentKind.FORM: "form", DocumentKind.CLIENT_GUIDE: "client_guide"}

_PLACE = r"\]?(?:\([^)]*\))?,?\s*(?:§|pkt\.?|ust\.?|rozdz\.?|point|section)\s*(\d+(?:\.\d+)*)"


def cited_numbers(text: str, code: str) -> set[str]:
    """The places of a document that a text names, such as ``4.3`` in "PG-02 § 4.3"."""
    return set(re.findall(re.escape(code) + _PLACE, text, flags=re.IGNORECASE))


def keys_of_place(paragraphs: list[Paragraph], number: str) -> list[str]:
    """The keys of a place by its number: the heading, and the blocks that stand below it."""
    return [
        one.key
        for one in paragraphs
        if one.number == number or one.number.startswith((f"{number}(", f"{number}."))
    ]


@citing
def documents(session: Session, document: Document) -> list[Citation]:
    """Documents that came into force and name this one; drafts are still being written."""
    related = select(RelatedDocument.document_id).where(RelatedDocument.related_id == document.id)
    resting = select(LegalBasis.document_id).where(LegalBasis.act_id == document.id)
    by_text = select(Revision.document_id).where(
        Revision.state == RevisionState.EFFECTIVE,
        Revision.body.contains(document.code, autoescape=True),
    )
    found = session.execute(
        select(Document, Revision)
        .join(Revision, Revision.document_id == Document.id)
        .where(
            Document.id != document.id,
            Revision.state == RevisionState.EFFECTIVE,
            or_(
                Document.id.in_(related),
                Document.id.in_(resting),
                Document.id.in_(by_text),
            ),
        )
        .order_by(Document.code_key)
    ).all()
    linked = set(session.scalars(related.union(resting)))
    own: list[Paragraph] | None = None
    citations = []
    for one, revision in found:
        in_text = document.code in codes_in(revision.body)
        if not in_text and one.id not in linked:
            continue
        numbers = cited_numbers(revision.body, document.code) if in_text else set()
        if numbers and own is None:
            own = effective_paragraphs(session, document)
        keys = tuple(
            dict.fromkeys(
                key for number in sorted(numbers) for key in keys_of_place(own or [], number)
            )
        )
        citations.append(
            Citation(
                kind=KINDS.get(one.kind, "document"),
                reference=str(one.uuid),
                code=one.code,
                title_pl=one.title,
                title_en=one.title_en,
                endpoint="documents_show",
                values={"code": one.code},
                # A relation is about the whole, whatever else the text names.
                paragraphs=keys if one.id not in linked else (),
                owner_id=one.owner_id,
                document_id=one.id,
            )
        )
    return citations


def effective_paragraphs(session: Session, document: Document) -> list[Paragraph]:
    """The paragraphs of the issue in force, in order."""
    return list(
        session.scalars(
            select(Paragraph)
            .join(Paragraph.revision)
            .where(Revision.document_id == document.id, Revision.state == RevisionState.EFFECTIVE)
            .order_by(Paragraph.position)
        )
    )
