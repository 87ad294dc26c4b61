"""What can be granted to a guest, and how a grant stands. Standard library only."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class ScopeKind(StrEnum):
    """What a line of a grant opens. Nothing is open that no line names."""

    ALL_DOCUMENTS = "all_documents"
    """Every document in force."""
    DOCUMENT_KIND = "document_kind"
    """The documents in force of a kind."""
    UNIT = "unit"
    """The documents in force that a unit, or one below it, owns."""
    DOCUMENT = "document"
    """One document, while an issue is in force."""
    AUDITS = "audits"
    """The audits held within the days of the grant's records."""
    AUDIT = "audit"
    """One audit with its findings."""
    FINDINGS = "findings"
    """The findings raised within the days of the grant's records."""
    FINDING = "finding"
    """One finding."""
    RECORDS = "records"
    """The list of records whose matter began or ended within the days of the grant's records."""
    CERTIFICATES = "certificates"
    """The certificates and the cycle of external audits."""


WITHOUT_REFERENCE = frozenset(
    {
        ScopeKind.ALL_DOCUMENTS, ScopeKind.AUDITS, ScopeKind.FINDINGS, ScopeKind.RECORDS,
        ScopeKind.CERTIFICATES,
    }
)  # fmt: skip
"""Lines that name nothing further."""

WITHIN_DAYS = frozenset({ScopeKind.AUDITS, ScopeKind.FINDINGS, ScopeKind.RECORDS})
"""Lines that the days of the grant's records limit."""


class GrantStanding(StrEnum):
    """How a grant stands now."""

    AHEAD = "ahead"
    """Its first moment has not come."""
    OPEN = "open"
    OVER = "over"
    """Its last moment has passed."""
    REVOKED = "revoked"
    """Ended by the office before its time; an open session ended with it."""


def standing(
    begins_at: datetime, ends_at: datetime, revoked_at: datetime | None, now: datetime
) -> GrantStanding:
    """How a grant stands at a moment."""
    if revoked_at is not None:
        return GrantStanding.REVOKED
    if now < begins_at:
        return GrantStanding.AHEAD
    return GrantStanding.OPEN if now < ends_at else GrantStanding.OVER


CODE_DIGITS = 8
CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
"""Wrong codes after which a code is worth nothing any more."""
CODES_AN_HOUR = 5
"""Codes that are mailed for one grant within an hour."""
WRONG_A_DAY = 20
"""Wrong codes within a day after which the link is locked until the office sends another."""
SESSION_LASTS = timedelta(hours=8)
SESSION_RESTS = timedelta(minutes=60)
"""How long a session may be left alone."""
