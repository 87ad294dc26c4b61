"""The rule language: when a question is shown, and when it must be answered.

A rule is data (JSON), so that the server and the phone read the same one. `tests/contract/rules.json`
holds the cases both must pass. There are four forms::

    {"question": key, "op": operator, "value": value}
    {"all": [rule, …]}     {"any": [rule, …]}     {"not": rule}

No rule at all (null) is true.

Operators
    ``eq``, ``ne``          the answer is, or is answered and is not, the value
    ``in``                  the answer is one of the values
    ``lt le gt ge``         order, between two numbers or between two dates written YYYY-MM-DD
    ``answered``, ``not_answered``   take no value
    ``selected``            the value is among the choices (several), or is the choice (one)

Meaning, where it could be read in two ways
    An unanswered question makes **every** comparison false, ``ne`` too: "differs from yes" is said
    of an answer, and there is none. Who wants "not yes, or not yet answered" writes ``not eq``.
    Unanswered is: missing, null, an empty list, or text of nothing but spaces, tabs, line ends and
    no-break spaces.
    A question that is not shown counts as unanswered, whatever was answered before it vanished.
    Text, number and truth value are never converted into each other; texts are compared character
    by character. Values that have no order (a text and a number) are never less, nor greater.

Standard library only: this module is the specification that the phone's copy follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MAX_DEPTH: Final = 8
"""Levels of nesting, the innermost comparison included."""
MAX_PARTS: Final = 100
"""Comparisons and combinations in one rule."""
MAX_VALUES: Final = 100
"""Values of one ``in``."""
MAX_NUMBER: Final = 2**53 - 1
"""The greatest magnitude at which Python and JavaScript still hold every whole number exactly."""
MAX_TEXT: Final = 200
"""Characters of one value."""

COMBINING: Final = ("all", "any", "not")
ORDERING: Final = ("lt", "le", "gt", "ge")
WITHOUT_VALUE: Final = ("answered", "not_answered")
OPERATORS: Final = ("eq", "ne", "in", *ORDERING, *WITHOUT_VALUE, "selected")

_BLANK: Final = " \t\r\n\u00a0"
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Answers = Mapping[str, object]


class RuleError(ValueError):
    """A rule that `validate` would have refused reached `evaluate`."""


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One thing wrong with a rule.

    `code` is stable and names the kind of mistake; `path` leads to the place inside the rule
    ("all[1].not"; empty for the whole rule); `detail` is the offending word, where there is one.
    """

    code: str
    path: str
    detail: str = ""


def is_answered(value: object) -> bool:
    """Return whether `value` counts as an answer (see the module's text for what does not)."""
    if value is None:
        return False
    if isinstance(value, str):
        return value.strip(_BLANK) != ""
    if isinstance(value, list | tuple):
        return len(value) > 0
    return True


def evaluate(rule: object, answers: Answers) -> bool:
    """Return whether `rule` holds for `answers`.

    `answers` maps question keys to values and must hold answers of shown questions only
    (`shown_keys` takes care of it). Raises RuleError for a rule that `validate` refuses by form.
    """
    return True if rule is None else _evaluate(rule, answers, 1)


def _evaluate(rule: object, answers: Answers, depth: int) -> bool:
    if depth > MAX_DEPTH:
        raise RuleError("nested too deeply")
    if not isinstance(rule, Mapping):
        raise RuleError("a rule is an object")
    if "not" in rule:
        return not _evaluate(rule["not"], answers, depth + 1)
    for word in ("all", "any"):
        if word in rule:
            parts = rule[word]
            if not isinstance(parts, list):
                raise RuleError(f"{word} takes a list")
            results = [_evaluate(part, answers, depth + 1) for part in parts]
            return all(results) if word == "all" else any(results)
    return _compare(rule, answers)


