"""Step 7: what changed since a cursor, and step 8: what the server has of one device."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
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


Seen = dict[str, int]
"""For each audit, by the start of its identifier, the number of the last change that was told."""

_KEY_LENGTH = 10
_CURSOR = re.compile(rf"1(?:\.[0-9a-f]{{{_KEY_LENGTH}}}[0-9a-z]{{1,13}})*\Z")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _key(audit_uuid: uuid.UUID) -> str:
    return audit_uuid.hex[:_KEY_LENGTH]


def encode(seen: Seen) -> str:
    """A cursor. It travels in an address, so a few characters for each audit must do: servers
    refuse addresses of more than some 4,000."""
    return ".".join(["1", *(key + _base36(number) for key, number in sorted(seen.items()))])


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if number == 0:
            return digits


def decode(cursor: str | None) -> Seen | None:
    """The cursor as numbers; None for one that cannot be read."""
    if not cursor:
        return {}
    if _CURSOR.match(cursor) is None:
        return None
    return {part[:_KEY_LENGTH]: int(part[_KEY_LENGTH:], 36) for part in cursor.split(".")[1:]}


def pull(session: Session, actor: Actor, cursor: str | None) -> Pulled:
    """Changes of the audits that the actor is assigned to, since ``cursor``.

    A cursor that cannot be read, that is ahead of this server, or that knows an audit which this
    server never gave to the actor, begins from the start (7.1).
    """
    seen = decode(cursor)
    known = {_key(one.uuid): one for one in audits.assigned_audits(session, actor.person_id)}
    reset = seen is None or any(
        key not in known or number > known[key].last_change for key, number in seen.items()
    )
    told = {} if seen is None or reset else dict(seen)
    changes: list[dict[str, Any]] = []
    for key in sorted(told):
        if not known[key].current:
            del told[key]
            changes.append(messages.tombstone(known[key].uuid, known[key].row_version + 1))
    wanted: list[tuple[audits.AssignedAudit, list[audits.Change]]] = []
    room, more = PAGE, False
    for key, one in known.items():
        since = told.get(key, 0)
        if not one.current or (since >= one.last_change and key in told):
            continue
        if room <= 0:
            more = True
            break
        # One more than there is room for tells whether another page follows.
        page = audits.changes_since(session, one.audit_id, since, room + 1)
        more = more or len(page) > room
        page = page[:room]
        room -= len(page)
        told[key] = page[-1].number if page else since
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


@dataclass(frozen=True, slots=True)
class Given:
    """How many answers of an audit one device has receipts for, and when the last came."""

    answers: int
    last_at: datetime


def receipts_given(session: Session, audit_uuid: uuid.UUID) -> dict[uuid.UUID, Given]:
    """The receipts of an audit by device. One query."""
    rows = session.execute(
        select(
            Device.uuid,
            func.sum(case((Receipt.name.in_(("answer.record", "answer.resolve")), 1), else_=0)),
            func.max(Receipt.received_at),
        )
        .join(Device, Device.id == Receipt.device_id)
        .where(Receipt.audit_uuid == audit_uuid, Receipt.status.in_(COUNTED))
        .group_by(Device.uuid)
    )
    return {device: Given(int(answers or 0), last) for device, answers, last in rows}
