"""States, changes and problems of a reorganisation in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy, t
from .simulation import Problem
from .workflow import ChangeKind, PlanState

STATES: Mapping[str, LazyText] = {
    PlanState.DRAFT: lazy("Being prepared"),
    PlanState.APPROVED: lazy("Approved, waits for its day"),
    PlanState.BLOCKED: lazy("Could not be carried out"),
    PlanState.DONE: lazy("Carried out"),
    PlanState.CANCELLED: lazy("Given up"),
}

TONES: Mapping[str, str] = {
    PlanState.DRAFT: "neutral",
    PlanState.APPROVED: "progress",
    PlanState.BLOCKED: "bad",
    PlanState.DONE: "good",
    PlanState.CANCELLED: "quiet",
}

KINDS: Mapping[str, LazyText] = {
    ChangeKind.OPEN: lazy("Open a unit"),
    ChangeKind.RENAME: lazy("Rename a unit"),
    ChangeKind.MOVE: lazy("Move a unit"),
    ChangeKind.HEAD: lazy("Change the head of a unit"),
    ChangeKind.MERGE: lazy("Merge units"),
    ChangeKind.SPLIT: lazy("Split a unit"),
    ChangeKind.CLOSE: lazy("Close a unit"),
}

HINTS: Mapping[str, LazyText] = {
    ChangeKind.OPEN: lazy(
        "A new unit begins; people and documents come to it by a merge or a split."
    ),
    ChangeKind.RENAME: lazy(
        "Another name or code. It stays the same unit; history keeps the old name."
    ),
    ChangeKind.MOVE: lazy("It comes under another unit, with all units below it."),
    ChangeKind.HEAD: lazy("Somebody else leads it."),
    ChangeKind.MERGE: lazy("Units end; everything of theirs goes to another one."),
    ChangeKind.SPLIT: lazy("What it holds is divided; you say who gets what."),
    ChangeKind.CLOSE: lazy("It ends. Only possible when it holds nothing any more."),
}

MARKS: Mapping[str, LazyText] = {
    "new": lazy("new unit"),
    "renamed": lazy("renamed"),
    "moved": lazy("moved"),
    "head": lazy("new head"),
    "closed": lazy("ends"),
    "divided": lazy("gives things away"),
}


def sentence(problem: Problem) -> str:
    """A problem in words."""
    values = problem.values
    unit = values.get("unit", "")
    sentences = {
        "unit_unknown": lazy("Choose a unit."),
        "unit_gone": lazy("%(unit)s ends by another change of this plan.", unit=unit),
        "twice": lazy("%(unit)s is changed twice in the same way.", unit=unit),
        "code_missing": lazy("Give the unit a code."),
        "code_bad": lazy("“%(unit)s” cannot be a code: at most 20 characters, no slash.", unit=unit),
        "code_taken": lazy("The code %(unit)s belongs to another unit, now or in the past.", unit=unit),
        "name_missing": lazy("Give the unit a name."),
        "name_long": lazy("The name of %(unit)s is longer than 300 characters.", unit=unit),
        "nothing_to_merge": lazy("Choose at least one unit that is merged into %(unit)s.", unit=unit),
        "too_few_parts": lazy("%(unit)s has to be divided among at least two units.", unit=unit),
        "new_divided": lazy("%(unit)s is opened by this plan; it has nothing to divide.", unit=unit),
        "chained": lazy(
            "%(unit)s gives and gets things by the same plan. Make two plans of it.", unit=unit
        ),
        "has_units": lazy(
            "%(unit)s cannot be closed: these units stand below it: %(units)s.",
            unit=unit, units=values.get("units", ""),
        ),
        "parent_gone": lazy(
            "%(unit)s would stand below %(parent)s, which is not there any more.",
            unit=unit, parent=values.get("parent", ""),
        ),
        "circle": lazy(
            "Units would stand below themselves: %(units)s.", units=values.get("units", "")
        ),
        "holds": lazy(
            "%(unit)s cannot be closed; it still holds: %(things)s.",
            unit=unit, things=values.get("things", ""),
        ),
        "person_gone": lazy("Somebody who was to lead %(unit)s is not here any more.", unit=unit),
    }  # fmt: skip
    return str(sentences.get(problem.code) or t("This change cannot be made."))
