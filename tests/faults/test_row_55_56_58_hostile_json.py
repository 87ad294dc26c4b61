"""Rows 55, 56 and 58: enormous JSON, text of every kind, and numbers that are none."""

from __future__ import annotations

import io
import json
import time
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intranet_qms.sync.models import Receipt
from tests.factories.sync import BASE, NUMBER, PEOPLE, answer, frame
from tests.faults.conftest import Field

LIMIT = 2_000_000


class Counted(io.BytesIO):
    """A request's body that counts how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        self.taken += len(piece)
        return piece


def post(field: Field, body: bytes, *, announced: bool = True) -> tuple[Any, Counted]:
    field.host.sign_in("anna", PEOPLE["anna"][0])
    stream = Counted(body)
    how: dict[str, Any] = {"input_stream": stream, "content_type": "application/json"}
    if announced:
        how["content_length"] = len(body)
    else:
        # As a server hands over a body in pieces whose length nobody announced.
        how["environ_overrides"] = {"wsgi.input_terminated": True}
    return field.host.client().post(BASE + "push", **how), stream


@pytest.mark.parametrize("announced", [True, False])
def test_row_55_twenty_megabytes_are_not_even_read(field: Field, announced: bool) -> None:
    """Refused by the announced length before a byte is read, and without one at the limit."""
    answered, stream = post(field, b'{"a":"' + b"x" * 20_000_000 + b'"}', announced=announced)
    assert (answered.status_code, answered.json["error"]["code"]) == (413, "sync.push_too_large")
    assert stream.taken <= (0 if announced else LIMIT + 65_536)


@pytest.mark.parametrize(
    ("name", "body", "statuses"),
    [
        ("100,000 deep lists", b"[" * 100_000 + b"]" * 100_000, {413}),
        ("100,000 deep objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {413}),
        ("deep and never closed", b"[" * 1_900_000, {413}),
        ("deep within a mutation", b'{"mutations":[{"args":' + b"[" * 100_000, {413}),
        (
            "as many keys as fit",
            json.dumps({f"k{n}": 0 for n in range(150_000)}).encode(),
            {422},
        ),
        ("a million keys", b"{" + b'"":0,' * 390_000 + b'"a":0}', {422}),
        ("a quarter of a million mutations", b'{"mutations":[' + b"0," * 250_000 + b"0]}", {422}),
        ("a number of a million digits", b'{"protocol":' + b"9" * 1_000_000 + b"}", {400}),
        ("brackets in a text are no depth", b'{"a":"' + b"[" * 100_000 + b'"}', {422}),
        ("an unclosed text", b'{"a":"' + b"[" * 1_000_000, {400, 413}),
        ("many backslashes", b'{"a":"' + b"\\\\" * 900_000 + b'"}', {422}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_row_55_refused_quickly(field: Field, name: str, body: bytes, statuses: set[int]) -> None:
    """A sentence instead of a crash, after work that is bounded by the size of the message."""
    started = time.process_time()
    answered, stream = post(field, body)
    # Generous: it is not the machine that is tested, but that nothing grows out of proportion.
    assert time.process_time() - started < 2.0
    assert answered.status_code in statuses, answered.get_data(as_text=True)[:300]
    assert answered.json["service"] == "intranet-qms"
    assert stream.taken <= LIMIT + 1
    assert field.rows(Receipt) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b'{"a":"\xc3"}', b'{"a":"\xed\xa0\x80"}', b"{'a':1}", b"NaN", b'{"a":NaN}'],
)
def test_row_56_what_is_no_json_in_utf_8_is_400(field: Field, body: bytes) -> None:
    """Half a character, a surrogate in UTF-8, another notation."""
    answered, _ = post(field, body)
    assert answered.status_code == 400
    assert answered.json["error"]["code"] == "not_json"


TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)  # type: ignore[arg-type]


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(note=TEXTS)
@example("\x00")
@example("\ud800")
@example("\udc00\ud800")
@example("\u202eodwrócone\u202c")
@example("👩‍👩‍👧‍👦 🇵🇱")
@example("e\u0301 ≠ é")
@example("\ufeff\u200b\u2028\u2029")
@example("\x01\x1f\x7f\x85")
@example("\r\n\t ")
@example("\U0010ffff")
def test_row_56_text_is_stored_exactly_or_refused(field: Field, note: str) -> None:
    """Nothing is trimmed, folded or repaired on the way in, and it comes back as it was sent."""
    phone, identifier = field.phone(), uuid.uuid4()
    answered = phone.push(answer(identifier, 1, note=note, sample=7))
    assert answered.status_code == 200
    receipt = answered.json["receipts"][0]
    if "\x00" in note or any("\ud800" <= one <= "\udfff" for one in note):
        assert (receipt["status"], receipt["reason"]["code"]) == (
            "rejected",
            "sync.text_not_storable",
        )
        return
    assert receipt["status"] in {"applied", "conflict"}
    stored = next(one for one in field.answers() if one.uuid == identifier)
    assert stored.note == note


@pytest.mark.parametrize(
    "key", ["app_version", "device", "sent_at", "protocol", "clock_offset_ms", "unsent"]
)
@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 100_000, "👩‍👩‍👧‍👦"])
def test_row_56_text_in_the_frame(field: Field, key: str, text: str) -> None:
    """A frame that cannot be understood is refused as a whole, with a sentence."""
    phone = field.phone()
    message = {**frame([answer(uuid.uuid4(), 1)], phone.device), key: text}
    answered = phone.send("POST", "push", json=message)
    allowed = {200, 400, 422} if key == "app_version" else {400, 422}
    assert answered.status_code in allowed


@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 100_000])
def test_row_56_text_of_a_registration(field: Field, text: str) -> None:
    """The label of a phone is text of the same kind."""
    answered = field.phone().send(
        "PUT",
        f"devices/{uuid.uuid4()}",
        json={"label": text, "app_version": "1", "user_agent": "x"},
    )
    assert answered.status_code in {400, 422}


@pytest.mark.parametrize("value", ["1e999", "-1e999", "1e400", "365.5e300", "-1", "366"])
def test_row_58_a_number_out_of_range_is_no_answer(field: Field, value: str) -> None:
    """The record is refused in words; the phone's other work passes."""
    phone = field.phone()
    body = json.dumps(frame([answer(uuid.uuid4(), 1, 0, question=NUMBER)], phone.device)).replace(
        '"value": 0', f'"value": {value}'
    )
    answered = phone.send("POST", "push", data=body, content_type="application/json")
    assert answered.status_code == 200
    assert answered.json["receipts"][0]["status"] == "rejected"
    assert field.answers() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"sent_at": "10000-01-01T00:00:00Z"},
        {"sent_at": "2026-02-30T00:00:00Z"},
        {"sent_at": "2026-11-23"},
        {"clock_offset_ms": 2**60},
        {"clock_offset_ms": 1.5},
        {"clock_offset_ms": True},
        {"protocol": 0},
        {"protocol": "1"},
        {"unsent": {"mutations": -1, "evidence": 0}},
        {"unsent": {"mutations": 2**63, "evidence": 0}},
    ],
    ids=str,
)
def test_row_58_numbers_of_the_frame(field: Field, changes: dict[str, Any]) -> None:
    """422 with the name of the field."""
    answered = field.phone().push(answer(uuid.uuid4(), 1), **changes)
    assert (answered.status_code, answered.json["error"]["code"]) == (422, "sync.fields_invalid")
    assert next(iter(changes)) in answered.json["error"]["message"]


@pytest.mark.parametrize(
    "query",
    [
        "offset=-1&size=5",
        "offset=0&size=0",
        "offset=x&size=5",
        "size=1e3",
        "offset=0&size=99999999999",
        "offset=١&size=5",
        "offset=0&size=NaN",
    ],
)
def test_row_58_numbers_of_an_address(field: Field, query: str) -> None:
    """Also those that only look like numbers."""
    answered = field.phone().send(
        "PUT",
        f"evidence/{'0' * 64}?{query}",
        data=b"12345",
        headers={"X-QMS-Device": str(field.phone().device)},
    )
    assert answered.status_code == 422


@pytest.mark.parametrize(
    "cursor", ["x", "1.", "1.0b8f6a526a", "2", "1.0b8f6a526azzzzzzzzzzzzz", "\x00", "%"]
)
def test_row_58_a_cursor_that_is_none_begins_again(field: Field, cursor: str) -> None:
    """Everything comes from the beginning, and the phone is told to replace what it has."""
    phone = field.phone()
    answered = phone.send("GET", "pull", query_string={"device": phone.device, "cursor": cursor})
    assert (answered.status_code, answered.json["reset"]) == (200, True)
    assert {one["type"] for one in answered.json["changes"]} == {"audit", "checklist"}
