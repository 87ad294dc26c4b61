"""What the demo office shows alive on its first day: files, remarks, effects, and both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from intranet_qms.standalone.application import create_app

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(demo_home: Path) -> Iterator[FlaskClient]:
    app = create_app({"QMS_HOME": str(demo_home)})
    client = app.test_client()
    client.post("/sign-in", data={"username": "j.lisowska", "next": "/"}, headers=HERE)
    yield client
    app.extensions["intranet_qms"].database.dispose()


def test_two_documents_carry_files_that_open(client: FlaskClient) -> None:
    for code, kind in (("F-02", b"word/document.xml"), ("PW-02", b"xl/workbook.xml")):
        shown = client.get(f"/qms/documents/{code}").text
        addresses = re.findall(rf'href="(/qms/documents/{code}/[^"]*attachments/[^"]+)"', shown)
        opened = [client.get(address) for address in addresses]
        assert any(kind in answer.data for answer in opened), code


def test_an_issue_is_under_review_with_remarks_and_an_answer(client: FlaskClient) -> None:
    shown = client.get("/qms/documents/PW-08/issues/2").text
    assert "Regulamin mówi o 15 000 zł." in shown
    assert "Pani Skarbnik potwierdziła" in shown
    assert "PW-08" in client.get("/qms/tasks/").text


def test_a_new_issue_left_questions_that_are_still_open(client: FlaskClient) -> None:
    assert "2 do sprawdzenia" in client.get("/qms/documents/PW-02/effects").text
    assert "PW-02" in client.get("/qms/tasks/").text


def test_the_unit_in_the_bar_follows_the_language_that_is_chosen_later(
    client: FlaskClient,
) -> None:
    assert "Pełnomocnik ds. Systemu Zarządzania Jakością</small>" in client.get("/qms/tasks/").text
    client.post("/qms/language", data={"locale": "en", "next": "/"}, headers=HERE)
    shown = client.get("/qms/tasks/").text
    assert "Quality Management Representative</small>" in shown
    assert "Pełnomocnik" not in shown
