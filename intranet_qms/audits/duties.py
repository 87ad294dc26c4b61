"""What audits ask of somebody: their part in the team, a plan to know, a report to acknowledge.

Nobody is asked for what they cannot do: the report is finished by the lead auditor alone, experts
and observers record nothing.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ..host import Actor
from ..i18n import t
from ..people.worklist import WorkItem, source
from . import queries
from .models import Audit
from .workflow import RECORDS, AuditState, TeamRole


@source
def part_in_audits(session: Session, actor: Actor, _today: date) -> list[WorkItem]:
    """Audits in which the actor has something to do. Two queries."""
    parts = queries.own_parts(session, actor)
    signed = queries.signed_audits(session, [audit.id for audit, _role in parts])
    found = []
    for audit, role in parts:
        asked = _asked(audit, role, signed=audit.id in signed)
        if asked:
            writes = audit.state == AuditState.REPORTING and audit.id not in signed
            found.append(
                _item(asked, audit, "audits_report" if writes else "audits_show", audit.last_day)
            )
    return found


def _asked(audit: Audit, role: TeamRole, *, signed: bool) -> str:
    """What is asked of a role in the state of an audit; empty for nothing."""
    if audit.state == AuditState.REPORTING:
        if role != TeamRole.LEAD:
            return ""
        return t("Close the audit") if signed else t("Finish the report")
    if role not in RECORDS:
        return t("Take part in the audit")
    if audit.state == AuditState.ANNOUNCED:
        return t("Prepare and hold the audit")
    return t("Record the audit")


@source
def asked_of_the_audited(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """Plans to get to know and reports to acknowledge, for the heads of audited units."""
    plans = [
        _item(t("Get to know the plan of an audit"), audit, "audits_show", audit.first_day)
        for audit in queries.plans_to_confirm(session, actor, today)
    ]
    reports = [
        _item(t("Acknowledge the report of an audit"), audit, "audits_report", None)
        for audit, _report in queries.reports_to_acknowledge(session, actor)
    ]
    return plans + reports


def _item(kind: str, audit: Audit, endpoint: str, due_on: date | None) -> WorkItem:
    return WorkItem(
        kind=kind,
        title=f"{audit.number} {audit.title}",
        endpoint=endpoint,
        values={"number": audit.number},
        due_on=due_on,
        icon="audit",
    )
