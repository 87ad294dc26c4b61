"""What people do to findings. Nothing here commits."""

from .answering import (
    PlannedAction,
    accept,
    agree_actions,
    close,
    report_done,
    send_back,
    verify,
    withdraw,
)
from .raising import (
    AMENDABLE,
    LONGEST_TEXT,
    TEXTS,
    Raised,
    amend_finding,
    check_version,
    raise_finding,
)

__all__ = [
    "AMENDABLE",
    "LONGEST_TEXT",
    "TEXTS",
    "PlannedAction",
    "Raised",
    "accept",
    "agree_actions",
    "amend_finding",
    "check_version",
    "close",
    "raise_finding",
    "report_done",
    "send_back",
    "verify",
    "withdraw",
]
