"""The words for kinds, states and decisions, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy
from .workflow import (
    DecisionKind,
    DocumentChangeKind,
    DocumentKind,
    EffectState,
    PeriodicOutcome,
    ReviewDue,
    ReviewerState,
    RevisionState,
)

KINDS: Mapping[str, LazyText] = {
    DocumentKind.POLICY: lazy("Policy"),
    DocumentKind.MANUAL: lazy("Manual"),
    DocumentKind.PROCESS_MAP: lazy("Process map"),
    DocumentKind.PROCESS_CARD: lazy("Process card"),
    DocumentKind.PROCEDURE: lazy("Procedure"),
    DocumentKind.INSTRUCTION: lazy("Work instruction"),
    DocumentKind.FORM: lazy("Form"),
    DocumentKind.CLIENT_GUIDE: lazy("Client guide"),
    DocumentKind.LEGAL_ACT: lazy("Legal act"),
    DocumentKind.EXTERNAL: lazy("External document"),
}

PROCESS_TYPES: Mapping[str, LazyText] = {
    "management": lazy("Management process"),
    "core": lazy("Core process"),
    "support": lazy("Support process"),
    "system": lazy("System process"),
}

PROCESS_MAP_BANDS: Mapping[str, LazyText] = {
    "management": lazy("Management processes"),
    "system": lazy("System processes"),
    "core": lazy("Core processes"),
    "support": lazy("Support processes"),
}
"""Headings of the process map, from top to bottom."""

STATES: Mapping[str, LazyText] = {
    RevisionState.DRAFT: lazy("Draft"),
    RevisionState.IN_REVIEW: lazy("In review"),
    RevisionState.APPROVED: lazy("Approved, not yet in force"),
    RevisionState.EFFECTIVE: lazy("In force"),
    RevisionState.SUPERSEDED: lazy("Superseded"),
    RevisionState.WITHDRAWN: lazy("Withdrawn"),
}

DECISIONS: Mapping[str, LazyText] = {
    DecisionKind.PREPARED: lazy("Prepared by"),
    DecisionKind.REVIEWED: lazy("Reviewed by"),
    DecisionKind.CHANGES_REQUESTED: lazy("Sent back by"),
    DecisionKind.APPROVED: lazy("Approved by"),
}

REVIEWER_STATES: Mapping[str, LazyText] = {
    ReviewerState.LATER: lazy("asked later"),
    ReviewerState.ASKED: lazy("asked now"),
    ReviewerState.AGREED: lazy("agreed"),
    ReviewerState.SENT_BACK: lazy("asked for changes"),
}

OUTCOMES: Mapping[str, LazyText] = {
    PeriodicOutcome.CONFIRMED: lazy("holds unchanged"),
    PeriodicOutcome.REVISED: lazy("next issue begun"),
    PeriodicOutcome.WITHDRAWN: lazy("withdrawn"),
}
"""What came of a periodic review."""

FAULTS: Mapping[str, LazyText] = {
    "text": lazy("The text is not what its hash says: it was altered outside of this system."),
    "not_recorded": lazy("The trail knows nothing of its approval or publication."),
    "other_text": lazy("The trail remembers another text as approved and published."),
    "day": lazy("The trail remembers another day on which it came into force."),
    "decision": lazy("A decision is not what the trail remembers."),
    "decision_gone": lazy("A decision that the trail remembers is not there any more."),
    "asked": lazy("Others are asked to review or approve it than the trail remembers."),
    "entry": lazy("The trail's own entry about it was altered."),
}
"""What the proof of an issue can fail by."""

REVIEW_DUE: Mapping[str, LazyText] = {
    ReviewDue.OVERDUE: lazy("overdue"),
    ReviewDue.DAYS_30: lazy("within 30 days"),
    ReviewDue.DAYS_90: lazy("within 90 days"),
    ReviewDue.NOT_SET: lazy("not set"),
}

REGISTER_STATES: Mapping[str, LazyText] = {
    "effective": lazy("In force"),
    "in_preparation": lazy("New issue in preparation"),
    "without_text": lazy("In force, text kept elsewhere"),
    "withdrawn": lazy("Withdrawn"),
}
"""What the register can be narrowed to; the middle two are about an issue, not the document."""

READER_ROLES: Mapping[str, LazyText] = {
    "unit_head": lazy("heads of units"),
    "top_management": lazy("top management"),
    "qms_representative": lazy("QMS representative"),
    "lead_auditor": lazy("lead auditors"),
    "auditor": lazy("auditors"),
    "it_administrator": lazy("administrators"),
}
"""The roles that a distribution list may name."""

EVENTS: Mapping[str, LazyText] = {
    "documents.create": lazy("Document begun"),
    "documents.import": lazy("Brought in from earlier records"),
    "documents.restore": lazy("Restored from an archive"),
    "documents.set_properties": lazy("Owner, clauses or distribution list changed"),
    "documents.confirm_review": lazy("Periodic review: the text still holds"),
    "documents.withdraw": lazy("Document withdrawn"),
    "citizens.place_guide": lazy("Affairs of life or publication for citizens changed"),
    "documents.revise_after_review": lazy("Periodic review: the next issue is begun"),
    "documents.ask_readers": lazy("Readers asked to confirm"),
    "documents.renumber": lazy("Document renumbered"),
}
"""What the trail says about a document as such."""

FILE_KINDS: Mapping[str, LazyText] = {
    "pdf": lazy("PDF document"),
    "docx": lazy("Word document"),
    "xlsx": lazy("Excel workbook"),
    "pptx": lazy("PowerPoint presentation"),
    "odt": lazy("OpenDocument text"),
    "ods": lazy("OpenDocument sheet"),
    "odp": lazy("OpenDocument presentation"),
    "txt": lazy("Plain text"),
    "csv": lazy("Table as text (CSV)"),
    "png": lazy("Picture"),
    "jpg": lazy("Picture"),
    "webp": lazy("Picture"),
    "gif": lazy("Picture"),
}
"""Attached files, by the ending that their kind gives them."""

CHANGES: Mapping[str, LazyText] = {
    DocumentChangeKind.ISSUE: lazy("New issue"),
    DocumentChangeKind.WITHDRAWAL: lazy("Withdrawn"),
    DocumentChangeKind.ACT: lazy("The act has changed"),
}

EFFECT_STATES: Mapping[str, LazyText] = {
    EffectState.OPEN: lazy("to look at"),
    EffectState.NOT_AFFECTED: lazy("holds as it is"),
    EffectState.UPDATED: lazy("brought up to date"),
    EffectState.WITHDRAWN: lazy("is no more"),
}

EFFECT_TONES: Mapping[str, str] = {
    EffectState.OPEN: "attention",
    EffectState.NOT_AFFECTED: "good",
    EffectState.UPDATED: "good",
    EffectState.WITHDRAWN: "quiet",
}

CITING: Mapping[str, LazyText] = {
    "question": lazy("Question of a checklist"),
    "document": lazy("Document"),
    "form": lazy("Form"),
    "client_guide": lazy("Client guide"),
    "finding": lazy("Open finding"),
    "action": lazy("Corrective action"),
    "audit": lazy("Audit"),
}
"""Kinds of things that cite a document."""
