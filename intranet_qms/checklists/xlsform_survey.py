"""The sheet ``survey`` of an XLSForm: groups become sections, rows become questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .content import KEY
from .rules_from import Rule, Target
from .workflow import CONFORMITY_VALUES, YES_NO_VALUES, AnswerType, EvidenceRule, choice_values
from .xlsform_choices import ChoiceLists, is_conformity, is_yes_no
from .xlsform_conditions import Conditions, Names
from .xlsform_sheets import (
    MEANINGFUL,
    SURVEY,
    Columns,
    ImportNote,
    Kind,
    Row,
    RowType,
    Severity,
    read_type,
)

_ACKNOWLEDGED: Final = {"value": "OK", "label_pl": "Potwierdzam", "label_en": "I confirm"}


@dataclass(slots=True)
class _Group:
    name: str
    row: int
    title_pl: str
    title_en: str
    repeat: bool = False
    relevant: str = ""
    rule: Rule | None = None


@dataclass(slots=True)
class _Pending:
    """A question that is read but whose expressions wait until all names are known."""

    row: Row
    question: dict[str, Any]
    groups: tuple[_Group, ...]


@dataclass(slots=True)
class _Section:
    groups: tuple[_Group, ...]
    key: str
    row: int
    questions: list[dict[str, Any]] = field(default_factory=list)
    notes: list[tuple[Row, str, str]] = field(default_factory=list)


class SurveyReader:
    """Reads the rows once from top to bottom, and the expressions once all names are known."""

    def __init__(
        self,
        columns: Columns,
        rows: list[Row],
        lists: ChoiceLists,
        notes: list[ImportNote],
        form_title: str,
    ) -> None:
        self.columns = columns
        self._rows = rows
        self._lists = lists
        self._notes = notes
        self._form_title = form_title
        self._stack: list[_Group] = []
        self._sections: list[_Section] = []
        self._pending: list[_Pending] = []
        self._groups: list[_Group] = []
        self._names = Names()
        self._row_of: dict[str, int] = {}

    def sections(self) -> list[dict[str, Any]]:
        """Return the sections with their questions, in the form of a checklist's content."""
        for row in self._rows:
            self._read(row)
        for group in self._stack:
            code = "repeat_not_closed" if group.repeat else "group_not_closed"
            self._say(Severity.ERROR, code, group.row, "type", name=group.name)
        for section in self._sections:
            self._place_notes(section)
        conditions = Conditions(self.columns, self._names, self._notes)
        for group in self._groups:
            if group.relevant and not group.repeat:
                group.rule = conditions.of_group(group.relevant, group.row)
        for pending in self._pending:
            of_groups = [group.rule for group in pending.groups if group.rule is not None]
            conditions.of_question(pending.row, pending.question, of_groups)
        self._tell_missing_language()
        return [self._as_content(section) for section in self._sections if section.questions]

    def row_of(self, question: Mapping[str, Any]) -> int:
        """Return the row that a question came from."""
        return self._row_of.get(str(question.get("key")), 0)

    def row_of_section(self, key: str) -> int:
        """Return the row where a section begins."""
        return next((section.row for section in self._sections if section.key == key), 0)

    def _say(
        self, severity: Severity, code: str, row: int, word: str = "", **parameters: object
    ) -> None:
        letter, header = self.columns.locate(word) if word else ("", "")
        self._notes.append(
            ImportNote(severity, code, SURVEY, row, letter, header or word, parameters)
        )

    # Rows, from top to bottom.

    def _read(self, row: Row) -> None:
        text = row.text("type")
        if not text:
            # A row that holds only columns we do not read is somebody's remark, not a question.
            if row.cells:
                self._say(Severity.ERROR, "type_missing", row.number, "type")
            return
        kind = read_type(text)
        match kind.kind:
            case Kind.BEGIN_GROUP | Kind.BEGIN_REPEAT:
                self._begin(row, repeat=kind.kind is Kind.BEGIN_REPEAT)
            case Kind.END_GROUP | Kind.END_REPEAT:
                self._end(row, repeat=kind.kind is Kind.END_REPEAT)
            case Kind.UNKNOWN:
                self._say(
                    Severity.ERROR,
                    "unknown_type",
                    row.number,
                    "type",
                    value=kind.text[:60],
                    suggestion=kind.suggestion,
                )
                self._name(row, broken=True)
            case Kind.RECORDED | Kind.UNSUPPORTED:
                code = "recorded_anyway" if kind.kind is Kind.RECORDED else "type_not_supported"
                self._say(
                    Severity.LEFT_OUT,
                    code,
                    row.number,
                    "type",
                    type=kind.text,
                    name=row.text("name"),
                )
                self._leave_out(row)
            case Kind.NOTE:
                self._note(row)
            case Kind.QUESTION:
                self._question(row, kind)

    def _begin(self, row: Row, *, repeat: bool) -> None:
        name = self._name(row)
        title = {word: row.text(f"label_{word}") for word in ("pl", "en")}
        polish, english = title["pl"] or title["en"], title["en"] or title["pl"]
        group = _Group(name, row.number, polish, english, repeat, row.text("relevant"))
        if repeat:
            self._say(Severity.LEFT_OUT, "repeat", row.number, "type", name=name)
        elif self._stack and not self._in_repeat():
            self._say(Severity.NOTICE, "nested_group", row.number, "type", name=name)
        if not polish and not repeat:
            self._say(Severity.NOTICE, "group_without_label", row.number, "label_pl", name=name)
        self._stack.append(group)
        self._groups.append(group)

    def _end(self, row: Row, *, repeat: bool) -> None:
        word = "repeat" if repeat else "group"
        if not self._stack:
            self._say(Severity.ERROR, f"end_{word}_without_begin", row.number, "type")
        elif self._stack[-1].repeat != repeat:
            self._say(
                Severity.ERROR,
                "end_does_not_match",
                row.number,
                "type",
                name=self._stack[-1].name,
                first=self._stack[-1].row,
            )
            self._stack.pop()
        else:
            self._stack.pop()

    def _in_repeat(self) -> bool:
        return any(group.repeat for group in self._stack)

    def _name(self, row: Row, *, broken: bool = False) -> str:
        """Check the row's name and remember it; return it, or an empty text if it is no good."""
        name = row.text("name")
        if not name:
            self._say(Severity.ERROR, "name_missing", row.number, "name")
            return ""
        if name in self._names.rows:
            self._say(
                Severity.ERROR,
                "duplicate_name",
                row.number,
                "name",
                name=name,
                first=self._names.rows[name],
            )
            return ""
        self._names.rows[name] = row.number
        if broken:
            self._names.broken.add(name)
        if not KEY.fullmatch(name):
            self._say(Severity.ERROR, "bad_name", row.number, "name", name=name[:60])
            self._names.broken.add(name)
            return ""
        return name

    def _leave_out(self, row: Row) -> None:
        # Without a name nothing can refer to it; XLSForm itself asks for none at most of these.
        if row.text("name"):
            self._names.targets[self._name(row)] = Target(None)

    def _note(self, row: Row) -> None:
        if row.text("name"):
            self._name(row)
        polish, english = row.text("label_pl"), row.text("label_en")
        if not polish and not english:
            self._say(Severity.ERROR, "label_missing", row.number, "label_pl")
        elif self._in_repeat():
            self._say(Severity.LEFT_OUT, "inside_repeat", row.number, "type", name=row.text("name"))
        else:
            if row.text("relevant"):
                self._say(Severity.LEFT_OUT, "note_condition", row.number, "relevant")
            self._section().notes.append((row, polish or english, english or polish))

    def _question(self, row: Row, kind: RowType) -> None:
        name = self._name(row)
        polish, english = row.text("label_pl"), row.text("label_en")
        if not polish and not english:
            self._say(Severity.ERROR, "label_missing", row.number, "label_pl", name=name)
        question: dict[str, Any] = {
            "key": name,
            "text_pl": polish,
            "text_en": english,
            "guidance_pl": _joined(row.text("hint_pl"), row.text("guidance_hint_pl")),
            "guidance_en": _joined(row.text("hint_en"), row.text("guidance_hint_en")),
            "type": kind.answer,
        }
        sound = self._kind(row, kind, question)
        self._own_columns(row, question)
        for word in MEANINGFUL:
            if row.text(word):
                self._say(Severity.LEFT_OUT, f"{word}_not_supported", row.number, word, name=name)
        if not name:
            return
        if not sound:
            self._names.broken.add(name)
            return
        if self._in_repeat():
            self._say(Severity.LEFT_OUT, "inside_repeat", row.number, "type", name=name)
            self._names.targets[name] = Target(None)
            return
        self._names.targets[name] = Target(question["type"], frozenset(_values(question)))
        self._row_of[name] = row.number
        section = self._section()
        self._attach_notes(section, question)
        section.questions.append(question)
        self._pending.append(_Pending(row, question, tuple(self._stack)))

    def _kind(self, row: Row, kind: RowType, question: dict[str, Any]) -> bool:
        """Settle the type of the answer; return whether it is sound."""
        if kind.integer:
            question["integer"] = True
        if kind.acknowledge:
            question["choices"] = [dict(_ACKNOWLEDGED)]
        if kind.text.lower() == "range":
            self._range(row, question)
        if kind.answer is AnswerType.PHOTO and "signature" in row.text("appearance").split():
            question["type"] = AnswerType.SIGNATURE
        if kind.acknowledge or kind.answer not in (AnswerType.ONE_OF, AnswerType.MANY_OF):
            return True
        return self._choices(row, kind, question)

    def _choices(self, row: Row, kind: RowType, question: dict[str, Any]) -> bool:
        if not kind.list_name:
            self._say(Severity.ERROR, "list_missing", row.number, "type")
            return False
        if kind.or_other:
            self._say(Severity.LEFT_OUT, "or_other", row.number, "type", name=row.text("name"))
        choices = self._lists.get(kind.list_name)
        if kind.answer is AnswerType.ONE_OF:
            if is_conformity(kind.list_name, choices):
                question["type"] = AnswerType.CONFORMITY
                offered = {one["value"] for one in choices or []}
                if offered and offered != set(CONFORMITY_VALUES):
                    self._say(Severity.NOTICE, "conformity_in_full", row.number, "type")
                return True
            if is_yes_no(kind.list_name, choices):
                question["type"] = AnswerType.YES_NO
                return True
        if choices is None:
            self._say(Severity.ERROR, "unknown_list", row.number, "type", list=kind.list_name)
            return False
        question["choices"] = [dict(choice) for choice in choices]
        return bool(choices) and kind.list_name not in self._lists.broken

    def _range(self, row: Row, question: dict[str, Any]) -> None:
        settings = dict(
            part.split("=", 1) for part in row.text("parameters").split() if "=" in part
        )
        numbers: dict[str, float] = {}
        for word, default in (("start", "1"), ("end", "10"), ("step", "1")):
            try:
                numbers[word] = float(settings.get(word, default))
            except ValueError:
                self._say(
                    Severity.ERROR,
                    "bad_parameters",
                    row.number,
                    "parameters",
                    value=row.text("parameters")[:60],
                )
                return
        question["min"], question["max"] = numbers["start"], numbers["end"]
        question["integer"] = all(number.is_integer() for number in numbers.values())
        if numbers["step"] != 1:
            self._say(
                Severity.LEFT_OUT,
                "range_step",
                row.number,
                "parameters",
                step=settings.get("step", ""),
            )

    def _own_columns(self, row: Row, question: dict[str, Any]) -> None:
        for word in ("clause", "procedure"):
            if row.text(word):
                question[word] = row.text(word)
        for word in ("unit", "unit_pl", "unit_en"):
            if row.text(word) and question["type"] is AnswerType.NUMBER:
                question[word] = row.text(word)
            elif row.text(word):
                self._say(Severity.LEFT_OUT, "unit_without_number", row.number, word)
        evidence = row.text("evidence").lower()
        if evidence:
            if evidence in list(EvidenceRule):
                question["evidence"] = evidence
            else:
                self._say(
                    Severity.ERROR, "unknown_evidence", row.number, "evidence", value=evidence[:60]
                )
        scores = row.text("scores")
        if scores:
            try:
                question["scores"] = _points(scores)
            except ValueError:
                self._say(Severity.ERROR, "bad_scores", row.number, "scores", value=scores[:60])
        weight = row.text("weight")
        if weight:
            try:
                question["weight"] = float(weight.replace(",", "."))
            except ValueError:
                self._say(Severity.ERROR, "bad_weight", row.number, "weight", limit=100)

    # Sections and notes.

    def _section(self) -> _Section:
        """The section that a row belongs to: a new one wherever the group changes."""
        groups = tuple(self._stack)
        if self._sections and self._sections[-1].groups == groups:
            return self._sections[-1]
        base = next((group.name for group in reversed(groups) if group.name), "form")
        taken = {section.key for section in self._sections}
        key, number = base, 1
        while key in taken:
            number += 1
            key = f"{base[:60]}-{number}"
        section = _Section(groups, key, groups[-1].row if groups else 0)
        self._sections.append(section)
        return section

    def _attach_notes(self, section: _Section, question: dict[str, Any]) -> None:
        """A note is what an auditor should read before the next question: its guidance."""
        for row, polish, english in section.notes:
            question["guidance_pl"] = _joined(polish, question["guidance_pl"])
            question["guidance_en"] = _joined(english, question["guidance_en"])
            self._say(Severity.NOTICE, "note_as_guidance", row.number, "type", name=question["key"])
        section.notes.clear()

    def _place_notes(self, section: _Section) -> None:
        """A note after the last question of its section goes below that question's guidance."""
        for row, polish, english in section.notes:
            if not section.questions:
                self._say(Severity.LEFT_OUT, "note_without_question", row.number, "type")
                continue
            last = section.questions[-1]
            last["guidance_pl"] = _joined(last["guidance_pl"], polish)
            last["guidance_en"] = _joined(last["guidance_en"], english)
            self._say(Severity.NOTICE, "note_as_guidance", row.number, "type", name=last["key"])

    def _as_content(self, section: _Section) -> dict[str, Any]:
        titles = [(group.title_pl, group.title_en) for group in section.groups if group.title_pl]
        titles = titles or [(self._form_title, self._form_title)]
        return {
            "key": section.key,
            "title_pl": " – ".join(polish for polish, _ in titles),
            "title_en": " – ".join(english for _, english in titles),
            "questions": section.questions,
        }

    def _tell_missing_language(self) -> None:
        for word, code in (("pl", "no_polish"), ("en", "no_english")):
            count = sum(1 for one in self._pending if not one.question[f"text_{word}"])
            if count:
                self._say(Severity.NOTICE, code, 0, "", count=count)


def _joined(first: str, second: str) -> str:
    return f"{first}\n\n{second}" if first and second else first or second


def _values(question: Mapping[str, Any]) -> list[str]:
    if question["type"] is AnswerType.CONFORMITY:
        return list(CONFORMITY_VALUES)
    if question["type"] is AnswerType.YES_NO:
        return list(YES_NO_VALUES)
    return choice_values(question)


def _points(text: str) -> dict[str, float]:
    """Points by answer, written ``conforming=100 observation=50``."""
    points = {}
    for pair in text.replace(";", " ").split():
        value, _equals, number = pair.partition("=")
        points[value] = float(number.replace(",", "."))
    return points
