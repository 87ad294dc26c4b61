"""What a pull carries (step 7.2): the records of an audit in the form that phones read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ..audits import queries as audits
from ..audits.workflow import AnswerKind
from ..host import Actor
from ..http import wire_time
from ..i18n import localized
from ..people import queries as people
from . import outgoing_context as context

_KINDS = {
    AnswerKind.RECORDED: "record",
    AnswerKind.RESOLVED: "resolve",
    AnswerKind.BOTH_KEPT: "resolve",
}
Authors = dict[int, people.Identity]
Wanted = Sequence[tuple[audits.AssignedAudit, Sequence[audits.Change]]]


def tombstone(audit_uuid: uuid.UUID, version: int) -> dict[str, Any]:
    """The phone is to forget an audit (its own unsent work stays with it)."""
    return {
        "type": "audit",
        "uuid": str(audit_uuid),
        "audit": str(audit_uuid),
        "version": version,
        "deleted": True,
    }


def changes(session: Session, actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    """All changed records of some audits, each once in its present state.

    The number of queries does not depend on how much changed.
    """
    by_entity: dict[str, set[uuid.UUID]] = {}
    heads: list[uuid.UUID] = []
    with_checklist: set[uuid.UUID] = set()
    for audit, page in wanted:
        kinds = {change.entity for change in page}
        # What was added on the spot travels with the head; the checklist need not come again.
        if kinds & {"audit", "sheet"}:
            heads.append(audit.uuid)
        if "audit" in kinds:
            with_checklist.add(audit.uuid)
        for change in page:
            by_entity.setdefault(change.entity, set()).add(change.uuid)
    owners = {audit.audit_id: audit.uuid for audit, _ in wanted}
    found: list[dict[str, Any]] = []
    if heads:
        for whole in audits.by_uuids(session, heads):
            found.append(_audit(session, actor, whole))
            if whole.uuid in with_checklist:
                found.append(_checklist(session, actor, whole))
    answers = audits.answers_by_uuid(session, list(by_entity.get("answer", ())))
    evidence = audits.evidence_by_uuid(session, list(by_entity.get("evidence", ())))
    findings = audits.findings_by_uuid(session, list(by_entity.get("finding", ())))
    signatures = audits.signatures_by_uuid(session, list(by_entity.get("signature", ())))
    authors = people.identities(
        session,
        {
            *(one.author_id for one in answers),
            *(one.author_id for one in evidence),
            *(one.author_id for one in signatures),
            *(one.raised_by_id for one in findings if one.raised_by_id is not None),
        },
    )
    versions = (
        audits.versions_of_answers(session, owners, {one.question_key for one in answers})
        if answers
        else {}
    )
    found += [_answer(one, owners, authors, versions) for one in answers]
    found += [_evidence(one, owners, authors) for one in evidence]
    found += [_finding(one, owners, authors) for one in findings if one.audit_id in owners]
    found += [_signature(one, owners, authors) for one in signatures]
    return found


def _message(
    kind: str, identifier: uuid.UUID, audit: uuid.UUID, version: int, data: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": kind,
        "uuid": str(identifier),
        "audit": str(audit),
        "version": version,
        "data": data,
    }


def _audit(session: Session, actor: Actor, audit: Any) -> dict[str, Any]:
    team = [member for member in audit.team if member.removed_at is None]
    own = next((m.role for m in team if m.person_id == actor.person_id), None)
    version = audits.pinned(session, audit.checklist_version_id)
    heads = _unique(scope.unit.head_id for scope in audit.units if scope.unit.head_id)
    persons = people.people_by_ids(session, heads) if heads else []
    return _message(
        "audit",
        audit.uuid,
        audit.uuid,
        audit.row_version,
        {
            "number": audit.number,
            "title": audit.title,
            "kind": str(audit.kind),
            "state": str(audit.state),
            "planned_from": audit.first_day.isoformat(),
            "planned_to": audit.last_day.isoformat(),
            "place": audit.place,
            "units": [
                {"code": scope.unit.code, "name": localized(scope.unit.name_pl, scope.unit.name_en)}
                for scope in audit.units
            ],
            "processes": [
                {"code": scope.document.code, "name": scope.document.title}
                for scope in audit.documents
            ],
            "clauses": [scope.clause.number for scope in audit.clauses],
            "objective": audit.objective,
            "own_role": str(own) if own else None,
            "team": [
                {
                    "uuid": str(member.person.uuid),
                    "name": member.person.name,
                    "role": str(member.role),
                }
                for member in team
            ],
            "auditees": [
                {"name": person.name, "position": localized(person.title_pl, person.title_en)}
                for person in persons
            ],
            "checklist": {
                "uuid": str(version.uuid),
                "content_hash": version.content_hash,
                "number": version.number,
            },
            "documents": [
                {
                    "code": scope.document.code,
                    "title": scope.document.title,
                    "issue": scope.revision.label if scope.revision else "",
                    "effective_from": (
                        scope.revision.effective_on.isoformat()
                        if scope.revision and scope.revision.effective_on
                        else None
                    ),
                }
                for scope in audit.documents
            ],
            "closed_at": wire_time(audit.closed_at) if audit.closed_at else None,
            **context.added_on_the_spot(session, audit),
            "earlier_findings": context.earlier_findings(session, actor, audit),
            **context.renamed_classes(session),
        },
    )


def _unique(values: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(values))


def _checklist(session: Session, actor: Actor, audit: Any) -> dict[str, Any]:
    version = audits.pinned(session, audit.checklist_version_id)
    return _message(
        "checklist",
        version.uuid,
        audit.uuid,
        version.number,
        {
            "content_hash": version.content_hash,
            **audits.content_with_earlier(session, audit, version),
            **context.cited_texts(session, actor, audit, version),
        },
    )


def _author(person_id: int | None, name: str, authors: Authors) -> dict[str, Any]:
    known = authors.get(person_id) if person_id is not None else None
    return {
        "uuid": str(known.uuid) if known else None,
        "name": name or (known.name if known else ""),
    }


def _answer(
    answer: Any,
    owners: dict[int, uuid.UUID],
    authors: Authors,
    versions: dict[uuid.UUID, int],
) -> dict[str, Any]:
    return _message(
        "answer",
        answer.uuid,
        owners[answer.audit_id],
        versions.get(answer.uuid, 1),
        {
            "kind": _KINDS[AnswerKind(answer.kind)],
            "question": answer.question_key,
            "sample": answer.sample,
            "value": answer.value,
            "note": answer.note,
            "based_on": answer.based_on,
            "keep": answer.kept,
            "author": _author(answer.author_id, answer.author_name, authors),
            "device": str(answer.device_uuid) if answer.device_uuid else None,
            "device_time": wire_time(answer.device_time) if answer.device_time else None,
            "server_time": wire_time(answer.recorded_at),
        },
    )


def _evidence(evidence: Any, owners: dict[int, uuid.UUID], authors: Authors) -> dict[str, Any]:
    return _message(
        "evidence",
        evidence.uuid,
        owners[evidence.audit_id],
        1,
        {
            "question": evidence.question_key,
            "sample": evidence.sample,
            "finding": str(evidence.finding_uuid) if evidence.finding_uuid else None,
            "sha256": evidence.sha256,
            "size": evidence.size,
            "media_type": evidence.media_type,
            "caption": evidence.caption,
            "taken_at": wire_time(evidence.taken_at) if evidence.taken_at else None,
            "author": _author(evidence.author_id, evidence.author_name, authors),
            "device": str(evidence.device_uuid) if evidence.device_uuid else None,
            "state": str(evidence.state),
        },
    )


def _finding(finding: Any, owners: dict[int, uuid.UUID], authors: Authors) -> dict[str, Any]:
    return _message(
        "finding",
        finding.uuid,
        owners[finding.audit_id],
        finding.row_version,
        {
            "number": finding.number,
            "state": str(finding.state),
            "question": finding.question_key,
            "class": str(finding.finding_class),
            **context.own_class(finding),
            "clause": finding.clause,
            "requirement": finding.requirement,
            "statement": finding.statement,
            "evidence_text": finding.evidence_text,
            "author": _author(finding.raised_by_id, finding.raised_by_name, authors),
            "raised_at": wire_time(finding.raised_at),
        },
    )


def _signature(signature: Any, owners: dict[int, uuid.UUID], authors: Authors) -> dict[str, Any]:
    return _message(
        "signature",
        signature.uuid,
        owners[signature.audit_id],
        1,
        {
            "signer": signature.signer,
            "signed_name": signature.signed_name,
            "agrees": signature.agrees,
            "remark": signature.remark,
            "content_hash": signature.content_hash,
            "picture": signature.picture_sha256,
            "author": _author(signature.author_id, "", authors),
            "signed_at": wire_time(signature.signed_at),
        },
    )
