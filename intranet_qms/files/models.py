"""Stored files, addressed by their content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Identified, UTCDateTime


class StoredFile(Identified, Base):
    """Bytes that are stored whole and verified. The same bytes are one row and one object."""

    __tablename__ = "qms_stored_file"

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    """As found in the content, never as claimed by a name."""
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    stored_at: Mapped[datetime] = mapped_column(UTCDateTime)
    stored_by_id: Mapped[int | None] = mapped_column(ForeignKey("qms_person.id"))


class FileHolder(Base):
    """Somebody who sent bytes that were stored already, and so has shown to have them.

    To know the hash of a file is not to have it: only who sent the bytes may say that they prove
    something. The first sender stands in the file itself.
    """

    __tablename__ = "qms_file_holder"
    __table_args__ = (UniqueConstraint("file_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("qms_stored_file.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"))
