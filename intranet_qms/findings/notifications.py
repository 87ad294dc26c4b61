"""Whom to tell about findings: rows of the outbox, in the same transaction as their reason."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ..host import Actor, Clock
from ..outbox import services as outbox
from .models import Finding


def _context(finding: Finding) -> dict[str, str]:
    return {
        "number": finding.number,
        "class": str(finding.finding_class),
        "statement": finding.statement[:500],
        "due_on": finding.due_on.isoformat() if finding.due_on else "",
    }


def raised(session: Session, clock: Clock, finding: Finding) -> None:
    """Tell the owner that a finding waits for an answer."""
    if finding.owner_id is not None:
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=finding.owner_id,
            template="finding_raised",
            context=_context(finding),
            dedup_key=f"finding-raised:{finding.uuid}:{finding.owner_id}",
        )


def actions_agreed(session: Session, clock: Clock, finding: Finding, actor: Actor) -> None:
    """Tell everybody who has to act, except who agreed it."""
    owners = {action.owner_id for action in finding.actions} - {actor.person_id}
    for owner_id in sorted(owners):
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=owner_id,
            template="finding_actions",
            context=_context(finding),
            dedup_key=f"finding-actions:{finding.uuid}:{finding.row_version}:{owner_id}",
        )


def implemented(session: Session, clock: Clock, finding: Finding) -> None:
    """Tell who raised the finding that it waits to be verified."""
    if finding.raised_by_id is not None:
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=finding.raised_by_id,
            template="finding_implemented",
            context=_context(finding),
            dedup_key=f"finding-implemented:{finding.uuid}:{finding.row_version}",
        )


def returned(session: Session, clock: Clock, finding: Finding, reason: str) -> None:
    """Tell the owner that what was done is not enough."""
    if finding.owner_id is not None:
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=finding.owner_id,
            template="finding_returned",
            context={**_context(finding), "reason": reason[:500]},
            dedup_key=f"finding-returned:{finding.uuid}:{finding.row_version}",
        )
