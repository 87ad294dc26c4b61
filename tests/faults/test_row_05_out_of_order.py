"""Row 5: answers arrive out of order. What an answer was based on decides, not when it came."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.sync import answer
from tests.faults.conftest import Field

Chain = list[tuple[int, tuple[int, ...], str]]
"""Records by number, each with those it was based on and its value."""


@st.composite
def records(draw: st.DrawFn) -> Chain:
    """A few records, each based on some of those before it."""
    made: Chain = []
    for number in range(draw(st.integers(2, 6))):
        bases = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        value = draw(st.sampled_from(["conforming", "nonconforming", "observation"]))
        made.append((number, tuple(sorted(bases)), value))
    return made


sample = iter(range(10_000))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chain=records(), data=st.data())
def test_every_order_of_arrival_gives_the_same_standing_answers(
    field: Field, chain: Chain, data: st.DataObject
) -> None:
    """Whichever phone comes first, in whatever pieces, the same answers stand in the end."""
    outcomes = []
    for _ in range(2):
        order = data.draw(st.permutations(range(len(chain))))
        cut = data.draw(st.integers(0, len(chain)))
        here, names = next(sample), {number: uuid.uuid4() for number, _, _ in chain}
        mutations = [
            answer(
                names[number],
                seq,
                chain[number][2],
                based_on=[names[base] for base in chain[number][1]],
                sample=here,
            )
            for seq, number in enumerate(order, start=1)
        ]
        phone = field.phone()
        for part in (mutations[:cut], mutations[cut:]):
            receipts = phone.push(*part).json["receipts"]
            assert {one["status"] for one in receipts} <= {"applied", "conflict"}
        standing = field.standing(sample=here)
        numbers = {identifier: number for number, identifier in names.items()}
        outcomes.append((standing.says, {numbers[head.uuid] for head in standing.heads}))
    based_upon = {base for _, bases, _ in chain for base in bases}
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][1] == {number for number, _, _ in chain} - based_upon


def test_a_second_answer_that_comes_before_the_first_still_replaces_it(
    field_on: Callable[..., Field], sqlite_url: str
) -> None:
    """Its base is known by name before it is known by content."""
    field = field_on(sqlite_url)
    first, second = uuid.uuid4(), uuid.uuid4()
    anna, other = field.phone("anna"), field.phone("anna")
    anna.push(answer(second, 1, "nonconforming", based_on=[first]))
    other.push(answer(first, 1, "conforming"))
    assert [head.uuid for head in field.standing().heads] == [second]
    assert not field.standing().in_conflict
