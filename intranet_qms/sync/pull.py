"""Step 7: what changed since a cursor, and step 8: what the server has of one device."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..audits import queries as audits
from ..host import Actor
from . import outgoing as messages
from .canonical import receipt_hash
from .models import Device, Receipt
from .places import place_or_not_found

PAGE = 400
COUNTED = ("applied", "conflict")


@dataclass(frozen=True, slots=True)
class Pulled:
    """One page of changes."""

    cursor: str
    more: bool
    changes: list[dict[str, Any]]
    reset: bool

    def as_dict(self) -> dict[str, Any]:
        """As the phone reads it."""
        answer: dict[str, Any] = {
            "cursor": self.cursor,
            "more": self.more,
            "changes": self.changes,
        }
        if self.reset:
            answer["reset"] = True
        return answer


def encode(seen: dict[uuid.UUID, int]) -> str:
    """A cursor: for each audit the number of the last change that was told."""
    text = json.dumps({str(key): value for key, value in sorted(seen.items())})
    return base64.urlsafe_b64encode(text.encode("ascii")).decode("ascii")


def decode(cursor: str | None) -> dict[uuid.UUID, int] | None:
    """The cursor as numbers; None for one that cannot be read."""
    if not cursor:
        return {}
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
        return {uuid.UUID(key): int(value) for key, value in raw.items()}
    except (ValueError, TypeError, AttributeError, binascii.Error, UnicodeEncodeError):
        return None


def pull(session: Session, actor: Actor, cursor: str | None) -> Pulled:
    """Changes of the audits that the actor is assigned to, since ``cursor``.

    A cursor that cannot be read, or that is ahead of this server, begins from the start (7.1).
    """
    seen = decode(cursor)
    known = audits.assigned_audits(session, actor.person_id)
    reset = seen is None or any(seen.get(one.uuid, 0) > one.last_change for one in known)
    told = {} if seen is None or reset else dict(seen)
    here = [one for one in known if one.current]
    changes: list[dict[str, Any]] = []
    for gone in sorted(told.keys() - {one.uuid for one in here}):
        changes.append(messages.tombstone(gone, told.pop(gone) + 1))
    wanted: list[tuple[audits.AssignedAudit, list[audits.Change]]] = []
    room, more = PAGE, False
    for one in here:
        since = told.get(one.uuid, 0)
        if since >= one.last_change and one.uuid in told:
            continue
        if room <= 0:
            more = True
            break
        # One more than there is room for tells whether another page follows.
        page = audits.changes_since(session, one.audit_id, since, room + 1)
        more = more or len(page) > room
        page = page[:room]
        room -= len(page)
        told[one.uuid] = page[-1].number if page else since
        wanted.append((one, page))
    changes += messages.changes(session, actor, wanted)
    return Pulled(encode(told), more, changes, reset and bool(cursor))


def receipt(
    session: Session, actor: Actor, device: Device, audit_uuid: uuid.UUID
) -> dict[str, Any]:
    """Step 8: what arrived of one audit from one device.

    Raises:
        NotFound: ``sync.audit_not_yours``.
    """
    audit = place_or_not_found(session, actor.person_id, audit_uuid).audit
    rows = session.execute(
        select(Receipt.mutation_uuid, Receipt.name, Receipt.status).where(
            Receipt.device_id == device.id, Receipt.audit_uuid == audit_uuid
        )
    ).all()
    counted = [row for row in rows if row.status in COUNTED]
    last = session.scalar(
        select(func.max(Receipt.seq)).where(
            Receipt.device_id == device.id, Receipt.audit_uuid == audit_uuid
        )
    )
    here = audits.receipt_counts(session, audit.id, device.uuid)
    return {
        "audit": str(audit_uuid),
        "device": str(device.uuid),
        "answers": sum(row.name in {"answer.record", "answer.resolve"} for row in counted),
        "findings": sum(row.name == "finding.raise" for row in counted),
        "evidence": {
            "attached": here.attached,
            "verified": here.verified,
            "missing": here.missing,
        },
        "signatures": sum(row.name == "sheet.sign" for row in counted),
        "rejected": sum(row.status == "rejected" for row in rows),
        "quarantined": sum(row.status == "quarantined" for row in rows),
        "last_seq": int(last or 0),
        "answers_hash": receipt_hash([str(row.mutation_uuid) for row in counted]),
        "complete": not here.missing,
    }
