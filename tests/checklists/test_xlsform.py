"""An Excel form becomes a checklist; what is wrong or left out is told by its row."""

from __future__ import annotations

from typing import Any

import pytest
from pyxform.xls2xform import convert

from intranet_qms.checklists.xlsform import ImportResult, import_xlsform
from intranet_qms.checklists.xlsform_sheets import ImportNote
from tests.factories.checklists import SURVEY_TITLES, survey, xlsx

TITLES = (*SURVEY_TITLES, "hint::Polski (pl)", "relevant", "constraint", "required", "appearance",
          "clause", "evidence", "unit")  # fmt: skip

GOOD = xlsx(
    {
        "survey": [
            TITLES,
            ("begin group", "storage", "Magazyn", "Storage"),
            ("note", "intro", "Zacznij od pomiarów.", "Start with the measurements."),
            ("decimal", "temperature", "Temperatura?", "Temperature?", "W połowie regału",
             None, ". >= 15 and . <= 18", "yes", None, "7.1.4", "required", "°C"),
            ("select_one conformity", "order", "Teczki ułożone?", "Files in order?", None,
             None, None, "yes", None, "7.5.3", "required_on_nonconformity"),
            ("text", "why", "Co jest nie tak?", "What is wrong?", None,
             "${order} = 'nonconforming' or ${temperature} > 18", "string-length(.) <= 500"),
            ("end group",),
            ("begin group", "people", "Pracownicy", "People", None, "${order} != ''"),
            ("select_one yes_no", "trained", "Przeszkoleni?", "Trained?"),
            ("select_multiple topics", "which", "Z czego?", "In what?", None,
             "${trained} = 'yes'"),
            ("date", "when", "Kiedy?", "When?", None, "selected(${which}, 'fire')",
             ". >= date('2020-01-01')", "selected(${which}, 'fire')"),
            ("integer", "how_many", "Ilu?", "How many?", None,
             "not(${trained} != 'yes') and ${which} != ''", ". > 0 and . < 100"),
            ("image", "photo", "Zdjęcie", "Photo"),
            ("image", "sign", "Podpis", "Signature", None, None, None, None, "signature"),
            ("acknowledge", "ok", "Potwierdź", "Confirm"),
            ("end group",),
        ],
        "choices": [
            ("list_name", "name", "label::Polski (pl)", "label::English (en)"),
            ("topics", "fire", "Pożar", "Fire"),
            ("topics", "water", "Zalanie", "Flood"),
            ("yes_no", "yes", "Tak", "Yes"),
            ("yes_no", "no", "Nie", "No"),
            ("conformity", "conforming", "Zgodne", "Conforming"),
            ("conformity", "nonconforming", "Niezgodne", "Nonconforming"),
        ],
        "settings": [
            ("form_title", "form_id", "default_language", "standard", "edition"),
            ("Archiwum zakładowe", "archive", "Polski (pl)", "ISO 9001", 2015),
        ],
    }
)  # fmt: skip


def told(notes: list[ImportNote]) -> list[tuple[str, int, str, str]]:
    return [(note.sheet, note.row, note.column, note.code) for note in notes]


def by_key(result: ImportResult) -> dict[str, dict[str, Any]]:
    assert result.problems == []
    assert result.content is not None
    return {
        question["key"]: question
        for section in result.content["sections"]
        for question in section["questions"]
    }


def test_the_form_used_here_is_one_that_other_tools_accept() -> None:
    assert convert(GOOD, file_type=".xlsx", validate=False).xform.startswith("<")


