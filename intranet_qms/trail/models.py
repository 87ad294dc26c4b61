"""The trail: who did what, when and from where, append-only and chained by hashes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, JSONText, UTCDateTime


class TrailEntry(Base):
    """One act. ``hash`` covers the entry and the hash of the one before it."""

    __tablename__ = "qms_trail_entry"
    __table_args__ = (Index("ix_qms_trail_entry_entity", "entity", "entity_uuid", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    """Position in the chain, from 1 without gaps."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_host_id: Mapped[str] = mapped_column(String(200))
    actor_name: Mapped[str] = mapped_column(String(300))
    on_behalf_of: Mapped[str | None] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(80))
    entity: Mapped[str] = mapped_column(String(40))
    entity_uuid: Mapped[str] = mapped_column(String(36))
    details: Mapped[dict[str, Any]] = mapped_column(JSONText, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class TrailHead(Base):
    """The end of the chain: one row, locked while an entry is appended."""

    __tablename__ = "qms_trail_head"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    last_id: Mapped[int] = mapped_column(BigId, default=0)
    last_hash: Mapped[str] = mapped_column(String(64), default="0" * 64)


event.listen(
    TrailHead.__table__,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]
        "insert into qms_trail_head (id, last_id, last_hash) values (1, 0, '%(genesis)s')",
        context={"genesis": "0" * 64},
    ),
)
