"""The file plan, the defaults of kinds, the class of one record, and holds."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from ... import access
from ...errors import Conflict, Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from .. import queries
from ..kinds import BY_NAME
from ..models import JrwaClass, RecordClass, RecordHold, RetentionRule
from ..plan_reading import read_plan
from ..queries import Record
from ..retention import parse
from .waiting import wait_for_others


def load_classes(session: Session, actor: Actor, clock: Clock, data: bytes) -> tuple[int, int]:
    """Load the file plan from a sheet, .csv or .xlsx; ``plan_reading`` says which forms it may have.

    Classes of the file are added or changed; others stay. All mistakes are told at once.

    Returns:
        How many classes were added and changed.

    Raises:
        Forbidden: ``records.classify``. Invalid: no such sheet, or rows with mistakes.
    """
    access.require(actor, "records.classify")
    rows, problems = read_plan(data)
    if problems:
        raise _refused(problems)
    known = {each.symbol: each for each in session.scalars(select(JrwaClass))}
    added = changed = 0
    for symbol, one in rows.items():
        values = asdict(one)
        before = known.get(symbol)
        if before is None:
            session.add(JrwaClass(symbol=symbol, **values))
            added += 1
        elif any(getattr(before, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(before, name, value)
            changed += 1
    session.flush()
    if added or changed:
        record(
            session, actor, clock, "records.load_classes", "jrwa", "0" * 36,
            {"added": added, "changed": changed},
        )  # fmt: skip
    return added, changed


def _refused(problems: list[str]) -> Invalid:
    shown = problems[:50]
    return Invalid(
        "records.plan_refused", t("The file plan was not loaded."), fields={"file": shown}
    )


def set_rules(
    session: Session, actor: Actor, clock: Clock, chosen: Mapping[str, tuple[str, str]]
) -> int:
    """Choose class and category of kinds of records: by kind, symbol and category.

    Returns:
        How many kinds changed.

    Raises:
        Forbidden; Invalid: no category, or one without years; field ``category-<kind>``.
    """
    access.require(actor, "records.classify")
    problems = {
        f"category-{kind}": [t("Choose A, Bc, or B or BE with a number of years.")]
        for kind, (_, category) in chosen.items()
        if parse(category) is None
    }
    problems |= {
        f"jrwa-{kind}": [t("A symbol has digits only, at most six.")]
        for kind, (symbol, _) in chosen.items()
        if symbol and not (symbol.isascii() and symbol.isdigit() and len(symbol) <= 6)
    }
    if problems:
        raise Invalid("records.rules", t("The defaults were not saved."), fields=problems)
    changes = {}
    for kind, (symbol, category) in chosen.items():
        if kind not in BY_NAME:
            continue
        written = str(parse(category))
        rule = session.get(RetentionRule, kind)
        before = (
            (rule.jrwa, rule.category) if rule else (BY_NAME[kind].jrwa, BY_NAME[kind].category)
        )
        if before == (symbol, written):
            continue
        if rule is None:
            session.add(RetentionRule(record_kind=kind, jrwa=symbol, category=written))
        else:
            rule.jrwa, rule.category = symbol, written
        changes[kind] = [*before, symbol, written]
    session.flush()
    if changes:
        record(session, actor, clock, "records.set_rules", "retention", "0" * 36, changes)
    return len(changes)


def classify(
    session: Session, actor: Actor, clock: Clock, of: Record, *, jrwa: str, category: str
) -> None:
    """Give one record a class and category of its own; empty takes them away again.

    Raises:
        Forbidden; Invalid: no category; Conflict: the record stands on an open disposal list.
    """
    access.require(actor, "records.mark")
    if category and parse(category) is None:
        sentence = t("Choose A, Bc, or B or BE with a number of years.")
        raise Invalid("records.category", sentence, fields={"category": [sentence]})
    if jrwa and not (jrwa.isascii() and jrwa.isdigit() and len(jrwa) <= 6):
        sentence = t("A symbol has digits only, at most six.")
        raise Invalid("records.jrwa", sentence, fields={"jrwa": [sentence]})
    if of.listed:
        raise Conflict(
            "records.listed", lazy("The record stands on the list %(number)s.", number=of.listed)
        )
    _still_there(session, of)
    own = session.scalars(
        select(RecordClass).where(
            RecordClass.record_kind == of.kind, RecordClass.record_uuid == of.uuid
        )
    ).one_or_none()
    if own is None:
        own = RecordClass(record_kind=of.kind, record_uuid=of.uuid)
        session.add(own)
    own.jrwa, own.category = jrwa, str(parse(category) or "")
    session.flush()
    record(
        session, actor, clock, "records.classify", of.kind, of.uuid,
        {"code": of.code, "before": [of.jrwa, of.category], "after": [jrwa, own.category]},
    )  # fmt: skip


def place_hold(session: Session, actor: Actor, clock: Clock, of: Record, reason: str) -> RecordHold:
    """Stop whatever would happen to a record, until somebody releases it.

    Raises:
        Forbidden; Invalid: no reason; Conflict: it is held already.
    """
    access.require(actor, "records.hold")
    reason = reason.strip()[:2_000]
    if not reason or "\x00" in reason:
        sentence = t("Say why: a court case, an inspection, a complaint.")
        raise Invalid("records.reason", sentence, fields={"reason": [sentence]})
    _still_there(session, of)
    if of.held:
        raise Conflict("records.held", lazy("The record is on hold already."))
    hold = RecordHold(
        record_kind=of.kind, record_uuid=of.uuid, reason=reason, placed_by_id=actor.person_id,
        placed_by_name=actor.name, placed_at=clock.now(),
    )  # fmt: skip
    session.add(hold)
    session.flush()
    record(
        session, actor, clock, "records.hold", of.kind, of.uuid,
        {"code": of.code, "reason": reason},
    )  # fmt: skip
    return hold


def _still_there(session: Session, of: Record) -> None:
    """Refuse to say anything of a record that is being destroyed at this moment."""
    wait_for_others(session)
    if not queries.exists(session, of.kind, of.uuid):
        raise Conflict("records.gone", lazy("The record is not there any more."))


def release_hold(
    session: Session, actor: Actor, clock: Clock, hold_uuid: uuid.UUID, reason: str
) -> RecordHold:
    """Let the time run again. Raises Forbidden, Conflict, Invalid."""
    access.require(actor, "records.hold")
    reason = reason.strip()[:2_000]
    if not reason or "\x00" in reason:
        sentence = t("Say why the hold is not needed any more.")
        raise Invalid("records.reason", sentence, fields={"reason": [sentence]})
    hold = session.scalars(select(RecordHold).where(RecordHold.uuid == hold_uuid)).one_or_none()
    if hold is None or hold.released_at is not None:
        raise Conflict("records.not_held", lazy("The record is not on hold."))
    hold.released_at, hold.released_by_name = clock.now(), actor.name
    hold.released_reason = reason
    session.flush()
    record(
        session, actor, clock, "records.release", hold.record_kind, hold.record_uuid,
        {"reason": reason},
    )  # fmt: skip
    return hold
