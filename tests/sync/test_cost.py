"""What a push costs does not depend on how much it carries or how much is there already."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import event

from tests.factories.sync import Phone, answer, make_golden_office, many_questions
from tests.support.host import Host

MOST_STATEMENTS = 18


class Counter:
    """Statements sent to the database while it is watched."""

    def __init__(self, host: Host) -> None:
        self.engine = host.database.engine
        self.seen: list[str] = []

    def __enter__(self) -> Counter:
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self.seen.append(statement)


@pytest.fixture
def phone(database_url: str, make_host: Callable[..., Host]) -> Phone:
    host = make_host(database_url)
    with host.transaction() as session:
        make_golden_office(session, host.clock, content=many_questions(400))
    made = Phone(host.client(), host, "anna")
    made.register()
    return made


def statements(phone: Phone, count: int, sample: int) -> int:
    mutations = []
    for number in range(count):
        phone.last_seq += 1
        mutations.append(answer(uuid.uuid4(), phone.last_seq, question=f"q{number}", sample=sample))
    with Counter(phone.host) as counter:
        receipts = phone.push(*mutations).json["receipts"]
    assert {one["status"] for one in receipts} == {"applied"}
    return len(counter.seen)


def test_one_answer_and_four_hundred_take_the_same_statements(phone: Phone) -> None:
    statements(phone, 1, 0)
    one, many = statements(phone, 1, 1), statements(phone, 400, 2)
    assert one == many
    assert many <= MOST_STATEMENTS


def test_a_full_audit_takes_no_more_than_an_empty_one(phone: Phone) -> None:
    statements(phone, 1, 0)
    before = statements(phone, 40, 1)
    for sample in range(2, 6):
        statements(phone, 400, sample)
    assert statements(phone, 40, 9) == before


def test_a_replay_is_answered_from_the_receipts_alone(phone: Phone) -> None:
    mutations = [answer(uuid.uuid4(), seq, question=f"q{seq}") for seq in range(1, 41)]
    phone.push(*mutations)
    with Counter(phone.host) as counter:
        again = phone.push(*mutations).json
    assert {one["replayed"] for one in again["receipts"]} == {True}
    assert len(counter.seen) <= 5
    assert not [one for one in counter.seen if one.startswith("INSERT")]
