"""The problem of a programme: its entries, the areas that are due, the auditors and the days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ...auditors import queries as auditors
from ...i18n import localized
from ...people import queries as people
from ..models import ClosedTime, Entry, Programme
from ..planning.problem import Auditor, Placed, Plan, Problem, Span, Task
from ..risk import Rules
from ..workflow import Standing
from .areas import Area, area_key, areas, closed_times
from .following import Followed, follow

SETTLED = frozenset({Standing.DONE, Standing.RUNNING, Standing.PLANNED, Standing.MOVED})
"""Entries that are audits already: the machine plans around them."""


@dataclass(frozen=True, kw_only=True)
class Planning:
    """A programme as the machine and the checks see it.

    ``entries``: by the key of the task, those that the programme has already; tasks without one are
    areas that would be added. ``present``: the plan as it stands.
    """

    problem: Problem
    present: Plan
    entries: dict[str, Entry]
    areas: dict[str, Area]
    needs_competence: bool
    _family: Callable[[int | None], frozenset[int]]
    _closed: Sequence[ClosedTime]

    def around(self, unit_id: int | None) -> Around:
        """Which people are too near to a unit, and when it is closed to audits."""
        return Around(self._family(unit_id), _closed_of(self._closed, unit_id))

    def area_of(self, unit_id: int | None, document_id: int | None) -> Area | None:
        """The area of an entry, if it is one still."""
        return self.areas.get(area_key(unit_id, document_id))


@dataclass(frozen=True, slots=True)
class Around:
    """What a unit brings along. ``near``: the unit with all above and below it."""

    near: frozenset[int]
    closed: tuple[Span, ...]


def planning(
    session: Session, programme: Programme, today: date, *, add_areas: bool = True
) -> Planning:
    """The problem of a version.

    Args:
        add_areas: also areas that are not in it yet: all that are due by the end of the year, then
            the most urgent ones until each year of the cycle has its share.
    """
    rules = Rules.of(programme.rules)
    listed = areas(session, programme, today)
    by_key = {one.key: one for one in listed}
    units = people.units(session)
    families: dict[int, frozenset[int]] = {}

    def family(unit_id: int | None) -> frozenset[int]:
        if unit_id is None:
            return frozenset()
        if unit_id not in families:
            families[unit_id] = people.unit_family(units, unit_id)
        return families[unit_id]

    closed = closed_times(session, programme.year)
    followed = follow(session, programme, today)
    standard = frozenset({programme.edition.standard}) if programme.edition else frozenset()
    tasks, present, entries = [], {}, {}
    for one in followed:
        if one.standing in SETTLED:
            continue
        entry = one.entry
        key = task_key(entry)
        area = by_key.get(area_key(entry.unit_id, entry.document_id))
        tasks.append(_task_of(key, entry, area, family, closed, standard, rules))
        present[key] = placed(entry)
        entries[key] = entry
    if add_areas:
        taken = {area_key(one.unit_id, one.document_id) for one in programme.entries}
        taken |= {f"u:{one.unit_id}" for one in programme.entries if one.unit_id is not None}
        tasks += [
            _task(
                area.key, area, family(area.unit_id or area.owner_unit_id),
                _closed_of(closed, area.unit_id or area.owner_unit_id), standard, rules,
            )
            for area in to_add(programme, listed, taken)
        ]  # fmt: skip
    first = date(programme.year, 1, 1)
    if today.year == programme.year:
        first = max(first, today)
    last = date(programme.year, 12, 31)
    problem = Problem(
        first=first,
        last=last,
        tasks=tuple(tasks),
        auditors=_auditors(
            session,
            units,
            followed,
            date(programme.year, 1, 1),
            last,
            rules,
            # Of a year that goes on, whoever may audit now: not who did on its first day.
            on=min(first, last),
        ),
        closed=tuple((one.first_day, one.last_day) for one in closed if one.unit_id is None),
        rest_days=rules.rest_days,
    )
    return Planning(
        problem=problem,
        present=present,
        entries=entries,
        areas=by_key,
        needs_competence=rules.needs_competence,
        _family=family,
        _closed=closed,
    )


def task_key(entry: Entry) -> str:
    """The key under which an entry is planned."""
    return f"e:{entry.key}"


def placed(entry: Entry) -> Placed:
    """An entry as a part of a plan."""
    return Placed(
        day=entry.day,
        month=entry.month,
        lead=next((one.person_id for one in entry.team if one.leads), None),
        team=frozenset(one.person_id for one in entry.team),
    )


def to_add(programme: Programme, listed: Sequence[Area], taken: set[str]) -> list[Area]:
    """The areas that belong into the year and are not in it: what is due, then the most urgent."""
    asked = [one for one in listed if one.due_year is not None]
    due = [one for one in asked if (one.due_year or 0) <= programme.year]
    share = -(-len(asked) // max(1, programme.cycle_years))
    in_year = sum(one.key in taken for one in asked)
    chosen = [one for one in due if one.key not in taken]
    others = [one for one in asked if one.key not in taken and (one.due_year or 0) > programme.year]
    return chosen + others[: max(0, share - in_year - len(chosen))]


def _task_of(
    key: str,
    entry: Entry,
    area: Area | None,
    family: Callable[[int | None], frozenset[int]],
    closed: Sequence[ClosedTime],
    standard: frozenset[str],
    rules: Rules,
) -> Task:
    unit_id = entry.unit_id
    if unit_id is None and area is not None:
        unit_id = area.owner_unit_id
    task = Task(
        key=key,
        name=entry_name(entry),
        near_units=family(unit_id),
        documents=frozenset({entry.document_id}) if entry.document_id is not None else frozenset(),
        standards=standard if rules.needs_competence else frozenset(),
        half_days=entry.half_days,
        team_size=entry.team_size,
        priority=area.chosen if area is not None else entry.priority,
        last_team=area.last_team if area is not None else frozenset(),
        closed=_closed_of(closed, unit_id),
    )
    now = placed(entry)
    if entry.pinned_day:
        task = replace(
            task, pinned_day=entry.day, pinned_month=entry.month if entry.day is None else None
        )
    if entry.pinned_team and now.team:
        task = replace(task, pinned_team=now.team, pinned_lead=now.lead)
    return task


def _task(
    key: str, area: Area, near: frozenset[int], closed: tuple[Span, ...],
    standard: frozenset[str], rules: Rules,
) -> Task:  # fmt: skip
    return Task(
        key=key,
        name=f"{area.code} {area.name}",
        near_units=near,
        documents=frozenset({area.document_id}) if area.document_id is not None else frozenset(),
        standards=standard if rules.needs_competence else frozenset(),
        half_days=area.half_days,
        priority=area.chosen,
        last_team=area.last_team,
        closed=closed,
    )


def entry_name(entry: Entry, worded: Callable[[str, str], str] = localized) -> str:
    """An entry in words.

    Args:
        worded: which of a Polish and an English name; the reader's when missing.
    """
    parts = []
    if entry.document is not None:
        title = worded(entry.document.title, entry.document.title_en)
        parts.append(f"{entry.document.code} {title}")
    if entry.unit is not None:
        name = worded(entry.unit.name_pl, entry.unit.name_en)
        parts.append(f"{entry.unit.code} {name}" if not parts else entry.unit.code)
    return " · ".join(parts)


def _closed_of(closed: Iterable[ClosedTime], unit_id: int | None) -> tuple[Span, ...]:
    return tuple(
        (one.first_day, one.last_day)
        for one in closed
        if one.unit_id is not None and one.unit_id == unit_id
    )


def _auditors(
    session: Session,
    units: Sequence[Any],
    followed: Sequence[Followed],
    first: date,
    last: date,
    rules: Rules,
    *,
    on: date,
) -> tuple[Auditor, ...]:
    known = auditors.auditors_for_planning(session, on, last)
    free = auditors.availability(session, [one.person_id for one in known], first, last)
    headed: dict[int, set[int]] = {}
    for unit in units:
        if unit.head_id is not None:
            headed.setdefault(unit.head_id, set()).add(unit.id)
    sizes = {one.audit_number: one.entry.half_days for one in followed if one.audit_number}
    made = []
    for one in known:
        load: dict[int, int] = {}
        booked = []
        for number, begin, end in free[one.person_id].audits:
            booked.append((begin, end))
            half_days = sizes.get(number, 2 * ((end - begin).days + 1))
            load[begin.month] = load.get(begin.month, 0) + half_days
        own_limit = one.load_days_limit * 2 if one.load_days_limit is not None else None
        made.append(
            Auditor(
                person_id=one.person_id,
                name=one.name,
                units=frozenset(
                    {*headed.get(one.person_id, ()), *([one.unit_id] if one.unit_id else ())}
                ),
                may_lead=one.may_lead,
                standards=one.standards,
                documents=one.procedures_owned,
                away=free[one.person_id].absences,
                unappointed=one.unappointed,
                not_leading=one.not_leading,
                incompetent=one.incompetent,
                booked=tuple(booked),
                booked_load=load,
                month_limit=rules.month_half_days or None,
                year_limit=own_limit if own_limit is not None else rules.year_half_days or None,
            )
        )
    return tuple(made)
