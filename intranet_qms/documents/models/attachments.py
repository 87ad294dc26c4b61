"""Files that belong to an issue: what is attached to it, and the pictures in its text."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, UTCDateTime
from ..workflow import AttachmentRole, ExtractionState
from ._words import one_of

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...files.models import StoredFile
    from .revisions import Revision


class Attachment(Identified, Base):
    """A file of one issue. The next draft begins with the same files; old issues keep theirs.

    Name, hash and size repeat what the stored file says, because the hash of the issue's content
    is made of them.
    """

    __tablename__ = "qms_attachment"
    __table_args__ = (
        # A picture is named by the text, so that a name means one file.
        UniqueConstraint("revision_id", "name"),
        Index("ix_qms_attachment_sha256", "sha256"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("qms_stored_file.id"), index=True)
    role: Mapped[AttachmentRole] = mapped_column(one_of(AttachmentRole, 12))
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(200))
    """As the person named it, without path and without characters that a folder would not take."""
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    """As found in the content, never as claimed by a name."""
    attached_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attached_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    attached_by_name: Mapped[str] = mapped_column(String(300), default="")

    revision: Mapped[Revision] = relationship()
    file: Mapped[StoredFile] = relationship("StoredFile")


class AttachmentText(Base):
    """What a search may find in a file, once for each content however often it is attached."""

    __tablename__ = "qms_attachment_text"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[ExtractionState] = mapped_column(
        one_of(ExtractionState, 12), default=ExtractionState.WAITING
    )
    text: Mapped[str] = mapped_column(Text, default="")
    pages: Mapped[int | None] = mapped_column(Integer)
    """Of a PDF."""
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
