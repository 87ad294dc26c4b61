"""Fields of kinds: cleaned, put together to a text, compared, drawn; codes made by patterns."""

from __future__ import annotations

import re
from typing import Any

import pytest

from intranet_qms.documents.content import content_hash
from intranet_qms.documents.kinds import comparing, composing, numbering, process_map, templates
from intranet_qms.documents.kinds.fields import clean
from intranet_qms.documents.kinds.forms import FORMS, form_of
from intranet_qms.documents.paragraphs import split
from intranet_qms.documents.workflow import DocumentKind
from intranet_qms.i18n import use_locale

BOOK = {
    "chapters": [
        {
            "title": "Kontekst",
            "clause": "4.1",
            "text": "# Otoczenie\n\nTekst.\n\n```\nnie zamknięte",
        },
        {"title": "- Strony", "text": "Podtytuł\n===\n\n> ## w cytacie\n\n1. raz\n2. dwa"},
        {"title": "3. Zakres"},
    ]
}


def test_every_kind_has_a_form_that_says_what_it_is_for() -> None:
    assert set(FORMS) == set(DocumentKind)
    assert all(str(form.about) for form in FORMS.values())


def test_chapters_become_one_book_in_which_each_parses_as_it_does_alone() -> None:
    text = composing.composed(DocumentKind.MANUAL, BOOK)
    parts = composing.parts(DocumentKind.MANUAL, BOOK)
    blocks = split(text)
    assert [block.text for block in blocks if block.level == 2] == [
        "## 1. Kontekst",
        "## 2. \\- Strony",
        "## 3. 3\\. Zakres",
    ]
    assert len(blocks) == sum(len(split(part.markdown)) for part in parts)
    assert min(block.level for block in blocks if block.level) == 2


def test_a_manual_of_old_becomes_chapters_and_the_same_text_again() -> None:
    old = "## 1. Cel\n\nTekst.\n\n### 1.1. Szczegół\n\n- a\n- b\n\n## 2. Zakres\n\nInny.\n"
    assert (
        composing.composed(DocumentKind.MANUAL, composing.from_text(DocumentKind.MANUAL, old))
        == old
    )


CONTENTS: dict[DocumentKind, dict[str, Any]] = {
    DocumentKind.MANUAL: {
        "chapters": [
            {"title": "Kontekst", "clause": "4.1, 4.2", "text": "Tekst.\n\n### Niżej\n\n- a\n- b"},
            {"title": "- Strony", "text": "| a | b |\n|---|---|\n| 1 | 2 |"},
        ]
    },
    DocumentKind.PROCESS_CARD: {
        "owner": "Naczelnik",
        "purpose": "Sprawnie.\n\nI zgodnie z prawem.",
        "inputs": [{"what": "wniosek | podanie", "from": "interesant"}, {"what": "opłata"}],
        "steps": [{"step": "Przyjmij", "who": "kancelaria"}, {"step": "Załatw (albo nie) od razu"}],
        "resources": ["- sala", "1. piętro", "EZD"],
        "indicators": [{"name": "czas", "unit": "dni", "target": "≤ 30"}],
        "procedures": ["PG-01", "PG-02"],
        "remarks": "Uwaga.",
    },
    DocumentKind.CLIENT_GUIDE: {
        "template": templates.as_json(templates.BUILTIN[0]),
        "what": "Dowód **osobisty**.",
        "documents": ["wniosek", "zdjęcie"],
        "where": [
            {
                "unit": "Wydział",
                "room": "pokój 1, parter",
                "phone": "17 000 01 01",
                "hours": "7–15",
            },
            {"room": "punkt: dworzec"},
        ],
        "fee": "Bez opłat.",
    },
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_text_made_of_fields_becomes_these_fields_again(kind: DocumentKind) -> None:
    content = CONTENTS[kind]
    text = composing.composed(kind, content, {"PG-01": "Obsługa"})
    assert composing.from_text(kind, text) == content


@pytest.mark.parametrize("kind", [DocumentKind.CLIENT_GUIDE, DocumentKind.PROCESS_CARD])
def test_no_word_of_an_old_text_is_lost_when_it_becomes_fields(kind: DocumentKind) -> None:
    old = (
        "Wstęp bez nagłówka.\n\n## Opłata\n\n17 zł\n\n## Wejścia\n\n| Co | Skąd |\n|---|---|\n"
        "| wniosek | interesant |\n\n## Coś innego\n\nReszta **tekstu**.\n"
    )
    words = set(re.findall(r"\w{3,}", old))
    text = composing.composed(kind, composing.from_text(kind, old))
    assert words <= set(re.findall(r"\w{3,}", text))


def test_what_is_typed_into_a_line_opens_no_heading_list_or_cell() -> None:
    card = {
        "owner": "# Naczelnik",
        "inputs": [{"what": "a | b", "from": "<script>"}],
        "resources": ["- sala", "1. druga"],
    }
    text = composing.composed(DocumentKind.PROCESS_CARD, card)
    levels = [block.level for block in split(text) if block.level]
    assert levels == [2, 2, 2]
    assert "a \\| b" in text


def test_a_guide_shows_the_parts_of_its_template_in_their_order() -> None:
    layout = templates.layout_of(
        [
            {"field": "fee", "pl": "Ile to kosztuje", "en": "Cost"},
            {"field": "own_1", "pl": "Dane osobowe"},
            {"field": "what", "pl": "Czego dotyczy"},
            {"field": "bad name", "pl": "x"},
        ]
    )
    guide = {
        "template": templates.as_json(templates.Template("short", 4, layout)),
        "what": "Dowód.", "fee": "Bez opłat.", "own_1": "Klauzula.", "appeal": "Nie widać.",
    }  # fmt: skip
    text = composing.composed(DocumentKind.CLIENT_GUIDE, guide)
    assert re.findall(r"^## (.+)$", text, re.M) == [
        "Ile to kosztuje",
        "Dane osobowe",
        "Czego dotyczy",
    ]
    assert "Nie widać" not in text


def test_fields_are_cleaned_and_say_what_is_wrong() -> None:
    fields = form_of(DocumentKind.LEGAL_ACT).fields
    content, problems = clean(
        fields,
        {
            "publisher": "  Sejm \n RP ", "issued_on": "31.02.2020", "link": "javascript:alert(1)",
            "journal": "", "unknown": "x", "number": "a\x00b",
        },
    )  # fmt: skip
    assert content == {"publisher": "Sejm RP"}
    assert set(problems) == {"c-issued_on", "c-link", "c-number"}


def test_changed_fields_are_told_word_by_word() -> None:
    old = {"mission": "Służymy mieszkańcom.", "objectives": ["a", "b"]}
    new = {
        "mission": "Służymy mieszkańcom i gościom.",
        "vision": "Lepiej.",
        "objectives": ["a", "b"],
    }
    with use_locale("en"):
        found = comparing.changes(DocumentKind.POLICY, old, new)
    assert [(one.label, one.change.value) for one in found] == [
        ("Mission", "edited"),
        ("Vision", "added"),
    ]
    added = [piece.text.strip() for piece in found[0].pieces if piece.change == "added"]
    assert added == ["i gościom"]


def test_the_hash_covers_the_fields_and_old_issues_keep_theirs() -> None:
    plain = content_hash("T", "", "x")
    assert content_hash("T", "", "x", fields={}) == plain
    one = content_hash("T", "", "x", fields={"a": "1", "b": ["2"]})
    assert one == content_hash("T", "", "x", fields={"b": ["2"], "a": "1"})
    assert one not in (plain, content_hash("T", "", "x", fields={"a": "1", "b": ["3"]}))


@pytest.mark.parametrize(
    ("pattern", "taken", "expected"),
    [
        ("PG-{number:02}", ["PG-01", "pg-09", "PG-10x", "PGX-77"], "PG-10"),
        ("KU-{unit}-{number:02}", ["KU-SO-04", "KU-OR-88"], "KU-SO-05"),
        ("IN-{year}/{number}", ["IN-2025/14", "IN-2026/2"], "IN-2026/3"),
        ("P{process}-{number:03}", [], "PG-001"),
        ("{number}.{unit}", ["7.SO", "9.OR"], "8.SO"),
    ],
)
def test_the_next_code_follows_the_highest_one(
    pattern: str, taken: list[str], expected: str
) -> None:
    numbering.check(pattern)
    assert numbering.next_code(pattern, numbering.Place("SO", 2026, "core"), taken) == expected


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("PG-", "number"),
        ("{number}{number}", "number"),
        ("{year}{number}", "number"),
        ("A{number}1", "number"),
        ("A-{nubmer}", "placeholder"),
        ("A {number}", "letters"),
        ("-{number}", "letters"),
        ("A{number", "number"),
        ("A" * 60 + "{number}", "length"),
    ],
)
def test_a_pattern_that_makes_no_codes_is_refused(pattern: str, problem: str) -> None:
    with pytest.raises(numbering.PatternProblem, match=problem):
        numbering.check(pattern)


