"""What documents, checklists, audits and findings tell of a clause, each from its own records."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from intranet_qms.audits import services as audits
from intranet_qms.checklists import services as checklists
from intranet_qms.documents.models import Document, DocumentClause
from intranet_qms.findings.models import Finding
from intranet_qms.standards import hooks, queries, services
from intranet_qms.standards.models import Clause
from tests.factories.audits import Office, make_audit, make_office, record
from tests.factories.checklists import content, question
from tests.support.clock import FakeClock


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    services.load_builtin(session)
    return make_office(session, clock)


def clause(session: Session, number: str) -> Clause:
    edition = queries.edition(session, "ISO 9001", "2015")
    assert edition is not None
    return next(one for one in edition.clauses if one.number == number)


def told(office: Office, number: str, who: str = "rep") -> list[tuple[str, str, bool]]:
    one = clause(office.session, number)
    found = hooks.proofs(office.session, office.actor(who), [one.id]).get(one.id, [])
    return [(str(proof.kind), proof.code, proof.open) for proof in found]


def checklist(office: Office) -> int:
    made = checklists.create_from_content(
        office.session, office.actor("rep"), office.clock,
        content(
            question("q1", type="conformity", clause="9.1.2"),
            question("q2", type="yes_no", clause="8.6"),
            key="own", standard="ISO 9001", edition="2015",
        ),
    )  # fmt: skip
    checklists.publish(office.session, office.actor("rep"), office.clock, made)
    office.session.flush()
    return made.id


def test_each_feature_tells_what_it_has_and_nothing_that_the_reader_may_not_see(
    office: Office,
) -> None:
    session = office.session
    document = Document(
        code="PS-02", code_key="PS-02", kind="procedure", title="Audity", title_key="audity",
        created_at=office.clock.now(), current_state="effective",
    )  # fmt: skip
    document.clauses = [DocumentClause(clause_id=clause(session, "9.1.2").id)]
    session.add(document)
    version = checklist(office)
    scope = audits.ScopeChoice(
        unit_ids=[office.units["SO"].id], clause_ids=[clause(session, "9.1.2").id]
    )
    planned = make_audit(office, announced=False, scope=scope, checklist_version_id=version)
    held = make_audit(office, checklist_version_id=version)
    record(office, held, "conforming", key="q1")
    audits.finish(session, office.actor("lead"), office.clock, held)
    session.add(
        Finding(
            number="U-2026-001", finding_class="minor", source="complaint", state="open",
            statement="x", clause="ISO 9001:2015, 9.1.2", raised_by_name="x",
            raised_at=office.clock.now(), unit_id=office.units["SO"].id,
        )
    )  # fmt: skip
    session.flush()
    everything = [
        ("document", "PS-02", False),
        ("question", "own", False),
        ("finding", "U-2026-001", True),
        ("audit", held.number, False),
        ("audit", planned.number, True),
    ]
    assert sorted(told(office, "9.1.2")) == sorted(everything)
    # A planned audit and a finding of another unit are not the clerk's business yet.
    office.people["clerk"].unit = office.units["IT"]
    session.flush()
    assert sorted(told(office, "9.1.2", "clerk")) == sorted(
        [everything[0], everything[1], everything[3]]
    )
    # Its question was not answered: nobody looked at 8.6.
    assert told(office, "8.6") == [("question", "own", False)]
    uses = hooks.clause_uses(session, [clause(session, "9.1.2").id])
    assert sorted(uses[clause(session, "9.1.2").id]) == sorted(
        ["PS-02", "own", planned.number, "U-2026-001"]
    )
