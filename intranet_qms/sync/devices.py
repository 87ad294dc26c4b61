"""Phones and their persons (section 2)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ..access import require, require_fresh_sign_in
from ..db import insert_into
from ..errors import Forbidden, Unauthenticated, not_found
from ..files import services as files
from ..host import Actor, Clock
from ..i18n import lazy
from ..trail import services as trail
from .models import Device


def register(
    session: Session,
    actor: Actor,
    clock: Clock,
    device_uuid: uuid.UUID,
    *,
    label: str = "",
    app_version: str = "",
    user_agent: str = "",
) -> Device:
    """Step 2.1: bind the device to whoever is signed in; safe to repeat, in parallel too.

    Raises:
        Forbidden: the device is somebody else's (2.2).
        Unauthenticated: it was revoked (2.3).
    """
    device = locked(session, actor, clock, device_uuid)
    refuse_if_revoked(device)
    if (device.label, device.app_version, device.user_agent) != (label, app_version, user_agent):
        device.label, device.app_version, device.user_agent = label, app_version, user_agent
    device.last_seen_at = clock.now()
    return device


def locked(session: Session, actor: Actor, clock: Clock, device_uuid: uuid.UUID) -> Device:
    """The device, held by this transaction (step 4.2); entered when it was unknown.

    An unknown device may be one whose registration a restored backup forgot: it is entered anew
    and asked to send from its beginning.

    Raises:
        Forbidden: the device is somebody else's (2.2).
    """
    query = select(Device).where(Device.uuid == device_uuid).with_for_update()
    device = session.scalars(query).one_or_none()
    if device is None:
        now = clock.now()
        session.execute(
            insert_into(session, Device)
            .values(
                uuid=device_uuid,
                person_id=actor.person_id,
                label="",
                app_version="",
                user_agent="",
                registered_at=now,
                last_seen_at=now,
                last_seq=0,
                clock_offset_ms=0,
                unsent_mutations=0,
                unsent_evidence=0,
            )
            .on_conflict_do_nothing(index_elements=["uuid"])
        )
        device = session.scalars(query).one()
    if device.person_id != actor.person_id:
        raise Forbidden(
            "sync.device_of_another_person",
            lazy("This phone's queue belongs to somebody else."),
            way_out=lazy("Sign in as the person who filled it in, or use your own queue."),
        )
    return device


def own(session: Session, actor: Actor, device_uuid: uuid.UUID) -> Device:
    """A known device of the actor that is not revoked, for reading.

    Raises:
        NotFound, Forbidden, Unauthenticated: unknown, somebody else's, revoked.
    """
    device = session.scalars(select(Device).where(Device.uuid == device_uuid)).one_or_none()
    if device is None:
        raise not_found("sync.device_unknown")
    if device.person_id != actor.person_id:
        raise Forbidden(
            "sync.device_of_another_person",
            lazy("This phone's queue belongs to somebody else."),
        )
    refuse_if_revoked(device)
    return device


def may_send(session: Session, actor: Actor, device_uuid: uuid.UUID, sha256: str) -> int | None:
    """Let only the actor's own phone send bytes, and look whether they are needed: one query.

    Returns:
        How many bytes of ``sha256`` are stored already; None where none are.

    Raises:
        Unauthenticated: the phone is not registered by the actor, or it was revoked (2.3).
    """
    found = session.execute(
        select(
            Device.person_id, Device.revoked_at, files.size_of_held(sha256, actor.person_id)
        ).where(Device.uuid == device_uuid)
    ).one_or_none()
    if found is None or found[0] != actor.person_id:
        raise Unauthenticated(
            "sync.device_unknown",
            lazy("This phone is not registered."),
            way_out=lazy("Open the application again while online."),
        )
    if found[1] is not None:
        raise _revoked()
    stored: int | None = found[2]
    return stored


def refuse_if_revoked(device: Device) -> None:
    """Step 2.3. Raises Unauthenticated."""
    if device.revoked_at is not None:
        raise _revoked()


def _revoked() -> Unauthenticated:
    return Unauthenticated(
        "sync.device_revoked",
        lazy("This phone was locked and can no longer be used."),
        way_out=lazy("Ask the administrator."),
    )


def revoke(session: Session, actor: Actor, clock: Clock, device: Device) -> None:
    """Lock a phone; what it still sends is quarantined. Raises Forbidden."""
    require(actor, "sync.revoke", device)
    session.refresh(device, with_for_update={"of": Device})
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        trail.record(
            session, actor, clock, "sync.revoke", "device", device.uuid, {"label": device.label}
        )


def keep_recovery_code(
    session: Session, actor: Actor, clock: Clock, device_uuid: uuid.UUID, code: str
) -> None:
    """Step 2.5: keep what opens the phone's sealed data when its PIN is forgotten.

    Raises:
        NotFound, Forbidden, Unauthenticated: unknown, somebody else's, revoked.
    """
    device = own(session, actor, device_uuid)
    if device.recovery_code == code:
        return
    device.recovery_code, device.recovery_at = code, clock.now()
    trail.record(session, actor, clock, "sync.keep_recovery_code", "device", device.uuid, {})


def tell_recovery_code(session: Session, actor: Actor, clock: Clock, device: Device) -> str:
    """The code, for somebody who has made sure that it is the phone's person who asks.

    Raises:
        Forbidden: not theirs to tell; StaleSignIn: a desk left open does not tell it.
        NotFound: the phone has none, or it was revoked.
    """
    require(actor, "sync.recover", device)
    if device.recovery_code is None or device.revoked_at is not None:
        raise not_found()
    require_fresh_sign_in(actor, clock.now())
    trail.record(
        session, actor, clock, "sync.tell_recovery_code", "device", device.uuid,
        {"label": device.label},
    )  # fmt: skip
    return device.recovery_code


def listed(session: Session, *, person_id: int | None = None) -> Sequence[Device]:
    """Phones with their persons, last seen first; of one person or of all."""
    query = select(Device).options(selectinload(Device.person)).order_by(Device.last_seen_at.desc())
    if person_id is not None:
        query = query.where(Device.person_id == person_id)
    return session.scalars(query.limit(500)).all()


def of_people(session: Session, person_ids: Sequence[int]) -> Sequence[Device]:
    """The phones of these people with their persons, by person and last use."""
    return session.scalars(
        select(Device)
        .where(Device.person_id.in_(list(person_ids)))
        .options(selectinload(Device.person))
        .order_by(Device.person_id, Device.last_seen_at.desc())
        .limit(200)
    ).all()


def by_uuid(session: Session, device_uuid: uuid.UUID) -> Device | None:
    """One phone."""
    return session.scalars(select(Device).where(Device.uuid == device_uuid)).one_or_none()


def holding_unsent(
    session: Session, person_ids: Sequence[int], *, without: uuid.UUID
) -> Sequence[Device]:
    """Phones of these people that said they still hold something, the longest waiting first.

    Args:
        without: the phone that asks; it knows best itself what it holds.
    """
    return session.scalars(
        select(Device)
        .where(
            Device.person_id.in_(list(person_ids)),
            (Device.unsent_mutations > 0) | (Device.unsent_evidence > 0),
            Device.revoked_at.is_(None),
            Device.uuid != without,
        )
        .options(selectinload(Device.person))
        .order_by(Device.unsent_since, Device.id)
        .limit(200)
    ).all()


def by_uuids(session: Session, identifiers: Iterable[uuid.UUID]) -> Sequence[Device]:
    """Phones with their persons."""
    return session.scalars(
        select(Device)
        .where(Device.uuid.in_(list(identifiers)))
        .options(selectinload(Device.person))
    ).all()
