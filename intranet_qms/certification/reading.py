"""A sheet with the findings of an external audit, read row by row. Nothing is entered here.

Headings are recognised in Polish and English. What a row lacks or says wrongly is told with its
column, so that the sheet can be put right and sent again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from ..findings.workflow import FindingClass
from ..i18n import LazyText, lazy
from ..sheet_reading import read_sheet
from ..workbook_reading import Cell, Limits, Sheet, WorkbookRefused, column_letter

MEGABYTE: Final = 1024 * 1024
LIMITS: Final = Limits(
    bytes=4 * MEGABYTE,
    unpacked=32 * MEGABYTE,
    part=16 * MEGABYTE,
    rows=501,
    columns=40,
    cell=20_000,
)
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 12, 31)

COLUMNS: Final[Mapping[str, tuple[LazyText, tuple[str, ...]]]] = {
    "number": (
        lazy("Number of the body"),
        ("numer", "nr", "numer niezgodnosci", "nr niezgodnosci", "lp", "number", "no", "id",
         "number of the body", "numer jednostki"),
    ),
    "finding_class": (
        lazy("Class"),
        ("klasa", "kategoria", "rodzaj", "typ", "class", "category", "grade", "type"),
    ),
    "clause": (
        lazy("Clause"),
        ("punkt", "punkt normy", "pkt", "pkt normy", "wymaganie normy", "clause",
         "clause of the standard", "standard clause"),
    ),
    "statement": (
        lazy("Statement"),
        ("stwierdzenie", "opis", "tresc", "opis niezgodnosci", "ustalenie", "statement",
         "description", "finding", "nonconformity"),
    ),
    "requirement": (lazy("Requirement"), ("wymaganie", "kryterium", "requirement", "criterion")),
    "evidence_text": (
        lazy("Evidence"),
        ("dowod", "dowody", "dowod obiektywny", "dowod z auditu", "evidence", "objective evidence"),
    ),
    "unit": (
        lazy("Unit"),
        ("komorka", "komorka organizacyjna", "wydzial", "jednostka", "unit", "department", "area"),
    ),
    "due_on": (
        lazy("Deadline"),
        ("termin", "termin realizacji", "termin odpowiedzi", "deadline", "due", "due date"),
    ),
}  # fmt: skip
"""What a sheet may hold: what it is called, and how its heading may read."""
REQUIRED = ("number", "finding_class", "statement")

_CLASSES: Final[Mapping[FindingClass, tuple[str, ...]]] = {
    FindingClass.MAJOR: (
        "duza niezgodnosc", "niezgodnosc duza", "duza", "nd", "major", "major nonconformity",
        "major nc",
    ),
    FindingClass.MINOR: (
        "mala niezgodnosc", "niezgodnosc mala", "mala", "nm", "niezgodnosc", "minor",
        "minor nonconformity", "minor nc", "nonconformity",
    ),
    FindingClass.OBSERVATION: (
        "spostrzezenie", "obserwacja", "uwaga", "o", "observation", "concern",
    ),
    FindingClass.OPPORTUNITY: (
        "mozliwosc doskonalenia", "potencjal doskonalenia", "szansa doskonalenia", "md", "ofi",
        "opportunity", "opportunity for improvement",
    ),
    FindingClass.STRENGTH: ("mocna strona", "ms", "strength", "good practice"),
}  # fmt: skip
_LONGEST = {"number": 60, "clause": 40, "statement": 20_000}
_DELIMITED_DAY = ".-/"


def folded(text: str) -> str:
    """A heading or word without capitals, Polish marks and marks around it."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split())


@dataclass(slots=True)
class Row:
    """What one row says. ``mistakes`` keep it out; ``remarks`` do not."""

    row: int
    number: str = ""
    finding_class: str = ""
    clause: str = ""
    statement: str = ""
    requirement: str = ""
    evidence_text: str = ""
    unit: str = ""
    unit_id: int | None = None
    due_on: str = ""
    mistakes: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As it is kept until somebody decides."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Known:
    """What the cells may name.

    ``units``: number of a unit by folded code or name. ``clauses``: numbers of the edition.
    ``taken``: the body's numbers that are entered already, folded by case.
    """

    units: Mapping[str, int]
    clauses: frozenset[str]
    taken: frozenset[str]


