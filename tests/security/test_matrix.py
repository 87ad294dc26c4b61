"""Row 51: nobody gets at somebody else's record by its address, whatever the route."""

from __future__ import annotations

from typing import Any

import pytest
from flask import url_for
from flask.testing import FlaskClient

from tests.security.matrix import EVERYBODY, Row, rows
from tests.security.office import ANONYMOUS, DISABLED, PERSONS, Office
from tests.support.host import Host


def address(host: Host, row: Row) -> str:
    """The address of a door."""
    with host.app.test_request_context():
        return url_for(f"qms.{row.endpoint}", **row.values)


def knock(client: FlaskClient, host: Host, row: Row) -> Any:
    """Ask at a door."""
    return client.open(
        address(host, row),
        method=row.method,
        query_string=row.query,
        json=row.body,
        headers=row.headers,
    )


def is_open(answer: Any) -> bool:
    """Whether somebody got in: neither sent to sign in nor refused."""
    asked_to_sign_in = answer.headers.get("Location", "").startswith("/host-sign-in")
    return not asked_to_sign_in and answer.status_code not in {401, 403, 404}


def test_every_route_has_a_row(office: Office) -> None:
    known = {(row.method, f"qms.{row.endpoint}") for row in rows(office.at)}
    there = {
        (method, rule.endpoint)
        for rule in office.host.app.url_map.iter_rules()
        if rule.endpoint.startswith("qms.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert there - known == set(), "say in matrix.py to whom these are open"
    assert known - there == set(), "these are gone"


@pytest.mark.parametrize("kind", PERSONS)
def test_each_door_is_open_to_whom_it_is_said_to_be(office: Office, kind: str) -> None:
    office.sign_in(kind)
    client = office.host.client()
    wrong = []
    for row in rows(office.at):
        answer = knock(client, office.host, row)
        if answer.status_code >= 500 or is_open(answer) != (kind in row.open_to):
            wrong.append(f"{answer.status_code} {row.method} {address(office.host, row)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", [ANONYMOUS, DISABLED])
def test_the_door_says_nothing_before_the_sign_in(office: Office, kind: str) -> None:
    office.sign_in(kind)
    client = office.host.client()
    told = [
        row.endpoint
        for row in rows(office.at)
        if row.open_to != EVERYBODY and "TAJNE" in knock(client, office.host, row).text
    ]
    assert told == []
