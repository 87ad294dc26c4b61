"""Put jobs into the outbox, take them out, and tell how they ended."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, func, or_, select, update
from sqlalchemy.orm import Session

from ..db import among, insert_into, new_uuid, rows_as_json, sent_rows
from ..host import Clock
from .models import OutboxJob

_TABLE = cast(Table, OutboxJob.__table__)


def enqueue(
    session: Session,
    clock: Clock,
    kind: str,
    payload: dict[str, Any],
    *,
    dedup_key: str | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Add a job to this transaction.

    Args:
        kind: which handler of the worker does it, such as ``mail.send``.
        payload: JSON values; identifiers rather than copies.
        dedup_key: a second job with the same key is not added, whoever asks and how often.
        not_before: earliest moment; now when missing.

    Returns:
        Whether the job is new.
    """
    row = _row(clock.now(), kind, payload, dedup_key, not_before)
    return _insert(session, [row]) == 1


def _row(
    now: datetime,
    kind: str,
    payload: dict[str, Any],
    dedup_key: str | None,
    not_before: datetime | None,
) -> dict[str, Any]:
    return {
        "uuid": new_uuid(),
        "kind": kind,
        "payload": payload,
        "dedup_key": dedup_key,
        "state": "waiting",
        "created_at": now,
        "due_at": not_before or now,
        "attempts": 0,
    }


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Add the rows whose key is new, in as few statements as can be. Returns how many were."""
    if not rows:
        return 0
    # The rows are parameters and no part of the statement: one of hundreds of VALUES is compiled
    # anew each time, which takes longer than writing them.
    if session.get_bind().dialect.name == "postgresql":
        names = tuple(rows[0])
        sent = select(*sent_rows(_TABLE, names).c)
        added = (
            insert_into(session, _TABLE)
            .from_select(list(names), sent)
            .on_conflict_do_nothing(index_elements=["dedup_key"])
            .returning(_TABLE.c.id)
        )
        return len(session.execute(added, {"rows": rows_as_json(rows)}).all())
    statement = (
        insert_into(session, OutboxJob)
        .on_conflict_do_nothing(index_elements=["dedup_key"])
        .returning(OutboxJob.id)
    )
    return len(session.execute(statement, list(rows)).all())


def enqueue_mail(
    session: Session,
    clock: Clock,
    *,
    to_person_id: int,
    template: str,
    context: dict[str, Any],
    dedup_key: str,
    not_before: datetime | None = None,
) -> bool:
    """Add a mail to one person.

    The mail is written when it is sent, in the language that the person reads then.

    Args:
        template: name below ``templates/qms/mail/``: ``<template>.txt`` (first line is the
            subject) and ``<template>.html``.
        context: JSON values that the templates use.
        dedup_key: identifies the mail for ever; its Message-ID is made of it, so that a mail that
            is handed over twice is recognised as one by the reader's server.
    """
    mail = Mail(to_person_id=to_person_id, context=context, dedup_key=dedup_key)
    return enqueue_mails(session, clock, template, [mail], not_before=not_before) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One of several mails of the same kind; see ``enqueue_mail`` for the fields."""

    to_person_id: int
    context: dict[str, Any]
    dedup_key: str


def enqueue_mails(
    session: Session,
    clock: Clock,
    template: str,
    mails: Iterable[Mail],
    *,
    not_before: datetime | None = None,
) -> int:
    """Add mails of one kind to any number of people, in as few statements as can be.

    Returns:
        How many are new.
    """
    now = clock.now()
    return _insert(
        session,
        [
            _row(
                now,
                "mail.send",
                {
                    "person_id": mail.to_person_id,
                    "template": template,
                    "context": mail.context,
                    "key": mail.dedup_key,
                },
                f"mail:{mail.dedup_key}",
                not_before,
            )
            for mail in mails
        ],
    )


def renew_mails(session: Session, clock: Clock, contexts: Mapping[str, dict[str, Any]]) -> set[str]:
    """Give mails that have not left yet other values, so that one mail says how things stand.

    Args:
        contexts: the new values by key (``enqueue_mail``).

    Returns:
        The keys of the mails that could still be changed; the others have left, or never were.
    """
    renewed: set[str] = set()
    for row in _held_mails(session, contexts):
        key = str(row.payload["key"])
        row.payload = {**row.payload, "context": contexts[key]}
        renewed.add(key)
    session.flush()
    return renewed


def withdraw_mails(session: Session, clock: Clock, keys: Iterable[str]) -> set[str]:
    """Take back mails that have not left yet. Returns the keys of those that could be."""
    withdrawn: set[str] = set()
    for row in _held_mails(session, keys):
        row.state, row.done_at = "done", clock.now()
        row.last_error = "withdrawn before it was sent"
        withdrawn.add(str(row.payload["key"]))
    session.flush()
    return withdrawn


