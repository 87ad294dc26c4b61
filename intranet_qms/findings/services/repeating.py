"""A finding that was made before: somebody decides, and both tell of each other."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy
from ..models import Finding
from ..workflow import RemarkKind
from .steps import note, say


def link_repeat(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    earlier: Finding,
    *,
    why: str = "",
) -> None:
    """Say that ``finding`` is ``earlier`` come back. All of a series know the first one.

    Raises:
        Conflict: ``earlier`` is not earlier, or the link would lead back to itself.
    """
    access.require(actor, "findings.compare", finding)
    access.require(actor, "findings.read", earlier)
    if earlier.id >= finding.id:
        raise Conflict(
            "findings.not_earlier", lazy("A finding repeats one that was made before it.")
        )
    finding.repeats_id = earlier.id
    finding.series_id = earlier.series_id or earlier.id
    earlier.series_id = earlier.series_id or earlier.id
    finding.repeat_decision = "repeat"
    session.flush()
    say(session, actor, clock, finding, RemarkKind.REPEAT, why)
    note(session, actor, clock, finding, "link_repeat", {"earlier": earlier.number})
    note(session, actor, clock, earlier, "came_back", {"later": finding.number})


def not_a_repeat(session: Session, actor: Actor, clock: Clock, finding: Finding) -> None:
    """Say that it is new whatever looks alike; earlier links go."""
    access.require(actor, "findings.compare", finding)
    finding.repeats_id = finding.series_id = None
    finding.repeat_decision = "new"
    session.flush()
    say(session, actor, clock, finding, RemarkKind.NEW, "")
    note(session, actor, clock, finding, "not_a_repeat")
