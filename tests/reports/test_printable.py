"""Text for pages: what is kept, what is named, and that the fonts agree."""

from __future__ import annotations

import json
from pathlib import Path

import font_lato
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from intranet_qms.reports import printable as module
from intranet_qms.reports.printable import BREAK, is_drawn, printable, printable_tree

PROBE = b"""
#set document(title: "probe", date: datetime(year: 2026, month: 1, day: 1))
#set text(font: ("Lato", "Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern",
  "New Computer Modern Math"), size: 4pt)
#for part in json(bytes(sys.inputs.data)) [#box(part) ]
"""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Zażółć gęślą jaźń", "Zażółć gęślą jaźń"),
        ("e\u0301", "é"),
        ("a\tb\r\nc\rd", "a b\nc\nd"),
        ("😀", "[U+1F600 grinning face]"),
        ("漢", "[U+6F22]"),
        ("\x00", "[U+0000]"),
        ("\ud800", "[U+D800]"),
        ("\u202eabc", "[U+202E]abc"),
        ("☑\ufe0f", "☑"),
    ],
)
def test_what_is_written_is_shown_or_named(written: str, shown: str) -> None:
    assert printable(written) == shown


def test_only_long_runs_get_places_to_break() -> None:
    assert BREAK not in printable("Konstantynopolitańczykowianeczka poszła do urzędu")
    run = printable("a" * 45)
    assert run.replace(BREAK, "") == "a" * 45
    assert max(len(part) for part in run.split(BREAK)) == 20


def test_an_address_is_printed_as_it_is_typed() -> None:
    address = "https://intranet.urzad.example/qms/prints/" + "x" * 26
    assert printable(f"Sprawdź: {address}") == f"Sprawdź: {address}"


def test_one_letter_words_stay_with_the_next_word_in_polish_only() -> None:
    written = "a w Urzędzie i z Wydziału (o czym) dalej; v i"
    tied = "a\u00a0w\u00a0Urzędzie i\u00a0z\u00a0Wydziału (o\u00a0czym) dalej; v i"
    assert printable_tree(written, language="pl") == tied
    assert printable_tree(written, language="en") == written


def test_names_that_the_template_opens_are_left_alone() -> None:
    tree = {"file": "ab" * 32, "items": [{"text": "😀", "count": 3, "none": None}]}
    assert printable_tree(tree) == {
        "file": "ab" * 32,
        "items": [{"text": "[U+1F600 grinning face]", "count": 3, "none": None}],
    }


@given(st.text())
def test_the_result_is_drawn_and_final(text: str) -> None:
    shown = printable(text)
    assert all(character == "\n" or is_drawn(character) for character in shown)
    assert printable(shown) == shown


def test_the_fonts_draw_every_character_that_is_let_through() -> None:
    """Compiles all of them: another version of a font must not make the list untrue."""
    codes = [
        code
        for first, last in zip(module._STARTS, module._ENDS, strict=True)
        for code in range(first, last + 1)
    ]
    # Marks stand on a letter; alone they would join the box's edge.
    parts = [shown for code in codes if (shown := printable("a" + chr(code))) != "a"]
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(Path(font_lato.__file__).parent / "files")],
    )
    made, warnings = typst.compile_with_warnings(
        PROBE,
        format="pdf",
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(parts)},
        pdf_standards=["ua-1", "a-2a"],
    )
    assert warnings == []
    assert len(codes) > 7000
    assert made.startswith(b"%PDF")
