"""What one version of a checklist changes in another, in words that an auditor reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..i18n import LazyText, lazy, localized, number, t
from .content import canonical
from .words import EVIDENCE, TYPES, points_in_words, rule_in_words

ASPECTS: Final[Mapping[str, LazyText]] = {
    "section": lazy("section"),
    "text": lazy("wording"),
    "guidance": lazy("guidance"),
    "clause": lazy("clause"),
    "procedure": lazy("procedure"),
    "type": lazy("type of answer"),
    "choices": lazy("choices"),
    "limits": lazy("limits"),
    "relevant": lazy("shown when"),
    "required": lazy("required"),
    "evidence": lazy("evidence"),
    "weight": lazy("weight"),
    "points": lazy("points"),
}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One part of a question that differs; an empty side says that there was, or is, nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that two versions have and put differently. ``number`` is the later one's."""

    key: str
    number: int
    text: str
    aspects: tuple[Aspect, ...]
    takes_other_answers: bool
    """Its type, choices or limits differ, so that an earlier answer may be none to it any more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A question that only one of two versions has, in the reader's language."""

    key: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """How a later version differs from an earlier one."""

    added: tuple[Told, ...]
    removed: tuple[Told, ...]
    changed: tuple[QuestionChange, ...]
    moved: int
    """Questions that stand in another order or section."""
    retitled: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved or self.retitled)


class _Side:
    """One of the two versions, looked at by key."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.by_key: dict[str, Mapping[str, Any]] = {}
        self.numbers: dict[str, int] = {}
        self.sections: dict[str, Mapping[str, Any]] = {}
        for section in content["sections"]:
            for question in section["questions"]:
                self.by_key[question["key"]] = question
                self.sections[question["key"]] = section
                self.numbers[question["key"]] = len(self.numbers) + 1

    def told(self, key: str) -> Told:
        return Told(key, self.numbers[key], _both(self.by_key[key], "text"))

    def aspects(self, key: str) -> dict[str, str]:
        """What a question is, each part in words."""
        question = self.by_key[key]

        def rule(word: str) -> str:
            found = question.get(word)
            return "" if found is None else rule_in_words(found, self.numbers, self.by_key)

        required = t("always") if question.get("required") else rule("required_when")
        evidence = str(EVIDENCE[question.get("evidence", "optional")])
        when = rule("evidence_when")
        if when:
            evidence = f"{evidence}; {t('evidence required when %(condition)s', condition=when)}"
        return {
            "text": _both(question, "text"),
            "guidance": _both(question, "guidance"),
            "clause": question.get("clause", ""),
            "procedure": question.get("procedure", ""),
            "type": str(TYPES[question["type"]]),
            "choices": ", ".join(_both(one, "label") for one in question.get("choices", ())),
            "limits": _limits(question),
            "relevant": rule("relevant"),
            "required": required,
            "evidence": evidence,
            "weight": number(question.get("weight", 1)),
            "points": points_in_words(question),
        }


def _both(thing: Mapping[str, Any], word: str) -> str:
    return localized(thing.get(f"{word}_pl"), thing.get(f"{word}_en"))


def _limits(question: Mapping[str, Any]) -> str:
    parts = []
    if question.get("min") is not None:
        parts.append(t("at least %(least)s", least=_end(question["min"])))
    if question.get("max") is not None:
        parts.append(t("at most %(greatest)s", greatest=_end(question["max"])))
    if question.get("integer"):
        parts.append(t("whole number"))
    if question.get("max_length"):
        parts.append(t("at most %(count)s characters", count=number(question["max_length"])))
    unit = _both(question, "unit")
    return ", ".join([*parts, unit] if unit else parts)


def _end(value: object) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


_TAKES: Final = ("type", "integer", "min", "max", "max_length")


def _takes(question: Mapping[str, Any]) -> tuple[object, ...]:
    values = sorted(str(one.get("value")) for one in question.get("choices", ()))
    return (*(question.get(word) for word in _TAKES), *values)


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """Return what `new` adds to, removes from and changes in `old`, question by question."""
    before, after = _Side(old), _Side(new)
    both = [key for key in after.by_key if key in before.by_key]
    changed = []
    for key in both:
        one, other = before.by_key[key], after.by_key[key]
        if canonical(one) == canonical(other):
            continue
        was, now = before.aspects(key), after.aspects(key)
        aspects = tuple(
            Aspect(str(ASPECTS[name]), was[name], now[name])
            for name in was
            if was[name] != now[name]
            # A condition names questions by their numbers; only moving them is no change of it.
            and not _only_renumbered(one, other, name)
        )
        if aspects:
            changed.append(
                QuestionChange(
                    key,
                    after.numbers[key],
                    _both(other, "text"),
                    aspects,
                    _takes(one) != _takes(other),
                )
            )
    return Changes(
        tuple(after.told(key) for key in after.by_key if key not in before.by_key),
        tuple(before.told(key) for key in before.by_key if key not in after.by_key),
        tuple(changed),
        _moved(before, after, both),
        any(old.get(word) != new.get(word) for word in ("title_pl", "title_en", "standard")),
    )


def _only_renumbered(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    words = {"relevant": ("relevant",), "required": ("required", "required_when"),
             "evidence": ("evidence", "evidence_when")}.get(name)  # fmt: skip
    return words is not None and all(one.get(word) == other.get(word) for word in words)


def _moved(before: _Side, after: _Side, both: list[str]) -> int:
    """How many of the common questions were moved: those outside of the longest common order."""
    place = {key: at for at, key in enumerate(key for key in before.by_key if key in after.by_key)}
    # Longest increasing subsequence (patience sorting): what need not have been moved.
    tails: list[int] = []
    for key in both:
        at, low, high = place[key], 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if tails[middle] < at else (low, middle)
        tails[low : low + 1] = [at]
    elsewhere = sum(bool(before.sections[key]["key"] != after.sections[key]["key"]) for key in both)
    return max(len(both) - len(tails), elsewhere)
