"""Row 30: five hundred records are queued and one of them can never be stored."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from intranet_qms.sync.models import Receipt
from tests.factories.sync import BASE, answer, frame, many_questions
from tests.faults.conftest import Field

POISON: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a NUL": lambda one: one["args"].update(note="a\x00b"),
    "a lone surrogate": lambda one: one["args"].update(note="\ud800"),
    "a lone surrogate as a key": lambda one: one["args"].update({"\udfff": 1}),
    "no question": lambda one: one["args"].update(question="none"),
    "no audit": lambda one: one["args"].update(audit=str(uuid.uuid4())),
    "a wrong value": lambda one: one["args"].update(value="splendid"),
    "an infinity": lambda one: one["args"].update(value=float("inf")),
    "a number of 300 digits": lambda one: one["args"].update(value=10**301),
    "an unknown field": lambda one: one["args"].update(author="somebody"),
    "a time of the year 10000": lambda one: one.update(at="10000-01-01T00:00:00Z"),
    "no arguments": lambda one: one.update(args=None),
    "an unknown name": lambda one: one.update(name="audit.close"),
    "a name that is no text": lambda one: one.update(name={"a": []}),
    "a huge sample": lambda one: one["args"].update(sample=2**40),
    "a base that is no uuid": lambda one: one["args"].update(based_on=["x"]),
    "itself as its base": lambda one: one["args"].update(based_on=[one["id"]]),
    "a note that is too long": lambda one: one["args"].update(note="x" * 20_001),
    "an uuid in capitals": lambda one: one["args"].update(audit=one["args"]["audit"].upper()),
}


def push_raw(field: Field, phone: Any, mutations: list[dict[str, Any]]) -> Any:
    """With 1e999 for an infinity, as a broken writer of JSON sends it."""
    body = json.dumps(frame(mutations, phone.device)).replace("Infinity", "1e999")
    return phone.send("POST", "push", data=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("poison", POISON)
def test_the_others_pass(field: Field, poison: str) -> None:
    """The poisoned one is told why and what to do; those before and behind it are applied."""
    phone = field.phone()
    mutations = [answer(uuid.uuid4(), seq, sample=seq) for seq in (1, 2, 3)]
    POISON[poison](mutations[1])
    answered = push_raw(field, phone, mutations)
    assert answered.status_code == 200, answered.json
    assert [one["status"] for one in answered.json["receipts"]] == [
        "applied",
        "rejected",
        "applied",
    ]
    assert answered.json["receipts"][1]["reason"]["message"]
    assert answered.json["receipts"][1]["reason"]["way_out"]
    assert answered.json["next_seq"] == 4
    assert len(field.answers()) == 2
    again = push_raw(field, phone, mutations)
    assert [one["replayed"] for one in again.json["receipts"]] == [True] * 3


def test_five_hundred_with_one_poisoned(field_on: Callable[..., Field], database_url: str) -> None:
    """All at once, as a phone sends them that comes out of a cellar."""
    field = field_on(database_url, content=many_questions(100))
    phone = field.phone()
    mutations = [
        answer(uuid.uuid4(), seq, question=f"q{seq % 100}", sample=seq // 100)
        for seq in range(1, 501)
    ]
    mutations[249]["args"]["note"] = "\x00"
    receipts = phone.push(*mutations).json["receipts"]
    assert [one["seq"] for one in receipts if one["status"] != "applied"] == [250]
    assert len(field.answers()) == 499
    assert len(field.rows(Receipt)) == 500


def test_one_that_only_the_database_refuses(
    field_on: Callable[..., Field], database_url: str
) -> None:
    """An identifier that an answer without a receipt has already: the others still pass."""
    field = field_on(database_url)
    taken = uuid.uuid4()
    other = field.phone("piotr")
    other.push(answer(taken, 1, "observation", sample=9))
    with field.host.transaction() as session:
        session.query(Receipt).delete()
    phone = field.phone()
    mutations = [
        answer(uuid.uuid4(), 1),
        answer(taken, 2, sample=2),
        answer(uuid.uuid4(), 3, sample=3),
    ]
    receipts = phone.push(*mutations).json["receipts"]
    assert [one["status"] for one in receipts] == ["applied", "rejected", "applied"]
    assert receipts[1]["reason"]["code"] == "sync.identifier_taken"


def test_a_push_that_is_no_list_of_mutations_is_refused_as_a_whole(field: Field) -> None:
    """Without an identifier and a number there is nothing to give a receipt for."""
    phone = field.phone()
    for nonsense in ([1], ["x"], [{}], [{"id": "x", "seq": 1}], [{**answer(uuid.uuid4(), 0)}]):
        answered = field.host.client().post(
            BASE + "push",
            json=frame(nonsense, phone.device),  # type: ignore[arg-type]
        )
        assert (answered.status_code, answered.json["error"]["code"]) == (
            422,
            "sync.fields_invalid",
        )
    assert field.rows(Receipt) == []
