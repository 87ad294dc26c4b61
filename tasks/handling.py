"""How one job is done: begun only by its taker, kept alive while it runs, ended once."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError

from intranet_qms.extension import QMS
from intranet_qms.host import MailDelayed, MailRefused
from intranet_qms.outbox import services as outbox

log = logging.getLogger(__name__)
GIVE_UP_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler works with."""

    app: Flask
    qms: QMS
    visibility: timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """Which job, and until when it was taken: the token of its taker."""

    uuid: uuid.UUID
    until: datetime


class Later(Exception):
    """The job cannot be done now; it is tried again after a growing pause."""


class Never(Exception):
    """The job can never succeed; it is given up, visibly."""


Handler = Callable[[Context, uuid.UUID, dict[str, Any]], None]
_handlers: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of one kind of job. It may run twice and must have one effect."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return register


def run(context: Context, job: Job) -> None:
    """Do ``job`` and write down how it ended.

    A job that another worker took over meanwhile is left alone. Every failure is told in the
    outbox; none is swallowed.
    """
    qms = context.qms
    with qms.database.transaction(writes=False) as session:
        taken = outbox.taken(session, job.uuid, job.until)
    if taken is None:
        return
    kind, payload = taken.kind, taken.payload
    handler = _handlers.get(kind)
    if handler is None:
        _give_up(context, job, f"no handler for {kind}")
        return
    keeper = _Keeper(context, job)
    try:
        # In the application's context, so that its signals know whose they are.
        with keeper, context.app.app_context():
            handler(context, job.uuid, payload)
    except (Never, MailRefused) as error:
        log.error("%s given up: %s", kind, error)
        _give_up(context, job, str(error))
    except Exception as error:
        expected = isinstance(error, Later | MailDelayed | OperationalError | OSError)
        log.log(
            logging.WARNING if expected else logging.ERROR,
            "%s will be tried again: %s",
            kind,
            error,
            exc_info=None if expected else error,
        )
        hours = timedelta(hours=qms.config.mail_retry_hours)
        with qms.database.transaction() as session:
            outbox.retry_later(
                session,
                qms.clock,
                job.uuid,
                attempts=taken.attempts,
                created_at=taken.created_at,
                error=f"{type(error).__name__}: {error}",
                give_up_after=hours if kind == "mail.send" else GIVE_UP_AFTER,
            )
    else:
        with qms.database.transaction() as session:
            outbox.finish(session, qms.clock, job.uuid)


def _give_up(context: Context, job: Job, reason: str) -> None:
    with context.qms.database.transaction() as session:
        outbox.give_up(session, job.uuid, error=reason)


class _Keeper:
    """Says again and again that the job is still worked at, while it is.

    If this process dies, nobody says it any more, and another worker takes the job.
    """

    def __init__(self, context: Context, job: Job) -> None:
        self._context, self._job = context, job
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _keep(self) -> None:
        pause = self._context.visibility.total_seconds() / 3
        while not self._stop.wait(pause):
            try:
                with self._context.qms.database.transaction() as session:
                    outbox.extend(
                        session,
                        self._context.qms.clock,
                        self._job.uuid,
                        visibility=self._context.visibility,
                    )
            except OperationalError:
                log.warning("the job could not be extended; the database is away")
