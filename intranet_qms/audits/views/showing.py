"""The page of one audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from ...access import decide
from ...findings import labels as finding_labels
from ...findings import queries as findings
from ...http import db_session, guarded, module, page, signed_in
from ...reports import queries as reports
from ...reports.views import job_view
from ...trail import queries as trail
from .. import following, hooks, labels, queries
from ..checklist import pinned
from ..models import Audit
from ..progress import obstacles, progress_of
from ..report_source import REPORT_KIND
from ..sheet import sheet_of
from ..workflow import AuditState
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
    ended = audit.state in (AuditState.REPORTING, AuditState.CLOSED)
    job = reports.latest(session, REPORT_KIND, audit.uuid) if ended and details else None
    return page(
        "qms/audits/show.html",
        status=status,
        audit=audit,
        units_then=following.units_then(session, audit, module().config.zone),
        checklist=pinned(session, audit.checklist_version_id),
        steps=_steps(audit),
        sheet=sheet,
        progress=progress_of(session, audit, sheet.slots) if sheet else None,
        findings=raised,
        readable={one.id for one in raised if decide(actor, "findings.read", one)},
        signatures=queries.signatures_of(session, audit.id) if details else [],
        obstacles=obstacles(session, audit)
        if leads and audit.state in (AuditState.IN_PROGRESS, AuditState.REPORTING)
        else [],
        panels=hooks.panels(session, actor, audit) if details else [],
        job=job_view(job) if job else None,
        history=trail.history(session, "audit", audit.uuid, limit=60) if details else [],
        warnings=day_warnings(audit.first_day, audit.last_day)
        if leads and audit.state == AuditState.PLANNED
        else [],
        labels=labels,
        finding_labels=finding_labels,
        errors=errors or {},
        values=values or {},
        today=today(),
    )


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
