"""Import a checklist from an XLSForm workbook.

Everything wrong is told at once, by sheet, row and column; what a checklist cannot do is left out
and told with its consequence; nothing is executed. A file with one error gives no content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from .content import Content, check_content, normalise
from .workbook import Sheet, WorkbookRefused, read_workbook
from .xlsform_choices import ChoiceLists, read_choices
from .xlsform_sheets import (
    CHOICES,
    SETTINGS,
    SHEETS,
    SURVEY,
    Columns,
    ImportNote,
    Row,
    Severity,
    language_of,
    read_columns,
    read_rows,
)
from .xlsform_survey import SurveyReader

_PATH: Final = re.compile(r"sections\[(\d+)\](?:\.questions\[(\d+)\])?(?:\.([a-z_]+))?")
_COLUMN_OF: Final = {
    "text_pl": "label_pl",
    "text_en": "label_en",
    "title_pl": "label_pl",
    "title_en": "label_en",
    "guidance_pl": "hint_pl",
    "guidance_en": "hint_en",
    "key": "name",
    "relevant": "relevant",
    "required_when": "required",
    "min": "constraint",
    "max": "constraint",
    "max_length": "constraint",
    "choices": "type",
    "clause": "clause",
    "procedure": "procedure",
    "unit": "unit",
    "evidence": "evidence",
    "evidence_when": "evidence_when",
    "weight": "weight",
    "scores": "scores",
}


_SETTING_OF: Final = {
    "key": "form_id",
    "title_pl": "form_title",
    "title_en": "form_title",
    "standard": "standard",
    "edition": "edition",
}


@dataclass(slots=True)
class ImportResult:
    """What came of an import.

    `content` is normalised and sound, or None if there is any error. `problems` are the errors,
    `left_out` what was not taken over, `notices` what was taken over with a change; each in the
    order of the file.
    """

    content: Content | None = None
    problems: list[ImportNote] = field(default_factory=list)
    left_out: list[ImportNote] = field(default_factory=list)
    notices: list[ImportNote] = field(default_factory=list)
    questions: int = 0

    @property
    def status(self) -> int:
        """The status of HTTP that says how the file was taken: 200, or how it was refused."""
        codes = {note.code for note in self.problems}
        if codes & {"file_too_large", "unpacks_too_large"}:
            return 413
        if codes & {"not_xlsx", "old_excel", "macros"}:
            return 415
        return 422 if codes else 200


def import_xlsform(data: bytes, file_name: str = "") -> ImportResult:
    """Read the bytes of an .xlsx as an XLSForm.

    `file_name` gives the title where the form has none. Nothing is raised for a bad file: a file
    that is refused whole has one problem, without sheet and row.
    """
    try:
        sheets = read_workbook(data, SHEETS)
    except WorkbookRefused as refusal:
        return _result(None, [_refusal_note(refusal)])
    notes: list[ImportNote] = []
    if SURVEY not in sheets or not sheets[SURVEY].headers:
        return _result(None, [ImportNote(Severity.ERROR, "survey_missing", SURVEY)])

    setting_columns = read_columns(sheets.get(SETTINGS, Sheet(SETTINGS)), "pl", notes)
    setting_rows = read_rows(setting_columns, notes)
    settings = setting_rows[0] if setting_rows else Row(0, {})
    language = language_of(settings.text("default_language")) or "pl"

    lists = ChoiceLists()
    if CHOICES in sheets:
        lists = read_choices(read_columns(sheets[CHOICES], language, notes), notes)
    columns = read_columns(sheets[SURVEY], language, notes)
    missing = [word for word in ("type", "name") if not columns.has(word)]
    if missing:
        notes += [
            ImportNote(Severity.ERROR, "column_missing", SURVEY, 1, parameters={"word": word})
            for word in missing
        ]
        return _result(None, notes)

    title = settings.text("form_title")
    if not title:
        title = re.sub(r"\.xlsx$", "", file_name, flags=re.IGNORECASE).strip() or "XLSForm"
        notes.append(
            ImportNote(Severity.NOTICE, "title_from_file", SETTINGS, parameters={"title": title})
        )
    reader = SurveyReader(columns, read_rows(columns, notes), lists, notes, title[:300])
    sections = reader.sections()
    lists.tell_unused(notes)
    content = normalise(
        {
            "key": _form_key(settings, title),
            "title_pl": title,
            "title_en": settings.text("form_title_en") or title,
            "standard": settings.text("standard"),
            "edition": settings.text("edition"),
            "sections": sections,
        }
    )
    _check(content, reader, setting_columns, settings.number, notes)
    return _result(content, notes)


def _refusal_note(refusal: WorkbookRefused) -> ImportNote:
    details = dict(refusal.parameters)
    sheet, row, column = (details.pop(word, "") for word in ("sheet", "row", "column"))
    return ImportNote(
        Severity.ERROR, refusal.code, str(sheet), int(str(row or 0)), str(column), "", details
    )


_ASCII: Final = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")


def _form_key(settings: Row, title: str) -> str:
    """The form's own identifier, or one made of its title; a later import of the same form finds
    the checklist by it and becomes its next version."""
    own = settings.text("form_id")
    if own:
        return own
    key = re.sub(r"[^a-z0-9]+", "-", title.translate(_ASCII).lower()).strip("-")
    return (key if key[:1].isalpha() else f"form-{key}".rstrip("-"))[:64]


def _check(
    content: Content,
    reader: SurveyReader,
    settings: Columns,
    setting_row: int,
    notes: list[ImportNote],
) -> None:
    """Let the content's own checks speak, in rows and columns instead of paths."""
    had_errors = any(note.severity is Severity.ERROR for note in notes)
    for problem in check_content(content):
        if had_errors and problem.code in ("no_sections", "no_questions", "text_missing"):
            continue  # follows from an error that is told already
        place = _PATH.match(problem.path)
        if place is None:
            if problem.path == "sections":
                notes.append(
                    ImportNote(Severity.ERROR, problem.code, SURVEY, parameters=problem.parameters)
                )
                continue
            letter, header = settings.locate(_SETTING_OF.get(problem.path, ""))
            notes.append(
                ImportNote(
                    Severity.ERROR,
                    problem.code,
                    SETTINGS,
                    setting_row,
                    letter,
                    header,
                    problem.parameters,
                )
            )
            continue
        section: dict[str, Any] = content["sections"][int(place[1])]
        thing = section if place[2] is None else section["questions"][int(place[2])]
        row = reader.row_of_section(section["key"]) if place[2] is None else reader.row_of(thing)
        word = _COLUMN_OF.get(place[3] or "", "")
        letter, header = reader.columns.locate(word)
        notes.append(
            ImportNote(
                Severity.ERROR,
                problem.code,
                SURVEY,
                row,
                letter,
                header or (place[3] or ""),
                problem.parameters,
            )
        )


def _result(content: Content | None, notes: list[ImportNote]) -> ImportResult:
    order = {SETTINGS: 0, SURVEY: 1, CHOICES: 2}
    notes = sorted(notes, key=lambda note: (order.get(note.sheet, -1), note.row, note.column))
    by = {severity: [note for note in notes if note.severity is severity] for severity in Severity}
    errors = by[Severity.ERROR]
    count = 0
    if content is not None:
        count = sum(len(section["questions"]) for section in content["sections"])
    return ImportResult(
        None if errors else content, errors, by[Severity.LEFT_OUT], by[Severity.NOTICE], count
    )
