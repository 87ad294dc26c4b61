"""The register as it stood on a day, and the proof that its texts are what was approved."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from intranet_qms.cli import qms_commands
from intranet_qms.documents import queries, services
from intranet_qms.documents.models import Revision, RevisionDecision
from intranet_qms.documents.queries import Fault
from intranet_qms.documents.services.hashing import issue_hash
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.host import SYSTEM
from tests.factories.documents import TODAY, Office, carry_on, draft, install, make_office
from tests.support.clock import FakeClock
from tests.support.host import Host

WARSAW = ZoneInfo("Europe/Warsaw")
Tamper = Callable[[Session], object]


def register_on(session: Session, office: Office, day: date, **asked: object) -> list[str]:
    found = queries.register_on(
        session, office.actor("employee", session),
        queries.PastFilter(day=day, **asked),  # type: ignore[arg-type]
    )  # fmt: skip
    assert found.altered == []
    return [f"{one.document.code} {one.revision.label}" for one in found.rows]


def test_each_day_has_the_issue_of_that_day(both: Session, clock: FakeClock) -> None:
    office = make_office(both, clock)
    document = install(both, office)
    second = draft(both, office, document, title="Skargi i petycje")
    carry_on(both, office, second, RevisionState.EFFECTIVE)
    install(both, office, "PG-03", "Nadzór", issues=[
        services.PastIssue(body="## 1. Cel\n\nTekst.", effective_on=date(2025, 3, 1)),
    ])  # fmt: skip
    both.commit()

    assert register_on(both, office, date(2025, 2, 28)) == []
    assert register_on(both, office, date(2026, 1, 4)) == ["PG-03 1"]
    assert register_on(both, office, date(2026, 1, 5)) == ["PG-02 1", "PG-03 1"]
    assert register_on(both, office, date(2026, 11, 22)) == ["PG-02 1", "PG-03 1"]
    assert register_on(both, office, TODAY) == ["PG-02 2", "PG-03 1"]
    assert register_on(both, office, TODAY, text="petycje") == ["PG-02 2"]
    assert register_on(both, office, date(2026, 6, 1), text="100%") == []

    services.withdraw_document(
        both, office.actor("representative", both), clock, document, reason="Zbędna.", today=TODAY,
        replaced_by=queries.document_by_code(both, "PG-03"),
    )  # fmt: skip
    both.commit()
    assert register_on(both, office, TODAY) == ["PG-03 1"]
    assert register_on(both, office, date(2026, 11, 22)) == ["PG-02 1", "PG-03 1"]


def test_an_issue_begins_on_its_day_however_late_the_worker_is(
    session: Session, office: Office, clock: FakeClock
) -> None:
    """The worker was down over the midnight on which the clocks change, and for a day more."""
    document = install(session, office)
    revision = draft(session, office, document, effective_on=date(2027, 3, 28))
    carry_on(session, office, revision, RevisionState.APPROVED)
    # 28 March 2027 begins in Warsaw at 23:00 UTC of the day before, and has 23 hours.
    for moment, expected in (
        (datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC), 0),
        (datetime(2027, 3, 28, 22, 30, tzinfo=UTC), 1),
        (datetime(2027, 3, 28, 22, 31, tzinfo=UTC), 0),
    ):
        clock.set(moment)
        today = moment.astimezone(WARSAW).date()
        assert services.publish_due(session, SYSTEM, clock, today) == expected
    earlier = next(one for one in document.revisions if one.number == 1)
    assert revision.in_force_from == earlier.in_force_until == date(2027, 3, 28)
    session.commit()
    assert register_on(session, office, date(2027, 3, 27)) == ["PG-02 1"]
    assert register_on(session, office, date(2027, 3, 28)) == ["PG-02 2"]


def test_nothing_is_in_force_before_it_is_signed(session: Session, office: Office) -> None:
    revision = draft(session, office, install(session, office), effective_on=date(2026, 11, 1))
    carry_on(session, office, revision, RevisionState.EFFECTIVE)
    assert revision.effective_on == date(2026, 11, 1)
    assert revision.in_force_from == TODAY


TAMPERED: dict[str, tuple[Tamper, Fault]] = {
    "text": (
        lambda s: s.execute(update(Revision).values(body=Revision.body + " Zmiana.")),
        Fault.TEXT,
    ),
    "text with its hash": (
        lambda s: [
            s.execute(update(Revision).values(body="Inna treść.")),
            [
                s.execute(update(Revision).where(Revision.id == one.id).values(content_hash=value))
                for one in s.query(Revision).all()
                for value in [issue_hash(s, one)]
            ],
        ],
        Fault.OTHER_TEXT,
    ),
    "day": (
        lambda s: s.execute(update(Revision).values(in_force_from=date(2020, 1, 1))),
        Fault.DAY,
    ),
    "who approved": (
        lambda s: s.execute(
            update(RevisionDecision)
            .where(RevisionDecision.kind == "approved")
            .values(person_name="Ktoś Inny")
        ),
        Fault.DECISION,
    ),
}


@pytest.mark.parametrize("imported", [False, True], ids=["approved here", "brought in"])
@pytest.mark.parametrize("what", TAMPERED)
def test_an_altered_row_is_found(
    session: Session, office: Office, what: str, imported: bool
) -> None:
    document = install(session, office)
    if not imported:
        carry_on(session, office, draft(session, office, document), RevisionState.EFFECTIVE)
    session.commit()
    assert list(queries.altered_issues(session)) == []

    tamper, fault = TAMPERED[what]
    session.expire_all()
    tamper(session)
    session.commit()
    session.expire_all()
    found = {one.revision.number: one.faults for one in queries.altered_issues(session)}
    assert fault in found[1 if imported else 2]


def test_a_removed_decision_and_a_removed_issue_are_found(session: Session, office: Office) -> None:
    revision = draft(session, office, install(session, office))
    carry_on(session, office, revision, RevisionState.EFFECTIVE)
    identifier = str(revision.uuid)
    session.commit()
    session.execute(text("delete from qms_revision_decision where kind = 'reviewed'"))
    session.commit()
    session.expire_all()
    assert [Fault.DECISION_GONE in one.faults for one in queries.altered_issues(session)] == [
        False, True,
    ]  # fmt: skip
    session.execute(update(Revision).where(Revision.number == 2).values(uuid=uuid.uuid4()))
    assert queries.recorded_issues_gone(session) == [identifier]


def test_pages_and_api_show_the_day_and_a_mismatch_loudly(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        install(session, office)
    host.sign_in("employee", "Employee Nowak")
    client = host.client()
    day = client.get("/qms/documents/?on=2026-06-01").get_data(as_text=True)
    assert "PG-02" in day
    assert 'data-state="verified"' in day
    listed = client.get("/qms/api/v1/documents?on=2026-06-01").json
    assert [(one["code"], one["then"]["issue"]) for one in listed["documents"]] == [("PG-02", "1")]
    assert listed["documents"][0]["proof"]["holds"] is True
    assert client.get("/qms/api/v1/documents?on=2026-01-01").json["documents"] == []
    assert client.get("/qms/documents/PG-02?on=2026-01-01").status_code == 200
    for rubbish in ("2026-13-01", "2027-01-01", "wczoraj", "0000-00-00"):
        assert client.get(f"/qms/documents/?on={rubbish}").status_code == 422
        assert client.get(f"/qms/api/v1/documents?on={rubbish}").status_code == 422

    with host.transaction() as session:
        session.execute(update(Revision).values(body="Podmienione."))
    for path in ("/qms/documents/?on=2026-06-01", "/qms/documents/PG-02?on=2026-06-01"):
        assert 'role="alert"' in client.get(path).get_data(as_text=True)
    one = client.get("/qms/api/v1/documents/PG-02?on=2026-06-01").json["document"]
    assert one["proof"] == {
        "holds": False, "faults": ["text"], "recorded_hash": one["then"]["content_hash"],
    }  # fmt: skip
    told = host.app.test_cli_runner().invoke(qms_commands, ["trail", "verify"])
    assert told.exit_code == 1
    assert "PG-02 issue 1" in told.output + (told.stderr or "")


def test_the_register_of_a_day_asks_as_much_for_many_documents_as_for_two(host: Host) -> None:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with host.transaction() as session:
        office = make_office(session, host.clock)
        for number in (1, 2):
            install(session, office, f"PG-{number:02}")
    host.sign_in("employee", "Employee Nowak")
    client = host.client()
    event.listen(host.database.engine, "before_cursor_execute", note)
    counts = []
    for more in (range(0), range(3, 20)):
        with host.transaction() as session:
            for number in more:
                install(session, office, f"PG-{number:02}")
        seen.clear()
        assert client.get("/qms/documents/?on=2026-06-01").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
