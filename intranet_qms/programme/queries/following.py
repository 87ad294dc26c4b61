"""What became of the entries of a programme."""

from __future__ import annotations

import calendar
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ...workdays import add_working_days
from ..models import Entry, Programme, ProgrammeAudit
from ..workflow import Standing, standing
from .areas import Area, area_key


@dataclass(frozen=True, slots=True)
class Followed:
    """An entry with the audit that came of it and how the two compare.

    ``first``, ``last``: as the programme says; ``audit_first``, ``audit_last``: as the audit is.
    """

    entry: Entry
    standing: Standing
    first: date | None
    last: date | None
    audit_number: str = ""
    audit_first: date | None = None
    audit_last: date | None = None
    cancelled_reason: str = ""


def follow(session: Session, programme: Programme, today: date) -> list[Followed]:
    """All entries by their time, each with what became of it. One query beside the version."""
    linked = _linked(session, (one.key for one in programme.entries))
    found = []
    for entry in programme.entries:
        audit = linked.get(entry.key)
        first, last = _days(entry, programme.year)
        found.append(
            Followed(
                entry,
                standing(
                    last,
                    str(audit.state) if audit is not None else None,
                    audit.first_day if audit is not None else None,
                    audit.last_day if audit is not None else None,
                    entry.month,
                    today,
                ),
                first,
                last,
                audit.number if audit is not None else "",
                audit.first_day if audit is not None else None,
                audit.last_day if audit is not None else None,
                audit.cancelled_reason if audit is not None else "",
            )
        )
    return sorted(found, key=lambda one: (one.first or date(programme.year, 12, 31), one.entry.id))


def counts(
    session: Session, listed: Sequence[Programme], today: date
) -> dict[int, dict[Standing, int]]:
    """How many entries of each programme are how far, by its internal number. Two queries."""
    entries = session.scalars(
        select(Entry).where(Entry.programme_id.in_([one.id for one in listed]))
    ).all()
    linked = _linked(session, (one.key for one in entries))
    years = {one.id: one.year for one in listed}
    found: dict[int, dict[Standing, int]] = {one.id: {} for one in listed}
    for entry in entries:
        audit = linked.get(entry.key)
        _, last = _days(entry, years[entry.programme_id])
        now = standing(
            last,
            str(audit.state) if audit is not None else None,
            audit.first_day if audit is not None else None,
            audit.last_day if audit is not None else None,
            entry.month,
            today,
        )
        counted = found[entry.programme_id]
        counted[now] = counted.get(now, 0) + 1
    return found


def _linked(session: Session, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """The audit of each entry: the latest one that was not cancelled, else the latest."""
    found: dict[uuid.UUID, Any] = {}
    rows = session.scalars(
        select(ProgrammeAudit)
        .where(ProgrammeAudit.entry_key.in_(list(keys)))
        .options(joinedload(ProgrammeAudit.audit))
        .order_by(ProgrammeAudit.id)
    )
    for row in rows:
        before = found.get(row.entry_key)
        if before is None or row.audit.state != "cancelled" or before.state == "cancelled":
            found[row.entry_key] = row.audit
    return found


def _days(entry: Entry, year: int) -> tuple[date | None, date | None]:
    """First and last day as planned; of a month, its ends."""
    if entry.day is not None:
        return entry.day, add_working_days(entry.day, max(1, -(-entry.half_days // 2)) - 1)
    if entry.month is not None:
        last = calendar.monthrange(year, entry.month)[1]
        return date(year, entry.month, 1), date(year, entry.month, last)
    return None, None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the areas the cycle has reached.

    ``due``: areas that must be audited by the end of the year; ``due_planned``: of them in the
    programme. ``missing``: those that are not. ``share``: how many areas a year of the cycle has to
    take, ``in_year``: how many this one does.
    """

    areas: int
    audited: int
    share: int
    in_year: int
    due: int
    due_planned: int
    missing: tuple[Area, ...]


def coverage(programme: Programme, listed: Sequence[Area]) -> Coverage:
    """What the programme covers of the areas."""
    planned = {
        key
        for one in programme.entries
        for key in (
            area_key(one.unit_id, one.document_id),
            f"u:{one.unit_id}" if one.unit_id is not None else "",
        )
    }
    asked = [one for one in listed if one.due_year is not None]
    due = [one for one in asked if (one.due_year or 0) <= programme.year]
    since = programme.year - programme.cycle_years
    return Coverage(
        len(asked),
        sum(one.last_audit is not None and one.last_audit.year > since for one in asked),
        -(-len(asked) // max(1, programme.cycle_years)),
        sum(one.key in planned for one in asked),
        len(due),
        sum(one.key in planned for one in due),
        tuple(one for one in due if one.key not in planned),
    )
