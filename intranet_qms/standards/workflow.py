"""Kinds of milestones, dates known only roughly, and how editions compare. Standard library only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MilestoneKind(StrEnum):
    """What happened on the road to certification."""

    IMPLEMENTATION = "implementation"
    """The decision to introduce the system."""
    POLICY = "policy"
    DOCUMENTATION = "documentation"
    PRE_CERTIFICATION_AUDIT = "pre_certification_audit"
    CERTIFICATION_AUDIT = "certification_audit"
    SURVEILLANCE_AUDIT = "surveillance_audit"
    CERTIFICATE = "certificate"


class Validity(StrEnum):
    """What an edition of a standard is on a day."""

    AHEAD = "ahead"
    """Not published yet."""
    VALID = "valid"
    """Valid, without an end in sight."""
    ENDING = "ending"
    """Valid beside its successor until its last day."""
    ENDED = "ended"
    """Certificates are no longer issued against it."""


def validity(first: date | None, last: date | None, today: date) -> Validity:
    """What an edition with these days is on ``today``; both days are included."""
    if first is not None and today < first:
        return Validity.AHEAD
    if last is None:
        return Validity.VALID
    return Validity.ENDED if today > last else Validity.ENDING


class Coverage(StrEnum):
    """How ready the office is for one clause of a newer edition."""

    PROVEN = "proven"
    """A document proves the clause itself."""
    CARRIED_OVER = "carried_over"
    """Only documents for the clauses it came from; somebody has to check that they still do."""
    GAP = "gap"
    """No document proves it, nor what it came from."""


class ProofKind(StrEnum):
    """What has to do with a clause."""

    DOCUMENT = "document"
    """A document in force that names it: how it is meant to be done."""
    QUESTION = "question"
    """A question of a published checklist that asks about it."""
    AUDIT = "audit"
    """An audit with the clause in its scope: that somebody looked."""
    FINDING = "finding"
    """A finding against it."""


class Verdict(StrEnum):
    """What the office itself says about a clause of the edition that it is going over to."""

    COVERED = "covered"
    """Looked at: what there is meets the clause."""
    TO_DO = "to_do"
    """Something is missing; somebody does it until a day."""
    NOT_APPLICABLE = "not_applicable"
    """Does not apply to the office; the note says why (ISO 9001, clause 4.3)."""


@dataclass(frozen=True, slots=True)
class RoughDate:
    """A year, a month of a year, or a day; what is not known is None."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def read(cls, text: str) -> RoughDate:
        """From ``2004``, ``2004-02`` or ``2004-02-13``.

        Raises:
            ValueError: anything else, or a day that does not exist.
        """
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
            raise ValueError(f"{text!r} is no year, month or day")
        parts = [int(part) for part in text.split("-")]
        date(*[*parts, 1, 1][:3])
        return cls(*parts)

    @property
    def first_day(self) -> date:
        """The earliest day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one rough date to another, or one rough date alone."""

    first: RoughDate
    last: RoughDate | None = None

    @classmethod
    def read(cls, first: str, last: str = "") -> Period:
        """From the texts of two rough dates; the second may be empty. Raises ValueError."""
        return cls(RoughDate.read(first), RoughDate.read(last) if last else None)
