"""Answers are checked by their question's type; versions move one way; evidence is asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet_qms.checklists.workflow import (
    AnswerType,
    VersionState,
    can_change,
    check_value,
    is_required,
    needs_evidence,
)

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "contract" / "answers.json").read_text("utf-8")
)


def value_of(case: dict[str, Any]) -> object:
    return float(case["special"]) if "special" in case else case["value"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case_of_the_contract(case: dict[str, Any]) -> None:
    codes = [problem.code for problem in check_value(case["question"], value_of(case))]
    assert sorted(codes) == sorted(case["expected"])


def test_the_contract_is_large_enough_and_knows_every_type() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) >= 80
    assert len(set(names)) == len(names)
    assert {case["question"]["type"] for case in CASES} >= set(AnswerType)


def test_an_integer_too_long_for_a_float_is_refused() -> None:
    problems = check_value({"type": "number", "integer": True}, 10**400)
    assert [problem.code for problem in problems] == ["out_of_bounds"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@given(st.sampled_from([*AnswerType, "unheard-of"]), anything)
def test_no_value_breaks_the_check(kind: str, value: object) -> None:
    question = {"type": kind, "choices": [{"value": "a"}], "min": 0, "max": 5}
    for problem in check_value(question, value):
        assert problem.code


def test_versions_go_from_draft_to_published_to_retired_and_never_back() -> None:
    allowed = {
        (one, other) for one in VersionState for other in VersionState if can_change(one, other)
    }
    assert allowed == {
        (VersionState.DRAFT, VersionState.PUBLISHED),
        (VersionState.PUBLISHED, VersionState.RETIRED),
    }


@pytest.mark.parametrize(
    ("evidence", "kind", "value", "needed"),
    [
        ("never", "conformity", "nonconforming", False),
        ("optional", "conformity", "nonconforming", False),
        ("required", "conformity", "conforming", True),
        ("required", "conformity", None, False),
        ("required_on_nonconformity", "conformity", "nonconforming", True),
        ("required_on_nonconformity", "conformity", "observation", False),
        ("required_on_nonconformity", "yes_no", "no", True),
        ("required_on_nonconformity", "yes_no", "yes", False),
        ("required_on_nonconformity", "text", "no", False),
        (None, "conformity", "nonconforming", False),
    ],
)
def test_evidence_is_needed(
    evidence: str | None, kind: str, value: str | None, needed: bool
) -> None:
    assert needs_evidence({"type": kind, "evidence": evidence}, value) is needed


def test_a_question_is_required_always_or_by_its_rule() -> None:
    when = {"question": "a", "op": "eq", "value": "no"}
    assert is_required({"required": True}, {})
    assert not is_required({"required": False}, {"a": "no"})
    assert is_required({"required": False, "required_when": when}, {"a": "no"})
    assert not is_required({"required_when": when}, {"a": "yes"})
