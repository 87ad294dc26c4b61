"""Turn expressions of XLSForm into rules, and constraints into ranges, where the meaning is kept.

What XPath says and the rule language does not is never approximated: `NotSupported` is raised, and
the importer tells the author what was left out. Two meanings differ and are bridged:

- in XPath an unanswered question is the empty text, so ``${a} != 'x'`` is true of it. It becomes
  ``not eq``, not ``ne``;
- in XPath a number and a text may be compared; here the literal takes the question's type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Final

from .expressions import (
    MAX_DIGITS,
    Binary,
    Call,
    Itself,
    Node,
    NotSupported,
    Number,
    Reference,
    Text,
    parse,
)
from .rules import validate
from .workflow import AnswerType, is_date

_ORDER: Final = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_MIRROR: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Rule = dict[str, Any]


class UnknownName(ValueError):
    """A reference to a question that the form does not have."""


class UnknownChoice(ValueError):
    """A comparison with a choice that the question does not offer: never true, so a mistake."""

    def __init__(self, question: str, value: str) -> None:
        super().__init__(value)
        self.question = question
        self.value = value


@dataclass(frozen=True, slots=True)
class Target:
    """What an expression may need to know of a question it speaks of.

    `kind` is None for a question that was left out of the import; `values` are its choices.
    """

    kind: AnswerType | None
    values: frozenset[str] = frozenset()


@dataclass(slots=True)
class Limits:
    """What a constraint comes to: any of a least and a greatest value, and a length."""

    least: int | float | str | None = None
    greatest: int | float | str | None = None
    length: int | None = None


def rule_from(expression: str, targets: Mapping[str, Target]) -> Rule | None:
    """Return the rule that `expression` means, or None if it is always true.

    Raises SyntaxProblem, NotSupported, UnknownName or UnknownChoice.
    """
    node = parse(expression)
    if node == Call("true", ()):
        return None
    rule = _Mapper(targets).condition(node)
    for problem in validate(rule, targets):
        raise NotSupported(f"rule_{problem.code}", problem.detail)
    return rule


@dataclass(slots=True)
class _Mapper:
    targets: Mapping[str, Target]

    def condition(self, node: Node) -> Rule:
        if isinstance(node, Binary):
            if node.operator in ("and", "or"):
                word = "all" if node.operator == "and" else "any"
                return {word: self._flat(node, node.operator)}
            if node.operator in _MIRROR:
                return self._comparison(node)
            raise NotSupported("arithmetic", node.operator)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Itself):
            raise NotSupported("itself", ".")
        raise NotSupported("not_a_condition", _quote(node))

    def _flat(self, node: Node, operator: str) -> list[Rule]:
        # "a and b and c" is one list of three, read from the right end of a left-leaning tree
        # without recursion: an expression may have hundreds of parts.
        parts: list[Node] = []
        while isinstance(node, Binary) and node.operator == operator:
            parts.append(node.right)
            node = node.left
        parts.append(node)
        return [self.condition(part) for part in reversed(parts)]

    def _call(self, node: Call) -> Rule:
        if node.function == "not" and len(node.arguments) == 1:
            inner = self.condition(node.arguments[0])
            # not(${a} != 'x') says the same as ${a} = 'x', in XPath and here.
            simpler: Rule = inner.get("not", {"not": inner})
            return simpler
        if node.function == "selected" and len(node.arguments) == 2:
            question, value = node.arguments
            if isinstance(question, Reference) and isinstance(value, Text):
                target = self._target(question.name)
                if target.kind not in (
                    AnswerType.MANY_OF,
                    AnswerType.ONE_OF,
                    AnswerType.YES_NO,
                    AnswerType.CONFORMITY,
                ):
                    raise NotSupported("selected_without_choices", question.name)
                self._offered(question.name, target, value.value)
                return {"question": question.name, "op": "selected", "value": value.value}
        raise NotSupported("function", f"{node.function}()")

    def _target(self, name: str) -> Target:
        target = self.targets.get(name)
        if target is None:
            raise UnknownName(name)
        if target.kind is None:
            raise NotSupported("left_out_question", name)
        return target

    def _comparison(self, node: Binary) -> Rule:
        left, operator, right = node.left, node.operator, node.right
        if isinstance(right, Reference) and not isinstance(left, Reference):
            left, operator, right = right, _MIRROR[operator], left
        if not isinstance(left, Reference):
            _literal(left)  # says what it is, if it is a function or a calculation
            raise NotSupported("comparison", f"{_quote(left)} {operator} {_quote(right)}")
        if isinstance(right, Reference):
            raise NotSupported("two_questions", f"{left.name}, {right.name}")
        name, target = left.name, self._target(left.name)
        literal = _literal(right)
        if literal == "":
            if operator not in ("=", "!="):
                raise NotSupported("comparison", f"{operator} ''")
            return {"question": name, "op": "not_answered" if operator == "=" else "answered"}
        value = self._as_type(name, target, literal, operator)
        if operator == "=":
            return {"question": name, "op": "eq", "value": value}
        if operator == "!=":
            return {"not": {"question": name, "op": "eq", "value": value}}
        return {"question": name, "op": _ORDER[operator], "value": value}

    def _as_type(
        self, name: str, target: Target, literal: str | float, operator: str
    ) -> str | int | float:
        kind = target.kind
        if kind == AnswerType.NUMBER:
            number = _as_number(literal)
            if number is None:
                raise NotSupported("text_for_number", str(literal))
            return number
        if kind == AnswerType.DATE:
            if isinstance(literal, str) and is_date(literal):
                return literal
            raise NotSupported("not_a_date", str(literal))
        if operator in _ORDER:
            raise NotSupported("order_of_text", name)
        if kind in (AnswerType.ONE_OF, AnswerType.YES_NO, AnswerType.CONFORMITY):
            value = str(literal)
            self._offered(name, target, value)
            return value
        if kind == AnswerType.TEXT:
            return str(literal)
        raise NotSupported(
            "use_selected" if kind == AnswerType.MANY_OF else "comparison_of_type", name
        )

    def _offered(self, name: str, target: Target, value: str) -> None:
        if value not in target.values:
            raise UnknownChoice(name, value)


def limits_from(expression: str, kind: AnswerType, *, integer: bool) -> Limits:
    """Return the range that a constraint means for a question of type `kind`.

    Only what must all hold is a range: comparisons of the dot joined by ``and``.
    Raises SyntaxProblem or NotSupported.
    """
    limits = Limits()
    waiting: list[Node] = [parse(expression)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Binary) and node.operator == "and":
            waiting += [node.left, node.right]
        elif isinstance(node, Binary) and node.operator in _MIRROR:
            _bound(limits, node, kind, integer)
        elif isinstance(node, Call):
            raise NotSupported("function", f"{node.function}()")
        else:
            raise NotSupported("not_a_range", _quote(node))
    return limits


def _bound(limits: Limits, node: Binary, kind: AnswerType, integer: bool) -> None:
    left, operator, right = node.left, node.operator, node.right
    if not _is_measured(left):
        left, operator, right = right, _MIRROR[operator], left
    if not _is_measured(left) or operator == "!=":
        raise NotSupported("not_a_range", f"{_quote(left)} {operator} {_quote(right)}")
    literal = _literal(right)
    if isinstance(left, Call):
        _length(limits, operator, literal, kind)
        return
    if kind == AnswerType.NUMBER:
        number = _as_number(literal)
        if number is None:
            raise NotSupported("text_for_number", str(literal))
        _number_bound(limits, operator, number, integer)
    elif kind == AnswerType.DATE:
        if not isinstance(literal, str) or not is_date(literal):
            raise NotSupported("not_a_date", str(literal))
        if operator in ("<", ">"):
            raise NotSupported("open_end", f". {operator} {literal}")
        _narrow(limits, operator, literal)
    else:
        raise NotSupported("range_of_type", kind)


def _is_measured(node: Node) -> bool:
    return isinstance(node, Itself) or node == Call("string-length", (Itself(),))


def _length(limits: Limits, operator: str, literal: str | float, kind: AnswerType) -> None:
    number = _as_number(literal)
    if kind != AnswerType.TEXT or operator not in ("<", "<=") or not isinstance(number, int):
        raise NotSupported("length", str(literal))
    length = number - 1 if operator == "<" else number
    limits.length = length if limits.length is None else min(limits.length, length)


def _number_bound(limits: Limits, operator: str, number: float, integer: bool) -> None:
    if operator in ("<", ">"):
        if not integer:
            # "more than 0" has no least decimal number; a range cannot say it.
            raise NotSupported("open_end", f". {operator} {number:g}")
        number = ceil(number) - 1 if operator == "<" else floor(number) + 1
        operator += "="
    _narrow(limits, operator, number)


def _narrow(limits: Limits, operator: str, value: Any) -> None:
    if operator in (">=", "="):
        limits.least = value if limits.least is None else max(limits.least, value)
    if operator in ("<=", "="):
        limits.greatest = value if limits.greatest is None else min(limits.greatest, value)


def _literal(node: Node) -> str | int | float:
    if isinstance(node, Text | Number):
        return node.value
    if isinstance(node, Call) and node.function == "date" and len(node.arguments) == 1:
        return _literal(node.arguments[0])
    if isinstance(node, Call):
        raise NotSupported("function", f"{node.function}()")
    if isinstance(node, Binary):
        raise NotSupported("arithmetic", node.operator)
    if isinstance(node, Reference):
        raise NotSupported("two_questions", node.name)
    raise NotSupported("itself", ".")


def _as_number(literal: str | float) -> int | float | None:
    if not isinstance(literal, str):
        return literal
    if not _NUMBER.fullmatch(literal.strip()) or len(literal) > MAX_DIGITS:
        return None
    return float(literal) if "." in literal else int(literal)


def _quote(node: Node) -> str:
    match node:
        case Reference(name):
            return "${" + name + "}"
        case Text(value):
            return f"'{value}'"
        case Number(value):
            return f"{value:g}"
        case Call(function, _):
            return f"{function}(…)"
        case Itself():
            return "."
        case Binary(operator, _, _):
            return operator