def test_a_form_becomes_a_checklist() -> None:
    result = import_xlsform(GOOD)
    questions = by_key(result)
    content = result.content
    assert content is not None
    assert (content["key"], content["title_pl"]) == ("archive", "Archiwum zakładowe")
    assert (content["standard"], content["edition"]) == ("ISO 9001", "2015")
    assert [(s["key"], s["title_pl"], s["title_en"]) for s in content["sections"]] == [
        ("storage", "Magazyn", "Storage"),
        ("people", "Pracownicy", "People"),
    ]
    assert {key: question["type"] for key, question in questions.items()} == {
        "temperature": "number",
        "order": "conformity",
        "why": "text",
        "trained": "yes_no",
        "which": "many_of",
        "when": "date",
        "how_many": "number",
        "photo": "photo",
        "sign": "signature",
        "ok": "one_of",
    }
    temperature = questions["temperature"]
    assert (temperature["min"], temperature["max"], temperature["unit"]) == (15, 18, "°C")
    assert temperature["required"] is True
    assert temperature["guidance_pl"] == "Zacznij od pomiarów.\n\nW połowie regału"
    assert temperature["guidance_en"] == "Start with the measurements."
    assert (temperature["clause"], temperature["evidence"]) == ("7.1.4", "required")
    assert questions["which"]["choices"][0] == {
        "value": "fire",
        "label_pl": "Pożar",
        "label_en": "Fire",
    }


def test_expressions_become_rules_and_ranges() -> None:
    questions = by_key(import_xlsform(GOOD))
    in_group = {"question": "order", "op": "answered"}
    trained = {"question": "trained", "op": "eq", "value": "yes"}
    fire = {"question": "which", "op": "selected", "value": "fire"}
    assert questions["why"]["relevant"] == {
        "any": [
            {"question": "order", "op": "eq", "value": "nonconforming"},
            {"question": "temperature", "op": "gt", "value": 18},
        ]
    }
    assert questions["why"]["max_length"] == 500
    assert questions["trained"]["relevant"] == in_group
    assert questions["which"]["relevant"] == {"all": [in_group, trained]}
    assert questions["when"]["relevant"] == {"all": [in_group, fire]}
    assert questions["when"]["required_when"] == fire
    assert questions["when"]["min"] == "2020-01-01"
    assert questions["how_many"]["relevant"] == {
        "all": [
            in_group,
            {"all": [trained, {"question": "which", "op": "answered"}]},
        ]
    }
    assert (questions["how_many"]["min"], questions["how_many"]["max"]) == (1, 99)


def test_what_was_changed_is_told() -> None:
    result = import_xlsform(GOOD)
    assert told(result.left_out) == []
    assert told(result.notices) == [
        ("survey", 3, "A", "note_as_guidance"),
        ("survey", 5, "A", "conformity_in_full"),
    ]


MISTAKES = xlsx(
    {
        "survey": [
            TITLES,
            ("begin group", "g", "Grupa", "Group"),  # 2: never closed
            ("txt", "a", "A"),  # 3: unknown type
            ("text", None, "B"),  # 4: no name
            ("text", "c", "C"),  # 5
            ("integer", "c", "C znowu"),  # 6: the same name
            ("text", "has space", "D"),  # 7: bad name
            ("select_one colours", "e", "E"),  # 8: no such list
            ("select_one", "f", "F"),  # 9: no list at all
            ("text", "h"),  # 10: no label
            ("text", "i", "I", None, None, "${c} = 'x"),  # 11: quotation mark not closed
            ("text", "j", "J", None, None, "${nobody} = 'x'"),  # 12: no such question
            ("text", "k", "K", None, None, "c = 'x'"),  # 13: name without ${}
            ("select_one sizes", "l", "L"),  # 14
            ("text", "m", "M", None, None, "${l} = 'huge'"),  # 15: no such choice
            ("integer", "n", "N", None, None, None, ". >= 9 and . <= 5"),  # 16: empty range
            ("text", "o", "O", None, None, "${p} = '1'"),  # 17: a circle of o and p
            ("text", "p", "P", None, None, "${o} = '1'"),  # 18
            ("text", "q", "=1+1"),  # 19: formula
            (None, "r", "R"),  # 20: no type
            ("text", "s", "S", None, None, "(${c} = 'x'"),  # 21: parenthesis
            ("text", "t", "T", None, None, "${c} = „x”"),  # 22: typographic quotation marks
            ("text", "u", "U", None, None, None, None, None, None, None, "sometimes"),  # 23
            ("end repeat",),  # 24: closes a group
            ("end group",),  # 25: nothing left to close
            ("begin group", "w", "W"),  # 26: never closed
        ],
        "choices": [
            ("list_name", "name", "label::Polski (pl)"),
            ("sizes", "s", "Małe"),  # 2
            (None, "m", "Średnie"),  # 3: no list name
            ("sizes", None, "Duże"),  # 4: no name
            ("sizes", "s", "Małe znowu"),  # 5: the same name
            ("sizes", "xl"),  # 6: no label
        ],
        "settings": [("form_title", "form_id"), ("Błędy", "not a key")],
    }
)  # fmt: skip