def _held_mails(session: Session, keys: Iterable[str]) -> Sequence[OutboxJob]:
    wanted = [f"mail:{key}" for key in keys]
    if not wanted:
        return []
    return session.scalars(
        select(OutboxJob)
        .where(
            among(session, OutboxJob.dedup_key, wanted),
            OutboxJob.state == "waiting",
            # One that was tried may have reached the server before the connection was lost.
            OutboxJob.attempts == 0,
        )
        .with_for_update(skip_locked=True)
    ).all()


def written_mails(session: Session, keys: Iterable[str]) -> set[str]:
    """Which of these keys of mails (``enqueue_mail``) were used already."""
    wanted = [f"mail:{key}" for key in keys]
    found = session.scalars(
        select(OutboxJob.dedup_key).where(among(session, OutboxJob.dedup_key, wanted))
    )
    return {key.removeprefix("mail:") for key in found if key}


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job that this worker may do until ``until``."""

    uuid: uuid.UUID
    kind: str
    payload: dict[str, Any]
    attempts: int
    created_at: datetime
    until: datetime


def take_due(
    session: Session, clock: Clock, *, visibility: timedelta, limit: int = 20
) -> list[TakenJob]:
    """Take jobs that are due, or whose worker fell silent. Each goes to one taker only.

    The caller commits before it works, so that others see the jobs as taken.
    """
    now = clock.now()
    due = (
        select(OutboxJob.id)
        .where(
            or_(
                (OutboxJob.state == "waiting") & (OutboxJob.due_at <= now),
                (OutboxJob.state == "taken") & (OutboxJob.taken_until < now),
            )
        )
        .order_by(OutboxJob.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(
        update(OutboxJob)
        .where(OutboxJob.id.in_(due.scalar_subquery()))
        .values(state="taken", taken_until=now + visibility, attempts=OutboxJob.attempts + 1)
        .returning(OutboxJob)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).scalars()
    return [
        TakenJob(row.uuid, row.kind, row.payload, row.attempts, row.created_at, now + visibility)
        for row in rows
    ]


def extend(session: Session, clock: Clock, job_uuid: uuid.UUID, *, visibility: timedelta) -> None:
    """Say that the job is still being worked at."""
    session.execute(
        update(OutboxJob)
        .where(OutboxJob.uuid == job_uuid, OutboxJob.state == "taken")
        .values(taken_until=clock.now() + visibility)
    )


def taken(session: Session, job_uuid: uuid.UUID, until: datetime) -> TakenJob | None:
    """The job, if it is still its taker's: taken until that very moment by nobody else since."""
    row = session.scalars(select(OutboxJob).where(OutboxJob.uuid == job_uuid)).one_or_none()
    if row is None or row.state != "taken" or row.taken_until != until:
        return None
    return TakenJob(row.uuid, row.kind, row.payload, row.attempts, row.created_at, until)


def finish(session: Session, clock: Clock, job_uuid: uuid.UUID) -> None:
    """The job has had its effect."""
    session.execute(
        update(OutboxJob)
        .where(OutboxJob.uuid == job_uuid)
        .values(state="done", done_at=clock.now(), taken_until=None, last_error=None)
    )


def free_taken(session: Session) -> None:
    """Return every job that is taken. Only for a process that is the only worker there is, before
    it begins and after it has ended: nobody else can be at work then."""
    session.execute(
        update(OutboxJob)
        .where(OutboxJob.state == "taken")
        .values(state="waiting", taken_until=None)
    )


def retry_later(
    session: Session,
    clock: Clock,
    job_uuid: uuid.UUID,
    *,
    attempts: int,
    created_at: datetime,
    error: str,
    give_up_after: timedelta,
) -> bool:
    """Try again after a growing pause, or give up when the job is older than ``give_up_after``.

    Returns:
        Whether it will be tried again.
    """
    now = clock.now()
    again = now - created_at < give_up_after
    pause = min(timedelta(minutes=30), timedelta(seconds=5 * 2 ** min(attempts, 12)))
    pause *= random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, guards nothing
    session.execute(
        update(OutboxJob)
        .where(OutboxJob.uuid == job_uuid)
        .values(
            state="waiting" if again else "given_up",
            due_at=now + pause,
            taken_until=None,
            last_error=error[:2000],
        )
    )
    return again


def give_up(session: Session, job_uuid: uuid.UUID, *, error: str) -> None:
    """The job can never succeed; it stays visible for the administrator."""
    session.execute(
        update(OutboxJob)
        .where(OutboxJob.uuid == job_uuid)
        .values(state="given_up", taken_until=None, last_error=error[:2000])
    )


def revive(session: Session, clock: Clock, job_uuid: uuid.UUID) -> None:
    """Try a job that was given up once more, from the start."""
    now = clock.now()
    session.execute(
        update(OutboxJob)
        .where(OutboxJob.uuid == job_uuid, OutboxJob.state == "given_up")
        .values(state="waiting", due_at=now, created_at=now, attempts=0)
    )


def counts(session: Session) -> dict[str, int]:
    """How many jobs are in each state."""
    rows = session.execute(select(OutboxJob.state, func.count()).group_by(OutboxJob.state))
    return {row[0]: row[1] for row in rows}
