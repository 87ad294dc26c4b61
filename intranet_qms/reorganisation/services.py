"""Put a reorganisation together, approve it, carry it out. Nothing here commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ..access import require, require_fresh_sign_in
from ..db import new_uuid
from ..errors import Conflict, Invalid, QMSError
from ..host import Actor, Clock
from ..i18n import lazy, t
from ..outbox.services import enqueue
from ..people.workflow import Role
from ..trail.services import record
from . import carrying, notifications, words
from .models import PlannedChange, PlannedChoice, Reorganisation
from .preview import of_plan
from .queries import due
from .simulation import EVERYBODY
from .workflow import ChangeKind, PlanState, PlanStep, next_state

MAX_CHANGES = 200
FARTHEST = timedelta(days=3660)
"""A day further away is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a plan says about itself."""

    title: str
    effective_on: date | None
    basis: str = ""


def _checked(head: Head, today: date) -> date:
    problems: dict[str, list[str]] = {}
    for name, text in (("title", head.title), ("basis", head.basis)):
        if "\x00" in text:
            problems[name] = [t("The text holds characters that cannot be stored.")]
    if not head.title.strip():
        problems["title"] = [t("Give the reorganisation a title.")]
    elif len(head.title) > 300:
        problems["title"] = [t("The title is too long.")]
    if len(head.basis) > 500:
        problems["basis"] = [t("At most 500 characters.")]
    if head.effective_on is None:
        problems["effective_on"] = [t("Choose the first day of the new order.")]
    elif abs(head.effective_on - today) > FARTHEST:
        problems["effective_on"] = [t("This day is more than ten years away.")]
    if problems or head.effective_on is None:
        raise Invalid("reorganisation.not_saved", t("The plan was not saved."), fields=problems)
    return head.effective_on


def begin(
    session: Session, actor: Actor, clock: Clock, head: Head, *, today: date
) -> Reorganisation:
    """Begin a plan.

    Raises:
        Forbidden: ``reorganisation.plan``.
        Invalid: see ``fields``.
    """
    require(actor, "reorganisation.plan")
    plan = Reorganisation(
        uuid=new_uuid(),
        title=head.title.strip(),
        basis=head.basis.strip(),
        effective_on=_checked(head, today),
        state=PlanState.DRAFT,
        created_by_name=actor.name,
        created_at=clock.now(),
        changes=[],
        outcome={},
    )
    session.add(plan)
    session.flush()
    _note(session, actor, clock, "begin", plan)
    return plan


def describe(
    session: Session, actor: Actor, clock: Clock, plan: Reorganisation, head: Head, *, today: date
) -> None:
    """Change title, order and day of a draft.

    Raises:
        Forbidden: not a draft, or not the representative.
        Invalid: see ``fields``.
    """
    require(actor, "reorganisation.plan", plan)
    plan.effective_on = _checked(head, today)
    plan.title, plan.basis = head.title.strip(), head.basis.strip()
    session.flush()
    _note(session, actor, clock, "describe", plan)


def add_change(
    session: Session,
    actor: Actor,
    clock: Clock,
    plan: Reorganisation,
    kind: ChangeKind,
    details: Mapping[str, Any],
    *,
    new_units: list[dict[str, Any]] | None = None,
) -> PlannedChange:
    """Add a change; units that it opens on the way become changes of their own before it.

    Raises:
        Forbidden: not a draft, or not the representative.
        Invalid: what the simulation finds wrong with this change, as one sentence each.
    """
    require(actor, "reorganisation.plan", plan)
    if len(plan.changes) + len(new_units or ()) >= MAX_CHANGES:
        raise Invalid("reorganisation.too_large", lazy("A plan takes at most two hundred changes."))
    position = max((one.position for one in plan.changes), default=0)
    added = []
    for one in [*((ChangeKind.OPEN, unit) for unit in new_units or ()), (kind, dict(details))]:
        position += 1
        change = PlannedChange(
            uuid=new_uuid(), position=position, kind=one[0], details=one[1], choices=[]
        )
        plan.changes.append(change)
        added.append(change)
    _touch(plan)
    session.flush()
    ids = {change.id for change in added}
    wrong = [one for one in of_plan(session, plan).problems if one.step in ids]
    # What only other changes of the plan can put right is told on the plan's page.
    fatal = [one for one in wrong if one.code not in {"holds", "has_units", "parent_gone"}]
    if fatal:
        sentences = list(dict.fromkeys(words.sentence(one) for one in fatal))
        raise Invalid(
            "reorganisation.change_impossible",
            lazy("This change cannot be made."),
            fields={"change": sentences},
        )
    _note(session, actor, clock, "add", plan, kind=kind.value, details=dict(details))
    return added[-1]


def _touch(plan: Reorganisation) -> None:
    # The version is raised by the plan's own row; a change of its parts alone would not.
    plan.outcome = {**plan.outcome, "edits": int(plan.outcome.get("edits", 0)) + 1}


def remove_change(
    session: Session, actor: Actor, clock: Clock, plan: Reorganisation, change: PlannedChange
) -> None:
    """Take a change out of a draft.

    Raises:
        Forbidden: not a draft, or not the representative.
    """
    require(actor, "reorganisation.plan", plan)
    plan.changes.remove(change)
    _touch(plan)
    session.flush()
    _note(session, actor, clock, "remove", plan, kind=str(change.kind))


def choose(
    session: Session,
    actor: Actor,
    clock: Clock,
    plan: Reorganisation,
    change: PlannedChange,
    chosen: Mapping[tuple[str, int], str],
) -> int:
    """Say who gets what of a unit that is divided; an empty target takes a choice back.

    Args:
        chosen: by kind and key (0 for the whole kind), a unit of the change, or ``*`` for all.

    Returns:
        How many choices changed.

    Raises:
        Forbidden: not a draft, or not the representative.
        Invalid: a unit that takes no part in the change.
    """
    require(actor, "reorganisation.plan", plan)
    if change.kind is ChangeKind.MERGE:
        allowed = {str(change.details.get("target"))}
    else:
        allowed = {str(one) for one in change.details.get("targets") or ()}
        allowed |= {str(change.details.get("unit"))} if change.details.get("goes_on") else set()
    known = {(one.kind, one.key): one for one in change.choices}
    count = 0
    for (kind, key), target in chosen.items():
        if target and target not in allowed | {EVERYBODY}:
            raise Invalid(
                "reorganisation.target_unknown",
                lazy("Choose one of the units among which it is divided."),
            )
        present = known.get((kind, key))
        if target and present is None:
            change.choices.append(PlannedChoice(kind=kind[:40], key=key, target=target))
        elif not target and present is not None:
            change.choices.remove(present)
        elif present is not None and present.target != target:
            present.target = target
        else:
            continue
        count += 1
    if count:
        _touch(plan)
        session.flush()
        _note(
            session, actor, clock, "choose", plan,
            choices={f"{kind}:{key}": target for (kind, key), target in chosen.items()},
        )  # fmt: skip
    return count


def approve(
    session: Session,
    actor: Actor,
    clock: Clock,
    plan: Reorganisation,
    *,
    seen_version: int,
    today: date,
) -> bool:
    """Approve what was previewed. A plan whose day has come is carried out at once.

    Returns:
        Whether it was carried out.

    Raises:
        Forbidden: ``reorganisation.approve``.
        StaleSignIn: the actor has not proved who they are within the last minutes.
        Conflict: changed since it was seen, empty, or something is wrong with it.
    """
    require(actor, "reorganisation.approve", plan)
    if plan.row_version != seen_version:
        raise Conflict(
            "changed_meanwhile",
            lazy("The plan was changed since you looked at it."),
            way_out=lazy("Look at what follows from it now, and approve again."),
        )
    _step(plan, PlanStep.APPROVE)
    if not plan.changes:
        raise Conflict("reorganisation.empty", lazy("The plan holds no change yet."))
    _refuse_problems(session, plan)
    require_fresh_sign_in(actor, clock.now())
    plan.state = PlanState.APPROVED
    plan.approved_by_id = actor.person_id or None
    plan.approved_by_name, plan.approved_at = actor.name, clock.now()
    session.flush()
    _note(session, actor, clock, "approve", plan, effective_on=plan.effective_on.isoformat())
    if plan.effective_on <= today:
        carry_out(session, actor, clock, plan)
        return True
    # Committed after the midnight of its day, it would have missed the work of that night.
    enqueue(
        session, clock, "reorganisation.carry_out_due", {"day": today.isoformat()},
        dedup_key=f"reorganisation.carry_out_due:{plan.uuid}:{plan.row_version}",
    )  # fmt: skip
    return False


def reopen(session: Session, actor: Actor, clock: Clock, plan: Reorganisation) -> None:
    """Take the approval back, to change the plan.

    Raises:
        Forbidden, Conflict: as for ``approve``.
    """
    require(actor, "reorganisation.approve", plan)
    _move(plan, PlanStep.REOPEN)
    plan.approved_by_id, plan.approved_by_name, plan.approved_at = None, "", None
    plan.problem = ""
    session.flush()
    _note(session, actor, clock, "reopen", plan)


def cancel(
    session: Session, actor: Actor, clock: Clock, plan: Reorganisation, *, reason: str
) -> None:
    """Give a plan up before it is carried out.

    Raises:
        Forbidden, Conflict: as for ``approve``.
        Invalid: no reason for an approved plan.
    """
    require(actor, "reorganisation.approve", plan)
    if plan.state is not PlanState.DRAFT and not reason.strip():
        message = t("Say why it is given up.")
        raise Invalid("reorganisation.reason_missing", message, fields={"reason": [message]})
    _move(plan, PlanStep.CANCEL)
    plan.cancelled_reason = reason.replace("\x00", "").strip()[:2000]
    session.flush()
    _note(session, actor, clock, "cancel", plan, reason=plan.cancelled_reason)


def carry_out(session: Session, actor: Actor, clock: Clock, plan: Reorganisation) -> None:
    """Carry an approved plan out: everything that it changes, in this one transaction.

    Raises:
        Conflict: not approved, or the office has changed so that it cannot be done any more.
    """
    _step(plan, PlanStep.CARRY_OUT)
    _refuse_problems(session, plan)
    summary = carrying.carry_out(session, actor, clock, plan)
    plan.state, plan.done_at = PlanState.DONE, clock.now()
    plan.outcome = summary
    session.flush()
    _note(
        session, actor, clock, "carry_out", plan,
        effective_on=plan.effective_on.isoformat(), moved=summary.get("totals", {}),
    )  # fmt: skip


def plans_due(session: Session, day: date) -> list[int]:
    """The numbers of the approved plans whose day has come, the earliest first.

    Args:
        day: the present day in the office's zone.
    """
    return [plan.id for plan in due(session, day, locked=False)]


def carry_out_due(
    session: Session, actor: Actor, clock: Clock, day: date, *, only: int | None = None
) -> int:
    """Carry out every approved plan whose day has come; for the worker, after midnight.

    A plan that cannot be carried out any more changes nothing, says why on its page, and the
    representatives are told; the others go on.

    Args:
        day: the present day in the office's zone.
        only: the number of one plan (``plans_due``), so that each has a transaction of its own.

    Returns:
        How many were carried out. A second call finds none.
    """
    count = 0
    for plan in due(session, day, only=only):
        try:
            with session.begin_nested():
                carry_out(session, actor, clock, plan)
            count += 1
        except QMSError as error:
            session.refresh(plan)
            plan.state, plan.problem = PlanState.BLOCKED, error.code
            session.flush()
            _note(session, actor, clock, "block", plan, code=error.code)
            people = carrying.people_with_role(session, Role.QMS_REPRESENTATIVE, day)
            notifications.blocked(session, clock, plan, people)
    return count


def _refuse_problems(session: Session, plan: Reorganisation) -> None:
    problems = of_plan(session, plan).problems
    if problems:
        raise Conflict(
            "reorganisation.has_problems",
            lazy("The plan cannot be carried out like this."),
            way_out=lazy("Its page lists what has to be put right first."),
            fields={"changes": list(dict.fromkeys(words.sentence(one) for one in problems))},
        )


def _step(plan: Reorganisation, step: PlanStep) -> PlanState:
    following = next_state(plan.state, step)
    if following is None:
        raise Conflict(
            "reorganisation.step_impossible",
            lazy("The plan has moved on meanwhile; this is not possible any more."),
            way_out=lazy("Reload the page to see where it stands."),
        )
    return following


def _move(plan: Reorganisation, step: PlanStep) -> None:
    plan.state = _step(plan, step)


def _note(
    session: Session, actor: Actor, clock: Clock, verb: str, plan: Reorganisation, **details: Any
) -> None:
    record(
        session, actor, clock, f"reorganisation.{verb}", "reorganisation", plan.uuid,
        {"title": plan.title, **details},
    )  # fmt: skip


def totals_of(plan: Reorganisation) -> Counter[str]:
    """How many things of each kind changed hands when the plan was carried out."""
    return Counter(plan.outcome.get("totals", {}))
