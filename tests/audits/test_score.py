"""Points: which answers count, and for how much."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from intranet_qms.audits.report_source import score_text
from intranet_qms.audits.score import Score, points_of, score_of
from intranet_qms.i18n import use_locale
from intranet_qms.reports.audit_json import as_json, content_hash, from_json
from tests.factories.reports import make_report

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


def test_the_report_says_the_points_and_one_signed_before_keeps_its_hash() -> None:
    with use_locale("pl"):
        said = score_text(sheet(line(CONFORMITY, "conforming")))
        assert said.startswith("Uzyskane punkty: 100%")
        assert score_text(sheet(line({"type": "yes_no"}, "yes"))) == ""
    report = make_report(sections=1, questions=1, findings=0)
    assert "score" not in as_json(report), "a field that came later and is empty"
    with_points = replace(report, score=said)
    assert from_json(as_json(with_points)).score == said
    assert content_hash(with_points) != content_hash(report)
