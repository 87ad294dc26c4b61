"""The rule language holds what its cases say, refuses what is unsound, and finds circles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet_qms.checklists.rules import (
    MAX_DEPTH,
    MAX_PARTS,
    RuleError,
    evaluate,
    find_cycles,
    questions_in,
    shown_keys,
    validate,
)

CONTRACT = Path(__file__).parents[1] / "contract"
CASES: list[dict[str, Any]] = json.loads((CONTRACT / "rules.json").read_text("utf-8"))
RELEVANCE: list[dict[str, Any]] = json.loads((CONTRACT / "relevance.json").read_text("utf-8"))
YES = {"question": "a", "op": "eq", "value": "yes"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case_of_the_contract(case: dict[str, Any]) -> None:
    assert evaluate(case["rule"], case["answers"]) is case["expected"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_rule_of_the_contract_is_sound(case: dict[str, Any]) -> None:
    assert validate(case["rule"], questions_in(case["rule"])) == []


@pytest.mark.parametrize("case", RELEVANCE, ids=lambda case: case["name"])
def test_shown_questions_of_the_contract(case: dict[str, Any]) -> None:
    assert shown_keys(case["questions"], case["answers"]) == case["expected"]


def test_the_contract_is_large_enough_and_names_its_cases_apart() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("rule", "code", "path"),
    [
        ("yes", "not_a_rule", ""),
        ([], "not_a_rule", ""),
        ({"op": "answered"}, "question_missing", ""),
        ({"question": "z", "op": "eq", "value": 1}, "unknown_question", ""),
        ({"question": "a", "op": "like", "value": 1}, "unknown_operator", ""),
        ({"question": "a", "op": ["eq"], "value": 1}, "unknown_operator", ""),
        ({"question": "a", "op": "eq"}, "bad_value", ""),
        ({"question": "a", "op": "eq", "value": [1]}, "bad_value", ""),
        ({"question": "a", "op": "eq", "value": True}, "bad_value", ""),
        ({"question": "a", "op": "eq", "value": float("nan")}, "bad_value", ""),
        ({"question": "a", "op": "eq", "value": 10**400}, "bad_value", ""),
        ({"question": "a", "op": "lt", "value": 2**53}, "bad_value", ""),
        ({"question": "a", "op": "eq", "value": "x" * 201}, "bad_value", ""),
        ({"question": "a", "op": "in", "value": "x"}, "bad_value", ""),
        ({"question": "a", "op": "in", "value": []}, "bad_value", ""),
        ({"question": "a", "op": "lt", "value": "ten"}, "bad_value", ""),
        ({"question": "a", "op": "selected", "value": 1}, "bad_value", ""),
        ({"question": "a", "op": "answered", "value": 1}, "value_not_wanted", ""),
        ({**YES, "then": 1}, "unknown_word", ""),
        ({"all": []}, "empty_combination", "all"),
        ({"all": YES}, "empty_combination", "all"),
        ({"all": [YES], "any": [YES]}, "mixed_forms", ""),
        ({"any": [YES, {"not": 5}]}, "not_a_rule", "any[1].not"),
    ],
)
def test_an_unsound_rule_is_refused_where_it_is_unsound(rule: object, code: str, path: str) -> None:
    problems = validate(rule, {"a"})
    assert [(problem.code, problem.path) for problem in problems] == [(code, path)]


def test_all_mistakes_are_told_at_once() -> None:
    rule = {"all": [{"question": "x", "op": "eq", "value": 1}, {"question": "a", "op": "?"}, 7]}
    assert [problem.code for problem in validate(rule, {"a"})] == [
        "unknown_question",
        "unknown_operator",
        "not_a_rule",
    ]


def nested(levels: int) -> object:
    rule: object = YES
    for _ in range(levels):
        rule = {"not": rule}
    return rule


def test_depth_has_a_limit_and_a_hostile_depth_exhausts_nothing() -> None:
    assert validate(nested(MAX_DEPTH - 1), {"a"}) == []
    assert [problem.code for problem in validate(nested(MAX_DEPTH), {"a"})] == ["too_deep"]
    assert [problem.code for problem in validate(nested(50_000), {"a"})] == ["too_deep"]
    with pytest.raises(RuleError):
        evaluate(nested(50_000), {})


def test_size_has_a_limit_and_is_told_once() -> None:
    assert validate({"any": [YES] * (MAX_PARTS - 1)}, {"a"}) == []
    assert [problem.code for problem in validate({"any": [YES] * 100_000}, {"a"})] == [
        "too_many_parts"
    ]


def shown_if(*keys: str) -> object:
    return {"all": [{"question": key, "op": "answered"} for key in keys]}


def test_an_answer_too_long_for_a_float_has_no_order() -> None:
    rule = {"question": "a", "op": "gt", "value": 1}
    assert evaluate(rule, {"a": 10**400}) is False


def test_circles_are_found() -> None:
    assert find_cycles({"a": None, "b": shown_if("a"), "c": shown_if("a", "b")}) == []
    assert find_cycles({"a": shown_if("a")}) == [["a"]]
    circles = find_cycles({"a": shown_if("b"), "b": shown_if("c"), "c": shown_if("a"), "d": None})
    assert [sorted(circle) for circle in circles] == [["a", "b", "c"]]
    with pytest.raises(RuleError):
        shown_keys([{"key": "a", "relevant": shown_if("a")}], {})


def test_a_chain_of_thousands_is_followed() -> None:
    rules = {"q0": None} | {f"q{n}": shown_if(f"q{n - 1}") for n in range(1, 5_000)}
    assert find_cycles(rules) == []
    questions = [{"key": key, "relevant": rule} for key, rule in reversed(rules.items())]
    assert len(shown_keys(questions, dict.fromkeys(rules, 1))) == 5_000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "question", "op", "value"]), inner, max_size=3
        )
    ),
    max_leaves=15,
)


@given(json_values, st.dictionaries(st.just("a"), json_values))
def test_no_input_breaks_validation_and_what_it_passes_can_be_evaluated(
    rule: object, answers: dict[str, object]
) -> None:
    if validate(rule, {"a"}) == []:
        assert evaluate(rule, answers) in (True, False)
