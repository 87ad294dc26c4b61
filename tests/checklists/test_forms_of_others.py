"""Forms as other offices write them: they come in whole, or with every thing that was left out."""

from __future__ import annotations

import pytest

from intranet_qms.checklists.content import normalise, questions_of
from intranet_qms.checklists.xlsform import ImportResult, import_xlsform
from intranet_qms.checklists.xlsform_export import export_xlsform
from tests.factories.checklists import content, question, xlsx

YES_NO = (("list_name", "name", "label"), ("tak", "t", "Tak"), ("tak", "n", "Nie"))


def read(survey: object, choices: object = YES_NO, **settings: str) -> ImportResult:
    named = {"form_title": "Formularz", "form_id": "formularz", **settings}
    return import_xlsform(
        xlsx(
            {"survey": survey, "choices": choices, "settings": [list(named), list(named.values())]}
        )  # type: ignore[dict-item]
    )


def keys(result: ImportResult) -> list[str]:
    assert result.content is not None, [one.code for one in result.problems]
    return [one["key"] for one in questions_of(result.content)]


def left_out(result: ImportResult) -> set[str]:
    return {one.code for one in result.left_out}


def test_an_inspection_of_rooms_with_groups_in_groups_and_conditions_on_groups() -> None:
    result = read(
        [
            ("type", "name", "label", "relevant", "required"),
            ("begin_group", "budynek", "Budynek"),
            ("select_one tak", "winda", "Czy działa winda?", None, "yes"),
            ("begin_group", "szczegoly", "Szczegóły", "${winda} = 'n'"),
            ("text", "powod", "Dlaczego nie?"),
            ("date", "od_kiedy", "Od kiedy?", "${powod} != ''"),
            ("end_group",),
            ("end_group",),
        ]
    )
    assert keys(result) == ["winda", "powod", "od_kiedy"]
    by_key = {one["key"]: one for one in questions_of(result.content or {})}
    assert by_key["powod"]["relevant"] == {"question": "winda", "op": "eq", "value": "n"}
    assert len(by_key["od_kiedy"]["relevant"]["all"]) == 2
    assert left_out(result) == set()


def test_a_count_of_files_with_a_repeat_and_a_calculation() -> None:
    result = read(
        [
            ("type", "name", "label", "calculation", "repeat_count"),
            ("integer", "ile", "Ile teczek?", None, None),
            ("begin_repeat", "teczka", "Teczka", None, "${ile}"),
            ("text", "znak", "Znak sprawy", None, None),
            ("end_repeat",),
            ("calculate", "procent", None, "${ile} * 100", None),
        ]
    )
    assert keys(result) == ["ile"]
    assert {"repeat", "inside_repeat"} <= left_out(result)
    assert any(
        code in left_out(result) for code in ("type_not_supported", "calculation_not_supported")
    )


def test_a_survey_with_or_other_choice_filters_and_pictures() -> None:
    result = read(
        [
            ("type", "name", "label", "choice_filter", "media::image"),
            ("select_one wydzial or_other", "w", "Wydział?", None, "mapa.png"),
            ("select_one pokoj", "p", "Pokój?", "wydzial=${w}", None),
        ],
        [
            ("list_name", "name", "label", "wydzial"),
            ("wydzial", "so", "SO", None),
            ("wydzial", "or", "OR", None),
            ("pokoj", "p1", "1", "so"),
            ("pokoj", "p2", "2", "or"),
        ],
    )
    assert keys(result) == ["w", "p"]
    assert {"or_other", "choice_filter_not_supported", "column_not_used"} <= left_out(result)


def test_nested_conditions_with_selected_and_limits() -> None:
    result = read(
        [
            ("type", "name", "label", "relevant", "constraint"),
            ("select_multiple tak", "z", "Zabezpieczenia?", None, None),
            ("decimal", "t", "Temperatura?", None, ". >= 14 and . <= 18"),
            ("text", "u", "Uwagi?",
             "(selected(${z}, 't') and not(selected(${z}, 'n'))) or (${t} > 16 and ${t} <= 18)",
             "string-length(.) <= 300"),
            ("text", "r", "Reszta?", "count-selected(${z}) > 1", "regex(., '^[A-Z]+$')"),
        ]
    )  # fmt: skip
    assert keys(result) == ["z", "t", "u", "r"]
    by_key = {one["key"]: one for one in questions_of(result.content or {})}
    assert (by_key["t"]["min"], by_key["t"]["max"], by_key["u"]["max_length"]) == (14, 18, 300)
    assert [list(part) for part in by_key["u"]["relevant"]["any"]] == [["all"], ["all"]]
    assert "relevant" not in by_key["r"]
    assert "expression_function" in left_out(result)


def test_metadata_notes_ranges_and_types_of_the_field() -> None:
    result = read(
        [
            ("type", "name", "label", "parameters", "default", "appearance"),
            ("start", "start", None, None, None, None),
            ("deviceid", "id", None, None, None, None),
            ("note", "wstep", "Przeczytaj najpierw zarządzenie.", None, None, None),
            ("range", "ocena", "Ocena?", "start=1 end=5 step=1", "3", "likert"),
            ("geopoint", "gdzie", "Gdzie?", None, None, None),
            ("image", "zdjecie", "Zdjęcie tablicy", None, None, None),
            ("image", "podpis", "Podpis", None, None, "signature"),
            ("audio", "nagranie", "Nagranie", None, None, None),
        ]
    )
    assert keys(result) == ["ocena", "zdjecie", "podpis"]
    by_key = {one["key"]: one for one in questions_of(result.content or {})}
    assert by_key["ocena"]["guidance_pl"] == "Przeczytaj najpierw zarządzenie."
    assert by_key["podpis"]["type"] == "signature"
    assert {"recorded_anyway", "type_not_supported", "default_not_supported"} <= left_out(result)


def test_what_the_designer_adds_survives_the_way_to_excel_and_back() -> None:
    made = normalise(
        content(
            question("a", scores={"conforming": 100, "nonconforming": 0}, weight=2),
            question(
                "b",
                type="one_of",
                choices=[
                    {"value": "x", "label_pl": "X", "label_en": "X", "score": 50},
                    {"value": "y", "label_pl": "Y", "label_en": "Y", "bad": True},
                ],
                evidence_when={"question": "a", "op": "eq", "value": "nonconforming"},
            ),
        )
    )
    result = import_xlsform(export_xlsform(made, 1))
    assert result.content == made


@pytest.mark.parametrize("scores", ["much", "conforming=lots"])
def test_points_that_are_none_are_told_by_row(scores: str) -> None:
    result = read(
        [("type", "name", "label", "scores"), ("select_one conformity", "a", "A", scores)]
    )
    assert [(one.code, one.row) for one in result.problems] == [("bad_scores", 2)]
