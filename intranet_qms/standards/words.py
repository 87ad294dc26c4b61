"""Kinds, validity and rough dates in words."""

from __future__ import annotations

from collections.abc import Mapping

from babel.dates import format_date

from ..i18n import LazyText, current_locale, lazy, t
from .models import Milestone
from .workflow import Coverage, MilestoneKind, Period, ProofKind, RoughDate, Validity, Verdict

MILESTONES: Mapping[str, LazyText] = {
    MilestoneKind.IMPLEMENTATION: lazy("Implementation"),
    MilestoneKind.POLICY: lazy("Policy"),
    MilestoneKind.DOCUMENTATION: lazy("Documentation"),
    MilestoneKind.PRE_CERTIFICATION_AUDIT: lazy("Pre-certification audit"),
    MilestoneKind.CERTIFICATION_AUDIT: lazy("Certification audit"),
    MilestoneKind.SURVEILLANCE_AUDIT: lazy("Surveillance audit"),
    MilestoneKind.CERTIFICATE: lazy("Certificate"),
}

MILESTONE_ICONS: Mapping[str, str] = {
    MilestoneKind.IMPLEMENTATION: "unit",
    MilestoneKind.POLICY: "document",
    MilestoneKind.DOCUMENTATION: "edit",
    MilestoneKind.PRE_CERTIFICATION_AUDIT: "audit",
    MilestoneKind.CERTIFICATION_AUDIT: "star",
    MilestoneKind.SURVEILLANCE_AUDIT: "audit",
    MilestoneKind.CERTIFICATE: "star",
}

VALIDITY: Mapping[str, LazyText] = {
    Validity.AHEAD: lazy("Not valid yet"),
    Validity.VALID: lazy("Current edition"),
    Validity.ENDING: lazy("Transition period"),
    Validity.ENDED: lazy("No longer valid"),
}

VALIDITY_TONES: Mapping[str, str] = {
    Validity.AHEAD: "neutral",
    Validity.VALID: "good",
    Validity.ENDING: "attention",
    Validity.ENDED: "quiet",
}

COVERAGE: Mapping[str, LazyText] = {
    Coverage.PROVEN: lazy("Proven"),
    Coverage.CARRIED_OVER: lazy("To be checked"),
    Coverage.GAP: lazy("Gap"),
}

COVERAGE_TONES: Mapping[str, str] = {
    Coverage.PROVEN: "good",
    Coverage.CARRIED_OVER: "attention",
    Coverage.GAP: "bad",
}


VERDICTS: Mapping[str, LazyText] = {
    Verdict.COVERED: lazy("Covered"),
    Verdict.TO_DO: lazy("To do"),
    Verdict.NOT_APPLICABLE: lazy("Does not apply"),
}

STANDINGS: Mapping[str, LazyText] = {
    Verdict.COVERED: VERDICTS[Verdict.COVERED],
    Verdict.NOT_APPLICABLE: VERDICTS[Verdict.NOT_APPLICABLE],
    Verdict.TO_DO: VERDICTS[Verdict.TO_DO],
    Coverage.PROVEN: lazy("Proven, not looked at"),
    Coverage.CARRIED_OVER: COVERAGE[Coverage.CARRIED_OVER],
    Coverage.GAP: COVERAGE[Coverage.GAP],
}
"""How a clause stands on the way to another edition, from settled to open: the office's own
verdict, else what its documents tell."""

STANDING_TONES: Mapping[str, str] = {
    Verdict.COVERED: "good",
    Verdict.NOT_APPLICABLE: "quiet",
    Verdict.TO_DO: "attention",
    Coverage.PROVEN: "progress",
    Coverage.CARRIED_OVER: "neutral",
    Coverage.GAP: "bad",
}

STANDING_SHAPES: Mapping[str, str] = {
    Verdict.COVERED: "effective",
    Verdict.NOT_APPLICABLE: "not_applicable",
    Verdict.TO_DO: "open",
    Coverage.PROVEN: "approved",
    Coverage.CARRIED_OVER: "draft",
    Coverage.GAP: "failed",
}
"""The state whose shape is drawn."""

LACKS: Mapping[str, LazyText] = {
    "document": lazy("without a document in force"),
    "audit": lazy("never or not lately audited"),
    "finding": lazy("with open findings"),
    "question": lazy("without a question in a checklist"),
}
"""What can be missing for a clause (``missing``)."""

PROOF_KINDS: Mapping[str, LazyText] = {
    ProofKind.DOCUMENT: lazy("Documents"),
    ProofKind.QUESTION: lazy("Questions"),
    ProofKind.AUDIT: lazy("Audits"),
    ProofKind.FINDING: lazy("Findings"),
}


def rough_date_text(value: RoughDate) -> str:
    """A rough date in words, as exactly as it is known."""
    if value.month is None:
        return str(value.year)
    if value.day is None:
        # The month stands alone here, so Polish wants the nominative.
        return format_date(value.first_day, "LLLL y", locale=current_locale())
    return format_date(value.first_day, "long", locale=current_locale())


def period_text(milestone: Milestone) -> str:
    """When a milestone was, in words."""
    period = Period.read(milestone.from_text, milestone.until_text)
    first = rough_date_text(period.first)
    if period.last is None:
        return first
    if period.first.month is None and period.last.month is None:
        return t("%(first)s–%(last)s", first=first, last=rough_date_text(period.last))
    return t("%(first)s – %(last)s", first=first, last=rough_date_text(period.last))
