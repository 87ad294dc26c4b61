"""How codes are made, and which codes documents had before."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Base, UTCDateTime, Versioned
from ..workflow import DocumentKind
from ._words import one_of

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from .register import Document


class NumberingPattern(Versioned, Base):
    """How codes of one kind are made, where the office changed what the program brings."""

    __tablename__ = "qms_numbering_pattern"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind] = mapped_column(one_of(DocumentKind, 20), unique=True)
    pattern: Mapped[str] = mapped_column(String(80))


class FormerCode(Base):
    """A code that a document had until it was renumbered; it stays that document's for good."""

    __tablename__ = "qms_former_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    until: Mapped[datetime] = mapped_column(UTCDateTime)
    """When the document got another code."""

    document: Mapped[Document] = relationship("Document")
