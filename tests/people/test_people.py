"""Who somebody is: roles as of today, units, and whom they deputise for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intranet_qms.host import HostUser
from intranet_qms.people import queries, services
from intranet_qms.people.models import Deputising, Person, RoleGrant
from tests.factories.people import enter, sign_in
from tests.support.host import Host

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def person(session: Session, host_id: str, *roles: str, name: str = "Anna Nowak") -> Person:
    made = services.add_person(
        session, NOW, host_id=host_id, name=name, email=None, unit=None, roles=roles
    )
    session.flush()
    return made


def roles(session: Session, host_id: str) -> frozenset[str]:
    actor = services.actor_by_host_id(session, host_id, NOW)
    assert actor is not None
    return actor.roles


def test_everybody_is_an_employee(session: Session) -> None:
    person(session, "anna")
    person(session, "lead", "auditor", "lead_auditor")
    assert roles(session, "anna") == {"employee"}
    assert roles(session, "lead") == {"employee", "auditor", "lead_auditor"}


def test_a_guest_is_a_guest_only_whatever_else_was_granted(session: Session) -> None:
    person(session, "guest", "external_auditor", "qms_representative", "auditor")
    assert roles(session, "guest") == {"external_auditor"}


@pytest.mark.parametrize(
    ("until", "holds"),
    [(None, True), (TODAY, True), (TODAY - timedelta(days=1), False)],
)
def test_a_role_holds_to_the_end_of_its_last_day(
    session: Session, until: date | None, holds: bool
) -> None:
    someone = person(session, "anna")
    someone.grants.append(RoleGrant(role="auditor", valid_until=until))
    session.flush()
    assert ("auditor" in roles(session, "anna")) is holds
    found = queries.people_with_role(session, "auditor", today=TODAY)
    assert (someone in found) is holds


def test_a_guest_whose_time_is_over_becomes_no_employee_by_it(session: Session) -> None:
    guest = person(session, "guest")
    guest.grants.append(RoleGrant(role="external_auditor", valid_until=TODAY - timedelta(days=1)))
    session.flush()
    assert services.actor_by_host_id(session, "guest", NOW) is None


def test_an_unknown_role_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="emperor"):
        person(session, "anna", "emperor")


@pytest.mark.parametrize(
    ("first", "last", "covers"),
    [(0, 0, True), (-3, 3, True), (1, 3, False), (-3, -1, False)],
)
def test_a_deputy_covers_from_the_first_to_the_last_day(
    session: Session, first: int, last: int, covers: bool
) -> None:
    anna, jan = person(session, "anna"), person(session, "jan")
    session.add(
        Deputising(
            person_id=anna.id,
            deputy_id=jan.id,
            first_day=TODAY + timedelta(days=first),
            last_day=TODAY + timedelta(days=last),
        )
    )
    session.flush()
    actor = services.actor_by_host_id(session, "jan", NOW)
    assert actor is not None
    assert actor.is_person(anna.id) is covers
    assert actor.is_person(jan.id)
    assert "anna" not in actor.host_id


def test_a_deputy_covers_from_midnight_of_the_office(host: Host) -> None:
    anna, jan = enter(host, "anna"), enter(host, "jan")
    with host.transaction() as session:
        day = date(2026, 12, 1)
        session.add(Deputising(person_id=anna, deputy_id=jan, first_day=day, last_day=day))
    host.sign_in("jan")
    for moment, covers in (
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 30, 23, 1, tzinfo=UTC), True),
        (datetime(2026, 12, 1, 23, 1, tzinfo=UTC), False),
    ):
        host.clock.set(moment)  # type: ignore[attr-defined]
        with host.app.test_request_context("/qms/"):
            actor = host.qms.identify()
            assert actor is not None
            assert actor.is_person(anna) is covers, moment


def test_whoever_heads_a_unit_belongs_to_it(session: Session) -> None:
    unit = services.add_unit(session, code="OR", name_pl="Wydział", name_en="Department")
    session.flush()
    head = person(session, "head")
    unit.head_id = head.id
    session.flush()
    actor = services.actor_by_host_id(session, "head", NOW)
    assert actor is not None
    assert actor.headed_unit_ids == actor.unit_ids == {unit.id}


@pytest.mark.parametrize("where", ["here", "in the host"])
def test_a_disabled_person_is_nobody(session: Session, where: str) -> None:
    someone = person(session, "anna")
    someone.active = where != "here"
    session.flush()
    user = HostUser("anna", "Anna", active=where != "in the host")
    assert services.actor_of(session, user, NOW) is None


def test_a_disabled_person_gets_no_page(host: Host) -> None:
    number = sign_in(host, "anna", "qms_representative")
    assert host.client().get("/qms/tasks/").status_code == 200
    with host.transaction() as session:
        session.get_one(Person, number).active = False
    assert host.client().get("/qms/tasks/").status_code in {302, 403}


def test_whoever_comes_for_the_first_time_is_entered_once_as_an_employee(host: Host) -> None:
    host.sign_in("new", "Łucja Żak", email="lucja@um.example")
    client = host.client()
    assert client.get("/qms/tasks/").status_code == 200
    assert client.get("/qms/tasks/").status_code == 200
    with host.transaction() as session:
        (found,) = session.scalars(select(Person).where(Person.host_id == "new")).all()
        assert (found.name, found.email, found.grants) == ("Łucja Żak", "lucja@um.example", [])


def test_a_name_that_changed_in_the_host_changes_here_at_the_next_visit(host: Host) -> None:
    host.sign_in("a.kowalska", "Anna Kowalska", email="a.kowalska@um.example")
    host.client().get("/qms/tasks/")
    host.sign_in("a.kowalska", "Anna Nowak", email="a.nowak@um.example")
    assert host.client().get("/qms/tasks/").status_code == 200
    with host.transaction() as session:
        person = queries.person_by_host_id(session, "a.kowalska")
        assert person is not None
        assert (person.name, person.email) == ("Anna Nowak", "a.nowak@um.example")


def test_a_host_without_names_takes_no_name_away(host: Host) -> None:
    host.sign_in("a.kowalska", "Anna Kowalska", email="a.kowalska@um.example")
    host.client().get("/qms/tasks/")
    host.sign_in("a.kowalska", "a.kowalska")
    host.client().get("/qms/tasks/")
    with host.transaction() as session:
        person = queries.person_by_host_id(session, "a.kowalska")
        assert person is not None
        assert (person.name, person.email) == ("Anna Kowalska", "a.kowalska@um.example")


def test_people_stand_by_surname_in_polish_order(session: Session) -> None:
    names = ["Jan Łoś", "Ewa Zając", "Jan Los", "Ćma Ćwik", "Adam Cwik", "Anna Maria Żak"]
    for place, name in enumerate(names):
        person(session, f"p{place}", name=name)
    assert [one.name for one in queries.people(session)] == [
        "Adam Cwik",
        "Ćma Ćwik",
        "Jan Los",
        "Jan Łoś",
        "Ewa Zając",
        "Anna Maria Żak",
    ]


# -- language ------------------------------------------------------------------------------------


def test_the_language_is_remembered_for_pages_and_mail(host: Host) -> None:
    number = sign_in(host, "anna", locale="pl")
    client = host.client()
    assert "Moje zadania" in client.get("/qms/tasks/").text
    answer = client.post("/qms/language", data={"locale": "en", "back": "/qms/tasks/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/qms/tasks/")
    assert "My tasks" in client.get("/qms/tasks/").text
    with host.transaction() as session:
        assert session.get_one(Person, number).locale == "en"


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", ""],
)
def test_choosing_a_language_leads_to_no_other_site(host: Host, back: str) -> None:
    enter(host, "anna")
    host.sign_in("anna")
    answer = host.client().post("/qms/language", data={"locale": "en", "back": back})
    assert answer.headers["Location"] == "/"
