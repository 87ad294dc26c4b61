"""Answer a finding: accept, agree actions, do them, verify, judge the effect, or withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...workdays import next_working_day
from .. import notifications
from ..models import CorrectiveAction, Finding
from ..workflow import FindingState, FindingStep, RemarkKind
from .steps import LONGEST_WORDS, move, note, refuse_step, say, words_of


def accept(session: Session, actor: Actor, clock: Clock, finding: Finding, words: str) -> None:
    """The audited unit agrees that it is so, in its own words (which may be empty)."""
    access.require(actor, "findings.accept", finding)
    move(session, actor, clock, finding, FindingStep.ACCEPT, {"words": bool(words.strip())})
    finding.response_text = words.strip()
    finding.disputed_at = None
    session.flush()
    say(session, actor, clock, finding, RemarkKind.ACCEPTED, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAction:
    """An action as agreed. ``kind``: ``correction`` or ``corrective``.

    A due date on a day off means the next working day.
    """

    kind: str
    text: str
    owner_id: int
    due_on: date
    links: str = ""


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

    Args:
        root_cause: may be left out where causes of the analysis were chosen as root causes.

    Raises:
        Invalid: no cause, no action, or (for a nonconformity) nothing against the cause; a due
            date that has passed.
    """
    access.require(actor, "findings.act", finding)
    fields: dict[str, list[str]] = {}
    root_cause = root_cause.strip() or chosen_cause(finding)
    if not root_cause:
        fields["root_cause"] = [t("Say why it came to this.")]
    if not actions:
        fields["text_0"] = [t("Name at least one action.")]
    for index, action in enumerate(actions):
        fields |= {f"{name}_{index}": said for name, said in problems_of(action, today).items()}
    if (
        actions
        and finding.demands_action
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
    move(session, actor, clock, finding, FindingStep.AGREE_ACTIONS, {"actions": len(actions)})
    for action in actions:
        finding.actions.append(
            CorrectiveAction(
                uuid=new_uuid(),
                kind=action.kind,
                text=action.text.strip(),
                root_cause=root_cause,
                owner_id=action.owner_id,
                due_on=next_working_day(action.due_on),
                state="planned",
                round=finding.round,
                links=action.links.strip(),
            )
        )
    finding.due_on = last_due(finding)
    session.flush()
    notifications.actions_agreed(session, clock, finding, actor)


def chosen_cause(finding: Finding) -> str:
    """The root causes that were chosen in the analysis of this round, one a line."""
    return "\n".join(
        cause.text for cause in finding.causes if cause.is_root and cause.round == finding.round
    )


def last_due(finding: Finding) -> date | None:
    """The day on which the last action of this round is due."""
    return max((one.due_on for one in finding.present_actions), default=finding.due_on)


def problems_of(action: PlannedAction, today: date) -> dict[str, list[str]]:
    """What keeps an action from being agreed, by field."""
    fields: dict[str, list[str]] = {}
    if not action.text.strip():
        fields["text"] = [t("Say what will be done.")]
    elif len(action.text) > LONGEST_WORDS:
        fields["text"] = [t("This text is too long.")]
    if action.due_on < today:
        fields["due_on"] = [t("This day has passed.")]
    elif action.due_on.year > today.year + 10:
        fields["due_on"] = [t("This day is too far away.")]
    if action.kind not in {"correction", "corrective"}:
        fields["kind"] = [t("Choose a correction or a corrective action.")]
    wrong = [one for one in action.links.split() if not one.startswith(("http://", "https://"))]
    if wrong or len(action.links) > 2000:
        fields["links"] = [t("Give whole addresses that begin with https://, one a line.")]
    return fields


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
        refuse_step(finding)
    action.state = "done"
    action.done_text = done_text.strip()
    action.done_at, action.done_by_id = clock.now(), actor.person_id or None
    if revision_id is not None:
        action.revision_id = revision_id
    note(session, actor, clock, finding, "action_done", {"action": str(action.uuid)})
    if all(one.state != "planned" for one in finding.present_actions):
        move(session, actor, clock, finding, FindingStep.REPORT_DONE)
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
    move(session, actor, clock, finding, FindingStep.VERIFY)
    for action in finding.present_actions:
        action.state = "verified"
        action.verified_by_id = actor.person_id
        action.verified_at = clock.now()
    finding.effectiveness_days = effectiveness_after_days
    finding.effectiveness_on = next_working_day(today + timedelta(days=effectiveness_after_days))
    session.flush()


def send_back(session: Session, actor: Actor, clock: Clock, finding: Finding, reason: str) -> None:
    """Say that what was done is not enough; the actions are open again."""
    access.require(actor, "findings.verify", finding)
    reason = words_of(reason)
    move(session, actor, clock, finding, FindingStep.RETURN, {"reason": reason})
    for action in finding.present_actions:
        action.state = "planned"
        action.done_at = action.verified_at = action.verified_by_id = None
    finding.effectiveness_on = None
    session.flush()
    say(session, actor, clock, finding, RemarkKind.RETURNED, reason)
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
    require_due(finding, today)
    if finding.present_actions and not effectiveness_text.strip():
        raise Invalid(
            "findings.effect_missing",
            lazy("Say how you saw that the actions had their effect."),
            fields={
                "effectiveness_text": [t("Say how you saw that the actions had their effect.")]
            },
        )
    move(session, actor, clock, finding, FindingStep.CLOSE)
    finding.effectiveness_text = effectiveness_text.strip()
    finding.closed_at = clock.now()
    session.flush()
    if finding.present_actions:
        say(session, actor, clock, finding, RemarkKind.EFFECTIVE, effectiveness_text)


def require_due(finding: Finding, today: date) -> None:
    """Go on only when the effect may be judged. Raises Conflict: ``findings.too_early``."""
    if finding.effectiveness_on is not None and today < finding.effectiveness_on:
        raise Conflict(
            "findings.too_early",
            lazy("It is too early to judge whether the actions had their effect."),
            way_out=lazy("Come back on the day that is shown in the finding."),
        )


def withdraw(session: Session, actor: Actor, clock: Clock, finding: Finding, reason: str) -> None:
    """Take back a finding that was raised in error; the reason stays with it."""
    access.require(actor, "findings.withdraw", finding)
    reason = words_of(reason)
    move(session, actor, clock, finding, FindingStep.WITHDRAW, {"reason": reason})
    finding.withdrawn_reason = reason
    finding.disputed_at = None
    session.flush()
    say(session, actor, clock, finding, RemarkKind.WITHDRAWN, reason)
