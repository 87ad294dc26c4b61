"""Findings by where they are, for whoever weighs what to audit next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import Finding
from ..workflow import FindingState
from .register import DONE


@dataclass(frozen=True, slots=True)
class FoundInArea:
    """One finding: where, of which of the five classes, and whether it is answered."""

    unit_id: int | None
    document_id: int | None
    finding_class: str
    raised_at: datetime
    is_open: bool
    is_late: bool


def found_in_areas(session: Session, since: datetime, today: date) -> list[FoundInArea]:
    """Findings raised since a moment, and older ones that are open. One query."""
    rows = session.execute(
        select(
            Finding.unit_id,
            Finding.document_id,
            Finding.finding_class,
            Finding.raised_at,
            Finding.state,
            Finding.due_on,
        ).where(Finding.state != FindingState.WITHDRAWN)
    )
    found = []
    for row in rows:
        is_open = row.state not in DONE
        if is_open or row.raised_at >= since:
            found.append(
                FoundInArea(
                    row.unit_id,
                    row.document_id,
                    str(row.finding_class),
                    row.raised_at,
                    is_open,
                    is_open and row.due_on is not None and row.due_on < today,
                )
            )
    return found
