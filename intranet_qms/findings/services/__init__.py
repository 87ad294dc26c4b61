"""What people do to findings. Nothing here commits."""

from .acting import (
    BegunIssue,
    action_of,
    add_action,
    ask_extension,
    attach_file,
    change_document,
    decide_extension,
    file_of,
)
from .analysing import add_cause, change_cause, check_place, choose_method, remove_cause
from .answering import (
    PlannedAction,
    accept,
    agree_actions,
    chosen_cause,
    close,
    report_done,
    send_back,
    verify,
    withdraw,
)
from .classes import ClassFields, retire_class, save_class
from .disputing import decide_dispute, dispute
from .grouping import set_answers
from .judging import judge_ineffective, reopen
from .raising import (
    AMENDABLE,
    LONGEST_TEXT,
    TEXTS,
    Raised,
    amend_finding,
    check_version,
    raise_finding,
)
from .reminding import remind_due
from .repeating import link_repeat, not_a_repeat
from .requirement import clause_number_of

__all__ = [
    "AMENDABLE",
    "LONGEST_TEXT",
    "TEXTS",
    "BegunIssue",
    "ClassFields",
    "PlannedAction",
    "Raised",
    "accept",
    "action_of",
    "add_action",
    "add_cause",
    "agree_actions",
    "amend_finding",
    "ask_extension",
    "attach_file",
    "change_cause",
    "change_document",
    "check_place",
    "check_version",
    "choose_method",
    "chosen_cause",
    "clause_number_of",
    "close",
    "decide_dispute",
    "decide_extension",
    "dispute",
    "file_of",
    "judge_ineffective",
    "link_repeat",
    "not_a_repeat",
    "raise_finding",
    "remind_due",
    "remove_cause",
    "reopen",
    "report_done",
    "retire_class",
    "save_class",
    "send_back",
    "set_answers",
    "verify",
    "withdraw",
]
