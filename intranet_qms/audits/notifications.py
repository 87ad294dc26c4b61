"""Whom to tell about audits: rows of the outbox, in the same transaction as their reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from ..findings import queries as findings
from ..host import Clock
from ..outbox import services as outbox
from .invitation import invitation
from .models import Audit, AuditReport, ReportRecipient
from .workflow import ReportPart, TeamRole

HOLD = timedelta(minutes=10)
"""How long a mail about the plan waits for a further change."""


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
    *,
    hold: timedelta | None = None,
    **more: Any,
) -> None:
    context = {**_context(audit), **more}
    outbox.enqueue_mails(
        session,
        clock,
        template,
        [
            outbox.Mail(to_person_id=one, context=context, dedup_key=f"{key}:{one}")
            for one in sorted(people)
        ],
        not_before=clock.now() + hold if hold else None,
    )


def announced(session: Session, clock: Clock, audit: Audit) -> None:
    """Send the plan to the heads of the audited units and to the team, with the calendar's entry.

    It leaves after ``HOLD``: whoever announces an audit often sets its agenda right after, and
    that goes into the same mail.
    """
    _tell(
        session, clock, audit, invited(audit), "audit_announced", f"audit-announced:{audit.uuid}",
        hold=HOLD, calendar=invitation(audit),
    )  # fmt: skip


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
    context = {**_context(audit), "calendar": invitation(audit)}
    # Who has a mail of this plan under way gets one mail, which says how it stands now.
    renewed = _people_of(
        outbox.renew_mails(session, clock, dict.fromkeys(_keys(audit, now), context))
    )
    _tell(
        session, clock, audit, now - renewed, "audit_changed", key,
        hold=HOLD, calendar=invitation(audit),
    )  # fmt: skip
    _tell(
        session,
        clock,
        audit,
        _still_told(session, clock, audit, before - now),
        "audit_not_yours",
        key,
        calendar=invitation(audit, cancelled=True),
    )


def _keys(audit: Audit, people: set[int]) -> list[str]:
    """The keys of all mails that may have told these people of the plan."""
    mails = [f"audit-announced:{audit.uuid}"]
    mails += [f"audit-changed:{audit.uuid}:{n}" for n in range(1, audit.invitation_number + 1)]
    return [f"{mail}:{person_id}" for mail in mails for person_id in people]


def _people_of(keys: Iterable[str]) -> set[int]:
    return {int(key.rpartition(":")[2]) for key in keys}


def _still_told(session: Session, clock: Clock, audit: Audit, people: set[int]) -> set[int]:
    """Who of these people had a mail of the plan already; what has not left is taken back."""
    never = _people_of(
        key
        for key in outbox.withdraw_mails(session, clock, _keys(audit, people))
        if key.startswith("audit-announced:")
    )
    return people - never


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


def draft_shared(session: Session, clock: Clock, audit: Audit, draft: AuditReport) -> None:
    """Ask the heads of the audited units to check the facts of a draft."""
    key = f"audit-draft:{draft.uuid}:{draft.row_version}"
    _tell(session, clock, audit, _heads(audit), "audit_draft_shared", key)


def report_ready(
    session: Session,
    clock: Clock,
    audit: Audit,
    report: AuditReport,
    recipients: Iterable[ReportRecipient],
) -> None:
    """Send everybody on the list the address of a signed report; the audited acknowledge it."""
    for part in ReportPart:
        people = {one.person_id for one in recipients if one.part == part}
        _tell(
            session, clock, audit, people, "audit_report", f"audit-report:{report.uuid}",
            version=report.number, reason=report.reason[:1000],
            acknowledge=part == ReportPart.AUDITED,
        )  # fmt: skip


def remarks_on_report(
    session: Session, clock: Clock, audit: Audit, report: AuditReport, given: ReportRecipient
) -> None:
    """Show the lead auditor what an audited unit remarked on the report."""
    leads = {
        member.person_id
        for member in audit.team
        if member.role == TeamRole.LEAD and member.removed_at is None
    }
    _tell(
        session, clock, audit, leads, "audit_report_remarks",
        f"audit-report-remarks:{report.uuid}:{given.person_id}",
        by=given.acknowledged_by, remarks=given.remarks[:2000],
    )  # fmt: skip


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
        _still_told(session, clock, audit, invited(audit)),
        "audit_cancelled",
        key,
        reason=audit.cancelled_reason[:1000],
        calendar=invitation(audit, cancelled=True),
    )
