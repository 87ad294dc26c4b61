"""Units and effects for programs, and names from the office's directory."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from intranet_qms.cli import qms_commands
from intranet_qms.documents.models import ChangeEffect, Document, DocumentChange
from intranet_qms.documents.workflow import DocumentChangeKind
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass, FindingState
from intranet_qms.people import services as people
from intranet_qms.people.models import Unit
from tests.factories.documents import install, make_office
from tests.support.host import Host


@pytest.fixture
def office(host: Host) -> Host:
    with host.transaction() as session:
        made = make_office(session, host.clock)
        install(session, made)
        people.rename_unit(
            session, made.actor("representative", session), host.clock, made.unit,
            code="KD", name_pl="Wydział Kadr", name_en="Staff", day=date(2026, 6, 1),
        )  # fmt: skip
    host.sign_in("representative", "Representative Nowak")
    return host


def test_the_units_of_a_day_have_the_names_of_that_day(office: Host) -> None:
    now = office.client().get("/qms/api/v1/units").get_json()
    assert [(one["code"], one["parent"]) for one in now["units"]] == [
        ("FN", None), ("KD", None), ("OR-K", "KD"),
    ]  # fmt: skip
    then = office.client().get("/qms/api/v1/units?on=2026-05-31").get_json()
    assert {one["code"]: one["name_pl"] for one in then["units"]}["OR"] == "Wydział Organizacyjny"
    assert office.client().get("/qms/api/v1/units?on=wczoraj").status_code == 422


def test_effects_tell_a_program_no_more_than_the_person_it_asks_for(office: Host) -> None:
    with office.transaction() as session:
        document = session.scalars(select(Document)).one()
        finding = Finding(
            number="U-2026-001", finding_class=FindingClass.MINOR, state=FindingState.OPEN,
            unit_id=document.owner_unit_id, document_id=document.id, statement="TAJNE",
            raised_by_name="X", raised_at=datetime(2026, 9, 1, tzinfo=UTC),
        )  # fmt: skip
        session.add(finding)
        session.flush()
        session.add(
            DocumentChange(
                document_id=document.id, kind=DocumentChangeKind.ISSUE, noted_by_name="X",
                happened_on=date(2026, 9, 1), noted_at=datetime(2026, 9, 1, tzinfo=UTC),
                effects=[
                    ChangeEffect(kind="finding", reference=str(finding.uuid), title_pl="TAJNE")
                ],
            )
        )  # fmt: skip
    address = "/qms/api/v1/documents/PG-02/effects"
    (change,) = office.client().get(address).get_json()["changes"]
    assert [(one["title"], one["state"]) for one in change["effects"]] == [("TAJNE", "open")]
    office.sign_in("employee", "Employee Nowak")
    answer = office.client().get(address)
    assert "TAJNE" not in answer.text
    assert [one["kind"] for one in answer.get_json()["changes"][0]["effects"]] == ["finding"]
    with office.transaction() as session:
        assert session.scalars(select(ChangeEffect)).one().title_pl == "TAJNE"


def test_the_directory_is_read_from_a_file(office: Host, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    runner = office.app.test_cli_runner()

    def take_over(text: str) -> str:
        file.write_text(text, encoding="utf-8")
        return runner.invoke(qms_commands, args=["units", "take-over", str(file)]).output

    assert "columns" in take_over("kod;nazwa\n")
    # It still knows the unit by the code and the name from before.
    assert "renamed: none" in take_over("code,name_pl\nOR,Wydział Organizacyjny\n")
    assert "renamed: KD" in take_over("code,name_pl\nKD,Wydział Kadr i Płac\n")
    with office.transaction() as session:
        assert session.scalars(select(Unit.name_pl).where(Unit.code == "KD")).one() == (
            "Wydział Kadr i Płac"
        )
