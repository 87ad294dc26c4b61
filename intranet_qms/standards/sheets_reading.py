"""What a sheet of clauses or of a mapping says, and what is wrong with it, row by row. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ..i18n import t
from ..sheet_reading import read_sheet
from ..workbook_reading import Cell, Sheet
from .sheets import (
    CATALOGUE,
    HEADINGS,
    LIMITS,
    MAPPING,
    NO_PARENT,
    POLISH,
    REQUIRED,
    ClauseDraft,
    Column,
    Content,
    EditionDraft,
    LinkDraft,
    Problem,
    derived_parent,
)


def read(data: bytes) -> Content:
    """What somebody sent, .xlsx or text with separators; its columns tell what it is.

    Raises:
        WorkbookRefused: no sheet at all.
    """
    sheet = read_sheet(data, LIMITS)
    if "from_number" in _columns(sheet, MAPPING):
        return _read_mapping(sheet)
    return _read_catalogue(sheet)


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def _columns(sheet: Sheet, known: Sequence[Column]) -> dict[str, int]:
    """Where each column stands: by its name for programs, or its heading in either language."""
    by_word = {
        word: column.name
        for column in known
        for word in (
            _folded(column.name),
            _folded(column.heading.msgid),
            _folded(POLISH[column.name]),
        )
    }
    found: dict[str, int] = {}
    for index, heading in sheet.headers.items():
        name = by_word.get(_folded(heading))
        if name is not None:
            found.setdefault(name, index)
    return found


class _Row:
    """One row: its texts by the names of the columns, and a place for what is wrong with it."""

    def __init__(
        self,
        number: int,
        cells: Mapping[int, Cell],
        where: Mapping[str, int],
        columns: Sequence[Column],
        problems: list[Problem],
    ) -> None:
        self.number = number
        self._problems = problems
        self._longest = {column.name: column.longest for column in columns}
        self._cells = {name: cells[index] for name, index in where.items() if index in cells}
        self.good = True

    def wrong(self, column: str, sentence: str) -> None:
        self.good = False
        self._problems.append(Problem(self.number, str(HEADINGS[column]), sentence))

    def text(self, name: str, *, required: bool = False) -> str:
        cell = self._cells.get(name)
        if cell is None or (not cell.text and not cell.trouble):
            if required:
                self.wrong(name, t("This is missing."))
            return ""
        if cell.trouble:
            self.wrong(
                name, t("This is a formula or an error of the sheet; enter the text itself.")
            )
            return ""
        text = " ".join(cell.text.split()) if self._longest[name] <= 300 else cell.text
        if len(text) > self._longest[name]:
            self.wrong(
                name, t("This has more than %(limit)s characters.", limit=self._longest[name])
            )
        elif not text.replace("\n", "").isprintable():
            self.wrong(name, t("This holds characters that are no text."))
        return text

    def day(self, name: str) -> date | None:
        raw = self.text(name)
        if not raw:
            return None
        try:
            return date.fromisoformat(raw)
        except ValueError:
            self.wrong(name, t("This is no day; write it like 2026-09-16."))
            return None


def _rows(
    sheet: Sheet, kind: str, columns: Sequence[Column], problems: list[Problem]
) -> list[_Row]:
    where = _columns(sheet, columns)
    missing = [name for name in REQUIRED[kind] if name not in where]
    for name in missing:
        problems.append(
            Problem(0, str(HEADINGS[name]), t("The first row has no column of this name."))
        )
    if missing:
        return []
    return [_Row(number, cells, where, columns, problems) for number, cells in sheet.rows]


def _read_catalogue(sheet: Sheet) -> Content:
    problems: list[Problem] = []
    drafts: dict[tuple[str, str], EditionDraft] = {}
    numbers: dict[tuple[str, str], dict[str, int]] = {}
    parents: dict[tuple[str, str, int], str] = {}
    for row in _rows(sheet, "catalogue", CATALOGUE, problems):
        standard, edition = row.text("standard", required=True), row.text("edition", required=True)
        number = row.text("number")
        title_pl = row.text("title_pl", required=bool(number))
        title_en = row.text("title_en")
        days = row.day("valid_from"), row.day("valid_until")
        parent = row.text("parent")
        key = (standard.casefold(), edition.casefold())
        draft = drafts.setdefault(key, EditionDraft(standard, edition))
        if not number:
            if draft.head_row:
                row.wrong(
                    "number",
                    t("The edition itself stands in row %(row)s already.", row=draft.head_row),
                )
            elif days[0] and days[1] and days[1] < days[0]:
                row.wrong("valid_until", t("The last day is before the first."))
            draft.head_row, draft.title_pl, draft.title_en = row.number, title_pl, title_en
            draft.valid_from, draft.valid_until = days
            continue
        if any(days):
            row.wrong(
                "valid_from",
                t(
                    "Days belong to the edition: write them in its own row, without a clause number."
                ),
            )
        known = numbers.setdefault(key, {})
        if number in known:
            row.wrong("number", t("This clause stands in row %(row)s already.", row=known[number]))
            continue
        known[number] = row.number
        parents[(*key, len(draft.clauses))] = parent
        draft.clauses.append(ClauseDraft(row.number, number, title_pl, title_en, None))
    for key, draft in drafts.items():
        _find_parents(
            draft,
            numbers.get(key, {}),
            {index: parents[(*key, index)] for index in range(len(draft.clauses))},
            problems,
        )
        if not draft.clauses:
            problems.append(
                Problem(
                    draft.head_row,
                    str(HEADINGS["number"]),
                    t("The edition %(edition)s has no clauses.", edition=draft.label),
                )
            )
    if not drafts and not problems:
        problems.append(Problem(0, "", t("The sheet has no rows below its headings.")))
    return Content(editions=list(drafts.values()), problems=_sorted(problems))


def _find_parents(
    draft: EditionDraft,
    numbers: Mapping[str, int],
    said: Mapping[int, str],
    problems: list[Problem],
) -> None:
    """The clause above each: as the sheet says, else as the numbers say (4.1.2 below 4.1)."""
    above: dict[str, str | None] = {}
    for index, clause in enumerate(draft.clauses):
        parent: str | None = said[index]
        if not parent:
            parent = derived_parent(clause.number, numbers.__contains__)
        elif parent == NO_PARENT:
            parent = None
        elif parent not in numbers:
            problems.append(
                Problem(
                    clause.row,
                    str(HEADINGS["parent"]),
                    t("There is no clause of this number in this edition."),
                )
            )
        above[clause.number] = parent
        draft.clauses[index] = ClauseDraft(
            clause.row, clause.number, clause.title_pl, clause.title_en, parent
        )
    for clause in draft.clauses:
        seen, up = {clause.number}, above.get(clause.number)
        while up is not None and up not in seen:
            seen.add(up)
            up = above.get(up)
        if up is not None:
            problems.append(
                Problem(
                    clause.row,
                    str(HEADINGS["parent"]),
                    t("The clauses above lead back to this one."),
                )
            )


def _read_mapping(sheet: Sheet) -> Content:
    problems: list[Problem] = []
    links: list[LinkDraft] = []
    seen: dict[tuple[tuple[str, str, str], tuple[str, str, str]], int] = {}
    for row in _rows(sheet, "mapping", MAPPING, problems):
        earlier, later = (
            (
                row.text(f"{side}_standard", required=True),
                row.text(f"{side}_edition", required=True),
                row.text(f"{side}_number", required=True),
            )
            for side in ("from", "to")
        )
        notes = row.text("note_pl"), row.text("note_en")
        if not row.good:
            continue
        if earlier[:2] == later[:2]:
            row.wrong("to_edition", t("A mapping leads from one edition to another."))
        elif (earlier, later) in seen:
            row.wrong(
                "to_number", t("This line stands in row %(row)s already.", row=seen[earlier, later])
            )
        else:
            seen[earlier, later] = row.number
            links.append(LinkDraft(row.number, earlier, later, *notes))
    if not links and not problems:
        problems.append(Problem(0, "", t("The sheet has no rows below its headings.")))
    return Content(links=links, problems=_sorted(problems))


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: one.row)
