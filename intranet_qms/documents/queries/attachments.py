"""Reads of the files of an issue."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ...errors import not_found
from ..models import Attachment, AttachmentText, Revision
from ..workflow import AttachmentRole, ExtractionState


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of an issue with what is known of its words; both None for a picture."""

    attachment: Attachment
    words: ExtractionState | None
    pages: int | None


def attached_files(session: Session, revision_id: int) -> list[AttachedFile]:
    """The files attached to an issue, in the order in which they came; one query."""
    rows = session.execute(
        select(Attachment, AttachmentText.state, AttachmentText.pages)
        .outerjoin(AttachmentText, AttachmentText.sha256 == Attachment.sha256)
        .where(Attachment.revision_id == revision_id, Attachment.role == AttachmentRole.FILE)
        .order_by(Attachment.position, Attachment.id)
    )
    return [AttachedFile(row[0], row[1], row[2]) for row in rows]


def pictures(session: Session, revision_id: int) -> Sequence[Attachment]:
    """The pictures that the text of an issue may show, with their stored files; by name."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.revision_id == revision_id, Attachment.role == AttachmentRole.PICTURE)
        .options(joinedload(Attachment.file))
        .order_by(Attachment.name)
    ).all()


def attachment_by_uuid(session: Session, revision: Revision, identifier: uuid.UUID) -> Attachment:
    """A file or picture of an issue.

    Raises:
        NotFound: this issue has none of this identifier.
    """
    found = session.scalars(
        select(Attachment)
        .where(Attachment.uuid == identifier, Attachment.revision_id == revision.id)
        .options(joinedload(Attachment.file))
    ).one_or_none()
    if found is None:
        raise not_found("documents.file_not_found")
    return found


def words_of_file(session: Session, sha256: str) -> AttachmentText | None:
    """What is known of the words of a file."""
    return session.get(AttachmentText, sha256)


@dataclass(frozen=True, slots=True)
class FileWords:
    """The words of a file that belongs to an issue."""

    revision_id: int
    uuid: uuid.UUID
    name: str
    text: str


def attachment_texts(session: Session, revision_ids: Iterable[int]) -> list[FileWords]:
    """Names and words of the files of these issues, for a search; one query.

    A file that has not been read yet, or has no words, is told with an empty text: its name can
    be searched.
    """
    rows = session.execute(
        select(Attachment.revision_id, Attachment.uuid, Attachment.name, AttachmentText.text)
        .outerjoin(AttachmentText, AttachmentText.sha256 == Attachment.sha256)
        .where(
            Attachment.revision_id.in_(list(revision_ids)),
            Attachment.role == AttachmentRole.FILE,
        )
        .order_by(Attachment.revision_id, Attachment.position, Attachment.id)
    )
    return [FileWords(row[0], row[1], row[2], row[3] or "") for row in rows]


def revisions_with_file(session: Session, sha256: str) -> list[int]:
    """The issues that a file is attached to, whose search has to be made anew once it is read."""
    return list(
        session.scalars(
            select(Attachment.revision_id).where(Attachment.sha256 == sha256).distinct()
        )
    )
