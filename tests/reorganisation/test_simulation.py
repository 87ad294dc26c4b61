"""What a plan makes of the tree of units, and what it may not make of it."""

from __future__ import annotations

from typing import Any

import pytest

from intranet_qms.reorganisation.simulation import Node, Outcome, Step, simulate
from intranet_qms.reorganisation.workflow import ChangeKind

OFFICE = [
    Node(ref="1", code="UM", name_pl="Urząd", name_en="Office"),
    Node(ref="2", code="WO", name_pl="Wydział Organizacyjny", name_en="Organisation", parent="1"),
    Node(ref="3", code="WO-K", name_pl="Kancelaria", name_en="Registry", parent="2"),
    Node(ref="4", code="WF", name_pl="Wydział Finansowy", name_en="Finance", parent="1"),
]


def plan(*changes: tuple[str, dict[str, Any]], **more: Any) -> Outcome:
    steps = [Step(at, ChangeKind(kind), details) for at, (kind, details) in enumerate(changes, 1)]
    return simulate(OFFICE, steps, **more)


def codes(outcome: Outcome) -> list[tuple[int, str]]:
    return [(problem.step, problem.code) for problem in outcome.problems]


def test_a_split_with_new_units_ends_the_old_one_and_finds_a_place_for_those_below() -> None:
    outcome = plan(
        ("split", {"unit": "2", "targets": ["+WK", "+WI"], "goes_on": False}),
        ("open", {"code": "WK", "name_pl": "Wydział Kadr", "parent": "1"}),
        ("open", {"code": "WI", "name_pl": "Wydział Informatyki", "parent": "1"}),
        choices={(1, "units", 3): "+WI"},
    )
    assert codes(outcome) == []
    assert "2" not in outcome.after
    assert outcome.after["3"].parent == "+WI"
    assert outcome.after["+WK"].parent == "1"


def test_a_merge_takes_the_units_below_along() -> None:
    outcome = plan(("merge", {"units": ["2", "4"], "target": "4"}))
    assert codes(outcome) == []
    assert outcome.after["3"].parent == "4"
    assert [one.source for one in outcome.divisions] == ["2"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ([("move", {"unit": "2", "parent": "3"})], (1, "circle")),
        ([("rename", {"unit": "2", "code": "WO", "name_pl": " "})], (1, "name_missing")),
        ([("rename", {"unit": "2", "code": "wf", "name_pl": "X"})], (1, "code_taken")),
        ([("open", {"code": "STARY", "name_pl": "X"})], (1, "code_taken")),
        ([("close", {"unit": "2"})], (1, "has_units")),
        ([("move", {"unit": "99", "parent": "1"})], (1, "unit_unknown")),
        ([("split", {"unit": "2", "targets": ["4"], "goes_on": False})], (1, "too_few_parts")),
        ([("merge", {"units": [], "target": "4"})], (1, "nothing_to_merge")),
        (
            [
                ("merge", {"units": ["2"], "target": "4"}),
                ("merge", {"units": ["4"], "target": "1"}),
            ],
            (2, "chained"),
        ),
        (
            [
                ("merge", {"units": ["2"], "target": "4"}),
                ("move", {"unit": "2", "parent": "4"}),
            ],
            (2, "unit_gone"),
        ),
    ],
)
def test_what_cannot_be_is_told_at_the_change_that_asks_for_it(
    changes: list[tuple[str, dict[str, Any]]], problem: tuple[int, str]
) -> None:
    assert problem in codes(plan(*changes, codes_of_the_past=["STARY"]))


def test_two_units_may_change_places() -> None:
    outcome = plan(("move", {"unit": "2", "parent": "3"}), ("move", {"unit": "3", "parent": "1"}))
    assert codes(outcome) == []
