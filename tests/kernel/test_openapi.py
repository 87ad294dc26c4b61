"""The description of the API says what is there, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from intranet_qms.http import Guard
from tests.support.host import Host


@pytest.fixture
def described(host: Host) -> dict[str, Any]:
    told: dict[str, Any] = host.client().get("/qms/api/v1/openapi.json").get_json()
    return told


def _references(node: Any) -> set[str]:
    if isinstance(node, dict):
        found = {node["$ref"]} if "$ref" in node else set()
        return found.union(*map(_references, node.values()))
    if isinstance(node, list):
        return set().union(*map(_references, node))
    return set()


def test_every_route_of_the_api_is_described_once(host: Host, described: dict[str, Any]) -> None:
    there = {
        (re.sub(r"<(?:[^:<>]*:)?([^<>:]+)>", r"{\1}", rule.rule), method.lower())
        for rule in host.app.url_map.iter_rules()
        if rule.rule.startswith("/qms/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert told == there
    names = [one["operationId"] for each in described["paths"].values() for one in each.values()]
    assert len(names) == len(set(names))


def test_it_is_a_sound_document_of_its_version(described: dict[str, Any]) -> None:
    assert described["openapi"] == "3.1.0"
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert _references(described) - known == set()
    for path, methods in described["paths"].items():
        parts = set(re.findall(r"\{(\w+)\}", path))
        for method, told in methods.items():
            named = {one["name"] for one in told["parameters"] if one["in"] == "path"}
            assert named == parts, (path, method)
            assert all(one["required"] for one in told["parameters"] if one["in"] == "path")
            assert told["summary"], (path, method)
            assert told["responses"], (path, method)


def test_what_can_be_sent_is_described_beside_the_route(
    host: Host, described: dict[str, Any]
) -> None:
    path = "/qms/api/v1/exchange/runs/{run_uuid}/decision"
    body = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema = described["components"]["schemas"][body["$ref"].rsplit("/", 1)[1]]
    assert schema["properties"]["decision"]["enum"] == ["columns", "do", "discard"]
    assert "decision" in schema["required"]
    assert described["paths"][path]["post"]["x-right"] == "exchange.manage"


def test_it_tells_nothing_but_addresses(host: Host, described: dict[str, Any]) -> None:
    views = host.app.view_functions
    guards = {
        getattr(views[rule.endpoint], "_qms_guard", None) for rule in host.app.url_map.iter_rules()
    }
    assert any(isinstance(one, Guard) and one.visited for one in guards)
    # What guests read has pages and no API.
    assert not [path for path in described["paths"] if "/guest" in path]
