"""Priorities, each with the numbers that make it."""

from __future__ import annotations

from datetime import date

from intranet_qms.programme.risk import AreaFacts, FoundThere, Rules, priority

TODAY = date(2026, 11, 23)


def test_a_priority_is_the_sum_of_its_factors_and_shows_them() -> None:
    facts = AreaFacts(
        importance=5,
        last_audit=date(2025, 5, 23),
        findings=[
            FoundThere(finding_class="minor", is_open=False, is_late=False),
            FoundThere(finding_class="major", is_open=True, is_late=True),
            FoundThere(finding_class="strength", is_open=False, is_late=False),
        ],
        changes=1,
    )
    found = priority(facts, Rules(), 3, TODAY)
    by_name = {one.name: one for one in found.factors}
    assert by_name["importance"].points == 30.0
    assert (by_name["age"].number, by_name["age"].points) == (549, 12.5)
    # 2 of the closed minor one, 5 × 3 of the late major one; full at ten.
    assert (by_name["findings"].number, by_name["findings"].points) == (17, 30.0)
    assert (by_name["changes"].number, by_name["changes"].points) == (1, 3.8)
    assert found.value == round(sum(one.points for one in found.factors)) == 76


def test_what_was_never_audited_is_as_old_as_can_be() -> None:
    found = priority(AreaFacts(importance=1, last_audit=None), Rules(), 3, TODAY)
    assert [one.points for one in found.factors] == [0.0, 25.0, 0.0, 0.0]
    assert found.factors[1].number == -1


def test_weights_are_the_offices_own() -> None:
    rules = Rules(weights={"importance": 100, "age": 0, "findings": 0, "changes": 0})
    assert priority(AreaFacts(importance=3, last_audit=None), rules, 3, TODAY).value == 50


def test_rules_are_kept_and_read_again() -> None:
    rules = Rules(rest_days=5, needs_competence=False)
    assert Rules.of({**rules.as_dict(), "of a later version": 1}) == rules
