"""Step 4: run the mutations of a push, each exactly once, and keep the receipts.

Mutations run in their order. Neighbouring answers of one audit run together in a fixed number of
statements; if that fails for a reason that only the database knows, they run one by one, so that
a poisoned one is found and the others pass.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from ..audits import services as audits
from ..config import QMSConfig
from ..db import among, insert_rows
from ..errors import QMSError, Unavailable
from ..host import Actor, Clock
from ..i18n import lazy
from . import reasons
from .canonical import mutation_hash
from .desk import Desk, Outcome, Work
from .handlers import HANDLERS, as_outcome, record_answers
from .messages import Refused, arguments, identity
from .models import Device, Quarantined, Receipt
from .places import Place, is_gone
from .places import places as places_of


class NotStorable(Exception):
    """The database refused an answer among many, and only one by one can tell which."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the phone is answered (step 4.4)."""

    work: list[Work]
    next_seq: int
    resend_from: int | None

    def as_dict(self) -> dict[str, Any]:
        """As the phone reads it, in the reader's language."""
        return {
            "receipts": [_receipt(one) for one in self.work],
            "next_seq": self.next_seq,
            "resend_from": self.resend_from,
        }


def _receipt(work: Work) -> dict[str, Any]:
    outcome = work.outcome
    if outcome is None:
        raise RuntimeError("a mutation without an outcome has no receipt")
    reason = (
        reasons.told(outcome.code, {"detail": outcome.detail}) if outcome.code is not None else None
    )
    return {
        "id": str(work.id),
        "seq": work.seq,
        "status": outcome.status,
        "replayed": work.replayed,
        "reason": reason,
        "result": outcome.result,
    }


def push(
    session: Session,
    actor: Actor,
    clock: Clock,
    config: QMSConfig,
    device: Device,
    mutations: Sequence[Any],
    *,
    clock_offset_ms: int = 0,
    withheld: str | None = None,
    one_by_one: bool = False,
) -> Pushed:
    """Run ``mutations`` of ``device``, which the caller has locked (step 4.2).

    Args:
        mutations: as parsed from JSON, in the order of ``seq``.
        clock_offset_ms: how far the phone's clock is ahead of the server's.
        withheld: a code of ``reasons`` for which everything is kept and nothing applied.
        one_by_one: find the answer that the database refuses, at the price of a savepoint.

    Returns:
        The receipts, and from where to send again if there was a gap.

    Raises:
        marshmallow.ValidationError: an entry without ``id`` or ``seq``; nothing was run.
        NotStorable: the database refuses one of the answers. The caller rolls back and calls
            again, ``one_by_one``.
    """
    works = [_work(raw) for raw in mutations]
    with session.no_autoflush:
        # What the caller noted about the device is written once, with the sequence number.
        known = _known(session, works, device)
    accepted, resend_from = _take_in_order(works, known, device)
    desk = Desk(
        session,
        actor,
        clock,
        config,
        device,
        clock_offset_ms,
        {} if withheld else _places(session, actor, accepted),
        withheld,
        one_by_one,
    )
    for batch in _batches([work for work in accepted if work.fresh and work.outcome is None]):
        _run_batch(desk, batch)
    _keep_receipts(desk, accepted)
    return Pushed(accepted, device.last_seq + 1, resend_from)


def _work(raw: Any) -> Work:
    identifier, seq = identity(raw)
    try:
        digest = mutation_hash(raw)
    except (ValueError, OverflowError):
        # A number that no float can hold has no canonical form. Such a mutation is refused below.
        digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode("ascii")).hexdigest()
    return Work(identifier, seq, raw, digest)


Known = dict[uuid.UUID, tuple[Receipt, bool]]
"""Receipts by mutation; True where it is of somebody else's phone."""


def _known(session: Session, works: Sequence[Work], device: Device) -> Known:
    receipts = session.scalars(
        select(Receipt).where(among(session, Receipt.mutation_uuid, [work.id for work in works]))
    ).all()
    others = {one.device_id for one in receipts} - {device.id}
    # A person who registered anew may repeat what their earlier phone had sent.
    strangers = (
        set(
            session.scalars(
                select(Device.id).where(Device.id.in_(others), Device.person_id != device.person_id)
            )
        )
        if others
        else set()
    )
    return {one.mutation_uuid: (one, one.device_id in strangers) for one in receipts}