def test_every_mistake_is_told_at_once_with_its_row_and_column() -> None:
    result = import_xlsform(MISTAKES)
    assert result.content is None
    assert told(result.problems) == [
        ("settings", 2, "B", "bad_key"),
        ("survey", 3, "A", "unknown_type"),
        ("survey", 4, "B", "name_missing"),
        ("survey", 6, "B", "duplicate_name"),
        ("survey", 7, "B", "bad_name"),
        ("survey", 8, "A", "unknown_list"),
        ("survey", 9, "A", "list_missing"),
        ("survey", 10, "C", "label_missing"),
        ("survey", 11, "F", "expression_text_not_closed"),
        ("survey", 12, "F", "unknown_reference"),
        ("survey", 13, "F", "expression_bare_word"),
        ("survey", 16, "G", "empty_range"),
        ("survey", 17, "F", "rule_circle"),
        ("survey", 19, "C", "formula"),
        ("survey", 20, "A", "type_missing"),
        ("survey", 21, "F", "expression_parenthesis_not_closed"),
        ("survey", 22, "F", "expression_typographic_quotes"),
        ("survey", 23, "K", "unknown_evidence"),
        ("survey", 24, "A", "end_does_not_match"),
        ("survey", 25, "A", "end_group_without_begin"),
        ("survey", 26, "A", "group_not_closed"),
        ("choices", 3, "A", "list_name_missing"),
        ("choices", 4, "B", "choice_name_missing"),
        ("choices", 5, "B", "duplicate_choice"),
        ("choices", 6, "C", "choice_label_missing"),
    ]


def test_a_comparison_with_a_choice_that_is_not_offered_is_a_mistake() -> None:
    data = survey(
        ("select_one sizes", "l", "L", "L", None),
        ("text", "m", "M", "M", "${l} = 'huge'"),
        titles=(*SURVEY_TITLES, "relevant"),
        choices=[("list_name", "name", "label"), ("sizes", "s", "Małe")],
    )
    result = import_xlsform(data)
    assert told(result.problems) == [("survey", 3, "E", "unknown_choice")]
    assert result.problems[0].parameters == {"name": "l", "value": "huge"}


def test_a_mistyped_type_is_answered_with_the_nearest_one() -> None:
    result = import_xlsform(survey(("intger", "a", "A"), ("select_onne x", "b", "B")))
    assert [note.parameters["suggestion"] for note in result.problems] == ["integer", "select_one"]


