"""A hostile or wrong file is refused whole, in words, within bounds of memory and time."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intranet_qms.checklists.workbook import MAX_BYTES, column_letter
from intranet_qms.checklists.xlsform import import_xlsform
from tests.factories.checklists import SURVEY_TITLES, survey, xlsx

GOOD = survey(("text", "a", "A", "A"))


def refused(data: bytes) -> str:
    result = import_xlsform(data)
    assert result.content is None
    assert len(result.problems) == 1
    return result.problems[0].code


def rebuilt(
    change: dict[str, bytes], *, drop: str = "", compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The good workbook with some parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w", compression) as new:
        for name in old.namelist():
            if name not in change and name != drop:
                new.writestr(name, old.read(name))
        for name, data in change.items():
            new.writestr(name, data)
    return stream.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"


def test_the_rebuilt_workbook_is_good_without_a_change() -> None:
    assert import_xlsform(rebuilt({})).problems == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"type,name,label\ntext,a,A\n", "not_xlsx"),
        (b"%PDF-1.7 ...", "not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (b"PK\x03\x04" + b"\0" * 60, "damaged"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (b"PK\x03\x04" + b"x" * MAX_BYTES, "file_too_large"),
        (rebuilt({}, drop="[Content_Types].xml"), "not_xlsx"),
        (rebuilt({}, drop="xl/workbook.xml"), "not_xlsx"),
        (rebuilt({}, drop=SHEET), "survey_missing"),
        (rebuilt({SHEET: b"<worksheet><sheetData><row>"}), "damaged"),
        (rebuilt({SHEET: b""}), "damaged"),
        (rebuilt({"xl/vbaProject.bin": b"macro"}), "macros"),
        (rebuilt({}, compression=zipfile.ZIP_LZMA), "suspicious_archive"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused_by_its_content(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_workbook_that_says_it_has_macros_is_refused() -> None:
    types = part("[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert refused(rebuilt({"[Content_Types].xml": types})) == "macros"


def test_an_external_entity_is_refused_and_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kept apart")
    evil = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
        + part(SHEET).split(b"?>", 1)[-1].replace(b"<t>A</t>", b"<t>&e;</t>")
    )
    assert refused(rebuilt({SHEET: evil})) == "entities"


def test_exploding_entities_are_refused() -> None:
    laughs = b"<!DOCTYPE x [<!ENTITY a 'ha'>" + b"".join(
        b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    assert refused(rebuilt({SHEET: laughs + b"]><x>&j;</x>"})) == "entities"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "cp037"])
def test_an_entity_in_another_encoding_does_not_slip_through(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>'
    assert refused(rebuilt({SHEET: text.encode(encoding)})) in ("damaged", "encoding")


def test_a_zip_bomb_is_refused_before_it_goes_off() -> None:
    bombs = [
        rebuilt({"xl/media/a.bin": b"\0" * (60 * 1024 * 1024)}),
        rebuilt({SHEET: b"<x>" + b" " * (10 * 1024 * 1024)}),
        rebuilt({f"xl/media/{n}.bin": b"\0" * (900 * 1024) for n in range(60)}),
        rebuilt({f"xl/media/{n}.bin": b"x" for n in range(600)}),
    ]
    for bomb in bombs:
        assert len(bomb) < MAX_BYTES
        tracemalloc.start()
        begun = time.perf_counter()
        assert refused(bomb) in ("unpacks_too_large", "suspicious_archive")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 60 * 1024 * 1024
        assert time.perf_counter() - begun < 10


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    size = 10 * 1024 * 1024
    bomb = bytearray(rebuilt({"xl/media/a.bin": b"\0" * size}))
    honest = struct.pack("<I", size)
    assert bomb.count(honest) == 2  # in the local header and in the directory at the end
    lying = bytes(bomb).replace(honest, struct.pack("<I", 1_000))
    assert refused(lying) in ("damaged", "suspicious_archive")


def test_many_cells_stay_within_bounds_of_memory() -> None:
    rows = b"".join(b'<row r="%d">%s</row>' % (n, b"<c><v>1</v></c>" * 30) for n in range(1, 8_000))
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + rows + b"</sheetData></worksheet>"
    )
    data = rebuilt({SHEET: sheet})
    tracemalloc.start()
    assert refused(data) == "too_many_rows"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 250 * 1024 * 1024


def test_a_row_far_below_and_a_column_far_right_are_refused_not_cut_off() -> None:
    far = [("text", f"q{n}", "Q") for n in range(5_000)]
    assert refused(survey(*far)) == "too_many_rows"
    assert refused(survey(("text", "a", "A", "A", *[None] * 50, "far"))) == "too_many_columns"


def test_a_cell_with_a_book_in_it_is_refused_by_its_row() -> None:
    result = import_xlsform(survey(("text", "a", "x" * 12_001)))
    note = result.problems[0]
    assert (note.code, note.sheet, note.row, note.column) == ("cell_too_long", "survey", 2, "C")


def test_a_formula_and_an_error_of_excel_are_told_by_their_cells() -> None:
    result = import_xlsform(
        xlsx(
            {
                "survey": [
                    SURVEY_TITLES,
                    ("text", "a", '=HYPERLINK("http://example.org")', "A"),
                    ("text", "b", "#REF!", "B"),
                ]
            }
        )
    )
    assert [(note.code, note.row, note.column) for note in result.problems] == [
        ("formula", 2, "C"),
        ("excel_error", 3, "C"),
    ]


def test_deeply_nested_expressions_exhaust_nothing() -> None:
    titles = (*SURVEY_TITLES, "relevant")
    for text in (
        "(" * 1_900,
        "not(" * 400,
        "-" * 1_900,
        f"${{a}} > {'9' * 1_900}",
        "${a} = 'x' and " * 120 + "${a} = 'x'",
    ):
        result = import_xlsform(survey(("text", "a", "A", "A", text), titles=titles))
        assert [note.code[:10] for note in result.problems + result.left_out] == ["expression"]


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_bytes_break_the_import(tail: bytes) -> None:
    assert import_xlsform(b"PK\x03\x04" + tail).content is None


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_no_damage_to_a_good_file_breaks_the_import(place: int, byte: int) -> None:
    damaged = bytearray(GOOD)
    damaged[place] = byte
    import_xlsform(bytes(damaged))


def test_columns_are_named_as_excel_names_them() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
