"""Runs of imports and archives, and what each row of an import came to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Identified, JSONText, UTCDateTime
from .workflow import Outcome, RunKind, RunState

if TYPE_CHECKING:
    # Names for the type checker; at run time the registry finds the classes by their names.
    from ..people.models import Person


class ExchangeRun(Identified, Base):
    """One import, archive or restore. The states are described in ``workflow``."""

    __tablename__ = "qms_exchange_run"
    __table_args__ = (Index("ix_qms_exchange_run_kind", "kind", "created_at"),)

    kind: Mapped[RunKind] = mapped_column(String(12))
    state: Mapped[RunState] = mapped_column(String(12))
    progress: Mapped[int] = mapped_column(Integer, default=0)
    """Per cent."""
    stage: Mapped[str] = mapped_column(String(20), default="waiting")
    file_sha256: Mapped[str | None] = mapped_column(
        String(64), ForeignKey("qms_stored_file.sha256"), index=True
    )
    """What was uploaded, or the archive that was made."""
    file_name: Mapped[str] = mapped_column(String(200), default="")
    seal: Mapped[str | None] = mapped_column(String(64), index=True)
    """SHA-256 of an archive's manifest, which names the hash of all that is in it."""
    choices: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    """``columns`` (field by column number), ``edition``, ``errors`` (``stop`` or ``skip``),
    ``existing`` (``update`` or ``leave``)."""
    counts: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    """How many rows by outcome, mistakes and remarks; or rows by table of an archive."""
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """Of what the check found: what is done later is what was shown."""
    error_code: Mapped[str] = mapped_column(String(60), default="")
    error_values: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    requested_by: Mapped[Person] = relationship("Person")


class ExchangeLine(Base):
    """What one row of the file came to, with its mistakes and remarks by column."""

    __tablename__ = "qms_exchange_line"
    __table_args__ = (
        UniqueConstraint("run_id", "row"),
        Index("ix_qms_exchange_line_outcome", "run_id", "outcome", "row"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("qms_exchange_run.id"))
    row: Mapped[int] = mapped_column(Integer)
    """As the spreadsheet program numbers it."""
    code: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(400), default="")
    outcome: Mapped[Outcome] = mapped_column(String(8))
    changes: Mapped[list[str]] = mapped_column(JSONText, default=list)
    """Fields that would change."""
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list)
    """``severity`` (``error`` or ``remark``), ``column``, ``field``, ``code``, ``values``."""
