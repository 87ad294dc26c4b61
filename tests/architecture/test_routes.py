"""Every route is guarded, or says why it is open."""

import re
from collections.abc import Iterator

import pytest
from flask import url_for
from werkzeug.routing import Rule

from intranet_qms.http import Guard
from tests.support.host import Host

# Values that every kind of converter accepts; that nothing has such a name does not matter,
# because the guard comes before the search.
_VALUES = {
    "IntegerConverter": 1,
    "FloatConverter": 1.0,
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
    "UnicodeConverter": "x",
    "PathConverter": "x",
    "AnyConverter": None,
}


def _routes(host: Host) -> Iterator[Rule]:
    for rule in host.app.url_map.iter_rules():
        if rule.endpoint.startswith("qms.") and rule.endpoint != "qms.static":
            yield rule


def _guard(host: Host, rule: Rule) -> Guard | None:
    return getattr(host.app.view_functions[rule.endpoint], "_qms_guard", None)


def _address(host: Host, rule: Rule) -> str:
    values = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        value = _VALUES[kind]
        if value is None:
            # The alternatives of an "any" converter are in its expression only.
            value = re.sub(r"^\(\?:|\)$", "", converter.regex).split("|")[0]
        values[name] = value
    with host.app.test_request_context():
        return url_for(rule.endpoint, **values)


def test_every_route_carries_exactly_one_guard(host: Host) -> None:
    rules = list(_routes(host))
    assert rules
    without = [rule.rule for rule in rules if not isinstance(_guard(host, rule), Guard)]
    assert without == []


def test_a_public_route_says_why(host: Host) -> None:
    open_without_reason = [
        rule.rule
        for rule in _routes(host)
        if (guard := _guard(host, rule)) is not None
        and guard.action is None
        and guard.visited is None
        and len((guard.public_reason or "").split()) < 3
    ]
    assert open_without_reason == []


def test_nobody_gets_in_without_signing_in(host: Host) -> None:
    let_in = []
    client = host.client()
    for rule in _routes(host):
        guard = _guard(host, rule)
        if guard is None or guard.public_reason is not None:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            status = client.open(_address(host, rule), method=method).status_code
            if status not in {302, 303, 401, 403}:
                let_in.append(f"{method} {rule.rule}: {status}")
    assert let_in == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_no_write_is_taken_from_the_page_of_another_site(host: Host, method: str) -> None:
    host.sign_in("someone")
    client = host.client()
    taken = []
    for rule in _routes(host):
        if method not in (rule.methods or ()):
            continue
        answer = client.open(
            _address(host, rule), method=method, headers={"Sec-Fetch-Site": "cross-site"}
        )
        if answer.status_code != 403:
            taken.append(f"{method} {rule.rule}: {answer.status_code}")
    assert taken == []


def test_the_pages_of_the_host_stay_its_own(host: Host) -> None:
    answer = host.client().get("/not-there", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "Content-Security-Policy" not in answer.headers
