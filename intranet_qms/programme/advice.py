"""What is allowed and yet worth knowing: soft rules, each with a stable code in its function."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from ..i18n import t
from ..workdays import is_working_day
from .planning.problem import Plan, Problem
from .words import month_name

URGENT = 60
"""From this priority on an audit should not wait for the second half of the year."""


def advise(problem: Problem, plan: Plan, key: str) -> list[str]:
    """Warnings about one task of a plan."""
    task = next((one for one in problem.tasks if one.key == key), None)
    placed = plan.get(key)
    if task is None or placed is None:
        return []
    said = []
    month = placed.day.month if placed.day is not None else placed.month
    if month is not None:
        if task.priority >= URGENT and month > 6:
            said.append(
                t(
                    "The area is urgent (%(number)s of 100) and planned for the second half of the year.",
                    number=task.priority,
                )
            )
        by_month = Counter(
            one.day.month if one.day is not None else one.month for one in plan.values()
        )
        share = -(-len(plan) // 12)
        if by_month[month] > 2 * share:
            said.append(
                t(
                    "%(month)s has %(number)s audits, twice an even share.",
                    month=month_name(month).capitalize(),
                    number=by_month[month],
                )
            )
    if placed.day is not None and _beside_free_day(placed.day):
        said.append(t("The day lies between free days, when many people are on leave."))
    if placed.day is None and month is None:
        said.append(t("Without a month it cannot be submitted."))
    load: Counter[int] = Counter()
    for one in problem.tasks:
        for person_id in plan[one.key].team if one.key in plan else ():
            load[person_id] += one.half_days
    average = sum(load.values()) / max(1, len(problem.auditors))
    for auditor in problem.auditors:
        if auditor.person_id in placed.team and load[auditor.person_id] > max(8, 1.5 * average):
            said.append(
                t(
                    "%(person)s has %(number)s half-days this year, half as many again as the average.",
                    person=auditor.name,
                    number=load[auditor.person_id],
                )
            )
    return said


def _beside_free_day(day: date) -> bool:
    if not date.min < day < date.max:
        return False
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    return not is_working_day(before) and not is_working_day(after)
