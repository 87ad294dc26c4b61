"""Open a sheet that somebody sent, whether .xlsx or .csv, as numbered rows of text."""

from __future__ import annotations

import csv
import io
from typing import Final

from ..workbook_reading import (
    Cell,
    Limits,
    Sheet,
    WorkbookRefused,
    column_letter,
    read_workbook,
)

MEGABYTE: Final = 1024 * 1024
LIMITS: Final = Limits(
    bytes=16 * MEGABYTE,
    unpacked=96 * MEGABYTE,
    # The texts of five thousand short documents, or twenty thousand rows without texts.
    part=48 * MEGABYTE,
    rows=20_001,
    columns=60,
    cell=400_000,
)
_ENCODED_LIKE_ZIP: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS: Final = (";", "\t", ",")


def read_sheet(data: bytes) -> Sheet:
    """The first sheet of a workbook, or the rows of a text with separators.

    What it is is told from the bytes. A text is UTF-8, with or without a mark, or Windows-1250;
    semicolon, tab and comma are told apart by the headings.

    Raises:
        WorkbookRefused: neither, damaged, or more than is taken.
    """
    if len(data) > LIMITS.bytes:
        raise WorkbookRefused("file_too_large", limit=LIMITS.bytes // MEGABYTE)
    if not data.strip():
        raise WorkbookRefused("file_empty")
    if data.startswith(_ENCODED_LIKE_ZIP):
        sheets = read_workbook(data, None, LIMITS)
        sheet = next(iter(sheets.values()), None)
        if sheet is None or not sheet.headers:
            raise WorkbookRefused("file_empty")
        return sheet
    return _read_text(_decoded(data))


def _decoded(data: bytes) -> str:
    if b"\x00" in data:
        raise WorkbookRefused("not_a_sheet")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1250")
    except UnicodeDecodeError as error:
        raise WorkbookRefused("not_a_sheet") from error


def _read_text(text: str) -> Sheet:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if not first.count(delimiter):
        raise WorkbookRefused("no_columns")
    csv.field_size_limit(LIMITS.cell)
    sheet = Sheet("csv")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader, 1):
            cells = {index: Cell(_clean(value)) for index, value in enumerate(row) if value.strip()}
            if not cells:
                continue
            if number > LIMITS.rows:
                raise WorkbookRefused("too_many_rows", limit=LIMITS.rows - 1)
            if max(cells) >= LIMITS.columns:
                raise WorkbookRefused("too_many_columns", limit=LIMITS.columns)
            if not sheet.headers:
                sheet.headers = {index: cell.text for index, cell in cells.items()}
            else:
                sheet.rows.append((number, cells))
    except csv.Error as error:
        raise WorkbookRefused("damaged") from error
    return sheet


def _clean(value: str) -> str:
    """As the export wrote it: the apostrophe before what a program would take for a formula."""
    text = value.replace("\r\n", "\n").replace("\u00a0", " ").strip()
    return text[1:].strip() if len(text) > 1 and text[0] == "'" and text[1] in "=+-@\t" else text


__all__ = ["LIMITS", "Cell", "Sheet", "WorkbookRefused", "column_letter", "read_sheet"]
