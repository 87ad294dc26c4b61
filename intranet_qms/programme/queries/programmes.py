"""Versions of programmes with their entries."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ...auditors import queries as auditors
from ...errors import not_found
from ...people import queries as people
from ...trail.queries import entries_about
from ..models import Entry, EntryAuditor, EntryClause, PlanRun, Programme
from ..seals import content_of, hash_of
from ..workflow import SEALED


def years(session: Session, *, sealed_only: bool = False) -> list[Programme]:
    """The version of each year that holds, or the latest one where none was approved yet; the
    latest year first. One query, without entries."""
    query = select(Programme).order_by(Programme.year.desc(), Programme.number.desc())
    if sealed_only:
        query = query.where(Programme.state.in_(SEALED))
    found: dict[int, Programme] = {}
    for one in session.scalars(query):
        found.setdefault(one.year, one)
    return list(found.values())


def versions(session: Session, year: int) -> Sequence[Programme]:
    """All versions of a year, the latest first, without entries."""
    return session.scalars(
        select(Programme).where(Programme.year == year).order_by(Programme.number.desc())
    ).all()


def version(
    session: Session, year: int, number: int | None = None, *, sealed_only: bool = False
) -> Programme:
    """One version with its entries: by number, or the latest one.

    Args:
        sealed_only: look at approved versions only.

    Raises:
        NotFound: there is none.
    """
    latest = select(func.max(Programme.number)).where(Programme.year == year)
    if sealed_only:
        latest = latest.where(Programme.state.in_(SEALED))
    query = (
        select(Programme)
        .where(
            Programme.year == year,
            Programme.number == (number if number is not None else latest.scalar_subquery()),
        )
        .options(
            joinedload(Programme.edition),
            selectinload(Programme.entries).options(
                joinedload(Entry.unit),
                joinedload(Entry.document),
                selectinload(Entry.team).joinedload(EntryAuditor.person),
                selectinload(Entry.clauses).joinedload(EntryClause.clause),
            ),
        )
    )
    found = session.scalars(query).unique().one_or_none()
    if found is None:
        raise not_found("programme.not_found")
    return found


def entry_of(programme: Programme, key: uuid.UUID) -> Entry:
    """One entry of a version. Raises NotFound."""
    found = next((one for one in programme.entries if one.key == key), None)
    if found is None:
        raise not_found("programme.entry_not_found")
    return found


def latest_run(session: Session, programme: Programme) -> PlanRun | None:
    """The machine's latest run for a version."""
    return session.scalars(
        select(PlanRun)
        .where(PlanRun.programme_id == programme.id)
        .order_by(PlanRun.id.desc())
        .limit(1)
    ).one_or_none()


def run_by_uuid(session: Session, identifier: uuid.UUID) -> PlanRun | None:
    """One run."""
    return session.scalars(select(PlanRun).where(PlanRun.uuid == identifier)).one_or_none()


def content_hash(session: Session, programme: Programme) -> str:
    """The hash of what a version says now."""
    numbers = {of.person_id for one in programme.entries for of in one.team}
    return hash_of(content_of(programme, dict(people.uuids_of(session, numbers))))


def check_seal(session: Session, programme: Programme) -> bool:
    """Whether an approved version is what was approved: its content has the hash that is kept with
    it and the one that the trail remembers."""
    if programme.state not in SEALED:
        return True
    if content_hash(session, programme) != programme.content_hash:
        return False
    noted = [
        entry.details.get("hash")
        for entry in entries_about(session, "programme", [programme.uuid], ["programme.approve"])
    ]
    return noted == [programme.content_hash]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in an entry between two versions. ``what``: ``added``, ``removed`` or the names
    of what changed (``when``, ``team``, ``size``, ``scope``)."""

    entry: Entry
    what: tuple[str, ...]
    before: Entry | None = None


def changes_between(earlier: Programme, later: Programme) -> list[Change]:
    """What a version changes, in the order of its entries; what it leaves out comes last."""
    before = {one.key: one for one in earlier.entries}
    found = []
    for one in later.entries:
        old = before.pop(one.key, None)
        if old is None:
            found.append(Change(one, ("added",)))
            continue
        what = tuple(
            name
            for name, then, now in (
                ("when", (old.day, old.month), (one.day, one.month)),
                ("team", _team(old), _team(one)),
                ("size", (old.half_days, old.note), (one.half_days, one.note)),
                ("scope", _scope(old), _scope(one)),
            )
            if then != now
        )
        if what:
            found.append(Change(one, what, old))
    return found + [Change(one, ("removed",)) for one in before.values()]


def _team(entry: Entry) -> set[tuple[int, bool]]:
    return {(one.person_id, one.leads) for one in entry.team}


def _scope(entry: Entry) -> tuple[int | None, int | None, frozenset[int]]:
    return entry.unit_id, entry.document_id, frozenset(one.clause_id for one in entry.clauses)


def auditor_choices(session: Session, on: date) -> list[tuple[int, str]]:
    """Who can be planned, for a form."""
    return [(one.person_id, one.name) for one in auditors.auditors_for_planning(session, on)]
