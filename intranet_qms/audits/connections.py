"""What audits and findings tell the features below them: panels, work to do, origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..access import decide
from ..checklists import hooks as checklist_hooks
from ..documents import panels as document_panels
from ..findings import labels as finding_labels
from ..findings import origins as finding_origins
from ..findings import queries as findings
from ..host import Actor
from ..i18n import localized, t
from ..people.worklist import WorkItem, source
from . import citing as citing
from . import clause_proof as clause_proof
from . import duties as duties
from . import finding_answers as finding_answers
from . import finding_evidence as finding_evidence
from . import following as following
from . import labels, queries
from . import printing as printing
from .asked import OWN, as_question, own_questions
from .checklist import pinned
from .models import Audit

checklist_hooks.name_kinds(labels.KINDS)


@document_panels.register
def audits_of_document(session: Session, actor: Actor, document: Any) -> Any:
    """Which audits looked at a document."""
    found = queries.citing_document(session, actor, document.id)
    if not found:
        return None
    return document_panels.Panel(
        title=t("Audits"),
        template="qms/audits/_document_panel.html",
        count=len(found),
        context={"audits": found, "labels": labels},
    )


@document_panels.register
def findings_of_document(session: Session, actor: Actor, document: Any) -> Any:
    """Which findings cite a document."""
    found = findings.of_document(session, actor, document.id)
    if not found:
        return None
    return document_panels.Panel(
        title=t("Findings"),
        template="qms/findings/_document_panel.html",
        count=len(found),
        context={"findings": found, "labels": finding_labels},
    )


@finding_origins.register
def origins_of_findings(
    session: Session, actor: Actor, listed: Sequence[Any]
) -> Mapping[int, finding_origins.Origin]:
    """The audit and the question behind findings; the contents of checklists come from memory."""
    wanted = {finding.audit_id for finding in listed if finding.audit_id is not None}
    if not wanted:
        return {}
    audits = {
        audit.id: audit
        for audit in session.scalars(
            select(Audit).where(Audit.id.in_(wanted)).options(*queries.team_and_units())
        ).unique()
    }
    # Only where somebody asked on the spot is there anything to look for.
    ours = {finding.question_key or "" for finding in listed}
    own = (
        {one.key: as_question(one) for one in own_questions(session, audits)}
        if any(key.startswith(OWN) for key in ours)
        else {}
    )
    found = {}
    for finding in listed:
        audit = audits.get(finding.audit_id)
        if audit is None:
            continue
        published = pinned(session, audit.checklist_version_id).questions
        question = published.get(finding.question_key or "") or own.get(
            finding.question_key or "", {}
        )
        found[finding.id] = finding_origins.Origin(
            audit_number=audit.number,
            audit_title=audit.title,
            readable=bool(decide(actor, "audits.read", audit)),
            question=localized(question.get("text_pl"), question.get("text_en")),
        )
    return found


@source
def work_on_findings(session: Session, actor: Actor, today: date) -> list[WorkItem]:
    """Findings to answer and actions to do."""
    to_answer, to_do = findings.waiting_for(session, actor, today)
    return [
        *(
            WorkItem(
                kind=t("Answer the finding")
                if finding.state == "open"
                else t("Agree cause and actions"),
                title=f"{finding.number} {finding.statement[:120]}",
                endpoint="findings_show",
                values={"number": finding.number},
                due_on=finding.due_on,
                icon="finding",
            )
            for finding in to_answer
        ),
        *(
            WorkItem(
                kind=t("Do and report"),
                title=f"{action.finding.number} {action.text[:120]}",
                endpoint="findings_show",
                values={"number": action.finding.number},
                due_on=action.due_on,
                icon="action",
            )
            for action in to_do
        ),
    ]