def _take_in_order(
    works: Sequence[Work], known: Known, device: Device
) -> tuple[list[Work], int | None]:
    """Steps 4.2.1 to 4.2.4: what is new, what is repeated, and where the sequence breaks."""
    accepted: list[Work] = []
    in_this_push: dict[uuid.UUID, Work] = {}
    for work in works:
        earlier, foreign = known.get(work.id, (None, False))
        twin = in_this_push.get(work.id)
        if earlier is not None or twin is not None:
            if work.seq == device.last_seq + 1:
                # It used up its number: what comes behind it must not wait for ever.
                device.last_seq = work.seq
            _repeat(work, earlier, twin, foreign=foreign)
            accepted.append(work)
            continue
        if work.seq > device.last_seq + 1:
            return accepted, device.last_seq + 1
        device.last_seq = max(device.last_seq, work.seq)
        in_this_push[work.id] = work
        _read(work)
        accepted.append(work)
    return accepted, None


def _repeat(
    work: Work, earlier: Receipt | None, twin: Work | None, *, foreign: bool = False
) -> None:
    """Steps 4.2.1 and 4.2.2. ``foreign``: the first came from somebody else's phone, whose
    authorship a copy must not borrow."""
    work.fresh = False
    first_hash = earlier.content_hash if earlier is not None else twin.content_hash if twin else ""
    if foreign or first_hash != work.content_hash:
        work.outcome = Outcome("rejected", "sync.mutation_id_reused")
        return
    work.replayed = True
    work.seq = earlier.seq if earlier is not None else twin.seq if twin else work.seq
    if earlier is not None:
        work.outcome = Outcome(
            earlier.status,
            earlier.reason_code,
            str((earlier.reason_values or {}).get("detail", "")),
            earlier.result,
        )


def _read(work: Work) -> None:
    try:
        work.name, work.at, work.args = arguments(work.raw)
    except Refused as refused:
        work.name = str(work.raw.get("name"))[:40] if _plain_name(work.raw) else ""
        work.outcome = Outcome("rejected", refused.code, refused.detail)


def _plain_name(raw: dict[str, Any]) -> bool:
    name = raw.get("name")
    return isinstance(name, str) and name.isascii() and name.isprintable()


def _places(session: Session, actor: Actor, works: Sequence[Work]) -> dict[uuid.UUID, Place]:
    wanted = {work.audit_uuid for work in works if work.audit_uuid is not None}
    if not wanted:
        return {}
    # Locked first and read then: state and team are what the transaction before has left.
    audits.lock_audits_of(session, actor.person_id, wanted)
    places = places_of(session, actor.person_id, wanted)
    audits.lock_audits(session, [place.audit.id for place in places.values()])
    return places


def _batches(works: Sequence[Work]) -> Iterator[list[Work]]:
    """Neighbours that can run together: answers of one audit; everything else alone."""

    def together(work: Work) -> Any:
        return (work.name, work.audit_uuid) if work.name == "answer.record" else work.id

    for _, group in groupby(works, together):
        yield list(group)


def _run_batch(desk: Desk, batch: list[Work]) -> None:
    # Answers are checked before anything of them is written, so that only the database itself can
    # refuse them midway. That hardly ever happens, and a savepoint costs every phone of the audit.
    is_savepoint = desk.one_by_one or batch[0].name != "answer.record"
    try:
        with desk.session.begin_nested() if is_savepoint else nullcontext():
            for work, outcome in zip(batch, _apply(desk, batch), strict=True):
                work.outcome = outcome
            desk.session.flush()
    except (IntegrityError, DataError) as error:
        if not is_savepoint:
            raise NotStorable from error
        # Step 4.2.5. Only the database knows what is wrong: find the one that cannot be stored.
        if len(batch) > 1:
            for work in batch:
                _run_batch(desk, [work])
            return
        code = (
            "sync.identifier_taken"
            if isinstance(error, IntegrityError)
            else "sync.text_not_storable"
        )
        batch[0].outcome = Outcome("rejected", code)
    except StaleDataError as error:
        # Somebody saved the same finding or plan on a page meanwhile: seen again, it is decided.
        raise _again() from error
    except Refused as refused:
        for work in batch:
            work.outcome = (
                _quarantine(desk, work, refused.code)
                if refused.quarantine
                else Outcome("rejected", refused.code, refused.detail)
            )
    except QMSError as error:
        if error.status >= 500:
            raise
        outcome = as_outcome(error)
        for work in batch:
            work.outcome = outcome


