"""The audited unit says that a finding is not so; somebody who leads audits decides."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy
from .. import notifications
from ..models import Finding
from ..workflow import FindingState, FindingStep, RemarkKind
from .steps import move, note, refuse_step, say, words_of


def dispute(session: Session, actor: Actor, clock: Clock, finding: Finding, words: str) -> None:
    """Say why it is not so. The finding waits for a decision; the words stay whatever it is.

    Raises:
        Conflict: answered already, or disputed already.
        Invalid: no words.
    """
    access.require(actor, "findings.dispute", finding)
    words = words_of(words, "dispute_words")
    if finding.state != FindingState.OPEN:
        refuse_step(finding)
    if finding.disputed_at is not None:
        raise Conflict(
            "findings.disputed_already",
            lazy("This finding is disputed already and waits for a decision."),
            way_out=lazy("Wait for the decision, or accept the finding."),
        )
    finding.disputed_at = clock.now()
    session.flush()
    say(session, actor, clock, finding, RemarkKind.DISPUTED, words)
    note(session, actor, clock, finding, "dispute", {"reason": words[:500]})
    notifications.disputed(session, clock, finding, words)


def decide_dispute(
    session: Session, actor: Actor, clock: Clock, finding: Finding, *, stands: bool, reason: str
) -> None:
    """Let a disputed finding stand, or withdraw it; the reason is kept either way.

    Raises:
        Conflict: nothing is disputed.
        Invalid: no reason.
    """
    access.require(actor, "findings.decide_dispute", finding)
    reason = words_of(reason, "decision_words")
    if finding.disputed_at is None:
        refuse_step(finding)
    step = FindingStep.UPHOLD if stands else FindingStep.WITHDRAW
    move(session, actor, clock, finding, step, {"reason": reason[:500]})
    finding.disputed_at = None
    if not stands:
        finding.withdrawn_reason = reason
    session.flush()
    kind = RemarkKind.UPHELD if stands else RemarkKind.WITHDRAWN
    say(session, actor, clock, finding, kind, reason)
    notifications.dispute_decided(session, clock, finding, stands=stands, reason=reason)
