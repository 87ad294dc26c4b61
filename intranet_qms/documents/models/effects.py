"""What a change of a document means for what cites it: questions, other documents, findings, audits."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, Identified, JSONText, UTCDateTime
from ..workflow import DocumentChangeKind, EffectState
from ._words import one_of

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ...people.models import Person
    from .register import Document
    from .revisions import Revision


class DocumentChange(Identified, Base):
    """Something happened to a document that others must look at: an issue, a changed act."""

    __tablename__ = "qms_document_change"
    __table_args__ = (
        Index("ix_qms_document_change_document", "document_id", "id"),
        UniqueConstraint("revision_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    kind: Mapped[DocumentChangeKind] = mapped_column(one_of(DocumentChangeKind, 12))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("qms_revision.id"))
    summary: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(1000), default="")
    """Where the change of an act is published."""
    happened_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    noted_by_name: Mapped[str] = mapped_column(String(300))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)

    document: Mapped[Document] = relationship("Document")
    revision: Mapped[Revision | None] = relationship("Revision")
    effects: Mapped[list[ChangeEffect]] = relationship(
        back_populates="change", order_by="ChangeEffect.id"
    )


class ChangeEffect(Identified, Base):
    """One citing thing that somebody has to look at because of a change.

    ``kind`` and ``reference`` name it for ever; title and address are as they were when noted.
    """

    __tablename__ = "qms_change_effect"
    __table_args__ = (
        UniqueConstraint("change_id", "kind", "reference"),
        Index("ix_qms_change_effect_owner", "owner_id", "state"),
        Index("ix_qms_change_effect_source", "source_document_id", "state"),
    )

    change_id: Mapped[int] = mapped_column(ForeignKey("qms_document_change.id"))
    kind: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(60), default="")
    title_pl: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    endpoint: Mapped[str] = mapped_column(String(60), default="")
    values: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    paragraphs: Mapped[list[str]] = mapped_column(JSONText, default=list)
    """Keys of the changed paragraphs that it cites; empty when it cites the document as a whole."""
    source_document_id: Mapped[int | None] = mapped_column(ForeignKey("qms_document.id"))
    """The citing document, where it is one."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    state: Mapped[EffectState] = mapped_column(one_of(EffectState, 16), default=EffectState.OPEN)
    note: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    decided_by_name: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    change: Mapped[DocumentChange] = relationship(back_populates="effects")
    owner: Mapped[Person | None] = relationship("Person", foreign_keys=[owner_id])


class EarlierOwnerUnit(Base):
    """The unit that kept a document before a day, for the register as it stood then.

    Read as ``people.models.EarlierUnit`` is: the row with the earliest ``until`` after a day holds.
    """

    __tablename__ = "qms_earlier_owner_unit"
    __table_args__ = (Index("ix_qms_earlier_owner_unit_document", "document_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    until: Mapped[date] = mapped_column(Date)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), index=True)