class HeadingsMissing(ValueError):
    """The sheet has no column for something that every finding needs."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = list(names)


def read_findings(data: bytes, known: Known) -> list[Row]:
    """The rows of a sheet, each with what is wrong with it.

    Raises:
        WorkbookRefused: no sheet, damaged, or more than 500 rows.
        HeadingsMissing: no column for the number, the class or the statement.
    """
    sheet = read_sheet(data, LIMITS)
    places = _places(sheet)
    missing = [name for name in REQUIRED if name not in places.values()]
    if missing:
        raise HeadingsMissing(missing)
    seen: dict[str, int] = {}
    rows = []
    for number, cells in sheet.rows:
        read = _read_row(number, cells, places, known)
        first = seen.setdefault(read.number.casefold(), number)
        if read.number and first != number:
            _wrong(read, places, "number", "twice", row=first)
        rows.append(read)
    if not rows:
        raise WorkbookRefused("file_empty")
    return rows


def _places(sheet: Sheet) -> dict[int, str]:
    places: dict[int, str] = {}
    for index, heading in sheet.headers.items():
        word = folded(heading)
        for name, (_label, words) in COLUMNS.items():
            if word in words and name not in places.values():
                places[index] = name
    return places


def _wrong(read: Row, places: Mapping[int, str], name: str, code: str, **values: Any) -> None:
    read.mistakes.append(
        {"column": _letter(places, name), "field": name, "code": code, "values": values}
    )


def _letter(places: Mapping[int, str], name: str) -> str:
    return next((column_letter(index) for index, one in places.items() if one == name), "")


def _read_row(
    number: int, cells: Mapping[int, Cell], places: Mapping[int, str], known: Known
) -> Row:
    row = Row(number)
    for index, name in places.items():
        cell = cells.get(index)
        if cell is None:
            continue
        if cell.trouble:
            _wrong(row, places, name, cell.trouble)
            continue
        text = cell.text.strip()
        limit = _LONGEST.get(name, 20_000)
        if len(text) > limit:
            _wrong(row, places, name, "too_long", limit=limit)
            text = text[:limit]
        setattr(row, name, text)
    for name in REQUIRED:
        if not getattr(row, name) and not _has_mistake(row, name):
            _wrong(row, places, name, "missing")
    _check(row, places, known)
    return row


def _has_mistake(row: Row, name: str) -> bool:
    return any(one["field"] == name for one in row.mistakes)


def _check(row: Row, places: Mapping[int, str], known: Known) -> None:
    if row.number and row.number.casefold() in known.taken:
        _wrong(row, places, "number", "taken")
    if row.finding_class:
        found = class_of(row.finding_class)
        if found is None:
            _wrong(row, places, "finding_class", "unknown_class", text=row.finding_class[:60])
        else:
            row.finding_class = found.value
    if row.unit:
        row.unit_id = known.units.get(folded(row.unit))
        if row.unit_id is None:
            _wrong(row, places, "unit", "unknown_unit", text=row.unit[:80])
    if row.due_on:
        day = day_of(row.due_on)
        if day is None:
            _wrong(row, places, "due_on", "day", text=row.due_on[:40])
        else:
            row.due_on = day.isoformat()
    if row.clause and known.clauses:
        unknown = [one for one in clauses_in(row.clause) if one not in known.clauses]
        if unknown:
            row.remarks.append({"column": _letter(places, "clause"), "field": "clause",
                                "code": "unknown_clause",
                                "values": {"text": ", ".join(unknown)[:60]}})  # fmt: skip


def class_of(text: str) -> FindingClass | None:
    """The class that a word of the body means."""
    word = folded(text)
    for found, words in _CLASSES.items():
        if word == found.value or word in words:
            return found
    return None


def clauses_in(text: str) -> list[str]:
    """The numbers of clauses in a citation: ``7.5.3, 8.2`` gives two."""
    parts = text.replace(";", ",").replace(" i ", ",").replace(" and ", ",").split(",")
    return [
        number
        for part in parts
        if (number := part.strip().lower().removeprefix("pkt").strip(" .")) and number[0].isdigit()
    ]


def day_of(text: str) -> date | None:
    """A day as sheets write it: ``2026-03-31``, ``31.03.2026``."""
    raw = text.strip().split("T")[0].split(" ")[0]
    for mark in _DELIMITED_DAY:
        raw = raw.replace(mark, "-")
    parts = raw.split("-")
    if len(parts) != 3 or not all(one.isascii() and one.isdigit() for one in parts):
        return None
    if len(parts[0]) == 4:
        year, month, day = map(int, parts)
    else:
        day, month, year = map(int, parts)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


NOTES: Final[Mapping[str, LazyText]] = {
    "missing": lazy("This cell may not be empty."),
    "formula": lazy("The cell holds a formula; paste its value instead."),
    "error": lazy("The cell holds an error of the spreadsheet program."),
    "too_long": lazy("The text is longer than %(limit)s characters."),
    "twice": lazy("The same number stands in row %(row)s already."),
    "taken": lazy("A finding with this number is entered already."),
    "unknown_class": lazy(
        "“%(text)s” is no class; write major, minor, observation, opportunity or strength."
    ),
    "unknown_unit": lazy("There is no unit “%(text)s”."),
    "unknown_clause": lazy("There is no clause “%(text)s” in the edition of the certificate."),
    "day": lazy("“%(text)s” is no day, such as 2026-03-31 or 31.03.2026."),
}
"""What is wrong with a cell, by its code."""


def explain(note: Mapping[str, Any]) -> str:
    """A mistake or remark in words."""
    sentence = NOTES.get(str(note.get("code")))
    if sentence is None:
        return str(note.get("code"))
    return str(LazyText(sentence.msgid, dict(note.get("values") or {})))


def usable(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows without a mistake."""
    return [one for one in rows if not one["mistakes"]]
