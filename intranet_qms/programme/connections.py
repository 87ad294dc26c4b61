"""What programmes tell the features below: what is planned for units, what waits for top
management, a part of an audit's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from ..access import decide
from ..audits import hooks as audit_hooks
from ..host import Actor, Clock
from ..i18n import lazy, t
from ..people.hooks import Follower, Holding, Move, Told, register
from ..people.worklist import WorkItem, source
from ..trail.services import record
from . import overview_part as overview_part
from .models import AreaSetting, ClosedTime, Entry, Programme, ProgrammeAudit
from .queries.planning import entry_name
from .workflow import ProgrammeState

CHANGEABLE = (ProgrammeState.DRAFT,)
"""What was submitted or approved keeps the units that it was written for."""


def _planned(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    if actor is not None and not decide(actor, "programme.manage"):
        return []
    rows = session.scalars(
        select(Entry)
        .join(Entry.programme)
        .where(Entry.unit_id.in_(unit_ids), Programme.state.in_(CHANGEABLE))
        .options(joinedload(Entry.programme), joinedload(Entry.unit), joinedload(Entry.document))
        .order_by(Programme.year, Entry.id)
    )
    return [
        Holding(
            kind="programme_entries",
            key=one.id,
            unit_id=one.unit_id or 0,
            code=str(one.programme.year),
            title=entry_name(one),
            endpoint="programme_entry",
            values={
                "year": one.programme.year, "key": one.key, "version": one.programme.number
            },
        )
        for one in rows
    ]  # fmt: skip


def _hand_over(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    for move in moves:
        entry = session.get(Entry, move.key)
        if entry is None or not move.to_unit_ids:
            continue
        entry.unit_id = move.to_unit_ids[0]
        # Whoever has the draft open elsewhere is told that it is another one now.
        entry.programme.changed_at = clock.now()
        record(
            session, actor, clock, "programme.follow_units", "programme", entry.programme.uuid,
            {"entry": str(entry.key), "from": move.from_unit_id, "to": list(move.to_unit_ids)},
        )  # fmt: skip
    session.flush()
    return []


def _closed(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    if actor is not None and not decide(actor, "programme.manage"):
        return []
    rows = session.scalars(
        select(ClosedTime)
        .where(ClosedTime.unit_id.in_(unit_ids))
        .order_by(ClosedTime.first_day, ClosedTime.id)
    )
    return [
        Holding(
            kind="programme_closed",
            key=one.id,
            unit_id=one.unit_id or 0,
            title=f"{one.first_day.isoformat()} – {one.last_day.isoformat()}",
        )
        for one in rows
    ]


def _hand_over_closed(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    for move in moves:
        row = session.get(ClosedTime, move.key)
        if row is not None and move.to_unit_ids:
            row.unit_id = move.to_unit_ids[0]
            record(
                session, actor, clock, "programme.follow_units", "programme_closed", row.uuid,
                {"from": move.from_unit_id, "to": list(move.to_unit_ids)},
            )  # fmt: skip
    session.flush()
    return []


def _weighed(_session: Session, _unit_ids: Sequence[int], _actor: Actor | None) -> list[Holding]:
    """How a unit was weighed is judged anew for the unit that takes over: nothing moves."""
    return []


def _nothing(
    _session: Session, _actor: Actor, _clock: Clock, _moves: Sequence[Move], _day: date
) -> list[Told]:
    return []


register(
    Follower(
        kind="programme_entries",
        label=lazy("Entries in drafts of audit programmes"),
        columns=(f"{Entry.__tablename__}.unit_id",),
        holdings=_planned,
        hand_over=_hand_over,
        order=62,
    )
)
register(
    Follower(
        kind="programme_closed",
        label=lazy("Times closed to audits"),
        columns=(f"{ClosedTime.__tablename__}.unit_id",),
        holdings=_closed,
        hand_over=_hand_over_closed,
        order=63,
    )
)
register(
    Follower(
        kind="programme_areas",
        label=lazy("Weights of areas of audits"),
        columns=(f"{AreaSetting.__tablename__}.unit_id",),
        holdings=_weighed,
        hand_over=_nothing,
        order=64,
    )
)


def _panel(session: Session, actor: Actor, audit: object) -> audit_hooks.Panel | None:
    """On an audit's page: the entry of the programme that it came of."""
    number = getattr(audit, "id", None)
    key = session.scalar(select(ProgrammeAudit.entry_key).where(ProgrammeAudit.audit_id == number))
    if key is None:
        return None
    entry = session.scalars(
        select(Entry)
        .join(Entry.programme)
        .where(Entry.key == key)
        .options(joinedload(Entry.programme), joinedload(Entry.unit), joinedload(Entry.document))
        .order_by(Programme.number.desc())
    ).first()
    if entry is None or not decide(actor, "programme.read", entry.programme):
        return None
    return audit_hooks.Panel(
        "qms/programme/_audit_panel.html", {"entry": entry, "name": entry_name(entry)}
    )


audit_hooks.panel_source(_panel)


@source
def programmes_to_approve(session: Session, actor: Actor, _today: date) -> list[WorkItem]:
    """Programmes that wait for top management, and those that were sent back to their author."""
    wanted = []
    if decide(actor, "programme.approve"):
        wanted.append(Programme.state == ProgrammeState.SUBMITTED)
    if decide(actor, "programme.manage"):
        wanted.append((Programme.state == ProgrammeState.DRAFT) & (Programme.return_reason != ""))
    if not wanted:
        return []
    return [
        WorkItem(
            kind=t("Approve the audit programme")
            if one.state == ProgrammeState.SUBMITTED
            else t("Correct the audit programme"),
            title=t(
                "Audit programme %(year)s, version %(number)s", year=one.year, number=one.number
            ),
            endpoint="programme_show",
            values={"year": one.year, "version": one.number},
            icon="calendar",
        )
        for one in session.scalars(
            select(Programme).where(or_(*wanted)).order_by(Programme.year, Programme.number)
        )
    ]
