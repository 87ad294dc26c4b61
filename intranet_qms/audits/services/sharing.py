"""Let the audited units read the draft of a report, to check its facts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy
from ...trail import services as trail
from .. import notifications
from ..changes import lock_audits
from ..models import Audit, AuditReport
from ..queries import reporting as queries


def share_draft(
    session: Session, actor: Actor, clock: Clock, audit: Audit, *, shared: bool
) -> AuditReport:
    """Share the draft with the audited units, whose heads are told, or share it no more.

    Raises:
        Forbidden: the actor does not lead this audit.
        Conflict: no draft has been begun.
    """
    access.require(actor, "audits.lead", audit)
    lock_audits(session, [audit.id])
    draft = queries.draft_of(session, audit.id)
    if draft is None:
        raise Conflict(
            "audits.nothing_to_share",
            lazy("There is no draft of the report that could be shared."),
            way_out=lazy("Write the conclusions first."),
        )
    if (draft.shared_at is not None) == shared:
        return draft
    draft.shared_at = clock.now() if shared else None
    session.flush()
    trail.record(
        session, actor, clock, "audits.share_draft" if shared else "audits.unshare_draft",
        "audit", audit.uuid, {"version": draft.number},
    )  # fmt: skip
    if shared:
        notifications.draft_shared(session, clock, audit, draft)
    return draft
