"""Move an audit through its states (``workflow``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...http import after_commit
from ...i18n import lazy, t
from ...trail import services as trail
from ...workdays import working_days_between
from .. import notifications
from ..changes import lock_audits
from ..models import Audit, AuditDocument
from ..progress import obstacles
from ..workflow import AuditState, AuditStep, next_state


def announce(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    today: date | None = None,
    notice_working_days: int = 0,
    short_notice_reason: str = "",
) -> None:
    """Send the plan to the heads of the audited units, and pin what is audited.

    The checklist goes to the team's phones; the issues of the documents in the scope that are in
    force now are those that the audit is held against.

    Args:
        today: the day in the office; the clock's when missing.
        notice_working_days: how many working days ahead the audited units are told here.
        short_notice_reason: why it is announced later than that; kept with the plan.

    Raises:
        Invalid: less notice than the office gives, and no reason.
    """
    access.require(actor, "audits.lead", audit)
    left = working_days_between(
        today or clock.now().date(), audit.first_day, at_most=notice_working_days
    )
    details: dict[str, Any] = {}
    if left < notice_working_days:
        reason = short_notice_reason.strip()[:5000]
        if not reason:
            problem = t(
                "The audited unit should know %(days)s working days ahead; there is less left.",
                days=notice_working_days,
            )
            raise Invalid(
                "audits.short_notice",
                lazy("The audit is announced late."),
                way_out=lazy("Say why, or put the audit off."),
                fields={"short_notice_reason": [problem]},
            )
        details = {"working_days_left": left, "reason": reason}
        audit.short_notice_reason = reason
    _move(session, actor, clock, audit, AuditStep.ANNOUNCE, details)
    audit.announced_at = clock.now()
    in_force = _issues_in_force(session, [one.document_id for one in audit.documents])
    for scope in audit.documents:
        scope.revision_id = in_force.get(scope.document_id)
    session.flush()
    notifications.announced(session, clock, audit)


def _issues_in_force(session: Session, document_ids: list[int]) -> dict[int, int]:
    if not document_ids:
        return {}
    revision = inspect(AuditDocument).relationships["revision"].mapper.class_
    rows = session.execute(
        select(revision.document_id, revision.id).where(
            revision.document_id.in_(document_ids), revision.state == "effective"
        )
    )
    return {row.document_id: row.id for row in rows}


def finish(session: Session, actor: Actor, clock: Clock, audit: Audit) -> None:
    """End the work on site. What phones send from now on waits for the lead's decision."""
    access.require(actor, "audits.lead", audit)
    lock_audits(session, [audit.id])
    _move(session, actor, clock, audit, AuditStep.FINISH)
    session.flush()
    notifications.finished(session, clock, audit)


def reopen(session: Session, actor: Actor, clock: Clock, audit: Audit, reason: str) -> None:
    """Go on with the work on site, with the reason."""
    access.require(actor, "audits.lead", audit)
    _move(session, actor, clock, audit, AuditStep.REOPEN, {"reason": _reason(reason)})
    session.flush()


def take_up(session: Session, actor: Actor, clock: Clock, audit: Audit, reason: str) -> None:
    """Go on with an audit that was closed or cancelled, so that late work can be taken in.

    A report that is signed stays as it is; what comes in makes a further version of it.

    Raises:
        Forbidden: the actor does not represent the system.
        Conflict: the audit is not over, or was cancelled before it was announced.
        Invalid: no reason.
    """
    access.require(actor, "audits.take_up", audit)
    lock_audits(session, [audit.id])
    reason = _reason(reason)
    if audit.state == AuditState.CANCELLED and audit.announced_at is None:
        raise Conflict(
            "audits.never_announced",
            lazy("This audit was cancelled before anybody was told of it."),
            way_out=lazy("Plan another one."),
        )
    _move(session, actor, clock, audit, AuditStep.TAKE_UP, {"reason": reason})
    audit.closed_at = None
    audit.cancelled_reason = ""
    session.flush()
    notifications.changed(session, clock, audit, notifications.invited(audit))


def close(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    reason: str = "",
    signal: Any = None,
) -> None:
    """Close an audit whose report is handed over.

    Args:
        reason: why it is closed although something is incomplete; kept in the trail.
        signal: the host's signal, sent after the commit.

    Raises:
        Conflict: ``audits.not_complete``: something is incomplete and no reason was given.
    """
    access.require(actor, "audits.lead", audit)
    lock_audits(session, [audit.id])
    found = obstacles(session, audit)
    if found and not reason.strip():
        raise Conflict(
            "audits.not_complete",
            lazy("This audit is not complete."),
            way_out=lazy("Settle what is open, or give the reason why it is closed all the same."),
            fields={"reason": [str(one.sentence) for one in found]},
        )
    details = {"obstacles": [one.code for one in found], "reason": reason.strip()} if found else {}
    _move(session, actor, clock, audit, AuditStep.CLOSE, details)
    audit.closed_at = clock.now()
    session.flush()
    notifications.closed(session, clock, audit)
    if signal is not None:
        number, audit_uuid = audit.number, audit.uuid
        after_commit(session, lambda: signal(audit_number=number, audit_uuid=audit_uuid))


def cancel(session: Session, actor: Actor, clock: Clock, audit: Audit, reason: str) -> None:
    """Say that an audit will not be held. What was recorded stays; later work is quarantined."""
    if not access.decide(actor, "audits.plan"):
        access.require(actor, "audits.lead", audit)
    lock_audits(session, [audit.id])
    before = audit.state
    reason = _reason(reason)
    _move(session, actor, clock, audit, AuditStep.CANCEL, {"reason": reason})
    audit.cancelled_reason = reason
    session.flush()
    if before != AuditState.PLANNED:
        notifications.cancelled(session, clock, audit)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(
            "audits.reason_missing",
            lazy("Give the reason."),
            fields={"reason": [t("Give the reason.")]},
        )
    return reason.strip()[:5000]


def _move(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    step: AuditStep,
    details: Mapping[str, Any] | None = None,
) -> None:
    following = next_state(audit.state, step)
    if following is None:
        raise Conflict(
            "audits.step_not_possible",
            lazy("The audit %(number)s is not in a state for this.", number=audit.number),
            way_out=lazy("Open the audit again; somebody may have moved it on meanwhile."),
        )
    trail.record(
        session,
        actor,
        clock,
        f"audits.{step.value}",
        "audit",
        audit.uuid,
        {"from": str(audit.state), **(details or {})},
    )
    audit.state = following
