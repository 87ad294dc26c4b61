"""Areas of audits: units and procedures, with what makes them urgent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ...audits import queries as audits
from ...audits.workflow import AuditState
from ...documents import queries as documents
from ...findings import queries as findings
from ...i18n import localized
from ...people import queries as people
from ..models import AreaSetting, ClosedTime, Programme
from ..risk import AreaFacts, FoundThere, Priority, Rules, priority

HELD = frozenset({AuditState.REPORTING, AuditState.CLOSED, AuditState.IN_PROGRESS})
"""States of audits that count as an audit of the area."""
_DAYS_OF_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A unit or a procedure that is audited for itself.

    ``key``: ``u:7`` or ``d:3``. ``due_year``: by the end of which it has to be audited, None where
    it is not asked for. ``chosen``: the priority that counts: the computed one unless a person
    chose another.
    """

    key: str
    code: str
    name: str
    unit_id: int | None
    document_id: int | None
    owner_unit_id: int | None
    importance: int
    every_years: int | None
    half_days: int
    last_audit: date | None
    last_number: str
    last_team: frozenset[int]
    due_year: int | None
    computed: Priority
    override: int | None = None
    override_reason: str = ""
    override_by: str = ""
    version: int = 0

    @property
    def chosen(self) -> int:
        """The priority that counts."""
        return self.computed.value if self.override is None else self.override

    def as_kept(self) -> list[dict[str, Any]]:
        """The factors as an entry keeps them, with the reason of whoever chose otherwise."""
        kept: list[dict[str, Any]] = [asdict(one) for one in self.computed.factors]
        if self.override is not None:
            kept.append(
                {
                    "name": "override",
                    "number": self.override,
                    "reason": self.override_reason,
                    "by": self.override_by,
                }
            )
        return kept


def area_key(unit_id: int | None, document_id: int | None) -> str:
    """The key of an area; of a procedure in a unit, the procedure's."""
    return f"d:{document_id}" if document_id is not None else f"u:{unit_id}"


def closed_times(session: Session, year: int) -> Sequence[ClosedTime]:
    """When units or the office are not audited in a year, by the first day."""
    return session.scalars(
        select(ClosedTime)
        .where(ClosedTime.last_day >= date(year, 1, 1), ClosedTime.first_day <= date(year, 12, 31))
        .options(joinedload(ClosedTime.unit))
        .order_by(ClosedTime.first_day, ClosedTime.id)
    ).all()


def areas(session: Session, programme: Programme, today: date) -> list[Area]:
    """All areas with their priority, the most urgent first. A constant number of queries."""
    rules = Rules.of(programme.rules)
    cycle = programme.cycle_years
    settings = {
        area_key(one.unit_id, one.document_id): one for one in session.scalars(select(AreaSetting))
    }
    since = today - timedelta(days=round(cycle * _DAYS_OF_YEAR))
    history = [one for one in audits.audited_areas(session) if one.state in HELD]
    last: dict[str, audits.AuditedAreas] = {}
    for one in history:
        for number in one.unit_ids:
            last[f"u:{number}"] = one
        for number in one.document_ids:
            last[f"d:{number}"] = one
    found: dict[str, list[FoundThere]] = {}
    moment = datetime.combine(since, time(), tzinfo=UTC)
    for row in findings.found_in_areas(session, moment, today):
        there = FoundThere(
            finding_class=row.finding_class, is_open=row.is_open, is_late=row.is_late
        )
        if row.unit_id is not None:
            found.setdefault(f"u:{row.unit_id}", []).append(there)
        if row.document_id is not None:
            found.setdefault(f"d:{row.document_id}", []).append(there)
    issues = documents.issue_days(session, since)
    moves = people.unit_changes(session, since)
    procedures = documents.auditable_procedures(session)
    changes: dict[str, list[date]] = {f"u:{key}": list(days) for key, days in moves.items()}
    for procedure in procedures:
        days = issues.get(procedure.document_id, [])
        changes.setdefault(f"d:{procedure.document_id}", []).extend(days)
        if procedure.owner_unit_id is not None:
            changes.setdefault(f"u:{procedure.owner_unit_id}", []).extend(days)
    made = []
    places = [
        (f"u:{one.id}", one.code, localized(one.name_pl, one.name_en), one.id, None, one.id)
        for one in people.units(session)
    ] + [
        (f"d:{one.document_id}", one.code, one.title, None, one.document_id, one.owner_unit_id)
        for one in procedures
    ]
    for key, code, name, unit_id, document_id, owner_unit_id in places:
        setting = settings.get(key)
        before = last.get(key)
        after = before.last_day if before is not None else since
        importance = setting.importance if setting is not None else 3
        facts = AreaFacts(
            importance=importance,
            last_audit=before.last_day if before is not None else None,
            findings=found.get(key, ()),
            changes=sum(after < day <= today for day in changes.get(key, ())),
        )
        every = setting.every_years if setting is not None else None
        made.append(
            Area(
                key=key,
                code=code,
                name=name,
                unit_id=unit_id,
                document_id=document_id,
                owner_unit_id=owner_unit_id,
                importance=importance,
                every_years=every,
                half_days=setting.half_days if setting is not None else 2,
                last_audit=facts.last_audit,
                last_number=before.number if before is not None else "",
                last_team=before.team if before is not None else frozenset(),
                due_year=_due(facts.last_audit, every, cycle, programme.year),
                computed=priority(facts, rules, cycle, today),
                override=setting.priority if setting is not None else None,
                override_reason=setting.priority_reason if setting is not None else "",
                override_by=setting.priority_by if setting is not None else "",
                version=setting.row_version if setting is not None else 0,
            )
        )
    return sorted(made, key=lambda one: (-one.chosen, one.code, one.key))


def _due(last: date | None, every: int | None, cycle: int, year: int) -> int | None:
    """By the end of which year an area has to be audited."""
    if every == 0:
        return None
    if last is None:
        # Nobody knows when: it has the whole of the cycle that begins with this programme, unless
        # it is asked for every year.
        return year + (every or cycle) - 1
    return last.year + (every or cycle)


def priorities(listed: Sequence[Area]) -> dict[str, Area]:
    """Areas by key."""
    return {one.key: one for one in listed}
