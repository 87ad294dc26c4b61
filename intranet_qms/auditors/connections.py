"""What the register of auditors tells the features below it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ..access import decide
from ..audits import hooks
from ..audits.workflow import AuditState
from ..host import Actor
from ..i18n import t
from ..people.worklist import WorkItem, source
from . import labels, queries, services
from .fitness import doubts


@hooks.team_warning_source
def doubts_about_a_team(session: Session, plan: hooks.TeamPlan) -> list[str]:
    """What speaks against a team, while it is planned."""
    return [one.sentence for one in doubts(session, plan)]


@hooks.panel_source
def team_and_evaluations(session: Session, actor: Actor, audit: Any) -> hooks.Panel | None:
    """Before an audit: what speaks against its team by now. After it: who is to be evaluated."""
    if audit.state in (AuditState.PLANNED, AuditState.ANNOUNCED, AuditState.IN_PROGRESS):
        if not decide(actor, "audits.lead", audit) and not decide(actor, "audits.plan"):
            return None
        found = doubts(session, hooks.team_plan(audit))
        if not found:
            return None
        return hooks.Panel("qms/auditors/_team_panel.html", {"doubts": found})
    if audit.state not in services.EVALUATED_IN:
        return None
    given = queries.evaluations_of(session, audit.id)
    rows = [
        {
            "person": member.person,
            "role": member.role,
            "given": given.get(member.person_id),
            "may": bool(decide(actor, "auditors.evaluate", part)),
            "sees": bool(decide(actor, "auditors.see_evaluations", member.person_id)),
        }
        for member in audit.team
        if (part := services.part_in(audit, member.person_id)) is not None
    ]
    shown = [one for one in rows if one["may"] or (one["sees"] and one["given"])]
    if not shown:
        return None
    return hooks.Panel(
        "qms/auditors/_evaluations_panel.html",
        {"rows": shown, "audit_number": audit.number, "labels": labels},
    )


@source
def evaluations_to_give(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """Auditors whom the actor has not evaluated yet, within three months of the audit."""
    return [
        WorkItem(
            kind=t("Evaluate an auditor"),
            title=f"{number} {title}: {name}",
            endpoint="auditors_evaluation",
            values={"number": number, "person": str(identifier)},
            icon="star",
        )
        for number, title, name, identifier in queries.to_evaluate(session, actor, today)
    ]
