"""Photographs and files that prove something (protocol, step 6)."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid, NotFound
from ...files import services as files
from ...findings import queries as findings
from ...host import Actor, Clock
from ...i18n import lazy
from ...trail import services as trail
from ..asked import questions_for
from ..changes import note_change
from ..models import Audit, Evidence
from ..workflow import EvidenceState
from .recording import require_takes_work

LONGEST_CAPTION = 2_000


def attach_evidence(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    uuid: uuid.UUID,
    question_key: str | None,
    sample: int,
    finding_uuid: uuid.UUID | None,
    sha256: str,
    size: int,
    media_type: str,
    caption: str,
    taken_at: datetime | None,
    device_uuid: uuid.UUID | None,
) -> Evidence:
    """Announce a piece of evidence; its bytes may have come, or come later, or never.

    Args:
        sha256: of the bytes, lower-case hexadecimal.
        size: bytes.
        media_type: as the phone says; the server trusts the bytes alone.

    Raises:
        Forbidden, Conflict: as for answers.
        Invalid: an unknown question, or a size that is not that of the stored bytes.
        NotFound: the finding was raised in another audit. One that nobody knows yet may still come.
    """
    access.require(actor, "audits.record", audit)
    require_takes_work(audit)
    if question_key is not None and (
        question_key not in questions_for(session, audit, [question_key])
    ):
        raise Invalid(
            "sync.question_unknown", lazy("The checklist of this audit has no such question.")
        )
    if finding_uuid is not None:
        finding = findings.by_uuid(session, finding_uuid)
        if finding is not None and finding.audit_id != audit.id:
            raise NotFound("sync.finding_unknown", lazy("This audit has no such finding."))
    stored = files.held(session, sha256, actor.person_id)
    if len(caption) > LONGEST_CAPTION or size < 0 or (stored is not None and stored.size != size):
        raise Invalid("sync.value_invalid", lazy("This is no description of a photograph."))
    refused = None if stored else _refusal(session, sha256)
    evidence = Evidence(
        uuid=uuid,
        audit_id=audit.id,
        question_key=question_key,
        sample=sample,
        finding_uuid=finding_uuid,
        sha256=sha256,
        size=size,
        media_type=stored.media_type if stored else media_type[:100],
        caption=caption,
        state=(
            EvidenceState.VERIFIED
            if stored
            else EvidenceState.REFUSED
            if refused
            else EvidenceState.INCOMPLETE
        ),
        refused_reason=refused or "",
        file_id=stored.id if stored else None,
        author_id=actor.person_id,
        author_name=actor.name,
        device_uuid=device_uuid,
        taken_at=taken_at,
        attached_at=clock.now(),
    )
    session.add(evidence)
    session.flush()
    return evidence


def _refusal(session: Session, sha256: str) -> str | None:
    return session.scalar(
        select(Evidence.refused_reason)
        .where(Evidence.sha256 == sha256, Evidence.state == EvidenceState.REFUSED)
        .limit(1)
    )


def caption_evidence(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    evidence_uuid: uuid.UUID,
    caption: str,
) -> Evidence:
    """Change what a piece of evidence is called; the old words stay in the trail.

    Raises:
        Forbidden, Conflict: as for answers.
        NotFound: this audit has no such evidence.
    """
    access.require(actor, "audits.record", audit)
    require_takes_work(audit)
    evidence = session.scalars(
        select(Evidence).where(Evidence.uuid == evidence_uuid, Evidence.audit_id == audit.id)
    ).one_or_none()
    if evidence is None:
        raise NotFound("sync.evidence_unknown", lazy("This audit has no such evidence."))
    if len(caption) > LONGEST_CAPTION:
        raise Invalid("sync.value_invalid", lazy("This caption is too long."))
    trail.record(
        session,
        actor,
        clock,
        "audits.caption",
        "evidence",
        evidence.uuid,
        {"before": evidence.caption, "after": caption},
    )
    evidence.caption = caption
    session.flush()
    return evidence


def mark_evidence(
    session: Session,
    sha256: str,
    *,
    state: EvidenceState,
    file_id: int | None = None,
    media_type: str | None = None,
    sender_id: int | None = None,
    reason: str = "",
) -> int:
    """Tell the pieces of evidence with this hash what became of the bytes.

    Bytes that are no picture are none for everybody. That somebody has sent good ones proves
    nothing for others who only named the hash.

    Args:
        state: ``verified`` (then with ``file_id`` and ``sender_id``) or ``refused`` (then with
            ``reason``).
        media_type: as found in the bytes.
        sender_id: whose pieces of evidence are verified by it.
        reason: stable code of the refusal.

    Returns:
        How many pieces were told.
    """
    if state == EvidenceState.VERIFIED and (file_id is None or sender_id is None):
        raise Conflict("audits.evidence_without_file", lazy("The bytes are not stored."))
    values: dict[str, object] = {"state": state, "file_id": file_id, "refused_reason": reason[:80]}
    if media_type is not None:
        values["media_type"] = media_type
    whose = Evidence.sha256 == sha256
    if sender_id is not None:
        whose &= Evidence.author_id == sender_id
    told = session.execute(
        update(Evidence)
        .where(whose, Evidence.state != EvidenceState.VERIFIED)
        .values(values)
        .returning(Evidence.audit_id, Evidence.uuid)
    ).all()
    for audit_id, evidence_uuid in told:
        note_change(session, audit_id, "evidence", evidence_uuid)
    return len(told)
