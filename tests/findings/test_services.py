"""A finding from its first word to its effect, and what nobody may do to it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.findings import queries, services
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass, FindingState
from intranet_qms.host import Actor
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.trail import queries as trail
from intranet_qms.workdays import is_working_day
from tests.factories.audits import Office, make_office
from tests.factories.findings import TODAY, bring_to, make_finding, planned_action
from tests.support.clock import FakeClock


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    return make_office(session, clock)


def test_numbers_follow_each_other_in_a_year(office: Office) -> None:
    assert [make_finding(office).number for _ in range(3)] == [
        "U-2026-001",
        "U-2026-002",
        "U-2026-003",
    ]


@pytest.mark.parametrize(
    ("finding_class", "due"),
    [
        (FindingClass.MAJOR, date(2026, 12, 23)),
        (FindingClass.MINOR, date(2026, 12, 23)),
        (FindingClass.OBSERVATION, date(2026, 12, 23)),
        (FindingClass.OPPORTUNITY, None),
        (FindingClass.STRENGTH, None),
    ],
)
def test_what_must_be_answered_has_a_due_date(
    office: Office, finding_class: FindingClass, due: date | None
) -> None:
    assert make_finding(office, finding_class=finding_class).due_on == due


def test_a_due_date_on_a_holiday_moves_to_a_working_day(office: Office) -> None:
    finding = services.raise_finding(
        office.session,
        office.actor("auditor"),
        office.clock,
        services.Raised(finding_class=FindingClass.MINOR, statement="x"),
        today=date(2026, 11, 24),
        due_days=30,
    )
    assert finding.due_on == date(2026, 12, 28)
    assert is_working_day(finding.due_on)


def test_the_owner_is_told_once(office: Office) -> None:
    finding = make_finding(office)
    keys = [
        job.payload["key"]
        for job in office.session.scalars(select(OutboxJob))
        if job.payload["person_id"] == office.people["head"].id
    ]
    assert keys == [f"finding-raised:{finding.uuid}:{office.people['head'].id}"]


def test_a_finding_goes_all_the_way(office: Office) -> None:
    finding = bring_to(office, make_finding(office), FindingState.CLOSED)
    assert finding.effectiveness_on is not None
    told = [entry.action for entry in trail.history(office.session, "finding", finding.uuid)]
    office.session.commit()
    told = [entry.action for entry in trail.history(office.session, "finding", finding.uuid)]
    assert told[::-1] == [
        "findings.raise",
        "findings.accept",
        "findings.agree_actions",
        "findings.action_done",
        "findings.report_done",
        "findings.verify",
        "findings.close",
    ]


def test_the_effect_is_not_judged_before_its_day(office: Office) -> None:
    finding = bring_to(office, make_finding(office), FindingState.VERIFIED)
    with pytest.raises(Conflict) as refused:
        services.close(
            office.session,
            office.actor("second"),
            office.clock,
            finding,
            today=TODAY + timedelta(days=3),
            effectiveness_text="Dobrze.",
        )
    assert refused.value.code == "findings.too_early"


def under_way(office: Office) -> Finding:
    finding = make_finding(office)
    services.accept(office.session, office.actor("head"), office.clock, finding, "")
    services.agree_actions(
        office.session, office.actor("head"), office.clock, finding, root_cause="x",
        actions=[planned_action(office)], today=TODAY,
    )  # fmt: skip
    return finding


def verify(office: Office, actor: Actor, finding: Finding) -> None:
    services.verify(
        office.session, actor, office.clock, finding, today=TODAY, effectiveness_after_days=0
    )


def test_who_reports_an_action_of_another_done_neither_verifies_nor_closes_it(
    office: Office,
) -> None:
    session, clock, rep = office.session, office.clock, office.actor("rep")
    finding = under_way(office)
    services.report_done(session, rep, clock, finding, finding.actions[0], done_text="Zrobione.")
    with pytest.raises(Forbidden):
        verify(office, rep, finding)
    verify(office, office.actor("lead"), finding)
    with pytest.raises(Forbidden):
        services.close(
            session, rep, clock, finding, today=TODAY + timedelta(days=30), effectiveness_text="Ok"
        )


@pytest.mark.parametrize("covered", ["head", "clerk"])
def test_a_deputy_of_who_acts_does_not_judge_for_them(office: Office, covered: str) -> None:
    session, clock = office.session, office.clock
    deputy = replace(office.actor("lead"), covers_person_ids=frozenset({office.people[covered].id}))
    finding = under_way(office)
    services.ask_extension(
        session, office.actor(covered), clock, finding, finding.actions[0],
        new_due_on=TODAY + timedelta(days=30), reason="Urlop", today=TODAY,
    )  # fmt: skip
    with pytest.raises(Forbidden):
        services.decide_extension(
            session, deputy, clock, finding, finding.extensions[0].uuid, granted=True, words=""
        )
    services.report_done(
        session, office.actor("clerk"), clock, finding, finding.actions[0], done_text="Zrobione."
    )
    with pytest.raises(Forbidden):
        verify(office, deputy, finding)


def test_a_lead_auditor_does_not_withdraw_a_finding_about_their_own_work(office: Office) -> None:
    session, clock = office.session, office.clock
    finding = make_finding(office, owner_id=office.people["lead"].id)
    with pytest.raises(Forbidden):
        services.withdraw(session, office.actor("lead"), clock, finding, "To nie ja.")
    services.withdraw(session, office.actor("rep"), clock, finding, "Pomyłka.")


def test_nobody_verifies_what_they_did(office: Office) -> None:
    finding = make_finding(office, owner_id=office.people["auditor"].id)
    services.accept(office.session, office.actor("head"), office.clock, finding, "")
    services.agree_actions(
        office.session,
        office.actor("head"),
        office.clock,
        finding,
        root_cause="x",
        actions=[planned_action(office, owner_id=office.people["second"].id)],
        today=TODAY,
    )
    services.report_done(
        office.session,
        office.actor("second"),
        office.clock,
        finding,
        finding.actions[0],
        done_text="Zrobione.",
    )
    for who in ("second", "auditor", "head", "clerk", "guest"):
        with pytest.raises(Forbidden):
            services.verify(
                office.session,
                office.actor(who),
                office.clock,
                finding,
                today=TODAY,
                effectiveness_after_days=1,
            )
    services.verify(
        office.session,
        office.actor("lead"),
        office.clock,
        finding,
        today=TODAY,
        effectiveness_after_days=1,
    )
    assert finding.state == FindingState.VERIFIED


def test_a_nonconformity_needs_an_action_against_its_cause(office: Office) -> None:
    finding = bring_to(office, make_finding(office), FindingState.ACCEPTED)
    with pytest.raises(Invalid) as refused:
        services.agree_actions(
            office.session,
            office.actor("head"),
            office.clock,
            finding,
            root_cause="",
            actions=[planned_action(office, kind="correction", due_on=date(2026, 1, 1))],
            today=TODAY,
        )
    assert set(refused.value.fields) == {"root_cause", "kind_0", "due_on_0"}
    assert finding.state == FindingState.ACCEPTED


def test_what_was_sent_back_is_done_again(office: Office) -> None:
    finding = bring_to(office, make_finding(office), FindingState.IMPLEMENTED)
    with pytest.raises(Invalid):
        services.send_back(office.session, office.actor("second"), office.clock, finding, " ")
    services.send_back(office.session, office.actor("second"), office.clock, finding, "Brak dowodu")
    assert (finding.state, finding.actions[0].state) == (FindingState.ACTIONS_AGREED, "planned")


@pytest.mark.parametrize("who", ["orhead", "auditor", "rep", "mayor", "guest"])
def test_only_the_unit_accepts_for_itself(office: Office, who: str) -> None:
    with pytest.raises(Forbidden):
        services.accept(
            office.session, office.actor(who), office.clock, make_finding(office), "Tak."
        )


def test_the_second_of_two_savers_is_told_and_nothing_is_lost(office: Office) -> None:
    finding = make_finding(office)
    seen = finding.row_version
    services.amend_finding(
        office.session,
        office.actor("rep"),
        office.clock,
        finding,
        {"statement": "Pierwsza zmiana"},
        seen_version=seen,
        today=TODAY,
        due_days=30,
    )
    with pytest.raises(Conflict) as refused:
        services.amend_finding(
            office.session,
            office.actor("lead"),
            office.clock,
            finding,
            {"statement": "Druga zmiana"},
            seen_version=seen,
            today=TODAY,
            due_days=30,
        )
    assert refused.value.code == "sync.finding_changed"
    assert finding.statement == "Pierwsza zmiana"


@pytest.mark.parametrize(
    ("who", "sees"),
    [("rep", True), ("auditor", True), ("mayor", True), ("head", True), ("clerk", True),
     ("orhead", False), ("guest", False)],
)  # fmt: skip
def test_the_register_shows_what_the_reader_may_see(office: Office, who: str, sees: bool) -> None:
    make_finding(office)
    actor = office.actor(who)
    listed = office.session.scalars(queries.listing(actor, queries.Filters(), TODAY)).all()
    assert bool(listed) is sees
    assert queries.counts(office.session, actor, TODAY)["all"] == int(sees)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"search": "1510"}, 1),
        ({"search": "%"}, 0),
        ({"search": "_"}, 0),
        ({"due": "overdue"}, 0),
        ({"due": "none"}, 1),
        ({"state": "active"}, 1),
        ({"finding_class": "strength"}, 1),
    ],
)
def test_filters(office: Office, filters: dict[str, str], expected: int) -> None:
    make_finding(office)
    make_finding(office, finding_class=FindingClass.STRENGTH, statement="Wzorowy rejestr")
    found = office.session.scalars(
        queries.listing(office.actor("rep"), queries.Filters(**filters), TODAY)  # type: ignore[arg-type]
    ).all()
    assert len(found) == expected


def test_numbers_look_like_people_cite_them(office: Office) -> None:
    assert re.fullmatch(r"U-\d{4}-\d{3}", make_finding(office).number)


def test_what_was_done_well_needs_no_answer(office: Office) -> None:
    finding = make_finding(office, finding_class=FindingClass.STRENGTH)
    assert (finding.state, finding.due_on) == (FindingState.CLOSED, None)


def test_a_strength_that_turns_out_to_be_none_waits_for_an_answer(office: Office) -> None:
    finding = make_finding(office, finding_class=FindingClass.STRENGTH)
    services.amend_finding(
        office.session,
        office.actor("auditor"),
        office.clock,
        finding,
        {"finding_class": FindingClass.MINOR},
        seen_version=finding.row_version,
        today=TODAY,
        due_days=30,
    )
    assert finding.state == FindingState.OPEN
    assert finding.closed_at is None
    assert finding.due_on is not None
