"""What is written down about the plan and its meetings: who knows the plan, who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail import services as trail
from ..changes import lock_audits
from ..models import Audit, AuditMeeting, MeetingAttendee, PlanConfirmation
from ..workflow import AuditState

MEETINGS = ("opening", "closing")
MOST_ATTENDEES = 100


def confirm_plan(
    session: Session, actor: Actor, clock: Clock, audit: Audit, *, seen_plan: int, remarks: str
) -> None:
    """Say for the audited units that the actor leads that the plan is known.

    Args:
        seen_plan: ``invitation_number`` of the plan that was shown.

    Raises:
        Forbidden: the actor leads no audited unit.
        Conflict: the audit is not announced, or its plan has changed since it was shown.
    """
    access.require(actor, "audits.confirm_plan", audit)
    lock_audits(session, [audit.id])
    session.refresh(audit, ["invitation_number", "state"])
    if audit.state not in (AuditState.ANNOUNCED, AuditState.IN_PROGRESS):
        raise Conflict(
            "audits.plan_not_announced", lazy("Only the plan of an announced audit is confirmed.")
        )
    if seen_plan != audit.invitation_number:
        raise Conflict(
            "audits.plan_changed",
            lazy("The plan has changed since it was shown."),
            way_out=lazy("Look at it again, then confirm."),
        )
    heads = {
        scope.unit.head_id
        for scope in audit.units
        if scope.unit.head_id is not None and actor.is_person(scope.unit.head_id)
    }
    known = set(
        session.scalars(
            select(PlanConfirmation.person_id).where(
                PlanConfirmation.audit_id == audit.id,
                PlanConfirmation.plan_number == audit.invitation_number,
            )
        )
    )
    remarks = remarks.replace("\r\n", "\n").strip()[:20_000]
    for head in sorted(heads - known):
        session.add(
            PlanConfirmation(
                audit_id=audit.id,
                person_id=head,
                confirmed_by=actor.name,
                plan_number=audit.invitation_number,
                remarks=remarks,
                confirmed_at=clock.now(),
            )
        )
    if heads - known:
        details = {
            "plan": audit.invitation_number,
            **({"remarks": remarks[:1000]} if remarks else {}),
        }
        trail.record(session, actor, clock, "audits.confirm_plan", "audit", audit.uuid, details)
    session.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who was at a meeting. ``person_id`` where the office knows them."""

    name: str
    function: str = ""
    person_id: int | None = None
    remote: bool = False


def record_meeting(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    kind: str,
    starts_at: datetime,
    place: str,
    notes: str,
    attendees: Sequence[Attendee],
) -> AuditMeeting:
    """Write down an opening or closing meeting with who was there; again replaces the list.

    Raises:
        Forbidden: the actor does not record in this audit.
        Conflict: the audit was not announced, or is over.
        Invalid: nobody was there, or it lies in the future.
    """
    if not access.decide(actor, "audits.record", audit):
        access.require(actor, "audits.lead", audit)
    if audit.state not in (AuditState.ANNOUNCED, AuditState.IN_PROGRESS, AuditState.REPORTING):
        raise Conflict(
            "audits.no_meeting_now",
            lazy("Meetings are written down from the announcement until the audit is closed."),
        )
    fields: dict[str, list[str]] = {}
    present = [one for one in attendees if one.name.strip()][:MOST_ATTENDEES]
    if kind not in MEETINGS:
        fields["kind"] = [t("Choose which meeting it was.")]
    if not present:
        fields["names"] = [t("Say who was there.")]
    if starts_at > clock.now():
        fields["starts_at"] = [t("A meeting is written down when it has been held.")]
    if fields:
        raise Invalid(
            "audits.meeting_invalid",
            lazy("The meeting cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
    lock_audits(session, [audit.id])
    meeting = session.scalars(
        select(AuditMeeting).where(AuditMeeting.audit_id == audit.id, AuditMeeting.kind == kind)
    ).one_or_none()
    if meeting is None:
        meeting = AuditMeeting(uuid=new_uuid(), audit_id=audit.id, kind=kind, attendees=[])
        session.add(meeting)
    meeting.starts_at = starts_at.astimezone(UTC)
    meeting.place = place.strip()[:300]
    meeting.notes = notes.replace("\r\n", "\n").strip()[:20_000]
    meeting.recorded_by, meeting.recorded_at = actor.name, clock.now()
    meeting.attendees[:] = [
        MeetingAttendee(
            position=place_in_list,
            person_id=one.person_id,
            name=one.name.strip()[:300],
            function=one.function.strip()[:300],
            remote=one.remote,
        )
        for place_in_list, one in enumerate(present)
    ]
    session.flush()
    session.expire(audit, ["meetings"])
    trail.record(
        session,
        actor,
        clock,
        "audits.record_meeting",
        "audit",
        audit.uuid,
        {"kind": kind, "present": len(present)},
    )
    return meeting
