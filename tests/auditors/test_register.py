"""Appointments, competence and absences, and what the planner of audits is told of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from intranet_qms.adapters import ObjectFiles
from intranet_qms.auditors import queries, services
from intranet_qms.auditors.fitness import doubts
from intranet_qms.auditors.models import Competence
from intranet_qms.auditors.services import CompetenceGiven, ProofFile
from intranet_qms.auditors.workflow import Grade
from intranet_qms.audits import hooks
from intranet_qms.audits import services as audits
from intranet_qms.audits.models import Audit
from intranet_qms.documents.models import Document, Revision
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.files.models import StoredFile
from intranet_qms.i18n import use_locale
from intranet_qms.outbox.models import OutboxJob
from intranet_qms.standards import services as standards
from intranet_qms.standards.models import StandardEdition
from tests.factories.audits import Office, make_audit, make_office
from tests.factories.sync import jpeg
from tests.support.clock import FakeClock

TODAY = date(2026, 11, 23)


@pytest.fixture
def office(session: Session, clock: FakeClock) -> Office:
    standards.load_builtin(session)
    return make_office(session, clock)


@pytest.fixture
def files(tmp_path) -> ObjectFiles:  # type: ignore[no-untyped-def]
    return ObjectFiles((tmp_path / "files").as_uri())


def appoint(office: Office, host_id: str, grade: Grade, day: date = TODAY, by: str = "rep") -> None:
    services.appoint(
        office.session, office.actor(by), office.clock, office.people[host_id],
        grade=grade, first_day=day, act="Zarządzenie 12/2026", today=TODAY,
    )  # fmt: skip


def competent(
    office: Office, files: ObjectFiles, host_id: str, until: date | None = None,
    grade: Grade = Grade.AUDITOR, standard: str = "ISO 9001",
) -> Competence:  # fmt: skip
    return services.add_competence(
        office.session, office.actor("rep"), office.clock, files, office.people[host_id],
        CompetenceGiven(
            standard=standard, grade=grade, since=date(2024, 1, 1), until=until,
            proof="Certyfikat 17/2024",
        ),
    )  # fmt: skip


def away(office: Office, host_id: str, first: date, last: date, by: str | None = None) -> None:
    services.enter_absence(
        office.session, office.actor(by or host_id), office.clock, office.people[host_id],
        first_day=first, last_day=last, today=TODAY,
    )  # fmt: skip


def mails(office: Office, template: str) -> list[OutboxJob]:
    listed = office.session.query(OutboxJob).filter(OutboxJob.kind == "mail.send").all()
    return [one for one in listed if one.payload["template"] == template]


def roles(office: Office, host_id: str) -> set[str]:
    return set(office.actor(host_id).roles) - {"employee"}


# -- appointments --------------------------------------------------------------------------------


def test_the_role_in_the_system_follows_the_appointment(office: Office) -> None:
    appoint(office, "clerk", Grade.AUDITOR)
    assert roles(office, "clerk") == {"auditor"}
    appoint(office, "clerk", Grade.LEAD, TODAY + timedelta(days=7))
    # Not before the day; the present appointment ends on it.
    assert roles(office, "clerk") == {"auditor"}
    assert queries.grade_on(office.session, [office.people["clerk"].id], TODAY) == {
        office.people["clerk"].id: Grade.AUDITOR
    }
    office.clock.advance(days=7)  # type: ignore[attr-defined]
    services.remind(office.session, office.clock, TODAY + timedelta(days=7))
    assert roles(office, "clerk") == {"auditor", "lead_auditor"}
    whole = queries.whole(
        office.session, None, office.people["clerk"].id, TODAY + timedelta(days=7)
    )
    services.dismiss(
        office.session, office.actor("rep"), office.clock, office.people["clerk"],
        whole.appointments[0], ended_on=TODAY + timedelta(days=7), act="", reason="Odejście",
        today=TODAY + timedelta(days=7),
    )  # fmt: skip
    assert roles(office, "clerk") == set()


def test_nobody_is_appointed_twice_for_the_same_and_guests_never(office: Office) -> None:
    appoint(office, "clerk", Grade.AUDITOR)
    with pytest.raises(Invalid):
        appoint(office, "clerk", Grade.AUDITOR, TODAY + timedelta(days=3))
    with pytest.raises(Invalid):
        appoint(office, "guest", Grade.AUDITOR)
    with pytest.raises(Forbidden):
        appoint(office, "head", Grade.LEAD, by="lead")


def test_roles_given_by_hand_stay_until_somebody_is_appointed(office: Office) -> None:
    assert not services.roles_follow_today(office.session, office.actor("rep"), office.clock, TODAY)
    assert roles(office, "lead") == {"lead_auditor", "auditor"}
    shown = office.session.scalars(queries.listing(queries.Filters(state="by_role"), TODAY)).all()
    assert {one.host_id for one in shown} == {"rep", "lead", "auditor", "second", "ithead"}


# -- competence ----------------------------------------------------------------------------------


def test_an_appointment_from_a_later_day_takes_no_role_before_it(office: Office) -> None:
    """An audit that goes on meanwhile keeps its auditor."""
    person = office.people["auditor"]
    begins = TODAY + timedelta(days=7)
    appoint(office, "auditor", Grade.LEAD, begins)
    assert {str(one.role) for one in person.grants} == {"auditor"}
    planned = queries.auditors_for_planning(office.session, TODAY)
    assert person.id in {one.person_id for one in planned}
    services.roles_follow_today(office.session, office.actor("rep"), office.clock, begins)
    assert {str(one.role) for one in person.grants} == {"auditor", "lead_auditor"}


def test_a_competence_has_a_standard_days_and_a_proof(office: Office, files: ObjectFiles) -> None:
    person, rep = office.people["auditor"], office.actor("rep")
    with pytest.raises(Invalid) as refused:
        services.add_competence(
            office.session, rep, office.clock, files, person,
            CompetenceGiven(standard="ISO 1", grade=None, since=None),
        )  # fmt: skip
    assert set(refused.value.fields) == {"standard", "grade", "since", "proof"}
    given = CompetenceGiven(standard="ISO 9001", grade=Grade.AUDITOR, since=TODAY)
    with pytest.raises(Invalid) as refused:
        services.add_competence(
            office.session, rep, office.clock, files, person, given,
            ProofFile(b"MZ program", "certyfikat.pdf", 1000, 10**6),
        )  # fmt: skip
    assert set(refused.value.fields) == {"file"}
    kept = services.add_competence(
        office.session, rep, office.clock, files, person, given,
        ProofFile(jpeg(), "C:\\skany\\certyfikat.jpg", 10**6, 10**6),
    )  # fmt: skip
    assert kept.file_name == "certyfikat.jpg"
    assert office.session.get_one(StoredFile, kept.file_id).media_type == "image/jpeg"
    services.withdraw_competence(
        office.session, rep, office.clock, person, kept, reason="Pomyłka", today=TODAY
    )
    with pytest.raises(Conflict):
        services.withdraw_competence(
            office.session, rep, office.clock, person, kept, reason="Znowu", today=TODAY
        )


def test_the_representative_is_reminded_sixty_and_fourteen_days_ahead_and_once_each(
    office: Office, files: ObjectFiles
) -> None:
    competent(office, files, "auditor", until=TODAY + timedelta(days=60))
    competent(office, files, "second", until=TODAY + timedelta(days=61))
    renewed = TODAY + timedelta(days=20)
    competent(office, files, "lead", until=renewed)
    competent(office, files, "lead", until=renewed + timedelta(days=900))
    told = []
    for days in (0, 0, 1, 46, 60, 61):
        services.remind(office.session, office.clock, TODAY + timedelta(days=days))
        told.append(len(mails(office, "auditors_running_out")))
    # Sixty days ahead, then the second's; fourteen ahead of the first, then of the second.
    assert told == [1, 1, 2, 3, 4, 4]
    assert {one.payload["person_id"] for one in mails(office, "auditors_running_out")} == {
        office.people["rep"].id
    }


# -- absences ------------------------------------------------------------------------------------


def test_absences_are_entered_by_oneself_ones_head_and_the_representative(office: Office) -> None:
    office.units["FB"].head_id = office.people["second"].id
    office.session.flush()
    day = TODAY + timedelta(days=30)
    away(office, "auditor", day, day)
    away(office, "auditor", day + timedelta(days=2), day + timedelta(days=3), by="second")
    away(office, "auditor", day + timedelta(days=5), day + timedelta(days=5), by="rep")
    with pytest.raises(Forbidden):
        away(office, "auditor", day + timedelta(days=8), day + timedelta(days=8), by="head")
    with pytest.raises(Invalid):
        away(office, "auditor", day - timedelta(days=1), day + timedelta(days=1))
    with pytest.raises(Invalid):
        away(office, "auditor", TODAY - timedelta(days=3), TODAY - timedelta(days=1))
    found = queries.availability(
        office.session, [office.people["auditor"].id], day, day + timedelta(days=6)
    )[office.people["auditor"].id]
    assert len(found.absences) == 3
    # 2026-12-23 (Wednesday) away, 24 to 26 holidays or away, 28 away: one working day stays.
    assert found.free_days == (date(2026, 12, 29),)


def test_who_leads_an_audit_is_told_that_somebody_of_the_team_will_be_away(office: Office) -> None:
    make_audit(office, announced=False)
    away(office, "auditor", date(2026, 12, 8), date(2026, 12, 20))
    away(office, "second", date(2027, 1, 8), date(2027, 1, 20))
    away(office, "lead", date(2026, 12, 8), date(2026, 12, 8))
    assert [
        (one.payload["person_id"], one.payload["context"]["person"])
        for one in mails(office, "auditors_away")
    ] == [
        (office.people["lead"].id, "Auditor Kowal"),
        # Who leads knows; who planned it is told.
        (office.people["rep"].id, "Lead Kowal"),
    ]


# -- what the planner is told --------------------------------------------------------------------


def iso(office: Office) -> StandardEdition:
    return office.session.query(StandardEdition).filter_by(edition="2015").one()


def found_doubts(office: Office, audit: Audit) -> list[tuple[str, str]]:
    office.session.expire_all()
    names = {person.id: host_id for host_id, person in office.people.items()}
    return [
        (names[one.person_id], one.code) for one in doubts(office.session, hooks.team_plan(audit))
    ]


def test_a_team_is_doubted_for_absence_competence_and_appointment(
    office: Office, files: ObjectFiles
) -> None:
    audit = make_audit(office, announced=False, standard_edition_id=iso(office).id)
    assert set(found_doubts(office, audit)) == {
        ("lead", "not_competent"), ("auditor", "not_competent"), ("second", "not_competent"),
    }  # fmt: skip
    competent(office, files, "lead", until=None)
    competent(office, files, "auditor", until=date(2026, 12, 7))
    competent(office, files, "second", until=date(2026, 12, 8))
    away(office, "second", date(2026, 12, 8), date(2026, 12, 8))
    appoint(office, "lead", Grade.AUDITOR)
    assert found_doubts(office, audit) == [
        ("lead", "may_not_lead"),
        ("lead", "not_competent_to_lead"),
        # The last day of the audit is a day too late for the certificate.
        ("auditor", "expired"),
        ("second", "away"),
    ]
    with use_locale("en"):
        sentences = hooks.team_warnings(office.session, hooks.team_plan(audit))
    assert "Lead Kowal is not appointed to lead audits." in sentences
    assert "Second Kowal is away from 8 Dec 2026 to 8 Dec 2026." in sentences


def test_somebody_who_was_dismissed_or_wrote_the_procedure_is_doubted(office: Office) -> None:
    document = Document(
        code="PG-07", code_key="PG-07", kind="procedure", title="T", title_key="t",
        created_at=office.clock.now(), current_state="effective",
    )  # fmt: skip
    office.session.add(document)
    office.session.flush()
    office.session.add(
        Revision(
            document_id=document.id, number=1, state="effective", title="T", content_hash="x" * 64,
            author_id=office.people["head"].id, writer_ids=[office.people["second"].id],
            created_at=office.clock.now(), updated_at=office.clock.now(),
        )
    )  # fmt: skip
    appoint(office, "auditor", Grade.AUDITOR)
    services.dismiss(
        office.session, office.actor("rep"), office.clock, office.people["auditor"],
        queries.whole(office.session, None, office.people["auditor"].id, TODAY).appointments[0],
        ended_on=date(2026, 12, 1), act="", reason="", today=TODAY,
    )  # fmt: skip
    scope = audits.ScopeChoice(unit_ids=[office.units["SO"].id], document_ids=[document.id])
    audit = make_audit(office, announced=False, scope=scope)
    assert found_doubts(office, audit) == [("auditor", "not_appointed"), ("second", "own_work")]


def test_a_limit_is_not_written_over_one_that_was_not_seen(office: Office) -> None:
    def write(days: int, seen: int) -> None:
        services.set_limit(
            office.session, office.actor("rep"), office.clock, office.people["second"],
            days=days, note="", seen_version=seen,
        )  # fmt: skip

    write(5, 0)
    for seen in (0, 7):
        with pytest.raises(Conflict):
            write(9, seen)
    entry = queries.whole(office.session, None, office.people["second"].id, TODAY).entry
    assert entry is not None
    assert entry.load_days_limit == 5


def test_the_planner_gets_everybody_who_can_be_planned_with_what_they_may(
    office: Office, files: ObjectFiles
) -> None:
    appoint(office, "clerk", Grade.LEAD, date(2026, 12, 1))
    competent(office, files, "clerk", until=date(2026, 12, 31))
    away(office, "clerk", date(2026, 12, 10), date(2026, 12, 11), by="rep")
    services.set_limit(
        office.session, office.actor("rep"), office.clock, office.people["clerk"],
        days=12, note="", seen_version=None,
    )  # fmt: skip
    listed = {one.name: one for one in queries.auditors_for_planning(office.session, TODAY)}
    assert "Clerk Kowal" not in listed
    assert listed["Lead Kowal"].may_lead
    assert not listed["Auditor Kowal"].may_lead
    clerk = {
        one.name: one for one in queries.auditors_for_planning(office.session, date(2026, 12, 2))
    }["Clerk Kowal"]
    assert (clerk.may_lead, clerk.standards, clerk.load_days_limit, clerk.absences) == (
        True, frozenset({"ISO 9001"}), 12, ((date(2026, 12, 10), date(2026, 12, 11)),),
    )  # fmt: skip
    in_january = queries.auditors_for_planning(office.session, date(2027, 1, 4))
    assert next(one for one in in_january if one.name == "Clerk Kowal").standards == frozenset()
