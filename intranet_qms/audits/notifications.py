"""Whom to tell about audits: rows of the outbox, in the same transaction as their reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ..findings import queries as findings
from ..host import Clock
from ..outbox import services as outbox
from .invitation import invitation
from .models import Audit
from .workflow import TeamRole


def _heads(audit: Audit) -> set[int]:
    return {one.unit.head_id for one in audit.units if one.unit.head_id is not None}


def _team(audit: Audit) -> set[int]:
    return {member.person_id for member in audit.team if member.removed_at is None}


def _context(audit: Audit) -> dict[str, Any]:
    return {
        "number": audit.number,
        "title": audit.title,
        "first_day": audit.first_day.isoformat(),
        "last_day": audit.last_day.isoformat(),
        "objective": audit.objective[:1000],
        "criteria": audit.criteria[:1000],
        "place": audit.place,
        "units": [[one.unit.name_pl, one.unit.name_en] for one in audit.units],
        "documents": [f"{one.document.code} {one.document.title}" for one in audit.documents],
        "lead": next(
            (
                member.person.name
                for member in audit.team
                if member.role == TeamRole.LEAD and member.removed_at is None
            ),
            "",
        ),
        "agenda": [
            {
                "from": item.starts_at.isoformat(),
                "to": (item.ends_at or item.starts_at).isoformat(),
                "what": item.subject,
                "who": ", ".join(
                    [*(one.person.name for one in item.auditors), *item.participants.splitlines()]
                ),
            }
            for item in audit.agenda
        ],
    }


def _tell(
    session: Session,
    clock: Clock,
    audit: Audit,
    people: set[int],
    template: str,
    key: str,
    **more: Any,
) -> None:
    for person_id in sorted(people):
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=person_id,
            template=template,
            context={**_context(audit), **more},
            dedup_key=f"{key}:{person_id}",
        )


def announced(session: Session, clock: Clock, audit: Audit) -> None:
    """Send the plan to the heads of the audited units and to the team, with the calendar's entry."""
    key = f"audit-announced:{audit.uuid}"
    _tell(session, clock, audit, invited(audit), "audit_announced", key, calendar=invitation(audit))


def invited(audit: Audit) -> set[int]:
    """Who has the audit in the calendar once it is announced."""
    return _heads(audit) | _team(audit)


def changed(session: Session, clock: Clock, audit: Audit, before: set[int]) -> None:
    """Tell who is concerned how an announced plan stands now, and who is not any more, that it is
    over for them.

    Args:
        before: who was invited before the change.
    """
    audit.invitation_number += 1
    session.flush()
    key = f"audit-changed:{audit.uuid}:{audit.invitation_number}"
    now = invited(audit)
    _tell(session, clock, audit, now, "audit_changed", key, calendar=invitation(audit))
    _tell(
        session,
        clock,
        audit,
        before - now,
        "audit_not_yours",
        key,
        calendar=invitation(audit, cancelled=True),
    )


def finished(session: Session, clock: Clock, audit: Audit) -> None:
    """Tell each owner once about all findings that wait for an answer."""
    by_owner: dict[int, list[dict[str, str]]] = {}
    for finding in findings.of_audit(session, audit.id):
        if finding.owner_id is not None and finding.state == "open":
            by_owner.setdefault(finding.owner_id, []).append(
                {
                    "number": finding.number,
                    "class": str(finding.finding_class),
                    "statement": finding.statement[:300],
                    "due_on": finding.due_on.isoformat() if finding.due_on else "",
                }
            )
    for owner_id, listed in by_owner.items():
        key = f"audit-findings:{audit.uuid}:{audit.row_version}"
        _tell(session, clock, audit, {owner_id}, "audit_findings", key, findings=listed)


def report_ready(session: Session, clock: Clock, audit: Audit, file_id: int) -> None:
    """Tell the audited units and the team that the report can be read."""
    key = f"audit-report:{audit.uuid}:{file_id}"
    _tell(session, clock, audit, _heads(audit) | _team(audit), "audit_report", key)


def closed(session: Session, clock: Clock, audit: Audit) -> None:
    """Tell the audited units that the audit is over."""
    key = f"audit-closed:{audit.uuid}"
    _tell(session, clock, audit, _heads(audit), "audit_closed", key)


def cancelled(session: Session, clock: Clock, audit: Audit) -> None:
    """Tell whoever had the plan that the audit will not be held."""
    audit.invitation_number += 1
    session.flush()
    key = f"audit-cancelled:{audit.uuid}"
    _tell(
        session,
        clock,
        audit,
        _heads(audit) | _team(audit),
        "audit_cancelled",
        key,
        reason=audit.cancelled_reason[:1000],
        calendar=invitation(audit, cancelled=True),
    )
