"""Append to the trail and check it."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session, SessionTransaction

from ..host import Actor, Clock
from ..http import wire_time
from .models import TrailEntry, TrailHead

_PENDING = "qms_trail_pending"
_MARKS = "qms_trail_marks"
GENESIS = "0" * 64


def record(
    session: Session,
    actor: Actor,
    clock: Clock,
    action: str,
    entity: str,
    entity_uuid: uuid.UUID | str,
    details: dict[str, Any] | None = None,
    *,
    on_behalf_of: str | None = None,
) -> None:
    """Note an act; it joins the chain when the transaction commits.

    Entries of one transaction are appended together just before its commit, so that the end of
    the chain is locked for as short as possible.

    Args:
        action: stable name such as ``documents.approve``.
        entity: kind of the record acted upon.
        details: JSON values that say what changed; never personal data beyond names.
        on_behalf_of: whom the actor deputised for.
    """
    if not session.in_transaction():
        # Without one, a rollback would be no event, and the act would outlive it.
        session.begin()
    session.info.setdefault(_PENDING, []).append(
        {
            "at": clock.now(),
            "actor_host_id": actor.host_id,
            "actor_name": actor.name,
            "on_behalf_of": on_behalf_of,
            "source": actor.source,
            "address": actor.address,
            "action": action,
            "entity": entity,
            "entity_uuid": str(entity_uuid),
            "details": details or {},
        }
    )


@event.listens_for(Session, "before_commit")
def _append_pending(session: Session) -> None:
    if session.in_nested_transaction():
        return
    pending: list[dict[str, Any]] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    taken = session.execute(
        update(TrailHead)
        .where(TrailHead.id == 1)
        .values(last_id=TrailHead.last_id + len(pending))
        .returning(TrailHead.last_id, TrailHead.last_hash)
        .execution_options(synchronize_session=False)
    ).one()
    number, previous = taken.last_id - len(pending), taken.last_hash
    for entry in pending:
        number += 1
        entry["id"] = number
        entry["previous_hash"] = previous
        previous = entry["hash"] = entry_hash(entry)
    session.execute(insert(TrailEntry), pending)
    session.execute(
        update(TrailHead)
        .where(TrailHead.id == 1)
        .values(last_hash=previous)
        .execution_options(synchronize_session=False)
    )


@event.listens_for(Session, "after_transaction_create")
def _remember_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = session.info.setdefault(_MARKS, WeakKeyDictionary())
        marks[transaction] = len(session.info.get(_PENDING, []))


@event.listens_for(Session, "after_soft_rollback")
def _drop_rolled_back(session: Session, transaction: SessionTransaction) -> None:
    # A savepoint that fails takes only its own acts with it. It has ended already when this is
    # told, so its mark is kept by the savepoint.
    if transaction.nested:
        mark = session.info.get(_MARKS, {}).get(transaction, 0)
        del session.info.get(_PENDING, [])[mark:]
    else:
        session.info.pop(_PENDING, None)


def entry_hash(entry: dict[str, Any]) -> str:
    """SHA-256 over all fields of an entry in a fixed form, the previous hash among them."""
    at: datetime = entry["at"]
    canonical = json.dumps(
        [
            entry["id"],
            wire_time(at),
            entry["actor_host_id"],
            entry["actor_name"],
            entry["on_behalf_of"],
            entry["source"],
            entry["address"],
            entry["action"],
            entry["entity"],
            entry["entity_uuid"],
            entry["details"],
            entry["previous_hash"],
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk over the chain found. ``broken_at`` is the first position that does not fit."""

    entries: int
    broken_at: int | None
    problem: str | None

    @property
    def intact(self) -> bool:
        """Whether every entry fits."""
        return self.broken_at is None


def is_whole(entry: TrailEntry) -> bool:
    """Whether one entry is what its own hash says; ``verify`` says it of the whole chain."""
    fields = {column.key: getattr(entry, column.key) for column in TrailEntry.__table__.c}
    return entry_hash(fields) == entry.hash


def verify(session: Session, *, batch: int = 1000) -> Verification:
    """Walk the whole chain in order and compare every hash.

    Finds an altered field, a removed or inserted row, and a cut end (the head knows the last).
    """
    previous, expected = GENESIS, 0
    while True:
        rows = session.scalars(
            select(TrailEntry).where(TrailEntry.id > expected).order_by(TrailEntry.id).limit(batch)
        ).all()
        if not rows:
            break
        for row in rows:
            expected += 1
            fields = {column.key: getattr(row, column.key) for column in TrailEntry.__table__.c}
            if row.id != expected:
                return Verification(expected - 1, expected, "an entry is missing")
            if row.previous_hash != previous:
                return Verification(expected, row.id, "the link to the entry before does not fit")
            if entry_hash(fields) != row.hash:
                return Verification(expected, row.id, "the entry was altered")
            previous = row.hash
        session.expunge_all()
    head = session.get(TrailHead, 1)
    if head is None:
        return Verification(expected, expected + 1, "the end of the chain is not known any more")
    if head.last_id != expected or head.last_hash != previous:
        return Verification(expected, expected + 1, "entries at the end are missing")
    return Verification(expected, None, None)
