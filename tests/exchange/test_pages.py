"""The pages of exchanges: what the filters show goes out safely, and what comes in is refused in words."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.factories.documents import install, make_office
from tests.factories.exchange import GOOD, HEADINGS, workbook
from tests.support.host import Host

HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1")


@pytest.fixture
def host(host: Host) -> Host:
    """An office with titles that a sheet would take for formulas."""
    with host.transaction() as session:
        office = make_office(session, host.clock)
        for number, title in enumerate(HOSTILE):
            install(session, office, code=f"PG-{number}", title=title, legal_basis=title)
    return host


def sign_in(host: Host, who: str = "representative") -> Any:
    """A browser of somebody."""
    host.sign_in(who, f"{who.capitalize()} Nowak")
    return host.client()


def send(host: Host, data: bytes, name: str = "rejestr.xlsx", who: str = "representative") -> Any:
    """Upload a sheet on the page."""
    return sign_in(host, who).post(
        "/qms/exchange/imports",
        data={"sheet": (io.BytesIO(data), name)},
        headers={"Accept": "text/html"},
    )


def test_what_goes_out_is_what_the_filters_show_and_comes_back_unchanged(host: Host) -> None:
    client = sign_in(host)
    narrow = client.get("/qms/exchange/register.csv?q=SUM").data.decode("utf-8-sig")
    assert len(narrow.splitlines()) == 2
    whole = client.get("/qms/exchange/register.xlsx").data
    shown = sign_in(host).get(send(host, whole).headers["Location"]).text
    assert "niczego nie zmienia" in shown
    shown = sign_in(host).get(send(host, narrow.encode("cp1250"), "r.csv").headers["Location"]).text
    assert "niczego nie zmienia" in shown


def test_an_import_by_the_pages(host: Host) -> None:
    page = send(host, workbook([(*HEADINGS[:-1], "Nieznany nagłówek"), GOOD])).headers["Location"]
    client = sign_in(host)
    mapping = client.get(page).text
    assert "Która kolumna jest czym?" in mapping
    columns = {
        "column-0": "code",
        "column-1": "kind",
        "column-2": "title",
        "column-3": "owner_unit",
    }
    twice = client.post(f"{page}/columns", data={**columns, "column-4": "title"})
    assert (twice.status_code, "Dwie kolumny" in twice.text) == (422, True)
    assert client.post(f"{page}/columns", data=columns).status_code == 303
    assert "PG-10" in client.get(page).text
    assert client.post(f"{page}/do", data={}).status_code == 303
    assert client.get("/qms/documents/PG-10").status_code == 200
    assert client.post(f"{page}/do", data={}).status_code == 409
    listed = client.get("/qms/exchange/").text
    assert "rejestr.xlsx" in listed
    original = client.get(f"{page}/file")
    assert original.headers["X-Content-Type-Options"] == "nosniff"


def test_mistakes_come_as_a_sheet_too(host: Host) -> None:
    page = send(host, workbook([HEADINGS, ("PG-99", "baśń", "X", "ZZ", None, None, None)]))
    body = sign_in(host).get(f"{page.headers['Location']}/problems.xlsx").data
    rows = list(load_workbook(io.BytesIO(body)).active.values)  # type: ignore[union-attr]
    assert [(row[0], row[1]) for row in rows[1:]] == [(2, "B"), (2, "D")]


def test_who_only_reads_takes_out_and_brings_nothing_in(host: Host) -> None:
    page = sign_in(host, "employee").get("/qms/exchange/").text
    assert "register.xlsx" in page
    assert "imports" not in page
    assert send(host, workbook([HEADINGS, GOOD]), who="employee").status_code == 403
    assert sign_in(host, "guest").get("/qms/exchange/register.csv").status_code == 403
    assert "exchange/register" in sign_in(host, "employee").get("/qms/documents/").text
    assert "exchange/register" not in sign_in(host, "guest").get("/qms/documents/").text
