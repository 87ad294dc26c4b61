"""Rows 47, 48, 53, 54 and 58: sheets and archives of the register, as strangers send and open them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.exchange.test_pages import host, send, sign_in
from tests.factories.exchange import GOOD, HEADINGS, text, workbook
from tests.support.host import Host

__all__ = ["host"]


def test_no_cell_that_goes_out_is_a_formula(host: Host) -> None:
    client = sign_in(host)
    body = client.get("/qms/exchange/register.csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(body), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    book = load_workbook(io.BytesIO(client.get("/qms/exchange/register.xlsx").data))
    assert {cell.data_type for row in book.active.rows for cell in row} <= {"s", "n", "d"}  # type: ignore[union-attr]


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 200_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "pusty"),
        (_bomb(), "MB"),
        (b"PK\x03\x04" + b"\x00" * 500, "uszkodzon"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "skoroszyt"),
        (text([("a", "b"), *[("x", "y")] * 20_001]), "wierszy"),
    ],
)
def test_what_is_no_register_is_refused_beside_its_field(
    host: Host, data: bytes, word: str
) -> None:
    answer = send(host, data)
    assert answer.status_code == 422
    assert word in answer.text
    assert 'id="error-sheet"' in answer.text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x01b.xlsx", "ż" * 300 + ".xlsx", "CON.xlsx", "..\\..\\x.csv"]
)
def test_a_name_is_only_shown_never_used(host: Host, name: str) -> None:
    page = send(host, workbook([HEADINGS, GOOD]), name)
    assert page.status_code == 303
    client = sign_in(host)
    answer = client.get(f"{page.headers['Location']}/file")
    said = answer.headers["Content-Disposition"]
    assert (answer.status_code, "/" in said, "\\" in said) == (200, False, False)
    kept = [path for path in host.qms.config.home.rglob("*") if path.is_file()]
    assert not [path for path in kept if "passwd" in path.name or "CON" in path.name]


def test_a_file_that_is_too_large_is_not_read(host: Host) -> None:
    client = sign_in(host)
    answer = client.post(
        "/qms/exchange/restores",
        data=b"x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "900000000"},
    )
    assert answer.status_code == 413


def test_a_column_of_state_author_or_approval_sets_nothing(host: Host) -> None:
    rows: list[tuple[Any, ...]] = [
        (*HEADINGS, "Stan", "Wydanie", "state", "approved_by"),
        (*GOOD, "Wycofany", 99, "withdrawn", "approver"),
    ]
    page = send(host, workbook(rows)).headers["Location"]
    client = sign_in(host)
    assigned = {
        "column-0": "code",
        "column-1": "kind",
        "column-2": "title",
        "column-3": "owner_unit",
    }
    chosen = {
        **assigned,
        "column-7": "current_state",
        "column-9": "state",
        "column-10": "author_id",
    }
    assert client.post(f"{page}/columns", data=chosen).status_code == 303
    assert client.post(f"{page}/do", data={"state": "draft", "actor": "1"}).status_code == 303
    issues = client.get("/qms/documents/PG-10/issues").text
    assert "Obowiązuje" in client.get("/qms/documents/PG-10").text
    assert "Approver" not in issues


@pytest.mark.parametrize("value", ["NaN", "1e999", "10000-01-01", "-1", "٣", "2026-02-30", "1e3"])
def test_a_number_or_day_that_is_none_is_a_mistake_of_its_cell(host: Host, value: str) -> None:
    rows = [("Kod", "Rodzaj", "Tytuł", "Komórka", "Okres przeglądu", "Następny przegląd"),
            ("PG-10", "procedura", "Obieg", "OR", value, value)]  # fmt: skip
    page = send(host, text(rows), "r.csv").headers["Location"]
    shown = sign_in(host).get(page).text
    assert "(E2)" in shown
    assert "(F2)" in shown


@pytest.mark.parametrize("query", ["page=-1", "page=1e999", "unit=99999999999999", "owner=NaN"])
def test_an_address_with_no_number_is_refused(host: Host, query: str) -> None:
    answer = sign_in(host).get(f"/qms/exchange/register.csv?{query}")
    assert answer.status_code in {200, 422}
    assert sign_in(host).get(f"/qms/exchange/?{query}").status_code in {200, 422}
