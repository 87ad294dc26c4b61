"""Several answers of an audit in one finding, chosen before the unit answers."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy.orm import Session

from intranet_qms.audits import services as audits
from intranet_qms.audits.models import Audit
from intranet_qms.audits.services import NewAnswer
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.findings import queries, services
from intranet_qms.findings.answers import choices
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass
from tests.factories.audits import Office, make_audit, make_office
from tests.factories.findings import TODAY
from tests.support.clock import FakeClock


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


def answered(office: Office) -> tuple[Audit, Finding]:
    audit = make_audit(office)
    auditor = office.actor("auditor")
    entries = [("q2", 12, "zwykła"), ("q1", "nonconforming", "brak daty"), ("q3", "no", "nie ma")]
    audits.record_answers(
        office.session, auditor, office.clock, audit,
        [NewAnswer(uuid.uuid4(), key, 0, value, note, [], None) for key, value, note in entries],
        device_uuid=None, clock_offset_ms=None,
    )  # fmt: skip
    finding = audits.raise_finding(
        office.session, auditor, office.clock, audit, uuid=None, question_key="q1",
        finding_class=FindingClass.MINOR, clause="", requirement="", statement="Brak dat.",
        evidence_text="", today=TODAY, due_days=30,
    )  # fmt: skip
    office.session.flush()
    return audit, finding


def test_several_answers_become_one_finding_until_the_unit_answers(office: Office) -> None:
    session, clock, auditor = office.session, office.clock, office.actor("auditor")
    _, finding = answered(office)
    offered = choices(session, auditor, finding)
    assert [(one.question_key, one.is_bad) for one in offered] == [
        ("q1", True), ("q3", True), ("q2", False),
    ]  # fmt: skip
    assert offered[0].note == "brak daty"

    def rest_on(*picked: tuple[str, int]) -> None:
        services.set_answers(
            session, auditor, clock, finding, picked, seen_version=finding.row_version
        )

    rest_on(("q3", 0), ("q1", 0))
    assert {one.question_key for one in queries.answers_of(session, finding)} == {"q1", "q3"}
    rest_on(("q3", 0))
    assert finding.question_key == "q3"
    # Of two who choose at once the second is told, even where no column of the finding differs.
    seen = finding.row_version
    rest_on(("q3", 0), ("q2", 0))
    with pytest.raises(Conflict):
        services.set_answers(session, auditor, clock, finding, [("q3", 0)], seen_version=seen)
    assert {one.question_key for one in queries.answers_of(session, finding)} == {"q2", "q3"}
    with pytest.raises(Invalid):
        rest_on(("q9", 0))
    with pytest.raises(Conflict):
        services.set_answers(
            session, auditor, clock, finding, [("q1", 0)], seen_version=finding.row_version - 1
        )
    with pytest.raises(Forbidden):
        services.set_answers(
            session, office.actor("head"), clock, finding, [], seen_version=finding.row_version
        )
    services.accept(session, office.actor("head"), clock, finding, "")
    with pytest.raises(Conflict):
        rest_on(("q1", 0))


def test_who_may_not_read_the_audit_sees_no_answers(office: Office) -> None:
    _, finding = answered(office)
    assert choices(office.session, office.actor("orhead"), finding) == []
