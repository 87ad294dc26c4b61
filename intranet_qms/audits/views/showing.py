"""The page of one audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ...access import decide
from ...findings import labels as finding_labels
from ...findings import queries as findings
from ...findings.queries.classes import classes
from ...findings.queries.classes import options as class_options
from ...http import db_session, guarded, module, page, signed_in
from ...trail import queries as trail
from ...workdays import working_days_between
from .. import following, hooks, labels, queries
from ..checklist import pinned
from ..following import OVER
from ..models import Audit
from ..progress import obstacles, progress_of
from ..score import score_of
from ..services.planning import CHANGEABLE
from ..sheet import sheet_of
from ..workflow import AuditState, TeamRole
from ._shared import routes, the_audit, today
from .planning import day_warnings

STEPS = (
    AuditState.PLANNED,
    AuditState.ANNOUNCED,
    AuditState.IN_PROGRESS,
    AuditState.REPORTING,
    AuditState.CLOSED,
)


@routes.get("/audits/<number>")
@guarded("audits.read")
def show(number: str) -> Response:
    """One audit, as much of it as the reader may see."""
    return audit_page(the_audit(number))


def audit_page(
    audit: Audit,
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
) -> Response:
    """The page, also with what was wrong in one of its forms."""
    session, actor = db_session(), signed_in()
    details = bool(decide(actor, "audits.read_details", audit))
    leads = bool(decide(actor, "audits.lead", audit))
    raised = findings.of_audit(session, audit.id)
    sheet = sheet_of(session, audit, raised) if details else None
    plans = (leads or bool(decide(actor, "audits.plan"))) and audit.state in CHANGEABLE
    signed = queries.signed_of(session, audit.id)
    reads_report = signed is not None and bool(decide(actor, "audits.read_report", (signed, audit)))
    draft = queries.draft_of(session, audit.id) if details else None
    reads_draft = bool(decide(actor, "audits.read_draft", (draft, audit)))
    ended = audit.state in (AuditState.REPORTING, AuditState.CLOSED)
    writes = leads and audit.state in (AuditState.IN_PROGRESS, AuditState.REPORTING)
    known = _plan_known(audit)
    lead = next(
        (
            one.person.name
            for one in audit.team
            if one.role == TeamRole.LEAD and one.removed_at is None
        ),
        "—",
    )
    notice = module().config.audit_notice_working_days
    return page(
        "qms/audits/show.html",
        status=status,
        audit=audit,
        units_then=following.units_then(session, audit, module().config.zone),
        checklist=pinned(session, audit.checklist_version_id),
        steps=_steps(audit),
        sheet=sheet,
        progress=progress_of(session, audit, sheet.slots) if sheet else None,
        score=score_of(sheet) if sheet else None,
        findings=raised,
        readable={one.id for one in raised if decide(actor, "findings.read", one)},
        signatures=queries.signatures_of(session, audit.id) if details else [],
        obstacles=obstacles(session, audit)
        if leads and audit.state in (AuditState.IN_PROGRESS, AuditState.REPORTING)
        else [],
        panels=hooks.panels(session, actor, audit) if details else [],
        reports_shown=reads_report or writes or (ended and details),
        reads_draft=reads_draft,
        signed_report=signed if reads_report else None,
        standards=[
            one.label
            for one in (audit.edition, *(two.edition for two in audit.further_standards))
            if one is not None
        ],
        newer=queries.newer_issues(session, audit) if audit.state not in OVER else {},
        followed=queries.followed_findings(session, audit.id),
        follow_ups=queries.follow_ups_of(session, audit.id),
        may_follow_up=bool(decide(actor, "audits.plan")) and ended and bool(raised),
        may_plan=plans,
        plan_only=plans and not leads,
        lead_name=lead,
        owes_plan=audit.state == AuditState.ANNOUNCED
        and any(one["at"] is None and actor.is_person(one["person_id"]) for one in known),
        plan_known=known,
        keeps_meetings=(leads or bool(decide(actor, "audits.record", audit)))
        and audit.state in (AuditState.ANNOUNCED, AuditState.IN_PROGRESS, AuditState.REPORTING),
        unattended=[item.subject for item in audit.agenda if not item.auditors]
        if audit.state in CHANGEABLE
        else [],
        notice_days=notice,
        short_notice=audit.state == AuditState.PLANNED
        and working_days_between(today(), audit.first_day, at_most=notice) < notice,
        history=trail.history(session, "audit", audit.uuid, limit=60) if details else [],
        warnings=day_warnings(audit.first_day, audit.last_day)
        if leads and audit.state == AuditState.PLANNED
        else [],
        labels=labels,
        finding_labels=finding_labels,
        finding_classes=lambda: class_options(classes(session)),
        errors=errors or {},
        values=values or {},
        today=today(),
    )


def _plan_known(audit: Audit) -> list[dict[str, Any]]:
    """The heads of the audited units, each with the confirmation of the plan as it stands."""
    heads = {
        one.unit.head_id: one.unit.head.name
        for one in audit.units
        if one.unit.head_id is not None and one.unit.head is not None
    }
    given = {
        one.person_id: one
        for one in queries.confirmations_of(db_session(), audit.id)
        if one.plan_number == audit.invitation_number
    }
    return [
        {
            "person_id": person_id,
            "name": name,
            "at": given[person_id].confirmed_at if person_id in given else None,
            "by": given[person_id].confirmed_by if person_id in given else "",
            "remarks": given[person_id].remarks if person_id in given else "",
        }
        for person_id, name in heads.items()
    ]


def _steps(audit: Audit) -> list[dict[str, str]]:
    cancelled = audit.state == AuditState.CANCELLED
    reached = STEPS.index(AuditState(audit.state)) if not cancelled else -1
    made = []
    for place, state in enumerate(STEPS):
        if cancelled:
            how = "skipped"
        elif place < reached or audit.state == AuditState.CLOSED:
            how = "done"
        else:
            how = "current" if place == reached else "next"
        made.append({"label": str(labels.STATES[state]), "state": how})
    return made
