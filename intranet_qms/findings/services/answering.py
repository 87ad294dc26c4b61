"""Answer a finding: accept, agree actions, do them, verify, judge the effect, or withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NoReturn

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail import services as trail
from ...workdays import next_working_day
from .. import notifications
from ..models import CorrectiveAction, Finding
from ..workflow import (
    NEEDS_ACTION,
    FindingState,
    FindingStep,
    next_state,
)


def accept(session: Session, actor: Actor, clock: Clock, finding: Finding, words: str) -> None:
    """The audited unit agrees that it is so, in its own words (which may be empty)."""
    access.require(actor, "findings.accept", finding)
    _move(session, actor, clock, finding, FindingStep.ACCEPT, {"words": bool(words.strip())})
    finding.response_text = words.strip()
    session.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAction:
    """An action as agreed. ``kind``: ``correction`` or ``corrective``."""

    kind: str
    text: str
    owner_id: int
    due_on: date


def agree_actions(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    *,
    root_cause: str,
    actions: Sequence[PlannedAction],
    today: date,
) -> None:
    """Agree the cause and what is done about it.

    Raises:
        Invalid: no cause, no action, or (for a nonconformity) nothing against the cause; a due
            date that has passed.
    """
    access.require(actor, "findings.act", finding)
    fields: dict[str, list[str]] = {}
    if not root_cause.strip():
        fields["root_cause"] = [t("Say why it came to this.")]
    if not actions:
        fields["text_0"] = [t("Name at least one action.")]
    for index, action in enumerate(actions):
        if not action.text.strip():
            fields[f"text_{index}"] = [t("Say what will be done.")]
        if action.due_on < today:
            fields[f"due_on_{index}"] = [t("This day has passed.")]
        if action.kind not in {"correction", "corrective"}:
            fields[f"kind_{index}"] = [t("Choose a correction or a corrective action.")]
    if (
        actions
        and finding.finding_class in NEEDS_ACTION
        and not any(action.kind == "corrective" for action in actions)
    ):
        fields.setdefault("kind_0", []).append(
            t("A nonconformity needs an action against its cause, not only a correction.")
        )
    if fields:
        raise Invalid(
            "findings.actions_invalid",
            lazy("The actions cannot be agreed like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
    _move(session, actor, clock, finding, FindingStep.AGREE_ACTIONS, {"actions": len(actions)})
    for action in actions:
        finding.actions.append(
            CorrectiveAction(
                uuid=new_uuid(),
                kind=action.kind,
                text=action.text.strip(),
                root_cause=root_cause.strip(),
                owner_id=action.owner_id,
                due_on=action.due_on,
                state="planned",
            )
        )
    finding.due_on = max(action.due_on for action in actions)
    session.flush()
    notifications.actions_agreed(session, clock, finding, actor)


def report_done(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    action: CorrectiveAction,
    *,
    done_text: str,
    revision_id: int | None = None,
) -> None:
    """Report one action as done; the last one moves the finding on.

    Args:
        done_text: what was done and how it can be seen.
        revision_id: the issue of a document that the action led to.
    """
    access.require(actor, "findings.act", finding)
    if action.state == "done":
        return
    if not done_text.strip():
        raise Invalid(
            "findings.done_without_words",
            lazy("Say what was done and where it can be seen."),
            fields={f"done_text_{action.id}": [t("Say what was done and where it can be seen.")]},
        )
    if finding.state != FindingState.ACTIONS_AGREED:
        _refuse_step(finding, FindingStep.REPORT_DONE)
    action.state = "done"
    action.done_text = done_text.strip()
    action.done_at = clock.now()
    action.revision_id = revision_id
    trail.record(
        session,
        actor,
        clock,
        "findings.action_done",
        "finding",
        finding.uuid,
        {"action": str(action.uuid)},
    )
    if all(one.state != "planned" for one in finding.actions):
        _move(session, actor, clock, finding, FindingStep.REPORT_DONE)
        notifications.implemented(session, clock, finding)
    session.flush()


def verify(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    *,
    today: date,
    effectiveness_after_days: int,
) -> None:
    """Confirm that all actions are done as reported; the effect is judged after a delay.

    Args:
        effectiveness_after_days: calendar days from today until the effect can be judged.
    """
    access.require(actor, "findings.verify", finding)
    _move(session, actor, clock, finding, FindingStep.VERIFY)
    for action in finding.actions:
        action.state = "verified"
        action.verified_by_id = actor.person_id
        action.verified_at = clock.now()
    finding.effectiveness_on = next_working_day(today + timedelta(days=effectiveness_after_days))
    session.flush()


def send_back(session: Session, actor: Actor, clock: Clock, finding: Finding, reason: str) -> None:
    """Say that what was done is not enough; the actions are open again."""
    access.require(actor, "findings.verify", finding)
    reason = _reason(reason)
    _move(session, actor, clock, finding, FindingStep.RETURN, {"reason": reason})
    for action in finding.actions:
        action.state = "planned"
        action.done_at = action.verified_at = action.verified_by_id = None
    finding.effectiveness_on = None
    session.flush()
    notifications.returned(session, clock, finding, reason)


def close(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    *,
    today: date,
    effectiveness_text: str,
) -> None:
    """Close a finding whose actions had their effect, or one that needed none.

    Raises:
        Conflict: too early to judge.
        Invalid: nothing said about the effect of the actions.
    """
    access.require(actor, "findings.close", finding)
    if finding.effectiveness_on is not None and today < finding.effectiveness_on:
        raise Conflict(
            "findings.too_early",
            lazy("It is too early to judge whether the actions had their effect."),
            way_out=lazy("Come back on the day that is shown in the finding."),
        )
    if finding.actions and not effectiveness_text.strip():
        raise Invalid(
            "findings.effect_missing",
            lazy("Say how you saw that the actions had their effect."),
            fields={
                "effectiveness_text": [t("Say how you saw that the actions had their effect.")]
            },
        )
    _move(session, actor, clock, finding, FindingStep.CLOSE)
    finding.effectiveness_text = effectiveness_text.strip()
    finding.closed_at = clock.now()
    session.flush()


def withdraw(session: Session, actor: Actor, clock: Clock, finding: Finding, reason: str) -> None:
    """Take back a finding that was raised in error; the reason stays with it."""
    access.require(actor, "findings.withdraw", finding)
    reason = _reason(reason)
    _move(session, actor, clock, finding, FindingStep.WITHDRAW, {"reason": reason})
    finding.withdrawn_reason = reason
    session.flush()


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(
            "findings.reason_missing",
            lazy("Give the reason."),
            fields={"reason": [t("Give the reason.")]},
        )
    return reason.strip()


def _move(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    step: FindingStep,
    details: Mapping[str, Any] | None = None,
) -> None:
    following = next_state(finding.state, step, finding.finding_class)
    if following is None:
        _refuse_step(finding, step)
    trail.record(
        session,
        actor,
        clock,
        f"findings.{step.value}",
        "finding",
        finding.uuid,
        {"from": str(finding.state), **(details or {})},
    )
    finding.state = following


def _refuse_step(finding: Finding, step: FindingStep) -> NoReturn:
    raise Conflict(
        "findings.step_not_possible",
        lazy("The finding %(number)s is not in a state for this.", number=finding.number),
        way_out=lazy("Open the finding again; somebody may have moved it on meanwhile."),
    )
