"""A programme from its draft to the audits that came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from intranet_qms.auditors.models import Absence, Appointment, Competence
from intranet_qms.auditors.workflow import Grade
from intranet_qms.audits import services as audits
from intranet_qms.audits.workflow import AuditState
from intranet_qms.errors import Conflict, Forbidden, Invalid
from intranet_qms.people import hooks as people_hooks
from intranet_qms.programme import queries, services
from intranet_qms.programme.models import Entry, Programme
from intranet_qms.programme.services import EntryChoice
from intranet_qms.programme.workflow import ProgrammeState, Standing
from tests.factories.audits import Office, make_plan
from tests.programme.conftest import TODAY, edition_of


def draft(office: Office) -> Programme:
    """An empty draft of next year with its objectives."""
    made = services.begin(
        office.session, office.actor("rep"), office.clock, 2027,
        edition_id=edition_of(office.session),
    )  # fmt: skip
    made.objectives = "Ocena systemu"
    office.session.flush()
    return made


def choice(office: Office, **changes: Any) -> EntryChoice:
    """SO on a Tuesday in March, by people of FB."""
    people = office.people
    whole = EntryChoice(
        unit_id=office.units["SO"].id, day=date(2027, 3, 9), lead_id=people["lead"].id,
        auditor_ids=[people["auditor"].id],
    )  # fmt: skip
    return replace(whole, **changes)


def add(office: Office, programme: Programme, chosen: EntryChoice | None = None) -> Entry:
    """Enter what was chosen."""
    return services.save_entry(
        office.session, office.actor("rep"), office.clock, programme, None,
        chosen or choice(office), today=TODAY, seen_version=programme.row_version,
    )  # fmt: skip


def approve(office: Office, programme: Programme) -> None:
    """Submit and approve."""
    services.submit(office.session, office.actor("rep"), office.clock, programme)
    services.approve(
        office.session, office.actor("mayor"), office.clock, programme,
        seen_hash=programme.content_hash,
    )  # fmt: skip


def test_only_the_representative_makes_it_and_only_top_management_approves_it(
    office: Office,
) -> None:
    with pytest.raises(Forbidden):
        services.begin(office.session, office.actor("lead"), office.clock, 2027)
    programme = draft(office)
    add(office, programme)
    services.submit(office.session, office.actor("rep"), office.clock, programme)
    with pytest.raises(Forbidden):
        services.approve(
            office.session, office.actor("rep"), office.clock, programme,
            seen_hash=programme.content_hash,
        )  # fmt: skip


def test_what_is_not_complete_is_not_submitted(office: Office) -> None:
    programme = draft(office)
    add(office, programme, choice(office, day=None, lead_id=None, auditor_ids=[]))
    with pytest.raises(Invalid) as refused:
        services.submit(office.session, office.actor("rep"), office.clock, programme)
    assert len(refused.value.fields["submit"]) == 2


def test_what_is_approved_is_sealed_and_a_change_makes_the_next_version(office: Office) -> None:
    programme = draft(office)
    entry = add(office, programme)
    approve(office, programme)
    office.session.commit()
    assert queries.check_seal(office.session, programme)
    with pytest.raises(Conflict):
        services.save_entry(
            office.session, office.actor("rep"), office.clock, programme, entry,
            choice(office, day=date(2027, 4, 6)), today=TODAY,
            seen_version=programme.row_version,
        )  # fmt: skip
    following = services.next_version(
        office.session, office.actor("rep"), office.clock, programme, "Kontrola w marcu"
    )
    services.save_entry(
        office.session, office.actor("rep"), office.clock, following, following.entries[0],
        choice(office, day=date(2027, 4, 6)), today=TODAY, seen_version=following.row_version,
    )  # fmt: skip
    changes = queries.changes_between(programme, following)
    assert [one.what for one in changes] == [("when",)]
    approve(office, following)
    office.session.commit()
    assert programme.state == ProgrammeState.SUPERSEDED
    assert queries.check_seal(office.session, programme)
    # Somebody alters the row behind everybody's back.
    programme.entries[0].half_days = 9
    office.session.flush()
    assert not queries.check_seal(office.session, programme)


def test_a_change_by_hand_is_refused_for_the_reason_that_the_machine_has(office: Office) -> None:
    programme = draft(office)
    person = office.people["auditor"]
    office.session.add(
        Absence(
            person_id=person.id, first_day=date(2027, 3, 8), last_day=date(2027, 3, 12),
            entered_at=office.clock.now(),
        )
    )  # fmt: skip
    office.session.flush()
    with pytest.raises(Invalid) as refused:
        add(office, programme)
    (said,) = refused.value.fields["auditor_ids"]
    assert person.name in said
    judged = services.judge(
        office.session, programme, None,
        choice(office, unit_id=office.units["OR"].id, lead_id=office.people["ithead"].id,
               auditor_ids=[], day=date(2027, 5, 1)),
        TODAY,
    )  # fmt: skip
    # A holiday; the head of IT, which is below OR; and no lead auditor.
    assert len(judged.refused) == 3


def test_whoever_audited_an_area_last_does_not_audit_it_again(office: Office) -> None:
    audit = audits.plan_audit(
        office.session, office.actor("rep"), office.clock, _plan(office, date(2026, 11, 23))
    )
    audits.announce(office.session, office.actor("lead"), office.clock, audit)
    audit.state = AuditState.REPORTING
    office.session.flush()
    programme = draft(office)
    judged = services.judge(office.session, programme, None, choice(office), TODAY)
    assert len(judged.refused) == 2
    listed = queries.priorities(queries.areas(office.session, programme, TODAY))
    area = listed[f"u:{office.units['SO'].id}"]
    assert (area.last_audit, area.due_year) == (date(2026, 11, 23), 2029)


def _plan(office: Office, day: date) -> audits.Plan:
    return make_plan(
        office, first_day=day, last_day=day,
        team=audits.TeamChoice(
            lead_id=office.people["lead"].id, auditor_ids=[office.people["auditor"].id]
        ),
    )  # fmt: skip


def test_in_a_year_that_goes_on_those_audit_who_may_now(office: Office) -> None:
    """Not those who were competent on New Year's Day and have ceased to be."""
    session, people = office.session, office.people
    for row in session.query(Competence).filter(
        Competence.person_id.in_([people["lead"].id, people["auditor"].id])
    ):
        if row.person_id == people["lead"].id:
            row.since = date(2026, 3, 1)
        else:
            row.until = date(2026, 3, 1)
    session.flush()
    programme = services.begin(
        session, office.actor("rep"), office.clock, 2026, edition_id=edition_of(session)
    )
    seen = queries.planning(session, programme, TODAY).problem.auditors
    standards = {one.person_id: one.standards for one in seen}
    assert "ISO 9001" in standards[people["lead"].id]
    assert "ISO 9001" not in standards.get(people["auditor"].id, frozenset())


