"""The agenda of an audit is set as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy
from ...trail import services as trail
from .. import notifications
from ..agenda import MOST_LINES, Line, clashes
from ..agenda_words import sentence_of
from ..models import AgendaAuditor, AgendaItem, Audit
from ..queries.agenda import agenda_version, bookings
from ..workflow import AuditState
from .planning import CHANGEABLE


def set_agenda(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    lines: Sequence[Line],
    *,
    zone: ZoneInfo,
    seen_version: str,
) -> None:
    """Replace the agenda by `lines`, in the order of their beginnings.

    Args:
        seen_version: ``agenda_version`` of what the writer had before them.

    Raises:
        Forbidden: the actor neither plans nor leads this audit.
        Conflict: somebody else changed the agenda meanwhile, or the audit is over.
        Invalid: a line clashes with another, or with another audit.
    """
    if not access.decide(actor, "audits.plan"):
        access.require(actor, "audits.lead", audit)
    # Of two who save at once, the second has to see what the first has left; otherwise the lines of
    # both would stand there.
    session.refresh(audit, with_for_update={"of": Audit})
    session.refresh(audit, ["agenda"])
    if audit.state not in CHANGEABLE:
        raise Conflict(
            "audits.plan_is_past",
            lazy("The plan of an audit that is over does not change."),
            way_out=lazy("Plan a follow-up audit."),
        )
    if seen_version != agenda_version(audit):
        raise Conflict(
            "changed_meanwhile",
            lazy("Somebody else changed this agenda meanwhile."),
            way_out=lazy(
                "Your lines are still here; open the audit in another window and compare."
            ),
        )
    ordered = sorted(lines, key=lambda line: (line.starts_at, line.ends_at))
    found = clashes(
        ordered,
        bookings(session, audit, ordered),
        first_day=audit.first_day,
        last_day=audit.last_day,
        zone=zone,
    )
    if found or len(ordered) > MOST_LINES:
        told: dict[str, list[str]] = {}
        for clash in found:
            place = str(lines.index(ordered[clash.line]))
            told.setdefault(f"line-{place}", []).append(sentence_of(clash, ordered, audit, zone))
        raise Invalid(
            "audits.agenda_invalid",
            lazy("The agenda cannot be saved like this."),
            way_out=lazy("Correct the marked lines."),
            fields=told,
        )
    audit.agenda[:] = []
    session.flush()
    audit.agenda.extend(
        AgendaItem(
            uuid=new_uuid(),
            kind=str(line.kind),
            starts_at=line.starts_at.astimezone(UTC),
            ends_at=line.ends_at.astimezone(UTC),
            subject=line.subject.strip()[:300],
            unit_id=line.unit_id,
            participants=line.participants.strip()[:2_000],
            auditors=[AgendaAuditor(person_id=number) for number in sorted(line.auditor_ids)],
        )
        for line in ordered
    )
    session.flush()
    trail.record(
        session,
        actor,
        clock,
        "audits.set_agenda",
        "audit",
        audit.uuid,
        {"lines": len(ordered), "version": agenda_version(audit)},
    )
    if audit.state != AuditState.PLANNED:
        session.expire(audit, ["agenda"])
        notifications.changed(session, clock, audit, notifications.invited(audit))
