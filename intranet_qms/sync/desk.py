"""What passes from hand to hand in a push: the mutations, what becomes of them, and the desk."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from ..config import QMSConfig
from ..host import Actor, Clock
from .models import Device
from .places import Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a mutation; see step 4.5 for the statuses."""

    status: str
    code: str | None = None
    detail: str = ""
    result: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Work:
    """One mutation on its way through a push."""

    id: uuid.UUID
    seq: int
    raw: dict[str, Any]
    content_hash: str
    name: str = ""
    at: datetime | None = None
    args: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    replayed: bool = False
    fresh: bool = True
    """Whether a receipt is to be written for it."""

    @property
    def audit_uuid(self) -> uuid.UUID | None:
        """The audit that it is about, when it says one."""
        found = self.args.get("audit")
        return found if isinstance(found, uuid.UUID) else None


@dataclass(slots=True)
class Desk:
    """What the handlers of one push share."""

    session: Session
    actor: Actor
    clock: Clock
    config: QMSConfig
    device: Device
    clock_offset_ms: int
    places: dict[uuid.UUID, Place]
    withheld: str | None = None
    """Why nothing of this push is applied, only kept (step 5.6)."""
    one_by_one: bool = False
    """Whether answers run in savepoints, because the database refused one of this push."""

    @property
    def today(self) -> date:
        """The office's day."""
        return self.clock.now().astimezone(self.config.zone).date()
