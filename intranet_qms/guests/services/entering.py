"""How a guest comes in: a personal link, then a code that was mailed to them.

The link alone opens nothing but the question for the code. A code holds for ten minutes, for five
tries, and once. Every failed try is counted where everybody's tries are counted, so that several
browsers guess no faster than one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from ...access import GUEST_ROLE
from ...db import one_at_a_time
from ...errors import Forbidden, Invalid, TooMany
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...outbox import services as outbox
from ...trail.services import record
from ..models import GuestCode, GuestGrant, GuestSession
from ..permissions import GUEST_SOURCE, host_id_of
from ..workflow import (
    CODE_LASTS,
    CODE_TRIES,
    CODES_AN_HOUR,
    SESSION_LASTS,
    SESSION_RESTS,
    WRONG_A_DAY,
    GrantStanding,
    standing,
)
from .mailing import hashed, is_code

_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A guest who is in: the grant, the browser's session, and who acts for the trail."""

    grant: GuestGrant
    session_id: int
    actor: Actor


def by_link(session: Session, clock: Clock, secret: str) -> GuestGrant | None:
    """The grant of a personal link, while it is ahead or open; None for any other."""
    if not 20 <= len(secret) <= 100 or not secret.isascii():
        return None
    found = session.scalars(
        select(GuestGrant).where(GuestGrant.link_hash == hashed(secret))
    ).one_or_none()
    if found is None:
        return None
    how = standing(found.begins_at, found.ends_at, found.revoked_at, clock.now())
    return found if how in {GrantStanding.AHEAD, GrantStanding.OPEN} else None


def ask_code(session: Session, clock: Clock, grant: GuestGrant) -> None:
    """Have a code mailed to the guest.

    Raises:
        Forbidden: locked after too many wrong codes, or the first day has not come.
        TooMany: five codes were mailed within the hour.
    """
    now = clock.now()
    _may_come(grant, now)
    # Questions at the same moment are counted one after the other.
    one_at_a_time(session, f"guests.code:{grant.id}")
    recent = session.scalar(
        select(func.count()).where(
            GuestCode.grant_id == grant.id, GuestCode.made_at > now - timedelta(hours=1)
        )
    )
    if (recent or 0) >= CODES_AN_HOUR:
        raise TooMany(
            "guests.codes_an_hour",
            lazy("Too many codes were asked for within an hour."),
            way_out=lazy("Use the last one that arrived, or ask again later."),
            retry_after=900,
        )
    made = GuestCode(grant_id=grant.id, made_at=now, expires_at=now + CODE_LASTS)
    session.add(made)
    session.flush()
    outbox.enqueue(
        session, clock, "guests.send_code", {"grant": str(grant.uuid), "code": made.id},
        dedup_key=f"guests.code:{made.id}",
    )  # fmt: skip


def _may_come(grant: GuestGrant, now: datetime) -> None:
    if grant.locked_at is not None:
        raise Forbidden(
            "guests.locked",
            lazy("This access is locked after too many wrong codes."),
            way_out=lazy("Ask the office that invited you for a new link."),
        )
    if standing(grant.begins_at, grant.ends_at, grant.revoked_at, now) is not GrantStanding.OPEN:
        raise Forbidden(
            "guests.not_open",
            lazy("Your access is not open now."),
            way_out=lazy("Come back within the days that the office wrote to you."),
        )


