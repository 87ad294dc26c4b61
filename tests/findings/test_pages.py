"""The register on pages, other people's findings by their numbers, and hostile cells."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from intranet_qms.findings import queries
from intranet_qms.findings.workflow import FindingState
from tests.factories.audits import Office, make_office
from tests.factories.findings import bring_to, make_finding
from tests.support.host import Host

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://evil.example","x")',
)


@pytest.fixture
def host(host: Host) -> Host:
    with host.transaction() as session:
        office = make_office(session, host.clock)
        make_finding(office)
    return host


def get(host: Host, who: str, path: str) -> Any:
    host.sign_in(who, f"{who.capitalize()} Kowal")
    return host.client().get(f"/qms{path}", headers={"Accept": "text/html"})


def post(host: Host, who: str, path: str, **values: Any) -> Any:
    host.sign_in(who, f"{who.capitalize()} Kowal")
    return host.client().post(f"/qms{path}", data=values, headers={"Accept": "text/html"})


STEPS = ("accept", "actions", "actions/1/done", "verify", "return", "close", "withdraw", "amend")


@pytest.mark.parametrize("who", ["orhead", "guest"])
@pytest.mark.parametrize("step", ["", *(f"/{one}" for one in STEPS)])
def test_another_departments_finding_is_not_there(host: Host, who: str, step: str) -> None:
    answer = (
        post(host, who, f"/findings/U-2026-001{step}", reason="x", owner="1", state="closed")
        if step
        else get(host, who, "/findings/U-2026-001")
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("step", ["verify", "close", "withdraw"])
@pytest.mark.parametrize("who", ["head", "clerk"])
def test_the_unit_does_not_judge_itself(host: Host, who: str, step: str) -> None:
    answer = post(host, who, f"/findings/U-2026-001/{step}", reason="x", effectiveness_text="x")
    assert answer.status_code == 403


def test_state_and_author_in_the_form_change_nothing(host: Host) -> None:
    page = get(host, "rep", "/findings/U-2026-001").get_data(as_text=True)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    answer = post(
        host,
        "rep",
        "/findings/U-2026-001/amend",
        version=version[1],
        statement="Nowa treść",
        state="closed",
        raised_by_name="Ktoś inny",
        number="U-1",
    )
    assert answer.status_code == 303
    with host.transaction() as session:
        finding = queries.by_number(session, "U-2026-001")
        assert finding is not None
        assert (finding.state, finding.raised_by_name) == ("open", "Auditor Kowal")
        assert finding.statement == "Nowa treść"


def test_two_people_edit_one_finding(host: Host) -> None:
    post(host, "rep", "/findings/U-2026-001/amend", version="1", statement="Pierwsza")
    second = post(host, "lead", "/findings/U-2026-001/amend", version="1", statement="Druga")
    assert second.status_code == 409
    assert "Pierwsza" in get(host, "lead", "/findings/U-2026-001").get_data(as_text=True)


def test_a_finding_is_answered_on_the_page(host: Host) -> None:
    assert post(host, "head", "/findings/U-2026-001/accept", words="Tak").status_code == 303
    empty = post(host, "head", "/findings/U-2026-001/actions")
    assert empty.status_code == 422
    with host.transaction() as session:
        clerk = Office(session, host.clock)
        del clerk
        finding = queries.by_number(session, "U-2026-001")
        assert finding is not None
        owner = finding.owner_id
    values = {
        "root_cause": "Brak przeglądu terminów",
        "text_0": "Przegląd codzienny",
        "kind_0": "corrective",
        "owner_id_0": owner,
        "due_on_0": "2026-12-18",
    }
    answer = post(host, "head", "/findings/U-2026-001/actions", **values)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:1500]
    shown = get(host, "head", "/findings/U-2026-001").get_data(as_text=True)
    assert "Brak przeglądu terminów" in shown
    assert "Przegląd codzienny" in shown


@pytest.mark.parametrize("state", list(FindingState), ids=str)
@pytest.mark.parametrize("who", ["rep", "head", "second"])
def test_the_page_shows_every_state_to_everybody_concerned(
    host: Host, state: FindingState, who: str
) -> None:
    with host.transaction() as session:
        office = Office(session, host.clock)
        for unit in ("SO", "FB"):
            office.units[unit] = _unit(session, unit)
        for person in ("head", "clerk", "auditor", "second", "rep"):
            office.people[person] = _person(session, person)
        finding = bring_to(office, make_finding(office), state)
        number = finding.number
    assert get(host, who, f"/findings/{number}").status_code == 200


def _unit(session: Any, code: str) -> Any:
    from intranet_qms.people import queries as people

    return people.unit_by_code(session, code)


def _person(session: Any, host_id: str) -> Any:
    from intranet_qms.people import queries as people

    return people.person_by_host_id(session, host_id)


def test_a_finding_from_a_complaint_is_entered(host: Host) -> None:
    assert get(host, "rep", "/findings/new").status_code == 200
    wrong = post(host, "rep", "/findings/new", statement="Zachowaj mnie")
    assert wrong.status_code == 422
    assert "Zachowaj mnie" in wrong.get_data(as_text=True)
    with host.transaction() as session:
        unit = _unit(session, "SO").id
    made = post(
        host,
        "rep",
        "/findings/new",
        statement="Brak potwierdzenia odbioru",
        source="complaint",
        finding_class="observation",
        unit_id=unit,
    )
    assert made.status_code == 303
    assert made.headers["Location"].endswith("/findings/U-2026-002")


def test_a_head_enters_findings_about_their_own_unit_alone(host: Host) -> None:
    """Nobody is accused by the head of another unit past the auditors."""
    with host.transaction() as session:
        own, other = _unit(session, "OR").id, _unit(session, "SO").id
    page = get(host, "orhead", "/findings/new").get_data(as_text=True)
    choice = page.partition('name="unit_id"')[2].partition("</select>")[0]
    assert f'<option value="{own}"' in choice
    assert f'<option value="{other}"' not in choice
    said = {"statement": "Brak podpisu", "source": "own_report", "finding_class": "observation"}
    refused = post(host, "orhead", "/findings/new", **said, unit_id=other)
    assert refused.status_code == 422
    assert "Wpisujesz ustalenia dotyczące komórek" in refused.get_data(as_text=True)
    assert post(host, "orhead", "/findings/new", **said, unit_id=own).status_code == 303
    carried = post(host, "orhead", "/findings/U-2026-002/amend", version="1", unit_id=other)
    assert carried.status_code == 403


@pytest.mark.parametrize("who", ["clerk", "guest"])
def test_not_everybody_enters_findings(host: Host, who: str) -> None:
    assert get(host, who, "/findings/new").status_code == 403


@pytest.fixture
def hostile(host: Host) -> Host:
    with host.transaction() as session:
        office = Office(session, host.clock)
        office.units["SO"] = _unit(session, "SO")
        for person in ("head", "auditor"):
            office.people[person] = _person(session, person)
        for text in HOSTILE:
            make_finding(office, statement=text, requirement=text, clause=text[:60])
    return host


def test_no_cell_of_the_text_file_is_a_formula(hostile: Host) -> None:
    answer = get(hostile, "rep", "/findings/export.csv")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == 2 + len(HOSTILE)
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=cmd|' /C calc'!A0" in cells


def test_no_cell_of_the_workbook_is_a_formula(hostile: Host) -> None:
    answer = get(hostile, "rep", "/findings/export.xlsx?state=active")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink]
    assert HOSTILE[0] in {cell.value for cell in cells}


def test_the_sheet_holds_only_what_the_reader_may_see(hostile: Host) -> None:
    answer = get(hostile, "orhead", "/findings/export.csv")
    assert len(answer.data.decode("utf-8-sig").splitlines()) == 1
    assert get(hostile, "guest", "/findings/export.csv").status_code == 403


def test_no_finding_yet_says_what_to_do(host: Host) -> None:
    page = get(host, "orhead", "/findings/").get_data(as_text=True)
    assert "qms-empty" in page


def amended(host: Host, **values: str) -> str:
    version = re.search(
        r'name="version" value="(\d+)"', get(host, "rep", "/findings/U-2026-001").text
    )
    assert version is not None
    form = {"version": version[1], "statement": "Brak daty odpowiedzi.", **values}
    assert post(host, "rep", "/findings/U-2026-001/amend", **form).status_code == 303
    return str(get(host, "rep", "/findings/U-2026-001").text)


def test_personal_data_in_a_finding_are_pointed_out_to_who_can_take_them_out(host: Host) -> None:
    text = amended(host, statement="W sprawie Jana, PESEL 44051401359, brak daty.")
    assert "To wygląda na dane osobowe: numer PESEL" in text
    assert "dane osobowe" not in get(host, "head", "/findings/U-2026-001").text
    # Numbers of cases and days are none.
    text = amended(host, evidence_text="OR.1511.12.2026 z 14.11.2026, 12 spraw z 48")
    assert "To wygląda na dane osobowe" not in text
    assert "To wygląda na dane osobowe: adres e-mail" in amended(
        host, evidence_text="Odpowiedź na jan.kowalski@example.pl"
    )
