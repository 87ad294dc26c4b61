"""Row 50: a write is taken from a page of this site only, whatever the other page pretends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from intranet_qms.standalone.application import create_app
from tests.security.matrix import rows
from tests.security.office import LEAD, REPRESENTATIVE, Office
from tests.security.test_matrix import address

HOST = "jakosc.borowiec.example"
FOREIGN: dict[str, dict[str, str]] = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour below the same domain": {"Sec-Fetch-Site": "same-site"},
    "another site, by origin": {"Origin": "https://elsewhere.example"},
    "a sandboxed page": {"Origin": "null"},
    "a subdomain": {"Origin": f"https://evil.{HOST}"},
    "a name that only begins alike": {"Origin": f"https://{HOST}.elsewhere.example"},
    "a name hidden in the user part": {"Origin": f"https://{HOST}@elsewhere.example"},
    "another port": {"Origin": f"https://{HOST}:8443"},
    "the same name without encryption": {"Origin": f"http://{HOST}"},
    "nobody says where from": {},
    "an unknown word": {"Sec-Fetch-Site": "trust-me"},
    "own origin, but the browser says otherwise": {
        "Origin": f"https://{HOST}",
        "Sec-Fetch-Site": "cross-site",
    },
    "an origin that is none": {"Origin": "https://["},
    "a forwarded name": {
        "Origin": "https://elsewhere.example",
        "X-Forwarded-Host": "elsewhere.example",
    },
}


def _send(app: Flask, method: str, path: str, headers: dict[str, str]) -> Any:
    # Flask's own client, without the header that tests otherwise send as browsers do.
    app.test_client_class = None
    return app.test_client().open(path, method=method, headers=headers, base_url=f"https://{HOST}")


@pytest.mark.parametrize("who", FOREIGN)
def test_no_route_takes_a_write_from(office: Office, who: str) -> None:
    taken = []
    for kind in (REPRESENTATIVE, LEAD):
        office.sign_in(kind)
        for row in rows(office.at):
            if row.method == "GET":
                continue
            answer = _send(office.host.app, row.method, address(office.host, row), FOREIGN[who])
            if answer.status_code != 403 or "Set-Cookie" in answer.headers:
                taken.append(f"{answer.status_code} {row.method} {row.endpoint}")
    assert not taken, "\n".join(taken)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": f"https://{HOST}"}]
)
def test_a_page_of_this_site_may_write(office: Office, headers: dict[str, str]) -> None:
    office.sign_in(REPRESENTATIVE)
    assert _send(office.host.app, "POST", "/qms/language", headers).status_code == 303


@pytest.fixture(scope="module")
def intranet(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The intranet that comes with the module."""
    home: Path = tmp_path_factory.mktemp("intranet")
    return create_app({"QMS_HOME": str(home), "QMS_BASE_URL": f"https://{HOST}"})


@pytest.mark.parametrize("who", FOREIGN)
def test_the_intranet_takes_no_write_from(intranet: Flask, who: str) -> None:
    writes = {
        (method, rule.rule)
        for rule in intranet.url_map.iter_rules()
        if not rule.endpoint.startswith("qms.") and not rule.arguments
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert {rule for _, rule in writes} >= {"/sign-in", "/sign-out", "/language"}
    for method, path in writes:
        answer = _send(intranet, method, path, FOREIGN[who])
        assert answer.status_code == 403, f"{method} {path}"
        assert "signed_out" not in str(answer.headers)


def test_behind_a_proxy_that_ends_the_encryption_a_page_of_this_site_may_write(
    intranet: Flask,
) -> None:
    intranet.test_client_class = None
    answer = intranet.test_client().post(
        "/language", base_url=f"http://{HOST}", headers={"Origin": f"https://{HOST}"}
    )
    assert answer.status_code == 303


def test_an_office_without_encryption_writes_too(office: Office) -> None:
    office.sign_in(REPRESENTATIVE)
    office.host.app.test_client_class = None
    answer = office.host.app.test_client().post(
        "/qms/language", base_url="http://qms.local", headers={"Origin": "http://qms.local"}
    )
    assert answer.status_code == 303