def _compare(rule: Mapping[str, object], answers: Answers) -> bool:
    question, operator, wanted = rule.get("question"), rule.get("op"), rule.get("value")
    if not isinstance(question, str) or operator not in OPERATORS:
        raise RuleError("a comparison has a question and a known operator")
    answer = answers.get(question)
    answered = is_answered(answer)
    if operator == "answered":
        return answered
    if operator == "not_answered":
        return not answered
    if not answered:
        return False
    if operator == "eq":
        return _same(answer, wanted)
    if operator == "ne":
        return not _same(answer, wanted)
    if operator == "in":
        return isinstance(wanted, list) and any(_same(answer, one) for one in wanted)
    if operator == "selected":
        choices = answer if isinstance(answer, list | tuple) else [answer]
        return isinstance(wanted, str) and any(_same(choice, wanted) for choice in choices)
    order = _order(answer, wanted)
    if order is None:
        return False
    return {"lt": order < 0, "le": order <= 0, "gt": order > 0, "ge": order >= 0}[str(operator)]


def _is_number(value: object) -> bool:
    # In Python a truth value is an integer; in an answer it is not a number.
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_exact(value: float) -> bool:
    # Compared, not converted: an integer of Python may be too long for a float. NaN fails too.
    return -MAX_NUMBER <= value <= MAX_NUMBER


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return _is_number(one) and _is_number(other) and one == other


def _order(one: object, other: object) -> int | None:
    """Return -1, 0 or 1, or None for two values without an order between them."""
    if isinstance(one, str) and isinstance(other, str):
        if _DATE.fullmatch(one) and _DATE.fullmatch(other):
            return (one > other) - (one < other)
        return None
    if (
        isinstance(one, int | float)
        and isinstance(other, int | float)
        and _is_number(one)
        and _is_number(other)
        and _is_exact(one)
        and _is_exact(other)
    ):
        return (one > other) - (one < other)
    return None


def validate(rule: object, known_keys: Iterable[str]) -> list[RuleProblem]:
    """Return everything wrong with `rule`, in reading order; an empty list means it is sound.

    `known_keys` are the keys of the questions the rule may speak of.
    """
    problems: list[RuleProblem] = []
    if rule is not None:
        _Validator(frozenset(known_keys), problems).check(rule, "", 1)
    return problems


class _Validator:
    def __init__(self, known_keys: frozenset[str], problems: list[RuleProblem]) -> None:
        self._known = known_keys
        self._problems = problems
        self._parts = 0

    def _say(self, code: str, path: str, detail: object = "") -> None:
        self._problems.append(RuleProblem(code, path, str(detail)[:MAX_TEXT]))

    def check(self, rule: object, path: str, depth: int) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            if self._parts == MAX_PARTS + 1:
                self._say("too_many_parts", path, MAX_PARTS)
            return
        if depth > MAX_DEPTH:
            self._say("too_deep", path, MAX_DEPTH)
            return
        if not isinstance(rule, Mapping):
            self._say("not_a_rule", path)
            return
        words = [word for word in COMBINING if word in rule]
        if not words:
            self._comparison(rule, path)
        elif len(rule) != 1:
            self._say("mixed_forms", path, ", ".join(sorted(map(str, rule))))
        elif words[0] == "not":
            self.check(rule["not"], _join(path, "not"), depth + 1)
        else:
            self._several(rule[words[0]], _join(path, words[0]), depth)

    def _several(self, parts: object, path: str, depth: int) -> None:
        if not isinstance(parts, list) or not parts:
            self._say("empty_combination", path)
            return
        for index, part in enumerate(parts[: MAX_PARTS + 1]):
            self.check(part, f"{path}[{index}]", depth + 1)

    def _comparison(self, rule: Mapping[str, object], path: str) -> None:
        extra = sorted(str(word) for word in rule if word not in ("question", "op", "value"))
        if extra:
            self._say("unknown_word", path, ", ".join(extra))
        question, operator = rule.get("question"), rule.get("op")
        if not isinstance(question, str):
            self._say("question_missing", path)
        elif question not in self._known:
            self._say("unknown_question", path, question)
        if not isinstance(operator, str) or operator not in OPERATORS:
            self._say("unknown_operator", path, operator)
        elif operator in WITHOUT_VALUE:
            if "value" in rule:
                self._say("value_not_wanted", path, operator)
        elif not _suits(operator, rule.get("value")):
            self._say("bad_value", path, operator)


