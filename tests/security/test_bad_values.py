"""Rows 53, 55, 56, 57 and 58: a value that nobody thought of is refused in words, never with 500.

The fields are read from the forms on the pages, so that a new field is attacked from the day on
which it is shown.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from werkzeug.datastructures import MultiDict

from tests.security.matrix import Row, push_of, rows
from tests.security.office import AUDITOR, HEAD, LEAD, REPRESENTATIVE, Office
from tests.security.pages import fields_of
from tests.security.test_matrix import address, knock

BAD = {
    "NUL": "a\x00b",
    "half of a pair": "\ud800",
    # One letter of two bytes: decoding hundreds of thousands of them is not what is tried here.
    "long": "a" * 99_999 + "ż",
    "a number too large for any column": "99999999999999999999",
    "a number of nobody": "999999999",
    "below zero": "-1",
    "infinite": "1e999",
    "no number": "NaN",
    "digits of another script": "٣",
    "year 10000": "10000-01-01",
    "the last year of calendars": "9999-12-31",
    "the first": "0001-01-01",
    "a week": "2026-W01-1",
    "a day that is not there": "2026-02-30",
    "for a search: everything": "%",
    "for a search: anything": "_",
    "an escape": "\\",
    "a quote": "'; DROP TABLE qms_person; --",
    "right to left": "\u202egpj.exe",
    "emoji": "👩\u200d🔧",
    "nothing": "",
    "blanks": "\u00a0\u2003 ",
    "braces": "{{ 7*7 }}%(name)s{0}%s",
}
WORDS = ("NUL", "half of a pair")
DAYS = ("year 10000", "the last year of calendars", "the first")
CHOICES = ("NUL", "a number of nobody")
ALONE = {
    "text": WORDS, "textarea": WORDS, "search": WORDS, "email": WORDS, "url": WORDS, "tel": WORDS,
    "password": WORDS, "date": DAYS, "datetime-local": DAYS, "month": DAYS, "time": DAYS,
}  # fmt: skip
"""What a field of a type refused before it could hide when all are sent at once; others choose."""

QUERIES = (
    "q", "page", "per_page", "sort", "state", "kind", "class", "source", "unit", "owner", "lead",
    "clause", "due", "year", "process", "standard", "cursor", "device", "size", "offset", "next",
)  # fmt: skip


def encoded(fields: dict[str, str]) -> bytes:
    """A form as its bytes, also with what no browser would send."""
    return "&".join(
        f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'), safe='')}"
        for name, value in fields.items()
    ).encode()


def _forms(office: Office) -> Iterator[tuple[str, str, MultiDict[str, str], dict[str, str]]]:
    """Every form that the representative, the lead and the head see: what it would send, types."""
    seen = set()
    for kind in (REPRESENTATIVE, LEAD, HEAD):
        office.sign_in(kind)
        client = office.host.client()
        for row in rows(office.at):
            if row.method != "GET":
                continue
            answer = knock(client, office.host, row)
            if answer.mimetype != "text/html":
                continue
            filled: dict[str, MultiDict[str, str]] = {}
            types: dict[str, str] = {}
            for action, name, given in fields_of(answer.text):
                form = filled.setdefault(action or address(office.host, row), MultiDict())
                form.add(name, given.get("value", ""))
                types[name] = given["type"]
            for action, form in filled.items():
                key = (action, tuple(sorted(form)))
                if action.startswith("/qms/") and key not in seen:
                    seen.add(key)
                    yield kind, action, form, types


@pytest.mark.timeout(400)  # thousands of requests, and slower beside other work
def test_no_field_of_any_form_breaks_the_server(office: Office) -> None:
    posts = {address(office.host, row) for row in rows(office.at) if row.method == "POST"}
    broken, sent = [], 0
    for kind, action, form, types in list(_forms(office)):
        path = action.split("?")[0].split("#")[0]
        if path not in posts:
            continue
        office.sign_in(kind)
        client = office.host.client()
        for what, value in BAD.items():
            # All fields at once, then each alone among values that were right.
            attempts = [dict.fromkeys(form, value)]
            attempts += [
                {**form.to_dict(), name: value}
                for name in list(form)[:12]
                if what in ALONE.get(types[name], CHOICES)
            ]
            for fields in attempts:
                sent += 1
                answer = client.post(
                    path, data=encoded(fields), content_type="application/x-www-form-urlencoded"
                )
                if answer.status_code >= 500:
                    broken.append(f"{path}: {what} in {sorted(fields)[:6]}")
                    break
    assert sent > 500
    assert not broken, "\n".join(sorted(set(broken)))


def _parameters(office: Office, row: Row) -> set[str]:
    """What an address takes behind its question mark, as its page and its table say."""
    answer = knock(office.host.client(), office.host, row)
    named = set(row.query)
    if answer.mimetype == "text/html":
        named |= {name for action, name, _ in fields_of(answer.text) if "?" not in action}
    elif "_list" in row.endpoint or "export" in row.endpoint:
        named |= set(QUERIES)
    return named & set(QUERIES)


@pytest.mark.timeout(400)  # thousands of requests, and slower beside other work
def test_no_parameter_of_any_address_breaks_the_server(office: Office) -> None:
    office.sign_in(AUDITOR)
    client = office.host.client()
    broken, sent = [], 0
    for row in rows(office.at):
        if row.method != "GET" or row.endpoint == "static":
            continue
        path = address(office.host, row)
        for name in _parameters(office, row):
            for what, value in BAD.items():
                sent += 1
                given = {**row.query, name: value[:2000]}
                answer = client.get(f"{path}?{encoded(given).decode()}")
                if answer.status_code >= 500:
                    broken.append(f"{path}?{name}: {what}")
    assert sent > 500
    assert not broken, "\n".join(broken)


def test_no_part_of_any_address_breaks_the_server(office: Office) -> None:
    office.sign_in(REPRESENTATIVE)
    client = office.host.client()
    broken = []
    for row in rows(office.at):
        for name in row.values:
            for what, value in BAD.items():
                raw = encoded({"x": value[:3000]}).decode().removeprefix("x=") or "%20"
                plain = address(office.host, row)
                part = str(row.values[name])
                if part not in plain:
                    continue
                path = plain.replace(part, raw, 1)
                answer = client.open(path, method=row.method, json=row.body, headers=row.headers)
                if answer.status_code >= 500:
                    broken.append(f"{row.method} {row.endpoint} {name}: {what}")
    assert not broken, "\n".join(sorted(set(broken)))


def test_what_was_typed_is_kept_beside_the_words_about_it(office: Office) -> None:
    office.sign_in(REPRESENTATIVE)
    answer = office.host.client().post(
        "/qms/findings/new", data={"statement": "Zażółć gęślą jaźń", "unit_id": "nic"}
    )
    assert answer.status_code == 422
    assert "Zażółć gęślą jaźń" in answer.text


EXTRA = {
    "role": "qms_representative", "roles": "qms_representative", "state": "closed",
    "author_id": "1", "author_name": "Ktoś Inny", "raised_by_id": "1", "raised_by_name": "Ktoś Inny",
    "row_version": "999", "uuid": "00000000-0000-0000-0000-000000000001", "number": "U-1999-001",
    "id": "1", "closed_at": "2020-01-01", "content_hash": "0" * 64, "approver_id": "1",
    "person_id": "1", "vouched_by": "1",
}  # fmt: skip


def test_fields_that_no_form_has_change_nothing(office: Office) -> None:
    office.sign_in(REPRESENTATIVE)
    client = office.host.client()
    with office.host.qms.database.session(writes=True) as session:
        unit = session.connection().exec_driver_sql("select min(id) from qms_unit").scalar()
    answer = client.post(
        "/qms/findings/new",
        data={
            **EXTRA, "finding_class": "minor", "source": "complaint", "unit_id": str(unit),
            "statement": "Podstawione pola",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    assert "U-1999-001" not in answer.headers["Location"]


def _messages(office: Office) -> Iterator[tuple[str, Row]]:
    for row in rows(office.at):
        if row.body is not None and row.headers == {} and AUDITOR in row.open_to:
            yield row.endpoint, row


@pytest.mark.parametrize("name", sorted(EXTRA))
def test_a_message_with_a_field_too_many_is_refused(office: Office, name: str) -> None:
    office.sign_in(AUDITOR)
    client = office.host.client()
    for endpoint, row in _messages(office):
        assert row.body is not None
        answer = client.open(
            address(office.host, row), method=row.method, json={**row.body, name: EXTRA[name]}
        )
        assert answer.status_code == 422, endpoint


JSON_BODIES = {
    "nothing": b"",
    "no object": b"[1]",
    "a number": b"1",
    "null": b"null",
    "half a pair": b'{"label": "\\ud800"}',
    "NUL": b'{"label": "a\\u0000b"}',
    "raw half a pair": b'{"label": "\xed\xa0\x80"}',
    "not UTF-8": b'{"label": "\xff"}',
    "NaN": b'{"label": NaN}',
    "infinite": b'{"label": 1e999}',
    "a long number": b'{"label": ' + b"9" * 5000 + b"}",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a key twice": b'{"label": "a", "label": "b"}',
    "UTF-16": '{"label": "a"}'.encode("utf-16"),
}


@pytest.mark.parametrize("what", JSON_BODIES)
def test_no_message_breaks_the_server(office: Office, what: str) -> None:
    office.sign_in(AUDITOR)
    client = office.host.client()
    for endpoint, row in _messages(office):
        answer = client.open(
            address(office.host, row), method=row.method, data=JSON_BODIES[what],
            content_type="application/json",
        )  # fmt: skip
        assert 400 <= answer.status_code < 500, endpoint
        told = answer.get_json()["error"]
        assert told["message"], endpoint


@pytest.mark.parametrize("what", ["deep lists", "deep objects", "a million keys", "20 megabytes"])
def test_a_hostile_message_costs_little(office: Office, what: str) -> None:
    made = {
        "a million keys": lambda: b"{" + b",".join(b'"%d":0' % n for n in range(1_000_000)) + b"}",
        "20 megabytes": lambda: b'"' + b"x" * 20_000_000 + b'"',
    }
    body = made[what]() if what in made else JSON_BODIES[what]
    office.sign_in(AUDITOR)
    client = office.host.client()
    client.get("/qms/api/sync/v1/hello")
    began = time.process_time()
    answer = client.post("/qms/api/sync/v1/push", data=body, content_type="application/json")
    spent = time.process_time() - began
    assert 400 <= answer.status_code < 500
    assert spent < 0.3, f"{spent:.2f} s"


def test_a_poisoned_mutation_holds_nothing_up(office: Office) -> None:
    office.sign_in(AUDITOR)
    client = office.host.client()
    values: tuple[Any, ...] = ("a\x00b", 10**400, {"a": []}, [[[]]], None, "x" * 100_000, True)
    for value in values:
        message: dict[str, Any] = push_of(office.at["device"])
        message["mutations"] = [
            {
                "id": "5f4dcc3b-5aa7-4765-9d83-27deb882cf99", "seq": 1, "name": "answer.record",
                "at": "2026-11-23T08:15:02.120Z",
                "args": {
                    "audit": office.at["running_uuid"], "question": "q2", "sample": 0,
                    "value": value, "note": "", "based_on": [], "author": "ktoś",
                },
            }
        ]  # fmt: skip
        answer = client.post(
            "/qms/api/sync/v1/push", data=json.dumps(message), content_type="application/json"
        )
        assert answer.status_code < 500, repr(value)[:40]


@pytest.mark.parametrize("wild", ["%", "_", "%_%", "\\%"])
def test_a_wild_card_finds_only_itself(office: Office, wild: str) -> None:
    office.sign_in(REPRESENTATIVE)
    client = office.host.client()
    for path, word in (("/qms/audits/", "A-2026"), ("/qms/findings/", "U-2026")):
        assert word in client.get(path).text
        found = client.get(path, query_string={"q": wild}).text
        assert f"{word}-0" not in found, path


def test_the_first_minute_of_the_calendar_is_no_line_of_an_agenda(office: Office) -> None:
    # In the office's zone it lies before the beginning of time as the world counts it.
    office.sign_in(LEAD)
    for day, begins, ends in (("0001-01-01", "00:00", "01:00"), ("9999-12-31", "22:00", "23:59")):
        answer = office.host.client().post(
            f"/qms/audits/{office.at['planned']}/agenda",
            data={"lines": "1", "day-0": day, "begins-0": begins, "ends-0": ends,
                  "subject-0": "Rozmowa", "kind-0": "work"},
        )  # fmt: skip
        assert answer.status_code in {409, 422}
