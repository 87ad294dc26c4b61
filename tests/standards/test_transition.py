"""The way from one edition to the next: verdicts, mapping, what is missing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.host import Actor
from intranet_qms.i18n import use_locale
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.worklist import waiting_for
from intranet_qms.standards import gap, queries, services
from intranet_qms.standards.hooks import Proof
from intranet_qms.standards.missing import lacks
from intranet_qms.standards.models import Clause, StandardEdition
from intranet_qms.standards.services import Decision
from intranet_qms.standards.workflow import ProofKind, Verdict
from tests.factories.people import actor, enter, sign_in
from tests.support.host import Host

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(host: Host) -> Host:
    with host.transaction() as session:
        services.load_builtin(session)
    sign_in(host, "jola", "qms_representative", locale="en", name="Jola Lisowska")
    enter(host, "rafal", name="Rafał Kociołek")
    return host


def pair(session: Session) -> tuple[StandardEdition, StandardEdition]:
    earlier, later = (queries.edition(session, "ISO 9001", name) for name in ("2015", "2026"))
    assert earlier is not None
    assert later is not None
    return earlier, later


def clause(edition: StandardEdition, number: str) -> Clause:
    return next(one for one in edition.clauses if one.number == number)


def to_do(owner: int | None, **changes: object) -> Decision:
    return Decision(
        **{"verdict": Verdict.TO_DO, "note": "Dopisać klimat", "owner_id": owner,
           "due_on": date(2027, 3, 1), **changes}  # type: ignore[arg-type]
    )  # fmt: skip


def comparison(session: Session) -> gap.Comparison:
    earlier, later = pair(session)
    return gap.compare(
        earlier.clauses, later.clauses, queries.ways(session, later.id), {},
        queries.verdicts(session, earlier.id, later.id),
    )  # fmt: skip


def test_a_verdict_counts_before_what_documents_tell_and_moves_the_bar(office: Host) -> None:
    jola, rafal = actor(office, "jola"), actor(office, "rafal")
    with office.transaction() as session:
        earlier, later = pair(session)
        assert comparison(session).progress == 0
        kept = services.decide(
            session, jola, office.clock, earlier, clause(later, "4.1"),
            to_do(rafal.person_id), seen_version=0,
        )  # fmt: skip
        line = next(one for one in comparison(session).lines if one.clause.number == "4.1")
        assert line.standing == Verdict.TO_DO
        with use_locale("pl"):
            waiting = [item.title for item in waiting_for(session, rafal, TODAY)]
        assert waiting == ["ISO 9001:2026, 4.1 Zrozumienie organizacji i jej kontekstu"]
        mails = session.query(OutboxJob).filter(OutboxJob.kind == "mail.send").all()
        assert [one.payload["template"] for one in mails] == ["standards_to_do"]
        services.report_done(
            session, rafal, office.clock, kept, "Dopisano w PS-01", seen_version=kept.row_version
        )
        found = comparison(session)
        assert (found.settled, found.standing(Verdict.COVERED)) == (1, 1)
        assert kept.note == "Dopisać klimat\n\nDopisano w PS-01"
        assert waiting_for(session, rafal, TODAY) == []


def test_the_bar_says_a_hundred_only_when_every_clause_is_settled(office: Host) -> None:
    jola = actor(office, "jola")
    with office.transaction() as session:
        earlier, _later = pair(session)
        open_lines = comparison(session).requirements
        for line in open_lines[:-1]:
            services.decide(
                session, jola, office.clock, earlier, line.clause,
                Decision(verdict=Verdict.COVERED), seen_version=0,
            )  # fmt: skip
        assert comparison(session).progress == 98
        services.decide(
            session, jola, office.clock, earlier, open_lines[-1].clause,
            Decision(verdict=Verdict.NOT_APPLICABLE, note="Urząd nie projektuje"), seen_version=0,
        )  # fmt: skip
        assert comparison(session).progress == 100


@pytest.mark.parametrize(
    ("decision", "fields"),
    [
        (to_do(None), {"owner_id"}),
        (to_do(1, due_on=None, note=" "), {"due_on", "note"}),
        (Decision(verdict=Verdict.NOT_APPLICABLE), {"note"}),
    ],
)
def test_what_is_to_do_has_somebody_a_day_and_words(
    office: Host, decision: Decision, fields: set[str]
) -> None:
    jola = actor(office, "jola")
    with office.transaction() as session:
        earlier, later = pair(session)
        with pytest.raises(Invalid) as refused:
            services.decide(
                session, jola, office.clock, earlier, clause(later, "4.1"),
                decision, seen_version=0,
            )  # fmt: skip
        assert set(refused.value.fields) >= fields


def test_the_second_of_two_is_told_and_others_may_not(office: Host) -> None:
    jola, rafal = actor(office, "jola"), actor(office, "rafal")
    covered = Decision(verdict=Verdict.COVERED)
    with office.transaction() as session:
        earlier, later = pair(session)
        one = clause(later, "4.1")
        with pytest.raises(Forbidden):
            services.decide(session, rafal, office.clock, earlier, one, covered, seen_version=0)
        kept = services.decide(session, jola, office.clock, earlier, one, covered, seen_version=0)
        with pytest.raises(Conflict):
            services.decide(session, jola, office.clock, earlier, one, covered, seen_version=0)
        with pytest.raises(Forbidden):
            services.report_done(session, rafal, office.clock, kept, "x", seen_version=1)
        services.take_back(session, jola, office.clock, kept, seen_version=kept.row_version)
        assert queries.verdicts(session, earlier.id, later.id) == {}


def test_where_a_clause_came_from_is_put_right_and_keeps_the_notes_of_others(office: Host) -> None:
    jola: Actor = actor(office, "jola")
    with office.transaction() as session:
        earlier, later = pair(session)
        one = clause(later, "10.1")
        before = queries.ways(session, later.id)[one.id].came_from
        seen = [link.clause.id for link in before if link.clause.edition_id == earlier.id]
        more = clause(earlier, "9.3.3").id
        services.map_clause(
            session, jola, office.clock, earlier, one, [*seen, more],
            note_pl="", note_en="", seen_ids=seen,
        )  # fmt: skip
        session.expire_all()
        after = queries.ways(session, later.id)[one.id].came_from
        assert {link.clause.number for link in after} >= {"9.3.3", "10.3"}
        assert {(x.clause.id, x.note_pl) for x in before} <= {
            (x.clause.id, x.note_pl) for x in after
        }
        with pytest.raises(Conflict):
            services.map_clause(
                session, jola, office.clock, earlier, one, seen,
                note_pl="", note_en="", seen_ids=seen,
            )  # fmt: skip
        with pytest.raises(Invalid):
            services.map_clause(
                session, jola, office.clock, earlier, one, [one.id],
                note_pl="", note_en="", seen_ids=[*seen, more],
            )  # fmt: skip


def test_what_is_missing_for_a_clause_is_said_plainly() -> None:
    document = Proof("PS-01", "x", "documents_show")
    question = Proof("iso", "x", "checklists_show", kind=ProofKind.QUESTION)
    held = Proof("A-2022-01", "x", "audits_show", kind=ProofKind.AUDIT, day=date(2022, 3, 1))
    planned = Proof(
        "A-2027-01", "x", "audits_show", kind=ProofKind.AUDIT, day=date(2027, 3, 1), open=True
    )
    finding = Proof("U-1", "x", "findings_show", kind=ProofKind.FINDING, open=True)
    with use_locale("en"):
        assert [one.sentence for one in lacks([planned], TODAY)] == [
            "No document in force.", "No question in a checklist.", "Never audited.",
        ]  # fmt: skip
        assert [one.sentence for one in lacks([document, question, held, finding], TODAY)] == [
            "Not audited since 2022.", "1 open finding.",
        ]  # fmt: skip
    recent = Proof("A", "x", "audits_show", kind=ProofKind.AUDIT, day=date(2026, 3, 1))
    assert lacks([document, question, recent], TODAY) == []


def test_the_pages_take_a_verdict_and_give_the_whole_as_a_workbook_and_as_json(
    office: Host,
) -> None:
    client = office.client()
    with office.transaction() as session:
        earlier, later = pair(session)
        base = f"/qms/standards/{later.uuid}/from/{earlier.uuid}"
        api = f"/qms/api/v1/standards/{later.uuid}/from/{earlier.uuid}"
        address = f"{base}/{clause(later, '4.1').uuid}"
        unmapped = f"/qms/standards/{earlier.uuid}/from/{later.uuid}"
    sent = {"act": "decide", "version": "0", "verdict": "not_applicable", "note": ""}
    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert "Say why the clause does not apply" in refused.text
    saved = client.post(address, data={**sent, "note": "=Nie dotyczy nas"})
    assert saved.status_code == 303
    page = client.get(base).text
    assert "1% settled" in page
    assert "=Nie dotyczy nas" in page
    assert "4.1" not in client.get(f"{base}?show=gap").text.split("<tbody>")[1].split("4.2")[0]
    book = load_workbook(io.BytesIO(client.get(f"{base}/sheet.xlsx").data))
    row = next(one for one in book["Transition"].iter_rows(values_only=True) if one[0] == "4.1")
    assert row[6:8] == ("Does not apply", "=Nie dotyczy nas")
    lines = {one["number"]: one for one in client.get(api).get_json()["clauses"]}
    assert lines["4.1"]["verdict"]["verdict"] == "not_applicable"
    assert lines["4.1"]["came_from"][0]["number"] == "4.1"
    # Whoever keeps the standards begins a mapping where there is none yet.
    assert "Nothing says yet where the clauses" in client.get(unmapped).text
    sign_in(office, "guest", "external_auditor")
    guest = office.client()
    assert guest.get(address).status_code == 403
    assert "=Nie dotyczy nas" not in guest.get(base).text
    assert "Nie dotyczy" not in guest.get(api).text
