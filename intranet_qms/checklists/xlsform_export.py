"""Write a version of a checklist as an XLSForm workbook, which other tools and this one can read.

Columns that XLSForm does not know (``clause``, ``procedure``, ``evidence``, ``weight``, the unit of
a number) stay: other tools pass over them, and the import here takes them back.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..i18n import use_locale
from .content import questions_of
from .rules_to import constraint_of, expression_of
from .words import VALUES
from .workflow import CONFORMITY_VALUES, WITH_CHOICES, YES_NO_VALUES, AnswerType, EvidenceRule
from .xlsform_sheets import CHOICES, SETTINGS, SURVEY

_POLISH, _ENGLISH = "Polski (pl)", "English (en)"
_SURVEY: Final = (
    "type", "name", f"label::{_POLISH}", f"label::{_ENGLISH}", f"hint::{_POLISH}",
    f"hint::{_ENGLISH}", "relevant", "constraint", "required", "appearance", "clause", "procedure",
    "evidence", "evidence_when", "weight", "scores", "unit", "unit_pl", "unit_en",
)  # fmt: skip
_CHOICES: Final = (
    "list_name", "name", f"label::{_POLISH}", f"label::{_ENGLISH}", "score", "bad",
)  # fmt: skip
_SETTINGS: Final = (
    "form_title", "form_title_en", "form_id", "version", "default_language", "standard", "edition",
)  # fmt: skip
_FIXED: Final = {
    AnswerType.CONFORMITY: ("conformity", CONFORMITY_VALUES),
    AnswerType.YES_NO: ("yes_no", YES_NO_VALUES),
}
_SIMPLE: Final = {
    AnswerType.TEXT: "text",
    AnswerType.DATE: "date",
    AnswerType.PHOTO: "image",
    AnswerType.SIGNATURE: "image",
}

Row = dict[str, str]
_Choice = tuple[str, str, str, float | None, bool | None]
"""Value, Polish and English label, points, whether it is a bad answer."""


def export_xlsform(content: Mapping[str, Any], version: int) -> bytes:
    """Return the bytes of an .xlsx with the three sheets of an XLSForm.

    Args:
        content: sound content of a version.
        version: its number, for the column that tells versions of a form apart.
    """
    lists = _Lists()
    survey = _survey(content, lists)
    settings = {
        "form_title": content["title_pl"],
        "form_title_en": content["title_en"],
        "form_id": content["key"],
        "version": str(version),
        "default_language": _POLISH,
        "standard": content["standard"],
        "edition": content["edition"],
    }
    import xlsxwriter  # noqa: PLC0415 - a tenth of a second at each start

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, titles, rows in (
            (SURVEY, _SURVEY, survey),
            (CHOICES, _CHOICES, lists.rows),
            (SETTINGS, _SETTINGS, [settings]),
        ):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(titles) - 1, 26)
            for column, title in enumerate(titles):
                sheet.write_string(0, column, title, bold)
                for number, row in enumerate(rows, start=1):
                    # Always text: what begins like a formula stays what somebody wrote.
                    if row.get(title):
                        sheet.write_string(number, column, row[title], wrapped)
    return stream.getvalue()


def _survey(content: Mapping[str, Any], lists: _Lists) -> list[Row]:
    types = {question["key"]: str(question["type"]) for question in questions_of(content)}
    rows: list[Row] = []
    for section in content["sections"]:
        rows.append(
            {
                "type": "begin_group",
                # A group and a question must not share a name, and here they may.
                "name": _free(section["key"], types),
                f"label::{_POLISH}": section["title_pl"],
                f"label::{_ENGLISH}": section["title_en"],
            }
        )
        rows += [_question(question, types, lists) for question in section["questions"]]
        rows.append({"type": "end_group"})
    return rows


def _free(key: str, taken: Mapping[str, str]) -> str:
    while key in taken:
        key = f"{key[:60]}_s"
    return key


def _question(question: Mapping[str, Any], types: Mapping[str, str], lists: _Lists) -> Row:
    kind = AnswerType(question["type"])
    row = {
        "type": _type(question, kind, lists),
        "name": question["key"],
        f"label::{_POLISH}": question["text_pl"],
        f"label::{_ENGLISH}": question["text_en"],
        f"hint::{_POLISH}": question.get("guidance_pl", ""),
        f"hint::{_ENGLISH}": question.get("guidance_en", ""),
        "constraint": constraint_of(question),
        "appearance": "signature" if kind is AnswerType.SIGNATURE else "",
        "clause": question["clause"],
        "procedure": question.get("procedure", ""),
        "unit_pl": question.get("unit_pl", ""),
        "unit_en": question.get("unit_en", ""),
        "unit": question.get("unit", ""),
    }
    if question.get("relevant"):
        row["relevant"] = expression_of(question["relevant"], types)
    if question["required"]:
        row["required"] = "yes"
    elif question.get("required_when"):
        row["required"] = expression_of(question["required_when"], types)
    if question["evidence"] != EvidenceRule.OPTIONAL:
        row["evidence"] = str(question["evidence"])
    if question.get("evidence_when"):
        row["evidence_when"] = expression_of(question["evidence_when"], types)
    if question.get("scores"):
        row["scores"] = " ".join(f"{value}={one:g}" for value, one in question["scores"].items())
    if question["weight"] != 1:
        row["weight"] = f"{question['weight']:g}"
    return row


def _type(question: Mapping[str, Any], kind: AnswerType, lists: _Lists) -> str:
    if kind in WITH_CHOICES:
        word = "select_multiple" if kind is AnswerType.MANY_OF else "select_one"
        return f"{word} {lists.name_of(question['key'], question['choices'])}"
    if kind in _FIXED:
        return f"select_one {lists.fixed(kind)}"
    if kind is AnswerType.NUMBER:
        return "integer" if question.get("integer") else "decimal"
    return _SIMPLE[kind]


class _Lists:
    """The lists of choices; questions with the same choices share one."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._names: dict[tuple[_Choice, ...], str] = {}
        self._taken: set[str] = {name for name, _values in _FIXED.values()}

    def name_of(self, key: str, choices: Sequence[Mapping[str, Any]]) -> str:
        """The list of these choices, named after the first question that has them."""
        content = tuple(
            (one["value"], one["label_pl"], one["label_en"], one.get("score"), one.get("bad"))
            for one in choices
        )
        if content not in self._names:
            self._add(content, f"{key[:50]}_choices")
        return self._names[content]

    def fixed(self, kind: AnswerType) -> str:
        """The list of one of the scales that the module itself knows."""
        name, values = _FIXED[kind]
        if name not in self._names.values():
            labels = []
            for locale in ("pl", "en"):
                with use_locale(locale):
                    labels.append([str(VALUES[value]) for value in values])
            self._put(tuple((*one, None, None) for one in zip(values, *labels, strict=True)), name)
        return name

    def _add(self, content: tuple[_Choice, ...], wanted: str) -> None:
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}{number}"
        self._put(content, name)

    def _put(self, content: tuple[_Choice, ...], name: str) -> None:
        self._taken.add(name)
        self._names[content] = name
        for value, polish, english, points, bad in content:
            self.rows.append(
                {
                    "list_name": name,
                    "name": value,
                    f"label::{_POLISH}": polish,
                    f"label::{_ENGLISH}": english,
                    "score": "" if points is None else f"{points:g}",
                    "bad": "yes" if bad else "",
                }
            )
