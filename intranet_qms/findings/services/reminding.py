"""What is due soon, late, or to be judged: one mail a person, when there is something new to tell.

Each thing tells once that it is due soon, and once for every week that it is late. What was told
stands on the thing itself, so a day on which the worker stood still is made up for, and no day
tells twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from ...host import Clock
from ...outbox import services as outbox
from ...people import queries as people
from ..models import CorrectiveAction, Finding
from ..workflow import FindingState

_WEEK = 7
_Told = tuple[int, frozenset[int]]
"""What is to be noted as told, and to whom it has to be."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due. ``what``: ``answer``, ``act`` or ``judge``."""

    what: str
    number: str
    text: str
    due_on: date
    phase: str
    told: bool

    def as_context(self, today: date) -> dict[str, Any]:
        """For the mail."""
        return {
            "what": self.what,
            "number": self.number,
            "text": self.text[:300],
            "due_on": self.due_on.isoformat(),
            "late": self.due_on < today,
        }


def phase_of(due_on: date, today: date, notice_days: int) -> str:
    """What there is to tell of a day: nothing yet, that it comes, or how many weeks it has passed.

    Args:
        notice_days: calendar days ahead of it.
    """
    if today > due_on:
        return f"{due_on.isoformat()}:late-{((today - due_on).days - 1) // _WEEK}"
    if today >= due_on - timedelta(days=notice_days):
        return f"{due_on.isoformat()}:soon"
    return ""


def remind_due(session: Session, clock: Clock, today: date, notice_days: int) -> int:
    """Write one mail to each person with something new that is due; it lists all that is.

    Args:
        today: the day in the office; one mail a person and day.

    Returns:
        How many mails are new.
    """
    by_person: dict[int, list[Due]] = {}
    told: dict[type[Finding] | type[CorrectiveAction], dict[str, list[_Told]]] = {
        Finding: {}, CorrectiveAction: {},
    }  # fmt: skip
    for finding, what, due_on, owners in _findings(session, today, notice_days):
        _collect(
            by_person, told[Finding], finding, what, finding, due_on, owners, today, notice_days
        )
    for action in _actions(session, today, notice_days):
        _collect(
            by_person, told[CorrectiveAction], action, "act", action.finding, action.due_on,
            [action.owner_id], today, notice_days,
        )  # fmt: skip
    # Whoever had a mail today gets no second one: what is new to them is told tomorrow.
    written = outbox.written_mails(session, (_mail_key(one, today) for one in by_person))
    silent = {one for one in by_person if _mail_key(one, today) in written}
    mails = [
        outbox.Mail(
            to_person_id=person_id,
            context={
                "things": [one.as_context(today) for one in sorted(due, key=_order)],
                "today": today.isoformat(),
            },
            dedup_key=_mail_key(person_id, today),
        )
        for person_id, due in sorted(by_person.items())
        if person_id not in silent and any(not one.told for one in due)
    ]
    for model, phases in told.items():
        for key, listed in phases.items():
            _note(session, model, key, [one for one, owners in listed if silent.isdisjoint(owners)])
    return outbox.enqueue_mails(session, clock, "findings_due", mails)


def _mail_key(person_id: int, today: date) -> str:
    return f"findings.due:{person_id}:{today.isoformat()}"


def _order(due: Due) -> tuple[date, str]:
    return due.due_on, due.number


def _collect(
    by_person: dict[int, list[Due]],
    told: dict[str, list[_Told]],
    holder: Finding | CorrectiveAction,
    what: str,
    finding: Finding,
    due_on: date,
    owners: Collection[int],
    today: date,
    notice_days: int,
) -> None:
    phase = (
        phase_of(due_on - timedelta(days=1), today, -1)
        if what == "judge"  # It cannot be judged earlier, so nobody is told of it ahead.
        else phase_of(due_on, today, notice_days)
    )
    if not phase:
        return
    key = f"{what}:{phase}"
    text = holder.text if isinstance(holder, CorrectiveAction) else finding.statement
    due = Due(what, finding.number, text, due_on, phase, holder.reminded_for == key)
    for person_id in owners:
        by_person.setdefault(person_id, []).append(due)
    if not due.told:
        told.setdefault(key, []).append((holder.id, frozenset(owners)))


def _note(
    session: Session,
    model: type[Finding] | type[CorrectiveAction],
    key: str,
    ids: Collection[int],
) -> None:
    if not ids:
        return
    # By statement: a reminder is no change that somebody who edits has to be told of.
    session.execute(
        update(model)
        .where(model.id.in_(ids))
        .values(reminded_for=key)
        .execution_options(synchronize_session=False)
    )


def _findings(
    session: Session, today: date, notice_days: int
) -> list[tuple[Finding, str, date, list[int]]]:
    until = today + timedelta(days=notice_days)
    rows = session.scalars(
        select(Finding)
        .where(
            or_(
                Finding.state.in_((FindingState.OPEN, FindingState.ACCEPTED))
                & Finding.owner_id.is_not(None)
                & Finding.disputed_at.is_(None)
                & (Finding.due_on <= until),
                (Finding.state == FindingState.VERIFIED) & (Finding.effectiveness_on <= today),
            )
        )
        .order_by(Finding.id)
    ).all()
    found: list[tuple[Finding, str, date, list[int]]] = []
    representatives: list[int] | None = None
    for one in rows:
        if one.state != FindingState.VERIFIED:
            if one.due_on is not None and one.owner_id is not None:
                found.append((one, "answer", one.due_on, [one.owner_id]))
            continue
        if representatives is None:
            listed = people.people_with_role(session, "qms_representative", today=today)
            representatives = [person.id for person in listed]
        owners = {one.raised_by_id or 0, *representatives} - {0, one.owner_id or 0}
        if one.effectiveness_on is not None:
            found.append((one, "judge", one.effectiveness_on, sorted(owners)))
    return found


def _actions(session: Session, today: date, notice_days: int) -> list[CorrectiveAction]:
    until = today + timedelta(days=notice_days)
    return list(
        session.scalars(
            select(CorrectiveAction)
            .join(CorrectiveAction.finding)
            .where(
                CorrectiveAction.state == "planned",
                CorrectiveAction.due_on <= until,
                CorrectiveAction.round == Finding.round,
                Finding.state == FindingState.ACTIONS_AGREED,
            )
            .options(joinedload(CorrectiveAction.finding))
            .order_by(CorrectiveAction.id)
        )
    )
