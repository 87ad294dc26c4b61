"""What protects a draft that several people write: its earlier states, and who has it open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base, BigId, JSONText, UTCDateTime


class DraftState(Base):
    """A draft as it was after one saving; the text from which somebody else's form was made.

    Two texts are merged against the one that both began with. Only the latest states and those
    that an open form was made from are kept.
    """

    __tablename__ = "qms_draft_state"
    __table_args__ = (UniqueConstraint("revision_id", "row_version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("qms_revision.id"))
    row_version: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    """The other fields of the form, as the form sends them."""
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))
    saved_by_name: Mapped[str] = mapped_column(String(300), default="")


class DraftPresence(Base):
    """Somebody has the editor of a draft open, as their browser last said."""

    __tablename__ = "qms_draft_presence"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("qms_revision.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("qms_person.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(String(300))
    row_version: Mapped[int] = mapped_column(Integer)
    """The version that their form was made from."""
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
