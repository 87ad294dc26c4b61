"""What people do to audits. Plain functions that take who acts and never commit.

``recording`` holds what phones send, ``planning`` what comes before, ``steps`` what moves an audit.
Changes that phones must see are noted by themselves (``audits.changes``).
"""

from ..changes import flush_changes, lock_audits, lock_audits_of, note_change
from ..plan_choices import ScopeChoice, TeamChoice
from .agenda import set_agenda
from .evidence import attach_evidence, caption_evidence, mark_evidence
from .on_the_spot import add_question, label_sample
from .holding import Attendee, confirm_plan, record_meeting
from .planning import Plan, change_plan, plan_audit
from .raising import amend_finding, raise_finding
from .recording import AnswerOutcome, record_answer, resolve_conflict
from .recording_many import NewAnswer, record_answers
from .reporting import (
    acknowledge_report,
    correct_report,
    drop_correction,
    hand_over,
    save_texts,
    sign_report,
)
from .signing import content_of_sheet, sign_sheet
from .steps import (
    announce,
    cancel,
    close,
    finish,
    reopen,
)
from .templates import keep_template, withdraw_template

__all__ = [
    "AnswerOutcome",
    "NewAnswer",
    "Plan",
    "ScopeChoice",
    "TeamChoice",
    "add_question",
    "amend_finding",
    "announce",
    "attach_evidence",
    "cancel",
    "caption_evidence",
    "change_plan",
    "close",
    "content_of_sheet",
    "finish",
    "flush_changes",
    "label_sample",
    "lock_audits",
    "lock_audits_of",
    "mark_evidence",
    "note_change",
    "plan_audit",
    "raise_finding",
    "record_answer",
    "record_answers",
    "reopen",
    "resolve_conflict",
    "set_agenda",
    "sign_sheet",
    "Attendee",
    "confirm_plan",
    "record_meeting",
    "acknowledge_report",
    "correct_report",
    "drop_correction",
    "hand_over",
    "save_texts",
    "sign_report",
    "keep_template",
    "withdraw_template",
]
