"""Where a mutation belongs: an audit, and what its sender is there."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ..audits import queries as audits
from ..audits.workflow import RECORDS, TAKES_WORK, AuditState, TeamRole
from ..errors import NotFound
from ..i18n import lazy
from ..trail import queries as trail


@dataclass(frozen=True, slots=True)
class Place:
    """An audit as somebody stands to it. ``former``: they were on the team and are no more."""

    audit: Any
    role: TeamRole
    former: bool

    @property
    def records(self) -> bool:
        """Whether their part is to record."""
        return self.role in RECORDS

    @property
    def cancelled(self) -> bool:
        """Whether the audit will not be held."""
        return bool(self.audit.state == AuditState.CANCELLED)

    @property
    def takes_work(self) -> bool:
        """Whether answers are applied now."""
        return self.audit.state in TAKES_WORK

    @property
    def decides(self) -> bool:
        """Whether conflicts may still be decided: by the lead, while the report is written."""
        return self.role == TeamRole.LEAD and self.audit.state == AuditState.REPORTING


def places(session: Session, person_id: int, wanted: Iterable[uuid.UUID]) -> dict[uuid.UUID, Place]:
    """The audits among ``wanted`` in which the person is or was; one query."""
    found = {}
    for audit in audits.with_team(session, wanted):
        for member in audit.team:
            if member.person_id == person_id:
                found[audit.uuid] = Place(
                    audit, TeamRole(member.role), member.removed_at is not None
                )
    return found


def is_gone(session: Session, audit_uuid: uuid.UUID) -> bool:
    """Whether there was such an audit and is none any more: the trail remembers it. Two queries."""
    if audits.with_team(session, [audit_uuid]):
        return False
    return bool(trail.history(session, "audit", audit_uuid, limit=1))


def place_or_not_found(session: Session, person_id: int, audit_uuid: uuid.UUID) -> Place:
    """The person's place in an audit. Raises NotFound ``sync.audit_not_yours`` (step 5.7)."""
    place = places(session, person_id, [audit_uuid]).get(audit_uuid)
    if place is None:
        raise NotFound(
            "sync.audit_not_yours",
            lazy("This audit does not exist, or you are not on its team."),
        )
    return place
