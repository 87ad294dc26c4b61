"""Appoint and dismiss auditors; the roles in the system follow the register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ... import access
from ...db import one_at_a_time
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...people import queries as people
from ...people import services as people_services
from ...people.workflow import Role
from ...trail import services as trail
from ..days import said
from ..models import Appointment, Auditor
from ..workflow import Grade
from ._checking import LONGEST, entry_of, refuse, too_long

_ONE_DAY = timedelta(days=1)


def appoint(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Any,
    *,
    grade: Grade | None,
    first_day: date | None,
    act: str,
    today: date,
) -> Appointment:
    """Appoint somebody from a day on. Another appointment that holds then ends on that day.

    Raises:
        Forbidden: the actor does not keep the register.
        Invalid: no grade or day, a guest, or the same appointment holds already.
    """
    access.require(actor, "auditors.manage")
    fields: dict[str, list[str]] = {}
    if grade is None:
        fields["grade"] = [t("Choose what they are appointed as.")]
    if first_day is None:
        fields["first_day"] = [t("Enter the day from which it holds.")]
    elif abs(first_day - today) > timedelta(days=30 * 366):
        fields["first_day"] = [t("Enter a day that can be meant.")]
    fields |= {"act": wrong} if (wrong := too_long(act, 200)) else {}
    if not person.active or (Role.EXTERNAL_AUDITOR in people_services.roles_of(person, today)):
        fields["grade"] = [t("Only somebody who works here can be appointed.")]
    refuse(fields)
    assert grade is not None
    assert first_day is not None
    # Two first appointments at the same moment have no row in common that could be locked.
    one_at_a_time(session, f"auditors:{person.id}")
    entry = entry_of(session, person.id)
    later = session.scalars(
        select(Appointment)
        .where(
            Appointment.person_id == person.id,
            or_(Appointment.ended_on.is_(None), Appointment.ended_on > first_day),
        )
        .order_by(Appointment.first_day)
        .with_for_update()
    ).all()
    for one in later:
        if one.first_day >= first_day or one.grade == grade:
            refuse(
                {
                    "first_day": [
                        t(
                            "There is an appointment from %(day)s already; end it first.",
                            day=said(one.first_day),
                        )
                    ]
                }
            )
        one.ended_on = first_day
        one.ended_act = act.strip()
    made = Appointment(
        person_id=person.id, grade=grade, first_day=first_day, act=act.strip(),
        recorded_by=actor.name, recorded_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    trail.record(
        session, actor, clock, "auditors.appoint", "auditor", entry.uuid,
        {"person": person.name, "grade": str(grade), "from": first_day.isoformat(),
         "act": made.act},
    )  # fmt: skip
    roles_follow(session, actor, clock, person, today)
    return made


def dismiss(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Any,
    appointment: Appointment,
    *,
    ended_on: date | None,
    act: str,
    reason: str,
    today: date,
) -> None:
    """End an appointment on a day: the first on which it does not hold any more.

    Raises:
        Forbidden: the actor does not keep the register.
        Conflict: it has ended already.
        Invalid: no day, or one before it began.
    """
    access.require(actor, "auditors.manage")
    if appointment.ended_on is not None and appointment.ended_on <= today:
        raise Conflict("auditors.ended", lazy("This appointment has ended already."))
    fields: dict[str, list[str]] = {}
    if ended_on is None:
        fields["ended_on"] = [t("Enter the day from which it does not hold any more.")]
    elif ended_on < appointment.first_day:
        fields["ended_on"] = [t("This is before the appointment began.")]
    fields |= {"ended_act": wrong} if (wrong := too_long(act, 200)) else {}
    fields |= {"ended_reason": wrong} if (wrong := too_long(reason, LONGEST)) else {}
    refuse(fields)
    assert ended_on is not None
    appointment.ended_on = ended_on
    appointment.ended_act, appointment.ended_reason = act.strip(), reason.strip()
    session.flush()
    trail.record(
        session, actor, clock, "auditors.dismiss", "auditor",
        entry_of(session, person.id).uuid,
        {"person": person.name, "on": ended_on.isoformat(), "act": act.strip()},
    )  # fmt: skip
    roles_follow(session, actor, clock, person, today)


def set_limit(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Any,
    *,
    days: int | None,
    note: str,
    seen_version: int | None,
) -> None:
    """Note how many days a year somebody can be asked for.

    Args:
        seen_version: of the entry that was read, 0 where there was none; None: nothing was read.

    Raises:
        Forbidden; Conflict: changed or entered meanwhile; Invalid: with the fields.
    """
    access.require(actor, "auditors.manage")
    one_at_a_time(session, f"auditors:{person.id}")
    known = session.scalar(select(Auditor.row_version).where(Auditor.person_id == person.id)) or 0
    entry = entry_of(session, person.id)
    if seen_version is not None and seen_version != known:
        raise Conflict(
            "changed_meanwhile",
            lazy("Somebody else saved this meanwhile."),
            way_out=lazy("Go back, your text is kept; open the page again and compare."),
        )
    fields: dict[str, list[str]] = {}
    if days is not None and not 1 <= days <= 366:
        fields["load_days_limit"] = [t("Enter a number of days from 1 to 366, or nothing.")]
    fields |= {"note": wrong} if (wrong := too_long(note, LONGEST)) else {}
    refuse(fields)
    entry.load_days_limit, entry.note = days, note.strip()
    session.flush()
    trail.record(session, actor, clock, "auditors.set_limit", "auditor", entry.uuid, {"days": days})


def roles_follow(session: Session, actor: Actor, clock: Clock, person: Any, today: date) -> bool:
    """Give and take roles so that they say what the appointments say today.

    Somebody who was never appointed, or only from a later day on, keeps the roles that were given
    by hand.

    Returns:
        Whether something changed.
    """
    listed = session.scalars(select(Appointment).where(Appointment.person_id == person.id)).all()
    if all(today < one.first_day for one in listed):
        return False
    held = next(
        (
            one
            for one in listed
            if one.first_day <= today and (one.ended_on is None or today < one.ended_on)
        ),
        None,
    )
    until = held.ended_on - _ONE_DAY if held is not None and held.ended_on is not None else None
    wanted: set[Role] = set()
    if held is not None:
        # Who leads one audit is an auditor in another.
        wanted = {Role.AUDITOR} | ({Role.LEAD_AUDITOR} if held.grade == Grade.LEAD else set())
    has = {grant.role: grant.valid_until for grant in person.grants}
    changed = False
    for role in (Role.AUDITOR, Role.LEAD_AUDITOR):
        if role in wanted:
            if role not in has or has[role] != until:
                people_services.grant(session, actor, clock, person, role, valid_until=until)
                changed = True
        elif people_services.revoke(session, actor, clock, person, role):
            changed = True
    return changed


def roles_follow_today(session: Session, actor: Actor, clock: Clock, today: date) -> int:
    """As ``roles_follow``, for everybody whose appointment begins or ended lately.

    Returns:
        How many people have other roles now.
    """
    since = today - timedelta(days=31)
    ids = session.scalars(
        select(Appointment.person_id)
        .where(
            or_(
                Appointment.first_day.between(since, today),
                Appointment.ended_on.between(since, today),
            )
        )
        .distinct()
    ).all()
    return sum(
        roles_follow(session, actor, clock, person, today)
        for person in people.people_by_ids(session, ids)
    )
