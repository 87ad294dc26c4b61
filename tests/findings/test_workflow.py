"""Every state, step and class of a finding."""

from __future__ import annotations

import itertools

import pytest

from intranet_qms.findings.workflow import (
    NEEDS_ACTION,
    FindingClass,
    FindingState,
    FindingStep,
    next_state,
)

ALLOWED = {
    ("open", "accept"): "accepted",
    ("open", "withdraw"): "withdrawn",
    ("accepted", "agree_actions"): "actions_agreed",
    ("accepted", "withdraw"): "withdrawn",
    ("actions_agreed", "report_done"): "implemented",
    ("implemented", "verify"): "verified",
    ("implemented", "return"): "actions_agreed",
    ("verified", "return"): "actions_agreed",
    ("verified", "close"): "closed",
}


@pytest.mark.parametrize(
    ("state", "step", "finding_class"),
    list(itertools.product(FindingState, FindingStep, FindingClass)),
    ids=lambda one: one.value,
)
def test_only_what_is_written_is_possible(
    state: FindingState, step: FindingStep, finding_class: FindingClass
) -> None:
    expected = ALLOWED.get((state.value, step.value))
    if (state, step) == (FindingState.ACCEPTED, FindingStep.CLOSE):
        expected = None if finding_class in NEEDS_ACTION else "closed"
    assert next_state(state, step, finding_class) == expected
