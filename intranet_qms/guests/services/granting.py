"""Grant access to somebody from outside, and end it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import LOCALES, lazy, t, tn
from ...outbox import services as outbox
from ...trail.services import record
from ..models import GuestGrant, GuestScope, GuestSession
from ..workflow import WITHIN_DAYS, WITHOUT_REFERENCE, GrantStanding, ScopeKind, standing

_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,120}\.[^@\s,;<>\".]{2,24}")
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """What a grant opens: its kind, and what it names where it names something."""

    kind: ScopeKind
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who may read what, on which days (both included)."""

    name: str
    email: str
    first_day: date | None
    last_day: date | None
    lines: Sequence[Line]
    organisation: str = ""
    language: str = "pl"
    purpose: str = ""
    records_from: date | None = None
    records_until: date | None = None


def grant(
    session: Session,
    actor: Actor,
    clock: Clock,
    invitation: Invitation,
    *,
    zone: ZoneInfo,
    most_days: int,
) -> GuestGrant:
    """Grant access; the personal link is mailed by the worker.

    Args:
        most_days: on how many days a guest can be let in at most.

    Raises:
        Forbidden: ``guests.manage``; StaleSignIn: a door for strangers is opened by proof of who
            opens it.
        Invalid: ``fields`` says where.
    """
    access.require(actor, "guests.manage")
    now = clock.now()
    _check(invitation, now.astimezone(zone).date(), most_days)
    access.require_fresh_sign_in(actor, now)
    first, last = invitation.first_day, invitation.last_day
    if first is None or last is None:
        raise ValueError("checked before")
    made = GuestGrant(
        uuid=new_uuid(),
        name=_line(invitation.name),
        organisation=_line(invitation.organisation),
        email=_line(invitation.email),
        language=invitation.language,
        purpose=invitation.purpose.replace("\r\n", "\n").strip(),
        begins_at=datetime.combine(first, time(0), tzinfo=zone),
        ends_at=datetime.combine(last + timedelta(days=1), time(0), tzinfo=zone),
        records_from=invitation.records_from,
        records_until=invitation.records_until,
        granted_by_id=actor.person_id or None,
        granted_by_name=actor.name,
        granted_at=now,
        scope=[
            GuestScope(kind=one.kind, reference=one.reference)
            for one in dict.fromkeys(invitation.lines)
        ],
    )
    session.add(made)
    session.flush()
    record(
        session, actor, clock, "guests.grant", "guest_grant", made.uuid,
        {
            "guest": made.name, "organisation": made.organisation,
            "from": first.isoformat(), "until": last.isoformat(),
            "scope": [f"{one.kind.value} {one.reference}".strip() for one in made.scope],
        },
    )  # fmt: skip
    _enqueue_link(session, clock, made)
    return made