def test_what_a_checklist_cannot_do_is_left_out_by_row_and_the_rest_imported() -> None:
    titles = (*SURVEY_TITLES, "relevant", "constraint", "default", "appearance", "mystery")
    data = survey(
        ("start", "start"),  # 2
        ("geopoint", "place", "Gdzie?"),  # 3
        ("calculate", "sum"),  # 4
        ("barcode", "code", "Kod"),  # 5
        ("begin repeat", "rooms", "Pokoje"),  # 6
        ("text", "room", "Pokój"),  # 7
        ("end repeat",),  # 8
        ("text", "a", "A", None, "${place} != ''"),  # 9: speaks of what is left out
        ("text", "b", "B", None, "today() > date('2026-01-01')"),  # 10
        ("text", "c", "C", None, "${a} = ${b}"),  # 11
        ("decimal", "d", "D", None, None, ". > 0"),  # 12: an open end
        ("text", "e", "E", None, None, "regex(., '[a-z]+')"),  # 13
        ("text", "f", "F", None, "../a = 'x'"),  # 14
        ("text", "g", "G", None, "${d} + 1 > 2", None, "7", "multiline", "?"),  # 15
        ("begin group", "outer", "Zewnętrzna"),  # 16
        ("begin group", "inner", "Wewnętrzna"),  # 17
        ("text", "h", "H"),  # 18
        ("end group",),
        ("text", "i", "I"),  # 20
        ("end group",),
        titles=titles,
        choices=[("list_name", "name", "label"), ("unused", "x", "X")],
    )
    result = import_xlsform(data)
    questions = by_key(result)
    assert list(questions) == ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
    assert not any("relevant" in question for question in questions.values())
    assert told(result.left_out) == [
        ("survey", 1, "I", "column_not_used"),
        ("survey", 2, "A", "recorded_anyway"),
        ("survey", 3, "A", "type_not_supported"),
        ("survey", 4, "A", "type_not_supported"),
        ("survey", 5, "A", "type_not_supported"),
        ("survey", 6, "A", "repeat"),
        ("survey", 7, "A", "inside_repeat"),
        ("survey", 9, "E", "expression_left_out_question"),
        ("survey", 10, "E", "expression_function"),
        ("survey", 11, "E", "expression_two_questions"),
        ("survey", 12, "F", "expression_open_end"),
        ("survey", 13, "F", "expression_function"),
        ("survey", 14, "E", "expression_path"),
        ("survey", 15, "E", "expression_arithmetic"),
        ("survey", 15, "G", "default_not_supported"),
        ("choices", 2, "", "list_not_used"),
    ]
    assert result.content is not None
    assert [section["title_pl"] for section in result.content["sections"]] == [
        "Przegląd archiwum",
        "Zewnętrzna – Wewnętrzna",
        "Zewnętrzna",
    ]
    assert ("survey", 17, "A", "nested_group") in told(result.notices)


def test_one_language_is_enough_and_it_is_told() -> None:
    result = import_xlsform(
        survey(("text", "a", "Pytanie"), titles=("type", "name", "label")), "Archiwum.xlsx"
    )
    assert by_key(result)["a"]["text_en"] == "Pytanie"
    assert told(result.notices) == [("survey", 0, "", "no_english")]
    assert result.notices[0].parameters == {"count": 1}


def test_a_form_without_a_title_takes_the_name_of_its_file() -> None:
    result = import_xlsform(
        xlsx({"survey": [SURVEY_TITLES, ("text", "a", "A", "A")]}), "Żółte teczki.xlsx"
    )
    assert result.content is not None
    assert (result.content["title_pl"], result.content["key"]) == ("Żółte teczki", "zolte-teczki")


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"Arkusz1": [("a", "b")]}, "survey_missing"),
        ({"survey": []}, "survey_missing"),
        ({"survey": [("type", "label")]}, "column_missing"),
        ({"survey": [SURVEY_TITLES]}, "no_sections"),
        ({"survey": [(*SURVEY_TITLES, "name"), ("text", "a", "A")]}, "duplicate_column"),
    ],
)
def test_a_workbook_that_is_no_form_is_refused(sheets: dict[str, Any], code: str) -> None:
    result = import_xlsform(xlsx(sheets))
    assert result.content is None
    assert [note.code for note in result.problems] == [code]


def test_more_questions_than_a_sheet_can_bear_are_refused() -> None:
    rows = [("text", f"q{n}", "Q", "Q") for n in range(2_001)]
    result = import_xlsform(survey(*rows))
    assert [note.code for note in result.problems] == ["too_many_questions"]
    assert import_xlsform(survey(*rows[:2_000])).questions == 2_000
