"""An Excel form as it is opened for a checklist: within the limits of a form, trusting nothing.

How a stranger's workbook is looked through stands in ``intranet_qms.workbook_reading``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from .. import workbook_reading
from ..workbook_reading import Cell as Cell
from ..workbook_reading import Sheet as Sheet
from ..workbook_reading import WorkbookRefused as WorkbookRefused
from ..workbook_reading import column_letter as column_letter

MAX_BYTES: Final = 5 * 1024 * 1024
"""Of the file as it is sent."""
LIMITS: Final = workbook_reading.Limits(
    bytes=MAX_BYTES,
    unpacked=32 * 1024 * 1024,
    # Two thousand questions in two languages take about one.
    part=12 * 1024 * 1024,
    rows=5_000,
    columns=40,
    cell=12_000,
)


def read_workbook(data: bytes, wanted: tuple[str, ...]) -> dict[str, Sheet]:
    """Return the `wanted` sheets of a form, by name in lower case. Raises WorkbookRefused."""
    return workbook_reading.read_workbook(data, wanted, LIMITS)


def by_header(sheet: Sheet, headers: Mapping[int, str]) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Yield the rows of `sheet` as row number and cells by the names in `headers`."""
    for number, row in sheet.rows:
        yield number, {headers[index]: cell for index, cell in row.items() if index in headers}