def _again() -> Unavailable:
    """Step 4.2.6: nothing was kept; the same push will be answered differently."""
    return Unavailable(
        "sync.unavailable",
        lazy("Somebody else saved the same at this moment. Nothing is lost."),
        way_out=lazy("The phone sends again by itself."),
        retry_after=1,
    )


def _apply(desk: Desk, batch: list[Work]) -> list[Outcome]:
    place = _place(desk, batch[0])
    if batch[0].name == "answer.record":
        return record_answers(desk, place.audit, batch)
    return [HANDLERS[batch[0].name](desk, place.audit, batch[0])]


def apply_reviewed(desk: Desk, place: Place, work: Work) -> Outcome:
    """Run late work that somebody decided to take over; who did it keeps the authorship."""
    audits.lock_audits(desk.session, [place.audit.id])
    try:
        with desk.session.begin_nested():
            if work.name == "answer.record":
                return record_answers(desk, place.audit, [work])[0]
            return HANDLERS[work.name](desk, place.audit, work)
    except IntegrityError:
        return Outcome("rejected", "sync.identifier_taken")
    except QMSError as error:
        return as_outcome(error)


def _place(desk: Desk, work: Work) -> Place:
    """Where the mutation belongs. Raises Refused (steps 2.3, 5.6, 5.7)."""
    if desk.withheld is not None:
        raise Refused(desk.withheld, quarantine=True)
    place = desk.places.get(work.audit_uuid) if work.audit_uuid is not None else None
    if place is None:
        if work.audit_uuid is not None and is_gone(desk.session, work.audit_uuid):
            raise Refused("sync.audit_gone", quarantine=True)
        raise Refused("sync.audit_not_yours")
    if place.former:
        raise Refused("sync.assignment_ended", quarantine=True)
    if not place.records:
        raise Refused("sync.role_records_nothing")
    if place.cancelled:
        raise Refused("sync.audit_cancelled", quarantine=True)
    if not place.takes_work and not (work.name == "answer.resolve" and place.decides):
        raise Refused("sync.audit_closed", quarantine=True)
    return place


def _quarantine(desk: Desk, work: Work, code: str) -> Outcome:
    """Step 5.6: keep the mutation whole, for somebody to decide about."""
    desk.session.add(
        Quarantined(
            mutation_uuid=work.id,
            device_uuid=desk.device.uuid,
            person_id=desk.actor.person_id,
            audit_uuid=work.audit_uuid,
            mutation=work.raw,
            reason_code=code,
            received_at=desk.clock.now(),
        )
    )
    return Outcome("quarantined", code)


def _keep_receipts(desk: Desk, works: Sequence[Work]) -> None:
    by_id = {work.id: work for work in works if work.fresh}
    for work in works:
        if work.outcome is None and not work.fresh:
            # The same mutation twice in one push: the second has the first one's receipt.
            work.outcome = by_id[work.id].outcome
    now = desk.clock.now()
    rows = [
        {
            "device_id": desk.device.id,
            "mutation_uuid": work.id,
            "content_hash": work.content_hash,
            "seq": work.seq,
            "name": work.name,
            "audit_uuid": work.audit_uuid,
            "status": work.outcome.status,
            "reason_code": work.outcome.code,
            "reason_values": {"detail": work.outcome.detail} if work.outcome.detail else {},
            "result": work.outcome.result,
            "received_at": now,
        }
        for work in works
        if work.fresh and work.outcome is not None
    ]
    if not rows:
        return
    try:
        insert_rows(desk.session, cast(Table, Receipt.__table__), rows)
    except IntegrityError as error:
        # Another phone sent a mutation of the same identifier at this very moment (4.2.2).
        raise _again() from error