def _join(path: str, word: str) -> str:
    return f"{path}.{word}" if path else word


def _suits(operator: str, value: object) -> bool:
    if operator == "in":
        return (
            isinstance(value, list)
            and 0 < len(value) <= MAX_VALUES
            and all(_is_scalar(one) for one in value)
        )
    if operator in ORDERING and isinstance(value, str):
        return _DATE.fullmatch(value) is not None
    if operator == "selected":
        return isinstance(value, str) and _is_scalar(value)
    return _is_scalar(value)


def _is_scalar(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    return isinstance(value, int | float) and not isinstance(value, bool) and _is_exact(value)


def questions_in(rule: object) -> set[str]:
    """Return the keys of the questions that a valid `rule` speaks of."""
    found: set[str] = set()
    waiting: list[object] = [rule]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, Mapping):
            question = part.get("question")
            if isinstance(question, str):
                found.add(question)
            waiting.extend(part[word] for word in COMBINING if word in part)
    return found


def find_cycles(rules: Mapping[str, object]) -> list[list[str]]:
    """Return the circles among `rules` (question key → its rule), each as the keys along it.

    A question whose showing depends on itself, directly or through others, is in a circle. Of
    circles that share questions at least one is told; without any, the list is empty.
    """
    depends = {key: sorted(questions_in(rule) & rules.keys()) for key, rule in rules.items()}
    state: dict[str, int] = {}  # 1: on the present path, 2: finished
    circles: list[list[str]] = []
    for start in rules:
        if start in state:
            continue
        # A stack of its own: a chain of two thousand questions is deeper than Python's.
        path = [start]
        pending = [iter(depends[start])]
        state[start] = 1
        while pending:
            following = next(pending[-1], None)
            if following is None:
                pending.pop()
                state[path.pop()] = 2
            elif state.get(following) == 1:
                circles.append(path[path.index(following) :])
            elif following not in state:
                state[following] = 1
                path.append(following)
                pending.append(iter(depends[following]))
    return circles


def shown_keys(questions: Sequence[Mapping[str, object]], answers: Answers) -> list[str]:
    """Return the keys of the questions that are shown for `answers`, in the order of `questions`.

    `questions` are a published version's, each with `key` and, where it is not always shown,
    `relevant`. The answer to a question that is not shown counts as none, so what depends on it is
    decided after it. Cases: `tests/contract/relevance.json`. Raises RuleError if the rules run in
    a circle, which no published version does.
    """
    rules = {str(question["key"]): question.get("relevant") for question in questions}
    seen: dict[str, object] = {}
    shown: set[str] = set()
    for key in _in_order(rules):
        if evaluate(rules[key], seen):
            shown.add(key)
            seen[key] = answers.get(key)
    return [key for key in rules if key in shown]


def _in_order(rules: Mapping[str, object]) -> list[str]:
    """Return the keys so that each comes after all that its rule speaks of."""
    waiting = {key: questions_in(rule) & rules.keys() for key, rule in rules.items()}
    followers: dict[str, list[str]] = {}
    for key, needed in waiting.items():
        for one in needed:
            followers.setdefault(one, []).append(key)
    ready = [key for key, needed in waiting.items() if not needed]
    ordered: list[str] = []
    while ready:
        key = ready.pop()
        ordered.append(key)
        for follower in followers.get(key, ()):
            waiting[follower].discard(key)
            if not waiting[follower]:
                ready.append(follower)
    if len(ordered) != len(rules):
        raise RuleError("the rules run in a circle")
    return ordered
