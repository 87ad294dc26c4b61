"""Write the report of an audit, sign it, acknowledge it, correct it in a further version."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Forbidden, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people import queries as people
from ...reports.audit_json import as_json, content_hash
from ...reports.audit_values import AuditReport as ReportValues
from ...trail import services as trail
from .. import notifications
from ..changes import lock_audits
from ..models import Audit, AuditReport, ReportRecipient
from ..queries import reporting as queries
from ..seals import report_seal
from ..workflow import AuditState, ReportPart, ReportState

TEXTS = ("summary", "conclusions", "strengths", "recommendations")
"""What people write; everything else in a report is read from the audit."""
LONGEST_TEXT = 50_000
WRITABLE = (AuditState.IN_PROGRESS, AuditState.REPORTING)
"""States in which the first version is written. A correction is written in any later one too."""


def save_texts(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    texts: Mapping[str, str],
    *,
    language: str,
    seen_version: int,
    further_ids: Iterable[int] | None = None,
) -> AuditReport:
    """Keep the texts of the draft as they are being written; the first saving begins the draft.

    Args:
        texts: those of ``TEXTS`` that were sent; the others stay.
        language: ``pl`` or ``en``: the language of the whole report.
        seen_version: ``row_version`` of the draft that the writer had before them, 0 for none yet.
        further_ids: who else gets the report, beside the audited units and the team; None leaves
            the list as it is.

    Raises:
        Forbidden: the actor does not lead this audit.
        Conflict: somebody else saved meanwhile, or no report is written now.
        Invalid: a text is longer than is taken.
    """
    access.require(actor, "audits.lead", audit)
    lock_audits(session, [audit.id])
    draft = queries.draft_of(session, audit.id)
    if draft is None:
        draft = _begin(session, actor, clock, audit, language, seen_version)
    elif draft.row_version != seen_version:
        raise Conflict(
            "changed_meanwhile",
            lazy("Somebody else changed this report meanwhile."),
            way_out=lazy("Your text is still here; open the report in another window and compare."),
        )
    _check_lengths(texts)
    for name in TEXTS:
        if name in texts:
            setattr(draft, name, texts[name].replace("\r\n", "\n"))
    draft.language = language
    if further_ids is not None:
        _write_recipients(session, audit, draft, further_ids)
    if draft.number == 1 and audit.conclusions != draft.conclusions:
        audit.conclusions = draft.conclusions
    session.flush()
    return draft


def _begin(
    session: Session, actor: Actor, clock: Clock, audit: Audit, language: str, seen_version: int
) -> AuditReport:
    if queries.signed_of(session, audit.id) is not None:
        raise Conflict(
            "audits.report_is_signed",
            lazy("This report is signed and does not change any more."),
            way_out=lazy("Begin a correction, with its reason."),
        )
    if audit.state not in WRITABLE:
        raise Conflict(
            "audits.conclusions_not_now",
            lazy("The report is written while the audit goes on or is being reported."),
        )
    if seen_version:
        raise Conflict("changed_meanwhile", lazy("Somebody else changed this report meanwhile."))
    draft = AuditReport(
        uuid=new_uuid(),
        audit_id=audit.id,
        number=1,
        state=ReportState.DRAFT,
        language=language,
        summary="",
        conclusions=audit.conclusions,
        strengths="",
        recommendations="",
        reason="",
        content=None,
        created_by_id=actor.person_id or None,
        created_at=clock.now(),
        recipients=[],
    )
    session.add(draft)
    _write_recipients(session, audit, draft, ())
    session.flush()
    return draft


def _check_lengths(texts: Mapping[str, str]) -> None:
    long = {name: [t("This text is too long.")]
            for name in TEXTS if len(texts.get(name, "")) > LONGEST_TEXT}  # fmt: skip
    if long:
        raise Invalid("audits.report_too_long", lazy("A text is too long."), fields=long)


def _write_recipients(
    session: Session, audit: Audit, draft: AuditReport, further_ids: Iterable[int]
) -> None:
    """Heads of the audited units and the team, always; then whoever else was chosen."""
    wanted: dict[int, ReportPart] = {}
    for scope in audit.units:
        if scope.unit.head_id is not None:
            wanted.setdefault(scope.unit.head_id, ReportPart.AUDITED)
    for member in audit.team:
        if member.removed_at is None:
            wanted.setdefault(member.person_id, ReportPart.TEAM)
    for person_id in further_ids:
        wanted.setdefault(person_id, ReportPart.OTHER)
    names = {one.id: one.name for one in people.people_by_ids(session, wanted)}
    present = {one.person_id: one for one in draft.recipients}
    for person_id, row in present.items():
        if person_id not in wanted or person_id not in names:
            draft.recipients.remove(row)
    for person_id, part in wanted.items():
        if person_id not in names:
            continue
        if person_id in present:
            present[person_id].part = part
            present[person_id].person_name = names[person_id]
        else:
            draft.recipients.append(
                ReportRecipient(
                    uuid=new_uuid(), person_id=person_id, person_name=names[person_id], part=part
                )
            )


def sign_report(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    seen_hash: str,
    build: Callable[[AuditReport], ReportValues],
) -> AuditReport:
    """Sign exactly the report that was shown: it is kept whole, sealed, and handed over.

    Args:
        seen_hash: hash of the content that the signer had before them (``audit_json``).
        build: reads the report of the draft as it is now, after the audit is locked.

    Raises:
        Forbidden: the actor does not sign this report.
        StaleSignIn: the signer has not proved who they are within the last minutes.
        Conflict: the work on site goes on, nothing is to be signed, or the content is another one
            than was shown.
        Invalid: there are no conclusions.
    """
    access.require(actor, "audits.sign_report", audit)
    lock_audits(session, [audit.id])
    draft = queries.draft_of(session, audit.id)
    if draft is None:
        raise Conflict(
            "audits.no_draft",
            lazy("There is no report to be signed."),
            way_out=lazy("Write the conclusions first."),
        )
    if audit.state not in (AuditState.REPORTING, AuditState.CLOSED):
        raise Conflict(
            "audits.report_too_early",
            lazy("The report is signed when the work on site is over."),
        )
    if not draft.conclusions.strip():
        raise Invalid(
            "audits.no_conclusions",
            lazy("The report has no conclusions yet."),
            fields={"conclusions": [t("Write the conclusions before you sign.")]},
        )
    further = [one.person_id for one in draft.recipients if one.part == ReportPart.OTHER]
    _write_recipients(session, audit, draft, further)
    session.flush()
    built = build(draft)
    digest = content_hash(built)
    if not hmac.compare_digest(digest, seen_hash):
        raise Conflict(
            "audits.report_changed",
            lazy("The report has changed since you looked at it."),
            way_out=lazy("Look at it again, then sign."),
        )
    access.require_fresh_sign_in(actor, clock.now())
    draft.state = ReportState.SIGNED
    draft.content, draft.content_hash = as_json(built), digest
    draft.signed_by_id, draft.signed_name = actor.person_id or None, actor.name
    draft.signed_at = clock.now()
    audit.conclusions = draft.conclusions
    session.flush()
    seal = report_seal(audit.number, draft)
    trail.record(
        session,
        actor,
        clock,
        "audits.sign_report",
        "audit",
        audit.uuid,
        {"report": str(draft.uuid), "version": draft.number, "hash": digest, "seal": seal},
    )
    return draft


def hand_over(
    session: Session, actor: Actor, clock: Clock, audit: Audit, report: AuditReport, file_id: int
) -> None:
    """Keep the finished PDF of a signed report, and tell everybody on its list, once."""
    report.pdf_file_id = file_id
    newest = queries.signed_of(session, audit.id)
    if newest is None or newest.number <= report.number:
        # The file of an earlier version may be made, or made once more, after a correction's.
        audit.report_file_id = file_id
    waiting = [one for one in report.recipients if one.told_at is None]
    for one in waiting:
        one.told_at = clock.now()
    session.flush()
    trail.record(
        session,
        actor,
        clock,
        "audits.report",
        "audit",
        audit.uuid,
        {"file": file_id, "version": report.number, "told": len(waiting)},
    )
    notifications.report_ready(session, clock, audit, report, waiting)


def acknowledge_report(
    session: Session, actor: Actor, clock: Clock, audit: Audit, report: AuditReport, remarks: str
) -> None:
    """Say for an audited unit that the report is known, with remarks where there are any.

    Raises:
        Forbidden: the actor leads no audited unit.
        Conflict: not signed, or acknowledged already.
    """
    access.require(actor, "audits.acknowledge_report", report)
    if report.state != ReportState.SIGNED:
        raise Conflict("audits.report_not_signed", lazy("This report is not signed yet."))
    rows = session.scalars(
        select(ReportRecipient)
        .where(
            ReportRecipient.report_id == report.id,
            ReportRecipient.part == ReportPart.AUDITED,
            ReportRecipient.acknowledged_at.is_(None),
        )
        .with_for_update()
    ).all()
    own = [one for one in rows if actor.is_person(one.person_id)]
    if not own:
        raise Conflict(
            "audits.acknowledged_already", lazy("This report has been acknowledged already.")
        )
    remarks = remarks.replace("\r\n", "\n").strip()
    if len(remarks) > LONGEST_TEXT:
        raise Invalid(
            "audits.report_too_long",
            lazy("A text is too long."),
            fields={"remarks": [t("This text is too long.")]},
        )
    for one in own:
        one.acknowledged_at, one.acknowledged_by = clock.now(), actor.name
        one.remarks = remarks
    session.flush()
    details: dict[str, Any] = {"version": report.number, "for": [one.person_name for one in own]}
    if remarks:
        details["remarks"] = remarks[:1000]
    trail.record(session, actor, clock, "audits.acknowledge_report", "audit", audit.uuid, details)
    if remarks:
        notifications.remarks_on_report(session, clock, audit, report, own[0])


def correct_report(
    session: Session, actor: Actor, clock: Clock, audit: Audit, reason: str
) -> AuditReport:
    """Begin a further version of a signed report; the signed one stays readable.

    Raises:
        Forbidden: the actor does not sign this report.
        Conflict: nothing is signed yet, or a correction is being written already.
        Invalid: no reason.
    """
    access.require(actor, "audits.sign_report", audit)
    lock_audits(session, [audit.id])
    signed = queries.signed_of(session, audit.id)
    if signed is None or queries.draft_of(session, audit.id) is not None:
        raise Conflict(
            "audits.no_correction_now",
            lazy("There is nothing to correct, or a correction is being written already."),
        )
    if not reason.strip():
        raise Invalid(
            "audits.reason_missing",
            lazy("Give the reason."),
            fields={"correct_reason": [t("Give the reason.")]},
        )
    draft = AuditReport(
        uuid=new_uuid(),
        audit_id=audit.id,
        number=signed.number + 1,
        state=ReportState.DRAFT,
        language=signed.language,
        reason=reason.strip()[:5000],
        content=None,
        created_by_id=actor.person_id or None,
        created_at=clock.now(),
        recipients=[],
        **{name: getattr(signed, name) for name in TEXTS},
    )
    session.add(draft)
    _write_recipients(
        session,
        audit,
        draft,
        [one.person_id for one in signed.recipients if one.part == ReportPart.OTHER],
    )
    session.flush()
    trail.record(
        session,
        actor,
        clock,
        "audits.correct_report",
        "audit",
        audit.uuid,
        {"version": draft.number, "reason": draft.reason},
    )
    return draft


def drop_correction(session: Session, actor: Actor, clock: Clock, audit: Audit) -> None:
    """Give up a correction that was begun; the signed version stands.

    Raises:
        Forbidden: the actor does not sign this report.
        Conflict: no correction is being written.
    """
    access.require(actor, "audits.sign_report", audit)
    lock_audits(session, [audit.id])
    draft = queries.draft_of(session, audit.id)
    if draft is None or draft.number == 1:
        raise Conflict("audits.no_correction", lazy("No correction is being written."))
    details = {"version": draft.number, "reason": draft.reason}
    session.delete(draft)
    session.flush()
    trail.record(session, actor, clock, "audits.drop_correction", "audit", audit.uuid, details)


def require_signed(report: AuditReport | None) -> AuditReport:
    """The report, if it is signed. Raises Forbidden otherwise."""
    if report is None or report.state != ReportState.SIGNED:
        raise Forbidden("audits.report_not_signed", lazy("This report is not signed yet."))
    return report
