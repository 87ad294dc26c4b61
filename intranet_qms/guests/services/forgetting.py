"""Forget what is not needed any more of guests whose access is over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from ...host import Clock
from ..models import GuestCode, GuestGrant, GuestSession

ADDRESS_KEPT = timedelta(days=90)
"""How long after the end of an access the address is kept, for questions about the audit. Who saw
what stays in the trail, by name."""


def forget(session: Session, clock: Clock) -> int:
    """Take out addresses, codes and sessions of accesses that ended three months ago.

    Returns:
        Of how many grants.
    """
    since = clock.now() - ADDRESS_KEPT
    over = or_(GuestGrant.ends_at < since, GuestGrant.revoked_at < since)
    ids = session.scalars(
        select(GuestGrant.id).where(over, or_(GuestGrant.email != "", GuestGrant.link_hash != ""))
    ).all()
    if not ids:
        return 0
    for table in (GuestCode, GuestSession):
        session.execute(
            delete(table)
            .where(table.grant_id.in_(ids))
            .execution_options(synchronize_session=False)
        )
    session.execute(
        update(GuestGrant)
        .where(GuestGrant.id.in_(ids))
        .values(email="", link_hash=None)
        .execution_options(synchronize_session=False)
    )
    return len(ids)
