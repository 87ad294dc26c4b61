"""Checklists in words: states, types, conditions, and what changed between two versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..i18n import LazyText, lazy, localized, number, t
from .content import questions_of

STATES: Final[Mapping[str, LazyText]] = {
    "draft": lazy("Draft"),
    "published": lazy("In use"),
    "retired": lazy("Retired"),
}
STATE_TONES: Final = {"draft": "neutral", "published": "good", "retired": "quiet"}
TYPES: Final[Mapping[str, LazyText]] = {
    "conformity": lazy("Conformity"),
    "yes_no": lazy("Yes or no"),
    "one_of": lazy("One choice"),
    "many_of": lazy("Several choices"),
    "number": lazy("A number"),
    "text": lazy("Written answer"),
    "date": lazy("Date"),
    "photo": lazy("Photo"),
    "signature": lazy("Signature"),
}
EVIDENCE: Final[Mapping[str, LazyText]] = {
    "never": lazy("without evidence"),
    "optional": lazy("evidence possible"),
    "required": lazy("evidence required"),
    "required_on_nonconformity": lazy("evidence required for a bad answer"),
}
VALUES: Final[Mapping[str, LazyText]] = {
    "conforming": lazy("conforming"),
    "nonconforming": lazy("nonconforming"),
    "observation": lazy("observation"),
    "not_applicable": lazy("not applicable"),
    "yes": lazy("yes"),
    "no": lazy("no"),
}
_COMPARISONS: Final[Mapping[str, LazyText]] = {
    "eq": lazy("question %(question)s is “%(value)s”"),
    "ne": lazy("question %(question)s is answered and is not “%(value)s”"),
    "in": lazy("question %(question)s is one of: %(value)s"),
    "lt": lazy("question %(question)s is less than %(value)s"),
    "le": lazy("question %(question)s is at most %(value)s"),
    "gt": lazy("question %(question)s is more than %(value)s"),
    "ge": lazy("question %(question)s is at least %(value)s"),
    "answered": lazy("question %(question)s is answered"),
    "not_answered": lazy("question %(question)s is not answered"),
    "selected": lazy("in question %(question)s “%(value)s” is chosen"),
}
_NOT_EQUAL: Final = lazy("question %(question)s is not “%(value)s”")


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as a page shows it, all texts in the reader's language."""

    number: int
    key: str
    text: str
    guidance: str
    clause: str
    procedure: str
    kind: str
    details: tuple[str, ...]
    choices: tuple[str, ...]
    condition: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its questions."""

    key: str
    title: str
    questions: tuple[QuestionView, ...]


def in_words(content: Mapping[str, Any]) -> list[SectionView]:
    """Return sound content as a page shows it; questions are numbered through."""
    numbers = {question["key"]: n for n, question in enumerate(questions_of(content), 1)}
    by_key = {question["key"]: question for question in questions_of(content)}
    return [
        SectionView(
            section["key"],
            _both(section, "title"),
            tuple(_question(question, numbers, by_key) for question in section["questions"]),
        )
        for section in content["sections"]
    ]


def _both(thing: Mapping[str, Any], word: str) -> str:
    return localized(thing.get(f"{word}_pl"), thing.get(f"{word}_en"))


def _question(
    question: Mapping[str, Any], numbers: Mapping[str, int], by_key: Mapping[str, Any]
) -> QuestionView:
    condition = ""
    if question.get("relevant") is not None:
        condition = t(
            "Shown only when %(condition)s.",
            condition=rule_in_words(question["relevant"], numbers, by_key),
        )
    return QuestionView(
        number=numbers[question["key"]],
        key=question["key"],
        text=_both(question, "text"),
        guidance=_both(question, "guidance"),
        clause=question.get("clause", ""),
        procedure=question.get("procedure", ""),
        kind=str(TYPES[question["type"]]),
        details=tuple(_details(question, numbers, by_key)),
        choices=tuple(_both(choice, "label") for choice in question.get("choices", ())),
        condition=condition,
    )


def _details(
    question: Mapping[str, Any], numbers: Mapping[str, int], by_key: Mapping[str, Any]
) -> list[str]:
    details = []
    if question.get("required"):
        details.append(t("required"))
    elif question.get("required_when") is not None:
        condition = rule_in_words(question["required_when"], numbers, by_key)
        details.append(t("required when %(condition)s", condition=condition))
    if question.get("evidence", "optional") != "optional":
        details.append(str(EVIDENCE[question["evidence"]]))
    if question.get("evidence_when") is not None:
        condition = rule_in_words(question["evidence_when"], numbers, by_key)
        details.append(t("evidence required when %(condition)s", condition=condition))
    least, greatest = question.get("min"), question.get("max")
    unit = _both(question, "unit")
    if question["type"] == "date":
        if least is not None:
            details.append(t("not before %(day)s", day=least))
        if greatest is not None:
            details.append(t("not after %(day)s", day=greatest))
        least = greatest = None
    if least is not None and greatest is not None:
        limits = t("%(least)s to %(greatest)s", least=_value(least), greatest=_value(greatest))
        details.append(f"{limits} {unit}".strip())
    elif least is not None:
        details.append(f"{t('at least %(least)s', least=_value(least))} {unit}".strip())
    elif greatest is not None:
        details.append(f"{t('at most %(greatest)s', greatest=_value(greatest))} {unit}".strip())
    elif unit:
        details.append(unit)
    if question.get("integer"):
        details.append(t("whole number"))
    if question.get("max_length"):
        details.append(t("at most %(count)s characters", count=number(question["max_length"])))
    weight = question.get("weight", 1)
    if weight != 1:
        details.append(t("weight %(weight)s", weight=number(weight)))
    points = points_in_words(question)
    if points:
        details.append(t("points: %(points)s", points=points))
    return details


def points_in_words(question: Mapping[str, Any]) -> str:
    """Which answers give how many points: "conforming 100, observation 50"; empty if none do."""
    given = [
        (str(VALUES[value]), points)
        for value, points in (question.get("scores") or {}).items()
        if value in VALUES
    ] + [
        (_both(choice, "label"), choice["score"])
        for choice in question.get("choices", ())
        if choice.get("score") is not None
    ]
    return ", ".join(f"{label} {_value(points)}" for label, points in given)


def _value(value: object) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


def rule_in_words(
    rule: Mapping[str, Any], numbers: Mapping[str, int], by_key: Mapping[str, Any]
) -> str:
    """Return a sound rule as part of a sentence; questions are named by their numbers."""
    if "not" in rule:
        inner = rule["not"]
        if inner.get("op") == "eq":
            return _comparison(inner, _NOT_EQUAL, numbers, by_key)
        return t("not (%(condition)s)", condition=rule_in_words(inner, numbers, by_key))
    for word, joint in (("all", t("and")), ("any", t("or"))):
        if word in rule:
            parts = [
                f"({text})" if ("all" in part or "any" in part) and len(rule[word]) > 1 else text
                for part in rule[word]
                for text in [rule_in_words(part, numbers, by_key)]
            ]
            return f" {joint} ".join(parts)
    return _comparison(rule, _COMPARISONS[rule["op"]], numbers, by_key)


def _comparison(
    rule: Mapping[str, Any],
    sentence: LazyText,
    numbers: Mapping[str, int],
    by_key: Mapping[str, Any],
) -> str:
    question = by_key.get(rule["question"])
    if question is None:  # of a draft
        return t("a question that was removed has a certain answer")
    labels = {choice["value"]: _both(choice, "label") for choice in question.get("choices", ())}

    def named(value: object) -> str:
        if question["type"] in ("conformity", "yes_no") and value in VALUES:
            return str(VALUES[str(value)])
        return labels.get(str(value)) or _value(value)

    value = rule.get("value")
    if isinstance(value, list) and not value:
        value = ""
    text = ", ".join(map(named, value)) if isinstance(value, list) else named(value)
    return str(t(sentence.msgid, question=number(numbers[rule["question"]]), value=text))
