"""What is written as an XLSForm can be read again, here and by others, and says the same."""

from __future__ import annotations

import io
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from intranet_qms.checklists.content import Content, check_content, normalise
from intranet_qms.checklists.rules import evaluate
from intranet_qms.checklists.rules_from import Target, rule_from
from intranet_qms.checklists.rules_to import expression_of
from intranet_qms.checklists.services import BUILTIN
from intranet_qms.checklists.workflow import AnswerType
from intranet_qms.checklists.xlsform import import_xlsform
from intranet_qms.checklists.xlsform_export import export_xlsform
from tests.factories.sync import golden_checklist

COMING_ALONG = [json.loads(path.read_text("utf-8")) for path in sorted(BUILTIN.glob("*.json"))]
EVERY_KIND = normalise(
    {
        "key": "every-kind",
        "title_pl": "Każdy rodzaj pytania",
        "title_en": "Every kind of question",
        "standard": "ISO 9001",
        "edition": "2015",
        "sections": [
            {
                "key": "first",
                "title_pl": "Pierwsza",
                "title_en": "First",
                "questions": [
                    {"key": "files", "text_pl": "Czy akta są ułożone?", "text_en": "In order?",
                     "guidance_pl": "=2+2\nZajrzyj do teczek.", "guidance_en": "Look.",
                     "clause": "7.5.3", "procedure": "PS-01 § 4", "evidence": "required",
                     "required": True, "weight": 2.5},
                    {"key": "warm", "text_pl": "Ile stopni?", "text_en": "How warm?",
                     "type": "number", "unit": "°C", "unit_pl": "stopni", "unit_en": "degrees",
                     "min": -5, "max": 18.5},
                    {"key": "how_many", "text_pl": "Ile teczek?", "text_en": "How many?",
                     "type": "number", "integer": True, "min": 0},
                ],
            },
            {
                "key": "files",
                "title_pl": "Druga",
                "title_en": "Second",
                "questions": [
                    {"key": "why", "text_pl": "Dlaczego?", "text_en": "Why?", "type": "text",
                     "max_length": 500, "evidence": "never",
                     "required_when": {"question": "files", "op": "eq", "value": "nonconforming"},
                     "relevant": {"any": [
                         {"question": "warm", "op": "gt", "value": 17},
                         {"all": [{"question": "files", "op": "answered"},
                                  {"not": {"question": "how_many", "op": "eq", "value": 3}}]},
                     ]}},
                    {"key": "day", "text_pl": "Kiedy?", "text_en": "When?", "type": "date",
                     "min": "2026-01-01"},
                    {"key": "colour", "text_pl": "Kolor?", "text_en": "Colour?", "type": "one_of",
                     "choices": [{"value": "r", "label_pl": "czerwony", "label_en": "red"},
                                 {"value": "b", "label_pl": "niebieski", "label_en": "blue"}]},
                    {"key": "colours", "text_pl": "Kolory?", "text_en": "All colours?",
                     "type": "many_of",
                     "choices": [{"value": "r", "label_pl": "czerwony", "label_en": "red"},
                                 {"value": "b", "label_pl": "niebieski", "label_en": "blue"}],
                     "relevant": {"question": "day", "op": "ge", "value": "2026-06-01"}},
                    {"key": "trained", "text_pl": "Przeszkolony?", "text_en": "Trained?",
                     "type": "yes_no",
                     "relevant": {"question": "colours", "op": "selected", "value": "b"}},
                    {"key": "picture", "text_pl": "Zdjęcie", "text_en": "Photo", "type": "photo"},
                    {"key": "signed", "text_pl": "Podpis", "text_en": "Signature",
                     "type": "signature"},
                ],
            },
        ],
    }
)  # fmt: skip
"""The second section has the name of a question, which one form does not allow."""


def read_again(content: Content) -> Content:
    result = import_xlsform(export_xlsform(content, 7))
    assert result.problems == []
    assert result.left_out == []
    assert result.content is not None
    return result.content


def test_every_kind_of_question_comes_back_as_it_was() -> None:
    assert check_content(EVERY_KIND) == []
    again = read_again(EVERY_KIND)
    assert [section.pop("key") for section in again["sections"]] == ["first", "files_s"]
    expected = {
        **EVERY_KIND,
        "sections": [
            {word: value for word, value in section.items() if word != "key"}
            for section in EVERY_KIND["sections"]
        ],
    }
    assert again == expected


@pytest.mark.parametrize("content", [golden_checklist(), *COMING_ALONG], ids=lambda c: c["key"])
def test_a_checklist_in_use_comes_back_word_for_word(content: Content) -> None:
    content = normalise(content)
    assert read_again(content) == content


def test_another_tool_accepts_it(tmp_path: Path) -> None:
    """pyxform is what ODK, KoboToolbox and others read forms with."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(export_xlsform(EVERY_KIND, 7))
    form = convert(path, validate=False).xform
    assert "selected( /data/files_s/colours , 'b')" in form
    assert 'version="7"' in form


def test_a_text_that_begins_like_a_formula_stays_text() -> None:
    book = load_workbook(io.BytesIO(export_xlsform(EVERY_KIND, 7)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


SIMPLE = (None, "", "yes", "no")
RULES: list[dict[str, Any]] = [
    {"question": "a", "op": "ne", "value": "yes"},
    {"question": "a", "op": "in", "value": ["yes", "no"]},
    {"not": {"question": "a", "op": "ne", "value": "yes"}},
    {"not": {"question": "a", "op": "in", "value": ["yes"]}},
    {"all": [{"question": "a", "op": "ne", "value": "no"}, {"question": "b", "op": "answered"}]},
    {"any": [{"question": "a", "op": "not_answered"},
             {"all": [{"question": "b", "op": "eq", "value": "yes"},
                      {"not": {"any": [{"question": "a", "op": "eq", "value": "no"},
                                       {"question": "b", "op": "ne", "value": "no"}]}}]}]},
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: json.dumps(rule)[:60])
def test_a_rule_that_is_written_and_read_means_the_same(rule: dict[str, Any]) -> None:
    """For every answer that two questions can have, unanswered ones above all."""
    types = dict.fromkeys("ab", str(AnswerType.TEXT))
    again = rule_from(expression_of(rule, types), dict.fromkeys("ab", Target(AnswerType.TEXT)))
    for a, b in product(SIMPLE, SIMPLE):
        answers = {"a": a, "b": b}
        assert evaluate(again, answers) is evaluate(rule, answers), answers


def test_rules_about_numbers_and_days_mean_the_same() -> None:
    kinds = {"a": AnswerType.NUMBER, "b": AnswerType.DATE}
    rule = {
        "any": [
            {"all": [{"question": "a", "op": "ge", "value": -2.5},
                     {"question": "a", "op": "lt", "value": 7}]},
            {"question": "b", "op": "gt", "value": "2026-03-01"},
        ]
    }  # fmt: skip
    written = expression_of(rule, {key: str(kind) for key, kind in kinds.items()})
    again = rule_from(written, {key: Target(kind) for key, kind in kinds.items()})
    for a, b in product((None, -3, -2.5, 0, 7), (None, "2026-03-01", "2026-03-02")):
        assert evaluate(again, {"a": a, "b": b}) is evaluate(rule, {"a": a, "b": b})
