"""Findings of an audit: raised and amended by its auditors, kept by the feature below."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ... import access
from ...checklists import queries as checklists
from ...errors import Invalid, NotFound
from ...findings import queries as finding_queries
from ...findings import services as findings
from ...findings.workflow import FindingClass, FindingSource
from ...host import Actor, Clock
from ...i18n import lazy
from ..asked import questions_for
from ..models import Audit
from ..workflow import AuditState
from .recording import require_takes_work


def raise_finding(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    uuid: uuid.UUID | None,
    question_key: str | None,
    finding_class: FindingClass,
    clause: str,
    requirement: str,
    statement: str,
    evidence_text: str,
    today: date,
    due_days: int,
    unit_id: int | None = None,
    device_uuid: uuid.UUID | None = None,
    class_code: str = "",
) -> Any:
    """Raise a finding in an audit; it gets its number in the office's register.

    Args:
        unit_id: the unit that answers; may be left out where the audit is of a single unit.
        class_code: the class by the office's own name, where it is another than the five.
        today, due_days: see ``findings.services.raise_finding``.

    Returns:
        The finding.

    Raises:
        Forbidden, Conflict: as for answers.
        Invalid: an unknown question, a unit outside of the scope, or texts that cannot be.
    """
    access.require(actor, "audits.record", audit)
    _require_takes_findings(audit, from_phone=device_uuid is not None)
    question: Mapping[str, Any] = {}
    if question_key is not None:
        questions = questions_for(session, audit, [question_key])
        if question_key not in questions:
            raise Invalid(
                "sync.question_unknown", lazy("The checklist of this audit has no such question.")
            )
        question = questions[question_key]
    scope = {one.unit_id: one.unit for one in audit.units}
    if unit_id is None and len(scope) == 1:
        unit_id = next(iter(scope))
    if unit_id is not None and unit_id not in scope:
        raise Invalid(
            "audits.unit_outside_scope",
            lazy("This unit is not in the scope of the audit."),
            fields={"unit_id": [str(lazy("This unit is not in the scope of the audit."))]},
        )
    unit = scope.get(unit_id) if unit_id is not None else None
    document_id, paragraph_key = _document(audit, str(question.get("procedure", "")))
    if question_key is not None and paragraph_key is None:
        # The representative may have said more exactly what the question rests on.
        tied = checklists.citation_of_version(session, audit.checklist_version_id, question_key)
        if tied is not None and tied[0] in {one.document_id for one in audit.documents}:
            document_id, paragraph_key = tied[0], tied[1] or None
    return findings.raise_finding(
        session,
        actor,
        clock,
        findings.Raised(
            uuid=uuid,
            source=FindingSource.AUDIT,
            finding_class=finding_class,
            class_code=class_code,
            audit_id=audit.id,
            question_key=question_key,
            unit_id=unit_id,
            owner_id=unit.head_id if unit is not None else None,
            document_id=document_id,
            paragraph_key=paragraph_key,
            clause=clause or _clause(audit, str(question.get("clause", ""))),
            requirement=requirement,
            statement=statement,
            evidence_text=evidence_text,
            device_uuid=device_uuid,
        ),
        today=today,
        due_days=due_days,
        # Owners are told once, when the audit is finished: until then a finding may be amended.
        tell_owner=False,
    )


def _require_takes_findings(audit: Audit, *, from_phone: bool) -> None:
    # At a desk findings are still worded while the report is written; phones are done by then.
    if from_phone or audit.state != AuditState.REPORTING:
        require_takes_work(audit)


def _clause(audit: Audit, number: str) -> str:
    """A clause as people cite it, with the edition that the audit is held against."""
    if not number or audit.edition is None:
        return number
    return f"{audit.edition.label}, {number}"[:60]


def _document(audit: Audit, procedure: str) -> tuple[int | None, str | None]:
    """The document in the scope that a question names (``PG-02``, ``PG-02 § 7``, ``PG-02#p7``)."""
    name, _, paragraph = procedure.partition("#")
    for scope in audit.documents:
        code = scope.document.code
        if name == code or name.startswith(f"{code} "):
            return scope.document_id, paragraph.strip()[:12] or None
    # In an audit of one procedure a question that names none is about that one.
    if not procedure and len(audit.documents) == 1:
        return audit.documents[0].document_id, None
    return None, None


def amend_finding(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    finding_uuid: uuid.UUID,
    changes: Mapping[str, Any],
    base_version: int | None,
    today: date,
    due_days: int,
) -> Any:
    """Change a finding while its audit goes on.

    Args:
        changes: any of the texts and ``finding_class``.
        base_version: the version that the auditor saw.

    Returns:
        The finding.

    Raises:
        Forbidden, Conflict: as for answers; ``sync.finding_changed``.
        NotFound: this audit has no such finding.
    """
    access.require(actor, "audits.record", audit)
    require_takes_work(audit)
    finding = finding_queries.by_uuid(session, finding_uuid)
    if finding is None or finding.audit_id != audit.id:
        raise NotFound("sync.finding_unknown", lazy("This audit has no such finding."))
    return findings.amend_finding(
        session,
        actor,
        clock,
        finding,
        changes,
        seen_version=base_version,
        today=today,
        due_days=due_days,
    )
