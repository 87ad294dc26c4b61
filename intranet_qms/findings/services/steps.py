"""What every step of a finding shares: its new state, its trace in the trail, and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail import services as trail
from ..models import Finding, FindingRemark
from ..workflow import FindingState, FindingStep, RemarkKind, next_state

LONGEST_WORDS = 20_000


def move(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    step: FindingStep,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Take the step, and note it.

    Raises:
        Conflict: ``findings.step_not_possible``.
    """
    following = next_state(FindingState(finding.state), step, finding.demands_action)
    if following is None:
        refuse_step(finding)
    note(
        session,
        actor,
        clock,
        finding,
        step.value,
        {"from": str(finding.state), **(details or {})},
    )
    finding.state = following


def note(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    act: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write ``findings.<act>`` into the trail."""
    trail.record(
        session, actor, clock, f"findings.{act}", "finding", finding.uuid, dict(details or {})
    )


def refuse_step(finding: Finding) -> NoReturn:
    """Say that the finding is elsewhere on its way. Raises Conflict."""
    raise Conflict(
        "findings.step_not_possible",
        lazy("The finding %(number)s is not in a state for this.", number=finding.number),
        way_out=lazy("Open the finding again; somebody may have moved it on meanwhile."),
    )


def say(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    kind: RemarkKind,
    text: str,
) -> None:
    """Keep the words of a step, under the round in which they were said."""
    session.add(
        FindingRemark(
            finding_id=finding.id,
            round=finding.round,
            kind=kind.value,
            text=text.strip()[:LONGEST_WORDS],
            author_id=actor.person_id or None,
            author_name=actor.name,
            said_at=clock.now(),
        )
    )
    session.flush()
    session.expire(finding, ["remarks"])


def words_of(text: str, field: str = "reason") -> str:
    """What somebody has to say at a step.

    Raises:
        Invalid: nothing was said, or more than is kept.
    """
    if not text.strip():
        raise Invalid(
            "findings.reason_missing",
            lazy("Give the reason."),
            fields={field: [t("Give the reason.")]},
        )
    if len(text) > LONGEST_WORDS:
        raise too_long(field)
    return text.strip()


def too_long(field: str) -> Invalid:
    """A text that is longer than is kept."""
    return Invalid(
        "findings.text_invalid",
        lazy("The finding cannot be saved like this."),
        way_out=lazy("Correct the marked fields."),
        fields={field: [t("This text is too long.")]},
    )
