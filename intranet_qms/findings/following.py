"""Findings that a unit has to answer, for its page and for a reorganisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ..host import Actor, Clock
from ..i18n import lazy
from ..people.hooks import Follower, Holding, Move, Told, register
from ..trail.services import record
from .models import ExtentCheck, Finding
from .queries import DONE, visible_to
from .workflow import ExtentResult


def _open(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    # What is closed stays with the unit that answered: that is how it was.
    query = (
        select(Finding)
        .where(Finding.unit_id.in_(unit_ids), Finding.state.not_in(DONE))
        .order_by(Finding.id)
    )
    if actor is not None:
        query = query.where(visible_to(actor))
    return [
        Holding(
            kind="findings",
            key=one.id,
            unit_id=one.unit_id or 0,
            code=one.number,
            title=one.statement[:160],
            person_id=one.owner_id,
            endpoint="findings_show",
            values={"number": one.number},
        )
        for one in session.scalars(query)
    ]


def _hand_over(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    by_key = {move.key: move for move in moves}
    told: list[Told] = []
    for finding in session.scalars(
        select(Finding)
        .where(Finding.id.in_(by_key))
        .options(selectinload(Finding.actions))
        .order_by(Finding.id)
    ).all():
        move = by_key[finding.id]
        details: dict[str, object] = {
            "number": finding.number, "unit_id": [finding.unit_id, move.to_unit_ids[0]]
        }  # fmt: skip
        finding.unit_id = move.to_unit_ids[0]
        if move.new_head_id is not None and move.new_head_id != move.old_head_id:
            if finding.owner_id in (None, move.old_head_id):
                details["owner_id"] = [finding.owner_id, move.new_head_id]
                finding.owner_id = move.new_head_id
            passed = [
                action
                for action in finding.actions
                if action.owner_id == move.old_head_id and action.state == "planned"
            ]
            for action in passed:
                action.owner_id = move.new_head_id
            details["actions"] = [str(action.uuid) for action in passed]
        concerned = {action.owner_id for action in finding.actions}
        if finding.owner_id is not None:
            concerned.add(finding.owner_id)
        told += [
            Told(person_id, finding.number, finding.statement[:160], f"/findings/{finding.number}")
            for person_id in sorted(concerned)
        ]
        record(session, actor, clock, "findings.hand_over", "finding", finding.uuid, details)
    session.flush()
    return told


def _places(session: Session, unit_ids: Sequence[int], actor: Actor | None) -> list[Holding]:
    """Units where somebody still has to look whether it is so there too."""
    query = (
        select(ExtentCheck, Finding)
        .join(Finding, Finding.id == ExtentCheck.finding_id)
        .where(
            ExtentCheck.unit_id.in_(unit_ids),
            ExtentCheck.result == ExtentResult.TO_CHECK,
            ExtentCheck.round == Finding.round,
            Finding.state.not_in(DONE),
        )
        .order_by(ExtentCheck.id)
    )
    if actor is not None:
        query = query.where(visible_to(actor))
    return [
        Holding(
            kind="finding_places",
            key=place.id,
            unit_id=place.unit_id or 0,
            code=finding.number,
            title=finding.statement[:160],
            endpoint="findings_show",
            values={"number": finding.number},
        )
        for place, finding in session.execute(query)
    ]


def _hand_over_places(
    session: Session, actor: Actor, clock: Clock, moves: Sequence[Move], day: date
) -> list[Told]:
    by_key = {move.key: move for move in moves}
    for place in session.scalars(
        select(ExtentCheck).where(ExtentCheck.id.in_(by_key)).order_by(ExtentCheck.id)
    ).all():
        to_unit = by_key[place.id].to_unit_ids[0]
        record(
            session, actor, clock, "findings.hand_over_place", "finding_extent", place.uuid,
            {"unit_id": [place.unit_id, to_unit]},
        )  # fmt: skip
        place.unit_id = to_unit
    session.flush()
    return []


register(
    Follower(
        kind="finding_places",
        label=lazy("Places where a finding is still to be looked for"),
        columns=("qms_finding_extent.unit_id",),
        holdings=_places,
        hand_over=_hand_over_places,
        order=52,
    )
)
register(
    Follower(
        kind="findings",
        label=lazy("Open findings and their actions"),
        columns=("qms_finding.unit_id",),
        holdings=_open,
        hand_over=_hand_over,
        order=50,
    )
)
