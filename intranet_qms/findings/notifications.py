"""Whom to tell about findings: rows of the outbox, in the same transaction as their reason."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ..host import Actor, Clock
from ..outbox import services as outbox
from ..people import queries as people
from .models import DueExtension, Finding
from .workflow import FindingSource


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


def judges(session: Session, clock: Clock, finding: Finding) -> list[int]:
    """Who judges a finding: who raised it, and where nobody in the office did, the
    representatives."""
    if finding.raised_by_id is not None and finding.source != FindingSource.CITIZENS:
        return [finding.raised_by_id]
    found = people.people_with_role(session, "qms_representative", today=clock.now().date())
    return [one.id for one in found]


def disputed(session: Session, clock: Clock, finding: Finding, words: str) -> None:
    """Tell who leads audits that a finding waits for their decision."""
    found = people.people_with_role(session, "qms_representative", today=clock.now().date())
    for person_id in sorted({*judges(session, clock, finding), *(one.id for one in found)}):
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=person_id,
            template="finding_disputed",
            context={**_context(finding), "reason": words[:500]},
            dedup_key=f"finding-disputed:{finding.uuid}:{finding.row_version}:{person_id}",
        )


def dispute_decided(
    session: Session, clock: Clock, finding: Finding, *, stands: bool, reason: str
) -> None:
    """Tell the owner what became of their dispute."""
    if finding.owner_id is not None:
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=finding.owner_id,
            template="finding_decided",
            context={**_context(finding), "stands": stands, "reason": reason[:500]},
            dedup_key=f"finding-decided:{finding.uuid}:{finding.row_version}",
        )


def extension_asked(session: Session, clock: Clock, finding: Finding, asked: DueExtension) -> None:
    """Tell who judges the finding that more time is asked for."""
    for person_id in judges(session, clock, finding):
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=person_id,
            template="finding_extension",
            context=_extension(finding, asked),
            dedup_key=f"finding-extension:{asked.uuid}:{person_id}",
        )


def extension_decided(
    session: Session, clock: Clock, finding: Finding, asked: DueExtension
) -> None:
    """Tell who asked, and who acts, whether there is more time."""
    for person_id in sorted({asked.asked_by_id or 0, asked.action.owner_id} - {0}):
        outbox.enqueue_mail(
            session,
            clock,
            to_person_id=person_id,
            template="finding_extension_decided",
            context={
                **_extension(finding, asked),
                "granted": bool(asked.granted),
                "words": asked.decision_text[:500],
            },
            dedup_key=f"finding-extension-decided:{asked.uuid}:{person_id}",
        )


def _extension(finding: Finding, asked: DueExtension) -> dict[str, str]:
    return {
        **_context(finding),
        "action_text": asked.action.text[:300],
        "old_due_on": asked.old_due_on.isoformat(),
        "new_due_on": asked.new_due_on.isoformat(),
        "by": asked.asked_by_name,
        "reason": asked.reason[:500],
    }
