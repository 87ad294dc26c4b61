"""Put documents into the search anew, with everything by which they can be found."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from .. import queries, search
from ..models import Document, Paragraph, Revision
from ..workflow import RevisionState


def refresh(session: Session, document_ids: Iterable[int]) -> int:
    """Index documents as they are now: codes of today and before, titles, the text in force (or
    the last one that was), fields of its form, and the files of the issue.

    A document that never was in force is found by its code and title, by those who may see it.
    A constant number of queries for any number of documents.

    Returns:
        How many there were.
    """
    ids = sorted(set(document_ids))
    if not ids:
        return 0
    session.flush()
    documents = session.scalars(
        select(Document)
        .where(Document.id.in_(ids))
        .options(load_only(Document.uuid, Document.code, Document.kind, Document.title))
    ).all()
    shown = _shown(session, ids)
    issues = [one.id for one in shown.values()]
    paragraphs: dict[int, list[tuple[str, str]]] = {}
    for revision_id, key, text in session.execute(
        select(Paragraph.revision_id, Paragraph.key, Paragraph.text)
        .where(Paragraph.revision_id.in_(issues))
        .order_by(Paragraph.revision_id, Paragraph.position)
    ):
        paragraphs.setdefault(revision_id, []).append((key, text))
    files: dict[int, list[str]] = {}
    for file in queries.attachment_texts(session, issues):
        files.setdefault(file.revision_id, []).append(f"{file.name}\n{file.text}")
    former = queries.former_codes(session, ids)
    entries = []
    for document in documents:
        revision = shown.get(document.id)
        entries.append(
            search.Entry(
                document.id,
                document.uuid,
                document.code,
                (document.title, document.title_en),
                revision.body if revision else "",
                paragraphs=paragraphs.get(revision.id, []) if revision else [],
                more=(
                    queries.field_words(document.kind, revision.content or {}) if revision else ""
                ),
                files="\n".join(files.get(revision.id, [])) if revision else "",
                former_codes=tuple(former.get(document.id, [])),
            )
        )
    search.index(session, entries)
    return len(entries)


def _shown(session: Session, ids: list[int]) -> dict[int, Revision]:
    """The issue in force of each document, else the last one that was."""
    found: dict[int, Revision] = {}
    rows = session.scalars(
        select(Revision)
        .where(Revision.document_id.in_(ids), Revision.published_at.is_not(None))
        .order_by(Revision.published_at, Revision.id)
    )
    for revision in rows:
        known = found.get(revision.document_id)
        if known is None or known.state is not RevisionState.EFFECTIVE:
            found[revision.document_id] = revision
    return found
