"""Which records there are and how they stand to their time: one statement for all kinds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, selectinload

from ..errors import not_found
from ..http import Page, paginate
from .kinds import BY_NAME, KINDS
from .models import (
    Disposal,
    DisposalItem,
    JrwaClass,
    RecordClass,
    RecordHold,
    RetentionRule,
)
from .retention import Category, cutoff, due_on, parse, start_of
from .workflow import OPEN, RecordState


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the records is wanted. Empty means any."""

    state: str = ""
    kind: str = ""
    category: str = ""
    jrwa: str = ""
    year: int | None = None
    """In which the matter ended."""
    unit_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands today."""

    kind: str
    uuid: uuid.UUID
    code: str
    title: str
    first_day: date | None
    ended_on: date | None
    jrwa: str
    category: str
    """As it is written; see ``parsed``."""
    unit_id: int | None
    held: str
    """The reason of a hold, or empty."""
    listed: str
    """The number of an open disposal list that it stands on, or empty."""

    @property
    def parsed(self) -> Category | None:
        """Its category, if it is one."""
        return parse(self.category)

    @property
    def due_on(self) -> date | None:
        """From when it may go, or be handed over; None while the matter is open."""
        category = self.parsed
        if category is None or self.ended_on is None:
            return None
        return due_on(category, self.ended_on)

    def state(self, today: date) -> RecordState:
        """How it stands to its time."""
        category, due = self.parsed, self.due_on
        if self.held:
            return RecordState.HELD
        if self.ended_on is None:
            return RecordState.OPEN
        if category is None or due is None or due > today:
            return RecordState.KEPT
        return RecordState.TRANSFER if category.is_permanent else RecordState.DUE


def rules(session: Session) -> dict[str, RetentionRule]:
    """Class and category of each kind: as the office chose, else as the program brings them."""
    chosen = {one.record_kind: one for one in session.scalars(select(RetentionRule))}
    return {
        kind.name: chosen.get(kind.name)
        or RetentionRule(record_kind=kind.name, jrwa=kind.jrwa, category=kind.category)
        for kind in KINDS
    }


def _all(session: Session, kind: str = "") -> Any:
    """Every record of every kind (or one), with its class, its hold and its open list."""
    by_kind = rules(session)
    parts = []
    for one in KINDS:
        if kind and one.name != kind:
            continue
        rows = one.rows().subquery(f"rows_{one.name}")
        rule = by_kind[one.name]
        own = (
            select(RecordClass.record_uuid, RecordClass.jrwa, RecordClass.category)
            .where(RecordClass.record_kind == one.name)
            .subquery(f"own_{one.name}")
        )
        parts.append(
            select(
                literal(one.name).label("kind"),
                rows.c.uuid,
                rows.c.code,
                rows.c.title,
                rows.c.first_day,
                rows.c.ended_at,
                rows.c.ended_day,
                rows.c.unit_id,
                func.coalesce(
                    func.nullif(own.c.jrwa, ""), func.nullif(rows.c.own_jrwa, ""), rule.jrwa
                ).label("jrwa"),
                func.coalesce(
                    func.nullif(own.c.category, ""),
                    func.nullif(rows.c.own_category, ""),
                    rule.category,
                ).label("category"),
            ).select_from(rows.outerjoin(own, own.c.record_uuid == rows.c.uuid))
        )
    return union_all(*parts).subquery("records")


def _held(records: Any) -> ColumnElement[Any]:
    return (
        select(RecordHold.reason)
        .where(
            RecordHold.record_kind == records.c.kind,
            RecordHold.record_uuid == records.c.uuid,
            RecordHold.released_at.is_(None),
        )
        .limit(1)
        .scalar_subquery()
    )


def _listed(records: Any) -> ColumnElement[Any]:
    return (
        select(Disposal.number)
        .join(DisposalItem, DisposalItem.disposal_id == Disposal.id)
        .where(
            DisposalItem.record_kind == records.c.kind,
            DisposalItem.record_uuid == records.c.uuid,
            Disposal.state.in_(sorted(OPEN)),
        )
        .limit(1)
        .scalar_subquery()
    )


def categories(session: Session) -> list[str]:
    """Every category that is in use, as it is written."""
    records = _all(session)
    found = session.scalars(select(records.c.category).distinct())
    return sorted({one for one in found if one})


def _ended_before(records: Any, day: date, zone: ZoneInfo) -> ColumnElement[bool]:
    # Never unknown, so that its opposite can be asked too.
    return or_(
        and_(records.c.ended_at.is_not(None), records.c.ended_at < start_of(day, zone)),
        and_(records.c.ended_day.is_not(None), records.c.ended_day < day),
    )


def _has_ended(records: Any) -> ColumnElement[bool]:
    return or_(records.c.ended_at.is_not(None), records.c.ended_day.is_not(None))


def _due(session: Session, records: Any, today: date, zone: ZoneInfo, *, permanent: bool) -> Any:
    options: list[ColumnElement[bool]] = []
    for written in categories(session):
        category = parse(written)
        if category is not None and category.is_permanent is permanent:
            day = cutoff(category, today)
            options.append(and_(records.c.category == written, _ended_before(records, day, zone)))
    return or_(*options) if options else false()


def _query(session: Session, asked: Asked, today: date, zone: ZoneInfo) -> Select[Any]:
    records = _all(session, asked.kind if asked.kind in BY_NAME else "")
    query = select(*records.c, _held(records).label("held"), _listed(records).label("listed"))
    free = _held(records).is_(None)
    if asked.state == RecordState.DUE:
        query = query.where(free, _due(session, records, today, zone, permanent=False))
    elif asked.state == RecordState.TRANSFER:
        query = query.where(free, _due(session, records, today, zone, permanent=True))
    elif asked.state == RecordState.HELD:
        query = query.where(~free)
    elif asked.state == RecordState.OPEN:
        query = query.where(free, ~_has_ended(records))
    elif asked.state == RecordState.KEPT:
        query = query.where(
            free,
            _has_ended(records),
            ~_due(session, records, today, zone, permanent=False),
            ~_due(session, records, today, zone, permanent=True),
        )
    if asked.category:
        query = query.where(records.c.category == asked.category)
    if asked.jrwa:
        query = query.where(records.c.jrwa == asked.jrwa)
    if asked.unit_id is not None:
        query = query.where(records.c.unit_id == asked.unit_id)
    if asked.year is not None:
        query = query.where(
            ~_ended_before(records, date(asked.year, 1, 1), zone),
            _ended_before(records, date(asked.year + 1, 1, 1), zone),
        )
    if asked.text.strip():
        wanted = asked.text.strip().lower()
        query = query.where(
            or_(
                func.lower(records.c.code).contains(wanted, autoescape=True),
                func.lower(records.c.title).contains(wanted, autoescape=True),
            )
        )
    return query.order_by(records.c.kind, records.c.code, records.c.uuid)


def _record(row: Any, zone: ZoneInfo) -> Record:
    ended: date | None = row.ended_day
    if row.ended_at is not None:
        moment: datetime = row.ended_at
        ended = moment.astimezone(zone).date()
    return Record(
        row.kind, row.uuid, row.code, row.title or "", row.first_day, ended, row.jrwa or "",
        row.category or "", row.unit_id, row.held or "", row.listed or "",
    )  # fmt: skip


def listing(
    session: Session, asked: Asked, *, today: date, zone: ZoneInfo, page: int, per_page: int = 50
) -> Page:
    """One page of records, counted and cut in the database."""
    found = paginate(
        session, _query(session, asked, today, zone), page=page, per_page=per_page, scalars=False
    )
    return Page(
        [_record(row, zone) for row in found.items], found.total, found.page, found.per_page
    )


def records(
    session: Session, asked: Asked, *, today: date, zone: ZoneInfo, limit: int
) -> list[Record]:
    """Records without pages, at most ``limit``."""
    rows = session.execute(_query(session, asked, today, zone).limit(limit))
    return [_record(row, zone) for row in rows]


NOT_FOR_GUESTS = ("opinion", "exchange")
"""Kinds that nobody from outside is shown: what citizens wrote, and files that were sent in."""


def within_days(
    session: Session, first: date, last: date, *, zone: ZoneInfo, page: int, per_page: int = 50
) -> Page:
    """Records whose matter began or ended within two days, both included, for somebody from
    outside: one page of them, counted and cut in the database."""
    records = _all(session)
    begins, ends = start_of(first, zone), start_of(date.fromordinal(last.toordinal() + 1), zone)
    query = (
        select(*records.c, literal("").label("held"), literal("").label("listed"))
        .where(
            records.c.kind.not_in(NOT_FOR_GUESTS),
            or_(
                records.c.first_day.between(first, last),
                records.c.ended_day.between(first, last),
                and_(records.c.ended_at >= begins, records.c.ended_at < ends),
            ),
        )
        .order_by(records.c.kind, records.c.code, records.c.uuid)
    )
    found = paginate(session, query, page=page, per_page=per_page, scalars=False)
    return Page(
        [_record(row, zone) for row in found.items], found.total, found.page, found.per_page
    )


def named(
    session: Session, names: Iterable[tuple[str, uuid.UUID]], *, zone: ZoneInfo
) -> list[Record]:
    """Certain records, by kind and identifier; one statement for each kind."""
    wanted: dict[str, list[uuid.UUID]] = {}
    for kind, identifier in names:
        if kind in BY_NAME:
            wanted.setdefault(kind, []).append(identifier)
    found: list[Record] = []
    for kind, identifiers in wanted.items():
        everything = _all(session, kind)
        for start in range(0, len(identifiers), 500):
            rows = session.execute(
                select(
                    *everything.c,
                    _held(everything).label("held"),
                    _listed(everything).label("listed"),
                )
                .where(everything.c.uuid.in_(identifiers[start : start + 500]))
                .order_by(everything.c.code)
            )
            found += [_record(row, zone) for row in rows]
    return found


def exists(session: Session, kind: str, identifier: uuid.UUID) -> bool:
    """Whether a record is there at this moment."""
    if kind not in BY_NAME:
        return False
    rows = BY_NAME[kind].rows().subquery("rows")
    there = select(literal(1)).select_from(rows).where(rows.c.uuid == identifier).limit(1)
    return session.scalar(there) is not None


def counts(session: Session, *, today: date, zone: ZoneInfo) -> dict[str, int]:
    """How many records stand how, by state."""
    return {
        state.value: int(
            session.scalar(
                select(func.count()).select_from(
                    _query(session, Asked(state=state.value), today, zone).order_by(None).subquery()
                )
            )
            or 0
        )
        for state in RecordState
    }


def classes(session: Session) -> Sequence[JrwaClass]:
    """The file plan by symbol."""
    return session.scalars(select(JrwaClass).order_by(JrwaClass.symbol)).all()


def disposals() -> Select[Any]:
    """All lists, the newest first."""
    return select(Disposal).order_by(Disposal.proposed_at.desc(), Disposal.id.desc())


def disposal(session: Session, number: str) -> Disposal:
    """One list with its lines. Raises NotFound."""
    found = session.scalars(
        select(Disposal)
        .where(Disposal.number == number)
        .options(selectinload(Disposal.items))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise not_found("records.no_list")
    return found


def holds(session: Session, kind: str, identifier: uuid.UUID) -> Sequence[RecordHold]:
    """All holds that a record was ever under, the newest first."""
    return session.scalars(
        select(RecordHold)
        .where(RecordHold.record_kind == kind, RecordHold.record_uuid == identifier)
        .order_by(RecordHold.id.desc())
    ).all()
