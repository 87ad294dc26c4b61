"""What is said of an auditor after an audit: by whom, and who reads it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from intranet_qms.access import decide
from intranet_qms.auditors import services
from intranet_qms.auditors.services import Said
from intranet_qms.auditors.workflow import Criterion, Grade, criteria
from intranet_qms.audits.models import Audit
from intranet_qms.audits.workflow import AuditState
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.worklist import waiting_for
from intranet_qms.trail.models import TrailEntry
from tests.factories.audits import Office, make_audit, make_office
from tests.support.clock import FakeClock

TODAY = date(2026, 12, 14)


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


@pytest.fixture
def audit(office: Office) -> Audit:
    made = make_audit(office)
    made.state = AuditState.REPORTING
    office.session.flush()
    return made


def said(grade: Grade, mark: int = 3, **words: str) -> Said:
    return Said(marks={str(one): mark for one in criteria(grade)}, **words)


def evaluate(office: Office, audit: Audit, by: str, about: str, what: Said, seen: int = 0):  # type: ignore[no-untyped-def]
    return services.evaluate(
        office.session, office.actor(by), office.clock, audit, office.people[about], what,
        seen_version=seen,
    )  # fmt: skip


def test_the_lead_evaluates_auditors_and_the_representative_the_lead(
    office: Office, audit: Audit
) -> None:
    evaluate(office, audit, "lead", "auditor", said(Grade.AUDITOR))
    evaluate(office, audit, "rep", "lead", said(Grade.LEAD))
    for by, about in (("auditor", "second"), ("lead", "lead"), ("auditor", "auditor")):
        with pytest.raises(Forbidden):
            evaluate(office, audit, by, about, said(Grade.AUDITOR))
    with pytest.raises(Invalid, match="no_part"):
        evaluate(office, audit, "rep", "head", said(Grade.AUDITOR))


def test_colleagues_do_not_see_it_and_neither_trail_nor_mail_say_what_was_said(
    office: Office, audit: Audit
) -> None:
    evaluate(office, audit, "lead", "auditor", said(Grade.AUDITOR, to_improve="Tajne słowa"))
    number = office.people["auditor"].id
    sees = {
        host_id
        for host_id in ("rep", "auditor", "second", "lead", "mayor", "head", "guest")
        if decide(office.actor(host_id), "auditors.see_evaluations", number)
    }
    assert sees == {"rep", "auditor"}
    told = [
        one for one in office.session.query(OutboxJob).all()
        if one.payload.get("template") == "auditors_evaluated"
    ]  # fmt: skip
    assert [one.payload["person_id"] for one in told] == [number]
    recorded = office.session.query(TrailEntry).all()
    assert "Tajne" not in repr([one.details for one in recorded] + [one.payload for one in told])


def test_every_criterion_has_a_mark_and_the_lowest_has_words(office: Office, audit: Audit) -> None:
    some = Said(marks={Criterion.METHOD: 4, Criterion.CONDUCT: 5, "luck": 4})
    with pytest.raises(Invalid) as refused:
        evaluate(office, audit, "lead", "auditor", some)
    assert set(refused.value.fields) == {
        "mark_preparation", "mark_evidence", "mark_conduct", "mark_timeliness",
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        evaluate(office, audit, "lead", "auditor", said(Grade.AUDITOR, 1))
    assert set(refused.value.fields) == {"to_improve"}
    kept = evaluate(office, audit, "lead", "auditor", said(Grade.AUDITOR, 1, to_improve="Szkolić"))
    with pytest.raises(Conflict):
        evaluate(office, audit, "lead", "auditor", said(Grade.AUDITOR))
    evaluate(office, audit, "lead", "auditor", said(Grade.AUDITOR, 4), seen=kept.row_version)
    assert set(kept.marks.values()) == {4}


def test_nobody_is_evaluated_before_the_work_on_site_is_over(office: Office) -> None:
    with pytest.raises(Conflict):
        evaluate(office, make_audit(office), "lead", "auditor", said(Grade.AUDITOR))


def test_who_owes_an_evaluation_finds_it_among_their_tasks(office: Office, audit: Audit) -> None:
    def owed(host_id: str, today: date = TODAY) -> list[str]:
        return [
            item.title.rsplit(": ")[-1]
            for item in waiting_for(office.session, office.actor(host_id), today)
            if item.endpoint == "auditors_evaluation"
        ]

    assert owed("lead") == ["Auditor Kowal", "Second Kowal"]
    assert owed("rep") == ["Lead Kowal"]
    assert owed("auditor") == []
    evaluate(office, audit, "lead", "second", said(Grade.AUDITOR))
    assert owed("lead") == ["Auditor Kowal"]
    assert owed("lead", date(2027, 4, 1)) == []
