"""States of a reorganisation and the kinds of its changes. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class PlanState(StrEnum):
    """Where a reorganisation stands."""

    DRAFT = "draft"
    """Being put together; changes nothing."""
    APPROVED = "approved"
    """Waits for its day, and is carried out at its midnight by the worker."""
    BLOCKED = "blocked"
    """Its day came, but the office had changed so that it could not be carried out; it says why."""
    DONE = "done"
    """Carried out, whole and once."""
    CANCELLED = "cancelled"
    """Given up before its day."""


class PlanStep(StrEnum):
    """What is done to a reorganisation."""

    APPROVE = "approve"
    REOPEN = "reopen"
    CARRY_OUT = "carry_out"
    BLOCK = "block"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[PlanState, PlanStep], PlanState] = {
    (PlanState.DRAFT, PlanStep.APPROVE): PlanState.APPROVED,
    (PlanState.DRAFT, PlanStep.CANCEL): PlanState.CANCELLED,
    # Back to the drawing board: an approved plan is not changed under its approval.
    (PlanState.APPROVED, PlanStep.REOPEN): PlanState.DRAFT,
    (PlanState.APPROVED, PlanStep.CANCEL): PlanState.CANCELLED,
    (PlanState.APPROVED, PlanStep.CARRY_OUT): PlanState.DONE,
    (PlanState.APPROVED, PlanStep.BLOCK): PlanState.BLOCKED,
    (PlanState.BLOCKED, PlanStep.REOPEN): PlanState.DRAFT,
    (PlanState.BLOCKED, PlanStep.CANCEL): PlanState.CANCELLED,
}
"""All that can happen; what is not here is refused."""


class ChangeKind(StrEnum):
    """What happens to units."""

    OPEN = "open"
    """A new unit begins."""
    RENAME = "rename"
    """A unit gets another name, or another code; it stays the same unit."""
    MOVE = "move"
    """A unit comes under another one."""
    HEAD = "head"
    """Somebody else leads a unit."""
    MERGE = "merge"
    """Units end, and everything of theirs goes to another."""
    SPLIT = "split"
    """What a unit holds is divided among others; it may go on as one of them."""
    CLOSE = "close"
    """A unit ends that holds nothing any more."""


def next_state(state: PlanState, step: PlanStep) -> PlanState | None:
    """The state after ``step``, or None where the step is not possible."""
    return TRANSITIONS.get((state, step))
