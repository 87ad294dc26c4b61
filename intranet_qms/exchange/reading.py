"""Open a sheet that somebody sent, whether .xlsx or .csv, as numbered rows of text."""

from __future__ import annotations

from typing import Final

from .. import sheet_reading
from ..workbook_reading import Cell, Limits, Sheet, WorkbookRefused, column_letter

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


def read_sheet(data: bytes) -> Sheet:
    """A register as somebody sent it. Raises WorkbookRefused."""
    return sheet_reading.read_sheet(data, LIMITS)


__all__ = ["LIMITS", "Cell", "Sheet", "WorkbookRefused", "column_letter", "read_sheet"]
