"""What a change of a document asks of those who cite it, until each has answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.checklists import queries as checklist_reads
from intranet_qms.checklists import services as checklists
from intranet_qms.checklists.models import ChecklistTemplate
from intranet_qms.db import Database
from intranet_qms.documents import queries, services
from intranet_qms.documents.models import ChangeEffect, Document, DocumentChange, Paragraph
from intranet_qms.documents.queries import effects as reads
from intranet_qms.documents.workflow import DocumentKind, EffectState, RevisionState
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.extension import load_features
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass, FindingState
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.worklist import waiting_for
from tests.factories.documents import (
    COMPLAINTS,
    TODAY,
    Office,
    carry_on,
    draft,
    install,
    make_office,
)
from tests.support.clock import FakeClock

CHECKLIST = {
    "key": "skargi", "title_pl": "Skargi", "title_en": "Complaints",
    "sections": [{
        "key": "s", "title_pl": "Skargi", "title_en": "Complaints",
        "questions": [
            {"key": "forma", "text_pl": "Czy przyjęto ustnie?", "procedure": "PG-02 § 2.1"},
            {"key": "termin", "text_pl": "Czy dotrzymano terminu?", "procedure": "PG-02 § 2.2"},
            {"key": "inne", "text_pl": "Czy jest rejestr?", "procedure": "PG-99"},
        ],
    }],
}  # fmt: skip


@pytest.fixture
def database(database_url: str) -> Database:
    """On SQLite and on PostgreSQL."""
    return Database(database_url)


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    load_features()
    return make_office(session, clock)


def publish_checklist(session: Session, office: Office) -> None:
    actor = office.actor("representative", session)
    version = checklists.create_from_content(session, actor, office.clock, CHECKLIST)
    checklists.publish(session, actor, office.clock, version)


def publish(session: Session, office: Office, document: Document, body: str) -> None:
    revision = draft(session, office, document, body=body)
    carry_on(session, office, revision, RevisionState.EFFECTIVE)


def tasks(session: Session, office: Office, who: str) -> list[str]:
    return [
        item.title
        for item in waiting_for(session, office.actor(who, session), TODAY)
        if item.endpoint == "documents_effects"
    ]


def test_only_what_cites_a_changed_paragraph_is_to_be_looked_at(
    session: Session, office: Office
) -> None:
    document = install(session, office)
    publish_checklist(session, office)
    citing = install(
        session, office, code="IN-01", title="Instrukcja",
        body="## 1. Zasady\n\nPostępuj według PG-02 § 2.1.\n",
        owner_id=office.people["employee"].id,
    )  # fmt: skip
    install(session, office, code="IN-02", title="Inna", body="## 1. Zasady\n\nZob. PG-02 § 1.\n")

    publish(session, office, document, COMPLAINTS.replace("ustnie do protokołu", "elektronicznie"))

    (change,) = session.scalars(select(DocumentChange))
    found = {(one.kind, one.reference) for one in change.effects}
    assert found == {("question", "skargi:forma"), ("document", str(citing.uuid))}
    # The owner has it among their tasks; what nobody owns, the representative.
    assert len(tasks(session, office, "employee")) == 1
    assert len(tasks(session, office, "representative")) == 1
    mails = [
        (one.payload["person_id"], one.payload["context"]["things"][0]["code"])
        for one in session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send"))
        if one.payload["template"] == "documents_effects"
    ]
    assert sorted(mails) == sorted(
        [(office.people["employee"].id, "IN-01"), (office.people["representative"].id, "skargi")]
    )


def test_an_answer_is_kept_with_who_and_when_and_clears_the_task(
    session: Session, office: Office
) -> None:
    document = install(session, office)
    publish_checklist(session, office)
    publish(session, office, document, COMPLAINTS.replace("ustnie do protokołu", "elektronicznie"))
    (effect,) = session.scalars(select(ChangeEffect))
    with pytest.raises(Forbidden):
        services.decide_effect(
            session, office.actor("employee", session), office.clock, effect, state="updated"
        )
    with pytest.raises(Invalid):
        services.decide_effect(
            session, office.actor("representative", session), office.clock, effect, state="x"
        )
    services.decide_effect(
        session, office.actor("representative", session), office.clock, effect,
        state="updated", note="Nowe pytanie w wersji 2.",
    )  # fmt: skip
    assert (effect.state, effect.decided_by_name) == (
        EffectState.UPDATED, "Representative Nowak",
    )  # fmt: skip
    assert tasks(session, office, "representative") == []


def test_a_question_tied_to_a_paragraph_follows_it_and_not_its_number(
    session: Session, office: Office
) -> None:
    document = install(session, office)
    publish_checklist(session, office)
    template = session.scalars(select(ChecklistTemplate)).one()
    key = session.scalars(
        select(Paragraph.key).where(Paragraph.text.contains("właściwej osoby"))
    ).one()
    representative = office.actor("representative", session)
    with pytest.raises(Forbidden):
        checklists.cite(
            session, office.actor("owner", session), office.clock, template, "inne",
            document_id=document.id, paragraph_key=key,
        )  # fmt: skip
    with pytest.raises(Invalid):
        checklists.cite(
            session, representative, office.clock, template, "inne",
            document_id=document.id, paragraph_key="nienowe",
        )  # fmt: skip
    checklists.cite(
        session, representative, office.clock, template, "inne",
        document_id=document.id, paragraph_key=key,
    )  # fmt: skip
    version = template.versions[0]
    assert checklist_reads.citation_of_version(session, version.id, "inne") == (document.id, key)
    # Another chapter in front of it gives the paragraph another number.
    publish(
        session, office, document,
        "## 1. Słownik\n\nPojęcia.\n\n"
        + COMPLAINTS.replace("## 1. Cel", "## 2. Cel").replace("właściwej osoby", "wydziału"),
    )  # fmt: skip
    cited = {one.reference for one in session.scalars(select(ChangeEffect))}
    assert "skargi:inne" in cited


def test_before_it_comes_into_force_an_issue_shows_what_it_affects(
    session: Session, office: Office
) -> None:
    document = install(session, office)
    publish_checklist(session, office)
    session.add(
        Finding(
            number="U-2026-001", finding_class=FindingClass.MINOR, state=FindingState.OPEN,
            document_id=document.id, statement="Brak podpisu.", raised_by_name="X",
            raised_at=datetime(2026, 11, 1, tzinfo=UTC), owner_id=office.people["owner"].id,
        )
    )  # fmt: skip
    session.flush()
    base = queries.revision_by_number(session, document, 1)
    ahead = draft(session, office, document, body=COMPLAINTS.replace("miesiąc", "dwa tygodnie"))
    places = reads.places(session, document, base, ahead)
    assert [[one.kind for one in place.citations] for place in places] == [
        ["finding"], ["question"],
    ]  # fmt: skip
    assert session.scalars(select(DocumentChange)).all() == []


def test_a_changed_act_opens_the_review_of_all_that_rests_on_it(
    session: Session, office: Office
) -> None:
    act = install(
        session, office, code="KPA", title="Kodeks postępowania administracyjnego",
        kind=DocumentKind.LEGAL_ACT, body="## 1. Akt\n\nDz.U.\n",
    )  # fmt: skip
    first = install(session, office, body=COMPLAINTS + "\nPodstawa: [KPA].\n")
    second = install(session, office, code="PG-03", body=COMPLAINTS + "\nZob. [KPA].\n")
    third = install(session, office, code="PG-04", body=COMPLAINTS + "\nZob. [KPA].\n")
    representative = office.actor("representative", session)

    def note(document: Document, summary: str = "Nowy art. 14.") -> DocumentChange:
        return services.note_changed_act(
            session, representative, office.clock, document, summary=summary,
            link="https://isap.sejm.gov.pl/", happened_on=date(2027, 1, 1),
            due_on=date(2026, 12, 15), today=TODAY,
        )  # fmt: skip

    with pytest.raises(Forbidden):
        note(first)
    with pytest.raises(Invalid):
        note(act, " ")
    note(act)
    assert {one.review_due_on for one in (first, second, third)} == {date(2026, 12, 15)}
    assert [one.summary for one in reads.acts_changed_under(session, first.id)] == ["Nowy art. 14."]

    # Each is answered by what is done with it: confirmed, revised, withdrawn.
    owner = office.actor("owner", session)
    services.confirm_review(session, owner, office.clock, first, today=TODAY, comment="Bez wpływu.")
    publish(session, office, second, COMPLAINTS + "\nZob. [KPA], art. 14.\n")
    assert {
        one.source_document_id: one.state for one in session.scalars(select(ChangeEffect))
        if one.change.document_id == act.id
    } == {
        first.id: EffectState.NOT_AFFECTED,
        second.id: EffectState.UPDATED,
        third.id: EffectState.OPEN,
    }  # fmt: skip
    assert reads.acts_changed_under(session, first.id) == []
    lonely = install(
        session, office, code="RODO", title="RODO", kind=DocumentKind.LEGAL_ACT, body="## 1. A\n"
    )
    with pytest.raises(Conflict):
        note(lonely)
