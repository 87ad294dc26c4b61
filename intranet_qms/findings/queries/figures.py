"""Figures about findings: how many, how long, how often again, how often with effect."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ...host import Actor
from ...i18n import localized
from ..models import Finding, FindingRemark
from ..workflow import FindingClass, FindingState, RemarkKind
from .register import DONE, OWED, related, visible_to

AGES = ((30, "0-30"), (90, "31-90"), (180, "91-180"), (None, "181+"))
"""Days since findings that are not finished were raised: up to, and the name of the group."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page of figures shows.

    ``by_unit``: code, name and how many, the most first. ``days_to_close``: number of findings,
    median, and the longest, in days; by class. ``ages``: unfinished findings by group. ``judged``:
    how many judgements of effect there were, and how many said yes.
    """

    total: int
    active: int
    overdue: int
    repeats: int
    by_class: dict[str, int]
    by_unit: list[tuple[str, str, int]]
    by_month: dict[str, int]
    by_source: dict[str, int]
    days_to_close: dict[str, tuple[int, float, int]]
    ages: dict[str, int]
    judged: int
    effective: int

    @property
    def effective_share(self) -> float | None:
        """Which part of judged actions had their effect, of 1; None where nothing was judged."""
        return self.effective / self.judged if self.judged else None


def figures(
    session: Session, actor: Actor, today: date, zone: ZoneInfo, year: int | None
) -> Figures:
    """Figures of the findings that the actor sees, of one year or of all. Two queries."""
    unit = related("unit")
    query = (
        select(
            Finding.number, Finding.finding_class, Finding.state, Finding.source,
            Finding.raised_at, Finding.closed_at, Finding.due_on, Finding.repeats_id,
            unit.code, unit.name_pl, unit.name_en,
        )
        .select_from(Finding)
        .outerjoin(Finding.unit)
        .where(visible_to(actor), Finding.state != FindingState.WITHDRAWN)
    )  # fmt: skip
    said = (
        select(FindingRemark.kind, func.count())
        .join(Finding, Finding.id == FindingRemark.finding_id)
        .where(
            FindingRemark.kind.in_((RemarkKind.EFFECTIVE.value, RemarkKind.INEFFECTIVE.value)),
            visible_to(actor),
        )
        .group_by(FindingRemark.kind)
    )
    if year is not None:
        in_year = Finding.number.startswith(f"U-{year:04d}-", autoescape=True)
        query, said = query.where(in_year), said.where(in_year)
    rows = session.execute(query).all()
    judged: dict[str, int] = {row[0]: row[1] for row in session.execute(said)}
    by_class: dict[str, int] = {}
    by_unit: dict[str, tuple[str, int]] = {}
    by_month: dict[str, int] = {}
    by_source: dict[str, int] = {}
    lasted: dict[str, list[int]] = {}
    ages = {name: 0 for _, name in AGES}
    active = overdue = repeats = 0
    for row in rows:
        raised = row.raised_at.astimezone(zone).date()
        by_class[row.finding_class] = by_class.get(row.finding_class, 0) + 1
        by_source[row.source] = by_source.get(row.source, 0) + 1
        month = f"{raised:%Y-%m}"
        by_month[month] = by_month.get(month, 0) + 1
        if row.code:
            name, number = by_unit.get(row.code, (localized(row.name_pl, row.name_en), 0))
            by_unit[row.code] = (name, number + 1)
        repeats += row.repeats_id is not None
        if row.state not in DONE:
            active += 1
            overdue += row.state in OWED and row.due_on is not None and row.due_on < today
            age = (today - raised).days
            ages[next(name for most, name in AGES if most is None or age <= most)] += 1
        elif row.closed_at is not None and row.finding_class != FindingClass.STRENGTH:
            closed = row.closed_at.astimezone(zone).date()
            lasted.setdefault(row.finding_class, []).append((closed - raised).days)
    effective = judged.get(RemarkKind.EFFECTIVE.value, 0)
    return Figures(
        total=len(rows),
        active=active,
        overdue=overdue,
        repeats=repeats,
        by_class=by_class,
        by_unit=sorted(
            ((code, name, number) for code, (name, number) in by_unit.items()),
            key=lambda one: (-one[2], one[0]),
        ),
        by_month=dict(sorted(by_month.items())),
        by_source=by_source,
        days_to_close={
            name: (len(days), statistics.median(days), max(days)) for name, days in lasted.items()
        },
        ages=ages,
        judged=effective + judged.get(RemarkKind.INEFFECTIVE.value, 0),
        effective=effective,
    )
