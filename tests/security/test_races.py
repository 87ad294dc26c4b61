"""Rows 3 and 64: what is pressed twice, or by two people at once, happens once. On PostgreSQL."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from intranet_qms.audits.models import Audit
from intranet_qms.documents import services as documents
from intranet_qms.documents.models import Document, Revision, RevisionDecision
from intranet_qms.documents.workflow import RevisionState
from intranet_qms.findings.models import Finding
from intranet_qms.host import Actor
from intranet_qms.people import services as people
from intranet_qms.people.models import Unit
from intranet_qms.trail.models import TrailEntry
from intranet_qms.trail.services import verify
from tests.security.office import AUDITOR, HEAD, LEAD, MANAGEMENT, PERSONS, REPRESENTATIVE, Office

pytestmark = pytest.mark.postgres
AT_ONCE = 6


@pytest.fixture
def busy(postgres_office: Office) -> Iterator[Office]:
    """The office on PostgreSQL; what is written stays."""
    yield postgres_office
    with postgres_office.host.transaction() as session:
        assert verify(session).intact, "the trail holds after everything at once"


def together(office: Office, path: str, data: dict[str, Any], count: int = AT_ONCE) -> Counter[int]:
    """Send the same form from several windows at the same moment. Returns how often which status."""
    ready = threading.Barrier(count)
    answers: list[int] = []

    def press() -> None:
        client = office.host.client()
        ready.wait(timeout=30)
        answers.append(client.post(path, data=data).status_code)

    threads = [threading.Thread(target=press) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == count
    assert [status for status in answers if status >= 500] == []
    return Counter(answers)


def acts(office: Office, action: str) -> int:
    """How often the trail says that this was done."""
    with office.host.transaction() as session:
        query = select(func.count()).select_from(TrailEntry).where(TrailEntry.action == action)
        return int(session.scalar(query) or 0)


def actor(office: Office, session: Any, kind: str) -> Actor:
    """One person of the office, acting."""
    made = people.actor_by_host_id(session, PERSONS[kind] or "", office.host.clock.now())
    assert made is not None
    return made


def test_numbers_of_findings_have_neither_gap_nor_double(busy: Office) -> None:
    busy.sign_in(REPRESENTATIVE)
    with busy.host.transaction() as session:
        unit = session.scalars(select(Unit.id).where(Unit.code == "DR")).one()
        of_year = select(Finding.number).where(Finding.number.like("U-2026-%"))
        before = len(session.scalars(of_year).all())
    form = {"finding_class": "minor", "source": "complaint", "unit_id": unit, "statement": "Naraz"}
    assert together(busy, "/qms/findings/new", form) == {303: AT_ONCE}
    with busy.host.transaction() as session:
        numbers = sorted(session.scalars(of_year))
    assert numbers == [f"U-2026-{number:03d}" for number in range(1, before + AT_ONCE + 1)]


def test_numbers_of_audits_have_neither_gap_nor_double(busy: Office) -> None:
    busy.sign_in(REPRESENTATIVE)
    with busy.host.transaction() as session:
        known = session.scalars(select(Audit).where(Audit.number == busy.at["planned"])).one()
        form = {
            "title": "Naraz", "kind": "internal", "first_day": "2026-12-07",
            "last_day": "2026-12-07", "checklist_version_id": known.checklist_version_id,
            "unit_ids": [one.unit_id for one in known.units],
            "lead_id": next(one.person_id for one in known.team if one.role == "lead"),
        }  # fmt: skip
        before = session.scalar(select(func.count()).select_from(Audit)) or 0
    assert together(busy, "/qms/audits/new", form) == {303: AT_ONCE}
    with busy.host.transaction() as session:
        numbers = sorted(session.scalars(select(Audit.number)))
    assert numbers == [f"A-2026-{number:02d}" for number in range(1, before + AT_ONCE + 1)]


@pytest.mark.parametrize(
    ("kind", "path", "action"),
    [
        (LEAD, "/qms/audits/{planned}/announce", "audits.announce"),
        (LEAD, "/qms/audits/{running}/finish", "audits.finish"),
        (HEAD, "/qms/findings/{audit_finding}/accept", "findings.accept"),
        (LEAD, "/qms/findings/{audit_finding}/withdraw", "findings.withdraw"),
        (REPRESENTATIVE, "/qms/checklists/{draft_checklist}/versions/1/publish", "checklists.publish"),
        (HEAD, "/qms/documents/PG-07/issues/{number}/acknowledge", "documents.acknowledge"),
        (REPRESENTATIVE, "/qms/quarantine/{late}/dismiss", "sync.late_work_dismissed"),
        (REPRESENTATIVE, "/qms/quarantine/{late}/apply", "sync.late_work_applied"),
        (REPRESENTATIVE, "/qms/documents/PS-05/withdraw", "documents.withdraw"),
        (AUDITOR, "/qms/devices/{device}/revoke", "sync.revoke"),
    ],
)  # fmt: skip
def test_pressed_at_once_it_happens_once(busy: Office, kind: str, path: str, action: str) -> None:
    busy.sign_in(kind)
    before = acts(busy, action)
    reason = "Wpisane pomyłkowo."
    together(
        busy,
        path.format(**busy.at),
        {"words": "x", "reason": reason, "short_notice_reason": reason},
    )
    assert acts(busy, action) == before + 1


def test_an_issue_is_approved_once_and_comes_into_force_once(busy: Office) -> None:
    clock = busy.host.clock
    with busy.host.transaction() as session:
        document = session.scalars(select(Document).where(Document.code == "PG-07")).one()
        draft = next(one for one in document.revisions if one.number == busy.at["number_draft"])
        head = actor(busy, session, HEAD)
        documents.save_draft(
            session, head, clock, draft,
            documents.DraftFields(
                title="Nowe wydanie", body="1. Treść.", change_summary="Zmiana",
                reviewer_ids=[actor(busy, session, REPRESENTATIVE).person_id],
                approver_id=actor(busy, session, MANAGEMENT).person_id,
            ),
            row_version=draft.row_version,
        )  # fmt: skip
        documents.submit(session, head, clock, draft)
        content_hash, revision_id = draft.content_hash, draft.id
    form = {"content_hash": content_hash, "comment": ""}
    path = f"/qms/documents/PG-07/issues/{busy.at['number_draft']}"
    busy.sign_in(REPRESENTATIVE)
    together(busy, f"{path}/review", form)
    busy.sign_in(MANAGEMENT)
    together(busy, f"{path}/approve", form)
    with busy.host.transaction() as session:
        kinds = Counter(
            session.scalars(
                select(RevisionDecision.kind).where(RevisionDecision.revision_id == revision_id)
            )
        )
        in_force = session.scalar(
            select(func.count()).select_from(Revision).where(
                Revision.document_id == session.get_one(Revision, revision_id).document_id,
                Revision.state == RevisionState.EFFECTIVE,
            )
        )  # fmt: skip
    assert set(kinds.values()) == {1}, kinds
    assert in_force == 1


def test_a_next_issue_is_begun_once(busy: Office) -> None:
    busy.sign_in(REPRESENTATIVE)
    answers = together(busy, "/qms/documents/PS-01/issues", {})
    assert answers[303] == 1
    with busy.host.transaction() as session:
        document = session.scalars(select(Document).where(Document.code == "PS-01")).one()
        numbers = [one.number for one in document.revisions]
    assert len(numbers) == len(set(numbers))


def test_the_second_of_two_savers_is_told(busy: Office) -> None:
    busy.sign_in(HEAD)
    with busy.host.transaction() as session:
        document = session.scalars(select(Document).where(Document.code == "PG-07")).one()
        draft = next(one for one in document.revisions if one.number == busy.at["number_draft"])
        version = draft.row_version
    answers = together(
        busy,
        f"/qms/documents/PG-07/issues/{busy.at['number_draft']}/edit",
        {"title": "Naraz", "body": "1. Naraz", "row_version": version},
    )
    # The same text again is no change: what counts is that nobody is answered with a fault.
    assert answers[303] >= 1
    assert set(answers) <= {303, 409}
