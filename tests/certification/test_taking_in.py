"""What an external audit found becomes findings, one by one or from a sheet that is shown first."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy import select

from intranet_qms.certification.models import CertificationVisit
from intranet_qms.certification.reading import class_of, day_of
from intranet_qms.findings.models import Finding
from intranet_qms.findings.workflow import FindingClass, FindingSource
from intranet_qms.host import Actor
from intranet_qms.workbook_writing import Table, as_xlsx
from tests.certification.test_certificates import _granted
from tests.factories import people
from tests.support.host import Host


@pytest.fixture
def address(host: Host) -> str:
    people.enter(host, "r.kociolek", unit="SO", heads=True, name="Roman Kociołek")
    people.sign_in(host, "j.lisowska", "qms_representative", name="Joanna Lisowska")
    keeper: Actor = people.actor(host, "j.lisowska")
    with host.transaction() as session:
        _granted(session, host, keeper)
        visit = session.scalars(
            select(CertificationVisit).where(CertificationVisit.due_on == date(2026, 12, 1))
        ).one()
        return f"/qms/certification/visits/{visit.uuid}"


def _findings(host: Host) -> list[Finding]:
    with host.transaction() as session:
        return list(session.scalars(select(Finding).order_by(Finding.id)))


def test_a_finding_keeps_the_number_of_the_body_and_its_deadline(host: Host, address: str) -> None:
    client = host.client()
    form = {
        "number": "NC-1/2026", "finding_class": "minor", "clause": "7.5.3",
        "statement": "Wydruk bez numeru wydania.", "finding_due_on": "2027-01-15",
    }  # fmt: skip
    assert client.post(f"{address}/findings", data=form).status_code == 303
    [made] = _findings(host)
    assert made.source == FindingSource.EXTERNAL_AUDIT
    assert "NC-1/2026" in made.source_reference
    assert made.due_on == date(2027, 1, 15)
    assert "NC-1/2026" in client.get(address).text
    again = client.post(f"{address}/findings", data=form)
    assert again.status_code == 422
    assert "Wydruk bez numeru wydania." in again.text
    assert len(_findings(host)) == 1
    # From the finding back to the audit of the body.
    assert address in client.get(f"/qms/findings/{made.number}").text


_SHEET = """Numer;Klasa;Punkt normy;Opis;Komórka;Termin
NC-1;mała niezgodność;7.5.3;Wydruk bez numeru wydania;SO;31.01.2027
NC-2;duża niezgodność;8.2.1;Brak przeglądu umów;;
NC-2;uwaga;8.2.1;Ten sam numer;;
;uwaga;8.2.1;Bez numeru;;
NC-4;straszna;8.2.1;Nieznana klasa;XX;31.02.2027
"""


def test_a_sheet_is_shown_before_anything_is_entered(host: Host, address: str) -> None:
    client = host.client()
    sent = client.post(
        f"{address}/findings",
        data={"sheet": (io.BytesIO(_SHEET.encode("cp1250")), "ustalenia.csv")},
    )
    assert sent.status_code == 303
    shown = client.get(sent.headers["Location"]).text
    assert _findings(host) == []
    # Row and column of each mistake, as the spreadsheet program names them.
    for place in ("A4", "A5", "B6", "E6", "F6"):
        assert place in shown
    assert client.post(sent.headers["Location"], data={"decision": "enter"}).status_code == 303
    assert client.post(sent.headers["Location"], data={"decision": "enter"}).status_code == 409
    made = _findings(host)
    assert [one.finding_class for one in made] == [FindingClass.MINOR, FindingClass.MAJOR]
    assert made[0].due_on == date(2027, 1, 31)
    assert made[0].unit_id is not None
    assert made[0].owner_id is not None
    # The same sheet once more finds every number taken.
    again = client.post(
        f"{address}/findings", data={"sheet": (io.BytesIO(_SHEET.encode()), "ustalenia.csv")}
    )
    client.post(again.headers["Location"], data={"decision": "enter"})
    assert len(_findings(host)) == 2


def test_a_discarded_sheet_changes_nothing(host: Host, address: str) -> None:
    client = host.client()
    book = as_xlsx(
        [Table("x", [("Number", 9), ("Class", 9), ("Statement", 9)], [["1", "ofi", "More"]])],
        title="x",
    )
    sent = client.post(f"{address}/findings", data={"sheet": (io.BytesIO(book), "x.xlsx")})
    client.post(sent.headers["Location"], data={"decision": "discard"})
    assert client.post(sent.headers["Location"], data={"decision": "enter"}).status_code == 409
    assert _findings(host) == []


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 broken", b"only one column\n1\n", b"a;b\n1;2\n", b"\x00\x01"]
)
def test_what_is_no_sheet_is_refused_in_words(host: Host, address: str, data: bytes) -> None:
    answer = host.client().post(f"{address}/findings", data={"sheet": (io.BytesIO(data), "x.csv")})
    assert answer.status_code == 422
    assert "error-sheet" in answer.text


def test_words_and_days_of_bodies_are_understood() -> None:
    assert class_of("Niezgodność duża") is FindingClass.MAJOR
    assert class_of("MINOR NC") is FindingClass.MINOR
    assert class_of("spostrzeżenie") is FindingClass.OBSERVATION
    assert class_of("=1+1") is None
    assert day_of("2026-03-31") == day_of("31.03.2026") == day_of("31/3/2026") == date(2026, 3, 31)
    assert day_of("10000-01-01") is None
    assert day_of("٣١.٠٣.٢٠٢٦") is None
