"""States of a certificate and steps of its cycle. Standard library only."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from enum import StrEnum


class CertificateState(StrEnum):
    """Where a certificate stands."""

    APPLIED = "applied"
    """Applied for; the certification body has not decided."""
    VALID = "valid"
    """Granted and in force."""
    SUSPENDED = "suspended"
    """The body has suspended it; the office does not refer to it until it is restored."""
    WITHDRAWN = "withdrawn"
    """Taken back by the body, or the application was given up; the reason is kept."""
    EXPIRED = "expired"
    """Its last day has passed."""


class CertificateStep(StrEnum):
    """What happens to a certificate."""

    GRANT = "grant"
    SUSPEND = "suspend"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REOPEN = "reopen"
    """Its last day was entered wrongly and was corrected: it has not expired."""


TRANSITIONS: Mapping[tuple[CertificateState, CertificateStep], CertificateState] = {
    (CertificateState.APPLIED, CertificateStep.GRANT): CertificateState.VALID,
    (CertificateState.APPLIED, CertificateStep.WITHDRAW): CertificateState.WITHDRAWN,
    (CertificateState.VALID, CertificateStep.SUSPEND): CertificateState.SUSPENDED,
    (CertificateState.VALID, CertificateStep.WITHDRAW): CertificateState.WITHDRAWN,
    (CertificateState.VALID, CertificateStep.EXPIRE): CertificateState.EXPIRED,
    (CertificateState.SUSPENDED, CertificateStep.RESTORE): CertificateState.VALID,
    (CertificateState.SUSPENDED, CertificateStep.WITHDRAW): CertificateState.WITHDRAWN,
    (CertificateState.SUSPENDED, CertificateStep.EXPIRE): CertificateState.EXPIRED,
    (CertificateState.EXPIRED, CertificateStep.REOPEN): CertificateState.VALID,
}
"""All that can happen; what is not here is refused."""

LIVING = frozenset({CertificateState.APPLIED, CertificateState.VALID, CertificateState.SUSPENDED})
"""States in which something can still happen to a certificate."""

IN_FORCE = frozenset({CertificateState.VALID, CertificateState.SUSPENDED})
"""States that the calendar ends."""

BY_HAND = (
    CertificateStep.GRANT,
    CertificateStep.SUSPEND,
    CertificateStep.RESTORE,
    CertificateStep.WITHDRAW,
)
"""Steps that somebody enters; expiry comes by itself, and its end with the corrected day."""


def next_state(state: CertificateState, step: CertificateStep) -> CertificateState | None:
    """The state after ``step``, or None where it is not possible."""
    return TRANSITIONS.get((state, step))


def steps_from(state: CertificateState) -> list[CertificateStep]:
    """The steps that somebody can enter now."""
    return [step for step in BY_HAND if (state, step) in TRANSITIONS]


class VisitKind(StrEnum):
    """A step of the certification cycle (ISO/IEC 17021-1, clause 9.1.3)."""

    CERTIFICATION = "certification"
    """The initial audit, or the one that began this cycle."""
    SURVEILLANCE_1 = "surveillance_1"
    """Within twelve months of the certification decision."""
    SURVEILLANCE_2 = "surveillance_2"
    """In the following calendar year."""
    RECERTIFICATION = "recertification"
    """Before the certificate expires, early enough to put nonconformities right."""
    SPECIAL = "special"
    """Outside of the cycle: an extension of the scope, a short-notice audit."""


CYCLE = (
    VisitKind.CERTIFICATION,
    VisitKind.SURVEILLANCE_1,
    VisitKind.SURVEILLANCE_2,
    VisitKind.RECERTIFICATION,
)
"""The steps of every cycle in their order."""

RECERTIFICATION_MONTHS_AHEAD = 3
"""Months before the last day by which the recertification audit is planned to be held."""


class VisitDecision(StrEnum):
    """What the certification body decided after a visit."""

    NONE = ""
    """It has not decided yet."""
    GRANTED = "granted"
    MAINTAINED = "maintained"
    RENEWED = "renewed"
    AFTER_CORRECTION = "after_correction"
    """Once the nonconformities are put right."""
    SUSPENDED = "suspended"
    REFUSED = "refused"


class VisitStanding(StrEnum):
    """How a visit stands to its day."""

    HELD = "held"
    OVERDUE = "overdue"
    """Its last possible day has passed and it was not held."""
    SOON = "soon"
    """Within the days of notice."""
    AHEAD = "ahead"


class ImportState(StrEnum):
    """Where a sheet of findings stands that was sent in."""

    CHECKED = "checked"
    """Read and shown; nothing was entered."""
    DONE = "done"
    """Its findings are entered."""
    DISCARDED = "discarded"
    """Somebody decided against it."""


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def cycle_days(begins: date, ends: date) -> dict[VisitKind, date]:
    """By when the visits of a cycle have to be held.

    Args:
        begins: the day of the certification decision, from which the twelve months count.
        ends: the last day of the certificate.
    """
    return {
        VisitKind.SURVEILLANCE_1: min(add_months(begins, 12), ends),
        VisitKind.SURVEILLANCE_2: min(add_months(begins, 24), ends),
        VisitKind.RECERTIFICATION: max(add_months(ends, -RECERTIFICATION_MONTHS_AHEAD), begins),
    }


def standing(held_on: date | None, due_on: date, today: date, notice_days: int) -> VisitStanding:
    """How a visit stands to its day."""
    if held_on is not None:
        return VisitStanding.HELD
    if due_on < today:
        return VisitStanding.OVERDUE
    return VisitStanding.SOON if (due_on - today).days <= notice_days else VisitStanding.AHEAD