def test_a_competence_and_an_appointment_that_end_in_the_year_are_seen(office: Office) -> None:
    session, people = office.session, office.people
    for row in session.query(Competence).filter(Competence.person_id == people["lead"].id):
        row.until = date(2027, 6, 30)
    session.add(
        Appointment(
            person_id=people["auditor"].id, grade=Grade.AUDITOR, first_day=date(2026, 1, 1),
            ended_on=date(2027, 10, 1), recorded_at=office.clock.now(),
        )
    )  # fmt: skip
    session.flush()
    programme = draft(office)
    seen = {
        one.person_id: one for one in queries.planning(session, programme, TODAY).problem.auditors
    }
    assert seen[people["lead"].id].incompetent == {
        "ISO 9001": ((date(2027, 7, 1), date(2027, 12, 31)),)
    }
    assert seen[people["auditor"].id].unappointed == ((date(2027, 10, 1), date(2027, 12, 31)),)
    with pytest.raises(Invalid):
        add(office, programme, choice(office, day=date(2027, 9, 7)))
    add(office, programme, choice(office, day=date(2027, 6, 8)))


def test_a_unit_that_is_followed_makes_another_draft(office: Office) -> None:
    programme = draft(office)
    entry = add(office, programme)
    seen = programme.row_version
    follower = next(one for one in people_hooks.followers() if one.kind == "programme_entries")
    assert entry.unit_id is not None
    move = people_hooks.Move(
        key=entry.id, from_unit_id=entry.unit_id, to_unit_ids=(office.units["FB"].id,)
    )
    office.clock.advance(minutes=1)
    follower.hand_over(office.session, office.actor("rep"), office.clock, [move], TODAY)
    assert programme.row_version > seen


