"""A reorganisation from the first form to the new tree, as the representative does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from intranet_qms.documents.models import Document
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass, FindingState
from intranet_qms.people.models import Deputising, Person, Unit
from intranet_qms.reorganisation.models import PlannedChange, Reorganisation
from intranet_qms.reorganisation.workflow import PlanState
from tests.factories.documents import install, make_office
from tests.factories.people import actor
from tests.support.host import Host

BASE = "/qms/reorganisations/"


@pytest.fixture
def office(host: Host) -> Host:
    with host.transaction() as session:
        install(session, make_office(session, host.clock))
    host.sign_in("representative", "Representative Nowak")
    return host


def plan(office: Host, day: str) -> str:
    """Begin a plan; returns its address."""
    answer = office.client().post(
        BASE + "new",
        data={"title": "Reorganizacja", "basis": "Zarządzenie 45", "effective_on": day},
    )
    assert answer.status_code == 303
    return str(answer.location)


def unit(office: Host, code: str) -> Unit:
    with office.transaction() as session:
        return session.scalars(select(Unit).where(Unit.code == code)).one()


def test_a_split_is_planned_previewed_changed_and_approved(office: Host) -> None:
    client = office.client()
    address = plan(office, "2026-11-23")
    assert "Plan nie zawiera jeszcze żadnej zmiany" in client.get(address).text

    number = unit(office, "OR").id
    answer = client.post(
        address + "/changes/new",
        data={
            "kind": "split", "unit": number,
            "new1_code": "KD", "new1_name_pl": "Wydział Kadr",
            "new2_code": "AR", "new2_name_pl": "Archiwum",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    shares = client.get(answer.location)
    assert "PG-02" in shares.text
    with office.transaction() as session:
        document = session.scalars(select(Document)).one().id
        owner = session.scalars(select(Person).where(Person.host_id == "owner")).one().id
    saved = client.post(
        answer.location,
        data={"bulk:people": "+AR", "ticked": [f"people:{owner}"], f"people:{owner}": ""},
    )
    assert saved.status_code == 303

    page = client.get(address)
    assert "Wydział Kadr" in page.text
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    done = client.post(address + "/approve", data={"version": version[1]}, follow_redirects=True)
    assert "Wykonano" in done.text
    archive = unit(office, "AR").id
    with office.transaction() as session:
        assert session.get_one(Document, document).owner_unit_id == archive
    # The page of the unit that ended says so, and its documents are with the new one.
    assert "zakończyła działalność" in client.get("/qms/units/OR").text
    assert "PG-02" in client.get("/qms/units/AR").text
    assert "Wydział Organizacyjny" in client.get("/qms/units/?on=2026-11-22").text
    assert "Wydział Kadr" not in client.get("/qms/units/?on=2026-11-22").text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": "rename", "name_pl": " "}, "Podaj nazwę jednostki."),
        ({"kind": "split"}, "trzeba podzielić"),
        ({"kind": "move", "parent": "below"}, "poniżej samych siebie"),
        ({"kind": "merge", "units": "self"}, "Wybierz jednostkę"),
    ],
)
def test_a_change_that_cannot_be_is_refused_at_its_form_and_keeps_what_was_typed(
    office: Host, sent: dict[str, str], sentence: str
) -> None:
    address = plan(office, "2027-01-01")
    values = {**sent, "unit": unit(office, "OR").id}
    if sent.get("parent"):
        values["parent"] = unit(office, "OR-K").id
    if sent.get("units"):
        values["units"] = unit(office, "OR").id
    answer = office.client().post(address + "/changes/new", data=values)
    assert answer.status_code == 422
    assert sentence in answer.text
    with office.transaction() as session:
        assert session.scalars(select(PlannedChange)).all() == []


def test_a_form_without_a_day_is_marked_and_makes_nothing(office: Host) -> None:
    answer = office.client().post(
        BASE + "new", data={"title": "Zmiany od lata", "effective_on": "lato"}
    )
    assert answer.status_code == 422
    assert "Zmiany od lata" in answer.text
    with office.transaction() as session:
        assert session.scalars(select(Reorganisation)).all() == []


def test_an_approved_plan_is_given_up_with_a_reason(office: Host) -> None:
    client = office.client()
    address = plan(office, "2027-01-01")
    client.post(
        address + "/changes/new",
        data={"kind": "rename", "unit": unit(office, "OR").id, "name_pl": "Wydział Kadr"},
    )
    client.post(address + "/approve", data={"version": _version(client.get(address).text)})
    assert "Zatwierdzono" in client.get(address).text
    client.post(address + "/cancel", data={"reason": "Uchylono."})
    with office.transaction() as session:
        assert session.scalars(select(Reorganisation)).one().state is PlanState.CANCELLED
    assert "Uchylono." in client.get(address).text


def _version(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    assert found is not None
    return found[1]


def test_the_head_appoints_a_deputy_and_the_person_alone_does_not(office: Host) -> None:
    with office.transaction() as session:
        people = {one.host_id: one for one in session.scalars(select(Person))}
        address = f"/qms/people/{people['owner'].uuid}"
        sent = {
            "deputy_id": people["author"].id,
            "first_day": "2026-11-24", "last_day": "2026-11-30",
        }  # fmt: skip
    office.sign_in("owner", "Owner Nowak")
    assert office.client().post(address + "/deputies", data=sent).status_code == 403
    office.sign_in("head", "Head Nowak")
    backwards = {**sent, "last_day": "2026-11-23"}
    refused = office.client().post(address + "/deputies", data=backwards)
    assert refused.status_code == 422
    assert "Ostatni dzień wypada przed pierwszym." in refused.text
    assert office.client().post(address + "/deputies", data=sent).status_code == 303
    again = office.client().post(address + "/deputies", data=sent)
    assert again.status_code == 422
    office.clock.set(office.clock.now().replace(day=25))  # type: ignore[attr-defined]
    with office.transaction() as session:
        owner = session.scalars(select(Person).where(Person.host_id == "owner")).one().id
        row = session.scalars(select(Deputising)).one()
        number = row.id
        assert row.last_day == date(2026, 11, 30)
    assert owner in actor(office, "author").covers_person_ids
    assert office.client().post(f"{address}/deputies/{number}/end").status_code == 303
    assert owner not in actor(office, "author").covers_person_ids


def test_nobody_takes_somebodys_place_by_themselves_but_who_leads_them(office: Host) -> None:
    with office.transaction() as session:
        people = {one.host_id: one for one in session.scalars(select(Person))}
        named = {name: (people[name].id, people[name].uuid) for name in people}
    days = {"first_day": "2026-11-24", "last_day": "2026-11-30"}
    # The representative appoints deputies, and would sign for the Mayor so.
    office.sign_in("representative", "Representative Nowak")
    sent = {**days, "deputy_id": named["representative"][0]}
    refused = office.client().post(f"/qms/people/{named['approver'][1]}/deputies", data=sent)
    assert refused.status_code == 422
    assert "tylko przełożony" in refused.text
    office.sign_in("head", "Head Nowak")
    own = {**days, "deputy_id": named["head"][0]}
    answer = office.client().post(f"/qms/people/{named['owner'][1]}/deputies", data=own)
    assert answer.status_code == 303


def test_what_was_closed_before_keeps_the_name_of_its_time(office: Host) -> None:
    with office.transaction() as session:
        unit_id = session.scalars(select(Unit).where(Unit.code == "OR")).one().id
        session.add(
            Finding(
                number="U-2026-001", finding_class=FindingClass.MINOR, state=FindingState.CLOSED,
                unit_id=unit_id, statement="Brak podpisu.", raised_by_name="X",
                raised_at=datetime(2026, 9, 1, tzinfo=UTC),
                closed_at=datetime(2026, 10, 1, tzinfo=UTC),
            )
        )  # fmt: skip
    client = office.client()
    address = plan(office, "2026-11-23")
    client.post(
        address + "/changes/new",
        data={"kind": "rename", "unit": unit_id, "code": "KD", "name_pl": "Wydział Kadr"},
    )
    client.post(address + "/approve", data={"version": _version(client.get(address).text)})

    assert "Wydział Organizacyjny" in client.get("/qms/findings/U-2026-001").text
    # What is in force is kept by the unit as it is called now, and the old address leads there.
    assert "Wydział Kadr" in client.get("/qms/documents/PG-02").text
    assert client.get("/qms/units/OR").location.endswith("/qms/units/KD")
    assert "Wydział Organizacyjny" in client.get("/qms/units/KD").text


def test_what_somebody_may_not_read_is_named_neither_with_its_unit_nor_with_its_document(
    office: Host,
) -> None:
    with office.transaction() as session:
        document = session.scalars(select(Document)).one()
        session.add(
            Finding(
                number="U-2026-001", finding_class=FindingClass.MINOR, state=FindingState.OPEN,
                unit_id=document.owner_unit_id, document_id=document.id, statement="TAJNE",
                raised_by_name="X", raised_at=datetime(2026, 9, 1, tzinfo=UTC),
            )
        )  # fmt: skip
    for address in ("/qms/units/OR", "/qms/documents/PG-02/effects"):
        assert "TAJNE" in office.client().get(address).text
    office.sign_in("employee", "Employee Nowak")
    for address in ("/qms/units/OR", "/qms/documents/PG-02/effects"):
        answer = office.client().get(address)
        assert answer.status_code == 200
        assert "TAJNE" not in answer.text
        assert "U-2026-001" not in answer.text


def test_rubbish_is_refused_in_words_on_a_database_that_keeps_no_zero(
    make_host: Callable[..., Host], postgres_url: str
) -> None:
    host = make_host(postgres_url)
    with host.transaction() as session:
        make_office(session, host.clock)
    host.sign_in("representative", "Representative Nowak")
    client = host.client()
    for title in ("Zł\x00o", "x" * 301, " "):
        answer = client.post(BASE + "new", data={"title": title, "effective_on": "2027-01-01"})
        assert answer.status_code == 422
    address = plan(host, "2027-01-01")
    for sent in (
        {"kind": "merge", "units": ["\x00", "99999999999999"], "target": "7"},
        {"kind": "rename", "unit": "\x00", "name_pl": "X"},
        {"kind": "open", "code": "A/B", "name_pl": "X"},
        {"kind": "open", "code": "A", "name_pl": "X\x00"},
        {"kind": "head", "unit": "1", "person": "999999999"},
        {"kind": "zmyślony"},
    ):
        answer = client.post(address + "/changes/new", data=sent)
        assert answer.status_code == 422, sent
    for bad in ("?kind=zmyślony", "?kind=rename&unit=%00"):
        assert client.get(address + "/changes/new" + bad).status_code in {200, 422}
    assert client.post(address + "/approve", data={"version": "x"}).status_code == 409
    assert client.get("/qms/people/?q=%00%25&unit=7").status_code == 200
    assert client.get("/qms/units/%00").status_code == 404
