"""What people do to audits. Plain functions that take who acts and never commit.

``recording`` holds what phones send, ``planning`` what comes before, ``steps`` what moves an audit.
Changes that phones must see are noted by themselves (``audits.changes``).
"""

from ..changes import flush_changes, lock_audits, lock_audits_of, note_change
from ..plan_choices import ScopeChoice, TeamChoice
from .agenda import set_agenda
from .evidence import attach_evidence, caption_evidence, mark_evidence
from .holding import Attendee, confirm_plan, record_meeting
from .moving import effects_of, move_checklist, newer_version
from .on_the_spot import add_question, label_sample
from .planning import Plan, change_plan, plan_audit
from .publishing import choose_public, confirm_public
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
from .sharing import share_draft
from .signing import content_of_sheet, sign_sheet
from .steps import (
    announce,
    cancel,
    close,
    finish,
    reopen,
    take_up,
)
from .templates import keep_template, withdraw_template

__all__ = [
    "AnswerOutcome",
    "Attendee",
    "NewAnswer",
    "Plan",
    "ScopeChoice",
    "TeamChoice",
    "acknowledge_report",
    "add_question",
    "amend_finding",
    "announce",
    "attach_evidence",
    "cancel",
    "caption_evidence",
    "change_plan",
    "choose_public",
    "close",
    "confirm_plan",
    "confirm_public",
    "content_of_sheet",
    "correct_report",
    "drop_correction",
    "effects_of",
    "finish",
    "flush_changes",
    "hand_over",
    "keep_template",
    "label_sample",
    "lock_audits",
    "lock_audits_of",
    "mark_evidence",
    "move_checklist",
    "newer_version",
    "note_change",
    "plan_audit",
    "raise_finding",
    "record_answer",
    "record_answers",
    "record_meeting",
    "reopen",
    "resolve_conflict",
    "save_texts",
    "set_agenda",
    "share_draft",
    "sign_report",
    "sign_sheet",
    "take_up",
    "withdraw_template",
]
