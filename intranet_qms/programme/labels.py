"""The words of programmes, in the reader's language."""

from __future__ import annotations

from ..i18n import LazyText, lazy
from .workflow import ProgrammeState, Standing

STATES: dict[str, LazyText] = {
    ProgrammeState.DRAFT: lazy("Draft"),
    ProgrammeState.SUBMITTED: lazy("Waits for approval"),
    ProgrammeState.APPROVED: lazy("Approved"),
    ProgrammeState.SUPERSEDED: lazy("Replaced by a later version"),
}
STATE_TONES: dict[str, str] = {
    ProgrammeState.DRAFT: "neutral",
    ProgrammeState.SUBMITTED: "attention",
    ProgrammeState.APPROVED: "good",
    ProgrammeState.SUPERSEDED: "quiet",
}

STANDINGS: dict[str, LazyText] = {
    Standing.AHEAD: lazy("Ahead"),
    Standing.LATE: lazy("Late"),
    Standing.PLANNED: lazy("Audit planned"),
    Standing.MOVED: lazy("Moved to another month"),
    Standing.RUNNING: lazy("Going on"),
    Standing.DONE: lazy("Held"),
    Standing.CANCELLED: lazy("Audit cancelled"),
}
STANDING_TONES: dict[str, str] = {
    Standing.AHEAD: "neutral",
    Standing.LATE: "bad",
    Standing.PLANNED: "progress",
    Standing.MOVED: "attention",
    Standing.RUNNING: "progress",
    Standing.DONE: "good",
    Standing.CANCELLED: "bad",
}

FACTORS: dict[str, LazyText] = {
    "importance": lazy("Importance"),
    "age": lazy("Time since the last audit"),
    "findings": lazy("Earlier findings"),
    "changes": lazy("Changes since"),
}
CLASSES: dict[str, LazyText] = {
    "major": lazy("Major nonconformity"),
    "minor": lazy("Minor nonconformity"),
    "observation": lazy("Observation"),
}
CHANGES: dict[str, LazyText] = {
    "added": lazy("added"),
    "removed": lazy("removed"),
    "when": lazy("another time"),
    "team": lazy("another team"),
    "size": lazy("another length or note"),
    "scope": lazy("another scope"),
}
RUN_ERRORS: dict[str, LazyText] = {
    "no_solver": lazy("The part that plans is not installed."),
    "not_a_draft": lazy("The programme was not a draft any more."),
    "undecided": lazy(
        "Within the limit neither a plan was found nor that there is none. Fix fewer days or teams."
    ),
    "broken": lazy("The plan that was found did not pass the check, so it is not shown."),
    "unexpected": lazy("Something went wrong; the administrator finds it in the log."),
}
