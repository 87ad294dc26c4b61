"""Open a sheet that somebody sent, whether .xlsx or .csv, as numbered rows of text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, Final

from .i18n import LazyText, lazy
from .workbook_reading import (
    Cell,
    Limits,
    Sheet,
    WorkbookRefused,
    read_workbook,
)

_ENCODED_LIKE_ZIP: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS: Final = (";", "\t", ",")


REFUSALS: Final[Mapping[str, LazyText]] = {
    "file_empty": lazy("The file is empty."),
    "file_too_large": lazy("The file is larger than %(limit)s MB."),
    "old_excel": lazy(
        "This is an old or encrypted Excel file; save it as .xlsx without a password."
    ),
    "not_xlsx": lazy("This is no workbook and no text with columns, whatever its name says."),
    "not_a_sheet": lazy("This is no workbook and no text with columns, whatever its name says."),
    "no_columns": lazy("The first row has no columns separated by semicolons, tabs or commas."),
    "damaged": lazy("The file is damaged or incomplete."),
    "suspicious_archive": lazy("The file is packed in a way that no spreadsheet program packs."),
    "unpacks_too_large": lazy("Unpacked, the file is larger than %(limit)s MB."),
    "macros": lazy("The workbook holds macros; save it as .xlsx."),
    "encoding": lazy("A part of the workbook is not in UTF-8."),
    "entities": lazy("A part of the workbook declares entities, which no register needs."),
    "too_many_rows": lazy("The sheet has more than %(limit)s rows; divide it."),
    "too_many_columns": lazy("The sheet has more than %(limit)s columns."),
    "cell_too_long": lazy("Cell %(column)s%(row)s has more than %(limit)s characters."),
}
"""Why a sheet is not read, by the code of ``WorkbookRefused``."""


def explain_refusal(code: str, values: Mapping[str, Any]) -> str:
    """Why a sheet was not read, in words."""
    sentence = REFUSALS.get(code, REFUSALS["damaged"])
    return str(LazyText(sentence.msgid, dict(values)))


def read_sheet(data: bytes, limits: Limits) -> Sheet:
    """The first sheet of a workbook, or the rows of a text with separators.

    What it is is told from the bytes. A text is UTF-8, with or without a mark, or Windows-1250;
    semicolon, tab and comma are told apart by the headings.

    Raises:
        WorkbookRefused: neither, damaged, or more than ``limits`` take.
    """
    if len(data) > limits.bytes:
        raise WorkbookRefused("file_too_large", limit=limits.bytes // (1024 * 1024))
    if not data.strip():
        raise WorkbookRefused("file_empty")
    if data.startswith(_ENCODED_LIKE_ZIP):
        sheets = read_workbook(data, None, limits)
        sheet = next(iter(sheets.values()), None)
        if sheet is None or not sheet.headers:
            raise WorkbookRefused("file_empty")
        return sheet
    return _read_text(_decoded(data), limits)


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


def _read_text(text: str, limits: Limits) -> Sheet:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if not first.count(delimiter):
        raise WorkbookRefused("no_columns")
    csv.field_size_limit(limits.cell)
    sheet = Sheet("csv")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader, 1):
            cells = {index: Cell(_clean(value)) for index, value in enumerate(row) if value.strip()}
            if not cells:
                continue
            if number > limits.rows:
                raise WorkbookRefused("too_many_rows", limit=limits.rows - 1)
            if max(cells) >= limits.columns:
                raise WorkbookRefused("too_many_columns", limit=limits.columns)
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
