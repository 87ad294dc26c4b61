"""Days on which somebody cannot audit. Why is never asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail import services as trail
from .. import notifications
from ..days import said
from ..models import Absence
from ._checking import entry_of, refuse, whose

LONGEST_ABSENCE = timedelta(days=2 * 366)


def enter_absence(
    session: Session,
    actor: Actor,
    clock: Clock,
    person: Any,
    *,
    first_day: date | None,
    last_day: date | None,
    today: date,
) -> Absence:
    """Note that somebody is away; who leads their audits of those days is told.

    Raises:
        Forbidden: the actor is neither the person, nor leads them, nor keeps the register.
        Invalid: days that cannot be, or that are noted already.
    """
    access.require(actor, "auditors.enter_absence", whose(session, person))
    fields: dict[str, list[str]] = {}
    if first_day is None:
        fields["first_day"] = [t("Enter the first day.")]
    if last_day is None:
        fields["last_day"] = [t("Enter the last day.")]
    if first_day is not None and last_day is not None:
        if last_day < first_day:
            fields["last_day"] = [t("The last day is before the first.")]
        elif last_day < today:
            fields["last_day"] = [t("These days are over.")]
        elif last_day - first_day > LONGEST_ABSENCE or last_day - today > 2 * LONGEST_ABSENCE:
            fields["last_day"] = [t("Enter days that can be meant.")]
        else:
            # The register's row is locked, so that the same days are not entered twice at once.
            session.refresh(entry_of(session, person.id), with_for_update=True)
            known = session.scalars(
                select(Absence)
                .where(
                    Absence.person_id == person.id,
                    Absence.first_day <= last_day,
                    Absence.last_day >= first_day,
                )
                .limit(1)
            ).first()
            if known is not None:
                fields["first_day"] = [
                    t(
                        "An absence from %(first)s to %(last)s is noted already.",
                        first=said(known.first_day), last=said(known.last_day),
                    )
                ]  # fmt: skip
    refuse(fields)
    assert first_day is not None
    assert last_day is not None
    made = Absence(
        person_id=person.id, first_day=first_day, last_day=last_day,
        entered_by=actor.name, entered_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    trail.record(
        session, actor, clock, "auditors.enter_absence", "auditor",
        entry_of(session, person.id).uuid,
        {"first": first_day.isoformat(), "last": last_day.isoformat()},
    )  # fmt: skip
    notifications.away(session, clock, person, made)
    return made


def remove_absence(
    session: Session, actor: Actor, clock: Clock, person: Any, absence: Absence, *, today: date
) -> None:
    """Somebody is not away after all. Days that are over stay: audits were planned around them.

    Raises:
        Forbidden: as for ``enter_absence``.
        Conflict: it is over.
    """
    access.require(actor, "auditors.enter_absence", whose(session, person))
    if absence.last_day < today:
        raise Conflict("auditors.absence_over", lazy("An absence that is over stays noted."))
    trail.record(
        session, actor, clock, "auditors.remove_absence", "auditor",
        entry_of(session, person.id).uuid,
        {"first": absence.first_day.isoformat(), "last": absence.last_day.isoformat()},
    )  # fmt: skip
    session.delete(absence)
    session.flush()
