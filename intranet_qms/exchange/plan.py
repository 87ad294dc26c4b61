"""Work out, row by row, what an import would do. Nothing is asked of the database and nothing done.

All mistakes of a row are told, not the first one; a row with a mistake is never half imported.
"""

from __future__ import annotations

import calendar
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..documents.queries import Facts
from ..documents.services import code_problem
from ..workbook_reading import Cell, Sheet, column_letter
from .cells import READERS
from .columns import REQUIRED
from .known import Known
from .workflow import Outcome

OF_THE_ISSUE = ("title", "title_en", "kind", "effective_on", "body")
"""What belongs to an issue: it changes with a new one and never by an import."""

_STORED_AS = {"owner_unit": "owner_unit_id", "owner": "owner_id"}


@dataclass(slots=True)
class Line:
    """One row: what happens to it, what would change, and what is to say about it."""

    row: int
    code: str = ""
    title: str = ""
    outcome: Outcome = Outcome.WRONG
    changes: list[str] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    related: list[str] = field(default_factory=list)
    before: Facts | None = None

    def note(
        self, severity: str, column: int | None, name: str, what: str, /, **values: Any
    ) -> None:
        """Add a mistake (``error``) or a ``remark``; ``values`` are what its sentence needs."""
        self.notes.append(
            {
                "severity": severity,
                "column": "" if column is None else column_letter(column),
                "field": name,
                "code": what,
                "values": values,
            }
        )

    @property
    def wrong(self) -> bool:
        """Whether there is a mistake in it."""
        return any(one["severity"] == "error" for one in self.notes)


@dataclass(slots=True)
class Plan:
    """What the whole file would do."""

    lines: list[Line]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, and how many mistakes and remarks there are in all."""
        rows = Counter(line.outcome.value for line in self.lines)
        notes = Counter(one["severity"] for line in self.lines for one in line.notes)
        return {
            "rows": len(self.lines),
            **{outcome.value: rows[outcome.value] for outcome in Outcome},
            "errors": notes["error"],
            "remarks": notes["remark"],
        }

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that is shown of it: the same again is the same plan."""
        shown = [[one.row, one.code, one.outcome, one.changes, one.notes] for one in self.lines]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def make_plan(
    sheet: Sheet,
    columns: Mapping[int, str],
    known: Known,
    today: date,
    *,
    advance: Callable[[float], None] = lambda _part: None,
) -> Plan:
    """The plan of a sheet.

    Args:
        columns: the field of each column by its number from 0.
        today: the day in the office's zone.
        advance: told from time to time which part of the rows is done, 0 to 1.
    """
    position = {name: index for index, name in columns.items()}
    lines: list[Line] = []
    first_row: dict[str, int] = {}
    for count, (number, cells) in enumerate(sheet.rows):
        if not any(index in cells for index in columns):
            continue
        line = _read(number, cells, position, known, today)
        key = line.code.casefold()
        if key and key in first_row:
            line.note("error", position["code"], "code", "twice", row=first_row[key])
        elif key:
            first_row[key] = number
        lines.append(line)
        if count % 500 == 499:
            advance(count / len(sheet.rows))
    good = {line.code.casefold() for line in lines if not line.wrong}
    for line in lines:
        _relate(line, position, known, good, set(first_row))
        _judge(line, position, known)
    return Plan(lines)


def _read(
    number: int, cells: Mapping[int, Cell], position: Mapping[str, int], known: Known, today: date
) -> Line:
    line = Line(number)
    for name, index in position.items():
        cell = cells.get(index)
        if cell is None:
            continue
        if cell.trouble:
            line.note("error", index, name, cell.trouble)
            continue
        meaning = READERS[name](cell.text, known, today)
        for code, values in meaning.mistakes:
            line.note("error", index, name, code, **values)
        if not meaning.mistakes and meaning.value is not None:
            line.values[name] = meaning.value
    line.code = str(line.values.get("code", ""))
    line.title = str(line.values.get("title", ""))
    if line.code:
        _look_at_code(line, position["code"], known)
    for name in REQUIRED:
        # An existing document has all of these; its row need only say which one it is.
        told = any(one["field"] == name for one in line.notes)
        if name not in line.values and not told and (line.before is None or name == "code"):
            line.note("error", position.get(name), name, "missing")
    return line


def _look_at_code(line: Line, column: int, known: Known) -> None:
    key = line.code.casefold()
    line.before = known.documents.get(key)
    if line.before is not None:
        return
    problem = code_problem(line.code)
    if problem is not None:
        line.note("error", column, "code", "code_form")
    elif key in known.former:
        line.note("error", column, "code", "former_code", code=known.former[key])


def _relate(
    line: Line, position: Mapping[str, int], known: Known, good: set[str], in_file: set[str]
) -> None:
    for code in line.values.pop("related", []):
        key = code.casefold()
        present = known.former.get(key, code).casefold()
        if key == line.code.casefold():
            line.note("remark", position["related"], "related", "related_itself")
        elif present in known.documents or key in good:
            line.related.append(present if present in known.documents else key)
        elif key in in_file:
            line.note("remark", position["related"], "related", "related_wrong", code=code)
        else:
            line.note("error", position["related"], "related", "unknown_code", code=code[:60])


def _judge(line: Line, position: Mapping[str, int], known: Known) -> None:
    if line.wrong:
        line.outcome = Outcome.WRONG
        return
    before = line.before
    if before is None:
        line.outcome = Outcome.MAKE
        line.values.setdefault("review_interval_months", 24)
        last = line.values.get("last_reviewed_on")
        if last is not None and "review_due_on" not in line.values:
            line.values["review_due_on"] = _later(last, line.values["review_interval_months"])
        return
    line.title = line.title or before.title
    for name in OF_THE_ISSUE:
        value = line.values.pop(name, None)
        if value is not None and not _alike(value, _now(before, name, known)):
            line.note("remark", position[name], name, "of_the_issue")
    line.changes = [name for name in line.values if name != "code" and _differs(line, name)]
    if line.related and "related" in position:
        ids = {known.documents[key].id for key in line.related if key in known.documents}
        if ids != before.related_ids or any(key not in known.documents for key in line.related):
            line.changes.append("related")
    line.outcome = Outcome.UPDATE if line.changes else Outcome.SAME


def _now(before: Facts, name: str, known: Known) -> Any:
    return known.bodies.get(before.id) if name == "body" else getattr(before, name)


def _differs(line: Line, name: str) -> bool:
    before = line.before
    if name == "clauses":
        return bool(line.values[name] != before.clause_ids)  # type: ignore[union-attr]
    return not _alike(line.values[name], getattr(before, _STORED_AS.get(name, name)))


def _alike(new: Any, old: Any) -> bool:
    """Whether two values say the same; blanks that no cell keeps make no difference."""
    if isinstance(new, str) and isinstance(old, str):
        return new.split() == old.split()
    return bool(new == old)


def stored(values: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """Values of a line by the names that the register keeps them under."""
    renamed = {**_STORED_AS, "clauses": "clause_ids"}
    return {renamed.get(name, name): values[name] for name in names if name in values}


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))


__all__ = ["OF_THE_ISSUE", "Line", "Plan", "make_plan", "stored"]
