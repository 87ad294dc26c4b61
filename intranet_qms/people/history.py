"""What units were called, and where people worked, on a day of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from ..i18n import localized, sort_key
from .models import EarlierMembership, EarlierUnit, Person, Unit


@dataclass(frozen=True, slots=True)
class UnitThen:
    """A unit as it was on a day."""

    id: int
    code: str
    name_pl: str
    name_en: str
    parent_id: int | None

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localized(self.name_pl, self.name_en)


def units_on(session: Session, unit_ids: Iterable[int], day: date) -> dict[int, UnitThen]:
    """Units by number, with the names that they had on a day; two queries for any number.

    Args:
        day: in the office's zone. A change of that same day already holds.
    """
    wanted = sorted(set(unit_ids))
    if not wanted:
        return {}
    found = {
        unit.id: UnitThen(unit.id, unit.code, unit.name_pl, unit.name_en, unit.parent_id)
        for unit in session.scalars(select(Unit).where(Unit.id.in_(wanted)))
    }
    first = (
        select(EarlierUnit.unit_id, func.min(EarlierUnit.until).label("until"))
        .where(EarlierUnit.unit_id.in_(wanted), EarlierUnit.until > day)
        .group_by(EarlierUnit.unit_id)
        .subquery()
    )
    # Two changes of one day leave two rows: the first of them is what was before that day.
    rows = session.scalars(
        select(EarlierUnit)
        .join(
            first,
            and_(EarlierUnit.unit_id == first.c.unit_id, EarlierUnit.until == first.c.until),
        )
        .order_by(EarlierUnit.id.desc())
    )
    for row in rows:
        found[row.unit_id] = UnitThen(
            row.unit_id, row.code, row.name_pl, row.name_en, row.parent_id
        )
    return found


def unit_name_on(
    session: Session, unit_ids: Iterable[int], day: date
) -> Mapping[int, tuple[str, str]]:
    """The Polish and the English name that units had on a day, by number."""
    return {
        number: (unit.name_pl, unit.name_en)
        for number, unit in units_on(session, unit_ids, day).items()
    }


def unit_as_of(session: Session, unit_id: int | None, day: date | None) -> UnitThen | None:
    """One unit as it was on a day; as it is now where no day is given."""
    if unit_id is None:
        return None
    return units_on(session, [unit_id], day or date.max).get(unit_id)


def earlier_names(session: Session, unit_id: int) -> Sequence[EarlierUnit]:
    """All that a unit was before, the latest first."""
    return session.scalars(
        select(EarlierUnit)
        .where(EarlierUnit.unit_id == unit_id)
        .order_by(EarlierUnit.until.desc(), EarlierUnit.id.desc())
    ).all()


def unit_changes(session: Session, since: date) -> dict[int, list[date]]:
    """The days since a day on which units got another name or place, by unit. One query."""
    found: dict[int, list[date]] = {}
    rows = session.execute(
        select(EarlierUnit.unit_id, EarlierUnit.until).where(EarlierUnit.until >= since)
    )
    for unit_id, day in rows:
        found.setdefault(unit_id, []).append(day)
    return found


def memberships_on(session: Session, person_ids: Iterable[int], day: date) -> dict[int, int | None]:
    """The unit in which people worked on a day, for those who have worked elsewhere since.

    People who are not in the answer worked where they work now.
    """
    rows = session.execute(
        select(EarlierMembership.person_id, EarlierMembership.unit_id)
        .where(EarlierMembership.person_id.in_(sorted(set(person_ids))))
        .where(EarlierMembership.until > day)
        .order_by(EarlierMembership.until.desc(), EarlierMembership.id.desc())
    )
    # The last one that is read is the earliest after the day.
    return {row.person_id: row.unit_id for row in rows}


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A unit in the tree of the office, with how many work there."""

    unit: UnitThen
    depth: int
    head: str = ""
    head_uuid: str = ""
    people: int = 0


def tree(session: Session, day: date) -> list[TreeLine]:
    """The units that there were on a day, as an outline; four queries.

    Who leads them and how many work there is told of today.
    """
    units = [
        unit
        for unit in session.scalars(select(Unit).options(joinedload(Unit.head)))
        if (unit.opened_on is None or unit.opened_on <= day)
        and (unit.active or (unit.closed_on is not None and unit.closed_on > day))
    ]
    then = units_on(session, [unit.id for unit in units], day)
    counted = dict(
        session.execute(
            select(Person.unit_id, func.count()).where(Person.active).group_by(Person.unit_id)
        ).all()
    )
    by_id = {unit.id: unit for unit in units}
    below: dict[int | None, list[UnitThen]] = {}
    for one in then.values():
        below.setdefault(one.parent_id if one.parent_id in by_id else None, []).append(one)
    lines: list[TreeLine] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for one in sorted(below.get(parent_id, ()), key=lambda each: sort_key(each.name_pl)):
            head = by_id[one.id].head
            lines.append(
                TreeLine(
                    one,
                    depth,
                    head.name if head else "",
                    str(head.uuid) if head else "",
                    counted.get(one.id, 0),
                )
            )
            walk(one.id, depth + 1)

    walk(None, 0)
    return lines


def closed_units(session: Session) -> Sequence[Unit]:
    """Units that are no more, the last first."""
    return session.scalars(
        select(Unit).where(~Unit.active).order_by(Unit.closed_on.desc(), Unit.sort_key)
    ).all()


def unit_by_earlier_code(session: Session, code: str) -> Unit | None:
    """The unit that had this code last, now under another."""
    return session.scalars(
        select(Unit)
        .join(EarlierUnit, EarlierUnit.unit_id == Unit.id)
        .where(EarlierUnit.code == code)
        .order_by(EarlierUnit.until.desc())
        .limit(1)
    ).first()
