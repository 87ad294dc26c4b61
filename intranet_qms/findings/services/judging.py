"""Whether what was done helped; and taking up what came back."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy
from .. import notifications
from ..models import Finding
from ..workflow import FindingClass, FindingStep, RemarkKind
from .answering import require_due
from .steps import move, say, words_of


def judge_ineffective(
    session: Session, actor: Actor, clock: Clock, finding: Finding, *, today: date, reason: str
) -> None:
    """The actions were done and did not help: back to the analysis, with everything kept.

    Raises:
        Conflict: too early to judge, or nothing to judge.
        Invalid: no reason.
    """
    access.require(actor, "findings.close", finding)
    require_due(finding, today)
    reason = words_of(reason, "ineffective_words")
    move(session, actor, clock, finding, FindingStep.FAIL, {"reason": reason[:500]})
    say(session, actor, clock, finding, RemarkKind.INEFFECTIVE, reason)
    _next_round(session, finding)
    notifications.returned(session, clock, finding, reason)


def reopen(session: Session, actor: Actor, clock: Clock, finding: Finding, *, reason: str) -> None:
    """Take up a closed finding that came back.

    Raises:
        Conflict: not closed, or a strength.
        Invalid: no reason.
    """
    access.require(actor, "findings.reopen", finding)
    reason = words_of(reason, "reopen_words")
    if finding.finding_class == FindingClass.STRENGTH:
        raise Conflict(
            "findings.strength_stays", lazy("A strength has nothing that could be taken up.")
        )
    move(session, actor, clock, finding, FindingStep.REOPEN, {"reason": reason[:500]})
    say(session, actor, clock, finding, RemarkKind.REOPENED, reason)
    _next_round(session, finding)
    notifications.returned(session, clock, finding, reason)


def _next_round(session: Session, finding: Finding) -> None:
    finding.round += 1
    finding.closed_at = None
    finding.effectiveness_on = None
    finding.effectiveness_text = ""
    finding.analysis_method = ""
    finding.reminded_for = ""
    session.flush()
