"""A finding that is raised in an audit knows the procedure that it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intranet_qms.audits import services
from intranet_qms.documents import services as documents
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.findings.workflow import FindingClass
from intranet_qms.host import SYSTEM
from tests.factories.audits import Office, make_audit, make_office, make_version, question
from tests.support.clock import FakeClock


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


def _documents(office: Office, *codes: str) -> dict[str, Any]:
    issue = documents.PastIssue(body="## 1. Cel\n\nTreść.\n", effective_on=date(2026, 1, 5))
    return {
        code: documents.install_document(
            office.session,
            SYSTEM,
            office.clock,
            documents.Installation(
                code=code, kind=DocumentKind.PROCEDURE, title=code, issues=[issue]
            ),
        )
        for code in codes
    }


def _raised(office: Office, scope: list[Any], procedure: str) -> int | None:
    named: dict[str, Any] = {"procedure": procedure} if procedure else {}
    audit = make_audit(
        office,
        checklist_version_id=make_version(office.session, office.clock, question("q1", **named)).id,
        scope=services.ScopeChoice(
            unit_ids=[office.units["SO"].id], document_ids=[one.id for one in scope]
        ),
    )
    office.session.expire_all()
    finding = services.raise_finding(
        office.session,
        office.actor("auditor"),
        office.clock,
        audit,
        uuid=None,
        question_key="q1",
        finding_class=FindingClass.MINOR,
        clause="",
        requirement="",
        statement="Brak podpisu.",
        evidence_text="",
        today=date(2026, 12, 7),
        due_days=30,
    )
    found: int | None = finding.document_id
    return found


def test_the_procedure_that_the_question_names(office: Office) -> None:
    known = _documents(office, "PG-02", "PW-01")
    assert _raised(office, list(known.values()), "PW-01 § 3") == known["PW-01"].id


def test_the_only_procedure_of_the_audit_where_the_question_names_none(office: Office) -> None:
    known = _documents(office, "PG-02")
    assert _raised(office, [known["PG-02"]], "") == known["PG-02"].id


def test_none_is_guessed_among_several_or_when_another_is_named(office: Office) -> None:
    known = _documents(office, "PG-02", "PW-01")
    assert _raised(office, list(known.values()), "") is None
    assert _raised(office, [known["PG-02"]], "PX-99") is None
