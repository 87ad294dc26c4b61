"""What two people do to one issue at the same moment, on PostgreSQL where both are at work: the
second acts on what the first has left, and the hash says what there is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intranet_qms.adapters import ObjectFiles
from intranet_qms.db import Database
from intranet_qms.documents import queries, services
from intranet_qms.documents.models import Attachment, Document, PeriodicReview, Revision
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.errors import Conflict, Forbidden
from intranet_qms.host import SYSTEM
from intranet_qms.trail.queries import history
from tests.factories.documents import TODAY, Office, carry_on, draft, install, make_office
from tests.support.clock import FakeClock
from tests.support.waiting import until

pytestmark = pytest.mark.postgres


class Desk:
    """One office with a draft of PG-02, and any number of people at it."""

    def __init__(self, database: Database, clock: FakeClock, folder: Path) -> None:
        self.database, self.clock = database, clock
        self.files = ObjectFiles(folder.as_uri())
        with database.transaction() as session:
            self.office: Office = make_office(session, clock)
            draft(session, self.office, install(session, self.office))

    def issue(self, session: Session) -> Revision:
        return session.scalars(select(Revision).where(Revision.number == 2)).one()

    def document(self, session: Session) -> Document:
        return session.scalars(select(Document).where(Document.code == "PG-02")).one()

    def attach(self, session: Session, revision: Revision) -> None:
        services.attach(
            session, self.office.actor("owner", session), self.clock, self.files, revision,
            name="wzór.txt", data=b"Wz\xc3\xb3r wniosku",
        )  # fmt: skip

    def save(self, session: Session, revision: Revision, body: str) -> None:
        services.save_draft(
            session, self.office.actor("owner", session), self.clock, revision,
            services.DraftFields(
                title=revision.title, body=body, change_summary="Zmiana.",
                approver_id=revision.approver_id,
            ),
            row_version=revision.row_version,
        )  # fmt: skip

    def meanwhile(self, act: Callable[[Session], None]) -> threading.Thread:
        """Somebody else begins now, and is waiting for a lock when this returns."""

        def do() -> None:
            with self.database.transaction() as session:
                act(session)

        thread = threading.Thread(target=do)
        thread.start()
        waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"

        def waits() -> bool:
            with self.database.engine.connect() as connection:
                return not thread.is_alive() or bool(
                    connection.exec_driver_sql(
                        waiting + " and datname = current_database()"
                    ).scalar_one()
                )

        until(waits, within=20, what="the other one waits")
        return thread


@pytest.fixture
def desk(postgres_url: str, clock: FakeClock, tmp_path: Path) -> Iterator[Desk]:
    database = Database(postgres_url)
    yield Desk(database, clock, tmp_path)
    database.dispose()


def test_no_file_comes_to_an_issue_that_was_handed_over_while_it_was_read(desk: Desk) -> None:
    with desk.database.transaction() as session:
        seen = desk.issue(session)
        with desk.database.transaction() as other:
            carry_on(other, desk.office, desk.issue(other), RevisionState.IN_REVIEW)
        with pytest.raises(Forbidden):
            desk.attach(session, seen)
    with desk.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 0
        issue = desk.issue(session)
        assert issue.content_hash == issue.decisions[0].content_hash


def test_a_file_and_a_text_that_come_at_once_are_both_in_the_hash(desk: Desk) -> None:
    with desk.database.transaction() as session:
        desk.attach(session, desk.issue(session))
        other = desk.meanwhile(lambda own: desk.save(own, desk.issue(own), "Nowa treść."))
    other.join(timeout=20)
    with desk.database.transaction() as session:
        issue = desk.issue(session)
        assert issue.body.strip() == "Nowa treść."
        assert issue.content_hash == services.issue_hash(session, issue)


def test_a_text_that_was_saved_while_a_file_was_read_is_in_the_hash(desk: Desk) -> None:
    with desk.database.transaction() as session:
        seen = desk.issue(session)
        with desk.database.transaction() as other:
            desk.save(other, desk.issue(other), "Nowa treść.")
        desk.attach(session, seen)
    with desk.database.transaction() as session:
        issue = desk.issue(session)
        assert issue.content_hash == services.issue_hash(session, issue)
        assert next(iter(queries.altered_issues(session)), None) is None


def test_what_is_saved_after_the_issue_was_handed_over_changes_nothing(desk: Desk) -> None:
    with desk.database.transaction() as session:
        seen = desk.issue(session)
        with desk.database.transaction() as other:
            carry_on(other, desk.office, desk.issue(other), RevisionState.IN_REVIEW)
        with pytest.raises((Forbidden, Conflict)):
            desk.save(session, seen, "Za późno.")
    with desk.database.transaction() as session:
        assert "Za późno." not in desk.issue(session).body


def test_midnight_waits_for_who_holds_an_issue_and_does_not_leave_it_out(desk: Desk) -> None:
    day = date(2026, 12, 1)
    with desk.database.transaction() as session:
        issue = desk.issue(session)
        issue.effective_on = day
        session.flush()
        carry_on(session, desk.office, issue, RevisionState.APPROVED)
    published: list[int] = []
    with desk.database.transaction() as session:
        # Somebody presses "give up" without a reason: nothing comes of it.
        session.refresh(desk.issue(session), with_for_update={"of": Revision})
        midnight = desk.meanwhile(
            lambda own: published.append(services.publish_due(own, SYSTEM, desk.clock, day))
        )
    midnight.join(timeout=20)
    assert published == [1]


def test_two_workers_at_midnight_bring_an_issue_into_force_once(desk: Desk) -> None:
    day = date(2026, 12, 1)
    with desk.database.transaction() as session:
        issue = desk.issue(session)
        issue.effective_on = day
        session.flush()
        carry_on(session, desk.office, issue, RevisionState.APPROVED)
    published: list[int] = []
    with desk.database.transaction() as session:
        published.append(services.publish_due(session, SYSTEM, desk.clock, day))
        other = desk.meanwhile(
            lambda own: published.append(services.publish_due(own, SYSTEM, desk.clock, day))
        )
    other.join(timeout=20)
    assert published == [1, 0]


def test_a_confirmed_review_that_is_sent_twice_is_one(desk: Desk) -> None:
    def confirm(session: Session) -> None:
        services.confirm_review(
            session, desk.office.actor("owner", session), desk.clock, desk.document(session),
            today=TODAY, comment="Zgodny z KPA.",
        )  # fmt: skip

    with desk.database.transaction() as session:
        confirm(session)
        other = desk.meanwhile(confirm)
    other.join(timeout=20)
    with desk.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(PeriodicReview)) == 1


def test_nobody_reviews_a_document_that_went_out_of_force_a_moment_ago(desk: Desk) -> None:
    with desk.database.transaction() as session:
        services.withdraw_revision(
            session, desk.office.actor("owner", session), desk.clock, desk.issue(session),
            reason="Zbędne.",
        )  # fmt: skip
    with desk.database.transaction() as session:
        seen = desk.document(session)
        with desk.database.transaction() as other:
            services.withdraw_document(
                other, desk.office.actor("representative", other), desk.clock,
                desk.document(other), reason="Zadanie przejął inny urząd.", today=TODAY,
            )  # fmt: skip
        with pytest.raises(Forbidden):
            services.confirm_review(
                session, desk.office.actor("owner", session), desk.clock, seen,
                today=TODAY, comment="Zgodny.",
            )  # fmt: skip
    with desk.database.transaction() as session:
        assert desk.document(session).review_due_on is None


def test_what_is_confirmed_while_another_issue_takes_its_place_is_not_lost(desk: Desk) -> None:
    with desk.database.transaction() as session:
        first = session.scalars(select(Revision).where(Revision.number == 1)).one()
        services.begin_asking(session, desk.document(session), desk.clock.now(), TODAY)
        first_id = first.id
        issue = desk.issue(session)
        services.save_draft(
            session, desk.office.actor("owner", session), desk.clock, issue,
            services.DraftFields(
                title=issue.title, body=issue.body, change_summary="Literówka.", minor=True,
                approver_id=issue.approver_id,
            ),
            row_version=issue.row_version,
        )  # fmt: skip
        carry_on(session, desk.office, issue, RevisionState.IN_REVIEW)
        services.review(
            session, desk.office.actor("reviewer", session), desk.clock, issue,
            content_hash=issue.content_hash,
        )  # fmt: skip

    def approve(session: Session) -> None:
        issue = desk.issue(session)
        services.approve(
            session, desk.office.actor("approver", session), desk.clock, issue,
            content_hash=issue.content_hash, today=TODAY, editorial=True,
        )  # fmt: skip

    with desk.database.transaction() as session:
        assert services.acknowledge(
            session, desk.office.actor("employee", session), desk.clock,
            session.get_one(Revision, first_id),
        )  # fmt: skip
        other = desk.meanwhile(approve)
    other.join(timeout=20)
    with desk.database.transaction() as session:
        employee = desk.office.people["employee"].id
        assert employee not in services.debtors(session)
        assert desk.issue(session).state is RevisionState.EFFECTIVE


def test_of_two_who_change_the_readers_of_a_document_the_second_is_told(desk: Desk) -> None:
    units = (desk.office.unit.id, desk.office.other_unit.id)

    def save(readers: tuple[int, ...], seen: int) -> None:
        with desk.database.transaction() as session:
            document = desk.document(session)
            services.set_properties(
                session, desk.office.actor("owner", session), desk.clock, document,
                services.Properties(
                    owner_unit_id=document.owner_unit_id, owner_id=document.owner_id,
                    process_type=document.process_type, reader_unit_ids=readers,
                ),
                row_version=seen,
            )  # fmt: skip

    with desk.database.transaction() as session:
        seen = desk.document(session).row_version
    save(units, seen)
    with pytest.raises(Conflict):
        save(units[:1], seen)
    with desk.database.transaction() as session:
        trail = history(session, "document", desk.document(session).uuid)
        assert trail[0].details["readers"][1] == [
            [False, unit, None, None] for unit in sorted(units)
        ]