def _line(text: str) -> str:
    """A text for one line: control characters, line breaks above all, become spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _check(invitation: Invitation, today: date, most_days: int) -> None:
    fields: dict[str, list[str]] = {}
    if not _line(invitation.name):
        fields["name"] = [t("Enter the name of the guest.")]
    for name, limit in (("name", 200), ("organisation", 200), ("purpose", 2_000)):
        text = getattr(invitation, name)
        if len(text) > limit or "\x00" in text:
            fields[name] = [t("This text is too long.")]
    if len(invitation.email) > 200 or not _ADDRESS.fullmatch(_line(invitation.email)):
        fields["email"] = [t("This is no e-mail address.")]
    if invitation.language not in LOCALES:
        fields["language"] = [t("Choose a language.")]
    fields |= _check_days(invitation, today, most_days)
    fields |= _check_lines(invitation)
    if fields:
        raise Invalid(
            "guests.grant_invalid",
            lazy("Access cannot be granted like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )


def _check_days(invitation: Invitation, today: date, most_days: int) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    first, last = invitation.first_day, invitation.last_day
    if first is None:
        fields["first_day"] = [t("Enter a day.")]
    if last is None:
        fields["last_day"] = [t("Enter a day.")]
    elif last < today:
        fields["last_day"] = [t("This day has passed.")]
    if first is not None and last is not None:
        if last < first:
            fields["last_day"] = [t("The last day is before the first.")]
        elif (last - first).days + 1 > most_days:
            fields["last_day"] = [
                tn("A guest is let in for %(n)s day at most.",
                   "A guest is let in for %(n)s days at most.", most_days)
            ]  # fmt: skip
    return fields


def _check_lines(invitation: Invitation) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    if not invitation.lines:
        fields["scope"] = [t("Choose at least one thing that the guest may read.")]
    elif len(invitation.lines) > MOST_LINES:
        fields["scope"] = [t("That is more than %(limit)s lines.", limit=MOST_LINES)]
    for one in invitation.lines:
        if (one.kind in WITHOUT_REFERENCE) != (not one.reference):
            raise ValueError(f"{one.kind} with {one.reference!r}")
        if one.reference and one.kind is not ScopeKind.DOCUMENT_KIND:
            uuid.UUID(one.reference)
    if any(one.kind in WITHIN_DAYS for one in invitation.lines):
        begins, ends = invitation.records_from, invitation.records_until
        if begins is None:
            fields["records_from"] = [t("Enter a day.")]
        if ends is None:
            fields["records_until"] = [t("Enter a day.")]
        if begins is not None and ends is not None and ends < begins:
            fields["records_until"] = [t("The last day is before the first.")]
    return fields


def send_link(session: Session, actor: Actor, clock: Clock, found: GuestGrant) -> None:
    """Send the guest a new personal link; the one before it opens nothing any more, whoever came in
    by it is out, and a lock after wrong codes is taken off.

    Raises:
        Forbidden: ``guests.manage``; StaleSignIn: as for ``grant``.
        Conflict: the access is over or revoked.
    """
    access.require(actor, "guests.manage")
    how = standing(found.begins_at, found.ends_at, found.revoked_at, clock.now())
    if how not in {GrantStanding.AHEAD, GrantStanding.OPEN}:
        raise Conflict(
            "guests.over",
            lazy("This access is over."),
            way_out=lazy("Grant it anew."),
        )
    access.require_fresh_sign_in(actor, clock.now())
    found.link_hash, found.locked_at = None, None
    session.flush()
    _end_sessions(session, found, clock.now())
    record(session, actor, clock, "guests.send_link", "guest_grant", found.uuid, {})
    _enqueue_link(session, clock, found)


def _end_sessions(session: Session, found: GuestGrant, now: datetime) -> None:
    session.execute(
        update(GuestSession)
        .where(GuestSession.grant_id == found.id, GuestSession.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _enqueue_link(session: Session, clock: Clock, found: GuestGrant) -> None:
    outbox.enqueue(
        session, clock, "guests.send_link", {"grant": str(found.uuid)},
        dedup_key=f"guests.link:{found.uuid}:{new_uuid()}",
    )  # fmt: skip


def revoke(
    session: Session, actor: Actor, clock: Clock, found: GuestGrant, reason: str = ""
) -> None:
    """End an access at once, in open browsers too.

    Raises:
        Forbidden: ``guests.manage``.
        Conflict: revoked already.
    """
    access.require(actor, "guests.manage")
    now = clock.now()
    ended = session.execute(
        update(GuestGrant)
        .where(GuestGrant.id == found.id, GuestGrant.revoked_at.is_(None))
        .values(
            revoked_at=now,
            revoked_by_name=actor.name,
            revoked_reason=reason.replace("\x00", "").strip()[:2_000],
            link_hash=None,
            row_version=GuestGrant.row_version + 1,
        )
        .returning(GuestGrant.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    session.refresh(found)
    if ended is None:
        raise Conflict("guests.revoked_already", lazy("This access is revoked already."))
    _end_sessions(session, found, now)
    record(
        session, actor, clock, "guests.revoke", "guest_grant", found.uuid,
        {"reason": found.revoked_reason},
    )  # fmt: skip
