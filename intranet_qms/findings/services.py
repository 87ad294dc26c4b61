"""What people do to findings. Nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from .. import access
from ..db import new_uuid
from ..errors import Conflict, Invalid
from ..host import Actor, Clock
from ..i18n import lazy, t
from ..trail import services as trail
from ..workdays import next_working_day
from . import notifications
from .models import CorrectiveAction, Finding, FindingNumber
from .workflow import (
    NEEDS_ACTION,
    FindingClass,
    FindingSource,
    FindingState,
    FindingStep,
    next_state,
)

HAS_DUE_DATE = frozenset({FindingClass.MAJOR, FindingClass.MINOR, FindingClass.OBSERVATION})
"""Classes that somebody must answer by a day."""

TEXTS = ("requirement", "statement", "evidence_text", "clause")
LONGEST_TEXT = 20_000
AMENDABLE = frozenset({FindingState.OPEN, FindingState.ACCEPTED})
"""Afterwards the actions answer to the text, so it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What a finding says when it is raised.

    ``uuid`` is given by the phone that raised it; a desk leaves it out. ``unit_id`` is the unit
    that answers, ``owner_id`` who answers in it.
    """

    finding_class: FindingClass
    statement: str
    requirement: str = ""
    evidence_text: str = ""
    clause: str = ""
    uuid: UUID | None = None
    source: FindingSource = FindingSource.AUDIT
    audit_id: int | None = None
    question_key: str | None = None
    unit_id: int | None = None
    owner_id: int | None = None
    document_id: int | None = None
    paragraph_key: str | None = None
    device_uuid: UUID | None = None


def raise_finding(
    session: Session,
    actor: Actor,
    clock: Clock,
    raised: Raised,
    *,
    today: date,
    due_days: int,
    tell_owner: bool = True,
) -> Finding:
    """Enter a finding under the next number of the year.

    Args:
        today: the day in the office.
        due_days: calendar days until the answer is due; a day off moves it to the next working
            day. Strengths and opportunities have no due date.
        tell_owner: whether the owner gets a mail now (an audit tells all at once at its end).

    Raises:
        Invalid: no statement, or a text that is too long.
    """
    values = {name: getattr(raised, name) for name in TEXTS}
    _check_texts(values)
    due_on = (
        next_working_day(today + timedelta(days=due_days))
        if raised.finding_class in HAS_DUE_DATE
        else None
    )
    finding = Finding(
        uuid=raised.uuid or new_uuid(),
        number=_next_number(session, today.year),
        finding_class=raised.finding_class,
        state=_first_state(raised.finding_class),
        closed_at=clock.now() if raised.finding_class == FindingClass.STRENGTH else None,
        source=raised.source,
        audit_id=raised.audit_id,
        question_key=raised.question_key,
        unit_id=raised.unit_id,
        owner_id=raised.owner_id,
        document_id=raised.document_id,
        paragraph_key=raised.paragraph_key,
        device_uuid=raised.device_uuid,
        raised_by_id=actor.person_id or None,
        raised_by_name=actor.name,
        raised_at=clock.now(),
        due_on=due_on,
        actions=[],
        **values,
    )
    session.add(finding)
    session.flush()
    trail.record(
        session,
        actor,
        clock,
        "findings.raise",
        "finding",
        finding.uuid,
        {"number": finding.number, "class": str(finding.finding_class)},
    )
    if tell_owner and finding.state == FindingState.OPEN:
        notifications.raised(session, clock, finding)
    return finding


def _first_state(finding_class: FindingClass) -> FindingState:
    """A strength is noted and done: nobody has to answer what was done well."""
    return FindingState.CLOSED if finding_class == FindingClass.STRENGTH else FindingState.OPEN


def _check_texts(values: Mapping[str, Any]) -> None:
    fields: dict[str, list[str]] = {}
    if "statement" in values and not str(values["statement"]).strip():
        fields["statement"] = [t("Say what was found.")]
    for name, value in values.items():
        if len(str(value)) > (60 if name == "clause" else LONGEST_TEXT):
            fields[name] = [t("This text is too long.")]
    if fields:
        raise Invalid(
            "findings.text_invalid",
            lazy("The finding cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )


def _next_number(session: Session, year: int) -> str:
    take = (
        update(FindingNumber)
        .where(FindingNumber.year == year)
        .values(last=FindingNumber.last + 1)
        .returning(FindingNumber.last)
        .execution_options(synchronize_session=False)
    )
    last = session.execute(take).scalar_one_or_none()
    if last is None:
        make = (
            postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
        )
        session.execute(
            make(FindingNumber)
            .values(year=year, last=0)
            .on_conflict_do_nothing(index_elements=["year"])
        )
        last = session.execute(take).scalar_one()
    return f"U-{year}-{last:03d}"


def check_version(finding: Finding, seen_version: int | None) -> None:
    """Refuse to write over what the writer has not seen.

    Raises:
        Conflict: ``sync.finding_changed``; nothing is lost, the writer's text stays where it is.
    """
    if seen_version is not None and seen_version != finding.row_version:
        raise Conflict(
            "sync.finding_changed",
            lazy("Somebody else changed this finding meanwhile."),
            way_out=lazy("Open the finding again, compare, and enter your change anew."),
        )


def amend_finding(
    session: Session,
    actor: Actor,
    clock: Clock,
    finding: Finding,
    changes: Mapping[str, Any],
    *,
    seen_version: int | None,
    today: date,
    due_days: int,
) -> Finding:
    """Change texts, class, unit, owner or due date of a finding that is not yet being acted upon.

    Args:
        changes: any of ``requirement``, ``statement``, ``evidence_text``, ``clause``,
            ``finding_class``, ``unit_id``, ``owner_id``, ``due_on``.
        seen_version: the version that the writer saw.

    Raises:
        Conflict: changed meanwhile, or too late to change.
        Invalid: a text that cannot be.
    """
    check_version(finding, seen_version)
    was_strength = finding.finding_class == FindingClass.STRENGTH
    if finding.state not in AMENDABLE and not was_strength:
        raise Conflict(
            "findings.not_amendable",
            lazy("Actions answer to this finding already; its text stays as it is."),
            way_out=lazy("Withdraw the finding with a reason, or write a new one."),
        )
    unknown = set(changes) - {*TEXTS, "finding_class", "unit_id", "owner_id", "due_on"}
    if unknown:
        raise ValueError(f"not a field of a finding: {sorted(unknown)}")
    _check_texts({name: value for name, value in changes.items() if name in TEXTS})
    before = {name: getattr(finding, name) for name in changes}
    for name, value in changes.items():
        setattr(finding, name, value)
    is_strength = finding.finding_class == FindingClass.STRENGTH
    if was_strength != is_strength:
        finding.state = _first_state(finding.finding_class)
        finding.closed_at = clock.now() if is_strength else None
    if finding.finding_class not in HAS_DUE_DATE:
        finding.due_on = None
    elif finding.due_on is None:
        finding.due_on = next_working_day(today + timedelta(days=due_days))
    session.flush()
    changed = sorted(name for name in changes if before[name] != getattr(finding, name))
    if changed:
        trail.record(
            session,
            actor,
            clock,
            "findings.amend",
            "finding",
            finding.uuid,
            {"changed": changed},
        )
    if "owner_id" in changed:
        notifications.raised(session, clock, finding)
    return finding


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
