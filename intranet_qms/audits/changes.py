"""The numbered changes of each audit, which phones fetch by their cursor (protocol, step 7).

Nobody has to remember to note a change: whatever is flushed of an audit is noted by itself. Only
statements that go past the unit of work (``update ...``) note theirs by ``note_change``. The
numbers are given at the end of the transaction, for each audit in one step.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from itertools import chain
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Insert,
    Table,
    bindparam,
    event,
    exists,
    insert,
    label,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.util import identity_key

from ..db import insert_into, rows_as_json, sent_rows
from .models import Audit, AuditChange, AuditChangeCounter, TeamMember

_PENDING = "qms_audit_changes"
_MARKS = "qms_audit_change_marks"
_LOCKED = "qms_audits_locked"

_OWN_UUID = {
    "qms_answer": "answer",
    "qms_evidence": "evidence",
    "qms_finding": "finding",
    "qms_signature": "signature",
}
_PART_OF_AUDIT = frozenset(
    {
        "qms_team_member",
        "qms_audit_unit",
        "qms_audit_document",
        "qms_audit_clause",
        "qms_audit_agenda",
    }
)

Change = tuple[int, str, uuid.UUID | None]
"""Audit, kind, identifier; None stands for the audit itself."""


def note_change(
    session: Session, audit_id: int, entity: str, entity_uuid: uuid.UUID | None = None
) -> None:
    """Note that something of an audit changed; it gets its number when the transaction commits.

    Args:
        entity: ``audit``, ``answer``, ``evidence``, ``finding`` or ``signature``.
        entity_uuid: may be left out for the audit itself.
    """
    pending: list[Change] = session.info.setdefault(_PENDING, [])
    pending.append((audit_id, entity, entity_uuid))


def lock_audits(session: Session, audit_ids: Iterable[int]) -> None:
    """Let no other transaction write into these audits until this one ends.

    Two phones that answer the same question at the same moment must see each other, or neither
    would notice the conflict. Locks are taken in the order of the numbers, so that two callers
    never wait for each other. SQLite has one writer anyway.
    """
    held: set[int] = session.info.get(_LOCKED, set())
    wanted = sorted(set(audit_ids) - held)
    if not wanted:
        return
    found = session.scalars(
        select(AuditChangeCounter.audit_id)
        .where(AuditChangeCounter.audit_id.in_(wanted))
        .order_by(AuditChangeCounter.audit_id)
        .with_for_update()
    ).all()
    for missing in set(wanted) - set(found):
        _make_counter(session, missing)
    _forget_outdated(session, wanted)
    # A savepoint that is rolled back gives its locks back, so only outer ones are remembered.
    if not session.in_nested_transaction():
        session.info[_LOCKED] = held | set(wanted)


def lock_audits_of(session: Session, person_id: int, identifiers: Iterable[uuid.UUID]) -> None:
    """Lock those of the audits that the person is or was assigned to, before any of them is read.

    What is read afterwards is what the transaction before has left.
    """
    found = session.scalars(
        select(AuditChangeCounter.audit_id)
        .join(Audit, Audit.id == AuditChangeCounter.audit_id)
        .where(
            Audit.uuid.in_(list(identifiers)),
            exists()
            .where(TeamMember.audit_id == AuditChangeCounter.audit_id)
            .where(TeamMember.person_id == person_id),
        )
        .order_by(AuditChangeCounter.audit_id)
        .with_for_update(of=AuditChangeCounter)
    ).all()
    session.info[_LOCKED] = session.info.get(_LOCKED, set()) | set(found)


def _forget_outdated(session: Session, audit_ids: list[int]) -> None:
    """Read again what somebody changed while this transaction waited for the lock."""
    for audit_id, version in session.execute(
        select(Audit.id, Audit.row_version).where(Audit.id.in_(audit_ids))
    ):
        loaded = session.identity_map.get(identity_key(Audit, audit_id))
        if loaded is not None and loaded.row_version != version and not session.is_modified(loaded):
            session.expire(loaded)


def flush_changes(session: Session) -> None:
    """Give every noted change its number. Runs by itself before the commit.

    The counter stays locked until the commit, so that numbers become visible in their order and a
    cursor cannot step over one that commits late.
    """
    session.flush()
    pending: list[Change] = session.info.pop(_PENDING, [])
    if not pending:
        return
    by_audit: dict[int, list[Change]] = {}
    for change in dict.fromkeys(pending):
        by_audit.setdefault(change[0], []).append(change)
    for audit_id in sorted(by_audit):
        rows: list[dict[str, Any]] = [
            {
                "number": number,
                "entity": entity,
                "entity_uuid": entity_uuid or _uuid_of_audit(session, audit_id),
            }
            for number, (_, entity, entity_uuid) in enumerate(by_audit[audit_id], 1)
        ]
        if session.get_bind().dialect.name == "postgresql":
            _number_at_once(session, audit_id, rows)
        else:
            before = _raise_counter(session, audit_id, len(rows)) - len(rows)
            session.execute(
                insert(AuditChange),
                [{**row, "audit_id": audit_id, "number": before + row["number"]} for row in rows],
            )


def _number_at_once(session: Session, audit_id: int, rows: list[dict[str, Any]]) -> None:
    """Raise the counter and write the changes by one statement: the fewer there are, the sooner
    the next phone of this audit gets its turn."""
    values = {"audit": audit_id, "many": len(rows), "rows": rows_as_json(rows)}
    if not session.execute(_NUMBERED, values).rowcount:  # type: ignore[attr-defined]
        _make_counter(session, audit_id)
        session.execute(_NUMBERED, values)


def _numbered() -> Insert:
    many: ColumnElement[int] = bindparam("many", type_=BigInteger)
    last = AuditChangeCounter.last
    counter = (
        update(AuditChangeCounter)
        .where(AuditChangeCounter.audit_id == bindparam("audit"))
        .values(last=last + many)
        .returning(AuditChangeCounter.audit_id, label("before", last - many))
        .cte("counter")
    )
    table = cast(Table, AuditChange.__table__)
    sent = sent_rows(table, ("number", "entity", "entity_uuid"))
    return insert(table).from_select(
        ["audit_id", "number", "entity", "entity_uuid"],
        select(
            counter.c.audit_id,
            counter.c.before + sent.c.number,
            sent.c.entity,
            sent.c.entity_uuid,
        ).select_from(counter.join(sent, true())),
    )


_NUMBERED = _numbered()


def _uuid_of_audit(session: Session, audit_id: int) -> uuid.UUID:
    # Almost always in the identity map: whoever changed the audit had loaded it.
    return session.get_one(Audit, audit_id).uuid


def _raise_counter(session: Session, audit_id: int, by: int) -> int:
    statement = (
        update(AuditChangeCounter)
        .where(AuditChangeCounter.audit_id == audit_id)
        .values(last=AuditChangeCounter.last + by)
        .returning(AuditChangeCounter.last)
        .execution_options(synchronize_session=False)
    )
    last = session.execute(statement).scalar_one_or_none()
    if last is None:
        _make_counter(session, audit_id)
        last = session.execute(statement).scalar_one()
    return last


def _make_counter(session: Session, audit_id: int) -> None:
    session.execute(
        insert_into(session, AuditChangeCounter)
        .values(audit_id=audit_id, last=0)
        .on_conflict_do_nothing(index_elements=["audit_id"])
    )


@event.listens_for(Session, "after_flush")
def _note_flushed(session: Session, _context: Any) -> None:
    # Told by table names: findings are another feature's records, which is not imported.
    for record in chain(session.new, session.dirty, session.deleted):
        table = getattr(record, "__tablename__", "")
        if table in _OWN_UUID:
            if record.audit_id is not None:
                note_change(session, record.audit_id, _OWN_UUID[table], record.uuid)
        elif table == "qms_audit":
            note_change(session, record.id, "audit")
        elif table in _PART_OF_AUDIT:
            note_change(session, record.audit_id, "audit")


# In front of the trail, whose chain is locked as the very last thing of a transaction.
@event.listens_for(Session, "before_commit", insert=True)
def _flush_before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        flush_changes(session)


@event.listens_for(Session, "after_transaction_create")
def _remember_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = session.info.setdefault(_MARKS, WeakKeyDictionary())
        marks[transaction] = len(session.info.get(_PENDING, []))


@event.listens_for(Session, "after_transaction_end")
def _forget_locks(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_LOCKED, None)


@event.listens_for(Session, "after_soft_rollback")
def _drop_rolled_back(session: Session, transaction: SessionTransaction) -> None:
    # A savepoint has ended already when this is told, so its mark is kept by the savepoint.
    if transaction.nested:
        mark = session.info.get(_MARKS, {}).get(transaction, 0)
        del session.info.get(_PENDING, [])[mark:]
    else:
        session.info.pop(_PENDING, None)
