"""Step 5.6: late work and what people decide about it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from ..audits import queries as audits
from ..audits.workflow import TAKES_WORK
from ..config import QMSConfig
from ..errors import Conflict, Invalid, not_found
from ..host import Actor, Clock
from ..i18n import lazy
from ..people import queries as people
from ..trail import services as trail
from . import devices, push, reasons, words
from .desk import Desk, Work
from .messages import arguments
from .models import Quarantined
from .places import places


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of late work as the page shows it. ``takes_work``: it can be applied now."""

    record: Quarantined
    audit_number: str | None
    reason: str
    said: words.Said
    takes_work: bool


def waiting(session: Session, actor: Actor) -> list[Entry]:
    """What waits for a decision: all for the representative, a lead's own audits for a lead."""
    return _entries(session, actor, select(Quarantined).where(Quarantined.state == "waiting"))


def decided(session: Session, actor: Actor) -> list[Entry]:
    """What was taken over or given up, the latest decision first, for the same people."""
    return _entries(session, actor, select(Quarantined).where(Quarantined.state != "waiting"))


def _entries(session: Session, actor: Actor, query: Select[Any]) -> list[Entry]:
    if not actor.has_role("qms_representative"):
        led = audits.led_by(session, actor.person_id)
        query = query.where(Quarantined.audit_uuid.in_(sorted(led)))
    rows = session.scalars(
        query.options(selectinload(Quarantined.person), selectinload(Quarantined.decided_by))
        .order_by(Quarantined.decided_at.desc(), Quarantined.received_at.desc())
        .limit(500)
    ).all()
    if not rows:
        return []
    known = {
        audit.uuid: audit
        for audit in audits.with_team(session, {row.audit_uuid for row in rows if row.audit_uuid})
    }
    return [_entry(session, row, known.get(row.audit_uuid or row.uuid)) for row in rows]


def _entry(session: Session, row: Quarantined, audit: Any) -> Entry:
    # The questions of a pinned checklist come from memory, however many entries there are.
    args = row.mutation.get("args")
    key = str(args.get("question")) if isinstance(args, dict) else ""
    questions = audits.questions_for(session, audit, [key]) if audit else {}
    return Entry(
        row,
        audit.number if audit else None,
        reasons.told(row.reason_code)["message"],
        words.in_words(row.mutation, questions),
        audit is not None and audit.state in TAKES_WORK,
    )


def _led(session: Session, actor: Actor, rows: Sequence[Quarantined]) -> list[Quarantined]:
    led = audits.led_by(session, actor.person_id)
    return [row for row in rows if row.audit_uuid in led]


def waiting_for_audit(session: Session, audit_uuid: uuid.UUID) -> Sequence[Quarantined]:
    """What waits for one audit."""
    return session.scalars(
        select(Quarantined).where(
            Quarantined.audit_uuid == audit_uuid, Quarantined.state == "waiting"
        )
    ).all()


def by_uuid(
    session: Session, actor: Actor, entry_uuid: uuid.UUID, *, state: str = "waiting"
) -> Quarantined:
    """One entry in a state that the actor may decide about. Raises NotFound."""
    entry = session.scalars(
        select(Quarantined).where(Quarantined.uuid == entry_uuid).with_for_update()
    ).one_or_none()
    if entry is None or entry.state != state:
        raise not_found()
    if not actor.has_role("qms_representative") and not _led(session, actor, [entry]):
        raise not_found()
    return entry


def dismiss(session: Session, actor: Actor, clock: Clock, entry: Quarantined, reason: str) -> None:
    """Give late work up, with the reason. It stays stored, and can be taken back.

    Raises:
        Invalid: no reason.
    """
    if not reason.strip():
        raise Invalid(
            "sync.reason_missing",
            lazy("Say why it is given up."),
            fields={"reason": [str(lazy("Say why it is given up."))]},
        )
    entry.decision_reason = reason.strip()[:5000]
    _decide(session, actor, clock, entry, "dismissed")


def take_back(session: Session, actor: Actor, clock: Clock, entry: Quarantined) -> None:
    """Let late work that was given up wait for a decision again."""
    _decide(session, actor, clock, entry, "waiting")
    entry.decided_by_id = entry.decided_at = None
    entry.decision_reason = ""


def apply(
    session: Session, actor: Actor, clock: Clock, config: QMSConfig, entry: Quarantined
) -> None:
    """Take late work over, in the name of who did it.

    Raises:
        Conflict: the audit does not take work now (reopen it first), or the work does not fit it.
    """
    device = devices.by_uuid(session, entry.device_uuid)
    author = people.person(session, entry.person_id)
    if device is None or author is None or entry.audit_uuid is None:
        raise _cannot("")
    # Made here and not looked up: the author's account may be disabled by now.
    as_author = Actor(
        person_id=author.id,
        host_id=author.host_id,
        name=author.name,
        source=f"device:{entry.device_uuid}",
        vouched_by=actor,
    )
    place = places(session, entry.person_id, [entry.audit_uuid]).get(entry.audit_uuid)
    if place is None or not place.takes_work:
        raise _cannot(str(lazy("Reopen the audit first.")))
    if not place.records:
        # What came by a locked phone was kept before anybody asked whose part it was.
        raise _cannot(reasons.told("sync.role_records_nothing")["message"])
    name, at, args = arguments(entry.mutation)
    work = Work(entry.mutation_uuid, 0, entry.mutation, "", name, at, args)
    desk = Desk(
        session, as_author, clock, config, device, device.clock_offset_ms, {entry.audit_uuid: place}
    )
    outcome = push.apply_reviewed(desk, place, work)
    if outcome.status not in {"applied", "conflict"}:
        raise _cannot(reasons.told(outcome.code)["message"] if outcome.code else "")
    _decide(session, actor, clock, entry, "applied")


def _decide(session: Session, actor: Actor, clock: Clock, entry: Quarantined, state: str) -> None:
    entry.state = state
    entry.decided_by_id = actor.person_id
    entry.decided_at = clock.now()
    details: dict[str, Any] = {"mutation": str(entry.mutation_uuid), "reason": entry.reason_code}
    if entry.decision_reason:
        details["because"] = entry.decision_reason[:1000]
    trail.record(
        session, actor, clock, f"sync.late_work_{state}", "audit", str(entry.audit_uuid), details
    )


def _cannot(detail: str) -> Conflict:
    return Conflict(
        "sync.late_work_cannot_be_applied",
        lazy("This late work cannot be taken over as it is."),
        way_out=detail or lazy("It stays here; nothing is lost."),
    )
