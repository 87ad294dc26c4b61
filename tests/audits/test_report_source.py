"""The report holds everything that was recorded, at a price that does not grow."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from intranet_qms.audits import queries, services
from intranet_qms.audits.models import Audit
from intranet_qms.audits.report_source import build
from intranet_qms.config import QMSConfig
from intranet_qms.findings.workflow import FindingClass
from tests.factories.audits import Office, make_audit, make_office, make_version, question, record
from tests.factories.findings import TODAY
from tests.support.clock import FakeClock


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


def raised(office: Office, audit: Audit, statement: str, **more: Any) -> Any:
    return services.raise_finding(
        office.session,
        office.actor("auditor"),
        office.clock,
        audit,
        uuid=uuid.uuid4(),
        question_key="q1",
        clause="",
        requirement="",
        statement=statement,
        evidence_text="",
        today=TODAY,
        due_days=30,
        **{"finding_class": FindingClass.MINOR, **more},
    )


def report(office: Office, audit: Audit) -> Any:
    office.session.flush()
    office.session.expunge_all()
    whole = queries.by_uuid(office.session, audit.uuid)
    assert whole is not None
    return build(office.session, office.clock, QMSConfig(), whole, "pl")


def test_both_sides_of_a_conflict_are_printed_with_their_authors(office: Office) -> None:
    audit = make_audit(office)
    record(office, audit, "conforming", note="Zgodne.")
    record(office, audit, "nonconforming", who="second", note="Brak podpisu.")
    printed = report(office, audit).sections[0].questions[0].answers
    assert {(one.author, one.note, one.state) for one in printed} == {
        ("Auditor Kowal", "Zgodne.", "conflict"),
        ("Second Kowal", "Brak podpisu.", "conflict"),
    }


def test_an_answer_that_was_set_aside_is_printed_as_such(office: Office) -> None:
    audit = make_audit(office)
    one = record(office, audit, "conforming").answer
    other = record(office, audit, "nonconforming", who="second").answer
    services.resolve_conflict(
        office.session,
        office.actor("lead"),
        office.clock,
        audit,
        uuid=uuid.uuid4(),
        question_key="q1",
        sample=0,
        keep=[other.uuid],
        based_on=[one.uuid, other.uuid],
        note="",
    )
    printed = report(office, audit).sections[0].questions[0].answers
    assert [(each.author, each.state) for each in printed] == [
        ("Second Kowal", "current"),
        ("Auditor Kowal", "set_aside"),
    ]


def test_findings_and_strengths_stand_where_they_belong(office: Office) -> None:
    audit = make_audit(office)
    finding = raised(office, audit, "Brak potwierdzenia odbioru")
    raised(office, audit, "Wzorowy rejestr", finding_class=FindingClass.STRENGTH)
    made = report(office, audit)
    assert [one.number for one in made.findings] == [finding.number]
    assert made.findings[0].owner == "Head Kowal"
    assert made.strengths == ("Wzorowy rejestr",)
    assert len(made.grades) == 5


def test_a_finding_takes_unit_owner_and_clause_from_the_audit(office: Office) -> None:
    audit = make_audit(office)
    finding = raised(office, audit, "x")
    assert finding.unit_id == office.units["SO"].id
    assert finding.owner_id == office.people["head"].id
    assert finding.clause == "7.5.3"
    assert finding.due_on is not None


def statements(office: Office, size: int) -> int:
    listed = [question(f"q{n}", type="yes_no") for n in range(size)]
    audit = make_audit(
        office, checklist_version_id=make_version(office.session, office.clock, *listed).id
    )
    for number in range(0, size, 5):
        record(office, audit, "no", key=f"q{number}")
        raised(office, audit, f"Ustalenie {number}")
    report(office, audit)  # the checklist is read once
    seen: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    engine = office.session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    report(office, audit)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_number_of_statements_is_the_same_for_a_large_audit(office: Office) -> None:
    small, large = statements(office, 10), statements(office, 200)
    assert small == large
    assert small <= 24
