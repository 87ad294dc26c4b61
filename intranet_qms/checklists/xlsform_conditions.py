"""The columns of an XLSForm that hold expressions: ``relevant``, ``required``, ``constraint``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from .expressions import NotSupported, SyntaxProblem
from .rules_from import Rule, Target, UnknownChoice, UnknownName, limits_from, rule_from
from .xlsform_sheets import SURVEY, Columns, ImportNote, Row, Severity

T = TypeVar("T")

_YES: Final = frozenset({"yes", "true", "true()", "1", "tak"})
_NO: Final = frozenset({"", "no", "false", "false()", "0", "nie"})


@dataclass(slots=True)
class Names:
    """The names of a form: the row of each, what each is, and which rows have a mistake.

    Who refers to a `broken` name is not blamed again.
    """

    rows: dict[str, int] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


class Conditions:
    """Reads expressions once all names are known, and tells what cannot be taken over."""

    def __init__(self, columns: Columns, names: Names, notes: list[ImportNote]) -> None:
        self._columns = columns
        self._names = names
        self._notes = notes

    def of_group(self, expression: str, row: int) -> Rule | None:
        """Return the rule by which a whole group is shown, None for always."""
        return self._rule(expression, row, "relevant", "group_always_shown")

    def of_question(self, row: Row, question: dict[str, Any], groups: Sequence[Rule]) -> None:
        """Add to `question` when it is shown (with its `groups`), required, and limited."""
        rules = list(groups)
        if row.text("relevant"):
            own = self._rule(row.text("relevant"), row.number, "relevant", "always_shown")
            rules += [own] if own is not None else []
        if rules:
            question["relevant"] = rules[0] if len(rules) == 1 else {"all": rules}
        required = row.text("required")
        if required.lower() in _YES:
            question["required"] = True
        elif required.lower() not in _NO:
            when = self._rule(required, row.number, "required", "not_required")
            if when is not None:
                question["required_when"] = when
        if row.text("evidence_when"):
            when = self._rule(
                row.text("evidence_when"), row.number, "evidence_when", "not_evidence"
            )
            if when is not None:
                question["evidence_when"] = when
        if row.text("constraint"):
            self._constraint(row, question)

    def _constraint(self, row: Row, question: dict[str, Any]) -> None:
        limits = self._try(
            lambda: limits_from(
                row.text("constraint"), question["type"], integer=bool(question.get("integer"))
            ),
            row.number,
            "constraint",
            "not_limited",
        )
        if limits is None:
            return
        ends = {"min": limits.least, "max": limits.greatest, "max_length": limits.length}
        question.update({word: value for word, value in ends.items() if value is not None})

    def _rule(self, text: str, row: int, word: str, consequence: str) -> Rule | None:
        return self._try(lambda: rule_from(text, self._names.targets), row, word, consequence)

    def _try(self, read: Callable[[], T], row: int, word: str, consequence: str) -> T | None:
        """Run `read` and tell what it raises. `consequence`: what follows if it is left out."""
        try:
            return read()
        except SyntaxProblem as problem:
            self._error(f"expression_{problem.code}", row, word, detail=problem.detail)
        except UnknownName as problem:
            name = str(problem)
            if name in self._names.broken:
                pass
            elif name in self._names.rows:
                # A group or a note: it has a name and can have no answer.
                self._leave_out("not_a_question", row, word, name, consequence)
            else:
                self._error("unknown_reference", row, word, name=name[:60])
        except UnknownChoice as problem:
            self._error(
                "unknown_choice", row, word, name=problem.question, value=problem.value[:60]
            )
        except NotSupported as problem:
            self._leave_out(problem.code, row, word, problem.detail, consequence)
        return None

    def _error(self, code: str, row: int, word: str, **parameters: object) -> None:
        letter, header = self._columns.locate(word)
        self._notes.append(
            ImportNote(Severity.ERROR, code, SURVEY, row, letter, header, parameters)
        )

    def _leave_out(self, code: str, row: int, word: str, detail: str, consequence: str) -> None:
        letter, header = self._columns.locate(word)
        self._notes.append(
            ImportNote(
                Severity.LEFT_OUT,
                f"expression_{code}",
                SURVEY,
                row,
                letter,
                header,
                {"detail": detail, "consequence": consequence},
            )
        )
