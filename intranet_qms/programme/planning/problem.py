"""What is to be planned: areas as tasks, auditors, days. Standard library and holidays only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from ...workdays import is_working_day

Span = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One area that has to be audited in the year.

    ``near_units``: the audited units with all above and below them, whose people would judge their
    own work. ``half_days``: estimated time on site, a working day holds two. ``last_team``: who
    audited the area the last time. ``pinned_*``: fixed by a person.
    """

    key: str
    name: str
    near_units: frozenset[int] = frozenset()
    documents: frozenset[int] = frozenset()
    standards: frozenset[str] = frozenset()
    half_days: int = 2
    team_size: int = 2
    priority: int = 0
    last_team: frozenset[int] = frozenset()
    closed: tuple[Span, ...] = ()
    """When the audited units cannot be audited."""
    pinned_day: date | None = None
    pinned_month: int | None = None
    pinned_lead: int | None = None
    pinned_team: frozenset[int] | None = None
    """The whole team, the lead included."""

    @property
    def length(self) -> int:
        """Days on site."""
        return max(1, -(-self.half_days // 2))


@dataclass(frozen=True, kw_only=True)
class Auditor:
    """Somebody who can audit. ``units``: where they work and what they lead.

    ``booked``: audits that are fixed already, ``booked_load``: their half-days by month.
    ``month_limit``, ``year_limit``: half-days; None for no limit. ``unappointed``, ``not_leading``,
    ``incompetent`` (by standard): when what they may is not valid yet or any more.
    """

    person_id: int
    name: str
    units: frozenset[int] = frozenset()
    may_lead: bool = False
    standards: frozenset[str] = frozenset()
    documents: frozenset[int] = frozenset()
    away: tuple[Span, ...] = ()
    unappointed: tuple[Span, ...] = ()
    not_leading: tuple[Span, ...] = ()
    incompetent: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    booked: tuple[Span, ...] = ()
    booked_load: Mapping[int, int] = field(default_factory=dict)
    month_limit: int | None = None
    year_limit: int | None = None

    def unfit_for(self, task: Task) -> tuple[Span, ...]:
        """When they are not appointed, or not competent for a standard of the task."""
        lacking = (self.incompetent.get(one, ()) for one in sorted(task.standards))
        return (*self.unappointed, *(span for spans in lacking for span in spans))


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A year to be planned.

    ``first``, ``last``: between which audits can be held. ``closed``: days on which the whole
    office is closed beside public holidays. ``rest_days``: open days that an auditor has free
    between two audits.
    """

    first: date
    last: date
    tasks: tuple[Task, ...]
    auditors: tuple[Auditor, ...]
    closed: tuple[Span, ...] = ()
    rest_days: int = 1

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days on which the office is open, in their order."""
        number = (self.last - self.first).days + 1
        every = (self.first + timedelta(days=one) for one in range(max(0, number)))
        return tuple(day for day in every if is_working_day(day) and not _within(day, self.closed))

    @cached_property
    def index(self) -> dict[date, int]:
        """The place of each open day among them."""
        return {day: number for number, day in enumerate(self.days)}

    def days_of(self, task: Task, day: date) -> tuple[date, ...]:
        """The days that the audit takes when it begins on an open day; fewer at the year's end."""
        begin = self.index[day]
        return self.days[begin : begin + task.length]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """When a task is done and by whom; what is not decided yet is None or empty.

    ``team``: everybody, the lead included.
    """

    day: date | None = None
    month: int | None = None
    lead: int | None = None
    team: frozenset[int] = frozenset()


Plan = Mapping[str, Placed]
"""By the key of the task."""


def _within(day: date, spans: tuple[Span, ...]) -> bool:
    return any(first <= day <= last for first, last in spans)
