"""The host hears of what happened, and only of what really did."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intranet_qms import signals
from intranet_qms.documents import services as documents
from intranet_qms.documents.models import Revision
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.host import SYSTEM
from intranet_qms.outbox import services as outbox
from intranet_qms.tasks.handling import Context, Job, run
from tests.factories.documents import TODAY, install, make_office
from tests.support.host import Host


@contextmanager
def _heard(sender: object) -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def receive(_sender: object, **details: Any) -> None:
        heard.append(details)

    with signals.revision_published.connected_to(receive, sender):
        yield heard


@pytest.fixture
def waiting(host: Host) -> uuid.UUID:
    """An approved issue whose day is today, not published yet."""
    with host.transaction() as session:
        office = make_office(session, host.clock)
        revision = install(session, office).revisions[0]
        revision.state = RevisionState.APPROVED
        revision.effective_on = TODAY
        return revision.uuid


def test_a_publication_is_told_after_its_commit(host: Host, waiting: uuid.UUID) -> None:
    with _heard(host.app) as heard, host.app.app_context():
        with host.transaction() as session:
            documents.publish_due(session, SYSTEM, host.clock, TODAY)
            session.flush()
            assert heard == []
        assert heard == [{"document_code": "PG-02", "revision_uuid": waiting}]


def test_what_is_rolled_back_is_never_told(host: Host, waiting: uuid.UUID) -> None:
    with _heard(host.app) as heard, host.app.app_context():
        session = host.database.session()
        assert documents.publish_due(session, SYSTEM, host.clock, TODAY) == 1
        session.rollback()
        session.close()
        assert heard == []


def test_a_receiver_that_fails_undoes_nothing_and_hides_nothing_from_the_others(
    host: Host, waiting: uuid.UUID, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_sender: object, **_details: Any) -> None:
        raise ZeroDivisionError

    with (
        signals.revision_published.connected_to(fails, host.app),
        host.app.app_context(),
        host.transaction() as session,
    ):
        documents.publish_due(session, SYSTEM, host.clock, TODAY)
    with host.transaction() as session:
        state = session.scalars(select(Revision.state).where(Revision.uuid == waiting)).one()
    assert state is RevisionState.EFFECTIVE
    assert "ZeroDivisionError" in caplog.text


def test_the_worker_tells_the_host_too(host: Host, waiting: uuid.UUID) -> None:
    visibility = timedelta(seconds=60)
    with host.transaction() as session:
        outbox.enqueue(session, host.clock, "documents.publish_due", {"day": TODAY.isoformat()})
    with host.transaction() as session:
        (taken,) = outbox.take_due(session, host.clock, visibility=visibility)
    with _heard(host.app) as heard:
        run(Context(host.app, host.qms, visibility), Job(taken.uuid, taken.until))
        assert heard == [{"document_code": "PG-02", "revision_uuid": waiting}]