def test_an_override_takes_a_reason_and_is_shown(office: Office) -> None:
    programme = draft(office)
    area = queries.areas(office.session, programme, TODAY)[0]
    actor = office.actor("rep")
    with pytest.raises(Invalid):
        services.save_area(
            office.session, actor, office.clock, area, services.AreaChoice(priority=99),
            seen_version=0,
        )  # fmt: skip
    services.save_area(
        office.session, actor, office.clock, area,
        services.AreaChoice(priority=99, priority_reason="Skargi mieszkańców"), seen_version=0,
    )  # fmt: skip
    again = queries.priorities(queries.areas(office.session, programme, TODAY))[area.key]
    assert (again.chosen, again.computed.value) == (99, area.computed.value)
    assert again.as_kept()[-1]["reason"] == "Skargi mieszkańców"


def test_an_entry_becomes_an_audit_and_both_follow_each_other(office: Office) -> None:
    programme = draft(office)
    entry = add(office, programme)
    with pytest.raises(Conflict):
        services.make_audit(
            office.session, office.actor("lead"), office.clock, programme, entry, today=TODAY
        )
    approve(office, programme)

    def now(day: date = TODAY) -> Standing:
        return queries.follow(office.session, programme, day)[0].standing

    assert now() == Standing.AHEAD
    assert now(date(2027, 3, 10)) == Standing.LATE
    audit = services.make_audit(
        office.session, office.actor("lead"), office.clock, programme, entry, today=TODAY
    )
    assert (audit.first_day, now()) == (date(2027, 3, 9), Standing.PLANNED)
    with pytest.raises(Conflict):
        services.make_audit(
            office.session, office.actor("lead"), office.clock, programme, entry, today=TODAY
        )
    audit.first_day = audit.last_day = date(2027, 5, 4)
    office.session.flush()
    assert now() == Standing.MOVED
    audits.cancel(office.session, office.actor("rep"), office.clock, audit, "Choroba")
    followed = queries.follow(office.session, programme, TODAY)[0]
    assert (followed.standing, followed.cancelled_reason) == (Standing.CANCELLED, "Choroba")
    another = services.make_audit(
        office.session, office.actor("lead"), office.clock, programme, entry, today=TODAY
    )
    assert now() == Standing.PLANNED
    assert another.number != audit.number
    office.session.commit()
    assert queries.check_seal(office.session, programme), "what became of it is no part of it"


def test_an_audit_of_a_month_leaves_time_to_tell_the_unit_where_the_month_has_it(
    office: Office,
) -> None:
    """Five working days from Monday 8 March are the 15th; from Friday the 26th none is left."""
    programme = draft(office)
    entry = add(office, programme, choice(office, day=None, month=3))
    approve(office, programme)
    for today, first in ((date(2027, 3, 8), date(2027, 3, 15)), (date(2027, 3, 26),) * 2):
        audit = services.make_audit(
            office.session, office.actor("lead"), office.clock, programme, entry,
            today=today, notice_working_days=5,
        )  # fmt: skip
        assert audit.first_day == first
        audits.cancel(office.session, office.actor("rep"), office.clock, audit, "Choroba")


def test_the_number_of_statements_does_not_grow_with_the_office(
    office: Office, session: Session
) -> None:
    seen: list[str] = []
    event.listen(
        session.get_bind(), "before_cursor_execute", lambda *given: seen.append(str(given[2]))
    )
    programme = draft(office)
    queries.planning(session, programme, TODAY)
    session.flush()
    seen.clear()
    queries.planning(session, programme, TODAY)
    few = len(seen)
    for number in range(15):
        office.unit(f"X{number}")
    session.flush()
    seen.clear()
    queries.planning(session, programme, TODAY)
    assert len(seen) == few <= 30
