"""Rows 45 and 54: what people type stays text, in pages, mails, sheets and headers."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from intranet_qms.outbox.models import OutboxJob
from intranet_qms.people.models import Person
from intranet_qms.tasks.mail import compose
from tests.security.matrix import rows
from tests.security.office import (
    ADMINISTRATOR,
    ATTACK,
    HEAD,
    LEAD,
    REPRESENTATIVE,
    Office,
    mark,
)
from tests.security.pages import dangers
from tests.security.test_matrix import knock

READERS = (REPRESENTATIVE, LEAD, HEAD)


def _pages(office: Office, kind: str) -> list[tuple[str, Any]]:
    office.sign_in(kind)
    client = office.host.client()
    found = [
        (row.endpoint, knock(client, office.host, row))
        for row in rows(office.at)
        if row.method == "GET"
    ]
    # Errors and empty forms sent are pages too.
    found += [
        (f"{row.endpoint} sent empty", knock(client, office.host, row))
        for row in rows(office.at)
        if row.method == "POST" and row.body is None
    ]
    for path in (
        "/qms/documents/", "/qms/audits/", "/qms/findings/", "/qms/checklists/",
        "/qms/standards/",
    ):  # fmt: skip
        for name in ("q", "sort", "state", "kind", "owner", "page", "due", "year", "standard"):
            found.append((f"{path}?{name}", client.get(path, query_string={name: ATTACK})))
    return found


@pytest.mark.parametrize("kind", READERS)
def test_no_page_has_anything_that_runs(office: Office, kind: str) -> None:
    wrong, marked = [], 0
    for where, answer in _pages(office, kind):
        if answer.mimetype != "text/html":
            continue
        marked += "TAJNE" in answer.text
        wrong += [f"{where}: {danger}" for danger in dangers(answer.text)]
    assert marked > 10, "the attacks stand on the pages"
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", READERS)
def test_every_answer_forbids_what_it_does_not_need(office: Office, kind: str) -> None:
    wrong = []
    for where, answer in _pages(office, kind):
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{where}: may be taken for something else")
        if answer.mimetype != "text/html":
            continue
        policy = answer.headers.get("Content-Security-Policy", "")
        if "default-src 'self'" not in policy or "unsafe" in policy:
            wrong.append(f"{where}: {policy or 'no policy'}")
    assert not wrong, "\n".join(wrong)


def test_mails_have_nothing_that_runs(office: Office) -> None:
    qms = office.host.qms
    wrong, marked = [], 0
    with office.host.transaction() as session:
        jobs = session.scalars(select(OutboxJob).where(OutboxJob.kind == "mail.send")).all()
        for job in jobs:
            person = session.get_one(Person, job.payload["person_id"])
            message = compose(
                office.host.app, qms.config, qms.clock, person,
                template=job.payload["template"], values=job.payload["context"],
                key=job.payload["key"],
            )  # fmt: skip
            html = message.get_body(("html",))
            assert html is not None
            text = str(html.get_content())
            marked += "TAJNE" in text
            wrong += [f"{job.payload['template']}: {one}" for one in dangers(text, styles=True)]
            assert "\n" not in str(message["Subject"])
    assert marked
    assert not wrong, "\n".join(wrong)


def test_no_cell_of_a_sheet_is_a_formula(office: Office) -> None:
    office.sign_in(REPRESENTATIVE)
    client = office.host.client()
    raw = client.get("/qms/findings/export.csv").data.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(raw), delimiter=";") for cell in line]
    assert any(mark("complaint") in cell for cell in cells)
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []
    book = openpyxl.load_workbook(io.BytesIO(client.get("/qms/findings/export.xlsx").data))
    values = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert any(mark("complaint") in str(cell.value) for cell in values)
    assert [cell.coordinate for cell in values if cell.data_type == "f"] == []


_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_no_cell_of_every_sheet_that_a_route_writes_is_a_formula(office: Office) -> None:
    """Generated: whatever answers with CSV or XLSX is opened, with attacks in all the texts. Only a
    file that somebody sent in comes back as it was sent."""
    written: dict[str, int] = {}
    wrong: list[str] = []
    for kind in (REPRESENTATIVE, ADMINISTRATOR, LEAD):
        office.sign_in(kind)
        client = office.host.client()
        for row in rows(office.at):
            if row.method != "GET":
                continue
            answer = knock(client, office.host, row)
            if answer.mimetype == "text/csv" and row.endpoint != "exchange_file":
                raw = answer.data.decode("utf-8-sig")
                cells = [
                    one for line in csv.reader(io.StringIO(raw), delimiter=";") for one in line
                ]
                wrong += [
                    f"{row.endpoint}: {one[:40]!r}"
                    for one in cells
                    if one[:1] in {"=", "+", "-", "@", "\t", "\r"}
                ]
            elif answer.mimetype == _SHEETS:
                book = openpyxl.load_workbook(io.BytesIO(answer.data))
                found = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
                wrong += [
                    f"{row.endpoint}: {cell.coordinate}" for cell in found if cell.data_type == "f"
                ]
            else:
                continue
            written[row.endpoint] = written.get(row.endpoint, 0) + 1
    assert len(written) >= 8, sorted(written)
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_the_name_of_a_file_stays_in_its_header(office: Office) -> None:
    office.sign_in(REPRESENTATIVE)
    answer = office.host.client().get(f"/qms/reports/{office.at['job']}/file")
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment; filename=")
    assert header.count('"') == 2
    assert "<script" not in header.split("filename*=")[1]
