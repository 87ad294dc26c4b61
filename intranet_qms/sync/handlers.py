"""Each kind of mutation as a verb of the audits (step 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..audits import services as audits
from ..audits.services import AnswerOutcome, NewAnswer
from ..audits.workflow import EvidenceState
from ..errors import QMSError
from ..findings.workflow import FindingClass
from ..http import wire_time
from ..people import queries as people
from . import reasons, uploads
from .desk import Desk, Outcome, Work


def as_outcome(error: QMSError) -> Outcome:
    if error.code in reasons.REASONS:
        return Outcome("rejected", error.code)
    return Outcome("rejected", "sync.fields_invalid", error.message)


def record_answers(desk: Desk, audit: Any, batch: list[Work]) -> list[Outcome]:
    outcomes = audits.record_answers(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        [
            NewAnswer(
                uuid=work.id,
                question_key=work.args["question"],
                sample=work.args["sample"],
                value=work.args["value"],
                note=work.args["note"],
                based_on=work.args["based_on"],
                device_time=work.at,
            )
            for work in batch
        ],
        device_uuid=desk.device.uuid,
        clock_offset_ms=desk.clock_offset_ms,
    )
    return [
        as_outcome(outcome) if isinstance(outcome, QMSError) else _answered(desk, outcome)
        for outcome in outcomes
    ]


def _answered(desk: Desk, outcome: AnswerOutcome) -> Outcome:
    result: dict[str, Any] = {"version": outcome.version}
    if not outcome.in_conflict:
        return Outcome("applied", result=result)
    authors = people.uuids_of(desk.session, {head.author_id for head in outcome.heads})
    result["heads"] = [
        {
            "uuid": str(head.uuid),
            "question": head.question_key,
            "sample": head.sample,
            "value": head.value,
            "note": head.note,
            "author": {"uuid": str(authors[head.author_id]), "name": head.author_name},
            "device": str(head.device_uuid) if head.device_uuid else None,
            "device_time": wire_time(head.device_time) if head.device_time else None,
            "server_time": wire_time(head.recorded_at),
        }
        for head in outcome.heads
    ]
    return Outcome("conflict", result=result)


def _resolve(desk: Desk, audit: Any, work: Work) -> Outcome:
    outcome = audits.resolve_conflict(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        uuid=work.id,
        question_key=work.args["question"],
        sample=work.args["sample"],
        keep=work.args["keep"],
        based_on=work.args["based_on"],
        note=work.args["note"],
        device_uuid=desk.device.uuid,
        device_time=work.at,
        clock_offset_ms=desk.clock_offset_ms,
    )
    return _answered(desk, outcome)


def _attach(desk: Desk, audit: Any, work: Work) -> Outcome:
    evidence = audits.attach_evidence(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        uuid=work.args["evidence"],
        question_key=work.args["question"],
        sample=work.args["sample"],
        finding_uuid=work.args["finding"],
        sha256=work.args["sha256"],
        size=work.args["size"],
        media_type=work.args["media_type"],
        caption=work.args["caption"],
        taken_at=work.args["taken_at"],
        device_uuid=desk.device.uuid,
    )
    state = str(evidence.state)
    if state == EvidenceState.INCOMPLETE:
        # The bytes may have been faster, and refused: then nobody is to wait for them.
        refused = uploads.progress(desk.session, desk.actor, evidence.sha256)
        if refused.state == "refused":
            state = refused.state
            audits.mark_evidence(
                desk.session,
                evidence.sha256,
                state=EvidenceState.REFUSED,
                reason=refused.reason or "",
            )
    states = {"incomplete": "absent", "verified": "verified", "refused": "refused"}
    return Outcome("applied", result={"state": states[state]})


def _caption(desk: Desk, audit: Any, work: Work) -> Outcome:
    audits.caption_evidence(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        evidence_uuid=work.args["evidence"],
        caption=work.args["caption"],
    )
    return Outcome("applied")


def _add_question(desk: Desk, audit: Any, work: Work) -> Outcome:
    question = audits.add_question(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        uuid=work.id,
        section_key=work.args["section"] or "",
        text=work.args["text"],
        clause=work.args["clause"],
        question_type=work.args["type"],
        device_uuid=desk.device.uuid,
        device_time=work.at,
    )
    return Outcome("applied", result={"question": question.key})


def _label_sample(desk: Desk, audit: Any, work: Work) -> Outcome:
    audits.label_sample(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        question_key=work.args["question"],
        sample=work.args["sample"],
        label=work.args["label"],
    )
    return Outcome("applied")


def _raise_finding(desk: Desk, audit: Any, work: Work) -> Outcome:
    finding = audits.raise_finding(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        uuid=work.args["finding"],
        question_key=work.args["question"],
        finding_class=FindingClass(work.args["class_"]),
        clause=work.args["clause"],
        requirement=work.args["requirement"],
        statement=work.args["statement"],
        evidence_text=work.args["evidence_text"],
        today=desk.today,
        due_days=desk.config.action_due_days,
        device_uuid=desk.device.uuid,
    )
    desk.session.flush()
    return Outcome("applied", result={"number": finding.number, "version": finding.row_version})


def _amend_finding(desk: Desk, audit: Any, work: Work) -> Outcome:
    changes = {
        {"class_": "finding_class"}.get(name, name): value
        for name, value in work.args.items()
        if name not in {"audit", "finding", "base_version"}
    }
    if "finding_class" in changes:
        changes["finding_class"] = FindingClass(changes["finding_class"])
    finding = audits.amend_finding(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        finding_uuid=work.args["finding"],
        changes=changes,
        base_version=work.args["base_version"],
        today=desk.today,
        due_days=desk.config.action_due_days,
    )
    desk.session.flush()
    return Outcome("applied", result={"version": finding.row_version})


def _sign(desk: Desk, audit: Any, work: Work) -> Outcome:
    audits.sign_sheet(
        desk.session,
        desk.actor,
        desk.clock,
        audit,
        uuid=work.id,
        signer=work.args["signer"],
        signed_name=work.args["signed_name"],
        agrees=work.args["agrees"],
        remark=work.args["remark"],
        content_hash=work.args["content_hash"],
        picture_sha256=work.args["picture"],
        device_uuid=desk.device.uuid,
    )
    return Outcome("applied")


HANDLERS: dict[str, Callable[[Desk, Any, Work], Outcome]] = {
    "answer.resolve": _resolve,
    "evidence.attach": _attach,
    "evidence.caption": _caption,
    "question.add": _add_question,
    "sample.label": _label_sample,
    "finding.raise": _raise_finding,
    "finding.amend": _amend_finding,
    "sheet.sign": _sign,
}
