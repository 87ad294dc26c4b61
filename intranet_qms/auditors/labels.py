"""The words of grades, states, criteria and marks."""

from __future__ import annotations

from collections.abc import Mapping

from ..i18n import LazyText, lazy
from .workflow import AppointmentState, CompetenceState, Criterion, Grade

GRADES: Mapping[str, LazyText] = {
    Grade.AUDITOR: lazy("Auditor"),
    Grade.LEAD: lazy("Lead auditor"),
}

APPOINTMENTS: Mapping[str, LazyText] = {
    AppointmentState.AHEAD: lazy("Begins later"),
    AppointmentState.IN_FORCE: lazy("Appointed"),
    AppointmentState.ENDED: lazy("Ended"),
}

APPOINTMENT_SHAPES: Mapping[str, str] = {
    AppointmentState.AHEAD: "planned",
    AppointmentState.IN_FORCE: "effective",
    AppointmentState.ENDED: "superseded",
}
"""The state whose shape and tone are drawn."""

COMPETENCES: Mapping[str, LazyText] = {
    CompetenceState.AHEAD: lazy("Counts later"),
    CompetenceState.VALID: lazy("Valid"),
    CompetenceState.RUNNING_OUT: lazy("Runs out soon"),
    CompetenceState.EXPIRED: lazy("Expired"),
    CompetenceState.WITHDRAWN: lazy("Taken back"),
}

COMPETENCE_SHAPES: Mapping[str, str] = {
    CompetenceState.AHEAD: "planned",
    CompetenceState.VALID: "effective",
    CompetenceState.RUNNING_OUT: "soon",
    CompetenceState.EXPIRED: "overdue",
    CompetenceState.WITHDRAWN: "withdrawn",
}

CRITERIA: Mapping[str, LazyText] = {
    Criterion.PREPARATION: lazy("Preparation"),
    Criterion.METHOD: lazy("Method of work"),
    Criterion.EVIDENCE: lazy("Evidence and findings"),
    Criterion.CONDUCT: lazy("Conduct"),
    Criterion.TIMELINESS: lazy("Keeping to time"),
    Criterion.LEADING: lazy("Leading the team"),
}

EXPLAINED: Mapping[str, LazyText] = {
    Criterion.PREPARATION: lazy("Knew the plan, the documents and the area."),
    Criterion.METHOD: lazy("Asked, listened and sampled so that the answers can be relied on."),
    Criterion.EVIDENCE: lazy("Findings rest on evidence and name the requirement."),
    Criterion.CONDUCT: lazy("Fair, discreet, open-minded; treated people with respect."),
    Criterion.TIMELINESS: lazy("Kept the hours of the agenda and the days of the report."),
    Criterion.LEADING: lazy("Shared out the work, settled differences, concluded clearly."),
}

MARKS: Mapping[int, LazyText] = {
    1: lazy("1 – needs training"),
    2: lazy("2 – with help"),
    3: lazy("3 – good"),
    4: lazy("4 – an example to others"),
}

STATES: Mapping[str, LazyText] = {
    "active": lazy("who audits now"),
    "by_role": lazy("with the role, not appointed"),
    "ended": lazy("who no longer audit"),
    "all": lazy("everybody"),
}
