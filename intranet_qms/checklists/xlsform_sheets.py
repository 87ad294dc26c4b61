"""The vocabulary of XLSForm: what its columns, types and languages are called, and what they are.

Source: XLSForm reference tables (question types, columns). Other spellings that tools accept, such
as ``begin group`` for ``begin_group``, are accepted here too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from .workbook import Cell, Sheet, column_letter
from .workflow import AnswerType


class Severity(StrEnum):
    """How much a note of an import matters."""

    ERROR = "error"
    """The author must mend it; nothing of the file is stored."""
    LEFT_OUT = "left_out"
    """Stands in the file and is not imported; the note says what follows from that."""
    NOTICE = "notice"
    """Imported, but not quite as it stands in the file."""


@dataclass(frozen=True, slots=True)
class ImportNote:
    """One thing to tell the author of a form.

    `code` is stable; `sheet` and `row` are as Excel shows them (row 0: the whole sheet or file);
    `column` is Excel's letter, `header` what stands at its top; `parameters` are what the sentence
    needs. Sentences are in `explain.py`.
    """

    severity: Severity
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    header: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)


SURVEY: Final = "survey"
CHOICES: Final = "choices"
SETTINGS: Final = "settings"
SHEETS: Final = (SURVEY, CHOICES, SETTINGS)

USED: Final[Mapping[str, frozenset[str]]] = {
    SURVEY: frozenset(
        {"type", "name", "label_pl", "label_en", "hint_pl", "hint_en", "guidance_hint_pl"}
        | {"guidance_hint_en", "relevant", "constraint", "required", "parameters", "appearance"}
        | {"default", "calculation", "choice_filter", "trigger", "read_only", "repeat_count"}
        | {"clause", "procedure", "evidence", "evidence_when", "weight", "scores"}
        | {"unit", "unit_pl", "unit_en"}
    ),
    CHOICES: frozenset({"list_name", "name", "label_pl", "label_en", "score", "bad"}),
    SETTINGS: frozenset(
        {"form_title", "form_id", "version", "default_language", "standard", "edition"}
        | {"form_title_en"}
    ),
}
"""Columns that are read. ``clause`` to ``unit_en``, ``standard``, ``edition`` and
``form_title_en`` are our own."""

MEANINGFUL: Final = ("default", "calculation", "choice_filter", "trigger", "read_only")
"""Columns whose content changes how a form behaves and that have no counterpart: told by row."""

_ALIASES: Final = {
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "list name": "list_name",
    "listname": "list_name",
    "readonly": "read_only",
    "read only": "read_only",
    "repeat count": "repeat_count",
    "title": "form_title",
    "id_string": "form_id",
    "caption": "label",
}
_TRANSLATED: Final = re.compile(r"(label|hint|guidance_hint)(?:\s*::?\s*(.+))?")
_CODE: Final = re.compile(r"\(([a-z]{2,3})(?:[-_][a-z0-9]+)*\)")
_LANGUAGES: Final = {
    "pl": "pl",
    "polski": "pl",
    "polish": "pl",
    "po polsku": "pl",
    "en": "en",
    "english": "en",
    "angielski": "en",
}


def language_of(name: str) -> str | None:
    """Return ``pl`` or ``en`` for a language as XLSForm writes it, None for any other.

    Understood are ``Polski (pl)``, ``English (en-GB)``, ``polski``, ``en``.
    """
    name = name.strip().lower()
    code = _CODE.search(name)
    return _LANGUAGES.get(code[1] if code else name)


@dataclass(slots=True)
class Columns:
    """The columns of one sheet: our word for each that is read, and the title each has."""

    sheet: Sheet
    words: dict[int, str] = field(default_factory=dict)

    def locate(self, word: str) -> tuple[str, str]:
        """Return letter and title of the column for `word`; empty if there is none."""
        for index, known in self.words.items():
            if known == word:
                return column_letter(index), self.sheet.headers[index]
        return "", ""

    def has(self, word: str) -> bool:
        """Return whether the sheet has the column."""
        return word in self.words.values()


def read_columns(sheet: Sheet, default_language: str, notes: list[ImportNote]) -> Columns:
    """Return the columns of `sheet`; add notes on titles that are double or not used."""
    columns = Columns(sheet)
    for index, title in sheet.headers.items():
        letter = column_letter(index)
        word = _word_of(title, default_language)
        if word in columns.words.values():
            notes.append(
                ImportNote(
                    Severity.ERROR,
                    "duplicate_column",
                    sheet.name,
                    1,
                    letter,
                    title,
                    {"other": columns.locate(word)[0]},
                )
            )
        elif word in USED[sheet.name]:
            columns.words[index] = word
        else:
            filled = sum(1 for _, row in sheet.rows if index in row)
            if filled:
                notes.append(
                    ImportNote(
                        Severity.LEFT_OUT,
                        "column_not_used",
                        sheet.name,
                        1,
                        letter,
                        title,
                        {"count": filled},
                    )
                )
    return columns


def _word_of(title: str, default_language: str) -> str:
    word = re.sub(r"\s+", " ", title.strip().lower())
    word = _ALIASES.get(word, word)
    found = _TRANSLATED.fullmatch(word)
    if found is None:
        return word.replace(" ", "_") if word.replace(" ", "_") in USED[SURVEY] else word
    language = language_of(found[2]) if found[2] else default_language
    return f"{found[1]}_{language}" if language else word


class Kind(StrEnum):
    """What a row of the survey is."""

    QUESTION = "question"
    NOTE = "note"
    BEGIN_GROUP = "begin_group"
    END_GROUP = "end_group"
    BEGIN_REPEAT = "begin_repeat"
    END_REPEAT = "end_repeat"
    RECORDED = "recorded"
    """Something the phone and the server record of every answer by themselves."""
    UNSUPPORTED = "unsupported"
    """A type of XLSForm that a checklist has no use for."""
    UNKNOWN = "unknown"
    """No type of XLSForm at all."""


@dataclass(frozen=True, slots=True)
class RowType:
    """The type of a row: `answer` for questions, `list_name` for those with choices."""

    kind: Kind
    text: str
    answer: AnswerType | None = None
    integer: bool = False
    list_name: str = ""
    acknowledge: bool = False
    or_other: bool = False
    suggestion: str = ""


_SIMPLE: Final[Mapping[str, tuple[AnswerType, bool]]] = {
    "text": (AnswerType.TEXT, False),
    "string": (AnswerType.TEXT, False),
    "integer": (AnswerType.NUMBER, True),
    "int": (AnswerType.NUMBER, True),
    "decimal": (AnswerType.NUMBER, False),
    "range": (AnswerType.NUMBER, False),
    "date": (AnswerType.DATE, False),
    "image": (AnswerType.PHOTO, False),
    "photo": (AnswerType.PHOTO, False),
    # Our own names, for those who write a form for this module.
    "conformity": (AnswerType.CONFORMITY, False),
    "yes_no": (AnswerType.YES_NO, False),
    "signature": (AnswerType.SIGNATURE, False),
}
_STRUCTURE: Final = {
    "begin_group": Kind.BEGIN_GROUP,
    "end_group": Kind.END_GROUP,
    "begin_repeat": Kind.BEGIN_REPEAT,
    "end_repeat": Kind.END_REPEAT,
    "note": Kind.NOTE,
}
_RECORDED: Final = frozenset(
    [
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "simserial",
        "subscriberid",
        "audit",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
    ]
)
_UNSUPPORTED: Final = frozenset(
    [
        "geopoint",
        "geotrace",
        "geoshape",
        "calculate",
        "hidden",
        "barcode",
        "audio",
        "video",
        "file",
        "time",
        "datetime",
        "rank",
        "select_one_from_file",
        "select_multiple_from_file",
        "select_one_external",
        "csv-external",
        "xml-external",
        "osm",
        "entity",
    ]
)
_SELECT: Final = re.compile(
    r"(select[_ ]?one|select1|select[_ ]?multiple|select[_ ]all[_ ]that[_ ]apply)"
    r"(?:\s+from)?(?:\s+(\S+))?(\s+or[_ ]other)?",
    re.IGNORECASE,
)
_KNOWN: Final = (*_SIMPLE, *_STRUCTURE, *sorted(_RECORDED), *sorted(_UNSUPPORTED), "acknowledge",
                 "select_one", "select_multiple")  # fmt: skip


def read_type(text: str) -> RowType:
    """Return what the cell ``type`` says; an unknown one carries the nearest known spelling."""
    plain = " ".join(text.split())
    lower = plain.lower()
    joined = re.sub(r"^(begin|end) ", r"\1_", lower)
    if joined in _STRUCTURE:
        return RowType(_STRUCTURE[joined], plain)
    if lower in _SIMPLE:
        answer, integer = _SIMPLE[lower]
        return RowType(Kind.QUESTION, plain, answer, integer)
    if lower in ("acknowledge", "trigger"):
        return RowType(Kind.QUESTION, plain, AnswerType.ONE_OF, acknowledge=True)
    if lower in _RECORDED:
        return RowType(Kind.RECORDED, plain)
    if lower.split(" ", 1)[0] in _UNSUPPORTED:
        return RowType(Kind.UNSUPPORTED, plain)
    found = _SELECT.fullmatch(plain)
    if found:
        many = (
            found[1].lower().startswith(("select_m", "select m", "selectm", "select_a", "select a"))
        )
        answer = AnswerType.MANY_OF if many else AnswerType.ONE_OF
        return RowType(
            Kind.QUESTION, plain, answer, list_name=found[2] or "", or_other=bool(found[3])
        )
    near = get_close_matches(joined.split(" ", 1)[0], _KNOWN, 1)
    return RowType(Kind.UNKNOWN, plain, suggestion=near[0] if near else "")


@dataclass(slots=True)
class Row:
    """One row of a sheet: its number, and its cells by our words for the columns."""

    number: int
    cells: dict[str, Cell]

    def text(self, word: str) -> str:
        """Return the text of the cell, empty if there is none."""
        cell = self.cells.get(word)
        return cell.text if cell else ""


def read_rows(columns: Columns, notes: list[ImportNote]) -> list[Row]:
    """Return the rows below the titles; add an error for each formula and each error of Excel.

    A formula is refused, not computed: what it shows is what Excel last showed, not what is
    written, and nobody would see the difference.
    """
    rows = []
    for number, cells in columns.sheet.rows:
        row = Row(number, {})
        for index, cell in cells.items():
            if cell.trouble:
                notes.append(
                    ImportNote(
                        Severity.ERROR,
                        "formula" if cell.trouble == "formula" else "excel_error",
                        columns.sheet.name,
                        number,
                        column_letter(index),
                        columns.sheet.headers.get(index, ""),
                        {"text": cell.text[:60]},
                    )
                )
            if index in columns.words:
                row.cells[columns.words[index]] = cell
        rows.append(row)
    return rows
