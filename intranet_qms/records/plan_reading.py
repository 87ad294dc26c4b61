"""Read a file plan out of a sheet, as offices have it.

Two forms are understood. In the plain one each row has a symbol, a name, a category and a note. In
that of the annexes to the regulation on the office instruction (Dz.U. 2011 nr 14 poz. 67) the
symbol stands in one of four or five narrow columns, ``I`` to ``V``, by its level; the headings then
fill two rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ..i18n import t
from ..sheet_reading import explain_refusal, read_sheet
from ..workbook_reading import Cell, Limits, WorkbookRefused
from .retention import parse

MOST_CLASSES = 5_000
LIMITS: Final = Limits(
    bytes=5_000_000, unpacked=60_000_000, part=40_000_000, rows=MOST_CLASSES + 50, columns=60,
    cell=8_000,
)  # fmt: skip

_HEADINGS: Final = {
    "symbol": "symbol", "symbole": "symbol", "symbolklasyfikacyjny": "symbol", "klasa": "symbol",
    "symboleklasyfikacyjne": "symbol", "jrwa": "symbol", "symbolklasyfikacji": "symbol",
    "name": "name", "nazwa": "name", "haslo": "name", "hasloklasyfikacyjne": "name",
    "haslaklasyfikacyjne": "name", "hasla": "name",
    "category": "category", "kategoria": "category", "kategoriaarchiwalna": "category",
    "oznaczeniekategoriiarchiwalnej": "category", "kakm": "category", "ka": "category",
    "kategoriaarchiwalnawkomorcemacierzystej": "category",
    "note": "note", "uwagi": "note", "uszczegolowieniehasla": "note",
    "uszczegolowieniehaslaklasyfikacyjnego": "note",
    "i": "level1", "ii": "level2", "iii": "level3", "iv": "level4", "v": "level5",
}  # fmt: skip
_HEADING_ROWS = 4
_TABLE_DIGITS: Final = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class PlanClass:
    """One class as the file has it. ``category`` is empty for a heading."""

    name: str
    category: str
    note: str


def read_plan(data: bytes) -> tuple[dict[str, PlanClass], list[str]]:
    """The classes of a .csv or .xlsx by symbol, and in words all that is wrong with its rows.

    A workbook keeps ``01`` as the number 1: where the level is known, the zero is put back.
    """
    try:
        sheet = read_sheet(data, LIMITS)
    except WorkbookRefused as error:
        return {}, [explain_refusal(error.code, error.parameters)]
    rows: list[tuple[int, dict[int, Cell]]] = [
        (1, {index: Cell(text) for index, text in sheet.headers.items()}), *sheet.rows,
    ]  # fmt: skip
    columns: dict[int, str] = {}
    first = 0
    for place, (_, cells) in enumerate(rows[:_HEADING_ROWS], start=1):
        known = {index: _HEADINGS.get(_folded(cell.text), "") for index, cell in cells.items()}
        named = {index: name for index, name in known.items() if name}
        if not named:
            continue
        columns |= {index: name for index, name in named.items() if name not in columns.values()}
        columns |= {index: name for index, name in named.items() if name.startswith("level")}
        first = place
    if "name" not in columns.values() or not _levels(columns):
        return {}, [t("The first rows have to name the columns symbol, name and category.")]
    found: dict[str, PlanClass] = {}
    problems: list[str] = []
    for number, cells in rows[first:]:
        problem = _take(found, number, cells, columns)
        if problem:
            problems.append(problem)
    if not found and not problems:
        problems.append(t("There is no class below the headings."))
    return found, problems


def _levels(columns: dict[int, str]) -> dict[int, int]:
    """Columns that hold a symbol, with its length; 0 where a column has all of them."""
    by_level = {
        index: int(name.removeprefix("level"))
        for index, name in columns.items()
        if name.startswith("level")
    }
    return by_level or {index: 0 for index, name in columns.items() if name == "symbol"}


def _take(
    found: dict[str, PlanClass], number: int, cells: dict[int, Cell], columns: dict[int, str]
) -> str | None:
    """Note the class of one row; returns what is wrong with it."""
    values = {
        columns[index]: cell.text.strip() for index, cell in cells.items() if index in columns
    }
    if not any(values.values()):
        return None
    symbol = ""
    for index, length in sorted(_levels(columns).items()):
        text = cells[index].text.strip() if index in cells else ""
        symbol = (text.zfill(length) if text.isdigit() else text) or symbol
    if not (symbol.isascii() and _TABLE_DIGITS.fullmatch(symbol)):
        return t("Row %(row)s: “%(text)s” is no symbol.", row=number, text=symbol[:20])
    category = values.get("category", "")
    if category and parse(category) is None:
        return t("Row %(row)s: “%(text)s” is no archive category.", row=number, text=category[:20])
    if not values.get("name"):
        return t("Row %(row)s: the class %(text)s has no name.", row=number, text=symbol)
    if symbol in found:
        return t("Row %(row)s: the symbol %(text)s stands twice.", row=number, text=symbol)
    found[symbol] = PlanClass(
        " ".join(values["name"].split())[:400], str(parse(category) or ""),
        values.get("note", "")[:2_000],
    )  # fmt: skip
    return None


def _folded(text: str) -> str:
    plain = text.casefold().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    return "".join(one for one in plain if one.isalnum())
