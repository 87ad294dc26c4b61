"""What the representative says of areas, and when units or the office are closed to audits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid, not_found
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people import queries as people
from ...trail.services import record
from ..models import AreaSetting, ClosedTime
from ..queries.areas import Area


@dataclass(frozen=True, kw_only=True)
class AreaChoice:
    """What is chosen for an area.

    ``every_years``: None for once in a cycle, 0 for never by itself. ``priority``: in place of the
    computed one; None leaves the computed one.
    """

    importance: int = 3
    every_years: int | None = None
    half_days: int = 2
    priority: int | None = None
    priority_reason: str = ""


def save_area(
    session: Session,
    actor: Actor,
    clock: Clock,
    area: Area,
    choice: AreaChoice,
    *,
    seen_version: int,
) -> None:
    """Keep what was chosen for a unit or procedure.

    Raises:
        Forbidden; Conflict: changed meanwhile; Invalid: with the fields.
    """
    access.require(actor, "programme.manage")
    fields: dict[str, list[str]] = {}
    if not 1 <= choice.importance <= 5:
        fields["importance"] = [t("Choose a number from 1 to 5.")]
    if choice.every_years is not None and not 0 <= choice.every_years <= 10:
        fields["every_years"] = [t("Give between 1 and 10 years.")]
    if not 1 <= choice.half_days <= 20:
        fields["half_days"] = [t("Give between 1 and 20 half-days.")]
    if choice.priority is not None:
        if not 0 <= choice.priority <= 100:
            fields["priority"] = [t("A priority is a number from 0 to 100.")]
        if not choice.priority_reason.strip():
            fields["priority_reason"] = [t("Say why the computed priority does not hold.")]
    if fields:
        raise Invalid("programme.area", lazy("This cannot be saved."), fields=fields)
    if area.version != seen_version:
        raise Conflict(
            "programme.changed_meanwhile",
            lazy("Somebody has changed this meanwhile."),
            way_out=lazy("Open the page again."),
        )
    setting = session.scalars(
        select(AreaSetting).where(
            AreaSetting.unit_id == area.unit_id
            if area.unit_id is not None
            else AreaSetting.document_id == area.document_id
        )
    ).one_or_none()
    if setting is None:
        setting = AreaSetting(unit_id=area.unit_id, document_id=area.document_id)
        session.add(setting)
    setting.importance = choice.importance
    setting.every_years = choice.every_years
    setting.half_days = choice.half_days
    setting.priority = choice.priority
    setting.priority_reason = (
        choice.priority_reason.strip()[:2000] if choice.priority is not None else ""
    )
    setting.priority_by = actor.name if choice.priority is not None else ""
    session.flush()
    record(
        session, actor, clock, "programme.area", "programme_area", area.key,
        {
            "area": area.code,
            "importance": choice.importance,
            "every_years": choice.every_years,
            "priority": choice.priority,
            "computed": area.computed.value,
            "reason": setting.priority_reason,
        },
    )  # fmt: skip


def add_closed_time(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    unit_id: int | None,
    first_day: date | None,
    last_day: date | None,
    note: str = "",
) -> ClosedTime:
    """Keep a unit, or the whole office, out of audits for some days.

    Raises:
        Forbidden; Invalid: days that cannot be, or no such unit.
    """
    access.require(actor, "programme.manage")
    fields: dict[str, list[str]] = {}
    if first_day is None:
        fields["closed_first"] = [t("Choose the first day.")]
    if last_day is None:
        fields["closed_last"] = [t("Choose the last day.")]
    if unit_id is not None and not people.units_by_ids(session, [unit_id]):
        fields["closed_unit"] = [t("Choose a unit of the office.")]
    if first_day and last_day and not 0 <= (last_day - first_day).days <= 366:
        fields["closed_last"] = [t("The last day comes before the first, or is a year later.")]
    if fields or first_day is None or last_day is None:
        raise Invalid("programme.closed", lazy("This cannot be saved."), fields=fields)
    made = ClosedTime(
        uuid=new_uuid(), unit_id=unit_id, first_day=first_day, last_day=last_day,
        note=note.strip()[:300],
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(
        session, actor, clock, "programme.close", "programme_closed", made.uuid,
        {"first": first_day.isoformat(), "last": last_day.isoformat()},
    )  # fmt: skip
    return made


def remove_closed_time(session: Session, actor: Actor, clock: Clock, identifier: uuid.UUID) -> None:
    """Let audits happen in these days again. Raises Forbidden, NotFound."""
    access.require(actor, "programme.manage")
    found = session.scalars(select(ClosedTime).where(ClosedTime.uuid == identifier)).one_or_none()
    if found is None:
        raise not_found("programme.closed_not_found")
    session.delete(found)
    session.flush()
    record(session, actor, clock, "programme.open", "programme_closed", identifier)
