"""Imports and archives by programs: dry run, decision, result; nothing happens before the decision."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intranet_qms.documents.models import Document
from tests.exchange.test_pages import host, sign_in
from tests.factories.exchange import GOOD, HEADINGS, text
from tests.support.host import Host

__all__ = ["host"]
RUNS = "/qms/api/v1/exchange/runs"


def _codes(host: Host) -> set[str]:
    with host.transaction() as session:
        return set(session.scalars(select(Document.code)))


def _send(client: Any, *rows: tuple[str, ...]) -> Any:
    return client.post(
        "/qms/api/v1/exchange/imports?name=rejestr.csv", data=text([HEADINGS, *rows]),
        content_type="text/csv",
    )  # fmt: skip


def test_a_sheet_is_checked_then_agreed_to_then_done(host: Host) -> None:
    client = sign_in(host)
    wrong = ("PG-11", "powieść", "Zły rodzaj", "FN", "owner", "", "")
    sent = _send(client, GOOD, wrong)
    assert sent.status_code == 201
    told = sent.get_json()
    assert told["run"]["state"] == "checked"
    assert [one["outcome"] for one in told["lines"]] == ["make", "wrong"]
    assert told["lines"][1]["notes"][0]["message"]
    assert "PG-10" not in _codes(host)
    where = f"{RUNS}/{told['run']['uuid']}"
    stopped = client.post(f"{where}/decision", json={"decision": "do", "errors": "stop"})
    assert stopped.status_code == 422
    assert "PG-10" not in _codes(host)
    done = client.post(f"{where}/decision", json={"decision": "do", "errors": "skip"})
    assert done.get_json()["run"]["state"] == "done"
    assert "PG-10" in _codes(host)
    assert "PG-11" not in _codes(host)
    again = client.post(f"{where}/decision", json={"decision": "do", "errors": "skip"})
    assert again.status_code == 409
    assert client.get(RUNS).get_json()["runs"][0]["uuid"] == told["run"]["uuid"]
    assert client.get(told["file"]).status_code == 200


def test_columns_that_are_not_understood_are_said_and_a_run_can_be_discarded(host: Host) -> None:
    client = sign_in(host)
    sent = client.post(
        "/qms/api/v1/exchange/imports",
        data=text([("Coś", "Rodzaj", "Tytuł"), ("PG-12", "procedura", "X")]),
    ).get_json()["run"]
    assert sent["state"] == "mapping"
    assert sent["headings"]["0"] == "Coś"
    where = f"{RUNS}/{sent['uuid']}/decision"
    columns = {"0": "code", "1": "kind", "2": "title"}
    mapped = client.post(where, json={"decision": "columns", "columns": columns})
    assert mapped.get_json()["run"]["state"] == "checked"
    assert (
        client.post(where, json={"decision": "discard"}).get_json()["run"]["state"] == "discarded"
    )
    assert "PG-12" not in _codes(host)


@pytest.mark.parametrize(
    "sent",
    [{}, {"decision": "perhaps"}, {"decision": "do", "errors": 1}, {"decision": "columns",
     "columns": {"-1": "code"}}, {"decision": "do", "role": "qms_representative"}],
)  # fmt: skip
def test_a_decision_that_is_none_is_refused(host: Host, sent: dict[str, Any]) -> None:
    client = sign_in(host)
    run = _send(client, GOOD).get_json()["run"]["uuid"]
    answer = client.post(f"{RUNS}/{run}/decision", json=sent)
    assert answer.status_code == 422
    assert answer.get_json()["error"]["fields"]


def test_an_archive_is_asked_for_and_others_may_not(host: Host) -> None:
    made = sign_in(host).post("/qms/api/v1/exchange/archives")
    assert made.status_code == 202
    assert made.get_json()["run"]["kind"] == "archive"
    client = sign_in(host, "employee")
    assert _send(client, GOOD).status_code == 403
    assert client.get(RUNS).get_json()["error"]["code"] == "exchange.manage.refused"
