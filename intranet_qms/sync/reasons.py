"""Every reason for which the server does not apply a mutation or a request: code, sentence, way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..i18n import LazyText, lazy


@dataclass(frozen=True, slots=True)
class Reason:
    """What a phone shows under a record that was not applied."""

    message: LazyText
    way_out: LazyText | None = None


_MEND = lazy("Open the question, correct it and send it again.")
_EXPORT = lazy("Export the record and hand it to the lead auditor.")

REASONS: dict[str, Reason] = {
    "sync.mutation_id_reused": Reason(
        lazy("The server already has another record under this number. Both are kept."),
        _EXPORT,
    ),
    "sync.unknown_field": Reason(
        lazy("The message has a field that does not belong there."),
        lazy("Update the application, then send again."),
    ),
    "sync.text_not_storable": Reason(
        lazy("The text contains characters that cannot be stored."),
        _MEND,
    ),
    "sync.name_unknown": Reason(
        lazy("The server does not know this kind of record."),
        lazy("Update the application, then send again."),
    ),
    "sync.fields_invalid": Reason(lazy("Some fields of the record are not right."), _MEND),
    "sync.value_invalid": Reason(lazy("The answer does not fit the question."), _MEND),
    "sync.question_unknown": Reason(
        lazy("The checklist of this audit has no such question."),
        _EXPORT,
    ),
    "sync.audit_not_yours": Reason(
        lazy("This audit does not exist, or you are not on its team."),
        _EXPORT,
    ),
    "sync.role_records_nothing": Reason(
        lazy("Observers and experts do not record answers in an audit."),
        _EXPORT,
    ),
    "sync.lead_only": Reason(
        lazy("Only the lead auditor decides between answers."),
        lazy("Ask the lead auditor to decide."),
    ),
    "sync.conflict_moved_on": Reason(
        lazy("Another answer has come since; the decision would not have seen it."),
        lazy("Look at all answers and decide again."),
    ),
    "sync.finding_changed": Reason(
        lazy("Somebody else has changed this finding meanwhile."),
        lazy("Look at the finding as it is now and change it again."),
    ),
    "sync.finding_unknown": Reason(lazy("The server does not know this finding."), _EXPORT),
    "sync.evidence_unknown": Reason(
        lazy("The server does not know this piece of evidence."), _EXPORT
    ),
    "sync.identifier_taken": Reason(
        lazy("Another record has this identifier already."),
        _EXPORT,
    ),
    "sync.audit_closed": Reason(
        lazy(
            "The audit was finished before this arrived. The record is kept for the lead auditor."
        ),
        lazy("Ask the lead auditor to accept it; nothing is lost."),
    ),
    "sync.audit_gone": Reason(
        lazy("The audit was removed before this arrived. The record is kept for review."),
        lazy("Ask the QMS representative; nothing is lost."),
    ),
    "sync.audit_cancelled": Reason(
        lazy("The audit was cancelled before this arrived. The record is kept for review."),
        lazy("Ask the lead auditor; nothing is lost."),
    ),
    "sync.assignment_ended": Reason(
        lazy(
            "You are no longer on the team of this audit. The record is kept for the lead auditor."
        ),
        lazy("Ask the lead auditor to accept it; nothing is lost."),
    ),
    "sync.account_disabled": Reason(
        lazy("Your account was disabled. What the phone sends is kept for review and not applied."),
        lazy("Ask the administrator; nothing is lost."),
    ),
    "sync.device_revoked": Reason(
        lazy("This phone was locked. What it sends is kept for review and not applied."),
        lazy("Ask the administrator."),
    ),
}


def told(code: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """A reason in the reader's language, as receipts carry it."""
    reason = REASONS[code]
    message = str(reason.message)
    if values and values.get("detail"):
        message = f"{message} {values['detail']}"
    return {
        "code": code,
        "message": message,
        "way_out": str(reason.way_out) if reason.way_out else None,
    }
