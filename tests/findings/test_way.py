"""From a dispute to the proof of effect: what each step takes, and what it leaves behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.access import decide
from intranet_qms.documents import queries as documents
from intranet_qms.documents import services as document_services
from intranet_qms.documents.hooks import occasions
from intranet_qms.documents.models import Document
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.errors import Conflict, Forbidden, Invalid, UnsupportedMedia
from intranet_qms.findings import queries, services
from intranet_qms.findings.analysis import analysis_of
from intranet_qms.findings.fishbone import fishbone
from intranet_qms.findings.models import Finding, FindingRemark
from intranet_qms.findings.queries.classes import classes
from intranet_qms.findings.queries.figures import figures
from intranet_qms.findings.queries.repeats import series_of, suggestions
from intranet_qms.findings.queries.requirements import find_paragraphs
from intranet_qms.findings.workflow import FindingClass, FindingSource, FindingState
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.worklist import waiting_for
from tests.factories.audits import Office, make_office
from tests.factories.findings import TODAY, bring_to, make_finding, planned_action
from tests.support.clock import FakeClock
from tests.support.host import Host


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


def said(office: Office, finding: Finding) -> list[tuple[str, str]]:
    rows = office.session.scalars(
        select(FindingRemark).where(FindingRemark.finding_id == finding.id).order_by("id")
    )
    return [(one.kind, one.text) for one in rows]


def mails(office: Office, template: str) -> list[int]:
    return sorted(
        job.payload["person_id"]
        for job in office.session.scalars(select(OutboxJob))
        if job.payload.get("template") == template
    )


def test_a_disputed_finding_is_decided_by_somebody_who_leads_audits_and_all_words_stay(
    office: Office,
) -> None:
    session, clock = office.session, office.clock
    finding = make_finding(office)
    services.dispute(session, office.actor("head"), clock, finding, "Daty są w drugiej zakładce.")
    assert (finding.state, finding.disputed_at) == ("open", clock.now())
    assert office.people["rep"].id in mails(office, "finding_disputed")
    with pytest.raises(Conflict):
        services.dispute(session, office.actor("head"), clock, finding, "Jeszcze raz.")
    for who in ("head", "auditor", "clerk", "mayor", "guest"):
        with pytest.raises(Forbidden):
            services.decide_dispute(
                session, office.actor(who), clock, finding, stands=True, reason="x"
            )
    services.decide_dispute(
        session, office.actor("lead"), clock, finding, stands=True, reason="Zakładka jest nowa."
    )
    assert (finding.state, finding.disputed_at) == ("accepted", None)
    assert said(office, finding) == [
        ("disputed", "Daty są w drugiej zakładce."),
        ("upheld", "Zakładka jest nowa."),
    ]
    assert mails(office, "finding_decided") == [office.people["head"].id]


def test_a_dispute_may_withdraw_the_finding(office: Office) -> None:
    finding = make_finding(office)
    services.dispute(office.session, office.actor("head"), office.clock, finding, "Nie tak.")
    services.decide_dispute(
        office.session, office.actor("rep"), office.clock, finding, stands=False, reason="Racja."
    )
    assert (finding.state, finding.withdrawn_reason) == ("withdrawn", "Racja.")


def whys(office: Office, finding: Finding) -> list[int]:
    session, clock, head = office.session, office.clock, office.actor("head")
    first = services.add_cause(session, head, clock, finding, text="Nikt nie pilnował terminu.")
    left = services.add_cause(session, head, clock, finding, text="Urlop.", parent_id=first.id)
    right = services.add_cause(
        session, head, clock, finding, text="Brak zastępstw w EZD.", parent_id=first.id
    )
    return [first.id, left.id, right.id]


def test_why_has_several_answers_and_the_chosen_ones_become_the_root_cause(office: Office) -> None:
    session, clock, head = office.session, office.clock, office.actor("head")
    finding = bring_to(office, make_finding(office), FindingState.ACCEPTED)
    first, left, right = whys(office, finding)
    tree = analysis_of(finding, 1)["whys"]
    assert [(len(tree), tree[0].cause.id)] == [(1, first)]
    assert [node.cause.id for node in tree[0].below] == [left, right]
    services.change_cause(
        session, head, clock, finding, right, text="Brak zastępstw.", is_root=True, seen_version=1
    )
    with pytest.raises(Conflict):
        services.change_cause(
            session, head, clock, finding, right, text="Moje.", is_root=True, seen_version=1
        )
    services.remove_cause(session, head, clock, finding, left)
    services.agree_actions(
        session, head, clock, finding, root_cause="", actions=[planned_action(office)], today=TODAY
    )
    assert finding.actions[0].root_cause == "Brak zastępstw."
    with pytest.raises(Conflict):
        services.add_cause(session, head, clock, finding, text="Za późno.")
    with pytest.raises(Forbidden):
        services.add_cause(session, office.actor("orhead"), clock, finding, text="Obcy.")


def test_a_removed_cause_takes_what_it_explains_with_it(office: Office) -> None:
    finding = bring_to(office, make_finding(office), FindingState.ACCEPTED)
    first, *_ = whys(office, finding)
    services.remove_cause(office.session, office.actor("head"), office.clock, finding, first)
    assert finding.causes == []


def test_the_fishbone_draws_every_cause_and_says_how_many(office: Office) -> None:
    session, clock, head = office.session, office.clock, office.actor("head")
    finding = bring_to(office, make_finding(office), FindingState.ACCEPTED)
    for bone, text in (("people", "<b>Za mało osób</b>"), ("law", "x"), ("control", "Nikt")):
        if bone == "law":
            with pytest.raises(Invalid):
                services.add_cause(session, head, clock, finding, text=text, category=bone)
            continue
        services.add_cause(session, head, clock, finding, text=text, category=bone)
    drawn = str(fishbone(finding.statement, finding.causes))
    assert "&lt;b&gt;Za mało osób" in drawn
    assert "<b>" not in drawn
    assert "style=" not in drawn
    assert "2 przyczyny, 0 przyczyn źródłowych" in drawn


def test_similar_places_are_noted_once_each_with_who_looked(office: Office) -> None:
    session, clock, head = office.session, office.clock, office.actor("head")
    finding = bring_to(office, make_finding(office), FindingState.ACCEPTED)
    unit = office.units["OR"].id
    with pytest.raises(Invalid):
        services.check_place(session, head, clock, finding, result="clear")
    services.check_place(session, head, clock, finding, result="to_check", unit_id=unit)
    services.check_place(session, head, clock, finding, result="same", unit_id=unit)
    assert [(one.result, one.checked_by_name) for one in finding.extents] == [
        ("same", "Head Kowal")
    ]


def test_the_head_of_a_similar_place_is_asked_and_says_only_what_is_seen_there(
    office: Office,
) -> None:
    session, clock, other = office.session, office.clock, office.actor("orhead")
    finding = bring_to(office, make_finding(office), FindingState.ACCEPTED)
    unit = office.units["OR"].id
    with pytest.raises(Forbidden):
        services.check_place(session, other, clock, finding, result="clear", unit_id=unit)
    services.check_place(
        session, office.actor("head"), clock, finding, result="to_check", unit_id=unit
    )
    assert decide(other, "findings.read", finding)
    assert [one.endpoint for one in waiting_for(session, other, TODAY)] == ["findings_analysis"]
    with pytest.raises(Forbidden):
        services.check_place(
            session, other, clock, finding, result="clear", unit_id=office.units["FB"].id
        )
    with pytest.raises(Forbidden):
        services.add_cause(session, other, clock, finding, text="Obca przyczyna")
    services.check_place(session, other, clock, finding, result="clear", unit_id=unit)
    assert waiting_for(session, other, TODAY) == []


def test_more_time_is_given_by_somebody_else_and_moves_the_finding(office: Office) -> None:
    session, clock, clerk = office.session, office.clock, office.actor("clerk")
    finding = bring_to(office, make_finding(office), FindingState.ACTIONS_AGREED)
    action = finding.actions[0]
    with pytest.raises(Invalid) as refused:
        services.ask_extension(
            session, clerk, clock, finding, action, new_due_on=action.due_on, reason=" ",
            today=TODAY,
        )  # fmt: skip
    assert len(refused.value.fields) == 2
    asked = services.ask_extension(
        session, clerk, clock, finding, action, new_due_on=date(2026, 12, 25), reason="Opinia.",
        today=TODAY,
    )  # fmt: skip
    assert asked.new_due_on == date(2026, 12, 28)
    assert mails(office, "finding_extension") == [office.people["auditor"].id]
    for who in ("clerk", "head", "mayor"):
        with pytest.raises(Forbidden):
            services.decide_extension(
                session, office.actor(who), clock, finding, asked.uuid, granted=True, words=""
            )
    second = office.actor("second")
    with pytest.raises(Invalid):
        services.decide_extension(
            session, second, clock, finding, asked.uuid, granted=False, words=""
        )
    services.decide_extension(session, second, clock, finding, asked.uuid, granted=True, words="")
    assert (action.due_on, finding.due_on) == (date(2026, 12, 28), date(2026, 12, 28))
    assert mails(office, "finding_extension_decided") == [office.people["clerk"].id]
    with pytest.raises(Conflict):
        services.decide_extension(
            session, second, clock, finding, asked.uuid, granted=True, words=""
        )


def test_what_had_no_effect_goes_back_to_its_causes_with_its_history(office: Office) -> None:
    session, clock, second = office.session, office.clock, office.actor("second")
    finding = bring_to(office, make_finding(office), FindingState.VERIFIED)
    later = TODAY + timedelta(days=60)
    with pytest.raises(Conflict):
        services.judge_ineffective(
            session, second, clock, finding, today=TODAY, reason="Za wcześnie."
        )
    with pytest.raises(Forbidden):
        services.judge_ineffective(
            session, office.actor("head"), clock, finding, today=later, reason="x"
        )
    services.judge_ineffective(
        session, second, clock, finding, today=later, reason="Trzy nowe zwłoki."
    )
    assert (finding.state, finding.round, finding.present_actions) == ("accepted", 2, [])
    assert [one.state for one in finding.actions] == ["verified"]
    services.agree_actions(
        session, office.actor("head"), clock, finding, root_cause="Inna przyczyna",
        actions=[planned_action(office, due_on=later)], today=later,
    )  # fmt: skip
    services.report_done(
        session, office.actor("head"), clock, finding, finding.present_actions[0], done_text="Już."
    )
    assert finding.state == "implemented"
    assert [one.state for one in finding.actions] == ["verified", "done"]
    counted = figures(session, office.actor("rep"), later, clock.now().tzinfo, None)  # type: ignore[arg-type]
    assert (counted.judged, counted.effective, counted.effective_share) == (1, 0, 0.0)


def test_a_closed_finding_is_reopened_by_who_leads_only(office: Office) -> None:
    session, clock = office.session, office.clock
    finding = bring_to(office, make_finding(office), FindingState.CLOSED)
    with pytest.raises(Forbidden):
        services.reopen(session, office.actor("auditor"), clock, finding, reason="Wróciło.")
    services.reopen(session, office.actor("rep"), clock, finding, reason="Wróciło.")
    assert (finding.state, finding.round, finding.closed_at) == ("accepted", 2, None)
    strength = make_finding(office, finding_class=FindingClass.STRENGTH)
    with pytest.raises(Conflict):
        services.reopen(session, office.actor("rep"), clock, strength, reason="x")


def test_an_earlier_finding_is_suggested_with_its_reasons_and_somebody_decides(
    office: Office,
) -> None:
    session, clock = office.session, office.clock
    first = make_finding(office, clause="ISO 9001:2015, 8.2.1")
    make_finding(
        office, statement="W archiwum brak gaśnicy.", requirement="", unit_id=office.units["OR"].id
    )
    again = make_finding(
        office,
        statement="Załatwiono po terminie skargi z października.",
        clause="ISO 9001:2026, 8.2.1",
    )
    found = suggestions(session, office.actor("auditor"), again)
    assert [one.finding.number for one in found] == [first.number]
    reasons = " ".join(found[0].reasons)
    assert "ten sam punkt normy 8.2.1" in reasons
    assert "skargi" in reasons, "words count in any inflection"
    with pytest.raises(Forbidden):
        services.link_repeat(session, office.actor("head"), clock, again, first)
    with pytest.raises(Conflict):
        services.link_repeat(session, office.actor("rep"), clock, first, again)
    services.link_repeat(session, office.actor("rep"), clock, again, first)
    third = make_finding(office)
    services.link_repeat(session, office.actor("rep"), clock, third, again)
    for one in (first, again, third):
        listed = series_of(session, office.actor("rep"), one)
        assert [each.number for each in listed] == [first.number, again.number, third.number]
    services.not_a_repeat(session, office.actor("rep"), clock, third)
    assert len(series_of(session, office.actor("rep"), first)) == 2


def test_the_register_finds_inflected_words_clauses_and_repeats(office: Office) -> None:
    first = make_finding(office, clause="ISO 9001:2015, 8.2.1", source_reference="KO.1510.4")
    make_finding(office, statement="Brak gaśnicy.", requirement="x", clause="8.5")
    rep = office.actor("rep")

    def found(**filters: object) -> list[str]:
        query = queries.listing(rep, queries.Filters(**filters), TODAY)  # type: ignore[arg-type]
        return [one.number for one in office.session.scalars(query).unique()]

    assert found(search="skargami") == [first.number]
    assert found(search="KO.1510") == [first.number]
    assert found(clause="8.2") == [first.number]
    assert found(clause="8") != found(clause="8.5")
    assert found(year=2025) == []
    assert found(repeated=True) == []


def test_the_offices_own_class_says_what_it_asks_for(office: Office) -> None:
    session, clock = office.session, office.clock
    fields = services.ClassFields(
        code="uwaga", base="observation", name_pl="Uwaga", name_en="Remark", needs_action=True,
        due_days=7, tone="progress", shape="ring",
    )  # fmt: skip
    with pytest.raises(Forbidden):
        services.save_class(session, office.actor("lead"), clock, fields)
    row = services.save_class(session, office.actor("rep"), clock, fields)
    with pytest.raises(Conflict):
        services.save_class(session, office.actor("rep"), clock, fields)
    finding = make_finding(office, finding_class=FindingClass.OBSERVATION, class_code="uwaga")
    assert (finding.finding_class, finding.demands_action) == ("observation", True)
    assert finding.due_on == TODAY + timedelta(days=7)
    plain = make_finding(office, finding_class=FindingClass.OBSERVATION)
    assert plain.demands_action is False
    services.retire_class(session, office.actor("rep"), clock, "uwaga")
    assert "uwaga" not in [one.code for one in classes(session)]
    assert finding.class_id == row.id
    with pytest.raises(Conflict):
        services.retire_class(session, office.actor("rep"), clock, "major")


def test_a_renamed_class_is_called_so_in_earlier_findings_too(office: Office) -> None:
    earlier = make_finding(office)
    services.save_class(
        office.session, office.actor("rep"), office.clock,
        services.ClassFields(
            code="minor", base="minor", name_pl="Niezgodność drobna", name_en="Small",
            needs_action=True, due_days=30, tone="attention", shape="diamond-half",
        ),
    )  # fmt: skip
    office.session.refresh(earlier)
    assert earlier.own_class is not None
    assert earlier.own_class.name_pl == "Niezgodność drobna"


def complaints_procedure(office: Office) -> Document:
    people = office.people
    return document_services.install_document(
        office.session, office.actor("rep"), office.clock,
        document_services.Installation(
            code="PG-02", title="Skargi", kind=DocumentKind.PROCEDURE,
            owner_unit_id=office.units["SO"].id, owner_id=people["head"].id,
            issues=[
                document_services.PastIssue(
                    body="# Terminy\n\nSkargę załatwia się w ciągu miesiąca.\n",
                    effective_on=date(2026, 1, 5),
                    author_id=people["head"].id, author_name=people["head"].name,
                    reviewer_id=people["clerk"].id, reviewer_name=people["clerk"].name,
                    approver_id=people["mayor"].id, approver_name=people["mayor"].name,
                )
            ],
        ),
    )  # fmt: skip


def test_the_requirement_is_found_by_words_and_kept_as_it_read(office: Office) -> None:
    document = complaints_procedure(office)
    office.session.flush()
    found = find_paragraphs(office.session, office.actor("rep"), "skargami w miesiącu", TODAY)
    assert [(one.code, "miesiąca" in one.text) for one in found] == [("PG-02", True)]
    finding = make_finding(office, document_id=document.id, paragraph_key=found[0].key)
    assert finding.cited_text == found[0].text
    assert finding.revision_id == document.revisions[0].id


def test_a_finding_begins_the_change_of_a_document_and_both_know_it(office: Office) -> None:
    session, clock = office.session, office.clock
    document = complaints_procedure(office)
    finding = bring_to(
        office, make_finding(office, document_id=document.id), FindingState.ACTIONS_AGREED
    )
    action = finding.actions[0]
    begun = services.change_document(
        session, office.actor("rep"), clock, finding, document, why="Nowy § 7.", action=action
    )
    assert begun.is_new
    assert finding.number in begun.revision.change_summary
    assert action.revision_id == begun.revision.id
    again = services.change_document(
        session, office.actor("rep"), clock, finding, document, why="Nowy § 7."
    )
    assert (again.is_new, again.revision.id) == (False, begun.revision.id)
    assert [one.revision_id for one in finding.issues] == [begun.revision.id]
    told = occasions(session, office.actor("rep"), [begun.revision.id])
    assert [one.code for one in told[begun.revision.id]] == [finding.number]
    assert occasions(session, office.actor("orhead"), [begun.revision.id]) == {}
    assert finding in queries.of_document(session, office.actor("rep"), document.id)
    assert documents.revision_by_uuid(session, begun.revision.uuid) is not None


def test_a_file_is_told_by_its_content(host: Host) -> None:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        finding = bring_to(office, make_finding(office), FindingState.ACTIONS_AGREED)
        for name, data in (("a.pdf", b"<html>"), ("b.exe", b"MZ\x90\x00\x03")):
            with pytest.raises(UnsupportedMedia):
                services.attach_file(
                    session, office.actor("head"), host.clock, host.qms.files, finding,
                    name=name, data=data, limit=1000,
                )  # fmt: skip
        with pytest.raises(Forbidden):
            services.attach_file(
                session, office.actor("orhead"), host.clock, host.qms.files, finding,
                name="x.txt", data=b"abc", limit=1000,
            )  # fmt: skip
        kept = services.attach_file(
            session, office.actor("clerk"), host.clock, host.qms.files, finding,
            name="../../pismo.txt", data=b"tekst", limit=1000, action=finding.actions[0],
        )  # fmt: skip
        assert (kept.name, len(finding.files)) == ("pismo.txt", 1)


def test_a_finding_of_an_external_audit_keeps_its_own_number_and_day(office: Office) -> None:
    finding = make_finding(
        office, source=FindingSource.EXTERNAL_AUDIT, source_reference="NC-2/2026",
        due_on=date(2027, 2, 1),
    )  # fmt: skip
    assert (finding.source_reference, finding.due_on) == ("NC-2/2026", date(2027, 2, 1))
