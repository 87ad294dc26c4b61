"""Points: which answers count, and for how much."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from intranet_qms.audits.score import Score, points_of, score_of

CONFORMITY = {
    "type": "conformity",
    "scores": {"conforming": 100, "observation": 50, "nonconforming": 0},
}
CHOICES = {
    "type": "many_of",
    "choices": [{"value": "a", "score": 100}, {"value": "b", "score": 40}, {"value": "c"}],
}


def line(question: dict[str, Any], value: Any, **how: Any) -> SimpleNamespace:
    standing = SimpleNamespace(shown=[SimpleNamespace(value=value)])
    sample = SimpleNamespace(says=how.pop("says", "answered"), standing=standing)
    return SimpleNamespace(
        question=question, samples=[sample], **{"shown": True, "earlier": None, **how}
    )


def sheet(*lines: Any) -> SimpleNamespace:
    return SimpleNamespace(sections=[SimpleNamespace(questions=lines)])


def test_an_answer_has_the_points_that_its_checklist_gives() -> None:
    assert points_of(CONFORMITY, "observation") == 50
    assert points_of(CONFORMITY, "not_applicable") is None
    assert points_of(CHOICES, ["a", "b"]) == 70
    assert points_of(CHOICES, ["c"]) is None
    assert points_of({"type": "text"}, "x") is None


def test_weights_count_and_what_is_hidden_open_or_in_conflict_does_not() -> None:
    heavy = {**CONFORMITY, "weight": 3}
    found = score_of(
        sheet(
            line(heavy, "conforming"),
            line(CONFORMITY, "nonconforming"),
            line(CONFORMITY, "nonconforming", shown=False),
            line(CONFORMITY, "nonconforming", earlier=1),
            line(CONFORMITY, "nonconforming", says="conflict"),
            line(CONFORMITY, "not_applicable"),
        )
    )
    assert found == Score(75, 2)
    assert score_of(sheet(line({"type": "yes_no"}, "yes"))) is None
