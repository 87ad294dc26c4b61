"""The first page: what waits for this person, and only the ways that are open to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intranet_qms.standalone import signin
from intranet_qms.standalone.application import create_app


def first_page(home: Path, username: str) -> str:
    app = create_app({"QMS_HOME": str(home)})
    client = app.test_client()
    here = {"Sec-Fetch-Site": "same-origin"}
    client.post("/sign-in", data={"username": username, "next": "/"}, headers=here)
    answer = client.get("/")
    assert answer.status_code == 200
    app.extensions["intranet_qms"].database.dispose()
    return answer.get_data(as_text=True)


def test_a_head_of_department_sees_what_is_overdue_first(demo_home: Path) -> None:
    shown = first_page(demo_home, "r.kociolek")
    values = re.findall(r'qms-stat__value">([^<]+)<', shown)
    assert len(values) == 3
    overdue, _soon, whole = (int(value) for value in values)
    assert 0 < overdue <= whole
    tasks = shown[shown.index('"qms-door__tasks"') :]
    assert tasks.index("po terminie") < tasks.index("PG-07 ")


def test_who_has_nothing_to_do_is_told_so(demo_home: Path) -> None:
    shown = first_page(demo_home, "e.zurawska")
    assert "Nic dziś na Ciebie nie czeka." in shown
    assert "qms-stat__value" not in shown


def test_an_external_auditor_is_not_sent_to_the_phone(demo_home: Path) -> None:
    assert "/qms/audit/" not in first_page(demo_home, "m.holloway")
    assert "/qms/audit/" in first_page(demo_home, "m.dabrowicz")


def test_a_failure_of_the_first_page_is_told_in_words(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_actor: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(signin, "_waiting_for", fail)
    app = create_app({"QMS_HOME": str(demo_home)})
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    here = {"Sec-Fetch-Site": "same-origin"}
    client.post("/sign-in", data={"username": "l.nowicki", "next": "/"}, headers=here)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Na serwerze wystąpił błąd" in answer.get_data(as_text=True)
