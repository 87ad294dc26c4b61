"""Signatures under what was recorded; each is bound to the hash of what was signed."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Invalid
from ...findings import queries as findings
from ...host import Actor, Clock
from ...i18n import lazy
from ...trail import services as trail
from ..models import Answer, Audit, Evidence, Signature
from ..queries import signature_pictures
from .recording import require_takes_work

SIGNERS = frozenset({"auditor", "auditee"})


def sign_sheet(
    session: Session,
    actor: Actor,
    clock: Clock,
    audit: Audit,
    *,
    uuid: uuid.UUID,
    signer: str,
    signed_name: str,
    agrees: bool,
    remark: str,
    content_hash: str,
    device_uuid: uuid.UUID | None,
    picture_sha256: str | None = None,
) -> Signature:
    """Keep a signature of the auditor or of the audited person.

    Args:
        agrees: False where the audited person signs with a reservation, then in ``remark``.
        content_hash: SHA-256 of the canonical content that was on the screen.
        picture_sha256: of the drawn signature, which is attached as evidence by itself.

    Raises:
        Forbidden, Conflict: as for answers.
        Invalid: no name, or an unknown kind of signer.
    """
    access.require(actor, "audits.record", audit)
    require_takes_work(audit)
    if signer not in SIGNERS or not signed_name.strip() or len(signed_name) > 300:
        raise Invalid("sync.value_invalid", lazy("A signature needs a name."))
    if len(remark) > 20_000 or len(content_hash) != 64:
        raise Invalid("sync.value_invalid", lazy("This is no signature."))
    if picture_sha256 is not None:
        _require_drawn(session, actor, audit, picture_sha256)
    signature = Signature(
        uuid=uuid,
        audit_id=audit.id,
        signer=signer,
        signed_name=signed_name,
        agrees=agrees,
        remark=remark,
        content_hash=content_hash,
        picture_sha256=picture_sha256,
        author_id=actor.person_id,
        device_uuid=device_uuid,
        signed_at=clock.now(),
    )
    session.add(signature)
    session.flush()
    trail.record(
        session,
        actor,
        clock,
        "audits.sign",
        "audit",
        audit.uuid,
        {"signer": signer, "agrees": agrees, "content_hash": content_hash},
    )
    return signature


def _require_drawn(session: Session, actor: Actor, audit: Audit, sha256: str) -> None:
    """A picture that proves something must not become a signature and so leave the sheet."""
    other = session.scalar(
        select(Evidence.id)
        .where(
            Evidence.audit_id == audit.id,
            Evidence.sha256 == sha256,
            Evidence.question_key.is_not(None)
            | Evidence.finding_uuid.is_not(None)
            | (Evidence.author_id != actor.person_id),
        )
        .limit(1)
    )
    if other is not None:
        raise Invalid("sync.value_invalid", lazy("This picture is a piece of evidence already."))


def content_of_sheet(session: Session, audit: Audit) -> dict[str, Any]:
    """What a signature made now would be bound to, in the form that the phone hashes."""
    answers = session.scalars(
        select(Answer.uuid).where(Answer.audit_id == audit.id, Answer.standing)
    ).all()
    drawn = signature_pictures(session, audit.id)
    photographs = set(
        session.scalars(select(Evidence.sha256).where(Evidence.audit_id == audit.id).distinct())
    )
    return {
        "audit": str(audit.uuid),
        "answers": sorted(str(answer) for answer in answers),
        "findings": sorted(
            (
                {
                    "finding": str(finding.uuid),
                    "class": str(finding.finding_class),
                    "statement": finding.statement,
                }
                for finding in findings.of_audit(session, audit.id)
            ),
            key=lambda finding: finding["finding"],
        ),
        "evidence": sorted(photographs - drawn),
    }
