"""What people do to audits. Plain functions that take who acts and never commit.

``recording`` holds what phones send, ``planning`` what comes before, ``steps`` what moves an audit.
Changes that phones must see are noted by themselves (``audits.changes``).
"""

from ..changes import flush_changes, lock_audits, lock_audits_of, note_change
from ..plan_choices import ScopeChoice, TeamChoice
from .agenda import set_agenda
from .evidence import attach_evidence, caption_evidence, mark_evidence
from .planning import Plan, change_plan, plan_audit
from .raising import amend_finding, raise_finding
from .recording import AnswerOutcome, record_answer, resolve_conflict
from .recording_many import NewAnswer, record_answers
from .signing import content_of_sheet, sign_sheet
from .steps import (
    announce,
    attach_report,
    cancel,
    close,
    finish,
    reopen,
    save_conclusions,
)

__all__ = [
    "AnswerOutcome",
    "NewAnswer",
    "Plan",
    "ScopeChoice",
    "TeamChoice",
    "amend_finding",
    "announce",
    "attach_evidence",
    "attach_report",
    "cancel",
    "caption_evidence",
    "change_plan",
    "close",
    "content_of_sheet",
    "finish",
    "flush_changes",
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
    "save_conclusions",
    "set_agenda",
    "sign_sheet",
]
