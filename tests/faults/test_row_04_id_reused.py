"""Row 4: one mutation's identifier comes again with other content."""

from __future__ import annotations

import uuid

from tests.factories.sync import answer
from tests.faults.conftest import Field


def test_the_first_stays_and_the_second_is_refused(field: Field) -> None:
    """The record stays as it was, the second is told why, and asking again changes neither."""
    phone, identifier = field.phone(), uuid.uuid4()
    first = phone.push(answer(identifier, 1, "conforming")).json["receipts"][0]
    for _ in range(2):
        second = phone.push(answer(identifier, 1, "nonconforming")).json["receipts"][0]
        assert second["status"] == "rejected"
        assert second["reason"]["code"] == "sync.mutation_id_reused"
        assert second["reason"]["way_out"]
    again = phone.push(answer(identifier, 1, "conforming")).json["receipts"][0]
    assert again == {**first, "replayed": True}
    assert [one.value for one in field.answers()] == ["conforming"]


def test_a_reused_identifier_blocks_nothing_behind_it(field: Field) -> None:
    """It used up its number, so that the phone's sequence goes on."""
    phone, identifier = field.phone(), uuid.uuid4()
    phone.push(answer(identifier, 1))
    answered = phone.push(answer(identifier, 2, "observation"), answer(uuid.uuid4(), 3, sample=1))
    assert [one["status"] for one in answered.json["receipts"]] == ["rejected", "applied"]
    assert (answered.json["next_seq"], answered.json["resend_from"]) == (4, None)


def test_twice_in_one_push_runs_once(field: Field) -> None:
    """A phone that queued the same record twice is given the same receipt twice."""
    phone, identifier = field.phone(), uuid.uuid4()
    answered = phone.push(answer(identifier, 1), answer(identifier, 2)).json
    one, other = answered["receipts"]
    assert other == {**one, "replayed": True}
    assert answered["next_seq"] == 3
    assert len(field.answers()) == 1


def test_somebody_elses_record_cannot_be_claimed(field: Field) -> None:
    """Whoever repeats another person's mutation is not told that it is theirs."""
    identifier = uuid.uuid4()
    field.phone("piotr").push(answer(identifier, 1))
    receipt = field.phone("anna").push(answer(identifier, 1)).json["receipts"][0]
    assert (receipt["status"], receipt["reason"]["code"]) == (
        "rejected",
        "sync.mutation_id_reused",
    )
    assert [one.author_name for one in field.answers()] == ["Piotr Zieliński"]
