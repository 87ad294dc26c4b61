"""Templates of client guides, and what documents rest on in law."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base, Identified, JSONText, UTCDateTime


class GuideTemplateVersion(Identified, Base):
    """A version of a template of client guides; it never changes.

    The first version of each template stands in the code (``kinds.templates``), so numbers here
    begin with 2. ``layout`` is a list of ``{field, pl, en}``.
    """

    __tablename__ = "qms_guide_template_version"
    __table_args__ = (UniqueConstraint("template", "number"),)

    template: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(Integer)
    layout: Mapped[list[dict[str, Any]]] = mapped_column(JSONText)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    created_by_name: Mapped[str] = mapped_column(String(300), default="")


class LegalBasis(Base):
    """A document of the office rests on a legal act (or other external document) of the register."""

    __tablename__ = "qms_legal_basis"
    __table_args__ = (UniqueConstraint("document_id", "act_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    act_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"), index=True)
