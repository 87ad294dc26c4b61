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
from .canonical import receipt_hash
from .models import Device, Receipt

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
    assigned = audits.assigned(session, actor.person_id)
    reset = seen is None or any(
        seen.get(place.audit.uuid, 0) > place.last_change for place in assigned
    )
    told = {} if seen is None or reset else dict(seen)
    here = {place.audit.uuid: place for place in assigned}
    changes: list[dict[str, Any]] = []
    for gone in [key for key in told if key not in here]:
        number = told.pop(gone)
        changes.append(
            {
                "type": "audit",
                "uuid": str(gone),
                "audit": str(gone),
                "version": number + 1,
                "deleted": True,
            }
        )
    room = PAGE
    more = False
    for place in assigned:
        since = told.get(place.audit.uuid, 0)
        if since >= place.last_change and place.audit.uuid in told:
            continue
        if room <= 0:
            more = True
            break
        page = audits.changes_since(session, actor, place, since, limit=room)
        changes += page.messages
        told[place.audit.uuid] = page.last
        room -= page.size
        more = more or page.more
    return Pulled(encode(told), more, changes, reset and bool(cursor))


def receipt(session: Session, actor: Actor, device: Device, audit_uuid: uuid.UUID) -> dict[str, Any]:
    """Step 8: what arrived of one audit from one device.

    Raises:
        NotFound: ``sync.audit_not_yours``.
    """
    audit = audits.place_or_not_found(session, actor.person_id, audit_uuid).audit
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
    evidence = audits.evidence_of_device(session, audit.id, device.uuid)
    missing = sorted({one.sha256 for one in evidence if one.state != "verified"})
    return {
        "audit": str(audit_uuid),
        "device": str(device.uuid),
        "answers": sum(row.name in {"answer.record", "answer.resolve"} for row in counted),
        "findings": sum(row.name == "finding.raise" for row in counted),
        "evidence": {
            "attached": len(evidence),
            "verified": sum(one.state == "verified" for one in evidence),
            "missing": missing,
        },
        "signatures": sum(row.name == "sheet.sign" for row in counted),
        "rejected": sum(row.status == "rejected" for row in rows),
        "quarantined": sum(row.status == "quarantined" for row in rows),
        "last_seq": int(last or 0),
        "answers_hash": receipt_hash([str(row.mutation_uuid) for row in counted]),
        "complete": not missing,
    }
