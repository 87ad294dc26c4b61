"""Links and codes, made at the moment at which they are mailed: what waits to be sent, and what is
kept, cannot be used by who reads it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ...host import Clock
from ..models import GuestCode, GuestGrant
from ..workflow import CODE_DIGITS, GrantStanding, standing


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a mail is for, as the worker's writer of mails takes it."""

    name: str
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is mailed to a guest: a link's secret part, or a code."""

    to: Recipient
    secret: str
    begins_at: datetime
    ends_at: datetime
    purpose: str
    organisation: str


def hashed(secret: str) -> str:
    """The hash by which a link or a session is kept: 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_hash(code: str, salt: str) -> str:
    """The hash by which a code is kept: slow, since eight digits are soon tried."""
    made = hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32)
    return made.hex()


def is_code(code: str, kept: GuestCode) -> bool:
    """Whether a code is the one that was mailed."""
    if not kept.code_hash:
        return False
    return hmac.compare_digest(code_hash(code, kept.salt), kept.code_hash)


def make_link(session: Session, clock: Clock, grant_uuid: str) -> Letter | None:
    """Make the personal link of a grant; None where it is over.

    Made anew when the sending is repeated, so that the last mail that arrives is the one that
    holds.
    """
    found = _living(session, clock, grant_uuid)
    if found is None:
        return None
    secret = secrets.token_urlsafe(32)
    found.link_hash, found.link_sent_at = hashed(secret), clock.now()
    session.flush()
    return _letter(found, secret)


def make_code(session: Session, clock: Clock, grant_uuid: str, code_id: int) -> Letter | None:
    """Make a code that was asked for; None where it is over or was used."""
    found = _living(session, clock, grant_uuid)
    if found is None:
        return None
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    salt = secrets.token_hex(16)
    made = session.execute(
        update(GuestCode)
        .where(
            GuestCode.id == code_id,
            GuestCode.grant_id == found.id,
            GuestCode.used_at.is_(None),
            GuestCode.expires_at > clock.now(),
        )
        .values(salt=salt, code_hash=code_hash(code, salt))
        .returning(GuestCode.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return _letter(found, code) if made is not None else None


def _living(session: Session, clock: Clock, grant_uuid: str) -> GuestGrant | None:
    found = session.scalars(
        select(GuestGrant).where(GuestGrant.uuid == UUID(grant_uuid))
    ).one_or_none()
    if found is None:
        return None
    how = standing(found.begins_at, found.ends_at, found.revoked_at, clock.now())
    return found if how in {GrantStanding.AHEAD, GrantStanding.OPEN} else None


def _letter(found: GuestGrant, secret: str) -> Letter:
    return Letter(
        Recipient(found.name, found.email, found.language),
        secret,
        found.begins_at,
        found.ends_at,
        found.purpose,
        found.organisation,
    )
