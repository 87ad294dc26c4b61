"""Jobs of the day: issues that come into force, reminders of reviews, cleaning up."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from intranet_qms.auditors import services as auditors
from intranet_qms.certification import services as certification
from intranet_qms.citizens import services as citizens
from intranet_qms.documents import services as documents
from intranet_qms.files import services as files
from intranet_qms.findings import services as findings
from intranet_qms.guests import services as guests
from intranet_qms.host import SYSTEM
from intranet_qms.reorganisation import services as reorganisation
from intranet_qms.sync import services as sync

from .handling import Context, handles

log = logging.getLogger(__name__)


def _day(context: Context, payload: dict[str, Any]) -> date:
    """The office's present day, for a job that was noted then or on a day before.

    A job that waited over midnight, or for days, does not act as if it were yesterday.
    """
    present = context.qms.clock.now().astimezone(context.qms.config.zone).date()
    return max(present, date.fromisoformat(payload["day"]))


def _each(
    numbers: Iterable[int],
    do: Callable[[Session, int], object],
    context: Context,
    *,
    what: str,
) -> None:
    """Do one after the other, each in a transaction of its own: one that cannot be done keeps none
    of the others away, and is tried again with the job.

    Raises:
        Exception: the first failure, when all have been tried.
    """
    failed: Exception | None = None
    for one in numbers:
        try:
            with context.qms.database.transaction() as session:
                do(session, one)
        except OperationalError:
            raise
        except Exception as error:
            log.exception("%s %s was left as it is", what, one)
            failed = failed or error
    if failed is not None:
        raise failed


@handles("documents.publish_due")
def publish_due(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Put approved issues into force whose day has come, each by itself: one that cannot be keeps
    none of the others away, and is tried again."""
    qms, day = context.qms, _day(context, payload)
    with qms.database.transaction(writes=False) as session:
        due = documents.issues_due(session, day)
    try:
        _each(
            due,
            lambda session, one: documents.publish_due(session, SYSTEM, qms.clock, day, only=one),
            context,
            what="issue",
        )
    finally:
        with qms.database.transaction() as session:
            # Roles and memberships that began or ended with the day.
            documents.people_changed(session, qms.clock, day)


@handles("reorganisation.carry_out_due")
def reorganise(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Carry out the reorganisations whose day has come, each by itself."""
    qms, day = context.qms, _day(context, payload)
    with qms.database.transaction(writes=False) as session:
        due = reorganisation.plans_due(session, day)
    _each(
        due,
        lambda session, one: reorganisation.carry_out_due(
            session, SYSTEM, qms.clock, day, only=one
        ),
        context,
        what="plan",
    )


@handles("documents.people_changed")
def people_changed(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Give people who came, moved, left or got another role what they owe to read now."""
    today = context.qms.clock.now().astimezone(context.qms.config.zone).date()
    with context.qms.database.transaction() as session:
        documents.people_changed(session, context.qms.clock, today, payload["people"])


@handles("documents.remind_readers")
def remind_readers(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Write one mail to everybody who has owed a confirmation for long enough."""
    with context.qms.database.transaction() as session:
        documents.remind_debtors(
            session,
            context.qms.clock,
            _day(context, payload),
            context.qms.config.acknowledgement_reminder_days,
            context.qms.config.zone,
        )


@handles("documents.remind_reviews")
def remind_reviews(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Write one mail to each owner of documents whose review is due or overdue."""
    with context.qms.database.transaction() as session:
        documents.remind_reviews(
            session,
            context.qms.clock,
            _day(context, payload),
            context.qms.config.review_notice_days,
        )


@handles("auditors.remind")
def remind_auditors(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Let roles follow the appointments of the day, and tell of competence that runs out."""
    with context.qms.database.transaction() as session:
        auditors.remind(session, context.qms.clock, _day(context, payload))


@handles("citizens.tell_owners")
def tell_owners(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Write one mail to each owner of guides about which citizens said something new."""
    with context.qms.database.transaction() as session:
        citizens.tell_owners(session, context.qms.clock, _day(context, payload))


@handles("certification.remind")
def remind_certification(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """End certificates whose last day has passed, and write about what is near, once each."""
    qms, day = context.qms, _day(context, payload)
    with qms.database.transaction() as session:
        certification.expire_ended(session, SYSTEM, qms.clock, day)
        certification.remind(
            session,
            qms.clock,
            day,
            surveillance_days=qms.config.surveillance_notice_days,
            expiry_days=qms.config.certificate_notice_days,
        )


@handles("findings.remind_due")
def remind_findings(context: Context, _job: uuid.UUID, payload: dict[str, Any]) -> None:
    """Write one mail to everybody with a finding, an action or a judgement that is due."""
    with context.qms.database.transaction() as session:
        findings.remind_due(
            session,
            context.qms.clock,
            _day(context, payload),
            context.qms.config.action_notice_days,
        )


@handles("files.sweep")
def sweep(context: Context, _job: uuid.UUID, _payload: dict[str, Any]) -> None:
    """Remove uploads that nobody finished and bytes whose transaction was rolled back."""
    with context.qms.database.transaction() as session:
        sync.sweep_abandoned(session, context.qms.clock, context.qms.files)
        guests.forget(session, context.qms.clock)
    with context.qms.database.transaction(writes=False) as session:
        files.sweep(session, context.qms.files, context.qms.clock)