def begin(
    session: Session, clock: Clock, grant: GuestGrant, code: str, *, address: str | None
) -> tuple[str, datetime]:
    """Let a guest in who enters the code.

    Returns:
        The secret for the guest's browser, and until when it holds.

    Raises:
        Forbidden: locked, or not open.
        Invalid: the code is wrong, used or too old; the try is counted, so commit it.
    """
    now = clock.now()
    _may_come(grant, now)
    typed = "".join(one for one in code if one.isdigit() and one.isascii())[:20]
    # The try is counted before the code is looked at: tries at the same moment count each.
    row = session.execute(
        update(GuestCode)
        .where(
            GuestCode.id == _latest_code(session, grant.id),
            GuestCode.used_at.is_(None),
            GuestCode.expires_at > now,
            GuestCode.wrong < CODE_TRIES,
        )
        .values(wrong=GuestCode.wrong + 1)
        .returning(GuestCode)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None or not is_code(typed, row):
        _note_wrong(session, clock, grant, address)
        sentence = t("This code is wrong or does not hold any more.")
        raise Invalid("guests.wrong_code", sentence, fields={"code": [sentence]})
    used = session.execute(
        update(GuestCode)
        .where(GuestCode.id == row.id, GuestCode.used_at.is_(None))
        .values(used_at=now, wrong=GuestCode.wrong - 1)
        .returning(GuestCode.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if used is None:
        sentence = t("This code is wrong or does not hold any more.")
        raise Invalid("guests.wrong_code", sentence, fields={"code": [sentence]})
    secret = secrets.token_urlsafe(32)
    ends_at = min(now + SESSION_LASTS, grant.ends_at)
    session.add(
        GuestSession(
            grant_id=grant.id, secret_hash=hashed(secret), began_at=now, seen_at=now,
            ends_at=ends_at, address=(address or "")[:60],
        )
    )  # fmt: skip
    session.flush()
    record(
        session, actor_of(grant, address), clock, "guests.come_in", "guest_grant", grant.uuid, {}
    )
    return secret, ends_at


def _latest_code(session: Session, grant_id: int) -> int:
    """Only the last code that was asked for holds."""
    return session.scalar(select(func.max(GuestCode.id)).where(GuestCode.grant_id == grant_id)) or 0


def _note_wrong(session: Session, clock: Clock, grant: GuestGrant, address: str | None) -> None:
    actor = actor_of(grant, address)
    record(session, actor, clock, "guests.wrong_code", "guest_grant", grant.uuid, {})
    wrong = session.scalar(
        select(func.coalesce(func.sum(GuestCode.wrong), 0)).where(
            GuestCode.grant_id == grant.id,
            GuestCode.made_at > clock.now() - timedelta(days=1),
        )
    )
    if (wrong or 0) >= WRONG_A_DAY:
        grant.locked_at, grant.link_hash = clock.now(), None
        session.flush()
        record(session, actor, clock, "guests.lock", "guest_grant", grant.uuid, {})


def actor_of(grant: GuestGrant, address: str | None) -> Actor:
    """A guest as the trail and the permission function know them: no person of the office."""
    return Actor(
        person_id=0,
        host_id=host_id_of(grant),
        name=f"{grant.name} ({grant.organisation})" if grant.organisation else grant.name,
        email=grant.email,
        roles=frozenset({GUEST_ROLE}),
        locale=grant.language,
        source=GUEST_SOURCE,
        address=address,
    )


def by_session(
    session: Session, clock: Clock, secret: str, *, address: str | None
) -> Visitor | None:
    """Who is in with this secret; None once the session or the grant has ended."""
    if not 20 <= len(secret) <= 100 or not secret.isascii():
        return None
    now = clock.now()
    found = session.scalars(
        select(GuestSession)
        .where(
            GuestSession.secret_hash == hashed(secret),
            GuestSession.ended_at.is_(None),
            GuestSession.ends_at > now,
            GuestSession.seen_at > now - SESSION_RESTS,
        )
        .options(joinedload(GuestSession.grant).options(selectinload(GuestGrant.scope)))
    ).one_or_none()
    if found is None:
        return None
    grant = found.grant
    if standing(grant.begins_at, grant.ends_at, grant.revoked_at, now) is not GrantStanding.OPEN:
        return None
    return Visitor(grant, found.id, actor_of(grant, address))


def note_seen(
    session: Session,
    clock: Clock,
    visitor: Visitor,
    what: str,
    code: str = "",
    title: str = "",
    *,
    taken: bool = False,
) -> None:
    """Write into the trail what a guest is about to see, or to take a copy of."""
    session.execute(
        update(GuestSession)
        .where(
            GuestSession.id == visitor.session_id,
            GuestSession.seen_at < clock.now() - _SEEN_EVERY,
        )
        .values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    record(
        session, visitor.actor, clock, "guests.take" if taken else "guests.see",
        "guest_grant", visitor.grant.uuid, {"what": what, "code": code, "title": title[:300]},
    )  # fmt: skip


def leave(session: Session, clock: Clock, visitor: Visitor) -> None:
    """End the session of this browser."""
    session.execute(
        update(GuestSession)
        .where(GuestSession.id == visitor.session_id, GuestSession.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    record(session, visitor.actor, clock, "guests.leave", "guest_grant", visitor.grant.uuid, {})
