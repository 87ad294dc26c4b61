"""What a draft may still lack while somebody writes it, and what is wrong with it in sentences.

A draft in the designer is saved every few seconds, so it may be unfinished: a question without its
text, a section without questions, a condition whose question was just removed. Its form must be
right all the same. What is unfinished is told, and publication waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .content import RULES, ContentProblem, check_content, questions_of
from .explain import explain
from .rules import MAX_DEPTH
from .words import rule_in_words
from .workflow import FIXED_VALUES, choice_values

UNFINISHED: Final = frozenset(
    [
        "text_missing",
        "no_questions",
        "no_sections",
        "no_choices",
        "empty_range",
        "bad_limit",
        "bad_score",
        "bad_choice_value",
        "duplicate_choice",
        "not_for_this_type",
        "rule_unknown_question",
        "rule_bad_value",
        "rule_empty_combination",
        "rule_circle",
    ]
)
"""Codes of what may be wrong with a draft for as long as it is one."""

_PLACE: Final = re.compile(r"sections\[(\d+)\](?:\.questions\[(\d+)\])?\.?(.*)")


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """One thing to put right, with the way to it.

    ``severity`` is ``error`` (keeps the draft from being published) or ``advice``. ``question`` and
    ``section`` are keys, empty where the problem is not theirs; ``word`` is the part of the question.
    """

    code: str
    severity: str
    section: str
    question: str
    word: str
    sentence: str


def misshapen(content: Mapping[str, Any]) -> list[ContentProblem]:
    """What not even a draft may have: words and forms that nothing here can read."""
    return [one for one in check_content(content) if one.code not in UNFINISHED]


def problems_of(content: Mapping[str, Any]) -> list[DraftProblem]:
    """Everything to put right in a well-formed draft, in reading order, in the reader's language.

    Errors keep it from being published; advice does not.
    """
    found = [_located(content, one, "error") for one in check_content(content)]
    return _without_twins(found) + advice(content)


def _located(content: Mapping[str, Any], problem: ContentProblem, severity: str) -> DraftProblem:
    section_key = question_key = ""
    word = problem.path
    place = _PLACE.fullmatch(problem.path)
    if place is not None:
        section = content["sections"][int(place[1])]
        section_key, word = section["key"], place[3]
        if place[2] is not None:
            question_key = section["questions"][int(place[2])]["key"]
    sentence = explain(problem.code, problem.parameters)
    return DraftProblem(
        problem.code,
        severity,
        section_key,
        question_key,
        re.split(r"[.\[]", word, maxsplit=1)[0],
        sentence,
    )


def _without_twins(found: Sequence[DraftProblem]) -> list[DraftProblem]:
    """A text that is missing in both languages, or a rule's twin, is said once."""
    said: dict[tuple[str, str, str, str], DraftProblem] = {}
    for one in found:
        name = one.word.removesuffix("_pl").removesuffix("_en")
        said.setdefault((one.code, one.section, one.question, name), one)
    return list(said.values())


def advice(content: Mapping[str, Any]) -> list[DraftProblem]:
    """Conditions that look odd: they speak of a later question, or of an answer it does not offer."""
    order = {question["key"]: at for at, question in enumerate(questions_of(content))}
    by_key = {question["key"]: question for question in questions_of(content)}
    found = []
    for section in content["sections"]:
        for question in section["questions"]:
            for word in RULES:
                for rule in comparisons(question.get(word)):
                    other = by_key.get(str(rule.get("question")))
                    if other is None:
                        continue
                    for code, parameters in _odd(question, other, rule, order):
                        problem = ContentProblem(code, "", parameters)
                        found.append(
                            DraftProblem(
                                code,
                                "advice",
                                section["key"],
                                question["key"],
                                word,
                                explain(problem.code, problem.parameters),
                            )
                        )
    return _without_twins(found)


def _odd(
    question: Mapping[str, Any],
    other: Mapping[str, Any],
    rule: Mapping[str, Any],
    order: Mapping[str, int],
) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    number = order[other["key"]] + 1
    if order[other["key"]] > order[question["key"]]:
        found.append(("condition_on_later", {"number": number}))
    offered = FIXED_VALUES.get(other["type"]) or (
        choice_values(other) if other["type"] in ("one_of", "many_of") else None
    )
    if offered is not None and rule.get("op") in ("eq", "ne", "in", "selected"):
        wanted = rule.get("value")
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if value not in offered:
                found.append(("condition_never_true", {"number": number, "value": str(value)}))
    return found


def comparisons(rule: object, depth: int = 1) -> list[Mapping[str, Any]]:
    """The comparisons inside a rule, in reading order; empty for what is no rule."""
    if not isinstance(rule, Mapping) or depth > MAX_DEPTH:
        return []
    if "question" in rule:
        return [rule]
    if "not" in rule:
        return comparisons(rule["not"], depth + 1)
    parts = rule.get("all", rule.get("any"))
    inner = parts if isinstance(parts, list) else []
    return [one for part in inner for one in comparisons(part, depth + 1)]


def conditions_in_words(content: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Each question's conditions as parts of sentences, by question and word."""
    numbers = {question["key"]: n for n, question in enumerate(questions_of(content), 1)}
    by_key = {question["key"]: question for question in questions_of(content)}
    return {
        question["key"]: {
            word: rule_in_words(question[word], numbers, by_key)
            for word in RULES
            if question.get(word) is not None
        }
        for question in by_key.values()
        if any(question.get(word) is not None for word in RULES)
    }
