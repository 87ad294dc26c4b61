"""Kinds, validity and rough dates in words."""

from __future__ import annotations

from collections.abc import Mapping

from babel.dates import format_date

from ..i18n import LazyText, current_locale, lazy, t
from .models import Milestone
from .workflow import Coverage, MilestoneKind, Period, RoughDate, Validity

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
