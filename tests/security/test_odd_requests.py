"""Methods, addresses and heads that no page sends."""

from __future__ import annotations

import pytest

from tests.security.matrix import rows
from tests.security.office import CLERK, REPRESENTATIVE, Office
from tests.security.test_matrix import address, knock


def test_asking_for_the_head_tells_no_more_than_asking_for_the_page(office: Office) -> None:
    for kind in (CLERK, REPRESENTATIVE):
        office.sign_in(kind)
        client = office.host.client()
        for row in rows(office.at):
            if row.method != "GET":
                continue
            path = address(office.host, row)
            head = client.head(path, query_string=row.query)
            assert head.status_code == knock(client, office.host, row).status_code, path
            assert head.data == b"", path


@pytest.mark.parametrize("method", ["OPTIONS", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"])
def test_a_method_that_nobody_offers_does_nothing(office: Office, method: str) -> None:
    office.sign_in(REPRESENTATIVE)
    client = office.host.client()
    for row in rows(office.at):
        answer = client.open(address(office.host, row), method=method)
        assert answer.status_code in {200, 403, 404, 405, 501}, row.endpoint
        assert "TAJNE" not in answer.text
        if answer.status_code == 200:
            assert method == "OPTIONS", row.endpoint
            assert answer.data == b""


@pytest.mark.parametrize(
    "path",
    [
        "/qms/" + "a" * 100_000,
        "/qms/documents/?q=" + "a" * 100_000,
        "/qms/documents/" + "a/" * 20_000,
        "/qms/documents/" + "%2e%2e/" * 50 + "etc/passwd",
        "/qms/audit/..%2f..%2fapp.py",
        "/qms/audit/....//....//config.py",
        "/qms/static/..%2f..%2fconfig.py",
        "/qms/static/%2e%2e/config.py",
        "/qms/api/sync/v1/../../../documents/",
        "/qms//documents//",
        "/QMS/documents/",
        "/qms/documents/PG-07/issues/-1",
        "/qms/documents/PG-07/issues/2e0",
        "/qms/reports/00000000-0000-0000-0000-00000000000g",
        "/qms/audits/A-2026-05/evidence/x/huge.jpg",
    ],
)
def test_an_address_that_leads_nowhere_says_so(office: Office, path: str) -> None:
    office.sign_in(REPRESENTATIVE)
    answer = office.host.client().get(path)
    assert answer.status_code < 500
    assert "root:" not in answer.text
    assert "class QMSConfig" not in answer.text


@pytest.mark.parametrize(
    "name",
    ["Host", "X-Forwarded-Host", "X-Forwarded-For", "X-Original-URL", "X-HTTP-Method-Override"],
)
def test_a_forged_head_changes_nothing(office: Office, name: str) -> None:
    office.sign_in(CLERK)
    client = office.host.client()
    value = {"X-Original-URL": "/qms/machinery/", "X-HTTP-Method-Override": "DELETE"}.get(
        name, "elsewhere.example"
    )
    page = client.get("/qms/documents/", headers={name: value})
    assert page.status_code == 200
    assert "elsewhere.example" not in page.text
    refused = client.get("/qms/machinery/", headers={name: value})
    assert refused.status_code == 403


def test_words_of_an_address_are_no_orders_about_where_ours_lead(office: Office) -> None:
    """`_external`, `_scheme`, `_anchor` and `_method` mean something to what makes addresses."""
    office.sign_in(REPRESENTATIVE)
    client = office.host.client()
    orders = "_external=1&_scheme=ftp&_anchor=elsewhere&_method=BREW&page=1"
    for row in rows(office.at):
        if row.method != "GET":
            continue
        path = address(office.host, row)
        plain = client.get(path, query_string=row.query)
        ordered = client.get(f"{path}?{orders}")
        assert ordered.status_code < 500, path
        if not row.query:
            assert ordered.status_code == plain.status_code, path
        assert "ftp:" not in ordered.headers.get("Location", ""), path
        if ordered.mimetype == "text/html":
            assert "ftp://" not in ordered.text, path
            assert "#elsewhere" not in ordered.text, path
