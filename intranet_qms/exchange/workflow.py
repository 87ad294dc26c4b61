"""States of a run. Standard library only."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class RunKind(StrEnum):
    """What is exchanged."""

    IMPORT = "import"
    """Rows of a sheet become documents of the register, or change them."""
    ARCHIVE = "archive"
    """The whole register becomes one file."""
    RESTORE = "restore"
    """Such a file becomes the register of an empty office."""


class RunState(StrEnum):
    """Where a run stands."""

    MAPPING = "mapping"
    """The file was read; somebody has to say which column is what."""
    CHECKING = "checking"
    """The worker works out what would happen; nothing is changed."""
    CHECKED = "checked"
    """What would happen is shown, and waits for a decision."""
    APPLYING = "applying"
    """The worker does it, in one transaction."""
    DONE = "done"
    """It is done."""
    FAILED = "failed"
    """Nothing was changed; the page says why."""
    DISCARDED = "discarded"
    """Somebody decided against it; nothing was changed."""


WORKING = frozenset({RunState.CHECKING, RunState.APPLYING})
"""The worker has it."""

ENDED = frozenset({RunState.DONE, RunState.FAILED, RunState.DISCARDED})

TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.MAPPING: frozenset({RunState.CHECKING, RunState.DISCARDED}),
    RunState.CHECKING: frozenset(
        {RunState.CHECKED, RunState.MAPPING, RunState.FAILED, RunState.DISCARDED}
    ),
    RunState.CHECKED: frozenset({RunState.APPLYING, RunState.MAPPING, RunState.DISCARDED}),
    # What was found to have changed since the check is shown once more.
    RunState.APPLYING: frozenset({RunState.DONE, RunState.CHECKED, RunState.FAILED}),
    RunState.DONE: frozenset(),
    RunState.FAILED: frozenset({RunState.CHECKING, RunState.DISCARDED}),
    RunState.DISCARDED: frozenset(),
}
"""All that can happen; what is not here is refused."""


class Outcome(StrEnum):
    """What an import does with one row."""

    MAKE = "make"
    """A document with this code is not there yet."""
    UPDATE = "update"
    """It is there and some of its facts differ."""
    SAME = "same"
    """It is there and says the same."""
    WRONG = "wrong"
    """The row has at least one mistake."""


SILENT_AFTER = timedelta(minutes=10)
"""A run whose worker has said nothing for so long is taken by another."""
