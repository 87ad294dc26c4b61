"""The photographs of an audit on the page of the finding that they were attached to."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ..access import decide
from ..findings.origins import Piece, Pieces, register_pieces
from ..host import Actor
from . import labels, queries


@register_pieces
def evidence_of_finding(session: Session, actor: Actor, finding: Any) -> Pieces:
    """Shown to those who may see the photographs of the audit; others learn that there are some."""
    if finding.audit_id is None:
        return Pieces()
    found = queries.evidence_of_finding(session, finding.audit_id, finding.uuid)
    if not found:
        return Pieces()
    audit = queries.by_id(session, finding.audit_id)
    if audit is None or not decide(actor, "audits.read_details", audit):
        return Pieces(withheld=len(found))
    return Pieces(
        [
            Piece(
                caption=one.caption,
                author=one.author_name,
                at=one.taken_at or one.attached_at,
                size=one.size,
                state=str(one.state),
                state_words=str(labels.EVIDENCE_STATES[one.state]),
                is_picture=one.file is not None and one.file.media_type.startswith("image/"),
                has_bytes=one.file is not None,
                values={"number": audit.number, "evidence_uuid": str(one.uuid)},
            )
            for one in found
        ]
    )
