"""Every state, step and class of a finding."""

from __future__ import annotations

import itertools

import pytest

from intranet_qms.findings.workflow import (
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
    ("open", "uphold"): "accepted",
    ("verified", "fail"): "accepted",
    ("closed", "reopen"): "accepted",
}


@pytest.mark.parametrize("needs_action", [True, False])
def test_only_what_is_written_is_possible(needs_action: bool) -> None:
    for state, step in itertools.product(FindingState, FindingStep):
        expected = ALLOWED.get((state.value, step.value))
        if (state, step) == (FindingState.ACCEPTED, FindingStep.CLOSE) and not needs_action:
            expected = "closed"
        assert next_state(state, step, needs_action) == expected, (state, step)
