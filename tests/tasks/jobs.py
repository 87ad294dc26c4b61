"""Do the jobs of the outbox as a worker does, one after the other, in the test's own process."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from intranet_qms.outbox import services as outbox
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.tasks import make_worker
from intranet_qms.tasks.handling import Context, Job, run
from tests.support.host import Host

VISIBILITY = timedelta(seconds=60)


def work(host: Host, *, limit: int = 20) -> int:
    """Take what is due and do it; returns how many jobs were taken."""
    make_worker(host.app)  # Registers the handlers.
    with host.transaction() as session:
        taken = outbox.take_due(session, host.clock, visibility=VISIBILITY, limit=limit)
    for job in taken:
        run(Context(host.app, host.qms, VISIBILITY), Job(job.uuid, job.until))
    return len(taken)


def jobs(host: Host, kind: str = "mail.send") -> list[OutboxJob]:
    """The jobs of one kind in their order."""
    with host.transaction() as session:
        found = session.scalars(
            select(OutboxJob).where(OutboxJob.kind == kind).order_by(OutboxJob.id)
        ).all()
        session.expunge_all()
        return list(found)
