"""Lists as sheets for others' programs. Every cell is text, a number or a day, never a formula.

A sheet that begins a cell with ``= + - @`` would make a spreadsheet program compute, and send,
whatever a stranger typed into a title (CWE-1236).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
"""Characters; Excel refuses a file with more."""
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: titles with widths in characters, and its rows."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = field(default=())
    """Remarks on the headings, shown by the program when the mouse rests there."""


def as_text(cell: Cell) -> str:
    """A cell for a text format. What a sheet would take for a formula gets an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    text = cell.replace("\x00", "")
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def as_csv(table: Table) -> bytes:
    """Semicolons and a byte order mark: what Polish Excel opens by a double click."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow([title for title, _ in table.columns])
    writer.writerows([as_text(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def as_xlsx(tables: Sequence[Table], *, title: str) -> bytes:
    """A workbook with a sheet for each table, its first row kept in view."""
    import xlsxwriter  # noqa: PLC0415 - a tenth of a second at each start

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "body": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    }
    for table in tables:
        _sheet(book, table, formats)
    book.set_properties({"title": title})
    book.close()
    return stream.getvalue()


def _sheet(book: Any, table: Table, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.name[:31])
    for index, (title, width) in enumerate(table.columns):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, title, formats["head"])
    for index, note in enumerate(table.notes):
        if note:
            sheet.write_comment(0, index, note, {"x_scale": 2, "y_scale": 1.5})
    last = 0
    for last, row in enumerate(table.rows, 1):
        for index, cell in enumerate(row):
            if isinstance(cell, date):
                moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day of the calendar, without a zone
                sheet.write_datetime(last, index, moment, formats["day"])
            elif isinstance(cell, int):
                sheet.write_number(last, index, cell, formats["body"])
            elif cell:
                sheet.write_string(last, index, cell[:LONGEST_CELL], formats["body"])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, last), len(table.columns) - 1)
