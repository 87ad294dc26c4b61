"""States of a disposal list. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class DisposalKind(StrEnum):
    """What the list is for."""

    DESTROY = "destroy"
    """Records of category B whose time is over."""
    TRANSFER = "transfer"
    """Records of category A that go to the state archive; the office keeps its copy."""


class DisposalState(StrEnum):
    """Where a list stands."""

    PROPOSED = "proposed"
    """Drawn up; waits for the consent of a second person."""
    CONSENTED = "consented"
    """The archive agrees; it can be carried out."""
    REFUSED = "refused"
    """The archive does not agree; every record stays."""
    CANCELLED = "cancelled"
    """Taken back by who drew it up; every record stays."""
    DONE = "done"
    """Carried out; what is left of each record is its line on the list and in the trail."""


OPEN = frozenset({DisposalState.PROPOSED, DisposalState.CONSENTED})
"""A record stands on at most one list that is open."""


class RecordState(StrEnum):
    """How a record stands to its time, as the list filters it."""

    DUE = "due"
    """Category B, its time is over: may be destroyed."""
    TRANSFER = "transfer"
    """Category A, twenty-five years are over: goes to the state archive."""
    KEPT = "kept"
    """The matter has ended and the time runs."""
    OPEN = "open"
    """The matter has not ended: no time runs yet."""
    HELD = "held"
    """Under a hold, whatever its time."""