def test_every_box_of_the_map_is_a_link_and_nothing_hostile_gets_out_of_it() -> None:
    processes = [
        process_map.Process(
            "core", "KP-01", "<script>alert(1)</script>" * 3, "",
            (process_map.Step("PG-01", 'a" onload="x'), process_map.Step("PG-99", "zniknęła")),
        ),
        process_map.Process("support", "PW-01", "Nieprawdopodobniedługiewyrażenie" * 4),
        process_map.Process("nonsense", "XX-01", "nie ma takiej grupy"),
    ]  # fmt: skip
    picture = str(process_map.draw(processes, lambda code: "" if code == "PG-99" else f"/d/{code}"))
    assert picture.count('href="/d/KP-01"') == picture.count('href="/d/PG-01"') == 2
    assert "PG-99" in picture
    assert "/d/PG-99" not in picture
    assert "XX-01" not in picture
    assert "<script" not in picture
    assert 'onload="x' not in picture.replace("&#34;", "'")
    assert process_map.draw([], str) == ""
    assert process_map.from_json(process_map.as_json(processes))[0] == processes[0]


def test_an_approved_map_tells_what_came_and_went() -> None:
    drawn = [process_map.Process("core", "PG-01", "a"), process_map.Process("core", "PG-02", "b")]
    now = [process_map.Process("core", "KP-01", "c", "", (process_map.Step("PG-01", "a"),))]
    found = process_map.difference(drawn, now)
    assert (found.missing, found.gone) == (["KP-01"], ["PG-02"])
    assert not process_map.difference(drawn, drawn)
    renamed = [process_map.Process("core", "PG-40", "b"), drawn[0]]
    assert not process_map.difference(drawn, renamed, {"PG-02": "PG-40"})


def test_on_paper_the_map_is_a_list_of_its_processes() -> None:
    step = process_map.Step("PG-01", "Obsługa")
    drawn = [process_map.Process("core", "KP-01", "Karta", "", (step,))]
    content = {"processes": process_map.as_json(drawn)}
    text = composing.fields_as_text(DocumentKind.PROCESS_MAP, content)
    assert text == "## Procesy główne\n\n- KP-01 Karta\n  - PG-01 Obsługa"
