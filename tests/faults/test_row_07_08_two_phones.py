"""Rows 7 and 8: two phones answer the same question, and different ones."""

from __future__ import annotations

from tests.factories.sync import CONFORMITY, NUMBER, YES_NO
from tests.faults.conftest import Field


def test_row_7_both_answers_are_kept_and_shown_to_both(field: Field) -> None:
    """The conflict names both authors, and each phone pulls the other's answer."""
    anna, piotr = field.phone("anna"), field.phone("piotr")
    anna.record("conforming")
    receipt = piotr.record("nonconforming", note="Brak podpisu.")
    assert receipt["status"] == "conflict"
    assert {head["author"]["name"] for head in receipt["result"]["heads"]} == {
        "Anna Kowalska",
        "Piotr Zieliński",
    }
    for phone in (anna, piotr):
        pulled = [one["data"] for one in phone.pull()["changes"] if one["type"] == "answer"]
        assert {(one["value"], one["author"]["name"]) for one in pulled} == {
            ("conforming", "Anna Kowalska"),
            ("nonconforming", "Piotr Zieliński"),
        }
    assert field.standing().in_conflict


def test_row_8_answers_to_different_questions_are_merged(field: Field) -> None:
    """Nothing of one phone hides anything of the other."""
    anna, piotr = field.phone("anna"), field.phone("piotr")
    told = [
        anna.record("conforming"),
        piotr.record(12, question=NUMBER),
        anna.record("yes", question=YES_NO),
        piotr.record("observation", sample=1),
    ]
    assert [one["status"] for one in told] == ["applied"] * 4
    assert field.standing(CONFORMITY).shown[0].value == "conforming"
    assert field.standing(CONFORMITY, 1).shown[0].value == "observation"
    assert field.standing(NUMBER).shown[0].value == 12
    assert field.standing(YES_NO).shown[0].value == "yes"
