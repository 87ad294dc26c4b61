"""Disposal lists: drawn up by one person, agreed to by another, then carried out.

The rules hold here, whichever page asks: nothing before its time, nothing on hold, nothing of
category A destroyed, nobody alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ... import access
from ...db import after_commit
from ...errors import Conflict, Invalid
from ...files import services as files
from ...host import Actor, Clock, FileStore
from ...i18n import lazy, t
from ...trail.services import record
from .. import queries
from ..kinds import KINDS
from ..models import Disposal, DisposalItem
from ..queries import Record
from ..workflow import OPEN, DisposalKind, DisposalState, RecordState
from . import destroying
from .waiting import keep_others_waiting

MOST_ITEMS = 2_000
_PREFIXES = {DisposalKind.DESTROY: "BR", DisposalKind.TRANSFER: "PR"}
_ORDER = {kind.name: position for position, kind in enumerate(KINDS)}


def propose(
    session: Session,
    actor: Actor,
    clock: Clock,
    records: Sequence[Record],
    *,
    kind: DisposalKind,
    reason: str,
    today: date,
) -> Disposal:
    """Draw up a list of records whose time is over.

    Raises:
        Forbidden: ``records.propose``.
        Invalid: nothing chosen, no reason, or a record that may not go; the sentence names it.
    """
    access.require(actor, "records.propose")
    reason = reason.strip()[:2_000]
    problems: dict[str, list[str]] = {}
    if not reason or "\x00" in reason:
        problems["reason"] = [t("Say what the list is for.")]
    if not records:
        problems["records"] = [t("Choose at least one record.")]
    elif len(records) > MOST_ITEMS:
        problems["records"] = [t("A list takes at most %(limit)s records.", limit=MOST_ITEMS)]
    wrong = [one for one in records if (_obstacle(one, kind, today) or one.listed)]
    if wrong:
        problems["records"] = [_sentence(one, kind, today) for one in wrong[:10]]
    if problems:
        raise Invalid("records.not_proposed", t("The list was not drawn up."), fields=problems)
    disposal = Disposal(
        number=_number(session, kind, today),
        kind=kind,
        state=DisposalState.PROPOSED,
        reason=reason,
        proposed_by_id=actor.person_id,
        proposed_by_name=actor.name,
        proposed_at=clock.now(),
        items=[
            DisposalItem(
                position=position, record_kind=one.kind, record_uuid=one.uuid, code=one.code[:80],
                title=one.title[:500], jrwa=one.jrwa, category=one.category,
                first_day=one.first_day, ended_on=one.ended_on, due_on=one.due_on,
            )
            for position, one in enumerate(_in_order(records), 1)
        ],
    )  # fmt: skip
    session.add(disposal)
    session.flush()
    _note(session, actor, clock, disposal, "propose", {"records": len(records), "reason": reason})
    return disposal


def _in_order(records: Sequence[Record]) -> list[Record]:
    """What others wait for goes first: acknowledgements before their issue."""
    return sorted(records, key=lambda one: (_ORDER.get(one.kind, 99), one.code, str(one.uuid)))


def _obstacle(one: Record, kind: DisposalKind, today: date) -> str:
    state = one.state(today)
    wanted = RecordState.DUE if kind is DisposalKind.DESTROY else RecordState.TRANSFER
    return "" if state is wanted else state.value


def _sentence(one: Record, kind: DisposalKind, today: date) -> str:
    name = one.code or one.title
    if one.listed:
        return t("%(name)s stands on the list %(number)s already.", name=name, number=one.listed)
    obstacle = _obstacle(one, kind, today)
    if obstacle == RecordState.HELD:
        return t("%(name)s is on hold: %(reason)s", name=name, reason=one.held)
    if obstacle == RecordState.TRANSFER:
        return t("%(name)s is of category A and is never destroyed.", name=name)
    if obstacle == RecordState.DUE:
        return t("%(name)s is not of category A.", name=name)
    if obstacle == RecordState.OPEN:
        return t("%(name)s has not ended.", name=name)
    if one.due_on is None:
        return t("%(name)s has no archive category.", name=name)
    return t("%(name)s has to be kept until %(day)s.", name=name, day=one.due_on.isoformat())


def _number(session: Session, kind: DisposalKind, today: date) -> str:
    prefix = f"{_PREFIXES[kind]}-{today.year}-"
    count = session.scalar(
        select(func.count()).select_from(Disposal).where(Disposal.number.startswith(prefix))
    )
    return f"{prefix}{(count or 0) + 1}"


def _move(
    session: Session, disposal: Disposal, origins: frozenset[DisposalState], to: DisposalState
) -> None:
    moved = session.execute(
        update(Disposal)
        .where(Disposal.id == disposal.id, Disposal.state.in_(sorted(origins)))
        .values(state=to)
        .returning(Disposal.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    session.refresh(disposal, ["state"])
    if moved is None:
        raise Conflict("records.list_moved_on", lazy("The list has moved on meanwhile."))


def _note(
    session: Session, actor: Actor, clock: Clock, disposal: Disposal, step: str, details: object
) -> None:
    record(
        session, actor, clock, f"records.{step}", "disposal", disposal.uuid,
        {"number": disposal.number, **(details if isinstance(details, dict) else {})},
    )  # fmt: skip


def consent(
    session: Session, actor: Actor, clock: Clock, disposal: Disposal, note: str = ""
) -> None:
    """The archive agrees. Raises Forbidden: one's own list too; StaleSignIn: what is destroyed on
    this word does not come back, so it is a signature; Conflict."""
    access.require(actor, "records.consent", disposal)
    access.require_fresh_sign_in(actor, clock.now())
    _move(session, disposal, frozenset({DisposalState.PROPOSED}), DisposalState.CONSENTED)
    _decide(session, actor, clock, disposal, note, "consent")


def refuse(session: Session, actor: Actor, clock: Clock, disposal: Disposal, note: str) -> None:
    """The archive does not agree, and says why; every record stays."""
    access.require(actor, "records.consent", disposal)
    if not note.strip():
        sentence = t("Say why, so that the list can be drawn up anew.")
        raise Invalid("records.reason", sentence, fields={"note": [sentence]})
    _move(session, disposal, frozenset({DisposalState.PROPOSED}), DisposalState.REFUSED)
    _decide(session, actor, clock, disposal, note, "refuse")


def _decide(
    session: Session, actor: Actor, clock: Clock, disposal: Disposal, note: str, step: str
) -> None:
    disposal.decided_by_id, disposal.decided_by_name = actor.person_id, actor.name
    disposal.decided_at = clock.now()
    disposal.decision_note = note.strip().replace("\x00", "")[:2_000]
    session.flush()
    _note(session, actor, clock, disposal, step, {"note": disposal.decision_note})


def cancel(session: Session, actor: Actor, clock: Clock, disposal: Disposal) -> None:
    """Take a list back before it is carried out; every record stays."""
    access.require(actor, "records.propose")
    _move(session, disposal, OPEN, DisposalState.CANCELLED)
    _note(session, actor, clock, disposal, "cancel", {})


def carry_out(
    session: Session,
    actor: Actor,
    clock: Clock,
    store: FileStore,
    disposal: Disposal,
    *,
    today: date,
    zone: ZoneInfo,
) -> int:
    """Destroy what a list names, all of it or nothing; or note that it was handed over.

    Every record is looked at once more: one that was put on hold, or whose category changed, stops
    the whole list.

    Returns:
        How many records went.

    Raises:
        Forbidden: ``records.propose``, or the actor gave the consent; Conflict: no consent yet, or
        a record may not go any more.
    """
    access.require(actor, "records.propose")
    if disposal.decided_by_id == actor.person_id or disposal.decided_by_id is None:
        raise Conflict("records.alone", lazy("A list needs the consent of a second person."))
    _move(session, disposal, frozenset({DisposalState.CONSENTED}), DisposalState.DONE)
    # From here on nobody is told that a record is on hold, or of another category, and then finds
    # it destroyed: who says so now waits, and is told that it is gone.
    keep_others_waiting(session)
    kind = DisposalKind(disposal.kind)
    now = {
        (one.kind, one.uuid): one
        for one in queries.named(
            session, [(x.record_kind, x.record_uuid) for x in disposal.items], zone=zone
        )
    }
    named: set[str] = set()
    for item in disposal.items:
        one = now.get((item.record_kind, item.record_uuid))
        if one is None:
            raise Conflict("records.gone", lazy("A record of the list is not there any more."))
        if _obstacle(one, kind, today):
            sentence = _sentence(replace(one, listed=""), kind, today)
            raise Conflict(
                "records.may_not_go",
                lazy("A record of the list may not go any more: %(name)s", name=sentence),
                way_out=lazy("Cancel the list and draw up another without it."),
            )
    if kind is DisposalKind.DESTROY:
        for item in disposal.items:
            tombstone = destroying.destroy(session, item.record_kind, item.record_uuid)
            item.content_hash = tombstone.content_hash
            item.files = len(tombstone.files)
            named |= tombstone.files
            record(
                session, actor, clock, "records.destroy", item.record_kind, item.record_uuid,
                {
                    "list": disposal.number, "code": item.code, "category": item.category,
                    "ended": item.ended_on.isoformat(), "hash": tombstone.content_hash,
                    "rows": tombstone.rows,
                },
            )  # fmt: skip
        freed = destroying.free_files(session, named)
        after_commit(session, lambda: files.remove_bytes(store, freed))
    disposal.done_by_name, disposal.done_at = actor.name, clock.now()
    session.flush()
    _note(session, actor, clock, disposal, "carry_out", {"records": len(disposal.items)})
    return len(disposal.items)
